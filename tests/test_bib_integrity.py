from dataclasses import replace
from datetime import date

import pytest

from bib.integrity import doi_remarks, mended, remarks, shared_identifiers
from bib.remarks import Severity
from kb.identifiers import DOI, ISBN, ISSN, PMID
from kb.reference import FIELDS, Name, Notice, NoticeKind, PartialDate, Reference, Source, SourceKind
from tests.crossref_works import shared_records
from tests.factories import a_record, a_reference
from web.integrity_words import SENTENCES, mend_words, remark_sentence

TODAY = date(2026, 5, 4)
SOUND = {"doi": DOI("10.5555/tears")}


def said_of(**changes):
    """The remarks about a sound journal article with some changes, by code."""
    record = a_record(described=a_reference(**{**SOUND, **changes}))
    return {each.code: each for each in remarks(record, TODAY)}


def mended_by(code, **changes):
    """The article after the mend of a remark about it."""
    return mended(a_reference(**{**SOUND, **changes}), said_of(**changes)[code])


def test_a_sound_article_has_nothing_to_complain_of():
    assert said_of() == {}


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("no-title", {"title": ""}),
        ("no-people", {"author": ()}),
        ("no-journal", {"container_title": None}),
        ("no-volume", {"volume": None}),
        ("no-pages", {"page": None}),
        ("no-date", {"issued": None}),
        ("no-doi", {"doi": None}),
        ("no-book", {"type": "chapter", "container_title": None}),
        ("no-chapter-pages", {"type": "chapter", "page": None, "publisher": "Society"}),
        ("no-publisher", {"type": "report"}),
        ("no-school", {"type": "thesis"}),
        ("no-event", {"type": "paper-conference", "container_title": None}),
        ("no-address", {"type": "webpage", "doi": None}),
        ("no-kind", {"type": "document"}),
        ("future", {"issued": PartialDate(2029)}),
        ("long-ago", {"issued": PartialDate(1215)}),
        ("pages-open", {"page": "201-"}),
        ("pages-many", {"page": "201-2014"}),
        ("unreadable", {"title": "Tears in the consulting r\ufffdom"}),
        ("unreadable", {"title": "A study by M?nica"}),
        ("unbalanced", {"title": "Tears (in the consulting room"}),
        ("title-is-source", {"title": "Journal of invented studies"}),
        ("abbreviated", {"container_title": "J. Invent. Stud."}),
        ("status-old", {"volume": None, "page": None, "status": "advance online publication"}),
        ("name-odd", {"author": (Name(family="Moss1", given="Anna"),)}),
        ("name-without-given", {"author": (Name(family="Moss"),)}),
        ("url-form", {"url": "see the library"}),
        ("url-borrowed", {"url": "https://onlinelibrary.proxy.example.edu/tears"}),
        ("url-other-doi", {"url": "https://doi.org/10.5555/laughter"}),
    ],
)
def test_what_only_the_editor_can_put_right_is_said(code, changes):
    assert said_of(**changes)[code].mend == {}


