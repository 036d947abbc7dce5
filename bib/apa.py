"""A printed reference read into a Reference, with the part of it that could not be read.

Printed references are read from the outside in: the identifiers come off the end, the people off the
beginning, then the date, and what remains is title and source. APA comes first; Vancouver, Harvard and
what reference managers make of them are read too. A field is either surely right or left unread.
"""

import re
from dataclasses import dataclass, replace

from bib.printed_dates import YEAR, read_date
from bib.printed_links import Links, read_links
from bib.printed_names import People, leading_names, read_names
from bib.printed_sentences import tidy
from bib.printed_source import read_source, read_source_with_year
from kb.reference import PartialDate, Reference

MAX_CHARACTERS = 5_000

_NUMBERING = re.compile(r"(?:\[[0-9]{1,4}\]|\(?[0-9]{1,4}[.)]|[•*·–-])\s+")
_STUDY_LABEL = re.compile(rf"(?P<label>[^\W\d_][\w'’-]{{1,30}}\s{YEAR}[a-z]?(?:\s[()&\sivx]{{1,20}})?):\s+")
_DATE = re.compile(
    rf"[\s,]*\(\s*(?P<date>(?:(?:[0-9]{{1,2}}\s)?[^\W\d_]{{3,10}}\.?,?\s)?c?{YEAR}[a-z]?\b[^()]{{0,40}}|in\s+press|n\.\s?d\.?|forthcoming)\s*\)\s*[.,:;]*\s*",
    re.IGNORECASE,
)
_EDITORS = re.compile(r"[\s,]*\((?:Eds?|Editors?|Hrsg)\.?\)[\s.,]*$", re.IGNORECASE)
_NOT_YET = re.compile(r",?\s*\b(?:in\s+press|forthcoming)\b", re.IGNORECASE)
_NOBODY = People()
_SENTENCE_END = re.compile(r"[^\W\d_]{2}[.?!]\s+\S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A printed reference as read.

    `unread` is the part of the text that no field took, empty when all was read. `authors_elided`
    says that the print leaves authors out (`...`, `et al.`), so that the list is not complete.
    """

    reference: Reference
    unread: str
    authors_elided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beginning:
    """The people and the date a reference begins with, and the rest of it."""

    rest: str
    people: People = _NOBODY
    date: PartialDate | None = None
    status: str | None = None
    edited: bool = False
    dated: bool = False
    unread: tuple[str, ...] = ()


def read_printed(text: str) -> Printed:
    """Read one printed reference. Never raises: what cannot be read is named in `unread`.

    Page ranges are stored in full with an ASCII hyphen (`210-7` is `210-217`), initials as `J. K.`.
    """
    line = tidy(text)
    if len(line) > MAX_CHARACTERS:  # no reference is
        return Printed(reference=Reference(type="document", title=""), unread=line)
    links = read_links(line)
    begun = _beginning(links.text)
    reference, unread = _work(begun, links)
    dated = replace(
        reference,
        issued=_more_exact(begun.date, reference.issued),
        status=reference.status or begun.status,
        doi=links.doi,
        pmid=links.pmid,
        url=links.url,
    )
    left = [*begun.unread, *begun.people.unread, *unread, *links.unread]
    if begun.edited and reference.editor:
        # A chapter's own editors, after people who are called editors too.
        left += [name.sort_form for name in begun.people.names]
    elif begun.edited:
        dated = replace(dated, editor=begun.people.names)
    elif begun.people.names:
        dated = _published_by_its_author(replace(dated, author=begun.people.names))
    if reference.issued and dated.issued != reference.issued:
        left.append(str(reference.issued))
    return Printed(reference=dated, unread=" | ".join(filter(None, left)), authors_elided=begun.people.elided)


def _work(begun: _Beginning, links: Links) -> tuple[Reference, tuple[str, ...]]:
    if not begun.dated and (read := read_source_with_year(begun.rest)):
        return read
    year = begun.date.year if begun.date else None
    return read_source(
        begun.rest,
        year=year,
        edited=begun.edited,
        linked=links.doi is not None,
        address=links.url is not None,
    )


def _beginning(text: str) -> _Beginning:
    label = ""
    if numbering := _NUMBERING.match(text):
        text = text[numbering.end() :]
    if study := _STUDY_LABEL.match(text):
        label, text = study["label"], text[study.end() :]
    begun = _dated(text) or _undated(text)
    return replace(begun, unread=(label, *begun.unread)) if label else begun


def _dated(text: str) -> _Beginning | None:
    """A beginning of people and a date in brackets; the people unread when they make no list of names."""
    date = _DATE.search(text)
    if not date:
        return None
    before = text[: date.start()]
    when = _when(date)
    editors = _EDITORS.search(before)
    people = read_names(before[: editors.start()] if editors else before)
    if people or not before:
        return replace(when, rest=text[date.end() :], people=people or _NOBODY, edited=bool(editors))
    if leading_names(text, vancouver=True) or _SENTENCE_END.search(before):
        return None
    if _is_title(before):
        return replace(when, rest=f"{before}. {text[date.end() :]}")
    return replace(when, rest=text[date.end() :], unread=(before, *when.unread))


def _undated(text: str) -> _Beginning:
    """A beginning without a date in brackets: people, an organisation, or the title at once."""
    for vancouver in (True, False):
        if led := leading_names(text, vancouver=vancouver):
            return _Beginning(people=led[0], rest=led[1])
    first, stop, rest = text.partition(". ")
    body = read_names(first) if stop else None
    if body and body.names and body.names[0].literal:
        return _Beginning(people=body, rest=rest)
    return _Beginning(rest=text)


def _when(match: re.Match[str]) -> _Beginning:
    printed = match["date"]
    press = _NOT_YET.search(printed)
    if not re.search(YEAR, printed):
        return _Beginning(rest="", dated=True, status="in press" if press else None)
    date = read_date(_NOT_YET.sub("", printed).removeprefix("c"))
    unread = (date.unread,) if date.unread else ()
    return _Beginning(
        rest="", dated=True, date=date.date, status="in press" if press else None, unread=unread
    )


def _published_by_its_author(reference: Reference) -> Reference:
    """A body's own publication, when what was read as a journal is that body: `Society, Task Force. ...`"""
    journal = reference.container_title
    placed = reference.volume or reference.issue or reference.page or reference.number
    if journal and not placed and any(name.literal.startswith(f"{journal},") for name in reference.author):
        return replace(reference, type="report", container_title=None, publisher=journal)
    return reference


def _is_title(text: str) -> bool:
    words = [word for word in text.split() if word[0].isalpha()]
    return len(words) > 3 and sum(word[0].islower() for word in words) * 2 > len(words) and ".," not in text


def _more_exact(begun: PartialDate | None, found: PartialDate | None) -> PartialDate | None:
    # An online date of the same year says the year again, and more.
    if begun and found and begun.month is None and begun.year == found.year:
        return found
    return begun or found
