"""Whether a reference says where and when its work appeared, in the form that citations need."""

import re
from collections.abc import Iterator
from datetime import date

from bib.locators import article_number, one_hyphen
from bib.remarks import Remark, Severity
from kb.reference import PartialDate, Reference

_EARLIEST = 1850
_MOST_PAGES = 300  # of an article
_AHEAD = 2  # years after which what was online first has appeared
_OF_A_HOUSE = frozenset({"book", "chapter", "report", "thesis"})
_ONLINE = frozenset({"webpage", "post-weblog"})
_NO_VALUE = re.compile(
    r"(?:[0-]+|n\.?/?a\.?|none|null|ahead(?: of print)?|online first|in press)", re.IGNORECASE
)
_LABELLED_PAGES = re.compile(r"(?:pp?|pages?)\.?\s*(?=[0-9A-Z])", re.IGNORECASE)
_RANGE = re.compile(r"(?P<before>[A-Za-z]*)(?P<first>[0-9]{1,7})-(?P=before)(?P<last>[0-9]{1,7})")
_LABELLED_VOLUME = re.compile(r"(?:vol(?:ume)?|bd|band)\b\.?\s*(?=\w)", re.IGNORECASE)
_LABELLED_ISSUE = re.compile(r"(?:no|nr|issue|iss|heft)\b\.?\s*(?=\w)", re.IGNORECASE)
_WITH_ISSUE = re.compile(r"(?P<volume>[0-9]+)\s*\((?P<issue>[^()]+)\)")
_FIRST = re.compile(r"(?:1(?:st)?|first)(?: ed(?:ition|n)?\.?)?", re.IGNORECASE)
_EDITION = re.compile(r"(?P<number>[0-9]+)(?:st|nd|rd|th)?\.? ed(?:ition|n)?\.?", re.IGNORECASE)


def place_remarks(reference: Reference, today: date) -> Iterator[Remark]:
    """What is missing or wrong in source, volume, pages, publisher and date."""
    yield from _missing(reference)
    yield from _date(reference, today)
    yield from _pages(reference)
    yield from _numbers(reference)
    if reference.status and (reference.volume or reference.page):
        yield _said("status-past", "status", Severity.HINT, None)
    elif reference.status and reference.issued and reference.issued.year + _AHEAD <= today.year:
        yield _lacks("status-old", "status", Severity.HINT)


def _missing(reference: Reference) -> Iterator[Remark]:
    match reference.type:
        case "article-journal":
            if not reference.container_title:
                yield _lacks("no-journal", "container_title", Severity.ERROR)
            if not reference.volume and not reference.status:
                yield _lacks("no-volume", "volume")
            if not (reference.page or reference.number or reference.status):
                yield _lacks("no-pages", "page")
        case "chapter":
            if not reference.container_title:
                yield _lacks("no-book", "container_title", Severity.ERROR)
            if not reference.page:
                yield _lacks("no-chapter-pages", "page")
        case "paper-conference" if not (reference.container_title or reference.event_title):
            yield _lacks("no-event", "event_title")
        case "book" if reference.container_title:
            yield Remark(
                code="book-in-book", field="type", severity=Severity.WARNING, mend={"type": "chapter"}
            )
        case "document":
            yield _lacks("no-kind", "type", Severity.HINT)
    if reference.type in _OF_A_HOUSE and not reference.publisher:
        yield _lacks("no-school" if reference.type == "thesis" else "no-publisher", "publisher")
    if reference.type in _ONLINE and not (reference.url or reference.doi):
        yield _lacks("no-address", "url", Severity.ERROR)


