"""How long real and hostile .bib files take to read, and how much memory.

    python -m tests.benchmarks.bib_files [--data ../shared/data]

Each file is read by a process of its own, so that its peak is its own (getrusage, ru_maxrss; the
interpreter and the libraries are in it). `entries` is a crude count of `@type{` at the head of a line,
without @string, @preamble, @comment and @xdata; `read` and `refused` are what the import says. A file
is at fault when fewer are accounted for than stand there, or it takes over 5 seconds or 300 MB.
Hostile files, whose counts mean little, must only be accounted for at all.
"""

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bib.bibtex import read_bibtex

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
_MOST_SECONDS = 5.0
_MOST_MEGABYTES = 300.0
_ENTRY = re.compile(r"(?m)^\s*@\s*(\w+)\s*[{(]")
_NO_REFERENCE = {"string", "preamble", "comment", "xdata"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading one file took and gave."""

    name: str
    kilobytes: int
    entries: int
    read: int
    refused: int
    seconds: float
    megabytes: float
    hostile: bool = False

    @property
    def sound(self) -> bool:
        """True when all was accounted for, in time and memory."""
        accounted = self.read + self.refused
        all_there = accounted > 0 if self.hostile else accounted == max(self.entries, 1)
        return all_there and self.seconds <= _MOST_SECONDS and self.megabytes <= _MOST_MEGABYTES


def read_here(path: Path) -> Reading:
    """Read a file in this process."""
    text = path.read_bytes().decode("utf-8", "replace")
    began = time.perf_counter()
    found = read_bibtex(text)
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # kilobytes, on Linux
    kinds = [kind.lower() for kind in _ENTRY.findall(text)]
    return Reading(
        name=path.name,
        kilobytes=path.stat().st_size // 1024,
        entries=len([kind for kind in kinds if kind not in _NO_REFERENCE]),
        read=len(found.items),
        refused=len(found.refused),
        seconds=seconds,
        megabytes=peak,
    )


def read_elsewhere(path: Path, *, hostile: bool) -> Reading:
    """Read a file in a process of its own. Raises CalledProcessError when that fails."""
    command = [sys.executable, "-m", "tests.benchmarks.bib_files", "--read", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Reading(**{**json.loads(done.stdout), "hostile": hostile})


def main() -> None:
    """Print a line for each file, then the worst and the sums; exit status 1 when one is at fault."""
    parser = argparse.ArgumentParser(description="Measure the reading of .bib files.")
    parser.add_argument("--data", type=Path, default=_SHARED)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(asdict(read_here(asked.read))))  # noqa: T201 - a program's output
        return
    readings = [read_elsewhere(path, hostile=False) for path in sorted((asked.data / "bib").glob("*.bib"))]
    with TemporaryDirectory() as folder:
        subprocess.run([sys.executable, asked.data / "hostile" / "make_bib.py", folder], check=True)
        readings += [read_elsewhere(path, hostile=True) for path in sorted(Path(folder).glob("*.bib"))]
    for each in readings:
        print(  # noqa: T201 - a program's output
            f"{each.name[:48]:48} {each.kilobytes:6} KB entries={each.entries:5} read={each.read:5} "
            f"refused={each.refused:5} seconds={each.seconds:6.3f} MB={each.megabytes:6.1f}"
            f"{'' if each.sound else '  AT FAULT'}"
        )
    for kind, hostile in (("real", False), ("hostile", True)):
        some = [each for each in readings if each.hostile is hostile]
        slowest, largest = (
            max(some, key=lambda each: each.seconds),
            max(some, key=lambda each: each.megabytes),
        )
        print(  # noqa: T201 - a program's output
            f"{kind}_files={len(some)} entries={sum(each.entries for each in some)} "
            f"read={sum(each.read for each in some)} refused={sum(each.refused for each in some)} "
            f"at_fault={sum(not each.sound for each in some)} "
            f"slowest={slowest.name}:{slowest.seconds:.2f}s largest={largest.name}:{largest.megabytes:.0f}MB"
        )
    sys.exit(any(not each.sound for each in readings))


if __name__ == "__main__":
    main()
