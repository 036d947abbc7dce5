from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.query import FACETS, Query
from web.addresses import query_string, read_query, with_filters
from web.ways import toggling

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
NAMES = st.sampled_from(["q", *FACETS, "sort", "match", "page", "per_page", "unknown"])


def read(address: str) -> Query:
    return read_query(parse_qsl(address, keep_blank_values=True))


def test_an_empty_address_is_the_default_search():
    assert read("") == Query()


def test_the_default_search_has_an_empty_address():
    assert query_string(Query()) == ""


def test_all_that_a_reader_chose_stands_in_the_address_in_one_order():
    query = read("page=2&sort=newest&type=survey&topic=empathy&topic=training&q=crying+therapist&match=any")
    assert query_string(query) == (
        "q=crying+therapist&topic=empathy&topic=training&type=survey&sort=newest&match=any&page=2"
    )


@pytest.mark.parametrize(
    ("address", "page", "per_page"),
    [
        ("page=abc&per_page=9999", 1, 100),
        ("page=-3&per_page=0", 1, 1),
        ("page=&per_page=", 1, 20),
        ("page=1e9&per_page=٣", 1, 20),
        ("page=999999999999&per_page=50", 99_999, 50),
        ("page=" + "9" * 5000, 1, 20),
        ("page=2&page=3", 3, 20),
    ],
)
def test_a_bad_page_becomes_a_good_one(address, page, per_page):
    query = read(address)
    assert (query.page, query.per_page) == (page, per_page)


def test_an_unknown_order_is_the_best_match():
    assert read("sort=sideways&match=perhaps") == Query()


def test_a_value_given_twice_is_chosen_once():
    assert read("topic=empathy&topic=empathy&topic=+").filters == {"topic": ("empathy",)}


def test_a_click_chooses_a_value_and_the_next_one_drops_it():
    first, second = read("q=tears&page=3"), read("q=tears&topic=empathy&page=3")
    assert toggling(first, "topic", "/search")("empathy") == "/search?q=tears&topic=empathy"
    assert toggling(second, "topic", "/search")("empathy") == "/search?q=tears"


def test_values_of_one_facet_add_up():
    further = toggling(read("topic=empathy"), "topic", "/search")("training")
    assert further == "/search?topic=empathy&topic=training"


def test_other_facets_stay_when_one_is_emptied():
    query = read("topic=empathy&year=2013")
    assert with_filters(query, "topic", ()).filters == {"year": ("2013",)}


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(NAMES, TEXTS), max_size=12))
def test_an_address_read_and_written_is_the_same_search(pairs):
    query = read_query(pairs)
    assert read(query_string(query)) == query
