import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import NotADOI, NotAnIdentifier
from kb.identifiers import doi_link, find_dois, parse_doi, parse_isbn, parse_issn, parse_pmid


@pytest.mark.parametrize(
    "text",
    [
        "10.1037/A0031384",
        " doi: 10.1037/a0031384 ",
        "DOI:10.1037/a0031384",
        "info:doi/10.1037/a0031384",
        "https://doi.org/10.1037/a0031384",
        "http://dx.doi.org/10.1037%2Fa0031384",
        "<https://doi.org/10.1037/a0031384?utm_source=mail>",
        "\ufeff10.1037/a0031384",
    ],
)
def test_pasted_forms_of_one_doi_are_one_doi(text):
    assert parse_doi(text) == "10.1037/a0031384"


def test_sici_dois_keep_their_odd_characters():
    sici = "10.1002/(SICI)1097-4679(199907)55:7<881::AID-JCLP7>3.0.CO;2-X"
    assert parse_doi(sici) == sici.lower()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "see Smith 2020",
        "10.1000",
        "11.1000/182",
        "10.1000/a b",
        "10.1000/../members/1",
        "10.1000/a\r\nX-Evil: 1",
        "10.1000/a\u202eb",
        "https://evil.example/10.1000/182",
        "https://doi.org@evil.example/10.1000/182",
        "https://doi.org/10.1000/a%0d%0ab",
    ],
)
def test_what_is_no_doi_is_refused_with_advice(text):
    with pytest.raises(NotADOI, match="is not a DOI"):
        parse_doi(text)


def test_doi_in_prose_loses_the_punctuation_around_it():
    prose = "Tears (doi:10.1037/a0031384), and see [10.1000/182]; or 10.1016/S0140-6736(05)67889-5."
    assert list(find_dois(prose)) == [
        "10.1037/a0031384",
        "10.1000/182",
        "10.1016/s0140-6736(05)67889-5",
    ]


def test_a_version_number_is_no_doi_in_prose():
    assert list(find_dois("version 10.1/2")) == []


def test_link_of_a_doi_escapes_what_a_link_cannot_hold():
    assert doi_link(parse_doi("10.1000/a#b?c<d>")) == "https://doi.org/10.1000/a%23b%3Fc%3Cd%3E"


def test_every_hostile_doi_is_normal_or_refused(shared_data):
    for line in (shared_data / "hostile" / "dois.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        mode, given_text, expected = line.split("\t")
        text = json.loads(given_text)
        if mode == "text":
            found = next(iter(find_dois(text)), "REJECT")
        else:
            try:
                found = parse_doi(text)
            except NotADOI:
                found = "REJECT"
        assert found == (expected if expected == "REJECT" else json.loads(expected)), line


@given(st.text())
def test_a_doi_once_parsed_stays_itself(text):
    try:
        doi = parse_doi(f"10.1234/{text}")
    except NotADOI:
        return
    assert parse_doi(doi) == doi


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("978-3-16-148410-0", "9783161484100"),
        ("ISBN 3-16-148410-X", "9783161484100"),
        ("9783161484100", "9783161484100"),
    ],
)
def test_isbn_of_ten_digits_becomes_thirteen(text, isbn):
    assert parse_isbn(text) == isbn


@pytest.mark.parametrize("text", ["978-3-16-148410-1", "12345", ""])
def test_isbn_with_a_wrong_check_digit_is_refused(text):
    with pytest.raises(NotAnIdentifier):
        parse_isbn(text)


def test_issn_is_stored_with_its_hyphen():
    assert parse_issn("ISSN 0022006X") == "0022-006X"


def test_issn_with_a_wrong_check_digit_is_refused():
    with pytest.raises(NotAnIdentifier):
        parse_issn("0022-0060")


def test_pubmed_number_is_read_from_its_link():
    assert parse_pmid("https://pubmed.ncbi.nlm.nih.gov/30238450/") == "30238450"
