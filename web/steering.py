"""What a reader steers a search by: facets, chips of what is chosen, pages. Each is one more Query."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from index.query import FACETS, MAX_DEPTH, FacetValue, Query, Results
from web.addresses import toggled
from web.wording import facet_label, year_words

_SHOWN = 8  # values of a facet before "more"
_AROUND = 2  # page numbers on either side of the present one


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet, and the search that a click on it gives."""

    label: str
    count: int
    selected: bool
    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One facet: the values shown at once, and those behind "more"."""

    name: str
    label: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One value chosen, and the search without it."""

    facet: str
    label: str
    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where a page of results stands. `numbers` are those to offer; None is a gap."""

    present: int
    count: int
    numbers: tuple[int | None, ...]


def facets(query: Query, results: Results) -> tuple[Facet, ...]:
    """The facets that would change something, in their fixed order."""
    found = []
    for name in FACETS:
        values = [each for each in results.facets.get(name, ()) if each.count or each.selected]
        if any(each.selected or each.count < results.total for each in values):
            found.append(_facet(name, query, values))
    return tuple(found)


def chips(query: Query, facet_values: Mapping[str, tuple[FacetValue, ...]]) -> tuple[Chip, ...]:
    """The filters of a search, each with a way out."""
    found = []
    for facet, chosen in query.filters.items():
        labels = {each.value: each.label for each in facet_values.get(facet, ())}
        for value in chosen:
            label = labels.get(value, value)
            found.append(
                Chip(
                    facet=facet_label(facet),
                    label=year_words(label) if facet == "year" else label,
                    query=toggled(query, facet, value),
                )
            )
    return tuple(found)


def pages(results: Results) -> Pages:
    """The pages of results that can be reached: none is deeper than the index goes."""
    reachable = min(results.total, MAX_DEPTH)
    count = max(1, -(-reachable // results.per_page))
    present = results.page
    near = {1, count, *range(present - _AROUND, present + _AROUND + 1)}
    numbers: list[int | None] = []
    last = 0
    for number in sorted(each for each in near if 1 <= each <= count):
        if number - last == 2:
            numbers.append(number - 1)
        elif number - last > 2:
            numbers.append(None)
        numbers.append(number)
        last = number
    return Pages(present=present, count=count, numbers=tuple(numbers))


def at_page(query: Query, page: int) -> Query:
    """The same search, another page of it."""
    return replace(query, page=page)


def _facet(name: str, query: Query, values: list[FacetValue]) -> Facet:
    choices = [
        Choice(
            label=year_words(each.label) if name == "year" else each.label,
            count=each.count,
            selected=each.selected,
            query=toggled(query, name, each.value),
        )
        for each in values
    ]
    first = [each for place, each in enumerate(choices) if place < _SHOWN or each.selected]
    more = [each for place, each in enumerate(choices) if place >= _SHOWN and not each.selected]
    return Facet(name=name, label=facet_label(name), first=tuple(first), more=tuple(more))
