"""One committed state of the index, as values that many threads may read."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

import numpy as np

from index.arrays import Facts, Mask, Numbers, Segment
from index.documents import TEXT_FIELDS
from index.entries import Entry
from index.facet_table import FacetTable, Naming
from index.lexicon import Lexicon
from index.memory import Memory

_serial = count()


@dataclass(frozen=True)
class Part:
    """A segment as one commit has it: which of its documents are `live` (None: all), and where it begins."""

    segment: Segment
    offset: int
    live: Mask | None

    @property
    def facts(self) -> Facts:
        """The facts of its documents, deleted ones included."""
        return self.segment.facts

    @cached_property
    def numbers(self) -> Numbers:
        """Its live documents, ascending."""
        return self.facts.numbers if self.live is None else np.flatnonzero(self.live)

    def alive(self, numbers: Numbers) -> Numbers:
        """Those of the documents that are live."""
        return numbers if self.live is None else numbers[self.live[numbers]]

    @cached_property
    def length_totals(self) -> dict[str, tuple[int, int]]:
        """For each text field the words in it and the documents that have it, live ones only."""
        totals = self.facts.length_totals
        if self.live is None:
            return totals
        gone = np.flatnonzero(~self.live)
        found = {}
        for field, (words, documents) in totals.items():
            lengths = self.facts.lengths[field][gone]
            found[field] = words - int(lengths.sum()), documents - int(np.count_nonzero(lengths))
        return found


class Snapshot:
    """The live documents of all segments, and the words they hold. Documents are numbered through.

    `memory` holds what was worked out from it under keys with its `serial` number.
    """

    def __init__(self, parts: Sequence[Part], tables: Mapping[str, FacetTable], memory: Memory) -> None:
        self.parts = tuple(parts)
        self.tables = tables
        self.memory = memory
        self.serial = next(_serial)
        self._namings = {name: table.naming for name, table in tables.items()}
        self._offsets = [part.offset for part in self.parts]
        self.count = sum(len(part.numbers) for part in self.parts)

    @cached_property
    def average_lengths(self) -> dict[str, float]:
        """The mean length of each text field in words, over the documents that have it."""
        found = {}
        for field in TEXT_FIELDS:
            totals = [part.length_totals[field] for part in self.parts]
            words, documents = sum(each for each, _ in totals), sum(each for _, each in totals)
            if documents:
                found[field] = words / documents
        return found

    # Words

    @property
    def lexica(self) -> Iterator[Lexicon]:
        """The words of each segment."""
        return (part.segment.lexicon for part in self.parts)

    def __contains__(self, word: str) -> bool:
        return any(word in lexicon for lexicon in self.lexica)

    def relatives(self, family: str) -> frozenset[str]:
        """The words of a family, by its key."""
        return frozenset(word for lexicon in self.lexica for word in lexicon.families.get(family, ()))

    def words_beginning(self, stem: str) -> set[str]:
        """The words that begin so."""
        return {word for lexicon in self.lexica for word in lexicon.beginning(stem)}

    def frequency(self, word: str, fields: tuple[str, ...]) -> int:
        """How often a word stands in these fields of the live documents."""
        total = 0
        for part in self.parts:
            if part.live is None:
                total += part.segment.lexicon.frequency(word, fields)
            else:
                for field in fields:
                    numbers, counts = part.segment.postings(field, word)
                    total += int(counts[part.live[numbers]].sum())
        return total

    def most_frequent(self, words: Iterable[str], fields: tuple[str, ...], limit: int) -> list[str]:
        """The words that stand in these fields most often, most often first, equals by the alphabet."""
        # A segment's lexicon counts its deleted documents too, so what it says is a bound.
        bounds = ((sum(each.frequency(word, fields) for each in self.lexica), word) for word in words)
        found: list[tuple[int, str]] = []
        for bound, word in sorted(bounds, key=lambda each: (-each[0], each[1])):
            if len(found) >= limit and bound < -found[limit - 1][0]:
                break
            if frequency := self.frequency(word, fields):
                found.append((-frequency, word))
                if len(found) > limit:
                    found.sort()
        return [word for _, word in sorted(found)[:limit]]

    # Facets

    def naming(self, facet: str) -> Naming:
        """The order of a facet's labels."""
        return self._namings[facet]

    def tally(self, facet: str, found: Sequence[Numbers]) -> Numbers:
        """How many of the documents found in each part have each value of a facet, by ordinal.

        Values of one slug are counted together, as the one whose label most live documents give it.
        """
        size = len(self._namings[facet].ranks)
        tallies = [
            part.facts.columns[facet].tally(numbers, size)
            for part, numbers in zip(self.parts, found, strict=True)
            if len(numbers)
        ]
        total = sum(tallies[1:], tallies[0]) if tallies else np.zeros(size, np.intp)
        for usual, others in self._usual(facet):
            total[usual] += total[others].sum()
            total[others] = 0
        return total

    def totals(self, facet: str) -> Numbers:
        """How many live documents have each value of a facet, by ordinal."""
        found = self._totals.get(facet)
        if found is None:
            found = self._totals[facet] = self.tally(facet, [part.numbers for part in self.parts])
        return found

    def label(self, facet: str, slug: str) -> str:
        """What a facet value is called: the label most live documents give it; the slug when none has it."""
        table = self.tables[facet]
        known = [each for each in table.having.get(slug, ()) if each < len(self._namings[facet].ranks)]
        counts = {each: self._live_tally(facet)[each] for each in known}
        usual = max(known, key=lambda each: (counts[each], table.labels[each]), default=None)
        return table.labels[usual] if usual is not None and counts[usual] else slug

    def _live_tally(self, facet: str) -> Numbers:
        found = self._tallies.get(facet)
        if found is None:
            size = len(self._namings[facet].ranks)
            found = np.zeros(size, np.intp)
            for part in self.parts:
                found += part.facts.columns[facet].tally(part.numbers, size)
            self._tallies[facet] = found
        return found

    def _usual(self, facet: str) -> list[tuple[int, Numbers]]:
        if not self._namings[facet].rivals:
            return []
        found = self._usuals.get(facet)
        if found is None:
            counts, labels = self._live_tally(facet), self.tables[facet].labels
            found = []
            for rivals in self._namings[facet].rivals:
                usual = max(rivals, key=lambda each: (counts[each], labels[each]))
                found.append((usual, np.array([each for each in rivals if each != usual])))
            self._usuals[facet] = found
        return found

    @cached_property
    def _tallies(self) -> dict[str, Numbers]:
        return {}

    @cached_property
    def _totals(self) -> dict[str, Numbers]:
        return {}

    @cached_property
    def _usuals(self) -> dict[str, list[tuple[int, Numbers]]]:
        return {}

    # Documents

    def place(self, number: int) -> tuple[Part, int]:
        """The part a document stands in, and its number there."""
        part = self.parts[bisect_right(self._offsets, number) - 1]
        return part, number - part.offset

    def number_of(self, document_id: str) -> int | None:
        """The number of the live document with an id; None when there is none."""
        for part in self.parts:
            for local in np.flatnonzero(part.facts.id_array == document_id):
                if part.live is None or part.live[local]:
                    return part.offset + int(local)
        return None

    def id_of(self, number: int) -> str:
        """The id of a document."""
        part, local = self.place(number)
        return part.facts.ids[local]

    def entry(self, number: int) -> Entry:
        """What is stored of a document besides its words."""
        part, local = self.place(number)
        return part.segment.entry(local)

    def passages(self, number: int) -> Mapping[str, str]:
        """The texts of a document that snippets quote."""
        part, local = self.place(number)
        return part.segment.passages(local)

    @property
    def live(self) -> dict[int, Entry]:
        """All live documents by number, read anew each time: for checking, not for searching."""
        return {
            part.offset + int(each): part.segment.entry(int(each))
            for part in self.parts
            for each in part.numbers
        }
