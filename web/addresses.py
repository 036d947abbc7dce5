"""A search as an address: the query string readers see, and the Query it means."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlencode

from index.query import FACETS, MAX_PER_PAGE, SORTS, Query, Sort

_DEFAULT = Query()
_MAX_TEXT = 1_000  # characters kept of what was typed; the index says what it leaves out of these
_MAX_VALUE = 200
_MAX_VALUES = 50  # of one facet
_PAGES = range(1, 100_000)


def read_query(parameters: Iterable[tuple[str, str]]) -> Query:
    """The search an address asks for. Never raises: a value out of bounds becomes the nearest good one."""
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    last = {name: given[-1].strip() for name, given in values.items()}
    return Query(
        text=last.get("q", "")[:_MAX_TEXT],
        filters=_filters(values),
        sort=_sort(last.get("sort", "")),
        match="any" if last.get("match") == "any" else "all",
        page=_number(last.get("page"), _PAGES, _DEFAULT.page),
        per_page=_number(last.get("per_page"), range(1, MAX_PER_PAGE + 1), _DEFAULT.per_page),
    )


def query_pairs(query: Query) -> tuple[tuple[str, str], ...]:
    """The parameters that say a search, always in one order and without those that say the default."""
    pairs = [("q", query.text)] if query.text else []
    pairs += [(facet, value) for facet in FACETS for value in query.filters.get(facet, ())]
    for name in ("sort", "match", "page", "per_page"):
        value = getattr(query, name)
        if value != getattr(_DEFAULT, name):
            pairs.append((name, str(value)))
    return tuple(pairs)


def query_string(query: Query) -> str:
    """A search as the part of an address after `?`; empty when all is default."""
    return urlencode(query_pairs(query))


def with_filters(query: Query, facet: str, values: Iterable[str]) -> Query:
    """The search with other values chosen in one facet, from its first page."""
    filters = {**query.filters, facet: tuple(values)}
    return replace(query, filters={name: chosen for name, chosen in filters.items() if chosen}, page=1)


def local_address(text: str) -> str:
    """An address on this site, as a path; the home page for anything that could lead elsewhere."""
    return text if re.fullmatch(r"/(?![/\\\\])[^\x00-\x20\\\\]*", text) else "/"


def _filters(values: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    filters = {}
    for facet in FACETS:
        given = (_plain(value) for value in values.get(facet, ()))
        if chosen := tuple(dict.fromkeys(value for value in given if value)):
            filters[facet] = chosen[:_MAX_VALUES]
    return filters


def _plain(value: str) -> str:
    return re.sub(r"\s+", " ", value).strip()[:_MAX_VALUE]


def _sort(value: str) -> Sort:
    return next((sort for sort in SORTS if sort == value), _DEFAULT.sort)


def _number(text: str | None, allowed: range, default: int) -> int:
    if text is None or not re.fullmatch(r"-?[0-9]{1,12}", text):
        return default
    return min(max(int(text), allowed[0]), allowed[-1])
