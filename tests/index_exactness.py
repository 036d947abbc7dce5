"""Is an engine's answer the one that looking through every document gives? For tests and a benchmark."""

import math
from collections.abc import Callable, Iterator
from itertools import cycle
from random import Random

from index.documents import Document
from index.engine import Engine
from index.feedback import question
from index.lexemes import QUESTION, SEARCH
from index.parse import parse
from index.query import FACETS, Query, Results
from index.tree import loosened
from tests.engine_contract import NEAR, Kind, Place
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

Filling = Callable[[Engine, Random], list[Document]]


def at_once(engine: Engine, random: Random) -> list[Document]:
    """Documents that the index was built with."""
    found = documents(random, 110)
    engine.build(found, 1)
    return found


def by_and_by(engine: Engine, random: Random) -> list[Document]:
    """Documents of which some were changed, some deleted again and some added later."""
    found = {document.id: document for document in documents(random, 90)}
    engine.build(list(found.values()), 1)
    for turn in range(1, 4):
        changed = random.sample(sorted(found), 12)
        gone, again = changed[:5], changed[5:]
        written = documents(random, 8, first=1000 * turn)
        for each in again:
            written += documents(random, 1, first=int(each, 16))
        engine.take_in(written, {*changed, *(each.id for each in written)}, turn + 1)
        for each in gone:
            del found[each]
        found |= {document.id: document for document in written}
    return list(found.values())


FILLINGS: tuple[Filling, ...] = (at_once, by_and_by)


def near(kind: Kind, filling: Filling, query: Query, results: Results) -> float:
    """By what share scores may be off.

    OpenSearch counts the words of what was deleted or changed until it has tidied up; which words help to
    rank a question depends on how often each is said, so that in such an index its order is not compared.
    """
    loose = query.match == "any" or results.relaxed
    tree = parse(query.text, bounds=QUESTION if query.match == "any" else SEARCH).tree
    asked = loose and question(loosened(tree))
    return math.inf if asked and kind == "opensearch" and filling is by_and_by else NEAR[kind]


def both(place: Place, filling: Filling, random: Random) -> tuple[Engine, NaiveSearch]:
    """An engine that holds generated documents, and the search without one."""
    engine = place.engine()
    return engine, NaiveSearch(filling(engine, random))


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


def differences(results: Results, expected: Answer, near: float = 1e-6) -> list[str]:
    """In what an answer differs from the one expected; [] when in nothing.

    Scores may be off by the share `near`, and hits whose scores are so near each other in either order.
    """
    found = []
    order = [hit.id for hit in results.hits]
    if results.total != expected.total:
        found.append(f"total {results.total}, not {expected.total}")
    if not _same_order(order, expected, near):
        found.append(f"order {order}, not {expected.order}")
    elif any(_apart(hit.score, expected.scores[hit.id]) > near for hit in results.hits):
        found.append("scores")
    if results.relaxed != expected.relaxed:
        found.append(f"relaxed {results.relaxed}")
    for name in FACETS:
        shown = [(each.value, each.label, each.count, each.selected) for each in results.facets[name]]
        if shown != expected.facets[name]:
            found.append(f"{name} {shown}, not {expected.facets[name]}")
    return found


def _same_order(order: list[str], expected: Answer, near: float) -> bool:
    if order == expected.order:
        return True
    if (
        not expected.ranked
        or len(set(order)) != len(expected.order)
        or not set(order) <= set(expected.scores)
    ):
        return False
    if near == math.inf:
        return True
    pairs = zip(order, expected.order, strict=True)
    return all(a == b or 0 < _apart(expected.scores[a], expected.scores[b]) <= near for a, b in pairs)


def _apart(one: float, other: float) -> float:
    """By what share two scores differ."""
    return abs(one - other) / max(abs(one), abs(other), 1.0)
