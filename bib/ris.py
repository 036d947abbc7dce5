"""References as RIS, the line format of reference managers.

What RIS cannot carry: which particle of a name is dropped, that a name with a comma is an
organisation's, a comma inside a part of a person's name, CSL types beyond RIS's own, the
paragraphs of an abstract.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import rispy

from bib.notes import note_of
from bib.plain import plain_line
from bib.ris_reading import read_ris
from bib.ris_tags import IN_SERIES, LIST_TAGS, MAPPING, NO_DELIMITERS, TO_RIS
from kb.reference import Name, PartialDate, Record

__all__ = ["read_ris", "ris_pieces"]


class _Writer(rispy.RisWriter):  # type: ignore[misc] # rispy is untyped
    """rispy's writer without its numbered header, which is no RIS."""

    DEFAULT_MAPPING: ClassVar[dict[str, str]] = MAPPING
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = LIST_TAGS
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = NO_DELIMITERS

    def set_header(self, count: int) -> str:  # noqa: ARG002 - rispy's signature
        """No header."""
        return ""


def ris_pieces(records: Iterable[Record]) -> Iterator[str]:
    """Records as a .ris file, block by block, each from `TY` to `ER`."""
    for number, record in enumerate(records):
        block = rispy.dumps([_to_ris(record)], implementation=_Writer)
        yield f"\n{block}" if number else str(block)


def _to_ris(record: Record) -> dict[str, Any]:
    reference = record.reference
    issued = reference.issued
    first, dash, last = (reference.page or "").partition("-")
    simple = bool(dash) and "-" not in last and "," not in last
    number = reference.number or ""
    in_series = reference.type in IN_SERIES
    book = reference.type == "book" and reference.editor and not reference.author
    fields: dict[str, Any] = {
        "type_of_reference": "EDBOOK" if book else TO_RIS.get(reference.type, "GEN"),
        "id": record.citekey,
        "title": reference.title,
        "authors": [_name(name) for name in reference.author],
        "secondary_authors": [_name(name) for name in reference.editor],
        "subsidiary_authors": [_name(name) for name in reference.translator],
        "year": f"{issued.year:04d}" if issued else "",
        "date": _date_line(issued) if issued else "",
        "secondary_title": reference.container_title,
        "alternate_title1": reference.container_title_short,
        "tertiary_title": reference.collection_title,
        "custom3": reference.event_title,
        "type_of_work": reference.genre,
        "publisher": reference.publisher,
        "place_published": reference.publisher_place,
        "edition": reference.edition,
        "volume": reference.volume,
        "number": reference.issue,
        "start_page": first.strip() if simple else reference.page or (number if in_series else ""),
        "end_page": last.strip() if simple else "",
        "custom7": number,
        "section": reference.chapter_number,
        "doi": reference.doi,
        "issn": [*reference.isbn, *reference.issn],
        "name_of_database": ["PubMed"] if reference.pmid else [],
        "accession_number": [reference.pmid] if reference.pmid else [],
        "urls": [reference.url] if reference.url else [],
        "language": reference.language,
        "abstract": reference.abstract,
        "notes": [note_of(record)],
    }
    return {key: value for key, each in fields.items() if (value := _one_line(each))}


def _one_line(value: Any) -> Any:
    """A value that cannot begin a line of its own: a line break would start another tag."""
    if isinstance(value, list):
        return [line for line in (plain_line(each) for each in value) if line]
    return plain_line(value or "")


def _name(name: Name) -> str:
    if name.literal:
        return name.literal
    family = " ".join(filter(None, (name.dropping_particle, name.non_dropping_particle, name.family)))
    parts = [part.replace(",", " ").strip() for part in (family, name.given, name.suffix)]
    while parts and not parts[-1]:
        parts.pop()
    # A name without a comma is an organisation's.
    return ", ".join(parts) if len(parts) > 1 else f"{''.join(parts)},"


def _date_line(date: PartialDate) -> str:
    parts = [f"{date.year:04d}", f"{date.month:02d}" if date.month else "", ""]
    if date.month and date.day:
        parts[2] = f"{date.day:02d}"
    return "/".join(parts) + "/"