@pytest.mark.parametrize(
    ("code", "changes", "better"),
    [
        ("capitals", {"title": "TEARS IN THE CONSULTING ROOM"}, {"title": "Tears in the Consulting Room"}),
        ("lower-case", {"title": "tears in the room"}, {"title": "Tears in the room"}),
        ("full-stop", {"title": "Tears in the room."}, {"title": "Tears in the room"}),
        ("quoted", {"title": "“Tears in the room”"}, {"title": "Tears in the room"}),
        ("markup", {"title": "Tears in <i>the</i> room"}, {"title": "Tears in the room"}),
        ("markup", {"container_title": "Tears &amp; Rooms"}, {"container_title": "Tears & Rooms"}),
        ("latex", {"title": "{Tears} in the caf{\\'e}"}, {"title": "Tears in the café"}),
        ("spaces", {"title": "Tears  in the room"}, {"title": "Tears in the room"}),
        ("turned", {"container_title": "Lancet, The"}, {"container_title": "The Lancet"}),
        ("book-in-book", {"type": "book", "publisher": "Society"}, {"type": "chapter"}),
        ("no-such-date", {"issued": PartialDate(2015, 2, 31)}, {"issued": PartialDate(2015, 2)}),
        ("pages-turned", {"page": "214-201"}, {"page": "201-214"}),
        ("pages-shortened", {"page": "201-14"}, {"page": "201-214"}),
        ("labelled", {"page": "pp. 201–214"}, {"page": "201-214"}),
        ("dashes", {"page": "201 – 214"}, {"page": "201-214"}),
        ("article-number", {"page": "e0123"}, {"page": None, "number": "e0123"}),
        ("number-twice", {"page": "104213", "number": "104213"}, {"page": None}),
        ("no-value", {"issue": "0"}, {"issue": None}),
        ("labelled", {"volume": "Vol. 12"}, {"volume": "12"}),
        ("labelled", {"issue": "No. 3"}, {"issue": "3"}),
        ("volume-with-issue", {"volume": "12(3)", "issue": None}, {"volume": "12", "issue": "3"}),
        ("first-edition", {"edition": "1st ed."}, {"edition": None}),
        ("labelled", {"edition": "2nd edition"}, {"edition": "2"}),
        ("status-past", {"status": "advance online publication"}, {"status": None}),
        ("doi-form", {"doi": DOI("10.5555/Tears")}, {"doi": "10.5555/tears"}),
        ("doi-form", {"doi": DOI("see doi:10.5555/tears")}, {"doi": "10.5555/tears"}),
        ("doi-tail", {"doi": DOI("10.5555/tears.")}, {"doi": "10.5555/tears"}),
        ("doi-tail", {"doi": DOI("10.5555/tears/full")}, {"doi": "10.5555/tears"}),
        ("url-repeats-doi", {"url": "https://doi.org/10.5555/tears"}, {"url": None}),
        (
            "url-is-doi",
            {"doi": None, "url": "https://publisher.org/doi/10.5555/tears/pdf"},
            {"doi": "10.5555/tears"},
        ),
        ("doi-in-note", {"doi": None, "note": "see 10.5555/tears."}, {"doi": "10.5555/tears"}),
        ("issn-form", {"issn": (ISSN("0033-3205"), ISSN("0033-3204"))}, {"issn": ("0033-3204",)}),
        ("isbn-form", {"isbn": (ISBN("9780000000000"),)}, {"isbn": ()}),
        ("written-otherwise", {"issn": (ISSN("00333204"),)}, {"issn": ("0033-3204",)}),
        ("pmid-form", {"pmid": PMID("PMC12")}, {"pmid": None}),
    ],
)
def test_one_click_puts_right(code, changes, better):
    after = mended_by(code, **changes)
    assert {name: getattr(after, name) for name in better} == better


@pytest.mark.parametrize(
    ("code", "name", "better"),
    [
        (
            "name-capitals",
            Name(family="MCADAMS", given="ANNA B."),
            (Name(family="McAdams", given="Anna B."),),
        ),
        ("name-turned", Name(family="A. B.", given="Moss"), (Name(family="Moss", given="A. B."),)),
        ("name-others", Name(literal="et al."), ()),
        ("name-nobody", Name(literal="Anonymous"), ()),
        ("name-whole", Name(literal="Moss, Anna B."), (Name(family="Moss", given="Anna B."),)),
        ("name-degree", Name(family="Moss, PhD", given="Anna"), (Name(family="Moss", given="Anna"),)),
        ("name-markup", Name(family="M&uuml;ller", given="A."), (Name(family="Müller", given="A."),)),
        (
            "name-several",
            Name(literal="Moss, A. B., & Adler, N."),
            (Name(family="Moss", given="A. B."), Name(family="Adler", given="N.")),
        ),
    ],
)
def test_a_name_is_put_right_in_its_place(code, name, better):
    first, last = Name(family="Okafor", given="Chidi"), Name(literal="World Health Organization")
    assert mended_by(code, author=(first, name, last)).author == (first, *better, last)


def test_an_author_who_stands_there_twice_is_taken_out_once():
    moss, adler = Name(family="Moss", given="Anna"), Name(family="Adler", given="Nora")
    assert mended_by("name-twice", author=(moss, adler, moss)).author == (moss, adler)


