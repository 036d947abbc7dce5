"""A reference as a reference list in APA style has it.

After the Publication Manual of the American Psychological Association, 7th edition (2020),
chapters 9 and 10. Titles stay as they are: whether a capital belongs to a name nobody can tell.
"""

import calendar
import re
from html import escape

from anyascii import anyascii

from kb.identifiers import doi_link
from kb.reference import Name, PartialDate, Record, Reference

_SERIAL = {"article-journal", "article-magazine", "article-newspaper", "post-weblog", "review", "review-book"}
_IN_BOOK = {"chapter", "entry", "entry-dictionary", "entry-encyclopedia", "paper-conference"}
_FULL_DATE = {
    "article-magazine",
    "article-newspaper",
    "post",
    "post-weblog",
    "webpage",
    "broadcast",
    "speech",
    "motion_picture",
}
_DESCRIBED = {"dataset": "Data set", "software": "Computer software", "motion_picture": "Film"}
_MONTHS = tuple(calendar.month_name)[1:]


def apa_reference(record: Record, *, year_suffix: str = "") -> str:
    """One entry of a reference list as HTML: `<i>` for italics, `<a>` for links, the rest escaped.

    `year_suffix` tells works of the same authors and year apart (`2013a`; manual, 9.47).
    """
    reference = record.reference
    names, label = _creators(reference)
    title, source = _title(reference, edited=bool(label)), _source(reference)
    date = f"({_date(reference, year_suffix)})"
    heads = [_sentence(f"{names} {label}" if label else names), f"{date}.", _sentence(title)]
    if not names:
        # Without an author the title takes that place (manual, 9.12).
        heads = [_sentence(title), f"{date}."]
    parts = [*heads, _sentence(source), _link(reference), _retraction(record)]
    return " ".join(part for part in parts if part)


def apa_sort_key(reference: Reference) -> tuple[str, str, str]:
    """What orders a reference list: the creators, then the year (none first), then the title."""
    names = anyascii(", ".join(_inverted(name) for name in reference.first_names())).casefold()
    title = re.sub(r"^(?:an?|the) ", "", anyascii(reference.title).casefold())
    year = f"{reference.issued.year:04d}" if reference.issued else ""
    return (names or title, year, title)


def _creators(reference: Reference) -> tuple[str, str]:
    if reference.author or reference.type in _IN_BOOK:
        return _listed([_inverted(name) for name in reference.author]), ""
    label = "(Eds.)" if len(reference.editor) > 1 else "(Ed.)"
    return _listed([_inverted(name) for name in reference.editor]), label if reference.editor else ""


def _listed(names: list[str]) -> str:
    """Up to 20 names are all named; of more, the first 19 and the last (manual, 9.8)."""
    names = [escape(name, quote=False) for name in names if name]
    if len(names) < 2:
        return "".join(names)
    if len(names) > 20:
        return ", ".join(names[:19]) + ", … " + names[-1]
    return ", ".join(names[:-1]) + ", &amp; " + names[-1]


def _inverted(name: Name) -> str:
    if name.literal or not name.family:
        return name.literal or name.given
    family = " ".join(filter(None, (name.non_dropping_particle, name.family)))
    given = " ".join(filter(None, (_initials(name.given), name.dropping_particle)))
    return ", ".join(filter(None, (family, given, name.suffix)))


def _upright(name: Name) -> str:
    if name.literal or not name.family:
        return name.literal or name.given
    particles = (name.dropping_particle, name.non_dropping_particle)
    whole = " ".join(filter(None, (_initials(name.given), *particles, name.family)))
    return f"{whole}, {name.suffix}" if name.suffix else whole


def _initials(given: str) -> str:
    """`Jean-Paul Marie` as `J.-P. M.`; particles and names in scripts without capitals stay whole."""
    words = re.sub(r"\.(?=[^\s.-])", ". ", given).split()
    return " ".join(_initial(word) for word in words)


def _initial(word: str) -> str:
    if not word[0].isupper():
        return word
    parts = [part for part in re.split(r"[-‐‑]", word) if part]
    return "-".join(f"{part[0]}." for part in parts)


def _date(reference: Reference, suffix: str) -> str:
    date = reference.issued
    if date is None:
        undated = "in press" if re.search(r"(?i)in press", reference.status or "") else "n.d."
        return undated + (f"-{suffix}" if suffix else "")
    written = f"{date.year}{suffix}"
    if reference.type in _FULL_DATE or (
        reference.type == "paper-conference" and not reference.container_title
    ):
        return written + _day(date)
    return written


def _day(date: PartialDate) -> str:
    if not date.month or not 1 <= date.month <= 12:
        return ""
    return f", {_MONTHS[date.month - 1]}" + (f" {date.day}" if date.day else "")


def _title(reference: Reference, *, edited: bool) -> str:
    title = escape(reference.title, quote=False)
    contained = reference.type in _SERIAL or (reference.type in _IN_BOOK and reference.container_title)
    if title and not contained:
        title = f"<i>{title}</i>"
    details = [] if contained else _details(reference, edited=edited)
    # What has no title is described in brackets (manual, 9.22).
    brackets = _description(reference) or ("" if title else "Untitled")
    return " ".join(
        filter(
            None, (title, f"({', '.join(details)})" if details else "", f"[{brackets}]" if brackets else "")
        )
    )


