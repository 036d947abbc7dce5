"""The DOIs of a text in whatever form they were copied: bare, labelled, as links to publishers."""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from kb.identifiers import DOI, find_dois

_ADDRESS = re.compile(r"(?:https?://|www\.|(?<![\w./-])(?:dx\.)?doi\.org/)[^\s\"“”]+", re.IGNORECASE)
_RESOLVER = re.compile(r"(?:https?://)?(?:www\.|dx\.)?doi\.org/", re.IGNORECASE)
_ENCODED_SLASH = re.compile(r"(10\.[0-9]{4,9}(?:\.[0-9]+)*)%2F", re.IGNORECASE)
# What copying from a page or a PDF puts around the slash.
_GAP = re.compile(r"\b(10\.[0-9]{4,9}(?:\.[0-9]+)*)(?:\s+/\s*|\s*/\s+)(?=\S*[0-9])")
_CLOSING_TAG = re.compile(r"</[A-Za-z][^>]*>?")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# What publishers' addresses have behind the DOI.
_VIEW = re.compile(
    r"(?:/(?:abstract|full|fulltext|full-text|pdf|epdf|pdfdirect|meta|html|summary|references|citations|figures)"
    r"|\.(?:pdf|full|abstract|html?|epub))+/?$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:info:doi/|\bdoi\b\s*[:=]?|\[?crossref\]?|\blink\b)", re.IGNORECASE)
_LONGEST = 300  # characters; no registered DOI comes near
_MOST_BESIDE = 3  # letters beside a DOI that stands alone: a number before it, a bracket


@lru_cache(maxsize=4_096)
def dois_in(text: str) -> tuple[DOI, ...]:
    """The DOIs of a text in their order, each once."""
    found: dict[DOI, None] = {}
    for doi, _ in _found(_plain(text)):
        if len(doi) <= _LONGEST:
            found[doi] = None
    return tuple(found)


@lru_cache(maxsize=4_096)
def is_doi_alone(text: str) -> bool:
    """True when a text is one DOI, in whatever form, and nothing else worth reading."""
    if len(text) > 2 * _LONGEST:
        return False
    plain = _plain(text)
    found = list(_found(plain))
    if len({doi for doi, _ in found}) != 1:
        return False
    for _, written in found:
        plain = plain.replace(written, " ")
    return len(re.findall(r"\w", _LABEL.sub(" ", plain))) <= _MOST_BESIDE


def _found(text: str) -> Iterator[tuple[DOI, str]]:
    """The DOIs of a text, each with the words it was written in."""
    places: list[tuple[int, DOI, str]] = []

    def take(address: re.Match[str]) -> str:
        doi = _of_address(address.group())
        if doi is None:
            return address.group()
        places.append((address.start(), doi, address.group()))
        return " " * len(address.group())

    rest = _ADDRESS.sub(take, text)
    lower = rest.lower()
    behind = 0
    for doi in find_dois(rest):
        # `find_dois` tells what it found, not where; DOIs differ from what is written in case only.
        at = lower.find(doi, behind)
        places.append((max(at, behind), doi, rest[at : at + len(doi)] if at >= 0 else doi))
        behind = at + len(doi) if at >= 0 else behind
    for _, doi, written in sorted(places, key=lambda each: each[0]):
        yield doi, written


def _of_address(address: str) -> DOI | None:
    path = unquote(re.split(r"[?#]", address, maxsplit=1)[0])
    if found := next(find_dois(path), None):
        return found if _RESOLVER.match(address) else _without_view(found)
    # Some publishers' addresses have the DOI as a parameter: `?doi=10.1037/x&...`.
    query = unquote(re.split(r"[?#]", address, maxsplit=1)[-1])
    found = next((doi for each in re.split(r"[&;]", query) for doi in find_dois(each)), None)
    return _without_view(found) if found else None


def _without_view(doi: DOI) -> DOI:
    return next(find_dois(_VIEW.sub("", doi)), doi)


def _plain(text: str) -> str:
    text = _UNSEEN.sub("", html.unescape(text) if "&" in text else text)
    text = _CLOSING_TAG.sub(" ", text)
    return _GAP.sub(r"\1/", _ENCODED_SLASH.sub(r"\1/", text))
