"""One click from a search: its address with a value of a facet more or less.

A page offers a hundred such links, so what they share is put together once.
"""

from collections.abc import Callable
from urllib.parse import quote_plus, urlencode

from index.query import FACETS, Query
from web.addresses import query_pairs, query_string, with_filters

# The address that a click on a value leads to.
Way = Callable[[str], str]


def toggling(query: Query, facet: str, where: str) -> Way:
    """Where a click on a value leads that chooses it, or drops it when it is chosen already."""
    chosen = query.filters.get(facet, ())
    adding = setting(query, facet, where, kept=chosen)

    def way(value: str) -> str:
        if value in chosen:
            rest = (each for each in chosen if each != value)
            return _address(where, query_string(with_filters(query, facet, rest)))
        return adding(value)

    return way


def setting(query: Query, facet: str, where: str, kept: tuple[str, ...] = ()) -> Way:
    """Where a click leads that chooses a value in a facet, with no other than those kept."""
    pairs = query_pairs(with_filters(query, facet, kept))
    before = {"q", *FACETS[: FACETS.index(facet) + 1]}
    head = urlencode([pair for pair in pairs if pair[0] in before])
    tail = urlencode([pair for pair in pairs if pair[0] not in before])
    start = f"{where}?{head}&{facet}=" if head else f"{where}?{facet}="
    end = f"&{tail}" if tail else ""
    return lambda value: f"{start}{quote_plus(value)}{end}"


def without(query: Query, facet: str, where: str) -> str:
    """The address of a search with nothing chosen in a facet."""
    return _address(where, query_string(with_filters(query, facet, ())))


def _address(where: str, given: str) -> str:
    return f"{where}?{given}" if given else where
