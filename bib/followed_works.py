"""The works a catalogue holds, known from one look at it to the next."""

import threading

from bib.duplicates import KnownWorks
from kb.catalogue import Catalogue
from kb.reading import Reader


class FollowedWorks:
    """What is known of a catalogue's works, brought up to it at every look; for any number of threads.

    Reading all references anew for each item of an import would take longer than the import.
    """

    def __init__(self) -> None:
        self._known: KnownWorks | None = None
        self._revision = 0
        self._lock = threading.Lock()

    def at(self, read: Reader) -> KnownWorks:
        """The works as they are in a state of the catalogue."""
        with self._lock:
            revision = read.revision()
            if self._known is None or revision < self._revision:
                self._known = KnownWorks(read.records())
            elif revision > self._revision:
                changed = [read.record(each) for each in read.changes_since(self._revision).references]
                if None in changed:  # taken away or merged: works are learnt, not forgotten
                    self._known = KnownWorks(read.records())
                for record in filter(None, changed):
                    self._known.add(record)
            self._revision = revision
            return self._known

    def look(self, catalogue: Catalogue) -> "FollowedWorks":
        """Read what there is before something is written: thousands take seconds, and others would wait."""
        with catalogue.reading() as read:
            self.at(read)
        return self

    def forget(self) -> None:
        """Look at all anew: what was told of a change that came to nothing is not so."""
        with self._lock:
            self._known = None
