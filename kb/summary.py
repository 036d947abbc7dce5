"""The text the editor writes about a study, and the month it belongs to."""

import calendar
import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from kb.errors import NotAMonth
from kb.ids import new_id

_NAMES = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_NAMES |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAMES["sept"] = 9
_YEARS = range(1900, 2200)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year: when a summary appears. Its text is `2013-08`, its label `August 2013`."""

    year: int
    month: int

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def label(self) -> str:
        """The month as readers see it."""
        return f"{calendar.month_name[self.month]} {self.year}"


def parse_month(text: str) -> Month:
    """Read `2013-08`, `2013/8` or `August 2013`. Raises NotAMonth."""
    text = text.strip()
    if match := re.fullmatch(r"([0-9]{4})[-/]([0-9]{1,2})", text):
        year, month = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"([A-Za-z]{3,9})\.?,?\s+([0-9]{4})", text):
        year, month = int(match[2]), _NAMES.get(match[1].lower(), 0)
    else:
        raise NotAMonth(text)
    if year not in _YEARS or not 1 <= month <= 12:
        raise NotAMonth(text)
    return Month(year, month)


class Status(StrEnum):
    """How far a summary has come on its way to readers."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A summary's pointer at a reference, by the reference's id."""

    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A plain-language account of a study. Body and implications are Markdown.

    `topics` and `research_type` are slugs of the vocabulary. The first citation is the study
    the summary is about. `remarks` tell the editor what an import could not read. A scheduled
    summary is published on the day `publish_on`; a withdrawn one shows readers the note
    `withdrawal` in place of its text.
    """

    slug: str
    title: str
    month: Month
    body: str = ""
    implications: str = ""
    topics: tuple[str, ...] = ()
    research_type: str | None = None
    contact: str | None = None
    status: Status = Status.DRAFT
    citations: tuple[Citation, ...] = ()
    remarks: tuple[str, ...] = ()
    publish_on: date | None = None
    withdrawal: str = ""
    id: str = field(default_factory=new_id)
