"""Long lists of names and how readers find their way in them: by letter, and by what they type."""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from itertools import groupby

from index.query import FacetValue
from kb.ids import slugify

AT_ONCE = 500  # names on a page; longer lists come letter by letter
_MOST_USED = 12
OTHER = "#"  # what does not begin with a letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """What one page shows of a list of names.

    `total` are in the list, `found` of them asked for; `shown` are the names of this page by letter:
    those of one `letter`, the first AT_ONCE found, or all. A list too long for that (`by_page`) shows
    at first only the names that come most often. `letters` are all that the list has.
    """

    total: int
    found: int
    letters: tuple[str, ...]
    letter: str = ""
    shown: tuple[tuple[str, tuple[FacetValue, ...]], ...] = ()
    often: tuple[FacetValue, ...] = ()

    @property
    def by_page(self) -> bool:
        """True when each letter has a page of its own."""
        return self.total > AT_ONCE


def directory(names: Iterable[FacetValue], letter: str = "", find: str = "") -> Directory:
    """The names that hold the words, or else those of a letter, or else all or the most frequent.

    `names` come by slug.
    """
    known = tuple(names)
    asked = known
    if words := sought(find):
        asked, letter = tuple(each for each in known if holds(each.value, words)), ""
    elif any(_letter(each) == letter for each in known):
        asked = tuple(each for each in known if _letter(each) == letter)
    else:
        letter = ""
    often = not words and not letter and len(known) > AT_ONCE
    shown = () if often else groupby(asked if letter else asked[:AT_ONCE], key=_letter)
    return Directory(
        total=len(known),
        found=len(asked),
        letters=tuple(dict.fromkeys(map(_letter, known))),
        letter=letter,
        shown=tuple((each, tuple(group)) for each, group in shown),
        often=tuple(nsmallest(_MOST_USED, known, key=lambda each: (-each.count, each.value)))
        if often
        else (),
    )


def sought(find: str) -> tuple[str, ...]:
    """The words typed into a find box, without accents and capitals."""
    return tuple(word for word in slugify(find).split("-") if word) if find.strip() else ()


def holds(slug: str, words: Iterable[str]) -> bool:
    """True when each word begins some word of a slug."""
    parts = slug.split("-")
    return all(any(part.startswith(word) for part in parts) for word in words)


def _letter(name: FacetValue) -> str:
    # Slugs are without accents, so Å stands with A.
    return name.value[0].upper() if name.value[:1].isalpha() else OTHER
