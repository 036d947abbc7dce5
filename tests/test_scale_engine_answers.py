"""A little of the trial of tests/trials/engines.py (`python -m tests.trials.engines`)."""

import pytest

from tests.engine_contract import Place
from tests.engine_contract_corpus import demonstration_texts
from tests.engine_queries import differences
from tests.trials.engines import compare, two_sites


@pytest.fixture(scope="module")
def sites(opensearch, tmp_path_factory):
    place = Place("opensearch", f"{opensearch}/test-answers")
    opened = two_sites(tmp_path_factory.mktemp("two") / "home", place, demonstration_texts(), 400, seed=8)
    yield opened
    opened[1].index.forget()
    for each in opened:
        each.index.close()
    opened[0].catalogue.close()


def test_both_engines_give_the_same_answers(sites):
    compared = compare(sites, 60, seed=8)
    assert compared.differing == {}
    assert compared.found > 30


def an_answer(*hits, **changes):
    shown = [{"id": name, "score": score, "title": f"On {name}"} for name, score in hits]
    return {"total": len(hits), "facets": {"topic": []}, "hits": shown, **changes}


def test_hits_with_one_score_may_change_places():
    one = an_answer(("a", 2.0), ("b", 1.00001), ("c", 1.0))
    assert differences(one, an_answer(("a", 2.0), ("c", 1.00001), ("b", 1.0))) == []
    assert differences(one, an_answer(("b", 2.0), ("a", 1.00001), ("c", 1.0)))


def test_every_other_difference_is_told():
    one = an_answer(("a", 2.0), ("b", 1.0))
    assert differences(one, an_answer(("a", 2.2), ("b", 1.1))) == []
    assert differences(one, an_answer(("a", 2.0), ("b", 1.0), total=3)) == ["total: 2, 3"]
    assert differences(one, an_answer(("a", 2.0)))
    assert differences(one, an_answer(("a", 2.0), ("b", 1.0), facets={"topic": [1]}))
    told = differences(one, {**one, "hits": [{**each, "title": "x"} for each in one["hits"]]})
    assert told == ["hit a: title: 'On a', 'x'", "hit b: title: 'On b', 'x'"]
