"""References as CSL-JSON 1.0.2 items, the form citation processors and Zotero share.

CSL-JSON carries every field of a Reference. It has no place for notices, so a retraction stands
at the head of the note, and is read back from there.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bib.limits import MAX_ENTRIES, MAX_FIELD, excerpt, refuse_large_file
from bib.notes import note_of, read_note
from bib.plain import plain_line, readable
from bib.report import Read, ReadFile, Refused
from kb.errors import NotADOI, NotAnIdentifier
from kb.identifiers import DOI, parse_doi, parse_isbn, parse_issn, parse_pmid
from kb.reference import Name, PartialDate, Record, Reference, Source, SourceKind

Item = dict[str, Any]
_Identifier = TypeVar("_Identifier")

TYPES = frozenset(
    """
    article article-journal article-magazine article-newspaper bill book broadcast chapter classic
    collection dataset document entry entry-dictionary entry-encyclopedia event figure graphic hearing
    interview legal_case legislation manuscript map motion_picture musical_score pamphlet
    paper-conference patent performance periodical personal_communication post post-weblog regulation
    report review review-book software song speech standard thesis treaty webpage
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_TEXT = {
    "title": "title",
    "container_title": "container-title",
    "container_title_short": "container-title-short",
    "collection_title": "collection-title",
    "event_title": "event-title",
    "genre": "genre",
    "publisher": "publisher",
    "publisher_place": "publisher-place",
    "edition": "edition",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "number": "number",
    "chapter_number": "chapter-number",
    "status": "status",
    "language": "language",
}
_OLD_KEYS = {
    "container-title-short": "journalAbbreviation",
    "event-title": "event",
    "number": "article-number",
    "chapter-number": "chapter",
}
_NAME_PARTS = {
    "family": "family",
    "given": "given",
    "dropping_particle": "dropping-particle",
    "non_dropping_particle": "non-dropping-particle",
    "suffix": "suffix",
    "literal": "literal",
}
_ISO = re.compile(r"\s*(-?[0-9]{1,4})(?:[-/]([0-9]{1,2})(?:[-/]([0-9]{1,2}))?)?(?![0-9])")


def to_item(record: Record) -> Item:
    """A record as a CSL-JSON item; its id is the citekey."""
    reference = record.reference
    item: Item = {"id": record.citekey, "type": reference.type if reference.type in TYPES else "document"}
    for field, key in _TEXT.items():
        item[key] = getattr(reference, field)
    for role in ("author", "editor", "translator"):
        item[role] = [_to_name(name) for name in getattr(reference, role)]
    if reference.issued:
        date = reference.issued
        parts = [date.year, date.month, date.day if date.month else None]
        item["issued"] = {"date-parts": [[part for part in parts if part]]}
    item |= {
        "DOI": reference.doi,
        "PMID": reference.pmid,
        "ISBN": " ".join(reference.isbn),
        "ISSN": " ".join(reference.issn),
        "URL": reference.url,
        "abstract": reference.abstract,
        "note": note_of(record, with_status=False),
    }
    return {key: value for key, value in item.items() if value or key == "title"}


def from_item(item: Mapping[str, Any]) -> Reference:
    """A CSL-JSON item as a Reference. What has the wrong shape is left out; nothing raises."""
    return _read_item(item, [])


def csl_pieces(records: Iterable[Record]) -> Iterator[str]:
    """Records as a CSL-JSON file, one JSON list, item by item."""
    yield "["
    number = 0
    for number, record in enumerate(records, start=1):
        # JSON writes a line break inside a string as \n: these are all its own.
        item = json.dumps(to_item(record), ensure_ascii=False, indent=2).replace("\n", "\n  ")
        yield (",\n  " if number > 1 else "\n  ") + item
    yield "\n]\n" if number else "]\n"


def read_csl(text: str) -> ReadFile:
    """The references of a CSL-JSON file: a list of items, `{"items": [...]}` or a single item.

    Nothing in the text raises: what cannot be read is refused with its line. Items before a
    fault are read. At most 10 MB, 20,000 items and 64 KB a field (256 KB an item's raw text).
    """
    if too_large := refuse_large_file(text):
        return too_large
    text = readable(text)
    items: list[Read] = []
    refused: list[Refused] = []
    place, line = 0, 1
    for start, end, value, fault in _values(text):
        line += text.count("\n", place, start)
        place = start
        raw = text[start:end]
        reason = fault or _unfit(value)
        if not reason and len(items) >= MAX_ENTRIES:
            reason = f"The file holds more than {MAX_ENTRIES:,} items."
        if reason:
            refused.append(Refused(input=excerpt(raw), reason=reason, line=line))
        else:
            items.append(_read(value, raw, line))
    if not items and not refused:
        refused.append(Refused(input=excerpt(text), reason="There is no CSL-JSON item in this file.", line=1))
    return ReadFile(tuple(items), tuple(refused))


def _values(text: str) -> Iterable[tuple[int, int, Any, str]]:
    """Each item of a file with its place, or the place and a sentence about what is no JSON."""
    decoder = json.JSONDecoder()
    opening = re.match(r'\s*(?:\{\s*"(?:items|references)"\s*:\s*)?\[', text)
    place = opening.end() if opening else 0
    while True:
        place = _skip(text, place)
        if place >= len(text):
            if opening:
                yield place, place, None, "The file ends before its list of items does."
            return
        if opening and text[place] == "]":
            return
        try:
            value, end = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            # ValueError is JSON's own and that of a number with too many digits.
            yield place, len(text), None, f"This is not JSON: {error}."
            return
        yield place, end, value, ""
        if not opening:
            return
        place = end


