"""What the index is asked for its counts: how topics meet each other, years and research types."""

from collections.abc import Iterable, Mapping

from index.engine import Engine
from index.query import FacetValue, Query

_SUMMARIES = {"kind": ("summary",)}


def summaries_by(index: Engine, *facets: str) -> tuple[int, Mapping[str, tuple[FacetValue, ...]]]:
    """How many summaries there are, and how many have each value of the facets."""
    found = index.search(Query(filters=_SUMMARIES, per_page=1, facets=facets, snippets=False))
    return found.total, found.facets


def by_value(values: Iterable[FacetValue]) -> dict[str, int]:
    """The counts of a facet's values."""
    return {each.value: each.count for each in values}


def by_year(values: Iterable[FacetValue]) -> dict[int, int]:
    """The counts of the year facet's values."""
    return {int(each.value): each.count for each in values if each.value.isdecimal()}


def newest_of(index: Engine, topics: Iterable[str]) -> dict[str, str]:
    """The id of each topic's newest summary, for the topics that have one."""
    found: dict[str, str] = {}
    for topic in topics:
        query = Query(filters={"topic": (topic,)}, sort="newest", per_page=1, facets=(), snippets=False)
        for hit in index.search(query).hits:
            found[topic] = hit.id
    return found


def sharing(index: Engine, topic: str, topics: Iterable[FacetValue]) -> list[tuple[FacetValue, int]]:
    """The other topics of a topic's summaries, and how many each shares with it; most first."""
    counts = by_value(topics)
    shared = []
    for other in topics:
        if topic in counts and other.value != topic:
            # Two values of one facet find what has either of them, so what is left over has both.
            either = Query(filters={"topic": (topic, other.value)}, per_page=1, facets=(), snippets=False)
            shared.append((other, counts[topic] + other.count - index.search(either).total))
    return sorted((pair for pair in shared if pair[1]), key=lambda pair: -pair[1])


def crossed(
    index: Engine, topics: Iterable[str]
) -> tuple[dict[str, dict[int, int]], dict[tuple[str, str], int]]:
    """How many summaries each topic has by the year of the study, and by (topic, research type)."""
    years: dict[str, dict[int, int]] = {}
    types: dict[tuple[str, str], int] = {}
    for topic in topics:
        query = Query(filters={"topic": (topic,)}, per_page=1, facets=("year", "type"), snippets=False)
        facets = index.search(query).facets
        years[topic] = by_year(facets["year"])
        types |= {(topic, each.value): each.count for each in facets["type"]}
    return years, types
