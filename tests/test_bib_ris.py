import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.formats import FORMATS
from bib.ris import read_ris
from kb.reference import Name, Notice, NoticeKind, PartialDate, Reference
from tests.bib_strategies import record

GOOD = "TY  - JOUR\nTI  - A title\nAU  - Doe, Jane\nER  - \n"


def test_a_line_break_cannot_begin_a_tag():
    written = FORMATS["ris"].write(
        [record(Reference(type="book", title="x\nER  - \nTY  - JOUR\nTI  - y\r\u2028ER  - "))]
    )
    assert len([line for line in written.splitlines() if line.startswith(("TY", "ER"))]) == 2


def test_article_number_and_retraction_come_back():
    notice = Notice(kind=NoticeKind.RETRACTION, date=PartialDate(2014))
    reference = Reference(type="article-journal", title="T", number="e123", status="in press", note="N")
    (read,) = read_ris(FORMATS["ris"].write([record(reference, notices=(notice,))])).items
    assert read.reference == reference
    assert read.notices == (notice,)


def test_a_record_without_end_is_refused_where_it_begins():
    read = read_ris(GOOD + "\nTY  - JOUR\nTI  - Cut o")
    assert len(read.items) == 1
    assert [(each.line, each.reason) for each in read.refused] == [
        (6, "The file ends inside this record: its ER line is missing.")
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "no RIS record"), ("<html>", "no RIS record"), ("TY  - JOUR\nAU  - X\nER  - \n", "no title")],
)
def test_what_is_no_record_is_refused(text, reason):
    (refused,) = read_ris(text).refused
    assert reason in refused.reason


def test_real_habits_of_other_programs_are_read():
    text = (
        "\ufeffTY - JOUR\r\nT1  - A title\r\ncontinued\r\nA1  - Smith, John, Jr.\r\n"
        "AU  - World Health Organization\r\n"
        "Y1  - 2013/06//\r\nJF  - Psychotherapy\r\nSP  - 224\r\nEP  - 234\r\nDO  - https://doi.org/10.1037/A0031384\r\n"
        "SN  - 0033-3204 (Print)\r\nUR  - https://x.org/a;b\r\nN2  - Words.\r\nER  -\r\n"
    )
    (read,) = read_ris(text).items
    reference = read.reference
    assert reference.title == "A title continued"
    assert reference.author == (
        Name(literal="World Health Organization"),
        Name(family="Smith", given="John", suffix="Jr."),
    )
    assert reference.issued == PartialDate(2013, 6)
    assert (reference.container_title, reference.page) == ("Psychotherapy", "224-234")
    assert (reference.doi, reference.url) == ("10.1037/a0031384", "https://x.org/a;b")
    assert reference.issn == ("0033-3204",)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.one_of(st.text(max_size=20), st.sampled_from(GOOD.splitlines())), max_size=12).map("\n".join)
)
def test_no_text_raises(text):
    read = read_ris(text)
    assert read.items or read.refused
