"""What a page of monthly summaries holds once it is read: its entries, and the parts that are none."""

from dataclasses import dataclass

from bib.report import Refused
from kb.reference import Notice
from kb.summary import Month


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What could not be read at a line of the page, in words for the editor."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the page. `body` and `implications` are Markdown that reads as the page did.

    `line` is the number of its first line, from 1. `printed` is the reference as it stands, `further`
    those printed after it, `contact` the author's address or addresses, `source` the entry's own lines
    as they came. Only a text that we exported says the topics and research type, by their names, and
    `notices`, each with the printed reference it is about; `exported` is true for an entry of such a
    text, which readers had before.
    """

    title: str
    month: Month
    line: int
    body: str
    implications: str
    contact: str | None
    printed: str | None
    further: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    research_type: str | None = None
    notices: tuple[tuple[str, Notice], ...] = ()
    exported: bool = False
    remarks: tuple[Remark, ...] = ()
    source: str


@dataclass(frozen=True, slots=True)
class BlogPage:
    """The entries of a page in its order, and the parts of it that are no entries."""

    entries: tuple[Entry, ...]
    refused: tuple[Refused, ...]
