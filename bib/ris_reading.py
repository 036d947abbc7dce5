"""RIS text as references: every record read, or refused with its line."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import TypeVar

import rispy

from bib.limits import MAX_ENTRIES, MAX_FIELD, excerpt, refuse_large_file
from bib.locators import article_number, one_hyphen
from bib.notes import read_note
from bib.plain import plain_line, readable
from bib.report import Read, ReadFile, Refused
from bib.ris_tags import FROM_RIS, IN_SERIES, LIST_TAGS, MAPPING, NO_DELIMITERS
from bib.words import words
from kb.errors import NotADOI, NotAnIdentifier
from kb.identifiers import DOI, PMID, parse_doi, parse_isbn, parse_issn, parse_pmid
from kb.reference import Name, PartialDate, Reference, Source, SourceKind

_Identifier = TypeVar("_Identifier")
_Values = dict[str, list[str]]

_PARTICLES = words("particles")
_TAG_LINE = re.compile(r"^([A-Z][A-Z0-9]) {0,3}- ?(.*)$")


def read_ris(text: str) -> ReadFile:
    """The references of a .ris file in order, and what in it is no reference, each with its line.

    Nothing in the text raises. At most 10 MB, 20,000 records and 64 KB a field are read.
    """
    if too_large := refuse_large_file(text):
        return too_large
    text = readable(text)
    items: list[Read] = []
    refused: list[Refused] = []
    for line, lines, closed in _records(text):
        raw = "\n".join(lines)
        fields: _Values | None = None
        reason = ""
        if len(items) + len(refused) >= MAX_ENTRIES:
            reason = f"The file holds more than {MAX_ENTRIES:,} records."
        elif not closed:
            reason = "The file ends inside this record: its ER line is missing."
        elif _too_long(lines):
            reason = "One of its fields is longer than 64 KB."
        elif (fields := _parsed(lines)) is None:
            reason = "This record is not well formed."
        elif not (_title(fields) or _doi(fields, [])):
            reason = "It has no title and no DOI."
        if reason or fields is None:
            refused.append(Refused(input=excerpt(raw), reason=reason, line=line))
        else:
            items.append(_read(fields, raw, line))
    if not items and not refused:
        refused.append(Refused(input=excerpt(text), reason="There is no RIS record in this file.", line=1))
    return ReadFile(tuple(items), tuple(refused))


def _records(text: str) -> Iterator[tuple[int, list[str], bool]]:
    """Each record's first line number and its lines from TY to ER; False when ER never comes."""
    lines: list[str] = []
    start = 0
    for number, each in enumerate(text.split("\n"), start=1):
        tag = match[1] if (match := _TAG_LINE.match(each.lstrip("\ufeff"))) else ""
        if tag == "TY":
            if lines:
                yield start, lines, True
            lines, start = [each], number
        elif lines and tag == "ER":
            yield start, lines, True
            lines = []
        elif lines:
            lines.append(each)
    if lines:
        yield start, lines, False


def _too_long(lines: list[str]) -> bool:
    """True when one tag, with all its lines, holds more than a field may."""
    if sum(map(len, lines)) <= MAX_FIELD:
        return False
    sizes: Counter[str] = Counter()
    tag = ""
    for line in lines:
        if match := _TAG_LINE.match(line):
            tag = match[1]
        sizes[tag] += len(line)
    return max(sizes.values()) > MAX_FIELD


def _parsed(lines: list[str]) -> dict[str, list[str]] | None:
    """A record's values by rispy's names; None when rispy cannot read it."""
    tagged = [
        f"{match[1]}  - {match[2]}" if (match := _TAG_LINE.match(line)) else f" {line.strip()}"
        for line in lines
    ]
    try:
        records = rispy.loads(
            "\n".join([*tagged, "ER  - "]),
            mapping=MAPPING,
            list_tags=LIST_TAGS,
            delimiter_tags_mapping=NO_DELIMITERS,
            skip_unknown_tags=True,
        )
    except (KeyError, TypeError, AttributeError, ValueError):
        return None  # a continuation line where there is nothing to continue
    if len(records) != 1:
        return None
    return {
        key: [plain_line(str(each)) for each in (value if isinstance(value, list) else [value])]
        for key, value in records[0].items()
    }


def _first(fields: _Values, *names: str) -> str | None:
    return next((value for name in names for value in fields.get(name, ()) if value), None)


def _title(fields: _Values) -> str:
    return _first(fields, "title", "primary_title") or ""


