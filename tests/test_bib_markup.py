import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.markup import paragraphs, plain


@pytest.mark.parametrize(
    ("deposited", "text"),
    [
        ("Mind &amp; Brain", "Mind & Brain"),
        ("Mind &amp;amp; Brain", "Mind & Brain"),
        ("AT&T", "AT&T"),
        ("Research &notes; R&Dlt", "Research &notes; R&Dlt"),
        ("Caf&#233; &#xE9;", "Café é"),
        ("Therapy &lt;i&gt;in vivo&lt;/i&gt;", "Therapy in vivo"),
        ("<b>Bold</b> and <jats:bold>brave</jats:bold>", "Bold and brave"),
        ("p &lt; .05 and q > .10", "p < .05 and q > .10"),
        ("a<b and c>d", "a<b and c>d"),
        ("<unheard>of</unheard>", "<unheard>of</unheard>"),
        ("H<sub>2</sub>O", "H2O"),
        ("10<sup>6</sup> clients", "10⁶ clients"),
        ("10<sup>-3</sup>", "10⁻³"),
        ("R<sup>2</sup>", "R2"),
        ("two\n   lines\tand \u2009thin", "two lines and thin"),
        ("soft\u00adhyphen\u200b\ufeff", "softhyphen"),
        ("Forget\u2010Me\u2010Not", "Forget-Me-Not"),
        ("over\u202eride", "override"),
        ("lone \ud800surrogate", "lone surrogate"),
        ("Cafe\u0301", "Café"),
        ("MÃ´nica and CecÃ\u00adlia", "Mônica and Cecília"),
        ("Journal f\ufffdr Chemie", "Journal f\ufffdr Chemie"),
        ("SÃO PAULO", "SÃO PAULO"),
    ],
)
def test_marked_up_text_becomes_plain(deposited, text):
    assert plain(deposited) == text


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("<mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac>", "1/2"),
        ("<mml:msup><mml:mn>10</mml:mn><mml:mn>6</mml:mn></mml:msup>", "10⁶"),
        ("<mml:msup><mml:mi>R</mml:mi><mml:mn>2</mml:mn></mml:msup>", "R2"),
        ("<mml:msqrt><mml:mi>n</mml:mi></mml:msqrt>", "√n"),
        ("<mml:mi>f</mml:mi><mml:mfenced><mml:mi>x</mml:mi><mml:mi>y</mml:mi></mml:mfenced>", "f(x,y)"),
        ("<mml:mi>unclosed", "unclosed"),
        ("<mml:mi>&undefined;</mml:mi>", "&undefined;"),
    ],
)
def test_a_formula_is_written_on_one_line(formula, text):
    namespace = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'
    assert plain(f"<mml:math {namespace}>{formula}</mml:math>") == text


def test_a_formula_cannot_declare_entities():
    bomb = '<math><!DOCTYPE m [<!ENTITY a "aaaa">]><mi>x</mi></math>'
    assert "aaaa<" not in plain(bomb).replace('"aaaa"', "")


def test_an_abstract_keeps_its_paragraphs_and_leads_them_with_their_headings():
    jats = (
        "<jats:title>Abstract</jats:title>\n<jats:sec>\n<jats:title>Method.</jats:title>\n"
        "<jats:p>One  line</jats:p><jats:p>Another</jats:p></jats:sec>"
    )
    assert paragraphs(jats) == "Method: One line\n\nAnother"


def test_an_abstract_of_plain_text_stays():
    assert paragraphs("Just text.") == "Just text."
    assert paragraphs("First.\n\nSecond\nline.") == "First.\n\nSecond line."


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_plain_text_is_one_clean_line(text):
    line = plain(text)
    assert line == line.strip()
    assert "\n" not in line
    line.encode("utf-8")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<mml:math>", "</mml:math>", "<i>", "</i>", "&amp;", "<", ">", "x", " ", "<jats:p>"])
    )
)
def test_markup_in_any_disorder_raises_nothing(pieces):
    plain("".join(pieces))
    paragraphs("".join(pieces))


@pytest.mark.parametrize(
    "piece", ["<math ", "<mml:math>", "<i>", "&amp;", "<a b='", "( \n", "<title>", "<a " + "b='c' " * 40]
)
def test_hostile_markup_comes_to_an_end(piece):
    assert isinstance(plain(piece * 50_000), str)
    assert isinstance(paragraphs(piece * 50_000), str)
