import pytest

from kb.summary import Month
from tests.factories import a_record, a_summary
from web.citing import DEFAULT, STYLES, style_named

ADDRESS = "https://kb.example.org/summaries/tears"
LINK = f'<a href="{ADDRESS}">{ADDRESS}</a>'


@pytest.mark.parametrize(
    ("style", "citation"),
    [
        ("apa", f"<i>What tears mean</i>. (2016, May). The Tearoom. {LINK}"),
        ("vancouver", f"What tears mean. In: The Tearoom [Internet]. 2016 May. Available from: {LINK}"),
        ("chicago", f"The Tearoom. 2016. “What tears mean.” May 2016. {LINK}."),
    ],
)
def test_a_summary_is_cited_as_a_page_of_the_site_in_its_month(style, citation):
    summary = a_summary(title="What tears mean", month=Month(2016, 5))
    assert STYLES[style].of_summary(summary, "The Tearoom", ADDRESS) == citation


@pytest.mark.parametrize("style", STYLES)
def test_a_question_keeps_its_mark_and_gets_no_full_stop(style):
    cited = STYLES[style].of_summary(a_summary(title="Why weep?"), "The Tearoom", ADDRESS)
    assert "Why weep?" in cited
    assert "?." not in cited.replace("</i>", "")


@pytest.mark.parametrize("style", STYLES)
def test_what_an_editor_typed_is_text_in_a_citation(style):
    cited = STYLES[style].of_summary(a_summary(title="<b>Tears</b>"), "A & B", ADDRESS + '"><i>')
    assert "<b>" not in cited
    assert "A &amp; B" in cited
    assert '"><i>' not in cited


def test_styles_cite_a_study_each_in_its_own_way():
    record = a_record()
    assert len({style.of_study(record) for style in STYLES.values()}) == len(STYLES)


@pytest.mark.parametrize("name", [None, "", "mla", "APA"])
def test_a_style_nobody_knows_is_the_usual_one(name):
    assert style_named(name) is DEFAULT
