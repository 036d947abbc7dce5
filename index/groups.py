"""What a group of words counts for in each document: BM25F over an index's arrays.

Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009, section 3.5:
a group's frequencies in the fields of a document are weighted, divided by the relative length of
each field and summed before they saturate. A group scores as one word.
"""

import math
from dataclasses import dataclass

import numpy as np

from index.arrays import Floats, Mask, Numbers
from index.occurrences import occurrences
from index.snapshot import Part, Snapshot
from index.tree import Group, Prefix
from index.wanted import Wanted, wanted

K1 = 1.2
WEIGHTS = {
    "title": 3.0,
    "cited": 2.0,
    "implications": 1.5,
    "topic": 2.0,
    "author": 2.0,
    "journal": 1.0,
    "body": 1.0,
    "type": 1.0,
}
# How far a field's length matters. A long list of authors or topics makes none of them matter less.
B = dict.fromkeys(WEIGHTS, 0.75) | {"author": 0.0, "topic": 0.0}


# A group that more than one in so many documents has is kept by document number too.
_COMMON = 8


class Found:
    """The documents of a segment that a node finds, ascending, and their scores (None: all 0).

    `everywhere` gives the score by document number, where it is kept: 0 for what was not found.
    """

    __slots__ = ("everywhere", "numbers", "scores")

    def __init__(self, numbers: Numbers, scores: Floats | None = None, everywhere: Floats | None = None):
        self.numbers = numbers
        self.scores = scores
        self.everywhere = everywhere

    def at(self, numbers: Numbers, size: int) -> tuple[Floats | None, Mask]:
        """The scores of these documents (only good where found), and which of them were found."""
        if self.everywhere is not None:
            scores = self.everywhere[numbers]
            return scores, scores > 0
        if not len(self.numbers):
            return None, np.zeros(len(numbers), np.bool_)
        if (len(self.numbers) + len(numbers)) * 64 > size:
            places = np.full(size, -1, np.intp)
            places[self.numbers] = np.arange(len(self.numbers))
            at = places[numbers]
            found = at >= 0
        else:
            at = np.searchsorted(self.numbers, numbers)
            at[at == len(self.numbers)] = 0
            found = self.numbers[at] == numbers
        return None if self.scores is None else self.scores[at], found


@dataclass(frozen=True, slots=True)
class Weighed:
    """A group as it counts in one snapshot: what it stands for, and what each part has of it."""

    meant: Wanted
    found: tuple[Found, ...]


def weighed(node: Group | Prefix, snapshot: Snapshot) -> Weighed:
    """The group's documents and scores; kept in the snapshot's memory."""
    key = snapshot.serial, node
    known: Weighed | None = snapshot.memory.get(key)
    if known is None:
        known = _weighed(wanted(node, snapshot), snapshot)
        size = sum(
            each.nbytes
            for found in known.found
            for each in (found.numbers, found.scores, found.everywhere)
            if each is not None
        )
        snapshot.memory.keep(key, known, size)
    return known


def documents_with(node: Group | Prefix, snapshot: Snapshot) -> int:
    """How many live documents have the group."""
    found = zip(snapshot.parts, weighed(node, snapshot).found, strict=True)
    return sum(len(part.alive(each.numbers)) for part, each in found)


def _weighed(meant: Wanted, snapshot: Snapshot) -> Weighed:
    frequencies = [_frequencies(part, meant, snapshot) for part in snapshot.parts]
    numbers = [np.flatnonzero(each > 0) for each in frequencies]  # of a mask: much quicker than of floats
    having = sum(len(part.alive(here)) for part, here in zip(snapshot.parts, numbers, strict=True))
    rarity = idf(having, snapshot.count)
    found = []
    for here, tf in zip(numbers, frequencies, strict=True):
        common = len(here) * _COMMON > len(tf)
        scores = _saturated(rarity, tf if common else tf[here])
        found.append(Found(here, scores[here], scores) if common else Found(here, scores))
    return Weighed(meant, tuple(found))


def idf(having: int, documents: int) -> float:
    """How much a group tells that so many of the documents have: the inverse document frequency."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


def _saturated(rarity: float, tf: Floats) -> Floats:
    scores = tf + K1
    np.divide(tf, scores, out=scores)
    scores *= rarity * (K1 + 1)
    return scores


def _frequencies(part: Part, meant: Wanted, snapshot: Snapshot) -> Floats:
    """The weighted and length-normalised frequency of a group in each document of a part, by number."""
    total = np.zeros(part.segment.size)
    for field in meant.fields:
        pieces = [each for each in occurrences(part.segment, field, meant) if len(each[0])]
        if pieces:
            worth = _worth(part, field, snapshot)
            for numbers, counts in pieces:
                total[numbers] += counts * worth[numbers]
    return total


def _worth(part: Part, field: str, snapshot: Snapshot) -> Floats:
    """What one occurrence in the field counts in each document of a part, by number."""
    key = snapshot.serial, part.offset, field
    known: Floats | None = snapshot.memory.get(key)
    if known is None:
        relative = part.facts.lengths[field] / snapshot.average_lengths.get(field, 1.0)
        known = WEIGHTS[field] / (1 - B[field] + B[field] * relative)
        snapshot.memory.keep(key, known, known.nbytes)
    return known
