"""The measures and the reading of collections, and that questions are ranked as well as is said."""

import math
from statistics import mean

import pytest

from index.query import Query
from index.whoosh_engine import WhooshEngine
from tests.benchmarks.measures import average_precision, ndcg, precision, reciprocal_rank, success
from tests.benchmarks.retrieval import fill, read_collection
from tests.engine_contract import Place

GRADES = {"a": 1.0, "b": 1.0, "c": 1.0}


def test_gain_is_discounted_by_the_rank_and_divided_by_the_best_possible():
    ideal = 1 + 1 / math.log2(3) + 1 / 2
    assert ndcg(["x", "a", "y", "b"], GRADES) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)


def test_a_higher_grade_gains_more():
    assert ndcg(["a", "b"], {"a": 1.0, "b": 2.0}) < ndcg(["b", "a"], {"a": 1.0, "b": 2.0}) == 1


def test_precision_is_averaged_over_all_that_is_relevant_found_or_not():
    assert average_precision(["a", "x", "b"], GRADES) == pytest.approx((1 + 2 / 3) / 3)


def test_the_first_relevant_rank_counts():
    assert reciprocal_rank(["x", "y", "b"], GRADES) == pytest.approx(1 / 3)
    assert success(["x", "y", "b"], GRADES, 2) == 0
    assert precision(["x", "y", "b"], GRADES) == pytest.approx(0.1)


def test_a_smart_collection_is_read(tmp_path):
    tmp_path.joinpath("X.ALL").write_text(
        ".I 1\n.T\nOf\nbees\n.A\nBee, A.\n.W\nThey fly.\n.X\n1\t5\t1\n.I 2\n.W\nNo\n"
    )
    tmp_path.joinpath("X.QRY").write_text(".I 1\n.T\nunread\n.W\nWhy bees?\n")
    tmp_path.joinpath("X.REL").write_text("     1      2\t0\t0.000000\n")
    found = read_collection(tmp_path)
    assert found.documents == {"1": ("Of bees", "They fly."), "2": ("", "No")}
    assert found.queries == {"1": "Why bees?"}
    assert found.grades == {"1": {"2": 1.0}}


def test_a_collection_of_tables_is_read(tmp_path):
    tmp_path.joinpath("docs.tsv").write_text("d1\tOf bees\tThey fly.\n")
    tmp_path.joinpath("queries.tsv").write_text("q1\tWhy bees?\n")
    tmp_path.joinpath("qrels.txt").write_text("q1 0 d1 2\nq1 0 d2 0\n")
    found = read_collection(tmp_path)
    assert found.documents == {"d1": ("Of bees", "They fly.")}
    assert found.queries == {"q1": "Why bees?"}
    assert found.grades == {"q1": {"d1": 2.0, "d2": 0.0}}


def judged_queries(collection):
    return [
        Query(text=text, match="any", per_page=10, facets=(), snippets=False)
        for each, text in collection.queries.items()
        if collection.grades.get(each)
    ]


# 8% above plain BM25 on the same files.
@pytest.mark.parametrize(("name", "least"), [("med", 0.755), ("cisi", 0.4115)])
def test_questions_are_ranked_better_than_by_their_words_alone(shared_data, tmp_path, name, least):
    collection = read_collection(shared_data / "ir" / name)
    index = WhooshEngine(tmp_path)
    fill(index, collection)
    judged = [each for each in collection.queries if collection.grades.get(each)]
    ranked = [[hit.id for hit in index.search(each).hits] for each in judged_queries(collection)]
    found = mean(ndcg(hits, collection.grades[each]) for hits, each in zip(ranked, judged, strict=True))
    assert found >= least


def test_both_engines_rank_questions_alike(shared_data, tmp_path, opensearch):
    collection = read_collection(shared_data / "ir" / "med")
    engines = [
        Place("whoosh", str(tmp_path)).engine(),
        Place("opensearch", f"{opensearch}/test-med").engine(),
    ]
    for each in engines:
        fill(each, collection)
    for query in judged_queries(collection)[:10]:
        one, other = ([hit.id for hit in each.search(query).hits] for each in engines)
        assert ndcg(other, dict.fromkeys(one, 1.0)) > 0.97, query.text
    engines[1].forget()
