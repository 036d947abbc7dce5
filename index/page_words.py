"""The words of the few texts on one page: enough to know what to mark in them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from index.analysis import tokens
from index.families import family

_PLAIN = re.compile(r"[a-z0-9]+")
# Where these are, words are more than the letters and digits side by side.
_INTRICATE = re.compile(r"['-]|\d[.,]\d")


class PageWords:
    """The words of texts, as wanted.Words."""

    def __init__(self, texts: Iterable[Mapping[str, str]]) -> None:
        self._texts = [text for each in texts for text in each.values()]

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def relatives(self, family: str) -> frozenset[str]:
        """Those of a family, by its key."""
        return frozenset(self._families.get(family, ()))

    def words_beginning(self, stem: str) -> set[str]:
        """Those that begin so."""
        return {word for word in self._words if word.startswith(stem)}

    def most_frequent(self, words: Iterable[str], _fields: tuple[str, ...], limit: int) -> list[str]:
        """The first of them by the alphabet: what is marked on a page needs no count."""
        return sorted(words)[:limit]

    @cached_property
    def _words(self) -> set[str]:
        found: set[str] = set()
        for text in self._texts:
            for piece in text.split():
                if piece.isascii() and not _INTRICATE.search(
                    piece
                ):  # most are so, and this is many times as quick
                    found.update(_PLAIN.findall(piece.lower()))
                else:
                    found.update(token.word for token in tokens(piece))
        return found

    @cached_property
    def _families(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in self._words:
            found[family(word)].append(word)
        return dict(found)
