"""How long queries made to break a search take.

    python -m tests.benchmarks.hostile_queries CORPUS QUERIES [--first 10000]

Indexes the first documents of CORPUS/docs.jsonl and asks every query of QUERIES (JSON lines: a name
and `parts`, each a text and how often it is repeated), with all its words wanted and with any, as a
page of 20 hits with snippets and all facets. Prints the slowest: `first_ms` is the first time a
query was asked, with nothing of it in memory, `ms` the best of three more.
"""

import argparse
import json
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from index import generations
from index.query import Match, Query
from index.whoosh_engine import WhooshEngine
from index.whoosh_store import Store
from tests.benchmarks.search_corpus import documents

_SHOWN = 8
_MATCHES: tuple[Match, ...] = ("all", "any")


def hostile(file: Path) -> Iterator[tuple[str, str]]:
    """The queries of a file, each with its name."""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            told = json.loads(line)
            yield told["name"], "".join(text * times for text, times in told["parts"])


def _milliseconds(index: WhooshEngine, query: Query) -> float:
    began = time.perf_counter()
    index.search(query)
    return 1000 * (time.perf_counter() - began)


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--first", type=int, default=10_000)
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        generation = generations.fresh(Path(folder))
        count = Store.create(generation).write(islice(documents(asked.corpus), asked.first))
        generations.use(generation)
        index = WhooshEngine(Path(folder))
        index.search(Query(text="therapy"))
        times = []
        for name, text in hostile(asked.queries):
            for match in _MATCHES:
                query = Query(text=text, match=match)
                first = _milliseconds(index, query)
                times.append((min(_milliseconds(index, query) for _ in range(3)), first, match, name))
        index.close()
    slow = sum(1 for best, _, _, _ in times if best >= 50)
    slow_first = sum(1 for _, first, _, _ in times if first >= 50)
    print(f"docs={count} queries={len(times)} over_50_ms={slow} first_over_50_ms={slow_first}")  # noqa: T201
    for best, first, match, name in sorted(times, reverse=True)[:_SHOWN]:
        print(f"ms={best:.1f} first_ms={first:.1f} match={match} {name!r}")  # noqa: T201
    for best, first, match, name in sorted(times, key=lambda each: -each[1])[:_SHOWN]:
        print(f"first_ms={first:.1f} ms={best:.1f} match={match} {name!r}")  # noqa: T201


if __name__ == "__main__":
    _main()
