"""The years of the studies found, as bars to choose from: a click takes a year, another makes a range."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.query import FacetValue, Query
from web.language import gettext
from web.ways import setting, without
from web.wording import results_counted, year_words

MOST_BARS = 40
_STEPS = (1, 5, 10, 50, 100)  # years to a bar
_WIDTH = 10  # of a bar's place, in the drawing's own units; its height is 100
_LEAST = 4  # the height of the lowest bar
_CHOICE = re.compile(r"([0-9]{4})(?:[-–]([0-9]{4}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A year or some years in a row with the results they have, and the search that a click gives."""

    years: str
    name: str
    place: int
    height: int
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """All bars from the first year to the last; years without results have a place but no bar.

    `chosen` are the first and last year chosen; `width` is that of the drawing, in its own units.
    """

    bars: tuple[Bar, ...]
    first: int
    last: int
    width: int
    chosen: tuple[int, int] | None


def histogram(query: Query, years: Iterable[FacetValue], where: str) -> Histogram | None:
    """The bars for a search at the address `where`; None when there is no choice between years."""
    counts = {int(each.value): each.count for each in years if each.count and each.value.isdecimal()}
    chosen = _hull(query.filters.get("year", ()))
    if not counts or (len(counts) == 1 and not chosen):
        return None
    first, last = min(counts), max(counts)
    step = next((each for each in _STEPS if last // each - first // each < MOST_BARS), _STEPS[-1])
    begin = first - first % step
    found: dict[int, int] = {}
    for year, count in counts.items():
        place = (year - begin) // step
        found[place] = found.get(place, 0) + count
    most = max(found.values())
    way, none = setting(query, "year", where), without(query, "year", where)
    named = gettext("%(years)s: %(results)s")
    counted = {count: results_counted(count) for count in found.values()}
    bars = []
    for place, count in sorted(found.items()):
        span = begin + place * step, begin + place * step + step - 1
        words = year_words(_value(span))
        bars.append(
            Bar(
                years=_value(span),
                name=named % {"years": words, "results": counted[count]},
                place=place * _WIDTH,
                height=max(_LEAST, round(100 * count / most)),
                chosen=chosen is not None and chosen[0] <= span[1] and span[0] <= chosen[1],
                href=none if span == chosen else way(_value(_next(chosen, span))),
            )
        )
    width = _WIDTH * ((last - begin) // step + 1)
    return Histogram(bars=tuple(bars), first=first, last=last, width=width, chosen=chosen)


def range_of(first: str, last: str, known: Sequence[str]) -> str:
    """A choice of years from two boxes; an empty one stands for the end of the years known. Else ''."""
    given = [each.strip() for each in (first, last)]
    if not any(given) or not all(re.fullmatch(r"[0-9]{4}|", each) for each in given):
        return ""
    ends = sorted(each for each in known if re.fullmatch(r"[0-9]{4}", each)) or [given[0] or given[1]]
    low, high = sorted((int(given[0] or ends[0]), int(given[1] or ends[-1])))
    return _value((low, high))


def _hull(chosen: Iterable[str]) -> tuple[int, int] | None:
    ends = [int(year) for each in chosen if (m := _CHOICE.fullmatch(each)) for year in m.groups() if year]
    return (min(ends), max(ends)) if ends else None


def _next(chosen: tuple[int, int] | None, clicked: tuple[int, int]) -> tuple[int, int]:
    """What is chosen after a click: beyond the years chosen it widens them, among them it begins anew."""
    if chosen is None or (chosen[0] <= clicked[1] and clicked[0] <= chosen[1]):
        return clicked
    return min(chosen[0], clicked[0]), max(chosen[1], clicked[1])


def _value(span: tuple[int, int]) -> str:
    return f"{span[0]:04}" if span[0] == span[1] else f"{span[0]:04}-{span[1]:04}"