def _read(fields: _Values, raw: str, line: int) -> Read:
    remarks: list[str] = []
    tag = (_first(fields, "type_of_reference") or "").upper()
    kind = FROM_RIS.get(tag, "document")
    if tag not in FROM_RIS:
        remarks.append(f"The type {tag[:20]} is unknown; it was taken as a document.")
    note, status, notices = read_note(" ".join(fields.get("notes", ())))
    genre = _first(fields, "type_of_work")
    page, number = _pages(fields, kind)
    reference = Reference(
        type=kind,
        title=_title(fields),
        author=_people(fields, "authors", "first_authors"),
        editor=_people(fields, "secondary_authors", "editors"),
        translator=_people(fields, "subsidiary_authors"),
        container_title=_first(fields, "secondary_title", "journal_name", "alternate_title3"),
        container_title_short=_first(fields, "alternate_title1", "alternate_title2"),
        collection_title=_first(fields, "tertiary_title"),
        event_title=_first(fields, "custom3"),
        genre=genre,
        publisher=_first(fields, "publisher"),
        publisher_place=_first(fields, "place_published"),
        edition=_first(fields, "edition"),
        volume=_first(fields, "volume"),
        issue=_first(fields, "number"),
        page=page,
        number=number,
        chapter_number=_first(fields, "section"),
        issued=_issued(fields),
        status=status,
        doi=_doi(fields, remarks),
        pmid=_pmid(fields),
        isbn=_numbers(fields, parse_isbn, parse_issn, remarks),
        issn=_numbers(fields, parse_issn, parse_isbn, []),
        url=_url(fields),
        language=_first(fields, "language"),
        abstract=_first(fields, "abstract", "notes_abstract"),
        note=note,
    )
    return Read(
        reference=reference,
        source=Source(kind=SourceKind.RIS, payload=raw),
        line=line,
        citekey=_first(fields, "id"),
        notices=notices,
        remarks=tuple(remarks),
    )


def _people(fields: _Values, *names: str) -> tuple[Name, ...]:
    found = []
    for text in (value for name in names for value in fields.get(name, ()) if value.strip(" ,")):
        parts = [part.strip() for part in text.split(",")]
        if len(parts) == 1 or len(parts) > 3 or not parts[0]:
            found.append(Name(literal=text))
        else:
            particle, family = _particle(parts[0])
            given, suffix = (*parts[1:], "")[:2]
            found.append(Name(family=family, given=given, suffix=suffix, non_dropping_particle=particle))
    return tuple(found)


def _particle(family: str) -> tuple[str, str]:
    parts = family.split(" ")
    count = 0
    while count < len(parts) - 1 and parts[count] in _PARTICLES:
        count += 1
    return " ".join(parts[:count]), " ".join(parts[count:])


def _pages(fields: _Values, kind: str) -> tuple[str | None, str | None]:
    start, end = _first(fields, "start_page") or "", _first(fields, "end_page") or ""
    number = _first(fields, "custom7")
    start = one_hyphen(start)
    page = f"{start}-{end}" if start and end and start != end and "-" not in start else start
    if number and page == number:
        page = ""
    if kind in IN_SERIES and not number and article_number(page):
        return None, page
    return page or None, number


def _issued(fields: _Values) -> PartialDate | None:
    text = _first(fields, "date") or _first(fields, "year", "publication_year") or ""
    match = re.match(r"([0-9]{4})(?:[/-]([0-9]{1,2})?(?:[/-]([0-9]{1,2})?)?)?", text)
    if match is None:
        year = re.match(r"([0-9]{4})", _first(fields, "year", "publication_year") or "")
        return PartialDate(int(year[1])) if year and int(year[1]) else None
    month, day = int(match[2] or 0), int(match[3] or 0)
    if not int(match[1]):
        return None
    if not 1 <= month <= 12:
        return PartialDate(int(match[1]))
    return PartialDate(int(match[1]), month, day if 1 <= day <= 31 else None)


def _doi(fields: _Values, remarks: list[str]) -> DOI | None:
    links = [url for url in fields.get("urls", ()) if re.match(r"(?i)https?://(?:dx\.)?doi\.org/", url)]
    for text in [*fields.get("doi", ()), *links]:
        try:
            return parse_doi(text)
        except NotADOI as error:
            remarks.append(str(error))
    return None


def _pmid(fields: _Values) -> PMID | None:
    if not re.search(r"(?i)pubmed|medline|nlm", " ".join(fields.get("name_of_database", ()))):
        return None
    for text in fields.get("accession_number", ()):
        try:
            return parse_pmid(text)
        except NotAnIdentifier:
            continue
    return None


def _url(fields: _Values) -> str | None:
    for url in fields.get("urls", ()):
        web = re.match(r"(?i)(?:https?|ftp)://[^\s/]\S*", url)
        if web and not re.match(r"(?i)https?://(?:dx\.)?doi\.org/", url):
            return web.group()
    return None


def _numbers(
    fields: _Values,
    parse: Callable[[str], _Identifier],
    other: Callable[[str], object],
    remarks: list[str],
) -> tuple[_Identifier, ...]:
    """The numbers of the SN lines that one parser takes; remarked are those that neither takes."""
    found: dict[_Identifier, None] = {}
    for line in fields.get("issn", ()):
        for text in re.split(r"[,;]\s*|\s+(?=[0-9]{4}-|97[89])", re.sub(r"\([^)]*\)", "", line)):
            try:
                found[parse(text)] = None
            except NotAnIdentifier:
                if text.strip() and not _takes(other, text):
                    remarks.append(f"{text[:80]!r} is no valid ISBN or ISSN.")
    return tuple(found)


def _takes(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except NotAnIdentifier:
        return False
    return True
