import pytest

from index.query import FACETS, Query
from web.addresses import query_string, with_filters
from web.ways import setting, toggling, without

QUERIES = (
    Query(),
    Query(text="crying & laughing"),
    Query(text="tears", filters={"topic": ("empathy", "training"), "kind": ("summary",)}, sort="newest"),
    Query(filters={"year": ("2010-2015",), "author": ("moss-a", "o’hara")}, match="any", per_page=50, page=3),
)


def address(query):
    given = query_string(query)
    return f"/search?{given}" if given else "/search"


def toggled(query, facet, value):
    """The search after one more click on a facet's value: chosen, or no longer chosen."""
    chosen = query.filters.get(facet, ())
    without = tuple(each for each in chosen if each != value)
    return with_filters(query, facet, without if value in chosen else (*chosen, value))


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("facet", FACETS)
@pytest.mark.parametrize("value", ["empathy", "moss-a", "2010-2015", "a b&c=é"])
def test_a_way_is_the_address_of_the_search_it_leads_to(query, facet, value):
    assert toggling(query, facet, "/search")(value) == address(toggled(query, facet, value))
    assert setting(query, facet, "/search")(value) == address(with_filters(query, facet, (value,)))
    assert without(query, facet, "/search") == address(with_filters(query, facet, ()))