def _date(reference: Reference, today: date) -> Iterator[Remark]:
    issued = reference.issued
    if issued is None:
        yield _lacks("no-date", "issued")
        return
    told = {"year": str(issued.year)}
    if not 0 < issued.year <= 9999 or not 1 <= (issued.month or 1) <= 12:
        yield _said("no-such-date", "issued", Severity.ERROR, PartialDate(issued.year))
    elif issued.day and not _is_day(issued):
        yield _said("no-such-date", "issued", Severity.ERROR, PartialDate(issued.year, issued.month))
    if issued.year > today.year:
        # Journals date the first issues of a year ahead.
        severity = Severity.WARNING if issued.year == today.year + 1 else Severity.ERROR
        yield Remark(code="future", field="issued", severity=severity, told=told)
    elif issued.year < _EARLIEST:
        yield Remark(code="long-ago", field="issued", severity=Severity.WARNING, told=told)


def _is_day(issued: PartialDate) -> bool:
    try:
        date(issued.year, issued.month or 1, issued.day or 1)
    except ValueError:
        return False
    return True


def _pages(reference: Reference) -> Iterator[Remark]:
    page = reference.page
    if not page:
        return
    if _NO_VALUE.fullmatch(page):
        yield _said("no-value", "page", Severity.WARNING, None)
    elif page == reference.number:
        yield _said("number-twice", "page", Severity.HINT, None)
    elif (bare := _LABELLED_PAGES.sub("", page)) != page:
        yield _said("labelled", "page", Severity.WARNING, one_hyphen(bare))
    elif (hyphened := one_hyphen(page)) != page:
        yield _said("dashes", "page", Severity.HINT, hyphened)
    elif page.endswith("-"):
        yield _lacks("pages-open", "page")
    elif reference.type == "article-journal" and not reference.number and article_number(page):
        mend = {"page": None, "number": page}
        yield Remark(code="article-number", field="page", severity=Severity.HINT, mend=mend)
    elif pages := _RANGE.fullmatch(page):
        yield from _range(reference, pages)


def _range(reference: Reference, pages: re.Match[str]) -> Iterator[Remark]:
    before, first, last = pages.groups()
    if len(last) < len(first):
        whole = first[: len(first) - len(last)] + last
        if int(whole) >= int(first):
            yield _said("pages-shortened", "page", Severity.HINT, f"{before}{first}-{before}{whole}")
            return
    told = {"first": before + first, "last": before + last}
    if int(last) < int(first):
        turned = {"page": f"{before}{last}-{before}{first}"} if len(first) == len(last) else {}
        yield Remark(code="pages-turned", field="page", severity=Severity.ERROR, told=told, mend=turned)
    elif reference.type == "article-journal" and int(last) - int(first) > _MOST_PAGES:
        yield Remark(code="pages-many", field="page", severity=Severity.WARNING, told=told)


def _numbers(reference: Reference) -> Iterator[Remark]:
    for name, label in (("volume", _LABELLED_VOLUME), ("issue", _LABELLED_ISSUE)):
        text = getattr(reference, name)
        if text and _NO_VALUE.fullmatch(text):
            yield _said("no-value", name, Severity.WARNING, None)
        elif text and (bare := label.sub("", text)) != text:
            yield _said("labelled", name, Severity.WARNING, bare)
    both = _WITH_ISSUE.fullmatch(reference.volume or "")
    if both and reference.issue in {None, both["issue"]}:
        mend = {"volume": both["volume"], "issue": both["issue"]}
        yield Remark(code="volume-with-issue", field="volume", severity=Severity.WARNING, mend=mend)
    if reference.edition and _FIRST.fullmatch(reference.edition):
        yield _said("first-edition", "edition", Severity.HINT, None)
    elif edition := _EDITION.fullmatch(reference.edition or ""):
        yield _said("labelled", "edition", Severity.HINT, edition["number"])


def _lacks(code: str, name: str, severity: Severity = Severity.WARNING) -> Remark:
    return Remark(code=code, field=name, severity=severity)


def _said(code: str, name: str, severity: Severity, better: object) -> Remark:
    return Remark(code=code, field=name, severity=severity, mend={name: better})