@pytest.mark.parametrize(
    "name",
    [
        Name(literal="American Psychiatric Association"),
        Name(literal="Department of Health and Human Services"),
        Name(literal="Wiley, Inc."),
        Name(family="Ng", given="A."),
        Name(family="van der Berg", given="J. MD"),
        Name(family="Na", given="Jin"),
    ],
)
def test_an_honest_name_is_left_in_peace(name):
    assert said_of(author=(name,)) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "eHealth in the consulting room"},
        {"title": "CBT"},
        {"title": "Does it work?"},
        {"title": "Smith v. Jones et al."},
        {"title": "Effects at p < .05 and beyond"},
        {"container_title": "JAMA"},
        {"page": "S57-S64"},
        {"page": "201-205, 207"},
        {"page": None, "number": "e0123"},
        {"volume": None, "page": None, "status": "advance online publication", "issued": PartialDate(2026)},
        {"issued": PartialDate(2015)},
        {"url": "https://publisher.org/tears"},
    ],
)
def test_what_is_right_though_unusual_is_left_in_peace(changes):
    assert said_of(**changes) == {}


def test_the_gravest_comes_first():
    found = remarks(a_record(described=a_reference(title="tears.", container_title=None)), TODAY)
    assert [each.severity for each in found] == sorted(
        (each.severity for each in found), key=list(Severity).index
    )
    assert found[0].code == "no-journal"


def test_next_years_first_issue_is_only_doubted():
    assert said_of(issued=PartialDate(2027))["future"].severity is Severity.WARNING
    assert said_of(issued=PartialDate(2028))["future"].severity is Severity.ERROR


def test_a_title_that_says_retracted_without_a_notice_is_said_and_one_with_a_notice_is_not():
    retracted = a_reference(title="RETRACTED: Tears in the room", **SOUND)
    (found,) = remarks(a_record(described=retracted), TODAY)
    assert (found.code, found.mend) == ("says-retracted", {"title": "Tears in the room"})
    assert remarks(a_record(described=retracted, notices=(Notice(kind=NoticeKind.RETRACTION),)), TODAY) == ()


def test_an_override_that_says_what_the_source_says_is_needless():
    record = a_record(described=a_reference(**SOUND), overrides={"volume": "12"})
    assert [each.code for each in remarks(record, TODAY)] == ["needless-override"]


def test_references_with_one_doi_or_pubmed_number_are_told_of_each_other():
    one = a_record("One", doi=DOI("10.5555/tears"), pmid=PMID("12"))
    other = a_record("Other", doi=DOI("10.5555/tears/full"), pmid=PMID("12"))
    third = a_record("Third", url="https://doi.org/10.5555/tears", pmid=PMID("13"))
    found = shared_identifiers([one, other, third])
    assert {(each.code, each.told["citekey"]) for each in found[one.id]} == {
        ("same-doi", "Other, Third"),
        ("same-pmid", "Other"),
    }
    assert [each.code for each in found[third.id]] == ["same-doi"]


def test_a_doi_that_leads_to_another_title_is_an_error():
    answered = a_reference(title="A wholly different matter", **SOUND)
    (found,) = doi_remarks(a_reference(**SOUND), answered)
    assert (found.code, found.severity) == ("other-work", Severity.ERROR)
    assert doi_remarks(a_reference(**SOUND), a_reference(**SOUND)) == ()


def test_a_doi_that_was_given_up_for_another_can_be_changed():
    answered = a_reference(doi=DOI("10.5555/new"))
    (found,) = doi_remarks(a_reference(**SOUND), answered)
    assert (found.code, found.mend) == ("other-doi", {"doi": "10.5555/new"})


def test_every_remark_has_a_sentence_and_every_mend_a_button():
    odd = Reference(
        type="article-journal",
        title="TEARS &AMP; ROOMS.",
        author=(Name(family="MOSS", given="A."), Name(literal="et al."), Name(literal="Adler, Nora")),
        container_title="Lancet, The",
        volume="12(3)",
        page="214-201",
        issued=PartialDate(2030, 2, 31),
        url="https://doi.org/10.5555/tears",
        issn=(ISSN("0033-3205"),),
    )
    found = remarks(a_record(described=odd), TODAY)
    assert len(found) > 8
    for each in found:
        assert "%(" not in remark_sentence(each)
        assert not each.mend or mend_words(odd, mended(odd, each), each)
    assert all(each.field in FIELDS for each in found)
    assert len({each.key for each in found}) == len(found)
    assert set(SENTENCES) >= {each.code for each in found}


def test_what_crossref_deposited_and_we_cleaned_is_seldom_mended_again(shared_data):
    mends = [
        (record.citekey, each.code)
        for record in shared_records(shared_data)
        for each in remarks(replace(record, source=Source(kind=SourceKind.CROSSREF)), TODAY)
        if each.mend and each.severity is Severity.ERROR
    ]
    assert mends == []
