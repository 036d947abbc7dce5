"""Choosing by facets: which documents pass, and how many each further choice would give."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Floats, Mask, Numbers
from index.evaluate import Evaluation
from index.query import FACETS, FacetValue
from index.snapshot import Part, Snapshot
from index.typed_words import typed_words

# Of facets with any number of values, the most frequent ones: more than a reader can scan.
MAX_VALUES = {"journal": 100, "author": 100}

_YEARS = re.compile(r"(?P<first>[0-9]{4})(?:[-–](?P<last>[0-9]{4}))?")

Found = tuple[Numbers, Floats]


@dataclass(frozen=True, slots=True)
class Filters:
    """The values chosen in each facet; no entry for a facet without a choice."""

    chosen: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Passing:
    """The documents that pass all filters, part by part, and those that a facet's own counts go over.

    A facet's own choice does not narrow its counts; facets without a choice count what passed.
    """

    found: tuple[Found, ...]
    counted: Mapping[str, tuple[Numbers, ...]]
    kept: tuple[Mask, ...] = ()

    def coverage(self, evaluation: Evaluation) -> tuple[Numbers, ...]:
        """How many of the words typed each document that passed has, part by part."""
        if not self.kept:
            return evaluation.coverage
        return tuple(each[kept] for each, kept in zip(evaluation.coverage, self.kept, strict=True))

    def counted_by(self, facet: str) -> Sequence[Numbers]:
        """The documents whose values of a facet are counted."""
        return self.counted.get(facet) or [numbers for numbers, _ in self.found]


def filters_of(asked: Mapping[str, Iterable[str]]) -> tuple[Filters, list[str]]:
    """The filters a query asks for, and a warning for each unknown name."""
    chosen = {name: tuple(dict.fromkeys(values)) for name, values in asked.items() if name in FACETS}
    warnings = [f"There is no filter “{name[:50]}”; it was ignored." for name in asked if name not in FACETS]
    return Filters({name: values for name, values in chosen.items() if values}), warnings


def passing(found: Sequence[Found], filters: Filters, snapshot: Snapshot) -> Passing:
    """The documents that pass all filters, and what each chosen facet counts."""
    if not filters.chosen:
        return Passing(tuple(found), {})
    passed: list[Found] = []
    kept: list[Mask] = []
    counted: dict[str, list[Numbers]] = {name: [] for name in filters.chosen}
    for part, (numbers, scores) in zip(snapshot.parts, found, strict=True):
        masks = {
            name: _mask(part, name, values, snapshot)[numbers] for name, values in filters.chosen.items()
        }
        everything = np.ones(len(numbers), np.bool_)
        for name in masks:
            others = everything.copy()
            for other, mask in masks.items():
                if other != name:
                    others &= mask
            counted[name].append(numbers[others])
        for mask in masks.values():
            everything &= mask
        passed.append((numbers[everything], scores[everything]))
        kept.append(everything)
    return Passing(tuple(passed), {name: tuple(each) for name, each in counted.items()}, tuple(kept))


def years_of(value: str) -> tuple[int, int] | None:
    """The ends of a range of years such as `2010-2015`; None for what is none."""
    years = _YEARS.fullmatch(value)
    if years is None or not years["last"]:
        return None
    first, last = sorted((int(years["first"]), int(years["last"])))
    return first, last


def in_order(name: str, found: Iterable[FacetValue]) -> tuple[FacetValue, ...]:
    """The values of a facet as a reader sees them: most frequent first, but years newest first."""
    if name == "year":
        return tuple(sorted(found, key=lambda each: (_last_year(each.value), each.value), reverse=True))
    return tuple(sorted(found, key=lambda each: (-each.count, typed_words(each.label), each.value)))


def facet_values(
    passed: Passing, filters: Filters, snapshot: Snapshot, facets: Iterable[str], size: int | None
) -> dict[str, tuple[FacetValue, ...]]:
    """The facets as a reader sees them: most frequent first, years newest first, the chosen always there.

    `size` bounds the values of each to the most frequent; None leaves the usual bounds.
    """
    return {
        name: _values(
            name,
            snapshot.tally(name, passed.counted_by(name)),
            filters.chosen.get(name, ()),
            snapshot,
            MAX_VALUES.get(name) if size is None else size,
        )
        for name in facets
        if name in FACETS
    }


def all_values(facet: str, snapshot: Snapshot) -> tuple[FacetValue, ...]:
    """Every value that a live document has, by slug."""
    table, counts = snapshot.tables[facet], snapshot.totals(facet)
    found = [
        FacetValue(value=table.slugs[each], label=table.labels[each], count=int(counts[each]))
        for each in np.flatnonzero(counts)
    ]
    return tuple(sorted(found, key=lambda each: each.value))


def _values(
    name: str, counts: Numbers, chosen: Sequence[str], snapshot: Snapshot, limit: int | None
) -> tuple[FacetValue, ...]:
    table = snapshot.tables[name]
    ordinals = _most(counts, snapshot.naming(name).ranks, limit)
    slugs, labels = table.slugs, table.labels
    found = [
        FacetValue(value=slugs[each], label=labels[each], count=count, selected=slugs[each] in chosen)
        for each, count in zip(ordinals.tolist(), counts[ordinals].tolist(), strict=True)
    ]
    if chosen:
        shown = {each.value for each in found}
        more = [
            FacetValue(
                value=slug,
                label=snapshot.label(name, slug),
                count=_count(name, slug, counts, snapshot),
                selected=True,
            )
            for slug in chosen
            if slug not in shown
        ]
        return in_order(name, (*found, *more))
    return in_order(name, found) if name == "year" else tuple(found)


def _most(counts: Numbers, ranks: NDArray[np.intp], limit: int | None) -> Numbers:
    """The ordinals with the highest counts, equal ones by their labels; none that counts nothing."""
    ordinals = np.flatnonzero(counts)
    # One integer orders by both: there are fewer values than 2**32.
    keys = ranks[ordinals] - counts[ordinals] * 2**32
    if limit is not None and len(keys) > limit:
        kept = np.argpartition(keys, limit)[:limit]
        ordinals, keys = ordinals[kept], keys[kept]
    return ordinals[np.argsort(keys)]


def _mask(part: Part, name: str, values: Iterable[str], snapshot: Snapshot) -> Mask:
    """Which of a part's documents have one of the values."""
    ordinals = [ordinal for value in values for ordinal in _ordinals(name, value, snapshot)]
    return part.facts.columns[name].having(ordinals)


def _ordinals(name: str, value: str, snapshot: Snapshot) -> Sequence[int]:
    table = snapshot.tables[name]
    years = years_of(value) if name == "year" else None
    if years is None:
        return table.having.get(value, ())
    first, last = years
    known = table.slugs[: len(snapshot.naming(name).ranks)]
    return [ordinal for ordinal, slug in enumerate(known) if first <= int(slug) <= last]


def _count(name: str, value: str, counts: Numbers, snapshot: Snapshot) -> int:
    """The documents with a value or, each having one year, in a range of years."""
    return sum(int(counts[each]) for each in _ordinals(name, value, snapshot) if each < len(counts))


def _last_year(value: str) -> int:
    years = _YEARS.fullmatch(value)
    return int(years["last"] or years["first"]) if years else int(value) if value.isdecimal() else -1
