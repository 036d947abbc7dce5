"""The references of a catalogue with what there is to say of each, for the editor's list."""

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from bib.doubles import Doubles
from bib.duplicates import Group
from bib.integrity import in_order, remarks, shared_identifiers
from bib.likeness import plain_words
from bib.remarks import Remark, Severity
from kb.reading import Reader
from kb.reference import Record
from kb.waiting import is_unresolved


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A reference on the list, without what its source said word for word.

    `cited` counts the summaries that cite it, in any status; `words` is what it can be found by.
    """

    record: Record
    remarks: tuple[Remark, ...]
    cited: int
    words: str

    @property
    def faults(self) -> tuple[Remark, ...]:
        """What is wrong, surely or probably."""
        return tuple(each for each in self.remarks if each.severity is not Severity.HINT)

    @property
    def unresolved(self) -> bool:
        """True while neither Crossref nor a DOI says which work it is."""
        return is_unresolved(self.record)


@dataclass(frozen=True, slots=True)
class Listed:
    """All references as they were at one revision, by citekey, and the groups of them that seem one work."""

    entries: tuple[Entry, ...]
    groups: tuple[Group, ...]

    def found(self, typed: str) -> tuple[Entry, ...]:
        """The references that bear all words typed, or beginnings of words, in any order."""
        words = [f" {each}" for each in plain_words(typed)]
        return tuple(each for each in self.entries if all(word in each.words for word in words))

    @property
    def grouped(self) -> frozenset[str]:
        """The ids of the references that have a double, for sure or perhaps."""
        return frozenset(record.id for group in self.groups for record in group.records)


class Register:
    """The list, brought up to the catalogue at every look; for any number of threads."""

    def __init__(self, today: Callable[[], date]) -> None:
        self._today = today
        self._day: date | None = None
        self._revision = -1
        self._entries: dict[str, Entry] = {}
        self._doubles = Doubles()
        self._listed = Listed((), ())
        self._lock = threading.Lock()

    def at(self, read: Reader) -> Listed:
        """The references as they are in a state of the catalogue."""
        with self._lock:
            revision, day = read.revision(), self._today()
            if day != self._day or revision < self._revision:
                self._read_all(read, day)
            elif revision > self._revision:
                self._follow(read, read.changes_since(self._revision).references, day)
            if (revision, day) != (self._revision, self._day):
                self._listed = Listed(_listed(self._entries.values()), self._doubles.groups())
            self._revision, self._day = revision, day
            return self._listed

    def _read_all(self, read: Reader, day: date) -> None:
        cited = Counter(each for one in read.summaries() for each in {c.reference for c in one.citations})
        self._entries = {each.id: _entry(each, cited[each.id], day) for each in read.records()}
        self._doubles = Doubles()
        for entry in self._entries.values():
            self._doubles.put(entry.record)

    def _follow(self, read: Reader, changed: Iterable[str], day: date) -> None:
        for each in changed:
            record = read.record(each)
            if record is None:
                self._entries.pop(each, None)
                self._doubles.drop(each)
                continue
            before = self._entries.get(each)
            entry = self._entries[each] = _entry(record, len(read.cited_by(each)), day)
            if before is None or before.record != entry.record:
                self._doubles.put(entry.record)


def _listed(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    ordered = sorted(entries, key=lambda each: each.record.citekey.lower())
    shared = shared_identifiers(each.record for each in ordered)
    return tuple(
        replace(each, remarks=in_order((*each.remarks, *shared[each.record.id])))
        if each.record.id in shared
        else each
        for each in ordered
    )


def _entry(record: Record, cited: int, day: date) -> Entry:
    reference = record.reference
    said = (
        *(record.citekey, reference.title, reference.doi or "", reference.container_title or ""),
        *(each.sort_form for each in (*reference.author, *reference.editor)),
        str(reference.issued.year if reference.issued else ""),
    )
    return Entry(
        record=replace(record, source=replace(record.source, payload="")),
        remarks=remarks(record, day),
        cited=cited,
        words=" " + " ".join(word for each in said for word in plain_words(each)),
    )
