import csv
import io

import pytest

from bib.csv_table import COLUMNS
from bib.formats import FORMATS
from kb.identifiers import parse_doi
from kb.reference import Name, Notice, NoticeKind, PartialDate, Reference
from tests.bib_strategies import record


def rows(*records):
    return list(csv.DictReader(io.StringIO(FORMATS["csv"].write(records), newline="")))


def test_a_table_has_a_header_and_one_row_a_reference():
    author = (Name(family="Doe", given="Jane"), Name(literal="WHO"))
    reference = Reference(
        type="book", title='A, "b"\nc', author=author, issued=PartialDate(2013, 6), doi=parse_doi("10.1000/x")
    )
    (row,) = rows(record(reference))
    assert tuple(row) == COLUMNS
    assert row["authors"] == "Doe, Jane; WHO"
    assert (row["year"], row["date"]) == ("2013", "2013-06")
    assert row["title"] == 'A, "b" c'
    assert row["link"] == "https://doi.org/10.1000/x"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r@", " =", "＝"])
def test_no_cell_starts_a_formula(start):
    (row,) = rows(record(Reference(type="book", title=f"{start}cmd()")))
    assert row["title"].startswith("'")


def test_a_retraction_stands_in_the_table():
    notice = Notice(kind=NoticeKind.RETRACTION, date=PartialDate(2014))
    (row,) = rows(record(Reference(type="book", title="x"), notices=(notice,)))
    assert row["notices"] == "Retracted 2014"
