import re

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from web.word_differences import word_differences

TEXTS = st.text(alphabet=st.sampled_from("ab <&'\n.é"), max_size=40)


def test_words_that_went_and_came_are_marked():
    assert word_differences("The cat sat.", "The dog sat.") == "The <del>cat</del><ins>dog</ins> sat."


def test_what_is_written_is_shown_and_not_obeyed():
    assert word_differences("", "<b>&</b>") == "<ins>&lt;b&gt;&amp;&lt;/b&gt;</ins>"


def test_equal_texts_have_no_marks():
    assert word_differences("One & one", "One & one") == "One &amp; one"


def test_a_sentence_written_anew_is_not_cut_into_the_words_it_shares_with_the_old():
    before = "Sixty therapists told when they had wept."
    after = "In this survey, most of the therapists wrote about when they had laughed."
    assert word_differences(before, after).count("<del>") <= 2


def test_paragraphs_are_told_apart():
    assert word_differences("One.\n\nTwo.", "One.\n\nAnd a half.\n\nTwo.").startswith("One.\n\n<ins>")


def test_a_paragraph_that_went_is_marked_as_a_whole():
    assert word_differences("One.\n\nTwo.", "One.") == "One.<del>\n\nTwo.</del>"


def test_a_line_break_of_another_system_is_no_difference():
    assert "<" not in word_differences("One.\r\nTwo.", "One.\nTwo.")


@given(before=TEXTS, after=TEXTS)
def test_both_texts_can_be_read_out_of_their_differences(before, after):
    html = str(word_differences(before, after))
    old = re.sub(r"</?del>", "", re.sub(r"<ins>.*?</ins>", "", html, flags=re.DOTALL))
    new = re.sub(r"</?ins>", "", re.sub(r"<del>.*?</del>", "", html, flags=re.DOTALL))
    assert (old, new) == (str(escape(before)), str(escape(after)))


def test_texts_as_long_as_a_book_are_compared_too():
    before, after = "old " * 30_000, "new " * 30_000
    html = word_differences(before, after)
    assert html.count("<del>") == html.count("<ins>") == 1