def _details(reference: Reference, *, edited: bool) -> list[str]:
    """What stands in parentheses after the title of a work that stands alone (manual, 9.19)."""
    found = []
    if reference.editor and not edited:
        people = _run([_upright(name) for name in reference.editor])
        found.append(f"{people}, {'Eds.' if len(reference.editor) > 1 else 'Ed.'}")
    if reference.translator:
        found.append(f"{_run([_upright(name) for name in reference.translator])}, Trans.")
    found += _edition_and_volume(reference)
    if reference.number:
        number = escape(reference.number, quote=False)
        kind = escape(reference.genre or "", quote=False) if reference.type == "report" else ""
        found.append(f"{kind} No. {number}".strip() if number[0].isdigit() else f"{kind} {number}".strip())
    return found


def _edition_and_volume(reference: Reference) -> list[str]:
    found = []
    if edition := reference.edition:
        found.append(
            _ordinal(edition) if edition.isascii() and edition.isdigit() else escape(edition, quote=False)
        )
    if reference.volume:
        found.append(f"Vol. {escape(reference.volume, quote=False)}")
    return found


def _ordinal(number: str) -> str:
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")
    return number + ("th" if number[-2:] in {"11", "12", "13"} else ending) + " ed."


def _description(reference: Reference) -> str:
    genre = escape(reference.genre or "", quote=False)
    publisher = escape(reference.publisher or "", quote=False)
    if reference.type == "thesis":
        return ", ".join(filter(None, (genre or "Thesis", publisher)))
    if reference.type in {"report", "article"}:
        return "" if reference.type == "article" or reference.number else genre
    if reference.type == "paper-conference" and not reference.container_title:
        return genre or "Conference presentation"
    return genre or _DESCRIBED.get(reference.type, "")


def _source(reference: Reference) -> str:
    if reference.type in _SERIAL:
        return _in_serial(reference)
    parts = []
    if reference.type in _IN_BOOK and reference.container_title:
        parts.append(_in_book(reference))
    elif reference.type == "paper-conference":
        parts.append(escape(reference.event_title or "", quote=False))
    if reference.type in {"webpage", "post"}:
        parts.append(escape(reference.container_title or "", quote=False))
    by_itself = tuple(name.literal for name in reference.author) == (reference.publisher,)
    if reference.publisher and reference.type != "thesis" and not by_itself:
        parts.append(escape(reference.publisher, quote=False))
    if reference.status and (reference.issued or "in press" not in reference.status.lower()):
        parts.append(_capitalised(reference.status))
    return ". ".join(filter(None, parts))


def _in_serial(reference: Reference) -> str:
    parts = []
    if reference.container_title:
        parts.append(f"<i>{escape(reference.container_title, quote=False)}</i>")
    issue = f"({escape(reference.issue, quote=False)})" if reference.issue else ""
    if reference.volume:
        parts.append(f"<i>{escape(reference.volume, quote=False)}</i>{issue}")
    elif issue:
        parts.append(issue)
    if reference.page:
        parts.append(_pages(reference.page))
    elif reference.number:
        parts.append(f"Article {escape(reference.number, quote=False)}")
    written = ", ".join(parts)
    placed = reference.volume or reference.issue or reference.page
    if reference.status and not placed and (reference.issued or "in press" not in reference.status.lower()):
        written = ". ".join(filter(None, (written, _capitalised(reference.status))))
    return written


def _in_book(reference: Reference) -> str:
    editors = _run([_upright(name) for name in reference.editor])
    label = f" ({'Eds.' if len(reference.editor) > 1 else 'Ed.'}), " if editors else ""
    details = _edition_and_volume(reference)
    if reference.page:
        details.append(f"{'pp.' if re.search(r'[-–,]', reference.page) else 'p.'} {_pages(reference.page)}")
    book = escape(reference.container_title or "", quote=False)
    return f"In {editors}{label}<i>{book}</i>" + (f" ({', '.join(details)})" if details else "")


def _run(names: list[str]) -> str:
    names = [escape(name, quote=False) for name in names if name]
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + ("," if len(names) > 2 else "") + " &amp; " + names[-1]


def _pages(pages: str) -> str:
    return escape(re.sub(r"(?<=\w)\s*[-–]+\s*(?=\w)", "–", pages), quote=False)


def _capitalised(text: str) -> str:
    return escape(text[:1].upper() + text[1:], quote=False)


def _sentence(text: str) -> str:
    visible = re.sub(r"(?:</i>)+$", "", text)
    return text if not text or visible[-1] in ".?!…" else f"{text}."


def _link(reference: Reference) -> str:
    link = doi_link(reference.doi) if reference.doi else reference.url or ""
    safe = escape(link)
    return f'<a href="{safe}">{safe}</a>' if re.match(r"(?i)https?://", link) else ""


def _retraction(record: Record) -> str:
    """`(Retraction published 2014, https://doi.org/...)`; manual, example 9 of section 10.1."""
    notice = next((each for each in record.notices if each.kind.value == "retraction"), None)
    if notice is None:
        return ""
    link = escape(doi_link(notice.doi)) if notice.doi else ""
    about = ", ".join(
        filter(
            None,
            (str(notice.date.year) if notice.date else "", f'<a href="{link}">{link}</a>' if link else ""),
        )
    )
    return f"(Retraction published {about})" if about else "(Retracted)"
