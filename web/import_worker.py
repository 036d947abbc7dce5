"""The work behind the import desk: what editors gave is looked up at Crossref while they do other things."""

import fcntl
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bib.crossref import BATCH, Crossref
from bib.desk_intake import Asking
from bib.doi_intake import TypedDOI, import_dois
from kb.errors import KnowledgeBaseError
from web.wiring import Site

_IDLE = 0.5  # seconds between looks at whether anything is to be asked
_BUSY = 2.0  # seconds between looks at whether another process has gone that did the asking
_AFTER_A_FAULT = 60.0  # seconds
_LEFT = timedelta(minutes=10)  # DOIs of a command that wait longer than this were left by it
_LEFT_AGAIN = 300.0  # seconds between looks at these

_BY = "kb command"

IMPORT_WORKER = "import-worker"  # the name of an application's extension

_log = logging.getLogger(__name__)


class ImportWorker:
    """A thread that asks Crossref about items of imports as they become due.

    Of all processes that serve one home only one asks at a time, so that Crossref's limits are kept;
    when that process is gone, however it went, another takes its place and what it left.
    """

    def __init__(self, site: Site, left: timedelta = _LEFT) -> None:
        self._site = site
        self._left = left
        self._last = ""  # DOI of a command that was asked for
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="import-desk", daemon=True)

    def start(self) -> None:
        """Begin to work, until the process ends or `stop`."""
        self._thread.start()

    def end(self) -> None:
        """Begin nothing more; what is under way may be cut off with the process, and is asked again."""
        self._stopping.set()

    def stop(self) -> None:
        """End the work, after the question that is under way."""
        self.end()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with _sole(self._site.settings.home / "import.lock") as sole:
                    if sole:
                        self._ask()
            except OSError as error:  # a full disk; there will be room again
                _log.warning("The import desk waits: %s", error)
            self._stopping.wait(_BUSY)

    def _ask(self) -> None:
        crossref = self._site.crossref()
        asking = Asking(self._site.catalogue, crossref)
        begun = False
        next_look = 0.0
        while not self._stopping.is_set():
            pause = _IDLE
            try:
                if not begun:
                    asking.begin()
                    begun = True
                pause = 0.0 if asking.round().asked else _IDLE
                if pause and time.monotonic() >= next_look:
                    next_look = time.monotonic() + (0.0 if self._go_on(crossref) else _LEFT_AGAIN)
            except KnowledgeBaseError as error:
                _log.warning("The import desk waits: %s", error)
                pause = _BUSY
            except Exception:
                if self._stopping.is_set():  # with the process its pools of threads end too
                    return
                # One item nobody foresaw must not end all imports; it is tried again when its lease ends.
                _log.exception("An item of an import could not be looked up")
                pause = _AFTER_A_FAULT
            self._stopping.wait(pause)

    def _go_on(self, crossref: Crossref) -> bool:
        """Ask for some DOIs that `kb import-doi` left waiting; True when Crossref answered for any."""
        before = datetime.now(UTC) - self._left
        with self._site.catalogue.reading() as read:
            due = sorted(each.doi for each in read.queued() if each.since <= before)
        if not due:
            return False
        # One after the other, so that those that are never answered do not keep the others waiting.
        turn = [doi for doi in due if doi > self._last][:BATCH] or due[:BATCH]
        self._last = turn[-1]
        report = import_dois(self._site.catalogue, crossref, [TypedDOI(text=doi) for doi in turn], _BY)
        return len(report.queued) < len(turn)


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
