"""One opened state of the Whoosh index in a folder, and by what to tell that it is the last one."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from index import generations
from index.snapshot import Snapshot
from index.suggest import Suggestions
from index.whoosh_store import IndexUnreadable, Store


@dataclass
class View:
    """A snapshot, and by what to tell that it is the last one."""

    generation: Path
    store: Store
    commit: int
    snapshot: Snapshot
    suggestions: Suggestions
    process: int = field(default_factory=os.getpid)
    _seen: "_Stamp | None" = None

    def is_current(self, folder: Path) -> bool:
        """Whether nothing was committed since. Costs two looks at the file system when nothing was."""
        if self.process != os.getpid():
            return False
        stamp = _stamp(folder, self.generation)
        if stamp is not None and stamp == self._seen:
            return True
        now = time.time_ns()
        current = self.generation == generations.current(folder) and self.commit == self.store.commit_number()
        # File times are coarse: what was changed just now may be changed again in the same instant.
        settled = stamp is not None and max(stamp[0], stamp[1]) + _INSTANT < now
        self._seen = stamp if current and settled else None
        return current


def opened(generation: Path, before: View | None, memory: int) -> View:
    """The present state of a generation. Raises IndexUnreadable."""
    if before and before.generation == generation and before.process == os.getpid():
        store, suggestions = before.store, before.suggestions
    else:
        store, suggestions = Store(generation, memory), Suggestions()
    state = generations.state(generation)
    commit = store.commit_number()
    if state and commit < state.commit:
        raise IndexUnreadable(f"{generation}: the last list of segments is lost.")
    return View(generation, store, commit, store.snapshot(), suggestions)


# When the pointer and the generation's folder were changed, in nanoseconds.
_Stamp = tuple[int, int]
_INSTANT = 100_000_000


def _stamp(folder: Path, generation: Path) -> _Stamp | None:
    try:
        return (folder / "current").stat().st_mtime_ns, generation.stat().st_mtime_ns
    except OSError:
        return None
