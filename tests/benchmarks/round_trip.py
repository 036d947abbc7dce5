"""What comes back of references that are exported and imported again, in each format.

    python -m tests.benchmarks.round_trip [--generated 1000] [--data ../shared/data]

First all works of the shared Crossref data, then as many hostile references as Hypothesis is asked
to invent: braces, TeX commands, tags, line breaks and foreign scripts in every text. A line says how many
entries came back; how many fields left, came back just as they were, or came back as a loss that
tests.format_losses explains; how many entries the text holds beyond those written; and what came back
wrong.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from kb.reference import Record
from tests.bib_strategies import record, works
from tests.crossref_works import shared_records
from tests.round_trips import FORMATS, round_trip

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
_BATCH = 10  # generated references in one file


def hostile_records(number: int) -> list[Record]:
    """Records of invented references, each under a key of its own."""
    made: list[Record] = []

    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(works())
    def invent(reference):
        made.append(record(reference, f"k{len(made)}"))

    while len(made) < number:
        invent()
    return made[:number]


def report(name: str, files: Sequence[Sequence[Record]], kind: str) -> Iterator[str]:
    """The figures of one format in a line, and a line for each fault."""
    began = time.perf_counter()
    trips = [round_trip(records, name) for records in files]
    seconds = time.perf_counter() - began
    written, same = sum(each.fields_written for each in trips), sum(each.fields_back for each in trips)
    faults = [fault for trip in trips for fault in trip.faults]
    yield (
        f"format={name} {kind}={sum(each.works for each in trips)} "
        f"entries_back={sum(each.back for each in trips)} fields_written={written} fields_back={same} "
        f"explained={written - same - len(faults)} injected={sum(each.injected for each in trips)} "
        f"faults={len(faults)} seconds={seconds:.2f}"
    )
    yield from (f"  {fault}" for fault in faults)


def main() -> None:
    """Print the figures; exit status 1 when anything came back wrong."""
    parser = argparse.ArgumentParser(description="Export references, import them, and compare.")
    parser.add_argument("--generated", type=int, default=1000, help="hostile references for each format")
    parser.add_argument("--data", type=Path, default=_SHARED)
    asked = parser.parse_args()
    real = [shared_records(asked.data)]
    faulty = False
    for name in FORMATS:
        invented = hostile_records(asked.generated)
        batches = [invented[place : place + _BATCH] for place in range(0, len(invented), _BATCH)]
        lines = [*report(name, real, "works"), *report(name, batches, "generated")]
        faulty = faulty or len(lines) > 2
        print("\n".join(lines), flush=True)  # noqa: T201 - a program's output
    sys.exit(faulty)


if __name__ == "__main__":
    main()
