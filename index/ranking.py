"""The order of hits: complete, so that the same query always answers in the same order.

By relevance: more of the words (when any were enough), higher score, summaries first, then newest.
Ties of every order end with title and id. Undated documents come last.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.arrays import Floats, Numbers
from index.query import Sort
from index.snapshot import Part, Snapshot

# Sums differ in their last digits with the order of adding.
DECIMALS = 9


class Ranked(NamedTuple):
    """A document at its place: its number in the snapshot and its score."""

    number: int
    score: float


class _Candidate(NamedTuple):
    first: tuple[float, ...]
    part: Part
    number: int
    score: float


def best(
    snapshot: Snapshot,
    found: Sequence[tuple[Numbers, Floats]],
    coverage: Sequence[Numbers],
    sort: Sort,
    limit: int,
) -> list[Ranked]:
    """The first `limit` of the documents found, in order; `coverage` is empty where it counts nothing."""
    relevance = sort == "relevance"
    candidates: list[list[_Candidate]] = []
    for at, (part, (numbers, scores)) in enumerate(zip(snapshot.parts, found, strict=True)):
        if not len(numbers):
            continue
        covered = coverage[at] if coverage and relevance else None
        ranks = part.facts.ranks(sort)
        chosen = _first(numbers, scores if relevance else None, covered, ranks, limit)
        candidates.append(list(_candidates(part, numbers, scores, covered, chosen, sort)))
    if len(candidates) == 1:
        ordered = candidates[0]
    else:
        together = sorted((each for one in candidates for each in one), key=lambda each: each.first)
        ordered = list(_untied(together, sort))
    return [Ranked(each.part.offset + each.number, each.score) for each in ordered[:limit]]


def _first(
    numbers: Numbers, scores: Floats | None, covered: Numbers | None, ranks: Numbers, limit: int
) -> NDArray[np.intp]:
    """The indexes of the first `limit` in a segment, in order: most covered, best score, lowest rank."""
    at = np.arange(len(numbers))
    keys: list[Callable[[NDArray[np.intp]], NDArray[Any]]] = []
    if covered is not None:
        keys.append(covered.__getitem__)
    if scores is not None:
        if covered is None and len(at) > limit:  # rounding them all would cost more than finding the best
            least = np.partition(scores, len(scores) - limit)[len(scores) - limit]
            at = np.flatnonzero(scores >= least - 2 * 10.0**-DECIMALS)
        keys.append(lambda at: np.round(scores[at], DECIMALS))
    keys.append(lambda at: -ranks[numbers[at]])
    kept: list[NDArray[np.intp]] = []
    for key in keys:  # what is above the limit on this key is in, what ties with it goes by the next
        wanted = limit - sum(map(len, kept))
        if len(at) <= wanted:
            break
        values = key(at)
        least = np.partition(values, len(values) - wanted)[len(values) - wanted]
        kept.append(at[values > least])
        at = at[values == least]
    chosen = np.concatenate((*kept, at[: limit - sum(map(len, kept))]))
    return chosen[np.lexsort([-key(chosen) for key in reversed(keys)])]


def _candidates(
    part: Part,
    numbers: Numbers,
    scores: Floats,
    covered: Numbers | None,
    chosen: NDArray[np.intp],
    sort: Sort,
) -> Iterator[_Candidate]:
    at = numbers[chosen]
    dates = part.facts.dates[at].tolist()
    summaries = part.facts.summaries[at].tolist()
    covers = [0] * len(at) if covered is None else covered[chosen].tolist()
    for number, score, date, is_summary, covers_words in zip(
        at.tolist(), scores[chosen].tolist(), dates, summaries, covers, strict=True
    ):
        first: tuple[float, ...] = ()
        match sort:
            case "relevance":
                first = (-covers_words, -round(score, DECIMALS), not is_summary, -date)
            case "newest":
                first = (-date,)
            case "oldest":
                first = (date == 0, date)
        yield _Candidate(first, part, number, score)


def _untied(candidates: Sequence[_Candidate], sort: Sort) -> Iterator[_Candidate]:
    """The candidates of several segments, those alike so far by title and id."""
    for _, alike in groupby(candidates, key=lambda each: each.first):
        tied = list(alike)
        if len({id(each.part) for each in tied}) > 1:
            tied.sort(key=lambda each: _title_key(each, sort))
        yield from tied


def _title_key(candidate: _Candidate, sort: Sort) -> tuple[str, int, str]:
    entry = candidate.part.segment.entry(candidate.number)
    year, month, day = entry.date
    date = year * 10_000 + month * 100 + day
    return entry.title_key, -date if sort == "title" else 0, entry.id
