"""A query's groups as the words and phrases of one index that they stand for."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.documents import DEFAULT_FIELDS
from index.families import family
from index.snapshot import Snapshot
from index.tree import Form, Group, Prefix

MAX_EXPANSIONS = 200

Phrase = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What counts as one word: any of `words`, and any of `phrases` (at each place, any of its words)."""

    words: frozenset[str]
    phrases: frozenset[Phrase]
    fields: tuple[str, ...]
    truncated: bool = False


def wanted(node: Group | Prefix, snapshot: Snapshot) -> Wanted:
    """The words and phrases of this index that a group or prefix stands for."""
    fields = (node.field,) if node.field else DEFAULT_FIELDS
    if isinstance(node, Prefix):
        return _expanded(node.stem, fields, snapshot)
    words: set[str] = set()
    phrases: set[Phrase] = set()
    for form in node.forms:
        places = tuple(_members(word, form, snapshot) for word in form.words)
        if len(places) == 1:
            words |= places[0]
        elif all(places):
            phrases.add(places)
    return Wanted(frozenset(words), frozenset(phrases), fields)


def spans(words: Iterable[int], phrases: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The occurrences to count of words (positions) and phrases (first position, number of words).

    From left to right the longest at each place, none begun inside another: what a reader sees marked.
    """
    found = sorted({*((at, 1) for at in words), *phrases}, key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    end = -1
    for start, count in found:
        if start >= end:
            kept.append((start, count))
            end = start + count
    return kept


def _members(word: str, form: Form, snapshot: Snapshot) -> frozenset[str]:
    if form.wide:
        return frozenset(snapshot.families.get(family(word), ()))
    return frozenset({word} & snapshot.words.keys())


def _expanded(stem: str, fields: tuple[str, ...], snapshot: Snapshot) -> Wanted:
    words = snapshot.words_beginning(stem)
    if len(words) <= MAX_EXPANSIONS:
        return Wanted(frozenset(words), frozenset(), fields)
    counted = [(-snapshot.frequency(word, fields), word) for word in words]
    ranked = [word for count, word in sorted(counted) if count]
    return Wanted(frozenset(ranked[:MAX_EXPANSIONS]), frozenset(), fields, len(ranked) > MAX_EXPANSIONS)
