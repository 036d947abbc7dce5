import pytest

from index import generations
from index.documents import Document
from index.query import Query
from index.search import Index
from index.whoosh_store import Store


def a_document(number, title, body="", **facets):
    return Document(
        id=str(number),
        kind="summary",
        title=title,
        date=(2013, number, 0),
        text={"title": (title,), "body": (body,)},
        facets={name: (pair,) for name, pair in facets.items()},
    )


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    generation = generations.fresh(folder)
    Store.create(generation).write(
        [
            a_document(1, "When therapists cry", "Crying and empathy", topic=("empathy", "Empathy")),
            a_document(2, "Empathy over the phone", "depression", author=("sjostrom-a", "Sjöström A")),
            a_document(3, "A depressing finding", "depression", journal=("depression", "Depression")),
        ]
    )
    generations.use(generation)
    return Index(folder)


def completions(index, text, limit=8):
    return [(each.kind, each.text, each.value) for each in index.suggest(text, limit)]


def test_a_beginning_is_completed_from_topics_and_titles(index):
    assert completions(index, "emp") == [
        ("topic", "Empathy", "empathy"),
        ("title", "Empathy over the phone", "2"),
    ]


def test_accents_and_case_do_not_matter(index):
    assert completions(index, "SJOST") == [("author", "Sjöström A", "sjostrom-a")]


def test_any_word_of_a_title_may_be_begun(index):
    assert completions(index, "therapists c") == [("title", "When therapists cry", "1")]


def test_nothing_typed_completes_to_nothing(index):
    assert index.suggest("  ") == ()


def test_no_more_are_given_than_asked_for(index):
    assert len(index.suggest("e", 1)) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("emapthy", "empathy"),
        ("depresion", "depression"),
        ("Depresion grief", "depression grief"),
        ("title:emapthy", "title:empathy"),
        ('"emapthy"', '"empathy"'),
        ("zzzzzz", None),
        ("empathy", None),
        ("empathies -empathy", None),
        ("crt", None),
    ],
)
def test_an_unknown_word_is_put_right_by_the_nearest_known(index, typed, meant):
    assert index.search(Query(text=typed)).did_you_mean == meant


def test_a_known_word_is_not_put_right_for_finding_nothing(index):
    assert index.search(Query(text="phone cry")).did_you_mean is None
