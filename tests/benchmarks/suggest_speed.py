"""How long completions take.

    python -m tests.benchmarks.suggest_speed CORPUS [--first 10000] [--prefixes 1000]

Indexes the first documents of CORPUS/docs.jsonl and completes beginnings of their titles, cut
anywhere (from the first, or from a later word on), each asked once. Prints the first call of a
snapshot, what the first call costs after one more document was committed, and the median and 95th
percentile of all others in milliseconds, slowest beginning last.
"""

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from index import generations
from index.whoosh_engine import WhooshEngine
from index.whoosh_store import Store
from tests.benchmarks.search_corpus import documents


def beginnings(titles: Sequence[str], count: int) -> Iterator[str]:
    """What readers have typed of titles, the same at each run."""
    chance = random.Random(4)  # noqa: S311 - a sample, not a secret
    for _ in range(count):
        words = chance.choice(titles).split()
        typed = " ".join(words[chance.randrange(len(words)) :])
        yield typed[: chance.randint(1, 20)]


def _milliseconds(index: WhooshEngine, typed: str) -> float:
    began = time.perf_counter()
    index.suggest(typed)
    return 1000 * (time.perf_counter() - began)


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--first", type=int, default=10_000)
    parser.add_argument("--prefixes", type=int, default=1000)
    asked = parser.parse_args()
    found = list(islice(documents(asked.corpus), asked.first))
    with TemporaryDirectory() as folder:
        generation = generations.fresh(Path(folder))
        store = Store.create(generation)
        store.write(found)
        generations.use(generation)
        index = WhooshEngine(Path(folder))
        index.snapshot()
        first = _milliseconds(index, "ther")
        typed = list(beginnings([each.title for each in found if each.title.split()], asked.prefixes))
        times = [_milliseconds(index, each) for each in typed]
        store.write([replace(found[0], id="one more")])
        index.snapshot()
        after = _milliseconds(index, "ther")
        index.close()
    slowest, slow = max(zip(times, typed, strict=True))
    print(  # noqa: T201
        f"docs={len(found)} prefixes={len(times)} first_ms={first:.1f} after_commit_ms={after:.1f} "
        f"median_ms={median(times):.2f} p95_ms={quantiles(times, n=20)[-1]:.2f} "
        f"max_ms={slowest:.2f} ({slow!r})"
    )


if __name__ == "__main__":
    _main()
