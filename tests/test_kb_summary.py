import pytest

from kb.errors import NotAMonth
from kb.ids import slugify
from kb.summary import Month, parse_month


@pytest.mark.parametrize("text", ["2013-08", "2013/8", "August 2013", "aug 2013", " AUGUST  2013 "])
def test_month_is_read_as_people_write_it(text):
    assert parse_month(text) == Month(2013, 8)


@pytest.mark.parametrize("text", ["Sept. 2013", "Sept 2013", "Sep 2013"])
def test_september_has_two_short_names(text):
    assert parse_month(text) == Month(2013, 9)


@pytest.mark.parametrize("text", ["", "2013", "2013-13", "Augustus 2013", "August", "0000-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(NotAMonth):
        parse_month(text)


def test_month_sorts_by_time_and_speaks_to_readers():
    assert Month(2012, 12) < Month(2013, 1)
    assert Month(2013, 8).label == "August 2013"
    assert str(Month(2013, 8)) == "2013-08"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Do Therapists Cry in Psychotherapy?", "do-therapists-cry-in-psychotherapy"),
        ("Therapists' Tears", "therapists-tears"),
        ("Flückiger & Ångström", "fluckiger-angstrom"),
        ("???", "untitled"),
    ],
)
def test_slug_is_the_title_in_plain_letters(title, slug):
    assert slugify(title) == slug


def test_long_title_is_cut_between_words():
    assert slugify("word " * 40) == "-".join(["word"] * 16)
