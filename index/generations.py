"""The index folder: generations side by side, and a pointer to the one in use.

    <folder>/current                  the name of the generation in use
    <folder>/<generation>/            the engine's files
    <folder>/<generation>/state.json  the catalogue revision it reached, with which commit, and the format
                                      of its documents

The pointer and the state are replaced whole, so that a reader sees the old or the new one.
"""

import json
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from time import time

from index.checksums import Damaged, sealed, unsealed
from index.lasting import keep, put

# Advance it when documents.py, analysis.py or the schema change: indexes of another format rebuild.
FORMAT = 3

_STATE = "state.json"
_NAME = re.compile(r"g([0-9]+)")


@dataclass(frozen=True, slots=True)
class State:
    """How far a generation has come: the catalogue's revision, and the format it was written in.

    It was reached with the commit of this number, or a later one.
    """

    revision: int
    format: int = FORMAT
    commit: int = 0


def current(folder: Path) -> Path | None:
    """The folder of the generation in use; None when there is none."""
    try:
        name = (folder / "current").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return folder / name if _NAME.fullmatch(name) and (folder / name).is_dir() else None


def fresh(folder: Path) -> Path:
    """A folder, not yet made, for the next generation."""
    numbers = [int(match[1]) for each in folder.glob("g*") if (match := _NAME.fullmatch(each.name))]
    # Not before the present second, so that no name comes again when the folder was emptied.
    return folder / f"g{max(max(numbers, default=0) + 1, int(time()))}"


def use(generation: Path) -> None:
    """Point readers to this generation and remove the others. One that is open elsewhere stays readable."""
    folder = generation.parent
    keep(folder)  # the generation's own name
    put(folder / "current", generation.name)
    for left in folder.glob("current.*.new"):  # by whoever was killed; one at a time works here
        left.unlink(missing_ok=True)
    for each in folder.iterdir():
        if _NAME.fullmatch(each.name) and each != generation:
            shutil.rmtree(each, ignore_errors=True)


def state(generation: Path) -> State | None:
    """What the generation reached; None when that is not known."""
    try:
        return State(**json.loads(unsealed((generation / _STATE).read_bytes())))
    except (OSError, Damaged, ValueError, TypeError):
        return None


def reach(generation: Path, revision: int, commit: int = 0) -> None:
    """Note that the generation holds the catalogue up to this revision, with this commit."""
    put(generation / _STATE, sealed(json.dumps(asdict(State(revision, commit=commit))).encode()).decode())
