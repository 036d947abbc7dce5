import pytest

from index.documents import Document
from index.feedback import question
from index.lexemes import QUESTION
from index.parse import parse
from index.query import Query
from index.tree import Group, Weighted, loosened


def a_document(number, body):
    return Document(
        id=str(number),
        kind="reference",
        title=f"Study {number}",
        date=(2013, 1, 0),
        text={"title": (f"Study {number}",), "body": (body,)},
        facets={},
    )


@pytest.fixture(scope="module")
def index(filled):
    return filled(
        a_document(1, "Angry clients and ruptures: repair of the alliance helps."),
        a_document(2, "A rupture is repaired when angry clients are heard; the alliance grows."),
        a_document(3, "The alliance after rupture and repair; one client."),
        a_document(4, "One client kept bees."),
        *(a_document(number, "Bees, honey and meadows.") for number in range(5, 12)),
    )


def weights(text):
    asked = question(loosened(parse(text, bounds=QUESTION).tree))
    assert asked
    weighted = [(each.child, each.weight) for each in asked.wanted if isinstance(each, Weighted)]
    return {child.forms[0].words[0]: weight for child, weight in weighted if isinstance(child, Group)}


@pytest.mark.parametrize(
    "text",
    [
        "alliance",
        "the alliance in the work with angry clients",
        "cognitive behavioural therapy outcome",
        "grief OR loss OR death OR mourning OR sorrow",
        '"a phrase of more than four words"',
    ],
)
def test_up_to_four_words_are_keywords(text):
    assert question(loosened(parse(text).tree)) is None


def test_five_words_are_a_question_and_its_function_words_do_not_rank():
    assert set(weights("what helps when an angry client forgets sessions")) == {
        "helps",
        "angry",
        "client",
        "forgets",
        "sessions",
    }


def test_what_is_typed_again_weighs_half_as_much_each_time():
    text = "angry clients, anger in clients, (a client) and why each stays away"
    assert weights(text)["clients"] == 2
    assert weights(text)["angry"] == 1


def test_words_of_the_best_documents_rank_what_shares_their_subject(index):
    hits = index.search(Query(text="how to help one angry heard client growing better", match="any")).hits
    assert [hit.id for hit in hits][2:] == ["3", "4"]


def test_feedback_finds_nothing_that_has_none_of_the_words(index):
    results = index.search(Query(text="how angry heard clients may grow through help", match="any"))
    assert {hit.id for hit in results.hits} == {"1", "2", "3", "4"}


def test_what_is_excluded_stays_so(index):
    text = "how angry heard clients may grow through help -rupture"
    assert [hit.id for hit in index.search(Query(text=text, match="any")).hits] == ["4"]


def test_a_question_that_only_one_document_answers_is_answered(index):
    text = "keeping bees better than seldom heard wasps, hornets and bumblebees"
    assert index.search(Query(text=text, match="any")).total == 9


def test_the_same_question_is_answered_alike_when_all_words_were_asked_for_and_none_has_them(index):
    text = "how to help one angry heard client growing better"
    relaxed, asked = (index.search(Query(text=text, match=match)) for match in ("all", "any"))
    assert relaxed.relaxed
    assert relaxed.hits == asked.hits


def test_a_whole_paragraph_may_be_asked_where_any_word_is_enough():
    text = " ".join(f"word{number}" for number in range(90))
    assert len(weights(text)) == 90
