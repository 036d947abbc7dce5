"""What an engine takes to hold very many documents and to search them.

    python -m tests.benchmarks.large_index CORPUS FOLDER [--engine whoosh|opensearch] [--first N]
        [--step N] [--minutes N] [--memory 1g] [--readers 1 2] [--seconds 20]

Fills an index in FOLDER, from where it got to before, with the first N documents of CORPUS/docs.jsonl, and
prints the documents a second and the megabytes on the disk. Then it asks queries
that were not asked before, each once, as the search page does: a page of twenty hits with passages, the
total and all facets.

    median_ms, p95_ms    of 200 queries of CORPUS/queries.json, after 200 others to warm up
    searches_per_s       of so many processes that search at once, for each number of --readers
    memory_mb            the most memory of a searching process and, of OpenSearch, of its node

OpenSearch is one node on this machine with --memory for its heap.
"""

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from index.engine import Engine
from index.opensearch_engine import OpenSearchEngine
from index.query import Query
from index.whoosh_engine import WhooshEngine
from tests.benchmarks.search_corpus import documents, queries
from tests.opensearch_server import new_opensearch

_MB = 2**20
_WARMING = 200
_SEED = 8

Opened = Callable[[], Engine]


def _fill(engine: Engine, corpus: Path, first: int, step: int, minutes: float) -> None:
    before = count = engine.reached() or 0  # as many as there are documents
    found = islice(documents(corpus), count, None)
    begun = last = time.perf_counter()
    while count < first and time.perf_counter() - begun < 60 * minutes:
        part = list(islice(found, min(step, first - count)))
        if count:
            engine.take_in(part, {each.id for each in part}, count + len(part))
        else:
            engine.build(part, len(part))
        count += len(part)
        now = time.perf_counter()
        _say(f"{count} documents, the last {len(part)} with {len(part) / (now - last):.0f} a second")
        last = now
    seconds = time.perf_counter() - begun
    _say(f"documents={count} seconds={seconds:.0f} documents_per_s={(count - before) / seconds:.0f}")


def _others(corpus: Path, count: int) -> list[Query]:
    """Queries of one to three words of titles: none is one of the corpus' own."""
    chance = random.Random(_SEED)  # noqa: S311 # for what is asked
    with (corpus / "docs.jsonl").open(encoding="utf-8") as lines:
        titles = [
            re.findall(r"[a-z]{4,}", json.loads(line)["title"].lower()) for line in islice(lines, 5_000)
        ]
    chosen = [chance.choice(titles) for _ in range(count)]
    return [
        Query(text=" ".join(chance.sample(each, min(len(each), chance.randint(1, 3))))) for each in chosen
    ]


def _milliseconds(engine: Engine, query: Query) -> float:
    begun = time.perf_counter()
    engine.search(query)
    return 1000 * (time.perf_counter() - begun)


def _each_once(opened: Opened, warming: Sequence[Query], asked: Sequence[Query]) -> tuple[list[float], int]:
    """The milliseconds of each query, and the most memory of the process that asks."""
    engine = opened()
    for each in warming:
        engine.search(each)
    times = [_milliseconds(engine, each) for each in asked]
    engine.close()
    return times, _most_memory("self")


_ready: Any = None  # passed when every process that asks has opened the index


def _wait_with(barrier: Any) -> None:
    global _ready  # noqa: PLW0603 - how a process of a pool is told
    _ready = barrier


def _at_once(opened: Opened, asked: Sequence[Query], seconds: float, seed: int) -> float:
    """How many of the queries, in an order of its own, one of several processes has answered a second."""
    engine = opened()
    order = random.Random(seed).sample(asked, len(asked))  # noqa: S311 # likewise
    engine.search(order[0])
    _ready.wait()
    begun = time.perf_counter()
    done = 0
    while time.perf_counter() < begun + seconds:
        engine.search(order[done % len(order)])
        done += 1
    taken = time.perf_counter() - begun
    engine.close()
    return done / taken


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - a program's output


def _most_memory(process: str) -> int:
    told = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    return int(found[1]) // 1024 if found else 0


def _size(folder: Path) -> float:
    return sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / _MB


@contextmanager
def _engine(name: str, folder: Path, memory: str) -> Iterator[tuple[Opened, Callable[[], int]]]:
    """How a process opens the engine, and how much memory a server of it has taken at most."""
    if name == "whoosh":
        yield partial(WhooshEngine, folder), lambda: 0
        return
    server = new_opensearch(folder, memory=memory, lasting=True)
    try:
        server.start(0)
        server.wait()
        process = server.nodes[0].process
        assert process
        yield partial(OpenSearchEngine, f"{server.url}/large", _alone), lambda: _most_memory(str(process.pid))
    finally:
        server.stop()


def _alone(_timeout: float) -> "nullcontext[bool]":
    return nullcontext(True)


def main() -> None:
    """Fill, search, and print what it took."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("corpus", type=Path)
    reader.add_argument("folder", type=Path)
    reader.add_argument("--engine", choices=("whoosh", "opensearch"), default="whoosh")
    reader.add_argument("--first", type=int, default=1_000_000)
    reader.add_argument("--step", type=int, default=0, help="documents that come at once; else all of them")
    reader.add_argument("--minutes", type=float, default=600, help="no further step begins after so many")
    reader.add_argument("--memory", default="1g")
    reader.add_argument("--readers", type=int, nargs="*", default=[1, 2])
    reader.add_argument("--seconds", type=float, default=20)
    told = reader.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    asked = [Query(text=each.text, filters=each.filters) for each in queries(told.corpus)]
    others = _others(told.corpus, _WARMING)
    spawn = get_context("spawn")
    pool = partial(ProcessPoolExecutor, mp_context=spawn)
    with _engine(told.engine, told.folder, told.memory) as (opened, server_memory):
        filling = opened()
        if (filling.reached() or 0) < told.first:
            _fill(filling, told.corpus, told.first, told.step or told.first, told.minutes)
            _say(f"filling_memory_mb={_most_memory('self')} server_mb={server_memory()}")
        filling.close()
        _say(f"engine={told.engine} disk_mb={_size(told.folder):.0f}")
        with pool(1) as one:
            times, memory = one.submit(_each_once, opened, others, asked).result()
        _say(
            f"queries={len(times)} median_ms={median(times):.1f} p95_ms={quantiles(times, n=20)[-1]:.1f} "
            f"slowest_ms={max(times):.1f} memory_mb={memory} server_mb={server_memory()}"
        )
        for number in told.readers:
            barrier = spawn.Barrier(number)
            with pool(number, initializer=_wait_with, initargs=(barrier,)) as several:
                work = [several.submit(_at_once, opened, asked, told.seconds, each) for each in range(number)]
                rate = sum(each.result() for each in work)
            _say(f"readers={number} searches_per_s={rate:.1f} server_mb={server_memory()}")


if __name__ == "__main__":
    main()
