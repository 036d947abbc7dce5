"""What Crossref said a short while ago: a page, and the decision made on it, are about the same word."""

import threading
import time
from collections.abc import Callable

from bib.crossref import Crossref
from bib.works import Work
from kb.identifiers import DOI

_KEPT = 600  # seconds
_MOST = 200  # answers


class CrossrefLately:
    """Crossref, asked through `door`, with its last answers; for any number of threads."""

    def __init__(self, door: Callable[[], Crossref], clock: Callable[[], float] = time.monotonic) -> None:
        self._open = door
        self._door: Crossref | None = None
        self._clock = clock
        self._answers: dict[str, tuple[float, tuple[Work, ...]]] = {}
        self._lock = threading.Lock()

    def work(self, doi: DOI, *, anew: bool = False) -> Work:
        """The work of a DOI. Raises DOINotRegistered or CrossrefUnavailable."""
        (found,) = self._answer(f"doi {doi}", lambda door: (door.work(doi),), anew=anew)
        return found

    def like(self, printed: str) -> tuple[Work, ...]:
        """The works most like a printed reference, best first. Raises CrossrefUnavailable."""
        return self._answer(f"text {printed}", lambda door: door.match(printed))

    def _answer(
        self, asked: str, ask: Callable[[Crossref], tuple[Work, ...]], *, anew: bool = False
    ) -> tuple[Work, ...]:
        with self._lock:
            known = self._answers.get(asked)
            if known and not anew and self._clock() - known[0] < _KEPT:
                return known[1]
            # Opened once, for all to go by one pace.
            door = self._door = self._door or self._open()
        found = ask(door)
        with self._lock:
            self._answers.pop(asked, None)
            self._answers[asked] = self._clock(), found
            while len(self._answers) > _MOST:
                del self._answers[next(iter(self._answers))]
        return found
