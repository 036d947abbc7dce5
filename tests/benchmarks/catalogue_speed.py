"""How many changes a second a catalogue takes from one writer and from eight, and what a page asks of it.

    python -m tests.benchmarks.catalogue_speed [--seconds 5] [--references 2000]

Each writer is a process of its own that adds one reference in each transaction; every change is on the disk
when it is acknowledged, in both databases. Then one process asks what the page of a summary asks.
"""

import argparse
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from kb.catalogue import Catalogue
from tests.databases import KINDS, Kind
from tests.factories import a_record, a_summary
from tests.postgresql import postgresql_server

_PAGES = 500


@contextmanager
def address(kind: Kind) -> Iterator[str]:
    """The address of a new database on the disk."""
    with ExitStack() as stack:
        if kind == "postgresql":
            yield stack.enter_context(postgresql_server(durable=True)).new_database()
        else:
            folder = stack.enter_context(TemporaryDirectory(prefix="speed-"))
            yield f"sqlite:///{Path(folder) / 'catalogue.db'}"


def write(
    url: str, who: str, seconds: float, ready: Barrier, made: "multiprocessing.Queue[list[float]]"
) -> None:
    """Add references for so long; how long each took, in seconds."""
    catalogue = Catalogue(url)
    ready.wait()
    begun = time.perf_counter()
    took: list[float] = []
    while (before := time.perf_counter()) < begun + seconds:
        with catalogue.writing(who) as writer:
            writer.add_record(a_record(f"{who}-{len(took)}", doi=f"10.5555/{who}.{len(took)}"))
        took.append(time.perf_counter() - before)
    catalogue.close()
    made.put(took)


def changes_a_second(url: str, writers: int, seconds: float) -> str:
    """Let so many processes write, and tell what they did."""
    context = multiprocessing.get_context("spawn")
    ready, made = context.Barrier(writers), context.Queue()
    processes = [
        context.Process(target=write, args=(url, f"w{writers}x{number}", seconds, ready, made))
        for number in range(writers)
    ]
    for each in processes:
        each.start()
    took = sorted(one for _ in processes for one in made.get())
    for each in processes:
        each.join()
    return (
        f"{writers} writers: {len(took) / seconds:.0f} changes/s, median {median(took) * 1000:.1f} ms, "
        f"p99 {took[len(took) * 99 // 100] * 1000:.0f} ms, slowest {took[-1] * 1000:.0f} ms"
    )


def pages(url: str, references: int) -> str:
    """What a page of a summary asks of a catalogue with so many of them, in milliseconds."""
    catalogue = Catalogue(url)
    with catalogue.writing("anna") as writer:
        for number in range(references):
            record = a_record(f"Page{number}")
            writer.add_record(record)
            writer.add_summary(a_summary(record, slug=f"page-{number}"))
    took = []
    for number in range(_PAGES):
        begun = time.perf_counter()
        with catalogue.reading() as read:
            read.revision()
            summary = read.summary_at(f"page-{number % references}")
            assert summary
            read.records_of(summary)
            read.beside(summary)
            read.vocabulary()
            read.version("summary", summary.id)
        took.append(time.perf_counter() - begun)
    catalogue.close()
    took.sort()
    p95 = took[_PAGES * 95 // 100]
    return f"page of a summary: median {median(took) * 1000:.2f} ms, p95 {p95 * 1000:.2f} ms"


def main() -> None:
    """Measure both databases."""
    parser = argparse.ArgumentParser(description="Changes a second, and the questions of a page.")
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--references", type=int, default=2000)
    chosen = parser.parse_args()
    for kind in KINDS:
        with address(kind) as url:
            Catalogue(url).close()
            for writers in (1, 8):
                print(f"{kind}: {changes_a_second(url, writers, chosen.seconds)}", flush=True)  # noqa: T201 # its use
            print(f"{kind}: {pages(url, chosen.references)}", flush=True)  # noqa: T201 # likewise


if __name__ == "__main__":
    main()
