"""A segment's documents as NumPy arrays: what never changes of it, read once and shared by all threads.

A document has a number in its segment, from 0. Only which of them are live changes with a commit;
that is the part's (snapshot.py).
"""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from index.documents import TEXT_FIELDS
from index.entries import Entry
from index.facet_table import FacetTable
from index.lexicon import Lexicon
from index.memory import Memory
from index.query import FACETS, Sort

Numbers = NDArray[np.intp]
Counts = NDArray[np.int32]
Mask = NDArray[np.bool_]
Floats = NDArray[np.float64]

# A place in a segment as one integer: document << PLACE_BITS | position.
PLACE_BITS = 24
Places = NDArray[np.int64]

SUMMARY_BOOST = 1.25

NO_NUMBERS: Numbers = np.zeros(0, np.intp)


class Postings(NamedTuple):
    """The documents with a word in a field, ascending, and how often each has it."""

    numbers: NDArray[np.int32]
    counts: Counts

    @property
    def nbytes(self) -> int:
        """Bytes of both arrays."""
        return self.numbers.nbytes + self.counts.nbytes


NO_POSTINGS = Postings(np.zeros(0, np.int32), np.zeros(0, np.int32))


class Source(Protocol):
    """Where a segment's words and documents are read from when they are first asked for."""

    def postings(self, field: str, word: str) -> Postings:
        """The postings of a word that stands in the field."""

    def places(self, field: str, word: str, numbers: NDArray[np.integer[Any]]) -> Places:
        """Where a word stands in the field of these documents, ascending."""

    def entry(self, number: int) -> Entry:
        """What is stored of a document."""

    def titles(self) -> Iterator[str]:
        """The titles of all documents."""

    def passages(self, number: int) -> Mapping[str, str]:
        """The texts of a document that snippets quote."""


_WIDEST = 16


class Column:
    """One facet's values in each document, as ordinals of the facet's table.

    `_rows` has a row a document, an ordinal + 1 in each cell and 0 where there are no more. The few
    documents with more values than a row is wide have the others in `_more`: document, ordinal + 1.
    """

    def __init__(self, values: NDArray[np.intp], lengths: NDArray[np.intp]) -> None:
        """Take the ordinals of all documents, one document after another, and how many each has."""
        width = min(int(lengths.max(initial=1)), _WIDEST)
        numbers = np.repeat(np.arange(len(lengths)), lengths)
        cells = np.arange(len(values)) - np.repeat(lengths.cumsum() - lengths, lengths)
        inside = cells < width
        rows = np.zeros((len(lengths), max(width, 1)), np.int32)
        rows[numbers[inside], cells[inside]] = values[inside] + 1
        self._rows = rows[:, 0].copy() if rows.shape[1] == 1 else rows
        self._more = numbers[~inside], values[~inside] + 1

    def tally(self, numbers: Numbers, size: int) -> Numbers:
        """How many of the documents have each of the table's first `size` values."""
        counts = np.bincount(self._rows.take(numbers, axis=0).ravel(), minlength=size + 1)
        if len(self._more[0]):
            more = self._more[1][np.isin(self._more[0], numbers)]
            counts += np.bincount(more, minlength=len(counts))[: len(counts)]
        return counts[1 : size + 1]

    @cached_property
    def _documents(self) -> tuple[Numbers, Numbers]:
        """The documents value by value, and where those of each value begin."""
        cells = np.nonzero(self._rows)
        numbers = np.concatenate((cells[0], self._more[0]))
        values = np.concatenate((self._rows[cells], self._more[1])) - 1
        order = np.argsort(values, kind="stable")
        return numbers[order], np.concatenate(([0], np.bincount(values).cumsum()))

    def having(self, ordinals: Iterable[int]) -> Mask:
        """Which documents have any of these values."""
        numbers, starts = self._documents
        mask = np.zeros(len(self._rows), np.bool_)
        for each in ordinals:
            if each + 1 < len(starts):
                mask[numbers[starts[each] : starts[each + 1]]] = True
        return mask


class Segment:
    """One immutable piece of the index. Word postings are kept in `memory` while its budget allows."""

    def __init__(self, name: str, facts: "Facts", lexicon: Lexicon, source: Source, memory: Memory) -> None:
        self.name = name
        self.facts = facts
        self.lexicon = lexicon
        self.entry = source.entry
        self.passages = source.passages
        self.titles = source.titles
        self._source = source
        self._memory = memory

    @property
    def size(self) -> int:
        """How many documents it has, deleted ones included."""
        return len(self.facts.ids)

    def postings(self, field: str, word: str) -> Postings:
        """The postings of a word in a field."""
        if not self.lexicon.has(word, field):
            return NO_POSTINGS
        key = self.name, field, word
        found: Postings | None = self._memory.get(key)
        if found is None:
            found = self._source.postings(field, word)
            self._memory.keep(key, found, found.nbytes)
        return found

    def places(self, field: str, word: str, numbers: NDArray[np.integer[Any]]) -> Places:
        """Where a word stands in the field of these documents."""
        if not len(numbers) or not self.lexicon.has(word, field):
            return np.zeros(0, np.int64)
        return self._source.places(field, word, numbers)

    def remembered(self, key: object, find: Callable[[], NDArray[Any]]) -> NDArray[Any]:
        """The array that `find` gives, worked out once while the memory's budget allows."""
        found: NDArray[Any] | None = self._memory.get((self.name, key))
        if found is None:
            found = find()
            self._memory.keep((self.name, key), found, found.nbytes)
        return found


