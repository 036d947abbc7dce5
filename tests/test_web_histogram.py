import pytest

from index.query import FacetValue, Query
from web.histogram import MOST_BARS, histogram, range_of


def years(counts):
    return [FacetValue(value=str(year), label=str(year), count=count) for year, count in counts.items()]


def drawn(counts, chosen=()):
    query = Query(text="tears", filters={"year": tuple(chosen)} if chosen else {})
    return histogram(query, years(counts), "/search")


def way(counts, chosen, clicked):
    return next(bar.href for bar in drawn(counts, chosen).bars if bar.years == clicked)


SOME = {2010: 2, 2011: 10, 2013: 5, 2016: 1}


def test_every_year_has_its_place_and_those_with_results_a_bar():
    found = drawn(SOME)
    assert [(bar.years, bar.place, bar.height) for bar in found.bars] == [
        ("2010", 0, 20),
        ("2011", 10, 100),
        ("2013", 30, 50),
        ("2016", 60, 10),
    ]
    assert (found.first, found.last, found.width) == (2010, 2016, 70)


def test_a_bar_is_named_by_its_year_and_results():
    assert [bar.name for bar in drawn(SOME).bars][1:] == [
        "2011: 10 results",
        "2013: 5 results",
        "2016: 1 result",
    ]


@pytest.mark.parametrize(
    ("chosen", "clicked", "leads_to"),
    [
        ([], "2013", "/search?q=tears&year=2013"),
        (["2011"], "2013", "/search?q=tears&year=2011-2013"),
        (["2013"], "2011", "/search?q=tears&year=2011-2013"),
        (["2011-2013"], "2016", "/search?q=tears&year=2011-2016"),
        (["2010-2016"], "2013", "/search?q=tears&year=2013"),
        (["2013"], "2013", "/search?q=tears"),
        (["2010", "2013"], "2016", "/search?q=tears&year=2010-2016"),
    ],
)
def test_a_click_takes_a_year_and_another_widens_it_to_a_range(chosen, clicked, leads_to):
    assert way(SOME, chosen, clicked) == leads_to


def test_the_bars_of_the_years_chosen_are_known():
    assert [bar.years for bar in drawn(SOME, ["2011-2014"]).bars if bar.chosen] == ["2011", "2013"]


def test_many_years_come_five_to_a_bar():
    found = drawn({1962: 1, 1964: 2, 1999: 3, 2024: 4})
    assert [(bar.years, bar.name) for bar in found.bars] == [
        ("1960-1964", "1960–1964: 3 results"),
        ("1995-1999", "1995–1999: 3 results"),
        ("2020-2024", "2020–2024: 4 results"),
    ]
    assert found.width // 10 <= MOST_BARS


def test_all_years_there_can_be_fit_in():
    assert drawn({1000: 1, 2999: 1}).width // 10 <= MOST_BARS


def test_one_year_is_no_choice_unless_it_is_chosen():
    assert drawn({2013: 4}) is None
    assert drawn({}) is None
    assert drawn({2013: 4}, ["2013"])


@pytest.mark.parametrize(
    ("first", "last", "years"),
    [("2010", "2013", "2010-2013"), ("2010", "", "2010-2020"), ("", "2010", "1990-2010"), ("x", "2010", "")],
)
def test_two_boxes_make_a_range(first, last, years):
    assert range_of(first, last, ["1990", "2020"]) == years
