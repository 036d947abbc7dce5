"""What a reader steers a search by: facets, chips of what is chosen, pages. Each is one click away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from index.query import FACETS, MAX_DEPTH, FacetValue, Query, Results
from web.ways import toggling
from web.wording import facet_label, year_words

# Facets of a few values, which keep their order however a search is narrowed; those of hundreds cannot.
STEADY = ("topic", "type", "kind")
_SHOWN = 8  # values of a facet before "more"
_AROUND = 2  # page numbers on either side of the present one


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, and the address that a click on it leads to."""

    value: str
    label: str
    count: int
    selected: bool
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One facet: the values shown at once, and those behind "more".

    `wide` is true when something is chosen among the latter; `longer` when there are yet others.
    """

    name: str
    label: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()
    wide: bool = False
    longer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One value chosen of the facet `name`, and the address of the search without it."""

    name: str
    facet: str
    label: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where a page of results stands. `numbers` are those to offer; None is a gap."""

    present: int
    count: int
    numbers: tuple[int | None, ...]


def facets(
    query: Query, results: Results, where: str, usual: Mapping[str, tuple[FacetValue, ...]]
) -> tuple[Facet, ...]:
    """The facets that would change something, in their fixed order; years have a form of their own.

    `usual` are the values that the words alone find: they give a facet's values an order which no
    choice of filters changes. `where` is the address of the search page.
    """
    found = []
    for name in FACETS:
        values = [each for each in results.facets.get(name, ()) if each.count or each.selected]
        if name != "year" and any(each.selected or each.count < results.total for each in values):
            steady = name in STEADY
            ordered = _in_order(values, usual.get(name, ())) if steady else values
            chosen = choices(query, name, ordered, where)
            found.append(_short(name, chosen) if steady else _long(name, chosen))
    return tuple(found)


def choices(query: Query, name: str, values: Iterable[FacetValue], where: str) -> tuple[Choice, ...]:
    """The values of a facet as links."""
    way = toggling(query, name, where)
    return tuple(
        Choice(each.value, each.label, each.count, each.selected, way(each.value)) for each in values
    )


def chips(query: Query, facet_values: Mapping[str, tuple[FacetValue, ...]], where: str) -> tuple[Chip, ...]:
    """The filters of a search, each with a way out."""
    found = []
    for facet, chosen in query.filters.items():
        labels = {each.value: each.label for each in facet_values.get(facet, ()) if each.selected}
        way = toggling(query, facet, where)
        for value in chosen:
            label = labels.get(value, value)
            words = year_words(label) if facet == "year" else label
            found.append(Chip(name=facet, facet=facet_label(facet), label=words, href=way(value)))
    return tuple(found)


def pages(results: Results) -> Pages:
    """The pages of results that can be reached: none is deeper than the index goes."""
    return pages_of(min(results.total, MAX_DEPTH), results.page, results.per_page)


def pages_of(total: int, present: int, size: int) -> Pages:
    """The pages of a list, with those that are near the present one and the ends."""
    count = max(1, -(-total // size))
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


def _in_order(values: Iterable[FacetValue], usual: Iterable[FacetValue]) -> list[FacetValue]:
    places = {each.value: place for place, each in enumerate(usual)}
    return sorted(values, key=lambda each: places.get(each.value, len(places)))


def _short(name: str, chosen: tuple[Choice, ...]) -> Facet:
    # "1 more" takes as much room as the one.
    first = chosen if len(chosen) == _SHOWN + 1 else chosen[:_SHOWN]
    more = chosen[len(first) :]
    wide = any(each.selected for each in more)
    return Facet(name=name, label=facet_label(name), first=first, more=more, wide=wide)


def _long(name: str, chosen: tuple[Choice, ...]) -> Facet:
    first = tuple(each for place, each in enumerate(chosen) if place < _SHOWN or each.selected)
    return Facet(name=name, label=facet_label(name), first=first, longer=len(first) < len(chosen))
