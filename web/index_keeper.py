"""Keeping the index of a served site up to its catalogue, and sound."""

import logging
import threading
from time import monotonic

from flask import current_app

from index.sync import IndexNotBuilt, catch_up
from kb.errors import KnowledgeBaseError
from web.wiring import Site

EXTENSION = "practice-kb-index"

_PATIENCE = 2.0  # seconds that a reader waits for the index
_BUILDING = 600.0  # seconds to wait for another process that builds it
_AFTER_A_FAULT = 15.0  # seconds
_FIRST_LOOK = 60.0  # seconds after the start
_BETWEEN_LOOKS = 600.0  # seconds

_log = logging.getLogger(__name__)


class IndexKeeper:
    """What changed is taken in at once; an index that must be built is, in a thread of its own.

    Of all processes that serve one home only one builds; the others find it done.
    """

    def __init__(self, site: Site) -> None:
        self._site = site
        self._lock = threading.Lock()
        self._building: threading.Thread | None = None
        self._begun = 0.0
        self._not_before = 0.0

    def follow(self, patience: float = _PATIENCE) -> None:
        """Bring the index up to the catalogue; when it must be built, begin to, and wait `patience` seconds.

        Raises KnowledgeBaseError or OSError when it cannot be written.
        """
        if monotonic() < self._not_before:
            return
        try:
            catch_up(self._site.catalogue, self._site.index, patience, building=False)
        except IndexNotBuilt:
            building = self._build()
            if self._site.index.edition is None:  # nothing to be searched meanwhile
                building.join(max(0.0, self._begun + patience - monotonic()))

    def watch(self) -> None:
        """Read the files of the index through now and then, until the process ends."""
        threading.Thread(target=self._watch, name="index-watch", daemon=True).start()

    def _build(self) -> threading.Thread:
        with self._lock:
            if self._building is None or not self._building.is_alive():
                self._begun = monotonic()
                self._building = threading.Thread(target=self._run, name="index-building", daemon=True)
                self._building.start()
            return self._building

    def _run(self) -> None:
        _log.warning("The search index is being built anew.")
        try:
            count = catch_up(self._site.catalogue, self._site.index, _BUILDING)
            _log.warning("The search index stands again: %d documents written.", count)
        except Exception as error:
            # Whatever it was, readers of what needs no index go on, and it is tried again.
            told = isinstance(error, (KnowledgeBaseError, OSError))
            _log.warning("The search index cannot be built: %s", error, exc_info=not told)
            self._not_before = monotonic() + _AFTER_A_FAULT

    def _watch(self) -> None:
        threading.Event().wait(_FIRST_LOOK)
        while True:
            try:
                if not self._site.index.check():
                    self.follow()
            except (KnowledgeBaseError, OSError) as error:
                _log.warning("The search index cannot be looked through: %s", error)
            threading.Event().wait(_BETWEEN_LOOKS)


def index_keeper() -> IndexKeeper:
    """The keeper given to the application by `create_app`."""
    keeper: IndexKeeper = current_app.extensions[EXTENSION]
    return keeper
