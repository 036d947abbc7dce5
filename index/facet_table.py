"""The values a facet has anywhere in the index, numbered in the order they were first met."""

from bisect import bisect_left
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.typed_words import typed_words

# So many labels are put in their places one by one; for more, all are sorted.
_FEW = 100


class Naming(NamedTuple):
    """The state of a table when a snapshot was taken.

    `ranks` orders the values by their label; `rivals` lists the values of the slugs that bear
    more than one label.
    """

    ranks: NDArray[np.intp]
    rivals: tuple[tuple[int, ...], ...]


class FacetTable:
    """The (slug, label) pairs of one facet by ordinal. It only grows, so ordinals hold for good.

    Segments share it; one thread at a time may add, any number may read what a Naming covers.
    """

    def __init__(self) -> None:
        self.slugs: list[str] = []
        self.labels: list[str] = []
        self.having: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)  # by slug
        self._ordinals: dict[tuple[str, str], int] = {}
        self._order: list[tuple[str, str, int]] = []
        self._rivals: set[str] = set()
        self.naming = Naming(np.zeros(0, np.intp), ())

    def ordinal(self, slug: str, label: str) -> int:
        """The ordinal of a pair; a new one is added, and counts once the table is settled."""
        found = self._ordinals.get((slug, label))
        return self._add(slug, label) if found is None else found

    def settle(self) -> None:
        """Put the labels added since in order."""
        new = [
            (typed_words(self.labels[each]), self.slugs[each], each)
            for each in range(len(self._order), len(self.slugs))
        ]
        ranks = self.naming.ranks
        if len(new) <= _FEW:
            for each in new:
                rank = bisect_left(self._order, each)
                self._order.insert(rank, each)
                ranks = np.append(ranks + (ranks >= rank), rank)
        else:
            self._order = sorted(self._order + new)
            ranks = np.empty(len(self._order), np.intp)
            ranks[[each for _, _, each in self._order]] = np.arange(len(self._order))
        self.naming = Naming(ranks, tuple(self.having[slug] for slug in sorted(self._rivals)))

    def _add(self, slug: str, label: str) -> int:
        ordinal = self._ordinals[slug, label] = len(self.slugs)
        self.slugs.append(slug)
        self.labels.append(label)
        if slug in self.having:
            self._rivals.add(slug)
        self.having[slug] = (*self.having[slug], ordinal)
        return ordinal
