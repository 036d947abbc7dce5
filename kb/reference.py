"""A bibliographic record: what we know about one published work, and from whom."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from kb.identifiers import DOI, ISBN, ISSN, PMID
from kb.ids import new_id


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A publication date, as exact as the publisher made it."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A person in parts, or an organisation whole (`literal`). Parts bear their CSL names."""

    family: str = ""
    given: str = ""
    dropping_particle: str = ""
    non_dropping_particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def initials(self) -> str:
        """The initials of the given names, without points: `Jeremy D.` and `JD` are `JD`."""
        words = re.findall(r"[^\W\d_]+", self.given)
        run_together = (word.isupper() and len(word) <= 3 for word in words)
        return "".join(
            word if whole else word[0].upper() for word, whole in zip(words, run_together, strict=True)
        )

    @property
    def sort_form(self) -> str:
        """Family first, as a catalogue card has it: `Safran, Jeremy D.`, or the organisation."""
        family = " ".join(filter(None, (self.non_dropping_particle, self.family)))
        given = " ".join(filter(None, (self.given, self.dropping_particle)))
        return self.literal or ", ".join(filter(None, (family, given, self.suffix)))


class NoticeKind(StrEnum):
    """What a notice says of the work it is about (Crossref's update types, in CSL's manner)."""

    RETRACTION = "retraction"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    CORRECTION = "correction"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What happened to a work after it was published, and where that is said."""

    kind: NoticeKind
    doi: DOI | None = None
    date: PartialDate | None = None
    source: str = "publisher"
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One citable work. Fields bear their CSL names in snake_case; absence is `None` or `()`.

    `type` is a CSL type. `number` is an article number standing in for pages (CSL 1.0.2).
    `status` says what is not yet final, such as "advance online publication".
    """

    type: str
    title: str
    author: tuple[Name, ...] = ()
    editor: tuple[Name, ...] = ()
    translator: tuple[Name, ...] = ()
    container_title: str | None = None
    container_title_short: str | None = None
    collection_title: str | None = None
    event_title: str | None = None
    genre: str | None = None
    publisher: str | None = None
    publisher_place: str | None = None
    edition: str | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    number: str | None = None
    chapter_number: str | None = None
    issued: PartialDate | None = None
    status: str | None = None
    doi: DOI | None = None
    pmid: PMID | None = None
    isbn: tuple[ISBN, ...] = ()
    issn: tuple[ISSN, ...] = ()
    url: str | None = None
    language: str | None = None
    abstract: str | None = None
    note: str | None = None

    def first_names(self) -> tuple[Name, ...]:
        """The people a short citation names: the authors, else the editors."""
        return self.author or self.editor


class SourceKind(StrEnum):
    """Where a reference's values come from."""

    CROSSREF = "crossref"
    PRINTED = "printed"
    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a reference was read from: the text as it came, and the part nobody could read."""

    kind: SourceKind
    payload: str = ""
    unread: str = ""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A reference as the catalogue keeps it: what its source says and what the editor changed.

    `described` is the source's word and is replaced by a re-sync; `overrides` maps names of
    Reference fields to the editor's values and is never touched by one.
    """

    citekey: str
    described: Reference
    source: Source
    overrides: Mapping[str, Any] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    id: str = field(default_factory=new_id)

    @property
    def reference(self) -> Reference:
        """The reference as readers see it: the editor's word over the source's."""
        return replace(self.described, **self.overrides) if self.overrides else self.described

    def origin(self, field_name: str) -> SourceKind | None:
        """Who says the value of a field; None when nobody does."""
        if field_name in self.overrides:
            return SourceKind.EDITOR
        return self.source.kind if getattr(self.described, field_name) else None

    @property
    def retracted(self) -> bool:
        """True when a notice says the work was retracted."""
        return any(notice.kind is NoticeKind.RETRACTION for notice in self.notices)


FIELDS = tuple(each.name for each in fields(Reference))