def _skip(text: str, place: int) -> int:
    match = re.compile(r"[\s,]*").match(text, place)
    return match.end() if match else place


def _unfit(value: Any) -> str:
    if not isinstance(value, dict):
        return "It is no CSL-JSON item."
    if any(isinstance(each, str) and len(each) > MAX_FIELD for each in value.values()):
        return "One of its fields is longer than 64 KB."
    return "" if _text(value.get("title")) or _doi(value, []) else "It has no title and no DOI."


def _read(item: Item, raw: str, line: int) -> Read:
    remarks: list[str] = []
    reference = _read_item(item, remarks)
    note, status, notices = read_note(_text(item.get("note")))
    key = item.get("id")
    return Read(
        reference=replace(reference, note=note, status=reference.status or status),
        source=Source(kind=SourceKind.CSL_JSON, payload=raw),
        line=line,
        citekey=str(key) if isinstance(key, str | int) and key != "" else None,
        notices=notices,
        remarks=tuple(remarks),
    )


def _read_item(item: Mapping[str, Any], remarks: list[str]) -> Reference:
    kind = _text(item.get("type"))
    if kind not in TYPES:
        remarks.append(f"The type {excerpt(kind)!r} is unknown; it was taken as a document.")
        kind = "document"
    texts = {field: _text(item.get(key)) for field, key in _TEXT.items()}
    for field, key in _TEXT.items():
        texts[field] = texts[field] or _text(item.get(_OLD_KEYS.get(key, "")))
    note, _, _ = read_note(_text(item.get("note")))
    values: dict[str, Any] = {field: text or None for field, text in texts.items()}
    values["title"] = texts["title"]
    return Reference(
        **values,
        type=kind,
        author=_names(item.get("author")),
        editor=_names(item.get("editor")),
        translator=_names(item.get("translator")),
        issued=_date(item.get("issued")),
        doi=_doi(item, remarks),
        pmid=next(iter(_identifiers(item.get("PMID"), parse_pmid, remarks)), None),
        isbn=_identifiers(item.get("ISBN"), parse_isbn, remarks),
        issn=_identifiers(item.get("ISSN"), parse_issn, remarks),
        url=_url(item),
        abstract=_abstract(item.get("abstract")),
        note=note,
    )


def _text(value: Any) -> str:
    if isinstance(value, list):  # Crossref's own JSON is often taken for CSL-JSON
        value = value[0] if value else ""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return plain_line(str(value))
    return ""


def _abstract(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    paragraphs = (plain_line(each) for each in re.split(r"\n\s*\n", value))
    return "\n\n".join(filter(None, paragraphs)) or None


def _to_name(name: Name) -> dict[str, str]:
    parts = {key: getattr(name, part) for part, key in _NAME_PARTS.items()}
    if name.literal:
        return {"literal": name.literal}
    return {key: value for key, value in parts.items() if value}


def _names(value: Any) -> tuple[Name, ...]:
    names = []
    for each in value if isinstance(value, list) else ():
        if isinstance(each, Mapping):
            parts = {part: _text(each.get(key)) for part, key in _NAME_PARTS.items()}
            parts["literal"] = parts["literal"] or _text(each.get("name"))
            if parts["literal"]:
                parts = {"literal": parts["literal"]}
            if any(parts.values()):
                names.append(Name(**parts))
        elif _text(each):
            names.append(Name(literal=_text(each)))
    return tuple(names)


def _date(value: Any) -> PartialDate | None:
    if not isinstance(value, Mapping):
        match = _ISO.match(_text(value))
        return _partial(match.groups()) if match else None
    parts = value.get("date-parts")
    if isinstance(parts, list) and parts and isinstance(parts[0], list):
        return _partial(parts[0])
    match = _ISO.match(_text(value.get("raw")) or _text(value.get("literal")))
    return _partial(match.groups()) if match else None


def _partial(parts: Iterable[Any]) -> PartialDate | None:
    numbers = [int(_text(part)) if re.fullmatch(r"[0-9]{1,4}", _text(part)) else 0 for part in parts]
    year, month, day = (*numbers, 0, 0, 0)[:3]
    if not year:
        return None
    if not 1 <= month <= 12:
        return PartialDate(year)
    return PartialDate(year, month, day if 1 <= day <= 31 else None)


def _doi(item: Mapping[str, Any], remarks: list[str]) -> DOI | None:
    text = _text(item.get("DOI"))
    url = _text(item.get("URL"))
    if not text and re.match(r"(?i)https?://(?:dx\.)?doi\.org/", url):
        text = url
    try:
        return parse_doi(text) if text else None
    except NotADOI as error:
        remarks.append(str(error))
        return None


def _url(item: Mapping[str, Any]) -> str | None:
    url = _text(item.get("URL")).split(" ")[0]
    if re.match(r"(?i)https?://(?:dx\.)?doi\.org/", url) or not re.match(r"(?i)(?:https?|ftp)://[^\s/]", url):
        return None
    return url


def _identifiers(
    value: Any, parse: Callable[[str], _Identifier], remarks: list[str]
) -> tuple[_Identifier, ...]:
    texts = [_text(each) for each in value] if isinstance(value, list) else [_text(value)]
    found: dict[_Identifier, None] = {}
    for each in (part for text in texts for part in re.split(r"[,;]\s*|\s+", text) if part):
        try:
            found[parse(each)] = None
        except NotAnIdentifier as error:
            remarks.append(str(error))
    return tuple(found)
