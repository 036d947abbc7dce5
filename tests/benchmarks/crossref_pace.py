"""How near the import of many DOIs comes to the pace that Crossref's limits allow, and what it outlives.

    python -m tests.benchmarks.crossref_pace [--dois 1000] [--latency 0.3] [--pool polite]
    python -m tests.benchmarks.crossref_pace --interrupt 5

The stand-in keeps Crossref's limits and answers each request after `latency` seconds, with works that
weigh what real ones do with their reference lists. Another process imports the DOIs into a new catalogue;
the seconds run from before the first DOI is queued until the last one is settled.

`allowed_seconds` is the shortest time in which anybody can have the answers to the list requests within
the limits (`limit` requests an interval, `at_once` under way): the last of them cannot go sooner, and it
takes `latency` seconds to be answered.

    requests = ceil(dois / batch)
    allowed_seconds = max((ceil(requests / limit) - 1) * interval + latency,
                          ceil(requests / at_once) * latency)

`of_the_rate` compares the same seconds with limit / interval * batch DOIs a second, as if the first
request had been answered before it was sent. With `--interrupt K` the importing process is killed
(SIGKILL) at K random points and started again.
"""

import argparse
import math
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bib.crossref import BATCH, Crossref
from bib.doi_intake import TypedDOI, import_dois
from kb.catalogue import Catalogue
from tests.crossref_stand_in import POLITE, PUBLIC, Limits, StandIn, invented_work

_REFERENCES = 80  # in each work's list; such a work weighs some 22 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One import of DOIs from a Crossref at `url` into the catalogue in `folder`, by another process."""

    url: str
    folder: Path
    pool: str
    dois: int

    def run(self, kill_at: int | None = None, wait: float = 0.0) -> float:
        """The seconds it took; with `kill_at` it is killed, `wait` seconds after so many were settled."""
        arguments = ["--into", self.folder, "--url", self.url, "--pool", self.pool, "--dois", self.dois]
        command = [sys.executable, "-m", "tests.benchmarks.crossref_pace", *map(str, arguments)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            began = time.monotonic()
            for line in process.stdout:
                if line == "began\n":
                    began = time.monotonic()
                elif kill_at is not None and int(line) >= kill_at:
                    time.sleep(wait)
                    process.kill()
                    break
            seconds = time.monotonic() - began
            process.wait()
        if kill_at is None and process.returncode:
            raise SystemExit(f"the import ended with status {process.returncode}")
        return seconds

    def faults(self) -> list[str]:
        """What is not as it must be after the import: each DOI once, the queue empty."""
        catalogue = Catalogue(_database(self.folder))
        with catalogue.reading() as read:
            held = sorted(str(record.reference.doi) for record in read.records())
            queued = len(read.queued())
        catalogue.close()
        faults = [] if held == sorted(_dois(self.dois)) else [f"{len(held)} held, {len(set(held))} different"]
        return faults + ([f"{queued} still queued"] if queued else [])


def heavy_works(dois: int) -> list[dict[str, Any]]:
    """Invented works that each weigh what a real one with its reference list does."""
    cited = [
        {
            "key": f"10.5555/invented-{n}_r{n}",
            "doi-asserted-by": "publisher",
            "DOI": f"10.5555/cited.{n}",
            "author": "Castellanos",
            "year": "1998",
            "volume": "35",
            "first-page": str(100 + n),
            "article-title": "What a therapist's responsiveness has to do with the outcome of the therapy",
            "journal-title": "Journal of Invented Studies",
        }
        for n in range(_REFERENCES)
    ]
    return [{**invented_work(doi, n), "reference": cited} for n, doi in enumerate(_dois(dois))]


def _dois(number: int) -> list[str]:
    return [f"10.5555/invented.{n}" for n in range(number)]


def _database(folder: Path) -> str:
    return f"sqlite:///{folder / 'kb.sqlite'}"


def _import(folder: Path, url: str, pool: str, dois: Sequence[str]) -> None:
    """Import, saying how many DOIs are settled as they are."""
    catalogue = Catalogue(_database(folder))
    crossref = Crossref(url=url, mailto="editor@example.org" if pool == "polite" else None)
    print("began", flush=True)  # noqa: T201 - a program's output
    typed = [TypedDOI(text=doi) for doi in dois]
    import_dois(catalogue, crossref, typed, "benchmark", lambda done, _: print(done, flush=True))  # noqa: T201


def _allowed_seconds(requests: int, limits: Limits, latency: float) -> float:
    limit, interval, at_once = limits
    by_rate = (math.ceil(requests / limit) - 1) * interval + latency
    return max(by_rate, math.ceil(requests / at_once) * latency)


def main() -> None:
    """Run the benchmark, or the import that it measures."""
    parser = argparse.ArgumentParser(description="Measure the import of DOIs against Crossref's limits.")
    parser.add_argument("--dois", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.3, help="seconds that an answer takes")
    parser.add_argument("--pool", choices=["polite", "public"], default="polite")
    parser.add_argument("--interrupt", type=int, default=0, metavar="K", help="kill the import K times")
    parser.add_argument("--seed", type=int, default=None, help="of the random points")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.into:
        _import(asked.into, asked.url, asked.pool, _dois(asked.dois))
        return
    limits, single_limits = PUBLIC if asked.pool == "public" else POLITE
    stand_in = StandIn(
        heavy_works(asked.dois),
        limits=limits,
        single_limits=single_limits,
        enforce=True,
        latency=asked.latency,
    )
    chance = random.Random(asked.seed)  # noqa: S311 - no secret
    with TemporaryDirectory() as folder, stand_in:
        one = Import(url=stand_in.url, folder=Path(folder), pool=asked.pool, dois=asked.dois)
        kill_at = sorted(chance.choices(range(asked.dois), k=asked.interrupt))
        for settled in kill_at:
            one.run(settled, wait=chance.uniform(0, 0.5))
        seconds = one.run()
        faults = one.faults()
    requests, refused = len(stand_in.requests), stand_in.refused
    if kill_at:
        print(f"dois={asked.dois} killed_at={kill_at} requests={requests} refused_429={refused}")  # noqa: T201
    else:
        allowed = _allowed_seconds(math.ceil(asked.dois / BATCH), limits, asked.latency)
        by_rate = asked.dois / (BATCH * limits[0] / limits[1])
        print(  # noqa: T201 - a program's output
            f"dois={asked.dois} batch={BATCH} latency={asked.latency} seconds={seconds:.2f} "
            f"allowed_seconds={allowed:.2f} share={100 * allowed / seconds:.0f}% "
            f"of_the_rate={100 * by_rate / seconds:.0f}% requests={requests} refused_429={refused}"
        )
    print("; ".join(faults) or "every DOI is in the catalogue exactly once, and the queue is empty")  # noqa: T201
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
