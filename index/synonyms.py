"""Synonym rings: the ways to write one thing, read from synonyms.txt."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from index.analysis import Compound, compounds
from index.families import family


@dataclass(frozen=True, slots=True)
class RingForm:
    """One way to write it. An abbreviation marked `!` counts only `in_capitals`, when typed."""

    text: str
    in_capitals: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """The folded words of the form, hyphenated ones in their parts."""
        return tuple(word for compound in compounds(self.text) for word, _, _ in compound.parts)

    @property
    def spellings(self) -> frozenset[tuple[str, ...]]:
        """The form's words with its hyphens split and with them joined."""
        joined = tuple(
            word
            for compound in compounds(self.text)
            for word in ([compound.joined] if compound.joined else [each[0] for each in compound.parts])
        )
        return frozenset({self.words, joined})


class Rings:
    """All rings, found by the words a reader typed."""

    def __init__(self, rings: Iterable[tuple[RingForm, ...]]) -> None:
        self.rings = tuple(rings)
        self._by_key: dict[tuple[str, ...], list[tuple[RingForm, int]]] = defaultdict(list)
        for number, ring in enumerate(self.rings):
            for form in ring:
                for key in {_key(words) for words in form.spellings}:
                    self._by_key[key].append((form, number))
        self._longest = max(map(len, self._by_key), default=0)

    def match(self, typed: Sequence[tuple[str, Compound]]) -> tuple[int, tuple[tuple[str, ...], ...]]:
        """How many of the typed words, from the first on, name a ring, and the words of its forms.

        Takes words as typed with their analysis; the longest match wins; (0, ()) when there is none.
        """
        for count in range(min(len(typed), self._longest), 0, -1):
            taken = typed[:count]
            words = tuple(word for _, compound in taken for word, _, _ in compound.parts)
            if found := self._found(" ".join(text for text, _ in taken), words):
                looked_for = {
                    spelling
                    for number in found
                    for form in self.rings[number]
                    if not form.in_capitals
                    for spelling in form.spellings
                }
                return count, tuple(sorted(looked_for))
        return 0, ()

    def forms_of(self, name: str) -> tuple[RingForm, ...]:
        """The forms of every ring that a name is in; () when it is in none."""
        found = sorted(self._found(name, RingForm(name).words))
        return tuple(form for number in found for form in self.rings[number])

    def _found(self, text: str, words: tuple[str, ...]) -> set[int]:
        entries = self._by_key.get(_key(words), ())
        return {
            number for form, number in entries if not form.in_capitals or text.removesuffix("s") == form.text
        }


def read_rings(text: str) -> Rings:
    """Read rings in the form of synonyms.txt."""
    lines = (line.strip() for line in text.splitlines())
    return Rings(
        tuple(_form(form) for form in line.split(" = "))
        for line in lines
        if line and not line.startswith("#")
    )


@cache
def standard_rings() -> Rings:
    """The rings that come with the product."""
    return read_rings(files("index").joinpath("synonyms.txt").read_text(encoding="utf-8"))


def _form(text: str) -> RingForm:
    return RingForm(text.strip().removesuffix("!"), in_capitals=text.strip().endswith("!"))


def _key(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(family(word) for word in words)
