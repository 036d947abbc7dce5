import pytest

from kb.identifiers import DOI
from kb.reference import FIELDS, Name, Notice, NoticeKind, PartialDate
from tests.factories import a_reference
from web.wording import (
    date_words,
    field_label,
    field_text,
    notice_sentence,
    one_line,
    short_names,
    summaries_counted,
    type_label,
)

ADAMS, BELL, COLE = (Name(family=family, given="A.") for family in ("Adams", "Bell", "Cole"))


@pytest.mark.parametrize(
    ("authors", "text"),
    [
        ((ADAMS,), "Adams"),
        ((ADAMS, BELL), "Adams & Bell"),
        ((ADAMS, BELL, COLE), "Adams et al."),
        ((Name(literal="Task Force"),), "Task Force"),
        ((Name(family="Kolk", non_dropping_particle="van der", given="B."),), "van der Kolk"),
        ((Name(given="Madonna"),), "Madonna"),
        ((), ""),
    ],
)
def test_running_text_names_two_people_or_the_first(authors, text):
    assert short_names(a_reference(author=authors)) == text


def test_editors_stand_in_for_authors():
    assert short_names(a_reference(author=(), editor=(BELL,))) == "Bell"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Moss (2015). Journal of Invented Studies, 12(3), 201–214."),
        ({"issue": None}, "Moss (2015). Journal of Invented Studies, 12, 201–214."),
        ({"page": None, "number": "e45"}, "Moss (2015). Journal of Invented Studies, 12(3), e45."),
        (
            {"issued": None, "volume": None, "issue": None, "page": None},
            "Moss (n.d.). Journal of Invented Studies.",
        ),
        ({"type": "chapter", "container_title": "A Handbook"}, "Moss (2015). In A Handbook."),
        ({"type": "book", "container_title": None, "publisher": "A Press"}, "Moss (2015). A Press."),
        ({"author": (), "container_title": None}, "(2015)."),
        ({"author": (), "container_title": None, "issued": None}, ""),
    ],
)
def test_a_list_shows_a_citation_on_one_line(changes, line):
    assert one_line(a_reference(**changes)) == line


@pytest.mark.parametrize(
    ("date", "words"),
    [
        (PartialDate(2013), "2013"),
        (PartialDate(2013, 6), "June 2013"),
        (PartialDate(2013, 6, 4), "4 June 2013"),
        (PartialDate(2013, 21), "2013"),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(date, words):
    assert date_words(date) == words


@pytest.mark.parametrize(
    ("notice", "sentence"),
    [
        (
            Notice(kind=NoticeKind.RETRACTION, date=PartialDate(2020, 5), source="retraction-watch"),
            "This work has been retracted (reported by Retraction Watch, May 2020).",
        ),
        (
            Notice(kind=NoticeKind.CORRECTION),
            "A correction to this work has been published (reported by the publisher).",
        ),
        (Notice(kind=NoticeKind.OTHER, source=""), "A notice about this work has been published."),
        (
            Notice(kind=NoticeKind.OTHER, label="Addendum"),
            "A notice about this work has been published (Addendum, reported by the publisher).",
        ),
    ],
)
def test_a_notice_says_what_happened_and_who_says_so(notice, sentence):
    assert notice_sentence(notice) == sentence


def test_every_field_has_a_label_and_a_text():
    reference = a_reference(doi=DOI("10.1000/x"), author=(ADAMS, BELL))
    assert all(field_label(name) for name in FIELDS)
    assert field_text(reference, "author") == "Adams, A.; Bell, A."
    assert field_text(reference, "page") == "201–214"
    assert field_text(reference, "abstract") == ""
    assert field_text(reference, "type") == "Journal article"


def test_an_unknown_type_is_still_readable():
    assert type_label("motion_picture") == "Motion picture"


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 summaries"), (1, "1 summary"), (1204, "1,204 summaries")]
)
def test_a_number_agrees_with_its_noun(number, words):
    assert summaries_counted(number) == words
