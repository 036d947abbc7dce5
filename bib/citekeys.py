"""Citation keys: short ASCII names for references, made once and kept for ever."""

import re
from collections.abc import Callable
from itertools import count

from anyascii import anyascii

from kb.reference import Name, Reference

_MAX_NAME = 40
_ARTICLES = {"a", "an", "the", "der", "die", "das", "le", "la", "les", "el", "los", "las"}


def propose(reference: Reference) -> str:
    """A key from the first author and the year: `BlumeMarcovici2013`, `WorldHealthOrganization2004`.

    Without an author or editor the first telling word of the title stands in; without a year, `nd`.
    """
    names = reference.first_names()
    stem = _of_name(names[0]) if names else ""
    year = f"{reference.issued.year:04d}" if reference.issued else "nd"
    return (stem or _of_title(reference.title) or "Untitled") + year


def unique(proposal: str, taken: Callable[[str], bool]) -> str:
    """The proposal, or the first of `...a`, `...b` to `...z`, `...aa` that is not taken."""
    if not taken(proposal):
        return proposal
    return next(key for key in (proposal + _letters(place) for place in count(1)) if not taken(key))


def _of_name(name: Name) -> str:
    family = " ".join(filter(None, (name.non_dropping_particle, name.family)))
    words = _words(name.literal or family or name.given)
    key = ""
    for word in words:
        if key and len(key) + len(word) > _MAX_NAME:
            break
        key += word[:_MAX_NAME]
    return key


def _of_title(title: str) -> str:
    words = _words(title)
    telling = [word for word in words if word.lower() not in _ARTICLES]
    return (telling or words or [""])[0][:_MAX_NAME]


def _words(text: str) -> list[str]:
    plain = anyascii(re.sub(r"['’ʼ`]", "", text))
    return [word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", plain)]


def _letters(place: int) -> str:
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
