"""The knowledge base at a glance: how many summaries stand where two facets meet, as a heat map."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

_YEARS_IN_FULL = 20  # so many years have a column each
_NEWEST = 12  # of more years, so many have a column each; those before them share some
_TOGETHER = 5  # years that share a column
_SHARED = 7  # columns that are shared, before the one of all that came earlier
SHADES = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A row or column of a map: the facet value it stands for, and its label in short lines."""

    value: str
    label: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a row meets a column and there is something. `shade` goes from 1 (little) to SHADES."""

    column: int
    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a map: how many there are in all, and its cells from the first column to the last."""

    line: Line
    total: int
    cells: tuple[Cell, ...]

    def across(self, columns: int) -> list[Cell | None]:
        """The cell under each column, None where there is nothing."""
        under: list[Cell | None] = [None] * columns
        for cell in self.cells:
            under[cell.column] = cell
        return under


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Counts by two facets. `shades` are the counts each shade stands for, from and to."""

    columns: tuple[Line, ...]
    rows: tuple[Row, ...]
    shades: tuple[tuple[int, int], ...]


def heat_map(
    rows: Iterable[tuple[Line, int]], columns: Sequence[Line], counts: Mapping[tuple[str, str], int]
) -> HeatMap:
    """A map of counts by the values of a row and a column. `rows` come with their totals."""
    bounds = _bounds(max(counts.values(), default=0))
    return HeatMap(
        columns=tuple(columns),
        rows=tuple(
            Row(
                line,
                total,
                tuple(
                    Cell(place, count, bisect_left(bounds, count) + 1)
                    for place, column in enumerate(columns)
                    if (count := counts.get((line.value, column.value), 0))
                ),
            )
            for line, total in rows
        ),
        shades=tuple(zip((1, *(bound + 1 for bound in bounds)), bounds, strict=False)),
    )


def year_columns(years: Iterable[int]) -> tuple[Line, ...]:
    """The columns that a time is shown in, from the first year to the last without a gap.

    Years far back share a column, as a range that a search understands: `1990-1994`.
    """
    known = set(years)
    if not known:
        return ()
    first, last = min(known), max(known)
    if last - first < _YEARS_IN_FULL:
        return tuple(_span(year, year) for year in range(first, last + 1))
    single = last - _NEWEST + 1
    single -= single % _TOGETHER  # so that the shared columns begin with round years
    starts = [single - _TOGETHER * back for back in range(_SHARED, 0, -1)]
    shared = [_span(start, start + _TOGETHER - 1) for start in starts if start + _TOGETHER > first]
    earlier = [_span(first, starts[0] - 1)] if first < starts[0] else []
    return (*earlier, *shared, *(_span(year, year) for year in range(single, last + 1)))


def counts_by_column(columns: Iterable[Line], counts: Mapping[int, int]) -> dict[str, int]:
    """The sum of the years' counts in each column that has any."""
    sums = {}
    for column in columns:
        years = [int(year) for year in column.value.split("-")]
        if total := sum(counts.get(year, 0) for year in range(years[0], years[-1] + 1)):
            sums[column.value] = total
    return sums


def broken(label: str, width: int) -> tuple[str, ...]:
    """A label in lines of about so many characters, broken between words and after hyphens."""
    lines: list[str] = []
    for piece in re.findall(r"[^\s-]+-?", label):
        last = lines[-1] if lines else ""
        joined = last + piece if last.endswith("-") else f"{last} {piece}"
        if lines and len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(piece)
    return tuple(lines)


def _span(first: int, last: int) -> Line:
    if first == last:
        return Line(f"{first:04d}", str(first), (str(first),))
    return Line(f"{first:04d}-{last:04d}", f"{first}–{last}", (f"{first}–", str(last)))


def _bounds(most: int) -> tuple[int, ...]:
    """The highest count of each shade: every number for few, growing evenly by ratio for many."""
    return tuple(sorted({round(most ** (step / SHADES)) for step in range(1, SHADES + 1)} if most else ()))
