"""The references behind a search, for taking away."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.query import MAX_DEPTH, MAX_PER_PAGE, Hit, Query
from index.search import Index
from kb.errors import KnowledgeBaseError
from kb.reading import Reader
from kb.reference import Record
from kb.summary import Status


class TooManyToExport(KnowledgeBaseError):
    """A search finds more than may be exported at once."""

    def __init__(self, total: int) -> None:
        super().__init__(
            f"This search finds {total:,} works, and at most {MAX_DEPTH:,} can be exported at once. "
            "Narrow it, for example to a topic or some years, and export the parts."
        )
        self.total = total


def records_found(index: Index, read: Reader, query: Query) -> tuple[Record, ...]:
    """Each reference behind all hits of a search once, in the hits' order.

    Raises TooManyToExport when there are more hits than the index pages through.
    """
    return tuple(unique(record for hit in _hits(index, query) for record in records_of_hit(hit, read)))


def records_of_hit(hit: Hit, read: Reader) -> tuple[Record, ...]:
    """The references a hit stands for: those a published summary cites, or the one found itself."""
    if hit.kind == "summary":
        summary = read.summary(hit.id)
        return read.records_of(summary) if summary and summary.status is Status.PUBLISHED else ()
    record = read.record(hit.id)
    return (record,) if record else ()


def unique(records: Iterable[Record]) -> Iterator[Record]:
    """Each reference the first time it comes."""
    seen = set()
    for record in records:
        if record.id not in seen:
            seen.add(record.id)
            yield record


def _hits(index: Index, query: Query) -> Iterator[Hit]:
    bare = replace(query, per_page=MAX_PER_PAGE, facets=(), snippets=False)
    for page in range(1, MAX_DEPTH // MAX_PER_PAGE + 1):
        results = index.search(replace(bare, page=page))
        if results.total > MAX_DEPTH:
            raise TooManyToExport(results.total)
        yield from results.hits
        if page * MAX_PER_PAGE >= results.total:
            return
