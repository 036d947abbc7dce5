"""A query's groups as the words and phrases of one index that they stand for."""

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


def _members(word: str, form: Form, snapshot: Snapshot) -> frozenset[str]:
    if form.wide:
        return snapshot.relatives(family(word))
    return frozenset({word}) if word in snapshot else frozenset()


def _expanded(stem: str, fields: tuple[str, ...], snapshot: Snapshot) -> Wanted:
    words = snapshot.words_beginning(stem)
    if len(words) <= MAX_EXPANSIONS:
        return Wanted(frozenset(words), frozenset(), fields)
    ranked = snapshot.most_frequent(words, fields, MAX_EXPANSIONS + 1)
    return Wanted(
        frozenset(ranked[:MAX_EXPANSIONS]), frozenset(), fields, truncated=len(ranked) > MAX_EXPANSIONS
    )
