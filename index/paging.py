"""Which part of all hits a query asks for, and in which order."""

from dataclasses import dataclass

from index.query import MAX_DEPTH, MAX_PER_PAGE, SORTS, Query, Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The hits from the `first` to before the `last` of all, counted from 0, and how they are told of.

    `warnings` say in words what could not be had.
    """

    number: int
    per_page: int
    first: int
    last: int
    sort: Sort
    warnings: tuple[str, ...]


def page_of(query: Query, count: int | None = None) -> Page:
    """The page that a query asks for, or its first `count` hits as one."""
    warnings = []
    sort = query.sort
    if sort not in SORTS:
        sort = "relevance"
        warnings.append("There is no such order; the hits are sorted by relevance.")
    number, per_page = max(1, query.page), min(MAX_PER_PAGE, max(1, query.per_page))
    first, last = (number - 1) * per_page, min(number * per_page, MAX_DEPTH)
    if count is not None:
        number, per_page, first, last = 1, count, 0, count
    elif first >= MAX_DEPTH:
        warnings.append(f"Only the first {MAX_DEPTH} results can be paged through; narrow the search.")
        last = first
    return Page(number=number, per_page=per_page, first=first, last=last, sort=sort, warnings=tuple(warnings))
