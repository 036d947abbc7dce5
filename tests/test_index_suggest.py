import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import compounds
from index.documents import Document
from index.query import Query
from index.typed_words import typed_words


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
def index(filled):
    return filled(
        a_document(1, "When therapists cry", "Crying and empathy", topic=("empathy", "Empathy")),
        a_document(2, "Empathy over the phone", "depression", author=("sjostrom-a", "Sjöström A")),
        a_document(3, "A depressing finding", "depression", journal=("depression", "Depression")),
    )


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


def test_titles_that_came_at_different_times_stand_in_one_order_and_deleted_ones_are_gone(place):
    index = place.filled(
        a_document(1, "Grief at home"), a_document(2, "Old grief"), a_document(3, "Grief again")
    )
    assert [value for _, _, value in completions(index, "grief")] == ["3", "1", "2"]
    index.take_in([a_document(4, "Grief and joy"), a_document(5, "About grief")], {"3", "4", "5"}, 2)
    assert [value for _, _, value in completions(index, "grief")] == ["4", "1", "5", "2"]


def test_the_more_used_of_two_authors_comes_first(place):
    found = [a_document(each, f"X {each}", author=("moss-a", "Moss A")) for each in (1, 2)]
    index = place.filled(a_document(3, "X 3", author=("mosa-b", "Mosa B")), *found)
    assert completions(index, "mos", 2) == [
        ("author", "Moss A", "moss-a"),
        ("author", "Mosa B", "mosa-b"),
    ]


@pytest.fixture
def phrases(place):
    """The common phrases that complete a text, when documents with these titles and bodies are indexed."""

    def found(typed, *texts, removed=(), **facets):
        index = place.filled(*(a_document(number, *text, **facets) for number, text in enumerate(texts, 1)))
        if removed:
            index.take_in([], set(removed), 2)
        return [each.text for each in index.suggest(typed) if each.kind == "phrase"]

    return found


def test_words_in_a_row_that_three_titles_share_are_a_phrase(phrases):
    titles = [("Fear of dogs in old age",), ("Love and fear of dogs",), ("Fear of dogs: a view",)]
    assert phrases("fea", *titles) == ["fear of dogs"]
    assert phrases("dogs", *titles) == ["fear of dogs"]
    assert phrases("fea", *titles[:2]) == []


def test_no_phrase_goes_from_one_clause_into_the_next(phrases):
    assert phrases("grief", *[("Grief: therapy at home",)] * 3) == []


def test_a_phrase_is_shown_with_the_hyphens_and_abbreviations_of_a_title(phrases):
    assert phrases("wait", *[("Wait-list CBT and sleep",)] * 3) == ["wait-list CBT"]


def test_the_phrase_of_more_titles_comes_first(phrases):
    titles = [("Old age",)] * 3 + [("Old people",)] * 4
    assert phrases("old", *titles) == ["old people", "old age"]


def test_two_words_of_their_own_are_a_phrase_beside_the_three_they_stand_in(phrases):
    titles = [("Panic attack",)] * 4 + [("Panic attack diary",)] * 3
    assert phrases("panic", *titles) == ["panic attack", "panic attack diary"]


def test_synonyms_in_several_words_are_phrases_where_a_document_has_them(phrases):
    texts = [("On tapping", "Eye movement desensitization and reprocessing was tried.")]
    assert phrases("eye m", *texts) == ["eye movement desensitization and reprocessing"]
    assert phrases("schema t", *texts) == []


def test_a_phrase_only_deleted_documents_have_is_not_offered(phrases):
    titles = [("Old age", "Schema therapy"), ("Old age",), ("Old age",), ("Young age",)]
    assert phrases("old", *titles, removed=["1", "2", "3"]) == []
    assert phrases("schema", *titles, removed=["1", "2", "3"]) == []


def test_a_phrase_that_is_a_topic_is_offered_as_the_topic_alone(phrases):
    assert phrases("old", *[("Old age",)] * 3, topic=("old-age", "Old age")) == []


@given(st.text(alphabet="aZé9 .,-_'’:/ß", max_size=40))
def test_words_are_those_of_the_analysis_however_simple_the_text(text):
    assert typed_words(text) == " ".join(word for each in compounds(text) for word, _, _ in each.parts)


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
