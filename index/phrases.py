"""Known phrases found in running text, each as the text has it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from index.analysis import compounds
from index.synonyms import RingForm

_Meant = TypeVar("_Meant")


class Phrases(Generic[_Meant]):
    """Phrases and what each means, found by words that are alike: those with the same `alike(word)`.

    A phrase may mean several things. In a text the leftmost phrase counts, of those beginning there
    the longest, and no word counts for two.
    """

    def __init__(self, phrases: Iterable[tuple[RingForm, _Meant]], alike: Callable[[str], str]) -> None:
        self._alike = alike
        self._known: defaultdict[tuple[str, ...], dict[tuple[RingForm, _Meant], None]] = defaultdict(dict)
        for form, meant in phrases:
            for words in form.spellings:
                if words:
                    self._known[tuple(map(alike, words))][form, meant] = None
        self._longest: dict[str, int] = {}  # of those that begin with a word
        for words in self._known:
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def said(self, text: str) -> Iterator[tuple[_Meant, str]]:
        """What the phrases in a text mean, each with its words as they are written there, in order."""
        places = [place for compound in compounds(text) for place in compound.parts]
        words = tuple(self._alike(word) for word, _, _ in places)
        at = 0
        while at < len(words):
            for count in range(min(self._longest.get(words[at], 0), len(words) - at), 0, -1):
                known = self._known.get(words[at : at + count])
                if not known:
                    continue
                written = text[places[at][1] : places[at + count - 1][2]]
                found = dict.fromkeys(meant for form, meant in known if _counts(form, written))
                if found:
                    yield from ((meant, written) for meant in found)
                    at += count
                    break
            else:
                at += 1


def _counts(form: RingForm, written: str) -> bool:
    return not form.in_capitals or written.removesuffix("s") == form.text