@dataclass(frozen=True)
class Facts:
    """What is known of a segment's documents besides their words, an array a fact.

    `dates` are yyyymmdd, 0 where unknown; `title_ranks` and `id_ranks` their order by title
    (equal titles alike) and by id; `lengths` the words in each text field; `exact` the documents
    with each ("dois" or "keys", value).
    """

    ids: Sequence[str]
    summaries: Mask
    dates: Numbers
    title_ranks: Numbers
    id_ranks: Numbers
    lengths: Mapping[str, Counts]
    columns: Mapping[str, Column]
    exact: Mapping[tuple[str, str], Numbers]

    @cached_property
    def id_array(self) -> NDArray[np.str_]:
        """The ids, to look one up in."""
        return np.array(self.ids, dtype=np.str_)

    @cached_property
    def numbers(self) -> Numbers:
        """All documents."""
        return np.arange(len(self.ids))

    @cached_property
    def boosts(self) -> Floats:
        """What each document's score is multiplied by."""
        return np.where(self.summaries, SUMMARY_BOOST, 1.0)

    @cached_property
    def length_totals(self) -> dict[str, tuple[int, int]]:
        """For each text field the words in it and the documents that have it."""
        return {field: (int(each.sum()), int(np.count_nonzero(each))) for field, each in self.lengths.items()}

    def ranks(self, sort: Sort) -> Numbers:
        """Each document's place in an order; by relevance, the order of equal scores."""
        return self._ranks[sort]

    @cached_property
    def _ranks(self) -> dict[Sort, Numbers]:
        # The last key counts first.
        newest = (self.id_ranks, self.title_ranks, -self.dates)
        return {
            "relevance": _ranks((*newest, ~self.summaries)),
            "newest": _ranks(newest),
            "oldest": _ranks((self.id_ranks, self.title_ranks, self.dates, self.dates == 0)),
            "title": _ranks((self.id_ranks, -self.dates, self.title_ranks)),
        }


class _ColumnBuilding:
    """A facet's column while documents come in one by one."""

    def __init__(self, table: FacetTable) -> None:
        self._table = table
        self._values: list[int] = []
        self._lengths: list[int] = []

    def add(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Take in the next document's values."""
        ordinal = self._table.ordinal
        self._values += [ordinal(slug, label) for slug, label in pairs]
        self._lengths.append(len(pairs))

    def finished(self) -> Column:
        """The column, its table's labels put in order."""
        self._table.settle()
        return Column(np.array(self._values, np.intp), np.array(self._lengths, np.intp))


def facts_of(stored: Iterable[Mapping[str, Any]], size: int, tables: Mapping[str, FacetTable]) -> Facts:
    """The facts of a segment's `size` documents from what is stored of each.

    Facet values not met before join their tables.
    """
    ids: list[str] = []
    kinds: list[bool] = []
    dates = array("q")
    titles: list[str] = []
    lengths = {field: np.zeros(size, np.int32) for field in TEXT_FIELDS}
    columns = {name: _ColumnBuilding(tables[name]) for name in FACETS}
    exact: dict[tuple[str, str], list[int]] = {}
    for number, each in enumerate(stored):
        ids.append(each["id"])
        kinds.append(each["kind"] == "summary")
        year, month, day = each["date"]
        dates.append(year * 10_000 + month * 100 + day)
        titles.append(each["title_key"])
        for field, length in each["lengths"].items():
            lengths[field][number] = length
        held = each["facets"]
        for name, column in columns.items():
            column.add(held.get(name, ()))
        for kind in ("dois", "keys"):
            for value in each[kind]:
                exact.setdefault((kind, value), []).append(number)
    return Facts(
        ids=ids,
        summaries=np.array(kinds, np.bool_),
        dates=np.array(dates, np.intp),
        title_ranks=_text_ranks(titles),
        id_ranks=_text_ranks(ids),
        lengths=lengths,
        columns={name: column.finished() for name, column in columns.items()},
        exact={fact: np.array(numbers, np.intp) for fact, numbers in exact.items()},
    )


def _ranks(keys: tuple[NDArray[Any], ...]) -> Numbers:
    order = np.lexsort(keys)
    ranks = np.empty(len(order), np.intp)
    ranks[order] = np.arange(len(order))
    return ranks


def _text_ranks(texts: Sequence[str]) -> Numbers:
    order = sorted(range(len(texts)), key=texts.__getitem__)
    ranks = np.empty(len(texts), np.intp)
    rank, before = -1, None
    for number in order:
        if texts[number] != before:
            rank, before = rank + 1, texts[number]
        ranks[number] = rank
    return ranks
