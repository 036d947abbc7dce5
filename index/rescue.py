"""When a search finds nothing: the nearest one that does, and what was changed for it.

A search for any word instead of all is `Engine.search`'s own; here a spelling is corrected or
filters are left out. `Engine.search` itself never does that, so that its answers mean what was asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.engine import Engine
from index.query import Query, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, and the query that found it: the one asked, or the nearest that finds something.

    `corrected` is that query's text where a spelling was put right; `without` names the filters
    that were left out.
    """

    query: Query
    results: Results
    corrected: str | None = None
    without: tuple[str, ...] = ()


def search(index: Engine, asked: Query) -> Found:
    """What a query finds; where its words find nothing, what the nearest query does that finds something."""
    results = index.search(asked)
    if not results.total and asked.text.strip():
        for other in _nearest(asked, results.did_you_mean):
            found = index.search(other)
            if found.total:
                return Found(
                    query=other,
                    results=found,
                    corrected=other.text if other.text != asked.text else None,
                    without=tuple(name for name in asked.filters if name not in other.filters),
                )
    return Found(query=asked, results=results)


def _nearest(asked: Query, corrected: str | None) -> Iterator[Query]:
    """The queries to try, nearest first: a spelling put right, then one filter less, then none."""
    first = replace(asked, page=1)
    if corrected:
        yield replace(first, text=corrected)
    chosen = [name for name, values in asked.filters.items() if values]
    if len(chosen) > 1:
        for name in reversed(chosen):
            yield replace(first, filters={each: asked.filters[each] for each in chosen if each != name})
    if chosen:
        yield replace(first, filters={})
        if corrected:
            yield replace(first, text=corrected, filters={})
