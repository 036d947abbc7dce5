import pytest

from index.query import FacetValue, Query, Results
from web.addresses import query_string
from web.steering import chips, facets, pages


def results(total=100, page=1, per_page=20, **facet_values):
    return Results(total=total, page=page, per_page=per_page, match="all", hits=(), facets=facet_values)


def values(*counts, selected=()):
    return tuple(
        FacetValue(value=f"v{place}", label=f"V {place}", count=count, selected=f"v{place}" in selected)
        for place, count in enumerate(counts)
    )


def test_a_long_facet_shows_its_first_eight_values():
    (facet,) = facets(Query(), results(author=values(*range(20, 0, -1))))
    assert (len(facet.first), len(facet.more)) == (8, 12)


def test_a_chosen_value_is_never_behind_more():
    (facet,) = facets(Query(), results(author=values(*range(20, 0, -1), selected={"v15"})))
    assert [each.label for each in facet.first][-1] == "V 15"


def test_a_value_that_every_result_has_is_no_choice():
    assert facets(Query(), results(kind=values(100))) == ()


def test_a_chosen_value_can_be_dropped_even_when_nothing_has_it():
    query = Query(filters={"topic": ("v0",)})
    (facet,) = facets(query, results(total=0, topic=values(0, selected={"v0"})))
    assert query_string(facet.first[0].query) == ""


def test_a_chip_leads_to_the_search_without_it():
    query = Query(text="tears", filters={"topic": ("v0", "gone"), "year": ("2010-2015",)})
    found = chips(query, {"topic": values(3, selected={"v0"})})
    assert [(chip.facet, chip.label, query_string(chip.query)) for chip in found] == [
        ("Topic", "V 0", "q=tears&topic=gone&year=2010-2015"),
        ("Topic", "gone", "q=tears&topic=v0&year=2010-2015"),
        ("Year of the study", "2010–2015", "q=tears&topic=v0&topic=gone"),
    ]


@pytest.mark.parametrize(
    ("total", "page", "numbers"),
    [
        (5, 1, (1,)),
        (0, 1, (1,)),
        (45, 1, (1, 2, 3)),
        (400, 1, (1, 2, 3, None, 20)),
        (400, 10, (1, None, 8, 9, 10, 11, 12, None, 20)),
        (400, 4, (1, 2, 3, 4, 5, 6, None, 20)),
        (100_000, 50, (1, None, 48, 49, 50)),
    ],
)
def test_the_pager_offers_the_ends_and_the_neighbours(total, page, numbers):
    assert pages(results(total=total, page=page)).numbers == numbers
