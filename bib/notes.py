"""What a reference's note says of its standing, for formats that have no field for it."""

import re

from kb.errors import NotADOI
from kb.identifiers import parse_doi
from kb.reference import Notice, NoticeKind, PartialDate, Record

_WORDS = {
    NoticeKind.RETRACTION: "Retracted",
    NoticeKind.EXPRESSION_OF_CONCERN: "Expression of concern",
}
_KINDS = {word: kind for kind, word in _WORDS.items()}
_STATEMENT = re.compile(
    r"(?P<word>Retracted|Expression of concern)(?: (?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})"
    r"(?:-(?P<day>[0-9]{2}))?)?)?(?:, doi:(?P<doi>\S+?))?(?:\. |\.?$)"
)
_STATUS = re.compile(
    r"(?P<status>advance online publication|in press|forthcoming|submitted|submitted for publication|"
    r"in preparation|accepted|ahead of print|online first)(?:\. |\.?$)",
    re.IGNORECASE,
)


def note_of(record: Record, *, with_status: bool = True) -> str:
    """A record's note: its status, its retraction or expression of concern, the note itself."""
    reference = record.reference
    status = (reference.status or "") if with_status else ""
    parts: list[str | None] = [status[:1].upper() + status[1:]]
    parts += [statement(notice) for notice in record.notices if notice.kind in _WORDS]
    parts.append(reference.note)
    return ". ".join(part for part in parts if part)


def is_preprint(genre: str | None) -> bool:
    """True when a work's genre says that it is a preprint."""
    return bool(re.search(r"(?i)pre-?print", genre or ""))


def statement(notice: Notice) -> str:
    """One notice in words: `Retracted 2014-05, doi:10.1000/x`."""
    words = _WORDS.get(notice.kind, notice.label or "Corrected")
    date = f" {notice.date}" if notice.date else ""
    return f"{words}{date}" + (f", doi:{notice.doi}" if notice.doi else "")


def read_note(text: str) -> tuple[str | None, str | None, tuple[Notice, ...]]:
    """The note, the status and the notices that `note_of` put into one text."""
    status = None
    if match := _STATUS.match(text):
        status, text = match["status"].lower(), text[match.end() :]
    notices = []
    while match := _STATEMENT.match(text):
        notices.append(_notice(match))
        text = text[match.end() :]
    return text or None, status, tuple(notices)


def _notice(match: re.Match[str]) -> Notice:
    parts = [int(match[name]) for name in ("year", "month", "day") if match[name]]
    try:
        doi = parse_doi(match["doi"]) if match["doi"] else None
    except NotADOI:
        doi = None
    return Notice(kind=_KINDS[match["word"]], doi=doi, date=PartialDate(*parts) if parts else None)
