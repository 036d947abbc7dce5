"""The references behind a search or behind a list of names, for taking away."""

from collections.abc import Iterable, Iterator, Sequence

from index.engine import Engine
from index.query import Hit, Query
from kb.errors import KnowledgeBaseError
from kb.reading import Reader
from kb.reference import Record
from kb.summary import Status, Summary
from web.language import gettext
from web.wording import number_words

MAX_EXPORTED = 20_000  # hits; as many entries as an import takes
MAX_LISTED = 500  # hits in a reference list for people, whose entries take milliseconds each
_AT_ONCE = 200  # hits whose references are in memory together

Item = Summary | Record


class TooManyToExport(KnowledgeBaseError):
    """A search finds more than may be exported at once."""

    def __init__(self, total: int, most: int) -> None:
        super().__init__(
            gettext(
                "This search finds %(total)s works, and at most %(most)s can be taken away at once in this "
                "format. Narrow it, for example to a topic or some years, and take the parts.",
                total=number_words(total),
                most=number_words(most),
            )
        )
        self.total = total


def hits_found(index: Engine, query: Query, most: int = MAX_EXPORTED) -> tuple[Hit, ...]:
    """All hits of a search, in order. Raises TooManyToExport when there are more than `most`."""
    results = index.first(query, most)
    if results.total > most:
        raise TooManyToExport(results.total, most)
    return results.hits


def hits_on_page(index: Engine, query: Query) -> tuple[Hit, ...]:
    """The hits on the page of results that a query asks for."""
    return index.search(query).hits


def records_of_hits(hits: Sequence[Hit], read: Reader) -> Iterator[Record]:
    """Each reference behind the hits once, in their order, a few hundred of them in memory at a time.

    A hit stands for the references a published summary cites, or for the one found itself.
    """
    seen: set[str] = set()
    for begin in range(0, len(hits), _AT_ONCE):
        for record in records_of(_found(hits[begin : begin + _AT_ONCE], read), read):
            if record.id not in seen:
                seen.add(record.id)
                yield record


def named(names: Iterable[str], read: Reader) -> tuple[Item, ...]:
    """What readers may see of the summaries and references named, in that order, each once.

    A name is an identity, a citekey or a slug; those that mean nothing here are left out.
    """
    wanted = list(dict.fromkeys(names))
    by_id: dict[str, Item] = {**read.records_by_id(wanted), **read.summaries_by_id(wanted)}
    items = (by_id.get(name) or read.record_at(name) or read.summary_at(name) for name in wanted)
    return tuple({item.id: item for item in items if item and _visible(item)}.values())


def records_of(items: Sequence[Item], read: Reader) -> tuple[Record, ...]:
    """The references that items stand for, each once: those a summary cites, and references themselves."""
    cited = read.records_by_id(
        {citation.reference for item in items if isinstance(item, Summary) for citation in item.citations}
    )
    found: dict[str, Record] = {}
    for item in items:
        if isinstance(item, Record):
            found[item.id] = item
        else:
            named_here = (citation.reference for citation in item.citations)
            found.update((each, cited[each]) for each in named_here if each in cited)
    return tuple(found.values())


def _found(hits: Sequence[Hit], read: Reader) -> tuple[Item, ...]:
    summaries = read.summaries_by_id(hit.id for hit in hits if hit.kind == "summary")
    records = read.records_by_id(hit.id for hit in hits if hit.kind == "reference")
    items = (summaries.get(hit.id) or records.get(hit.id) for hit in hits)
    return tuple(item for item in items if item and _visible(item))


def _visible(item: Item) -> bool:
    return isinstance(item, Record) or item.status is Status.PUBLISHED
