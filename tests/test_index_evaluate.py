"""Hits, order, scores and facets equal an exhaustive evaluation, whatever the segments."""

from dataclasses import replace
from itertools import islice

import pytest

from index import generations
from index.query import Query
from index.search import Index
from index.whoosh_store import Store
from tests.index_corpus import documents, seeded
from tests.index_exactness import FILLINGS, asked, both, differences
from tests.naive_search import NaiveSearch


@pytest.fixture(scope="module", params=FILLINGS, ids=lambda each: each.__name__)
def searches(request, tmp_path_factory):
    return both(tmp_path_factory.mktemp("index"), request.param, seeded(20130801))


@pytest.mark.parametrize("seed", range(8))
def test_every_query_is_answered_as_document_by_document(searches, seed):
    index, oracle = searches
    for query in islice(asked(seeded(seed)), 26):
        assert differences(index.search(query), oracle.search(query)) == [], query


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


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("to be or not to be", ["1"]),
        ("be to", ["2", "3"]),
        ("to to", ["2", "3"]),
        ("to to to", ["3"]),
        ("not to be to be", []),
    ],
)
def test_a_phrase_may_have_a_word_twice(tmp_path, phrase, found):
    texts = {"1": "To be or not to be", "2": "Be to to be", "3": "be, to to to"}
    base = documents(seeded(3), 1)[0]
    generation = generations.fresh(tmp_path)
    Store.create(generation).write(
        [replace(base, id=number, title="x", text={"body": (text,)}) for number, text in texts.items()]
    )
    generations.use(generation)
    hits = Index(tmp_path).search(Query(text=f'"{phrase}"')).hits
    assert sorted(hit.id for hit in hits) == found
