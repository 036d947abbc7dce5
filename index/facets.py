"""Choosing by facets: which documents pass, and how many each further choice would give."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.entries import Entry
from index.query import FACETS, FacetValue
from index.snapshot import Snapshot

# Of facets with any number of values, the most frequent ones: more than a reader can scan.
MAX_VALUES = {"journal": 100, "author": 100}

_YEARS = re.compile(r"(?P<first>[0-9]{4})(?:[-–](?P<last>[0-9]{4}))?")


@dataclass(frozen=True, slots=True)
class Filters:
    """The values chosen in each facet; no entry for a facet without a choice."""

    chosen: Mapping[str, tuple[str, ...]]

    def failing(self, entry: Entry) -> list[str]:
        """The facets whose choice leaves this document out."""
        return [
            name
            for name, values in self.chosen.items()
            if not any(_has(entry, name, value) for value in values)
        ]


def filters_of(asked: Mapping[str, Iterable[str]]) -> tuple[Filters, list[str]]:
    """The filters a query asks for, and a warning for each unknown name."""
    chosen = {name: tuple(dict.fromkeys(values)) for name, values in asked.items() if name in FACETS}
    warnings = [f"There is no filter “{name[:50]}”; it was ignored." for name in asked if name not in FACETS]
    return Filters({name: values for name, values in chosen.items() if values}), warnings


def passing(
    numbers: Iterable[int], filters: Filters, snapshot: Snapshot
) -> tuple[list[int], dict[str, Counter[str]]]:
    """The documents that pass all filters, and for each facet how many documents have each value.

    A facet's own choice does not narrow its counts.
    """
    live = snapshot.live
    passed: list[int] = []
    counted: dict[str, list[str]] = {name: [] for name in FACETS}
    for number in numbers:
        entry = live[number]
        failing = filters.failing(entry) if filters.chosen else ()
        if not failing:
            passed.append(number)
            for name, pairs in entry.facets.items():
                counted[name].extend(slug for slug, _ in pairs)
        elif len(failing) == 1:
            counted[failing[0]].extend(slug for slug, _ in entry.facets.get(failing[0], ()))
    return passed, {name: Counter(values) for name, values in counted.items()}


def facet_values(
    counts: Mapping[str, Counter[str]], filters: Filters, snapshot: Snapshot
) -> dict[str, tuple[FacetValue, ...]]:
    """The facets as a reader sees them: most frequent first, years newest first, the chosen always there."""
    return {name: _values(name, counts[name], filters, snapshot) for name in FACETS}


def _values(name: str, counts: Counter[str], filters: Filters, snapshot: Snapshot) -> tuple[FacetValue, ...]:
    chosen = filters.chosen.get(name, ())
    found = [
        FacetValue(
            value=slug,
            label=snapshot.facet_labels.get((name, slug), slug),
            count=counts[slug] if slug in counts else _count(name, slug, counts),
            selected=slug in chosen,
        )
        for slug in dict.fromkeys((*counts, *chosen))
    ]
    if name == "year":
        found.sort(key=lambda each: (_last_year(each.value), each.value), reverse=True)
    else:
        found.sort(key=lambda each: (-each.count, each.label.casefold(), each.value))
    limit = MAX_VALUES.get(name, len(found))
    return tuple(each for place, each in enumerate(found) if place < limit or each.selected)


def _has(entry: Entry, name: str, value: str) -> bool:
    slugs = [slug for slug, _ in entry.facets.get(name, ())]
    years = _YEARS.fullmatch(value) if name == "year" else None
    if years is None or not years["last"]:
        return value in slugs
    first, last = sorted((int(years["first"]), int(years["last"])))
    return any(first <= int(slug) <= last for slug in slugs)


def _count(name: str, value: str, counts: Counter[str]) -> int:
    """The documents in a chosen range of years: each has one year."""
    years = _YEARS.fullmatch(value) if name == "year" else None
    if years is None or not years["last"]:
        return 0
    first, last = sorted((int(years["first"]), int(years["last"])))
    return sum(count for year, count in counts.items() if first <= int(year) <= last)


def _last_year(value: str) -> int:
    years = _YEARS.fullmatch(value)
    return int(years["last"] or years["first"]) if years else int(value) if value.isdecimal() else -1
