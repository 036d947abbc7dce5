"""Documents indexed per second, ours and plain Whoosh's: indexing_speed.py CORPUS [--documents N] [--runs N]

CORPUS is made by make_corpus.py; its first N documents (2,000 unless told) are indexed by both in
turn, several times over. Plain Whoosh is its own writer with its stemming analyser over the five
text fields that peers.py has (title, body, implications, authors, journal), nothing else stored.
Ours is what the product does: these fields and topics and types, facets, keys, fingerprints, and the
texts that snippets quote, in one process. Prints a line a run, the median ratio, and how many
milliseconds it takes to put one more document into the index of N and take one out, the merging of
small segments after it included (it comes after the commit, when the document can be found).
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from whoosh.analysis import StemmingAnalyzer
from whoosh.fields import TEXT, Schema
from whoosh.index import create_in

from index.documents import Document
from index.whoosh_store import Store
from tests.benchmarks.search_corpus import documents

PLAIN_FIELDS = {name: name for name in ("title", "body", "implications", "journal")} | {"authors": "author"}
COMMITS = 200


def plain_whoosh(folder: Path, them: Sequence[Document]) -> None:
    """Index the documents with Whoosh's own writer."""
    folder.mkdir()
    text = TEXT(analyzer=StemmingAnalyzer())
    writer = create_in(folder, Schema(**dict.fromkeys(PLAIN_FIELDS, text))).writer()
    for each in them:
        writer.add_document(
            **{name: " ".join(each.text.get(field, ())) for name, field in PLAIN_FIELDS.items()}
        )
    writer.commit()


def ours(folder: Path, them: Sequence[Document]) -> None:
    """Index the documents as the product does."""
    Store.create(folder).write(them)


def per_second(index: Callable[[Path, Sequence[Document]], None], them: Sequence[Document]) -> float:
    """Documents a second that one way of indexing makes, from opening to closing."""
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        index(Path(folder) / "index", them)
        return len(them) / (time.perf_counter() - begin)


def commits(folder: Path, them: Sequence[Document]) -> list[float]:
    """The seconds each of some commits takes that put one document in and take one out."""
    ours(folder, them)
    store = Store(folder)
    taken = []
    for number, each in enumerate(islice(them, COMMITS)):
        new = replace(each, id=f"new {number}")
        begin = time.perf_counter()
        store.write([new], [each.id])
        taken.append(time.perf_counter() - begin)
    return taken


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("corpus", type=Path)
    asked.add_argument("--documents", type=int, default=2000)
    asked.add_argument("--runs", type=int, default=3)
    given = asked.parse_args()
    them = list(islice(documents(given.corpus), given.documents))
    ratios = []
    for _ in range(given.runs):
        plain, kb = per_second(plain_whoosh, them), per_second(ours, them)
        ratios.append(kb / plain)
        print(  # noqa: T201 - a program's output
            f"documents={len(them)} plain_whoosh={plain:.0f}/s kb={kb:.0f}/s ratio={kb / plain:.1f}",
            flush=True,
        )
    with tempfile.TemporaryDirectory() as folder:
        taken = sorted(commits(Path(folder) / "index", them))
    print(  # noqa: T201 - a program's output
        f"median_ratio={statistics.median(ratios):.1f} "
        f"one_document: median_ms={1000 * statistics.median(taken):.1f} "
        f"p95_ms={1000 * taken[int(len(taken) * 0.95)]:.1f} most_ms={1000 * taken[-1]:.1f}"
    )


if __name__ == "__main__":
    main()
