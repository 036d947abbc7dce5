import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.latex import encode, encode_doi, encode_key, encode_title, encode_verbatim
from bib.latex_text import decode, decode_doi
from bib.plain import plain_line
from tests.bib_strategies import texts


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Cognitive therapy for PTSD in Los Angeles", "Cognitive therapy for {PTSD} in {Los} {Angeles}"),
        ("Cognitive Therapy for Trauma, Grief and PTSD", "Cognitive Therapy for Trauma, Grief and {PTSD}"),
        ("A study of McDonald: Freud revisited", "A study of {McDonald}: Freud revisited"),
        ("Does it work? A trial", "Does it work? {A} trial"),
        ("What I saw", "What {I} saw"),
        ("THE EGO AND THE ID", "THE EGO AND THE ID"),
        ("Non-Western clients", "Non-{Western} clients"),
        ("fMRI before therapy", "{fMRI} before therapy"),
    ],
)
def test_only_the_capitals_a_style_would_lose_are_protected(title, written):
    assert encode_title(title) == written


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"Chru{\'s}ci{\'n}ski", "Chruściński"),
        (r"{\'I}sample \textregistered \~n {\~n}", "Ísample ®ñ ñ"),
        (r"\v{S}\c c\'{\i}{\"\i}{\o}\ss{}\AA ngstr\"om", "Šçíïøßångström".replace("å", "Å")),
        (r"{T}est 100~$\mu${J}, 0.2\,mm$^2$", "Test 100 μJ, 0.2 mm²"),
        (r"$\pm$0.1\% and H$_2$O and NH\textsuperscript{3}", "±0.1% and H₂O and NH³"),
        (r"a -- b --- c ``q''", "a – b — c “q”"),
        (r"\emph{Hamlet} and \textbf{bold {text}}", "Hamlet and bold text"),
        (r"\url{http://x.org/~user}", "http://x.org/~user"),
        (r"costs $5", "costs $5"),
        (r"\unknowncommand stays", r"\unknowncommand stays"),
        ("{{Double braces}}\n  over lines", "Double braces over lines"),
    ],
)
def test_latex_reads_as_the_text_it_shows(latex, text):
    assert decode(latex) == text


@settings(max_examples=150, deadline=None)
@given(st.one_of(texts, st.text(max_size=60)), st.booleans())
def test_encoded_text_is_one_line_of_balanced_braces_without_a_live_command(text, ascii_only):
    for written in (encode(text, ascii=ascii_only), encode_title(text, ascii=ascii_only)):
        assert "\n" not in written
        assert "^^" not in written
        assert not re.search(r"\\(?:input|write|include|def|immediate|catcode|csname|openout)", written)
        assert not re.search(r"(?<!\\)[%#$&]", re.sub(r"\\ensuremath\{[^{}]*\}", "", written))
        depth = 0
        for character in written:
            depth += {"{": 1, "}": -1}.get(character, 0)
            assert depth >= 0
        assert depth == 0
        if ascii_only:
            assert written.isascii()


@settings(max_examples=150, deadline=None)
@given(texts)
def test_text_comes_back_from_latex_as_it_was(text):
    expected = " ".join(plain_line(text).replace("\u00a0", " ").replace("\u00ad", "").split())
    assert decode(encode_title(text)) == _composed(expected)


@settings(max_examples=60, deadline=None)
@given(st.text("abcéüñøßçŠőąİıÅ –—“”’×±", min_size=1, max_size=20).filter(str.strip))
def test_latin_text_comes_back_from_ascii_latex(text):
    written = encode(text, ascii=True)
    assert written.isascii()
    assert decode(written) == " ".join(text.split())


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=30))
def test_a_doi_field_cannot_break_out_and_comes_back(tail):
    doi = f"10.1000/{''.join(tail.split())}x"
    written = encode_doi(doi)
    assert not re.search(r"[\\{}^\s]", written)
    if all(character.isprintable() for character in doi):
        assert decode_doi(written) == doi


def test_a_link_keeps_its_percent_encoding():
    assert encode_verbatim("https://x.org/a%20b_c?d=1&e=~f#g") == "https://x.org/a%20b_c?d=1&e=~f#g"


def test_a_key_is_plain_ascii():
    assert encode_key("Müller 2013}, x={\\") == "Muller2013x"
    assert encode_key("{}") == "key"


def _composed(text):
    # Decoding composes accents (NFC), reads typography and drops nothing else.
    return unicodedata.normalize("NFC", text)
