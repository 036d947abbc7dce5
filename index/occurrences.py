"""How often what a group stands for occurs in a field: its words summed, its phrases counted whole."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import PLACE_BITS, Counts, Numbers, Places, Segment
from index.wanted import Phrase, Wanted


def occurrences(segment: Segment, field: str, meant: Wanted) -> list[tuple[NDArray[Any], NDArray[Any]]]:
    """Where a group occurs in a field, in pieces of documents (ascending) and how often in each, to be added.

    The frequencies of its words add up, but where one of its phrases stands, what a reader would
    see marked is counted: from left to right the longest at each place, none begun inside another.
    """
    words = [word for word in segment.lexicon.known(meant.words) if segment.lexicon.has(word, field)]
    found = [segment.postings(field, word) for word in words]
    starts = [(_phrase_starts(segment, field, phrase), len(phrase)) for phrase in meant.phrases]
    starts = [each for each in starts if len(each[0])]
    if not starts:
        return [(numbers, counts) for numbers, counts in found]
    here = _united([_distinct(places >> PLACE_BITS) for places, _ in starts])
    apart = []
    for numbers, counts in found:
        outside = ~np.isin(numbers, here, assume_unique=True)
        apart.append((numbers[outside], counts[outside]))
    return [*apart, _marked([*starts, *((segment.places(field, word, here), 1) for word in words)])]


def _phrase_starts(segment: Segment, field: str, phrase: Phrase) -> Places:
    return segment.remembered((field, phrase), lambda: _found_starts(segment, field, phrase))


def _found_starts(segment: Segment, field: str, phrase: Phrase) -> Places:
    """Where the phrase begins: the rarest of its words are read first, each only where those before stand."""
    having = {
        alternatives: _united([segment.postings(field, word).numbers for word in alternatives])
        for alternatives in phrase
    }
    rarest_first = sorted(having, key=lambda each: len(having[each]))
    numbers = reduce(_common, (having[each] for each in rarest_first))
    starts: Places | None = None
    for alternatives in rarest_first:
        places = _united([segment.places(field, word, numbers) for word in alternatives])
        for offset, each in enumerate(phrase):
            if each == alternatives:
                starts = places - offset if starts is None else _common(starts, places - offset)
        if starts is None or not len(starts):
            break
        numbers = _distinct(starts >> PLACE_BITS)
    return np.zeros(0, np.int64) if starts is None else starts


def _united(pieces: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """What is in any of the pieces, each ascending and without repeats, in one such."""
    if len(pieces) == 1:
        return pieces[0]
    united = np.concatenate(pieces)
    united.sort(kind="stable")
    return _distinct(united)


def _distinct(ascending: NDArray[Any]) -> NDArray[Any]:
    # `np.unique` hashes, ten times as slow as looking at neighbours.
    first = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    distinct: NDArray[Any] = ascending[first]
    return distinct


def _common(some: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    """What both ascending arrays hold."""
    if len(some) > len(others):
        some, others = others, some
    if not len(some):
        return some
    at = np.searchsorted(others, some)
    at[at == len(others)] = 0
    common: NDArray[Any] = some[others[at] == some]
    return common


def _marked(spans: Sequence[tuple[Places, int]]) -> tuple[Numbers, Counts]:
    """The documents of the spans (places they begin at, number of words) and how many each keeps."""
    starts = np.concatenate([places for places, _ in spans])
    widths = np.repeat([width for _, width in spans], [len(places) for places, _ in spans])
    order = np.lexsort((-widths, starts))
    starts, widths = starts[order], widths[order]
    longest = np.ones(len(starts), np.bool_)
    longest[1:] = starts[1:] != starts[:-1]
    starts, ends = starts[longest], starts[longest] + widths[longest]
    numbers = (starts >> PLACE_BITS).astype(np.intp)
    overlapping = np.flatnonzero(starts[1:] < ends[:-1])
    if len(overlapping):
        kept = _kept(starts, ends, np.isin(numbers, numbers[overlapping]))
        numbers = numbers[kept]
    marked, counts = np.unique(numbers, return_counts=True)
    return marked, counts.astype(np.int32)


def _kept(starts: Places, ends: Places, unsure: NDArray[np.bool_]) -> NDArray[np.bool_]:
    kept = ~unsure
    end = -1
    at = np.flatnonzero(unsure)
    for each, start, stop in zip(at.tolist(), starts[at].tolist(), ends[at].tolist(), strict=True):
        if start >= end:
            kept[each] = True
            end = stop
    return kept
