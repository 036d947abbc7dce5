import json
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bib.styles
from bib.csl import read_csl
from bib.plain import plain_line
from bib.styles import STYLES, as_text, bibliography_entries, format_citation
from kb.identifiers import parse_doi
from kb.reference import Name, Notice, NoticeKind, PartialDate, Reference
from tests.bib_strategies import AWKWARD, record, references

DOE = Name(family="Doe", given="Jane")
ROE = Name(family="Roe", given="Richard-Paul S.")
WHO = Name(literal="World Health Organization")


def made(kind="article-journal", **fields):
    return Reference(
        **{"type": kind, "title": "A title", "author": (DOE,), "issued": PartialDate(2013, 6, 2), **fields}
    )


CITATIONS = json.loads((Path(__file__).parent / "golden" / "citations.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("case", CITATIONS)
def test_each_type_of_work_is_cited_as_the_style_manual_has_it(case, style):
    (work,) = read_csl(json.dumps([CITATIONS[case]["item"]])).items
    cited = record(work.reference, notices=work.notices)
    assert as_text(format_citation(cited, style)) == CITATIONS[case][style]
    assert re.findall("<i>(.*?)</i>", format_citation(cited, style)) == CITATIONS[case]["italics"][style]


JOURNAL = {"container_title": "Psychotherapy", "volume": "50", "issue": "2", "page": "224-234"}


@pytest.mark.parametrize(
    ("reference", "entry"),
    [
        (
            made(**JOURNAL, doi=parse_doi("10.1037/a0031384")),
            (
                "Doe, J. (2013). A title. <i>Psychotherapy</i>, <i>50</i>(2), 224–234. "
                '<a href="https://doi.org/10.1037/a0031384">https://doi.org/10.1037/a0031384</a>'
            ),
        ),
        (
            made(container_title="PLOS ONE", volume="9", number="e123"),
            "Doe, J. (2013). A title. <i>PLOS ONE</i>, <i>9</i>, Article e123.",
        ),
        (
            made(container_title="Psychotherapy", status="advance online publication"),
            "Doe, J. (2013). A title. <i>Psychotherapy</i>. Advance online publication.",
        ),
        (
            made(container_title="Psychotherapy", status="in press", issued=None),
            "Doe, J. (in press). A title. <i>Psychotherapy</i>.",
        ),
        (
            made(**JOURNAL, issued=None),
            "Doe, J. (n.d.). A title. <i>Psychotherapy</i>, <i>50</i>(2), 224–234.",
        ),
        (made(**JOURNAL, author=()), "A title. (2013). <i>Psychotherapy</i>, <i>50</i>(2), 224–234."),
        (
            made("article-newspaper", container_title="The Globe"),
            "Doe, J. (2013, June 2). A title. <i>The Globe</i>.",
        ),
        (
            made("book", title="Does it work?", publisher="Wiley", edition="2", volume="3"),
            "Doe, J. (2013). <i>Does it work?</i> (2nd ed., Vol. 3). Wiley.",
        ),
        (
            made("book", author=(), editor=(DOE, ROE), publisher="Wiley"),
            "Doe, J., &amp; Roe, R.-P. S. (Eds.). (2013). <i>A title</i>. Wiley.",
        ),
        (
            made("book", translator=(ROE,), publisher="Wiley"),
            "Doe, J. (2013). <i>A title</i> (R.-P. S. Roe, Trans.). Wiley.",
        ),
        (
            made(
                "chapter",
                container_title="Handbook",
                editor=(ROE,),
                edition="6",
                page="1-20",
                publisher="Wiley",
            ),
            "Doe, J. (2013). A title. In R.-P. S. Roe (Ed.), <i>Handbook</i> (6th ed., pp. 1–20). Wiley.",
        ),
        (
            made("chapter", container_title="Handbook", editor=(ROE, DOE, WHO), page="7", publisher="Wiley"),
            (
                "Doe, J. (2013). A title. In R.-P. S. Roe, J. Doe, &amp; World Health Organization (Eds.), "
                "<i>Handbook</i> (p. 7). Wiley."
            ),
        ),
        (
            made("paper-conference", container_title="Proceedings", page="3-5", publisher="ACM"),
            "Doe, J. (2013). A title. In <i>Proceedings</i> (pp. 3–5). ACM.",
        ),
        (
            made("paper-conference", event_title="Annual meeting"),
            "Doe, J. (2013, June 2). <i>A title</i> [Conference presentation]. Annual meeting.",
        ),
        (
            made("thesis", genre="Doctoral dissertation", publisher="York University"),
            "Doe, J. (2013). <i>A title</i> [Doctoral dissertation, York University].",
        ),
        (
            made("report", author=(WHO,), publisher="World Health Organization", number="12"),
            "World Health Organization. (2013). <i>A title</i> (No. 12).",
        ),
        (made("dataset", publisher="OSF"), "Doe, J. (2013). <i>A title</i> [Data set]. OSF."),
        (
            made("article", genre="Preprint", publisher="PsyArXiv"),
            "Doe, J. (2013). <i>A title</i>. PsyArXiv.",
        ),
        (
            made("webpage", container_title="A site", url="https://x.org/a?b=1&c=2"),
            (
                "Doe, J. (2013, June 2). <i>A title</i>. A site. "
                '<a href="https://x.org/a?b=1&amp;c=2">https://x.org/a?b=1&amp;c=2</a>'
            ),
        ),
        (
            made("entry-encyclopedia", container_title="Encyclopedia", publisher="APA"),
            "Doe, J. (2013). A title. In <i>Encyclopedia</i>. APA.",
        ),
    ],
)
def test_each_type_of_reference_in_apa(reference, entry):
    assert format_citation(record(reference)) == entry


@pytest.mark.parametrize(
    ("style", "entry"),
    [
        ("vancouver", "Doe J, van den Berg A. A title. Psychotherapy. 2013;50(2):224-34."),
        (
            "chicago-author-date",
            "Doe, Jane, and A. van den Berg. 2013. “A Title.” <i>Psychotherapy</i> 50 (2): 224–34.",
        ),
    ],
)
def test_an_article_in_the_other_styles(style, entry):
    berg = Name(family="Berg", given="A.", non_dropping_particle="van den")
    assert format_citation(record(made(**JOURNAL, author=(DOE, berg))), style) == entry


@pytest.mark.parametrize(
    ("style", "entry"),
    [
        ("vancouver", "Doe J, Roe RPS, editors. A title. Wiley; 2013."),
        ("chicago-author-date", "Doe, Jane, and Richard-Paul S. Roe, eds. 2013. <i>A Title</i>. Wiley."),
    ],
)
def test_an_edited_book_in_the_other_styles(style, entry):
    book = made("book", author=(), editor=(DOE, ROE), publisher="Wiley")
    assert format_citation(record(book), style) == entry


def test_of_more_than_twenty_authors_apa_names_nineteen_and_the_last():
    authors = tuple(Name(family=f"A{number}", given="B.") for number in range(1, 23))
    entry = format_citation(record(made(author=authors)))
    assert "A19, B., … A22, B. (2013)" in entry
    assert "A20" not in entry
    assert "A19, B., &amp; A20, B. (2013)" in format_citation(record(made(author=authors[:20])))


def test_names_keep_particles_suffixes_and_scripts():
    names = (
        Name(family="Berg", given="Anna-Maria", non_dropping_particle="van den"),
        Name(family="King", given="M.L.", suffix="Jr."),
        Name(family="Musset", given="Alfred", dropping_particle="de"),
        Name(family="羊", given="憶蓉"),
        Name(family="Plato"),
    )
    expected = "van den Berg, A.-M., King, M. L., Jr., Musset, A. de, 羊, 憶蓉, &amp; Plato. (2013)."
    assert format_citation(record(made(author=names))).startswith(expected)


def test_a_retraction_is_told():
    notice = Notice(kind=NoticeKind.RETRACTION, date=PartialDate(2014, 5))
    retracted = record(made(**JOURNAL), notices=(notice,))
    assert format_citation(retracted).endswith("(Retraction published 2014)")
    for style in STYLES:
        assert "Retract" in format_citation(retracted, style)


def test_an_apa_list_is_in_order_and_tells_works_of_one_year_apart():
    listed = [
        made(title="B", author=(Name(family="Zoe", given="A."),)),
        made(title="The second"),
        made(title="First"),
        made(title="E", author=(Name(family="Éluard", given="P."),), issued=None),
    ]
    assert [as_text(entry) for entry in bibliography_entries([record(each) for each in listed])] == [
        "Doe, J. (2013a). First.",
        "Doe, J. (2013b). The second.",
        "Éluard, P. (n.d.). E.",
        "Zoe, A. (2013). B.",
    ]


def test_a_numbered_list_keeps_the_order_given():
    listed = [record(made(title="Z")), record(made(title="A"))]
    assert [as_text(entry)[:8] for entry in bibliography_entries(listed, "vancouver")] == [
        "Doe J. Z",
        "Doe J. A",
    ]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("text", [*AWKWARD, "<script>alert(1)</script>", '" onmouseover="x', "\ue001i\ue002"])
def test_no_text_becomes_markup(style, text):
    reference = made(
        title=f"x {text} y", container_title=text, author=(Name(literal=f"x{text}"),), url="javascript:x"
    )
    html = format_citation(record(reference), style)
    assert set(re.findall(r"</?([a-zA-Z]+)", html)) <= {"i", "a", "b", "span", "sup", "sub"}
    assert not re.search(r"<[^>]*(?:on\w+=|javascript:)", html)


@settings(max_examples=40, deadline=None)
@given(references(), st.sampled_from(sorted(STYLES)))
def test_the_door_always_answers(reference, style):
    answer = as_text(format_citation(record(reference), style))
    assert answer
    if style == "apa":
        assert unescape(plain_line(reference.title).replace("&", "&amp;")).split()[0] in answer


@pytest.mark.parametrize(
    ("pages", "nlm", "chicago"),
    [
        ("1-10", "1-10", "1–10"),
        ("71-72", "71-2", "71–72"),
        ("100-104", "100-4", "100–104"),
        ("101-108", "101-8", "101–8"),
        ("321-328", "321-8", "321–28"),
        ("498-532", "498-532", "498–532"),
        ("1496-1500", "1496-500", "1496–500"),
        ("S12-S15", "S12-S15", "S12–S15"),
        ("3, 7-9", "3, 7-9", "3, 7–9"),
    ],
)
def test_page_ranges_are_shortened_as_each_manual_has_it(pages, nlm, chicago):
    cited = record(made(**{**JOURNAL, "page": pages}))
    assert f":{nlm}." in format_citation(cited, "vancouver")
    assert f": {chicago}." in format_citation(cited, "chicago-author-date")


def test_where_the_style_processor_fails_apa_answers(monkeypatch):
    def fail(*_):
        raise RuntimeError

    monkeypatch.setattr(bib.styles, "CiteProcJSON", fail)
    reference = record(made(**JOURNAL))
    assert format_citation(reference, "vancouver") == format_citation(reference, "apa")


def test_plain_text_of_a_citation_is_what_a_reader_sees():
    assert as_text("<i>A &amp; B</i> &lt;x&gt;") == "A & B <x>"


@pytest.mark.parametrize("kind", ["article-journal", "document"])
def test_a_work_without_title_and_people_is_called_untitled_in_apa(kind):
    entry = as_text(format_citation(record(Reference(type=kind, title="", issued=PartialDate(1976)))))
    assert entry == "[Untitled]. (1976)."
