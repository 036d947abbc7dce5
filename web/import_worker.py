"""The work behind the import desk: what editors gave is looked up at Crossref while they do other things."""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from bib.crossref import BATCH, Crossref
from bib.desk_intake import Asking
from bib.doi_intake import TypedDOI, import_dois
from kb.database import Hold
from kb.errors import KnowledgeBaseError
from web.wiring import Site

_IDLE = 0.5  # seconds between looks at whether anything is to be asked
_BUSY = 2.0  # seconds between looks at whether another process has gone that did the asking
_ALONE = "imports"  # the name that whoever asks holds alone
_AFTER_A_FAULT = 60.0  # seconds
_LEFT = timedelta(minutes=10)  # DOIs of a command that wait longer than this were left by it
_LEFT_AGAIN = 300.0  # seconds between looks at these

_BY = "kb command"

IMPORT_WORKER = "import-worker"  # the name of an application's extension

_log = logging.getLogger(__name__)


class ImportWorker:
    """A thread that asks Crossref about items of imports as they become due.

    Of all processes of all hosts that serve one catalogue only one asks at a time, so that Crossref's limits
    are kept; when that process is gone, however it went, another takes its place and what it left. One that
    has lost the database stops asking at once: another may be at it already.
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
                with self._site.catalogue.alone(_ALONE) as hold:
                    if hold:
                        self._ask(hold)
            except (KnowledgeBaseError, OSError) as error:  # of the database or a full disk, which pass
                _log.warning("The import desk waits: %s", error)
            self._stopping.wait(_BUSY)

    def _ask(self, hold: Hold) -> None:
        crossref = self._site.crossref()
        asking = Asking(self._site.catalogue, crossref)
        begun = False
        next_look = 0.0
        while not self._stopping.is_set() and hold.still():
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
