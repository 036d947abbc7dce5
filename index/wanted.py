"""A query's groups as the words and phrases of one index that they stand for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from index.documents import DEFAULT_FIELDS
from index.families import family
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


class Words(Protocol):
    """The words of an index, or of some texts."""

    def __contains__(self, word: str) -> bool:
        """Whether it is one of them."""

    def relatives(self, family: str) -> frozenset[str]:
        """Those of a family, by its key."""

    def words_beginning(self, stem: str) -> set[str]:
        """Those that begin so."""

    def most_frequent(self, words: Iterable[str], fields: tuple[str, ...], limit: int) -> list[str]:
        """Those of the words that stand in these fields most often, most often first."""


def wanted(node: Group | Prefix, known: Words) -> Wanted:
    """The words and phrases of this index that a group or prefix stands for."""
    fields = (node.field,) if node.field else DEFAULT_FIELDS
    if isinstance(node, Prefix):
        return _expanded(node.stem, fields, known)
    words: set[str] = set()
    phrases: set[Phrase] = set()
    for form in node.forms:
        places = tuple(_members(word, form, known) for word in form.words)
        if len(places) == 1:
            words |= places[0]
        elif all(places):
            phrases.add(places)
    return Wanted(frozenset(words), frozenset(phrases), fields)


def _members(word: str, form: Form, known: Words) -> frozenset[str]:
    if form.wide:
        return known.relatives(family(word))
    return frozenset({word}) if word in known else frozenset()


def _expanded(stem: str, fields: tuple[str, ...], known: Words) -> Wanted:
    words = known.words_beginning(stem)
    if len(words) <= MAX_EXPANSIONS:
        return Wanted(frozenset(words), frozenset(), fields)
    ranked = known.most_frequent(words, fields, MAX_EXPANSIONS + 1)
    return Wanted(
        frozenset(ranked[:MAX_EXPANSIONS]), frozenset(), fields, truncated=len(ranked) > MAX_EXPANSIONS
    )
