import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.snippets import MAX_LENGTH, snippets
from index.wanted import Wanted

ALL = ("title", "implications", "body")


def a_word(*words, fields=ALL):
    return Wanted(frozenset(words), frozenset(), fields)


def a_phrase(*words):
    return Wanted(frozenset(), frozenset({tuple(frozenset({word}) for word in words)}), ALL)


def shown(texts, *sought):
    return [(each.field, each.html) for each in snippets(texts, sought)]


def test_the_sentence_with_most_of_the_words_comes_first():
    body = "Tears are common. Clients and tears were studied. Clients came."
    assert shown({"body": body}, a_word("tears"), a_word("clients"))[0] == (
        "body",
        "<mark>Clients</mark> and <mark>tears</mark> were studied.",
    )


def test_a_phrase_is_marked_whole():
    assert shown({"body": "The working alliance mattered."}, a_phrase("working", "alliance")) == [
        ("body", "The <mark>working alliance</mark> mattered.")
    ]


def test_a_hyphenated_word_is_marked_whole_by_its_joined_form():
    assert shown({"body": "Few drop-outs here."}, a_word("dropouts")) == [
        ("body", "Few <mark>drop-outs</mark> here.")
    ]


def test_a_title_that_matched_is_shown_too():
    found = shown({"title": "On tears", "body": "They wept. So tears."}, a_word("tears"))
    assert found == [("title", "On <mark>tears</mark>"), ("body", "So <mark>tears</mark>.")]


def test_a_word_asked_of_the_title_is_not_marked_in_the_body():
    found = shown({"title": "On tears", "body": "More tears."}, a_word("tears", fields=("title",)))
    assert found == [("title", "On <mark>tears</mark>")]


def test_without_a_match_the_first_sentence_of_the_implications_is_shown():
    texts = {"body": "Sixty people. More.", "implications": "Talk about it. Then listen."}
    assert shown(texts) == [("implications", "Talk about it.")]


def test_an_abbreviation_ends_no_sentence():
    assert shown({"body": "It holds, e.g. Tears help. More."}, a_word("tears")) == [
        ("body", "It holds, e.g. <mark>Tears</mark> help.")
    ]


def test_markup_in_a_text_is_shown_not_obeyed():
    assert shown({"body": '<b>tears</b> & "more"'}, a_word("tears")) == [
        ("body", "&lt;b&gt;<mark>tears</mark>&lt;/b&gt; &amp; &quot;more&quot;")
    ]


def test_no_more_than_two_passages_are_quoted():
    assert len(shown({"body": "Tears here. Tears there. Tears again."}, a_word("tears"))) == 2


@pytest.mark.parametrize("place", [0, 5, 40, 79])
def test_a_long_sentence_is_cut_between_words_around_its_match(place):
    words = ["session"] * 80
    words[place] = "tears"
    [(_, html)] = shown({"body": " ".join(words) + "."}, a_word("tears"))
    assert "<mark>tears</mark>" in html
    assert re.fullmatch(r"(… )?(session|<mark>tears</mark>)( (session|<mark>tears</mark>))*\.?( …)?", html)


@given(st.text(max_size=900) | st.text(alphabet="ab<>&\"' .-\n数é", max_size=900))
@settings(max_examples=300, deadline=None)
def test_a_snippet_is_text_of_the_document_and_no_tag_but_mark(text):
    for each in snippets({"body": text, "title": text}, [a_word("a", "ab", "数"), a_phrase("a", "b")]):
        html = each.html
        assert html.count("<mark>") == html.count("</mark>")
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare
        assert ">" not in bare
        quoted = unescape(bare).removeprefix("… ").removesuffix(" …")
        assert quoted.strip() in text
        assert len(quoted) <= MAX_LENGTH + 64
