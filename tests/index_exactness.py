"""Is an index's answer the one that looking through every document gives? For tests and a benchmark."""

from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from random import Random

from index import generations
from index.documents import Document
from index.query import FACETS, Query, Results
from index.search import Index
from index.whoosh_store import Store
from tests.index_corpus import documents, queries
from tests.naive_search import Answer, NaiveSearch

FILTERS: tuple[dict[str, tuple[str, ...]], ...] = (
    {},
    {},
    {},
    {"topic": ("empathy",)},
    {"topic": ("empathy", "training"), "kind": ("summary",)},
    {"year": ("2010-2013",), "author": ("safran-jd", "nobody")},
    {"year": ("2009", "2012-2015"), "type": ("survey",)},
    {"journal": ("no-such-journal",)},
)

Filling = Callable[[Store, Random], list[Document]]


def one_segment(store: Store, random: Random) -> list[Document]:
    """Documents written in one commit."""
    found = documents(random, 110)
    store.write(found)
    return found


def several_segments_with_changes(store: Store, random: Random) -> list[Document]:
    """Documents written in several commits, some changed and some deleted again."""
    found = {document.id: document for document in documents(random, 90)}
    store.write(list(found.values()))
    for turn in range(1, 4):
        changed = random.sample(sorted(found), 12)
        gone, again = changed[:5], changed[5:]
        written = documents(random, 8, first=1000 * turn)
        for each in again:
            written += documents(random, 1, first=int(each, 16))
        store.write(written, changed)
        for each in gone:
            del found[each]
        found |= {document.id: document for document in written}
    return list(found.values())


FILLINGS: tuple[Filling, ...] = (one_segment, several_segments_with_changes)


def both(folder: Path, filling: Filling, random: Random) -> tuple[Index, NaiveSearch]:
    """An index of generated documents, and the search without one."""
    generation = generations.fresh(folder)
    found = filling(Store.create(generation), random)
    generations.use(generation)
    return Index(folder), NaiveSearch(found)


def asked(random: Random) -> Iterator[Query]:
    """Queries of every kind without end, the empty one first."""
    for text in cycle([""]):
        yield _query(text, random)
        for each in queries(random, 200):
            yield _query(each, random)


def _query(text: str, random: Random) -> Query:
    return Query(
        text=text,
        filters=random.choice(FILTERS),
        sort=random.choice(["relevance", "relevance", "newest", "oldest", "title"]),
        match=random.choice(["all", "all", "any"]),
        page=random.choice([1, 1, 2]),
        per_page=random.choice([5, 20, 100]),
    )


def differences(results: Results, expected: Answer) -> list[str]:
    """In what an answer differs from the one expected, scores to a millionth; [] when in nothing."""
    found = []
    order = [hit.id for hit in results.hits]
    if results.total != expected.total:
        found.append(f"total {results.total}, not {expected.total}")
    if order != expected.order:
        found.append(f"order {order}, not {expected.order}")
    elif any(abs(hit.score - expected.scores[hit.id]) > 1e-6 for hit in results.hits):
        found.append("scores")
    if results.relaxed != expected.relaxed:
        found.append(f"relaxed {results.relaxed}")
    for name in FACETS:
        shown = [(each.value, each.label, each.count, each.selected) for each in results.facets[name]]
        if shown != expected.facets[name]:
            found.append(f"{name} {shown}, not {expected.facets[name]}")
    return found
