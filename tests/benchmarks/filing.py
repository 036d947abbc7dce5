"""How good the topics and research types are that are suggested for a text, each summary left out in turn.

    python -m tests.benchmarks.filing
    python -m tests.benchmarks.filing --corpus CORPUS [--first 10000]

Each of the demonstration summaries is taken out of the index and terms are suggested for its text from
the others. `precision` is that of topics at the number the summary really has, so that with all of them
right it is 1 and no topic left unsaid is forgiven; `first type` is the share of summaries whose research
type is suggested first. Behind each stands its 95% interval, by drawing the summaries anew 10,000 times.

    most frequent   the topics, and the type, that most of the other summaries have
    similar only    what similar summaries say, nothing else
    said only       what the text says, nothing else
    as shipped      both, weighed as the product does
    two-fold        both, each half of the summaries weighed as was best on the other half
    without cited   as shipped, the titles of the cited works not read
    gained          as shipped, less most frequent, summary by summary

Then: how many topics are suggested (as shipped), and how many are right at each place and score.

With CORPUS it prints instead how long suggestions take for the texts of the demonstration among the
first documents of CORPUS/docs.jsonl, and again after one more was committed; the first of each apart.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise, product
from pathlib import Path
from statistics import mean, median, quantiles
from tempfile import TemporaryDirectory

from bib.demonstration import load_demonstration
from index import generations
from index.documents import Document, summary_document
from index.filing import AS_SHIPPED, Weighing, suggest_terms
from index.whoosh_engine import WhooshEngine
from index.whoosh_store import Store
from kb.catalogue import Catalogue
from kb.summary import Summary
from kb.vocabulary import TermKind, Vocabulary
from tests.benchmarks.search_corpus import documents

GRID = tuple(
    Weighing(said=said, neighbours=neighbours)
    for said, neighbours in product((0.5, 0.6, 0.7, 0.8, 0.9), (5, 10, 20))
)
_DRAWN = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A published summary as an editor filed it, with the titles of what it cites."""

    summary: Summary
    cited: tuple[str, ...]
    document: Document


@dataclass(frozen=True, slots=True)
class Judged:
    """How good the suggestions for one summary are: topics' precision, and 1 when the first type is right.

    `suggested` are the topics suggested, best first, each with its score and whether it is right;
    `true` is how many the summary has.
    """

    topics: float
    first_type: float
    suggested: tuple[tuple[float, bool], ...] = ()
    true: int = 0


def demonstration(folder: Path) -> tuple[Vocabulary, list[Filed]]:
    """The demonstration corpus."""
    catalogue = Catalogue(f"sqlite:///{folder / 'catalogue.db'}")
    load_demonstration(catalogue)
    with catalogue.reading() as read:
        vocabulary = read.vocabulary()
        filed = [
            Filed(
                summary=summary,
                cited=tuple(record.reference.title for record in records),
                document=summary_document(summary, records, vocabulary),
            )
            for summary in sorted(read.published(), key=lambda each: each.slug)
            for records in [read.records_of(summary)]
        ]
    catalogue.close()
    return vocabulary, filed


def indexed(found: Iterable[Document], folder: Path) -> WhooshEngine:
    """A new index of documents."""
    generation = generations.fresh(folder)
    Store.create(generation).write(found)
    generations.use(generation)
    return WhooshEngine(folder)


def judged(filed: Filed, topics: Sequence[str], types: Sequence[str]) -> Judged:
    """How good terms are, best first, for a summary."""
    true = filed.summary.topics
    right = set(topics[: len(true)]) & set(true)
    return Judged(len(right) / len(true), float(types[:1] == [filed.summary.research_type]))


def most_frequent(filed: Filed, others: Sequence[Filed]) -> Judged:
    """The terms that most of the other summaries have."""
    topics = Counter(topic for each in others for topic in each.summary.topics)
    types = Counter(each.summary.research_type or "" for each in others)
    return judged(filed, _by_count(topics), _by_count(types))


