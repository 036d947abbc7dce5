"""How fast searches are, asked as an application that has other engines to choose from would ask them.

    python -m tests.benchmarks.search_speed CORPUS [--no-facets]

Indexes CORPUS/docs.jsonl and runs CORPUS/queries.json: the ten best hits, the total, and the 20 biggest
values of five facets over all hits (none with `--no-facets`). Words mean their families, spellings and
synonyms, as always; nothing is quoted from the texts. Prints the median and 95th percentile in
milliseconds (best of 3 each, warm), the documents indexed per second, and then

    first_ms             median of each query's first run: its words' postings are read from the files
    index_mb             the files' size
    peak_mb              the most memory of a process that only searches, files mapped into it included;
                         kept_mb of it are postings and what was worked out from them (budget_mb at most)
    cold_ms              the first query in a fresh process, from opening the index to the answer
    add_to_found_ms      from handing one document to the store to having found it in another process
                         that had the index open: median of 10, and the slowest
    meanwhile_ms         median and 95th percentile of the searches of another process that goes on
                         while a document a second is added (first run of every query), and beside it
                         the same with nothing being added (quiet_ms)
"""

import argparse
import re
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from index import generations
from index.documents import Document
from index.query import Query
from index.whoosh_engine import WhooshEngine
from index.whoosh_store import Store
from tests.benchmarks.search_corpus import FACETS, documents, queries

_TRIES = 3
_TOP = 20
_ADDED = 10
_PAUSE = 1.0  # seconds between two documents

_MB = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    """What a process that only searches measured, in milliseconds and MB."""

    cold: float
    first: list[float]
    best: list[float]
    peak: float
    kept: float
    budget: float


def _index(folder: Path, found: Iterable[Document]) -> int:
    generation = generations.fresh(folder)
    number = Store.create(generation).write(found)
    generations.use(generation)
    return number


def _timed(index: WhooshEngine, query: Query) -> float:
    start = time.perf_counter()
    index.search(query)
    return (time.perf_counter() - start) * 1000


def _search(folder: Path, asked: Sequence[Query]) -> _Searched:
    start = time.perf_counter()
    index = WhooshEngine(folder)
    index.search(asked[0])
    cold = (time.perf_counter() - start) * 1000
    times = [[_timed(index, query) for _ in range(_TRIES)] for query in asked]
    snapshot = index.snapshot()
    assert snapshot
    return _Searched(
        cold=cold,
        first=[each[0] for each in times],
        best=[min(each) for each in times],
        peak=_peak(),
        kept=snapshot.memory.used / _MB,
        budget=snapshot.memory.budget / _MB,
    )


def _peak() -> float:
    # Linux only; what getrusage tells began with the memory of the process that started this one.
    told = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    return int(found[1]) / 1024 if found else 0.0


class _Searcher:
    """A process of its own that has the index open."""

    def __init__(self, folder: Path, asked: Sequence[Query]) -> None:
        self._pool = ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_open, initargs=(folder,)
        )
        self._asked = asked
        self._pool.submit(_search_for, asked, 0).result()

    def goes_on(self, seconds: float) -> Future[list[float]]:
        return self._pool.submit(_search_for, self._asked, seconds)

    def finds(self, word: str) -> None:
        assert self._pool.submit(_found, word).result()

    def close(self) -> None:
        self._pool.shutdown()


_opened: list[WhooshEngine] = []  # the index that a searching process has open


def _open(folder: Path) -> None:
    _opened.append(WhooshEngine(folder))


def _found(word: str) -> bool:
    return _opened[0].search(Query(text=word, per_page=10)).total == 1


def _search_for(asked: Sequence[Query], seconds: float) -> list[float]:
    """The time of each search, over and over all queries for so long and at least once."""
    end = time.perf_counter() + seconds
    times: list[float] = []
    for number, query in enumerate(cycle(asked)):
        if number >= len(asked) and time.perf_counter() > end:
            break
        times.append(_timed(_opened[0], query))
    return times


def _add(folder: Path, like: Document, number: int) -> str:
    """Add one document as following the catalogue does; the word that only it has."""
    word = f"zebra{number}zebra"
    generation = generations.current(folder)
    assert generation
    added = replace(like, id=f"added{number}", text={**like.text, "title": (f"{word} {like.title}",)})
    Store(generation).write([added], [added.id])
    return word


def _percentile(times: Iterable[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _told(times: Sequence[float]) -> str:
    return f"{median(times):.3f}/{_percentile(times, 0.95):.3f}"


def main() -> None:
    """WhooshEngine, search, add, and print what it took."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("corpus", type=Path)
    reader.add_argument("--no-facets", action="store_true")
    told = reader.parse_args()
    asked = queries(told.corpus, facets=() if told.no_facets else FACETS, facet_size=_TOP, snippets=False)
    with TemporaryDirectory() as name:
        folder = Path(name)
        start = time.perf_counter()
        number = _index(folder, documents(told.corpus))
        seconds = time.perf_counter() - start
        size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) / _MB
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            found = pool.submit(_search, folder, asked).result()
        print(  # noqa: T201 - a program's output
            f"kb docs={number} facets={not told.no_facets} median_ms={median(found.best):.3f} "
            f"p95_ms={_percentile(found.best, 0.95):.3f} indexed_per_s={number / seconds:.0f}"
        )
        print(  # noqa: T201 - a program's output
            f"first_ms={median(found.first):.3f} index_mb={size:.0f} peak_mb={found.peak:.0f} "
            f"kept_mb={found.kept:.0f} budget_mb={found.budget:.0f} cold_ms={found.cold:.0f}"
        )
        searcher = _Searcher(folder, asked)
        like = next(documents(told.corpus))
        times = []
        for each in range(_ADDED):
            start = time.perf_counter()
            searcher.finds(_add(folder, like, each))
            times.append((time.perf_counter() - start) * 1000)
        print(f"add_to_found_ms={median(times):.1f} slowest_ms={max(times):.1f}")  # noqa: T201 - a program's output
        searcher.goes_on(0).result()
        quiet = searcher.goes_on(_ADDED * _PAUSE).result()
        going = searcher.goes_on(_ADDED * _PAUSE)
        for each in range(_ADDED, 2 * _ADDED):
            _add(folder, like, each)
            time.sleep(_PAUSE)
        meanwhile = going.result()
        searcher.close()
        print(  # noqa: T201 - a program's output
            f"meanwhile_ms={_told(meanwhile)} quiet_ms={_told(quiet)} "
            f"slower={median(meanwhile) / median(quiet):.2f}"
        )


if __name__ == "__main__":
    main()
