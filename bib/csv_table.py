"""References as a table for spreadsheets: one row each."""

import csv
import io
from collections.abc import Iterable, Iterator

from bib.notes import statement
from bib.plain import plain_line
from kb.identifiers import doi_link
from kb.reference import Name, Record

COLUMNS = (
    "citekey",
    "type",
    "authors",
    "editors",
    "year",
    "date",
    "title",
    "container_title",
    "collection_title",
    "volume",
    "issue",
    "pages",
    "article_number",
    "edition",
    "publisher",
    "publisher_place",
    "doi",
    "link",
    "pmid",
    "isbn",
    "issn",
    "language",
    "status",
    "notices",
    "note",
    "abstract",
)


def csv_pieces(records: Iterable[Record]) -> Iterator[str]:
    """Records as CSV (RFC 4180), row by row after a header. No cell starts a formula in a spreadsheet."""
    yield _line(COLUMNS)
    for record in records:
        yield _line([_cell(value) for value in _row(record)])


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _row(record: Record) -> tuple[str | None, ...]:
    reference = record.reference
    issued = reference.issued
    link = doi_link(reference.doi) if reference.doi else reference.url
    return (
        record.citekey,
        reference.type,
        _names(reference.author),
        _names(reference.editor),
        str(issued.year) if issued else "",
        str(issued) if issued else "",
        reference.title,
        reference.container_title,
        reference.collection_title,
        reference.volume,
        reference.issue,
        reference.page,
        reference.number,
        reference.edition,
        reference.publisher,
        reference.publisher_place,
        reference.doi,
        link,
        reference.pmid,
        " ".join(reference.isbn),
        " ".join(reference.issn),
        reference.language,
        reference.status,
        "; ".join(statement(notice) for notice in record.notices),
        reference.note,
        reference.abstract,
    )


def _names(names: tuple[Name, ...]) -> str:
    return "; ".join(name.sort_form for name in names)


def _cell(value: str | None) -> str:
    # Spreadsheets run a cell that begins with one of these as a formula (OWASP, CSV injection).
    text = plain_line(value or "")
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠")) else text