def two_fold(by_weighing: dict[Weighing, list[Judged]], measure: Callable[[Judged], float]) -> list[float]:
    """A measure of every summary, those of each half weighed as was best on the other half."""
    found = [0.0] * len(by_weighing[AS_SHIPPED])
    for half in (0, 1):
        best = max(GRID, key=lambda each: mean(map(measure, by_weighing[each][1 - half :: 2])))
        found[half::2] = map(measure, by_weighing[best][half::2])
    return found


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95% interval of a mean by the bootstrap (percentiles), the same at each run."""
    chance = random.Random(6)  # noqa: S311 - a sample, not a secret
    means = sorted(mean(chance.choices(values, k=len(values))) for _ in range(_DRAWN))
    return means[int(0.025 * _DRAWN)], means[int(0.975 * _DRAWN)]


def _by_count(counts: Counter[str]) -> list[str]:
    return sorted(counts, key=lambda each: (-counts[each], each))


def _suggested(
    filed: Filed, index: WhooshEngine, vocabulary: Vocabulary, weighing: Weighing, cited: Sequence[str]
) -> Judged:
    found = suggest_terms(
        index,
        vocabulary,
        filed.summary.title,
        text_of(filed.summary),
        cited=cited,
        weighing=weighing,
    )
    topics = [each for each in found if each.kind is TermKind.TOPIC]
    types = [each.slug for each in found if each.kind is TermKind.RESEARCH_TYPE]
    return replace(
        judged(filed, [each.slug for each in topics], types),
        suggested=tuple((each.score, each.slug in filed.summary.topics) for each in topics),
        true=len(filed.summary.topics),
    )


def text_of(summary: Summary) -> str:
    """All a summary says but its title."""
    return f"{summary.body}\n\n{summary.implications}"


def _quality() -> None:
    with TemporaryDirectory() as folder:
        vocabulary, all_filed = demonstration(Path(folder))
        rows: dict[str, list[Judged]] = {
            "most frequent": [],
            "similar only": [],
            "said only": [],
            "without cited": [],
        }
        by_weighing: dict[Weighing, list[Judged]] = {each: [] for each in GRID}
        for number, filed in enumerate(all_filed):
            others = [each for each in all_filed if each is not filed]
            index = indexed((each.document for each in others), Path(folder) / f"index-{number}")
            rows["most frequent"].append(most_frequent(filed, others))
            for row, said in (("similar only", 0.0), ("said only", 1.0)):
                rows[row].append(_suggested(filed, index, vocabulary, Weighing(said=said), filed.cited))
            rows["without cited"].append(_suggested(filed, index, vocabulary, AS_SHIPPED, ()))
            for weighing, found in by_weighing.items():
                found.append(_suggested(filed, index, vocabulary, weighing, filed.cited))
            index.close()
    shipped = rows["as shipped"] = by_weighing[AS_SHIPPED]
    topics = {row: [each.topics for each in found] for row, found in rows.items()}
    types = {row: [each.first_type for each in found] for row, found in rows.items()}
    topics["two-fold"] = two_fold(by_weighing, lambda each: each.topics)
    types["two-fold"] = two_fold(by_weighing, lambda each: each.first_type)
    print(f"summaries={len(all_filed)}")  # noqa: T201 - a program's output
    for measures in (topics, types):
        pairs = zip(measures["as shipped"], measures["most frequent"], strict=True)
        measures["gained"] = [ours - theirs for ours, theirs in pairs]
    for row, precision in topics.items():
        print(f"{row:15}precision {_with_interval(precision)}  first type {_with_interval(types[row])}")  # noqa: T201
    spread = [mean(each.topics for each in found) for found in by_weighing.values()]
    spread_types = [mean(each.first_type for each in found) for found in by_weighing.values()]
    print(  # noqa: T201
        f"over {len(GRID)} weighings: precision {min(spread):.3f} to {max(spread):.3f}, "
        f"first type {min(spread_types):.3f} to {max(spread_types):.3f}"
    )
    _print_scores(shipped)


def _print_scores(shipped: Sequence[Judged]) -> None:
    """How often topics suggested are right, by their place and by their score."""
    suggested = [each for one in shipped for each in one.suggested]
    found = sum(right for _, right in suggested) / sum(each.true for each in shipped)
    print(f"topics suggested={len(suggested) / len(shipped):.1f} a summary, of all true ones {found:.3f}")  # noqa: T201
    for place in range(max(len(each.suggested) for each in shipped)):
        here = [each.suggested[place][1] for each in shipped if len(each.suggested) > place]
        print(f"    place {place + 1}: {mean(here):.2f} of {len(here)} right")  # noqa: T201
    for least, below in pairwise((0.0, 0.1, 0.2, 0.3, 0.4, 1.0)):
        here = [right for score, right in suggested if least <= score < below]
        if here:
            print(f"    score {least} to {below}: {mean(here):.2f} of {len(here)} right")  # noqa: T201


def _with_interval(values: Sequence[float]) -> str:
    low, high = interval(values)
    return f"{mean(values):.3f} ({low:.3f} to {high:.3f})"


def _speed(corpus: Path, first: int) -> None:
    found = list(islice(documents(corpus), first))
    with TemporaryDirectory() as folder:
        vocabulary, all_filed = demonstration(Path(folder))
        generation = generations.fresh(Path(folder) / "index")
        store = Store.create(generation)
        store.write(found)
        generations.use(generation)
        index = WhooshEngine(Path(folder) / "index")
        times = [_milliseconds(each, index, vocabulary) for each in all_filed]
        store.write([replace(found[0], id="one more")])
        after = [_milliseconds(each, index, vocabulary) for each in all_filed]
        index.close()
    for name, each in (("", times), ("after_commit_", after)):
        print(  # noqa: T201
            f"docs={first} texts={len(each)} {name}first_ms={each[0]:.1f} median_ms={median(each[1:]):.1f} "
            f"p95_ms={quantiles(each[1:], n=20)[-1]:.1f} max_ms={max(each[1:]):.1f}"
        )


def _milliseconds(filed: Filed, index: WhooshEngine, vocabulary: Vocabulary) -> float:
    began = time.perf_counter()
    suggest_terms(index, vocabulary, filed.summary.title, text_of(filed.summary), cited=filed.cited)
    return 1000 * (time.perf_counter() - began)


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--first", type=int, default=10_000)
    asked = parser.parse_args()
    if asked.corpus:
        _speed(asked.corpus, asked.first)
    else:
        _quality()


if __name__ == "__main__":
    _main()
