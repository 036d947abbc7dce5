"""The work behind the import desk: what editors gave is looked up at Crossref while they do other things."""

import fcntl
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bib.desk_intake import Asking
from kb.errors import KnowledgeBaseError
from web.wiring import Site

_IDLE = 0.5  # seconds between looks at whether anything is to be asked
_BUSY = 2.0  # seconds between looks at whether another process has gone that did the asking
_AFTER_A_FAULT = 60.0  # seconds

_log = logging.getLogger(__name__)


class ImportWorker:
    """A thread that asks Crossref about items of imports as they become due.

    Of all processes that serve one home only one asks at a time, so that Crossref's limits are kept;
    when that process is gone, however it went, another takes its place and what it left.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="import-desk", daemon=True)

    def start(self) -> None:
        """Begin to work, until the process ends or `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End the work, after the question that is under way."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            with _sole(self._site.settings.home / "import.lock") as sole:
                if sole:
                    self._ask()
            self._stopping.wait(_BUSY)

    def _ask(self) -> None:
        asking = Asking(self._site.catalogue, self._site.crossref())
        begun = False
        while not self._stopping.is_set():
            pause = _IDLE
            try:
                if not begun:
                    asking.begin()
                    begun = True
                pause = 0.0 if asking.round().asked else _IDLE
            except KnowledgeBaseError as error:
                _log.warning("The import desk waits: %s", error)
                pause = _BUSY
            except Exception:
                # One item nobody foresaw must not end all imports; it is tried again when its lease ends.
                _log.exception("An item of an import could not be looked up")
                pause = _AFTER_A_FAULT
            self._stopping.wait(pause)


@contextmanager
def _sole(file: Path) -> Iterator[bool]:
    """Whether nobody else has this file; while the block lasts nobody else gets it.

    The system lets go of it when the process ends, even by force.
    """
    with file.open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
