import pytest

from index.documents import reference_document, summary_document
from index.entries import entry_of, from_json, to_json
from index.plaintext import plain_text
from kb.catalogue import first_vocabulary
from kb.reference import Name, PartialDate
from kb.summary import Month
from kb.vocabulary import Vocabulary
from tests.factories import a_record, a_summary

VOCABULARY = Vocabulary(first_vocabulary())


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("A *b* **c** [link](http://x) `code`\nmore", "A b c link code more"),
        ("# Head\n\n- one\n- two", "Head\none\ntwo"),
        ("a &amp; b", "a & b"),
        ("", ""),
    ],
)
def test_markdown_is_read_as_the_text_a_reader_sees(markdown, text):
    assert plain_text(markdown) == text


@pytest.mark.parametrize("given", ["J.D.", "J. D.", "Jeremy D.", "Jeremy David"])
def test_initials_make_one_person_of_several_ways_to_print_a_name(given):
    document = reference_document(a_record(author=(Name(family="Safran", given=given),)))
    assert document.facets["author"] == (("safran-jd", "Safran JD"),)


def test_a_particle_belongs_to_the_name():
    name = Name(family="Kolk", given="Bessel A.", non_dropping_particle="van der")
    document = reference_document(a_record(author=(name,)))
    assert document.facets["author"] == (("van-der-kolk-ba", "van der Kolk BA"),)


def test_an_organisation_is_an_author():
    document = reference_document(a_record(author=(Name(literal="World Health Organization"),)))
    assert document.facets["author"][0][0] == "world-health-organization"


def test_the_year_of_a_summary_is_that_of_its_first_study():
    records = a_record(issued=PartialDate(2010)), a_record(issued=PartialDate(2012))
    summary = a_summary(*records, month=Month(2013, 8))
    document = summary_document(summary, records, VOCABULARY)
    assert document.facets["year"] == (("2010", "2010"),)
    assert document.date == (2013, 8, 0)


def test_an_undated_reference_has_no_year():
    document = reference_document(a_record(issued=None))
    assert "year" not in document.facets
    assert document.date == (0, 0, 0)


def test_topics_bear_their_labels():
    document = summary_document(a_summary(topics=("empathy",)), (), VOCABULARY)
    assert document.facets["topic"] == (("empathy", "Empathy"),)


def test_any_change_changes_the_digest():
    summary = a_summary()
    one = summary_document(summary, (), VOCABULARY)
    other = summary_document(summary, (a_record(),), VOCABULARY)
    assert one.digest == summary_document(summary, (), VOCABULARY).digest
    assert one.digest != other.digest


def test_an_entry_is_stored_and_read_back():
    record = a_record(doi="10.1000/abc")
    entry = entry_of(summary_document(a_summary(record), (record,), VOCABULARY), {})
    assert from_json(to_json(entry)) == entry
