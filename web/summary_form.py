"""A summary as it stands in the form of the desk, and what was typed into that form."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import count

from werkzeug.datastructures import MultiDict

from kb.errors import NotAMonth
from kb.ids import slugify
from kb.reading import Reader
from kb.serial import readable
from kb.summary import Citation, Month, Summary, parse_month
from kb.vocabulary import TermKind
from web.language import gettext

_LONGEST_LINE = 400  # characters of a title, an address or a contact
_LONGEST_TEXT = 100_000  # characters of a text
_MOST_CITED = 200
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed: the summary it makes, `texts` that could not be read as they stand, and the `faults`
    that keep it from being saved, by field. What cannot be read leaves the summary as it was before."""

    summary: Summary
    texts: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def typed_summary(form: MultiDict[str, str], before: Summary, read: Reader) -> Typed:
    """What a form makes of a summary. Never raises."""
    faults = {}
    title, contact = _line(form.get("title", "")), _line(form.get("contact", ""))
    texts = {name: form.get(name, "").strip() for name in ("month", "publish_on", "withdrawal_note")}
    month = before.month
    try:
        month = parse_month(texts["month"])
    except NotAMonth:
        faults["month"] = gettext("Write the month as 2013-08 or August 2013.")
    if not title:
        faults["title"] = gettext("Give it a title; one to work with will do.")
    asked = _line(form.get("slug", ""))
    if asked:
        slug = slugify(asked)
    else:
        slug = before.slug if before.slug and title == before.title else free_slug(read, title, before.id)
    if asked and (other := read.summary_at(slug)) and other.id != before.id:
        faults["slug"] = gettext("“%(title)s” has this address. Choose another.", title=other.title)
    for name, text in form.items():
        longest = _LONGEST_TEXT if name in {"body", "implications"} else _LONGEST_LINE
        if name in {"title", "slug", "contact", "body", "implications"} and len(text) > longest:
            faults[name] = gettext("This is too long.")
    summary = replace(
        before,
        title=title,
        slug=slug,
        month=month,
        body=_text(form.get("body", "")),
        implications=_text(form.get("implications", "")),
        contact=contact or None,
        citations=tuple(_citations(form, read)),
        topics=tuple(_terms(form.getlist("topic"), TermKind.TOPIC, read)),
        research_type=next(_terms(form.getlist("research_type"), TermKind.RESEARCH_TYPE, read), None),
        remarks=() if form.get("remarks_done") else before.remarks,
    )
    return Typed(summary=summary, texts=texts, faults=faults)


def typed_now(form: MultiDict[str, str], read: Reader, summary_id: str) -> Typed:
    """What a form makes of the version (`seen`) of a summary that it was begun from; or of an empty draft."""
    seen = form.get("seen", 0, type=int)
    empty = replace(new_summary(month_now()), id=summary_id)
    before = version_of(read, summary_id, seen) or read.summary(summary_id) or empty
    return typed_summary(form, before, read)


def version_of(read: Reader, summary_id: str, revision: int) -> Summary | None:
    """A summary as a change left it."""
    change = read.change(revision) if revision else None
    if change is None or change.entity != summary_id or change.after is None:
        return None
    return readable(change.after, Summary)


def month_now() -> Month:
    """The present month, where the server stands."""
    now = datetime.now(UTC).astimezone()
    return Month(now.year, now.month)


def free_slug(read: Reader, title: str, summary_id: str) -> str:
    """An address for a title that no other summary has."""
    slug = slugify(title)
    addresses = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
    return next(
        each for each in addresses if (other := read.summary_at(each)) is None or other.id == summary_id
    )


def read_day(text: str) -> date | None:
    """A day typed as `2026-06-04`."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def new_summary(month: Month) -> Summary:
    """An empty draft."""
    return Summary(slug="", title="", month=month)


def _citations(form: MultiDict[str, str], read: Reader) -> Iterator[Citation]:
    keys = dict.fromkeys(form.getlist("cites")[:_MOST_CITED])
    found = dict.fromkeys(record.id for key in keys if (record := read.record_at(key)))
    return (Citation(reference=each) for each in found)


def _terms(names: list[str], kind: TermKind, read: Reader) -> Iterator[str]:
    vocabulary = read.vocabulary()
    found = (vocabulary.find(kind, name) for name in names if name)
    return iter(dict.fromkeys(term.slug for term in found if term))


def _line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())


def _text(text: str) -> str:
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
