import pytest

from index.analysis import compounds
from index.families import family
from index.synonyms import read_rings, standard_rings

RINGS = standard_rings()


def typed(text):
    return [(text[each.start : each.end], each) for each in compounds(text)]


def forms(text, rings=RINGS):
    return {" ".join(words) for words in rings.match(typed(text))[1]}


def test_there_are_sixty_rings_or_more():
    assert len(RINGS.rings) >= 60


def test_every_ring_has_two_forms_or_more():
    assert all(len(ring) >= 2 for ring in RINGS.rings)


def test_no_form_stands_twice_in_a_ring():
    for ring in RINGS.rings:
        keys = [tuple(family(word) for word in form.words) for form in ring]
        assert len(keys) == len(set(keys)), [form.text for form in ring]


def test_every_ring_has_a_form_to_look_for():
    assert all(any(not form.in_capitals for form in ring) for ring in RINGS.rings)


@pytest.mark.parametrize(
    "text", ["CBT", "cbt", "cognitive behavior therapy", "Cognitive-Behavioural Therapies"]
)
def test_every_spelling_of_a_form_finds_its_ring(text):
    assert {"cbt", "cognitive behavioural therapy"} <= forms(text)


@pytest.mark.parametrize("text", ["act", "ct", "pe", "mi", "sad", "ba", "Act"])
def test_an_english_word_is_no_abbreviation_unless_in_capitals(text):
    assert forms(text) == set()


def test_an_ambiguous_abbreviation_in_capitals_finds_what_it_stands_for():
    assert "acceptance and commitment therapy" in forms("ACT")


def test_an_ambiguous_abbreviation_is_never_looked_for():
    assert forms("acceptance and commitment therapy") == {"acceptance and commitment therapy"}


def test_an_abbreviation_in_two_rings_means_both():
    assert {"social phobia", "winter depression"} <= forms("SAD")


def test_the_longest_form_wins():
    count, found = RINGS.match(typed("trauma-focused cognitive behavioural therapy works"))
    assert count == 4
    assert ("tfcbt",) in found


@pytest.mark.parametrize("text", ["client", "patient", "therapist", "relationship", "the"])
def test_related_words_are_no_synonyms(text):
    assert forms(text) == set()


@pytest.mark.parametrize("text", ["drop-out", "dropout", "drop out", "attrition"])
def test_drop_out_meets_its_spellings(text):
    assert {"drop out", "dropout", "attrition"} <= forms(text)


def test_comments_and_empty_lines_are_no_rings():
    assert len(read_rings("# one = two\n\na = b\n").rings) == 1
