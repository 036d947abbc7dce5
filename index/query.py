"""What may be asked of the index, and what it answers. No engine is named here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

Sort = Literal["relevance", "newest", "oldest", "title"]
Match = Literal["all", "any"]

SORTS: tuple[Sort, ...] = get_args(Sort)
FACETS = ("topic", "type", "year", "journal", "author", "kind")
MAX_PER_PAGE = 100
MAX_DEPTH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One search, as a reader asked it.

    `filters` maps a facet's name to the values chosen in it: slugs, or for the year `2013` or
    `2010-2015`. Values of one facet widen the choice, facets narrow each other. `facets` names those
    to count, `facet_size` the most values to give of each (None: as many as a reader can scan; the
    chosen are always given); `snippets` tells whether hits should quote what matched.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = "relevance"
    match: Match = "all"
    page: int = 1
    per_page: int = 20
    facets: tuple[str, ...] = FACETS
    facet_size: int | None = None
    snippets: bool = True


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage around what matched: safe HTML whose only tag is `<mark>`."""

    field: str
    html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One match: which summary or reference (by its id), how well, and the words around it."""

    kind: Literal["summary", "reference"]
    id: str
    score: float
    snippets: tuple[Snippet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value of a facet and the number of documents that choosing it would give."""

    value: str
    label: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of hits, with the counts a reader steers by.

    `relaxed` is true when no document had all the words and any of them were taken instead.
    `warnings` say in words what was left out of an overlong or odd query.
    """

    total: int
    page: int
    per_page: int
    match: Match
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    relaxed: bool = False
    did_you_mean: str | None = None
    warnings: tuple[str, ...] = ()
