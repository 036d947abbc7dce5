import pytest

from index.query import FacetValue, Query, Results
from web.steering import chips, facets, pages


def results(total=100, page=1, per_page=20, **facet_values):
    return Results(total=total, page=page, per_page=per_page, match="all", hits=(), facets=facet_values)


def values(*counts, selected=()):
    return tuple(
        FacetValue(value=f"v{place}", label=f"V {place}", count=count, selected=f"v{place}" in selected)
        for place, count in enumerate(counts)
    )


def steered(query, found, **usual):
    return facets(query, found, "/search", usual)


def labels(choices):
    return [each.label for each in choices]


def test_a_facet_shows_its_first_eight_values_and_the_others_behind_more():
    (facet,) = steered(Query(), results(topic=values(*range(20, 0, -1))))
    assert (len(facet.first), len(facet.more), facet.wide) == (8, 12, False)


def test_nobody_has_to_ask_for_one_more():
    (facet,) = steered(Query(), results(topic=values(*range(9, 0, -1))))
    assert (len(facet.first), len(facet.more)) == (9, 0)


def test_a_value_chosen_behind_more_stays_there_and_can_be_seen():
    (facet,) = steered(Query(), results(topic=values(*range(20, 0, -1), selected={"v15"})))
    assert facet.wide
    assert [each.label for each in facet.more if each.selected] == ["V 15"]


def test_a_facet_of_hundreds_shows_eight_and_the_chosen_and_knows_of_others():
    (facet,) = steered(Query(), results(author=values(*range(20, 0, -1), selected={"v15"})))
    assert labels(facet.first) == [*(f"V {place}" for place in range(8)), "V 15"]
    assert facet.longer
    assert facet.more == ()


def test_values_keep_the_order_that_the_words_alone_give_them():
    found = results(type=values(1, 9, 5))
    assert labels(steered(Query(), found, type=values(30, 20, 10))[0].first) == ["V 0", "V 1", "V 2"]


def test_a_value_that_every_result_has_is_no_choice():
    assert steered(Query(), results(kind=values(100))) == ()


def test_a_chosen_value_can_be_dropped_even_when_nothing_has_it():
    query = Query(filters={"topic": ("v0",)})
    (facet,) = steered(query, results(total=0, topic=values(0, 0, selected={"v0"})))
    assert [(each.label, each.href) for each in facet.first] == [("V 0", "/search")]


def test_a_chip_leads_to_the_search_without_it():
    query = Query(text="tears", filters={"topic": ("v0", "gone"), "year": ("2010-2015",)})
    found = chips(query, {"topic": values(3, selected={"v0"})}, "/search")
    assert [(chip.facet, chip.label, chip.href) for chip in found] == [
        ("Topic", "V 0", "/search?q=tears&topic=gone&year=2010-2015"),
        ("Topic", "gone", "/search?q=tears&topic=v0&year=2010-2015"),
        ("Year of the study", "2010–2015", "/search?q=tears&topic=v0&topic=gone"),
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
