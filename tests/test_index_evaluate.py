"""Hits, order, scores and facets equal an exhaustive evaluation, with each engine, however it was filled."""

from dataclasses import replace
from functools import partial
from itertools import islice

import pytest

from index.documents import Document
from index.query import Query
from tests.index_corpus import documents, seeded
from tests.index_exactness import FILLINGS, asked, both, differences, near
from tests.naive_search import NaiveSearch


@pytest.fixture(scope="module", params=FILLINGS, ids=lambda each: each.__name__)
def searches(request, new_place):
    place = new_place()
    return place.kind, partial(near, place.kind, request.param), *both(place, request.param, seeded(20130801))


@pytest.mark.parametrize("seed", range(8))
def test_every_query_is_answered_as_document_by_document(searches, seed):
    kind, near_enough, index, oracle = searches
    for query in islice(asked(seeded(seed)), 26 if kind == "whoosh" else 10):  # a server takes its time
        results = index.search(query)
        assert differences(results, oracle.search(query), near_enough(query, results)) == [], query


def test_how_documents_came_in_changes_no_answer(new_place):
    found = documents(seeded(5), 60)
    answers = []
    for pieces in (1, 4):
        index = new_place().filled(*found[::pieces])
        for piece in range(1, pieces):
            index.take_in(found[piece::pieces], {each.id for each in found[piece::pieces]}, piece + 1)
        answers.append(index.search(Query(text="therapy alliance", match="any", per_page=100)))
    assert [(hit.id, hit.score) for hit in answers[0].hits] == [
        (hit.id, hit.score) for hit in answers[1].hits
    ]


def test_a_prefix_of_too_many_words_is_answered_and_said_to_be_cut_where_it_is(place):
    words = [f"pre{number:03d}" for number in range(260)]
    found = [
        Document(
            id=f"{number:032x}",
            kind="reference",
            title="x",
            date=(0, 0, 0),
            text={"body": (" ".join(words[number:]),)},
            facets={},
        )
        for number in range(260)
    ]
    query = Query(text="pre*", per_page=100)
    results, expected = place.filled(*found).search(query), NaiveSearch(found).search(query)
    cut = any("Too many words begin" in warning for warning in results.warnings)
    assert results.total == (expected.total if cut else 260)
    if cut:
        assert [hit.id for hit in results.hits] == expected.order


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
def test_a_phrase_may_have_a_word_twice(place, phrase, found):
    texts = {"1": "To be or not to be", "2": "Be to to be", "3": "be, to to to"}
    base = documents(seeded(3), 1)[0]
    index = place.filled(
        *(replace(base, id=number, title="x", text={"body": (text,)}) for number, text in texts.items())
    )
    hits = index.search(Query(text=f'"{phrase}"')).hits
    assert sorted(hit.id for hit in hits) == found
