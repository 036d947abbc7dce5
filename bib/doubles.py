"""The references that are or may be one work, followed from change to change without comparing all again."""

from collections.abc import Iterator, Mapping

from bib.duplicates import Group, KnownWorks
from kb.reference import Record


class Doubles:
    """Which of the references known resemble each other, and why."""

    def __init__(self) -> None:
        self._known = KnownWorks(())
        self._records: dict[str, Record] = {}
        self._alike: dict[str, dict[str, tuple[bool, str]]] = {}

    def put(self, record: Record) -> None:
        """Know one more reference, or a known one's new state."""
        self.drop(record.id)
        self._records[record.id] = record
        for each, sure in self._known.like(record):
            if each.record.id in self._records:
                self._alike.setdefault(record.id, {})[each.record.id] = sure, each.reason
                self._alike.setdefault(each.record.id, {})[record.id] = sure, each.reason
        self._known.add(record)

    def drop(self, record_id: str) -> None:
        """Forget a reference."""
        self._records.pop(record_id, None)
        for other in self._alike.pop(record_id, {}):
            self._alike[other].pop(record_id, None)

    def groups(self) -> tuple[Group, ...]:
        """The references that are surely one work, grouped, then the pairs that may be, by citekey."""
        ordered = sorted(self._alike, key=lambda each: self._records[each].citekey.lower())
        places = {each: place for place, each in enumerate(ordered)}
        grouped: dict[str, tuple[str, ...]] = {}
        for each in ordered:
            if each not in grouped:
                whole = tuple(sorted(self._surely(each), key=places.__getitem__))
                grouped.update(dict.fromkeys(whole, whole))
        sure = tuple(self._group(each) for each in dict.fromkeys(grouped.values()) if len(each) > 1)
        pairs = (
            Group((self._records[one], self._records[other]), False, reason)
            for one in ordered
            for other, (_, reason) in self._alike[one].items()
            if places[one] < places[other] and grouped[one] != grouped[other]
        )
        return (*sure, *pairs)

    def _surely(self, record_id: str) -> set[str]:
        """All that are surely the work of one, by way of others too."""
        whole: set[str] = set()
        open_ones = [record_id]
        while open_ones:
            one = open_ones.pop()
            if one not in whole:
                whole.add(one)
                open_ones += [other for other, (sure, _) in self._alike[one].items() if sure]
        return whole

    def _group(self, members: tuple[str, ...]) -> Group:
        reasons = dict.fromkeys(self._reasons(members))
        return Group(tuple(self._records[each] for each in members), True, "; ".join(reasons))

    def _reasons(self, members: tuple[str, ...]) -> Iterator[str]:
        for each in members:
            alike: Mapping[str, tuple[bool, str]] = self._alike[each]
            yield from (reason for other, (sure, reason) in alike.items() if sure and other in members)
