"""How well the search answers what clinicians type, over the demonstration corpus.

    python -m tests.benchmarks.questions [--match all|any] [--engine whoosh|opensearch] [--failures]

Asks the questions of tests/golden/questions.jsonl, each with its own `match` or the one given, and
prints for each kind of question the share with an answer first (`success@1`) and among the first
five (`success@5`), the mean reciprocal rank (`MRR`) and `nDCG@10`. A question with a typing error is
put as it would be by a reader who follows the suggestion, when that is what was `meant`.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory

from bib.demonstration import load_demonstration
from index.analysis import fold
from index.query import MAX_PER_PAGE, Match, Query, Results
from index.sync import rebuild
from kb.summary import Summary
from tests.benchmarks.measures import ndcg, reciprocal_rank, success
from tests.engine_contract import KINDS, places
from web.settings import read_settings
from web.wiring import Site, open_site

QUESTIONS = Path(__file__).resolve().parents[1] / "golden" / "questions.jsonl"

Search = Callable[[Query], Results]
Measures = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is typed and the summaries (names of their files) that answer it.

    `meant` is the query without its typing error; empty where there is none.
    """

    query: str
    kind: str
    match: Match
    answers: tuple[str, ...]
    meant: str = ""


def questions() -> list[Question]:
    """The test set. It was written, and the answers judged by reading, before any tuning."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [Question(**{**values, "answers": tuple(values["answers"])}) for values in map(json.loads, lines)]


def files_of(site: Site) -> dict[str, str]:
    """The name of each summary's file, without its ending, by the summary's id."""
    folder = Path(__file__).resolve().parents[2] / "kb" / "demo" / "summaries"
    by_title = {
        line.removeprefix("title = ").strip('"'): file.stem
        for file in folder.glob("*.toml")
        for line in file.read_text(encoding="utf-8").splitlines()[:1]
    }
    with site.catalogue.reading() as read:
        summaries: Iterable[Summary] = read.published()
        return {each.id: by_title[each.title] for each in summaries}


def ranking(question: Question, search: Search, files: Mapping[str, str]) -> list[str]:
    """The files of the hits in order; of the corrected query's, when the suggestion is what was meant."""
    results = search(Query(text=question.query, match=question.match, per_page=MAX_PER_PAGE))
    if question.meant and results.did_you_mean and fold(results.did_you_mean) == fold(question.meant):
        results = search(Query(text=results.did_you_mean, match=question.match, per_page=MAX_PER_PAGE))
    return [files.get(hit.id, hit.id) for hit in results.hits]


def measured(question: Question, ranked: list[str]) -> Measures:
    """The measures of one question."""
    grades = dict.fromkeys(question.answers, 1.0)
    return {
        "success@1": success(ranked, grades, 1),
        "success@5": success(ranked, grades, 5),
        "MRR": reciprocal_rank(ranked, grades),
        "nDCG@10": ndcg(ranked, grades),
    }


def averages(each: Iterable[Measures]) -> Measures:
    """The mean of every measure."""
    found = list(each)
    return {name: mean(measures[name] for measures in found) for name in found[0]}


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--match", choices=("all", "any"))
    parser.add_argument("--engine", choices=KINDS, default="whoosh")
    parser.add_argument("--failures", action="store_true")
    asked = parser.parse_args()
    by_kind: dict[str, list[Measures]] = defaultdict(list)
    with TemporaryDirectory() as folder, places(asked.engine) as new_place:
        site = open_site(read_settings(Path(folder) / "home", {}))
        load_demonstration(site.catalogue)
        engine = new_place().engine()
        rebuild(site.catalogue, engine)
        files = files_of(site)
        for question in questions():
            put = replace(question, match=asked.match) if asked.match else question
            ranked = ranking(put, engine.search, files)
            measures = measured(put, ranked)
            by_kind[put.kind].append(measures)
            if asked.failures and not measures["success@1"]:
                print(f"{put.kind:13}{put.query!r}: first {ranked[:1]}, answers {put.answers}")  # noqa: T201
        engine.close()
        site.index.close()
        site.catalogue.close()
    for kind, found in sorted(by_kind.items()):
        _report(kind, found)
    _report("all", [each for found in by_kind.values() for each in found])


def _report(kind: str, found: list[Measures]) -> None:
    means = " ".join(f"{name}={value:.3f}" for name, value in averages(found).items())
    print(f"{kind:13}n={len(found):<4}{means}")  # noqa: T201 - a program's output


if __name__ == "__main__":
    _main()
