"""Two descriptions of a work side by side, and what cleaning did to what Crossref deposited."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from bib.likeness import plain_words
from bib.markup import plain
from bib.report import Read
from bib.works import Work
from kb.reference import FIELDS, Name, Reference

# What Crossref adds to nearly every reference and no editor compares.
_NOT_COMPARED = frozenset(
    {"abstract", "issn", "isbn", "url", "language", "container_title_short", "publisher"}
)
_COMPARED = tuple(name for name in FIELDS if name not in _NOT_COMPARED)
_PARTS = ("given", "family", "suffix")  # of a name at Crossref

Segments = tuple[tuple[str, bool], ...]  # pieces of a text, each with whether it differs


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A field of the two descriptions side by side: as the text has it, as Crossref has it."""

    field: str
    read: Any
    found: Any
    differs: bool


def side_by_side(read: Reference, found: Reference) -> tuple[Row, ...]:
    """The fields that one of two descriptions has at least, and whether they differ in more than spelling."""
    rows = []
    for name in _COMPARED:
        mine, others = getattr(read, name), getattr(found, name)
        if mine or others:
            rows.append(Row(field=name, read=mine, found=others, differs=_differs(name, mine, others)))
    return tuple(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """A field that was cleaned: as Crossref has it, and as we take it."""

    field: str
    before: str
    after: str


def cleanings(read: Read) -> tuple[Cleaning, ...]:
    """Where capitals, markup, entities and the like were put right in what Crossref deposited."""
    try:
        work = json.loads(read.source.payload)
    except ValueError:
        return ()
    if not isinstance(work, dict):
        return ()
    reference = read.reference
    after = {
        "title": reference.title,
        "author": "; ".join(_spoken(each) for each in reference.author),
        "container_title": reference.container_title or "",
        "page": reference.page or reference.number or "",
    }
    return tuple(
        Cleaning(field=name, before=before, after=now)
        for name, before in _deposited(work, reference.container_title or "").items()
        if before and (now := after[name]) and before != now
    )


def word_changes(before: str, after: str, *, exact: bool = True) -> tuple[Segments, Segments]:
    """Two texts in pieces, each with whether it stands in one of them only; whole words are compared.

    Unless `exact`, capitals and punctuation make no difference.
    """
    one, other = _words(before), _words(after)
    forms = (
        [one, other]
        if exact
        else [[plain_words(each) or (each,) for each in words] for words in (one, other)]
    )
    mine: list[tuple[str, bool]] = []
    others: list[tuple[str, bool]] = []
    for kind, a, b, c, d in SequenceMatcher(a=forms[0], b=forms[1], autojunk=False).get_opcodes():
        if text := "".join(one[a:b]):
            mine.append((text, kind != "equal"))
        if text := "".join(other[c:d]):
            others.append((text, kind != "equal"))
    return tuple(mine), tuple(others)


def _differs(name: str, mine: Any, others: Any) -> bool:
    if not (mine and others):
        return bool(mine)  # what Crossref adds is no difference; what it lacks is
    if name == "type" and mine == "document":
        return False
    if name == "issued":
        return bool(mine.year != others.year)
    if name in {"author", "editor", "translator"}:
        return _people(mine) != _people(others)
    return not _same_words(str(mine), str(others))


def _people(names: Sequence[Name]) -> list[tuple[tuple[str, ...], str]]:
    # Initials are what print and Crossref share; of given names one has them whole, the other not.
    return [(plain_words(each.literal or each.family), each.initials[:1]) for each in names]


def _deposited(work: Work, container: str) -> dict[str, str]:
    """The fields of a work that we clean, as they were deposited."""
    titles = [*_strings(work.get("title"))[:1], *_strings(work.get("subtitle"))[:1]]
    authors = work.get("author")
    people = [each for each in authors if isinstance(each, dict)] if isinstance(authors, list) else []
    containers = _strings(work.get("container-title"))
    return {
        "title": ": ".join(titles),
        "author": "; ".join(
            str(each.get("name") or " ".join(str(each[part]) for part in _PARTS if each.get(part)))
            for each in people
        ),
        # Of a chapter's two the book's is the container; which that is, is no question of cleaning.
        "container_title": next((each for each in containers if _same_words(plain(each), container)), ""),
        "page": next(iter(_strings(work.get("page"))), ""),
    }


def _spoken(name: Name) -> str:
    """A name in the order in which Crossref's two parts follow each other."""
    family = " ".join(filter(None, (name.dropping_particle, name.non_dropping_particle, name.family)))
    return name.literal or " ".join(filter(None, (name.given, family, name.suffix)))


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str) and each.strip()]


def _same_words(one: str, other: str) -> bool:
    return plain_words(one) == plain_words(other)


def _words(text: str) -> list[str]:
    """The words of a text, each with the space behind it."""
    return re.findall(r"\s*\S+\s*", text)
