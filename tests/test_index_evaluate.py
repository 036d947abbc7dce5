"""Hits, order, scores and facets equal an exhaustive evaluation, whatever the segments."""

import pytest

from index import generations
from index.query import FACETS, Query
from index.search import Index
from index.whoosh_store import Store
from tests.index_corpus import documents, queries, seeded
from tests.naive_search import NaiveSearch

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


def one_segment(store, random):
    found = documents(random, 110)
    store.write(found)
    return found


def several_segments_with_changes(store, random):
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


@pytest.fixture(
    scope="module", params=[one_segment, several_segments_with_changes], ids=lambda each: each.__name__
)
def both(request, tmp_path_factory):
    random = seeded(20130801)
    folder = tmp_path_factory.mktemp("index")
    generation = generations.fresh(folder)
    found = request.param(Store.create(generation), random)
    generations.use(generation)
    return Index(folder), NaiveSearch(found)


@pytest.mark.parametrize("seed", range(8))
def test_every_query_is_answered_as_document_by_document(both, seed):
    index, oracle = both
    random = seeded(seed)
    for text in ["", *queries(random, 25)]:
        query = Query(
            text=text,
            filters=random.choice(FILTERS),
            sort=random.choice(["relevance", "relevance", "newest", "oldest", "title"]),
            match=random.choice(["all", "all", "any"]),
            page=random.choice([1, 1, 2]),
            per_page=random.choice([5, 20, 100]),
        )
        results, expected = index.search(query), oracle.search(query)
        assert [hit.id for hit in results.hits] == expected.order, query
        assert [hit.score for hit in results.hits] == pytest.approx(
            [expected.scores[each] for each in expected.order], abs=1e-6
        ), query
        assert results.relaxed == expected.relaxed, query
        shown = {
            name: [(each.value, each.label, each.count, each.selected) for each in results.facets[name]]
            for name in FACETS
        }
        assert shown == expected.facets, query


def test_a_change_elsewhere_in_the_index_reorders_no_segment(tmp_path):
    random = seeded(5)
    found = documents(random, 60)
    answers = []
    for pieces in (1, 4):
        folder = tmp_path / str(pieces)
        generation = generations.fresh(folder)
        store = Store.create(generation)
        for piece in range(pieces):
            store.write(found[piece::pieces])
        generations.use(generation)
        answers.append(Index(folder).search(Query(text="therapy alliance", match="any", per_page=100)))
    assert [(hit.id, hit.score) for hit in answers[0].hits] == [
        (hit.id, hit.score) for hit in answers[1].hits
    ]


def test_a_prefix_of_too_many_words_takes_the_most_frequent_and_says_so(tmp_path):
    random = seeded(3)
    base = documents(random, 1)[0]
    words = [f"pre{number:03d}" for number in range(260)]
    found = [
        type(base)(
            id=f"{number:032x}",
            kind="reference",
            title="x",
            date=(0, 0, 0),
            text={"body": (" ".join(words[number:]),)},
            facets={},
        )
        for number in range(260)
    ]
    generation = generations.fresh(tmp_path)
    Store.create(generation).write(found)
    generations.use(generation)
    query = Query(text="pre*", per_page=100)
    results, expected = Index(tmp_path).search(query), NaiveSearch(found).search(query)
    assert [hit.id for hit in results.hits] == expected.order
    assert any("Too many words begin" in warning for warning in results.warnings)
