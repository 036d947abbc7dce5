import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from web.markdown import to_html, to_text


def test_paragraphs_and_emphasis_are_kept():
    assert to_html("One *two*.\n\nThree") == "<p>One <em>two</em>.</p>\n<p>Three</p>\n"


def test_typed_html_is_text():
    assert "<script" not in to_html("<script>alert(1)</script> and <b>bold</b>")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//x\njavascript:y"]
)
def test_a_link_leads_to_the_web_or_to_mail_only(address):
    assert not re.search(r'href="(?!https?:|mailto:|/)', to_html(f"[a]({address})"))


def test_links_out_are_neither_followed_nor_told_who_opened_them():
    assert 'rel="nofollow noopener"' in to_html("[a](https://example.org)")


def test_a_picture_is_not_loaded():
    assert "<img" not in to_html("![a face](https://example.org/a.png)")


def test_headings_begin_below_those_of_the_page_and_leave_out_no_level():
    assert to_html("## Two\n\n##### Five") == "<h3>Two</h3>\n<h4>Five</h4>\n"


def test_words_alone_are_on_one_line():
    assert to_text("One *two*\n\n- three & four") == "One two three & four"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=200))
def test_nothing_live_comes_out(text):
    html = to_html(text)
    tags = re.findall(r"<\s*/?\s*([a-zA-Z0-9]+)", html)
    assert set(tags) <= set("a blockquote br code em h3 h4 h5 h6 hr li ol p pre strong ul".split())  # noqa: SIM905
    assert not re.search(r"<[^>]*\son\w+\s*=", html)
