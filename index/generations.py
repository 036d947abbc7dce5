"""The index folder: generations side by side, and a pointer to the one in use.

    <folder>/current                  the name of the generation in use
    <folder>/<generation>/            the engine's files
    <folder>/<generation>/state.json  the catalogue revision it reached and the format of its documents

The pointer and the state are replaced whole, so that a reader sees the old or the new one.
"""

import json
import os
import re
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

# Advance it when documents.py, analysis.py or the schema change: indexes of another format rebuild.
FORMAT = 2

_STATE = "state.json"
_NAME = re.compile(r"g([0-9]+)")


@dataclass(frozen=True, slots=True)
class State:
    """How far a generation has come: the catalogue's revision, and the format it was written in."""

    revision: int
    format: int = FORMAT


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
    return folder / f"g{max(numbers, default=0) + 1}"


def use(generation: Path) -> None:
    """Point readers to this generation and remove the others. One that is open elsewhere stays readable."""
    folder = generation.parent
    _replace(folder / "current", generation.name)
    for each in folder.iterdir():
        if _NAME.fullmatch(each.name) and each != generation:
            shutil.rmtree(each, ignore_errors=True)


def state(generation: Path) -> State | None:
    """What the generation reached; None when that is not known."""
    try:
        values = json.loads((generation / _STATE).read_text(encoding="utf-8"))
        return State(revision=int(values["revision"]), format=int(values["format"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def reach(generation: Path, revision: int) -> None:
    """Note that the generation holds the catalogue up to this revision."""
    _replace(generation / _STATE, json.dumps(asdict(State(revision))))


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
