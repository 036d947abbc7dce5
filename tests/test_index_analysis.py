import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import compounds, fold, length, tokens


def words(text):
    return [(token.word, token.position) for token in tokens(text)]


def test_a_hyphenated_word_is_split_and_joined():
    assert words("early drop-out rates") == [
        ("early", 0),
        ("dropout", 1),
        ("drop", 1),
        ("out", 2),
        ("rates", 3),
    ]


@pytest.mark.parametrize("text", ["pre–post", "pre—post", "pre/post", "pre, post", "pre_post"])
def test_dashes_and_slashes_part_words(text):
    assert words(text) == [("pre", 0), ("post", 1)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Sjöström", "sjostrom"),
        ("e\u0301te\u0301", "ete"),
        ("Straße", "strasse"),
        ("Kjærgård", "kjaergard"),
        ("Łódź", "lodz"),
        ("Đorđe", "dorde"),
        ("Søren", "soren"),
        ("ﬁne", "fine"),
        ("co\u00adoperate", "cooperate"),
        ("therapist's", "therapist"),
        ("therapist’s", "therapist"),
        ("therapists'", "therapists"),
        ("don't", "dont"),
        ("O’Brien", "obrien"),
        ("10,000", "10000"),
        ("0.71", "0.71"),
    ],
)
def test_a_word_is_indexed_without_case_accents_and_apostrophes(text, word):
    assert words(text) == [(word, 0)]


def test_chinese_is_found_by_its_characters():
    assert words("数据库 x") == [("数", 0), ("据", 1), ("库", 2), ("x", 3)]


def test_a_range_of_numbers_is_not_joined():
    assert words("2010-2015") == [("2010", 0), ("2015", 1)]


def test_joined_forms_do_not_count_to_the_length():
    assert length(tokens("a face-to-face session")) == 5


@given(
    st.lists(st.text(alphabet=st.sampled_from("aB1.,-'’\u00ad数é(%"), max_size=8)),
    st.sampled_from(" \n\u3000"),
)
@settings(max_examples=150, deadline=None)
def test_the_words_of_a_text_are_those_of_its_pieces_between_white_space(pieces, space):
    text = space.join(pieces)
    apart = [token.word for piece in text.split() for token in tokens(piece)]
    assert [token.word for token in tokens(text)] == apart


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_every_token_says_where_it_stands(text):
    for token in tokens(text):
        assert token.word
        assert 0 <= token.start < token.end <= len(text)
        assert fold(token.word) == token.word


@given(st.text())
@settings(max_examples=150, deadline=None)
def test_a_query_sees_the_words_the_index_holds(text):
    split = [word for compound in compounds(text) for word, _, _ in compound.parts]
    joined = {compound.joined for compound in compounds(text)} - {None}
    assert {token.word for token in tokens(text)} == set(split) | joined
