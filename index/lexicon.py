"""The words of one segment: how often each stands in each field, their families and beginnings."""

from bisect import bisect_left
from collections import defaultdict
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.documents import TEXT_FIELDS
from index.families import family

_COLUMN = {field: column for column, field in enumerate(TEXT_FIELDS)}


class Lexicon:
    """The words of a segment, deleted documents included.

    `rows` gives each word's row of `frequencies`, whose columns are TEXT_FIELDS.
    """

    def __init__(self, rows: dict[str, int], frequencies: NDArray[np.int32]) -> None:
        self._rows = rows
        self._frequencies = frequencies

    def __contains__(self, word: str) -> bool:
        return word in self._rows

    def known(self, words: frozenset[str]) -> list[str]:
        """Those of the words that are here, in order."""
        return sorted(words & self._rows.keys())

    def has(self, word: str, field: str) -> bool:
        """True when the word stands in that field of some document."""
        row = self._rows.get(word)
        return row is not None and bool(self._frequencies[row, _COLUMN[field]])

    def frequency(self, word: str, fields: tuple[str, ...]) -> int:
        """How often the word stands in these fields."""
        row = self._rows.get(word)
        if row is None:
            return 0
        counts = self._frequencies[row]
        return sum(int(counts[_COLUMN[field]]) for field in fields)

    @cached_property
    def words(self) -> list[str]:
        """All words, in order."""
        return sorted(self._rows)

    def of_length(self, least: int, most: int) -> list[str]:
        """The words of so many letters."""
        return [word for length in range(least, most + 1) for word in self._by_length.get(length, ())]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found: defaultdict[int, list[str]] = defaultdict(list)
        for word in self.words:
            found[len(word)].append(word)
        return dict(found)

    @cached_property
    def families(self) -> dict[str, tuple[str, ...]]:
        """The words of each family."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._rows:
            found[family(word)].append(word)
        return {key: tuple(members) for key, members in found.items()}

    def beginning(self, stem: str) -> list[str]:
        """The words that begin so, in order."""
        begin = bisect_left(self.words, stem)
        end = bisect_left(self.words, stem + "\U0010ffff", begin)
        return self.words[begin:end]
