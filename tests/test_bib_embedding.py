"""COinS, citation_* tags and unAPI, read as a reference manager reads them."""

from dataclasses import replace
from urllib.parse import parse_qsl
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from bib.coins import coins
from bib.formats import FORMATS
from bib.highwire import citation_tags
from bib.plain import plain_line
from bib.unapi import UNAPI_FORMATS, formats_xml
from kb.identifiers import parse_doi, parse_isbn, parse_issn, parse_pmid
from kb.reference import Name, PartialDate, Reference
from tests.bib_strategies import record, works

ARTICLE = Reference(
    type="article-journal",
    title="Tears & “laughter”: 100% of it",
    author=(
        Name(family="Berg", given="Anna B.", non_dropping_particle="van den", suffix="Jr."),
        Name(family="Roe", given="Richard"),
        Name(literal="World Health Organization"),
    ),
    container_title="Psychotherapy",
    container_title_short="Psychother.",
    volume="50",
    issue="2",
    page="224-234",
    issued=PartialDate(2013, 6, 2),
    doi=parse_doi("10.1037/a<b>;c#1"),
    pmid=parse_pmid("23505984"),
    issn=(parse_issn("0033-3204"), parse_issn("1939-1536")),
)
CHAPTER = Reference(
    type="chapter",
    title="A chapter",
    author=(Name(family="Roe", given="Richard"),),
    container_title="A handbook",
    collection_title="Handbooks",
    edition="2",
    publisher="Wiley",
    publisher_place="New York",
    page="1-20",
    issued=PartialDate(2014),
    isbn=(parse_isbn("9781118038208"),),
)
BOOK = Reference(
    type="book",
    title="A book",
    author=(Name(literal="World Health Organization"),),
    publisher="WHO",
    issued=PartialDate(2004, 3),
    isbn=(parse_isbn("9781118038208"),),
    doi=parse_doi("10.1000/book"),
)
PAPER = Reference(
    type="paper-conference",
    title="A paper",
    author=(Name(family="Roe", given="Richard"),),
    container_title="Proceedings",
    page="3-5",
)
THESIS = Reference(
    type="thesis",
    title="A thesis",
    author=(Name(family="Roe", given="Richard"),),
    genre="PhD",
    publisher="York University",
    issued=PartialDate(2001),
)
REPORT = Reference(
    type="report",
    title="A report",
    author=(Name(literal="World Health Organization"), Name(family="Roe", given="Richard")),
    publisher="WHO",
    issued=PartialDate(2001, 5),
    language="en",
    doi=parse_doi("10.1000/report"),
)
ALL = {each.type: each for each in (ARTICLE, CHAPTER, BOOK, PAPER, THESIS, REPORT)}


def from_coins(value: str) -> Reference:
    """What a translator makes of a Z3988 span, by the keys of its format."""
    pairs = parse_qsl(value, strict_parsing=True)
    form = dict(pairs)["rft_val_fmt"].rpartition(":")[2]
    rft = {key.removeprefix("rft."): text for key, text in reversed(pairs)}
    ids = [text for key, text in pairs if key == "rft_id"]
    kinds = {
        "article": "article-journal",
        "bookitem": "chapter",
        "proceeding": "paper-conference",
        "report": "report",
    }
    kind = {"dissertation": "thesis", "dc": rft.get("type", "")}.get(form) or kinds.get(
        rft.get("genre", ""), "book"
    )
    contained = kind in {"chapter", "paper-conference"}
    return Reference(
        type=kind,
        title=rft.get("atitle") or rft.get("title") or ("" if contained else rft.get("btitle", "")),
        author=tuple(
            each for key, text in pairs if (each := _author(key, text, rft)) and key != "rft.contributor"
        ),
        editor=tuple(_inverted(text) for key, text in pairs if key == "rft.contributor"),
        container_title=rft.get("jtitle") or rft.get("source") or (rft.get("btitle") if contained else None),
        container_title_short=rft.get("stitle"),
        collection_title=rft.get("series"),
        edition=rft.get("edition"),
        genre=rft.get("degree"),
        publisher=rft.get("pub") or rft.get("inst") or rft.get("publisher"),
        publisher_place=rft.get("place"),
        volume=rft.get("volume"),
        issue=rft.get("issue"),
        page=rft.get("pages"),
        number=rft.get("artnum"),
        issued=PartialDate(*map(int, rft["date"].split("-"))) if "date" in rft else None,
        doi=next((parse_doi(each.removeprefix("info:doi/")) for each in ids if "info:doi/" in each), None),
        pmid=next((parse_pmid(each.removeprefix("info:pmid/")) for each in ids if "info:pmid" in each), None),
        isbn=tuple(parse_isbn(text) for key, text in pairs if key == "rft.isbn"),
        issn=tuple(parse_issn(text) for key, text in pairs if key in {"rft.issn", "rft.eissn"}),
        url=next((each for each in ids if each.startswith("http")), None),
        language=rft.get("language"),
    )


def from_tags(tags) -> Reference:
    """What a translator makes of the citation_* tags of a page."""
    values = {name.removeprefix("citation_"): content for name, content in reversed(tags)}
    every = lambda name: [content for each, content in tags if each == f"citation_{name}"]  # noqa: E731
    kinds = {
        "journal_title": "article-journal",
        "conference_title": "paper-conference",
        "inbook_title": "chapter",
        "dissertation_institution": "thesis",
        "technical_report_institution": "report",
    }
    told = next((name for name in kinds if name in values), None)
    contained = kinds.get(told or "") in {"article-journal", "chapter", "paper-conference"}
    first, last = values.get("firstpage"), values.get("lastpage")
    return Reference(
        type=kinds[told] if told else "book",
        title=values["title"],
        author=tuple(map(_inverted, every("author"))),
        editor=tuple(map(_inverted, every("editor"))),
        container_title=values[told] if told and contained else None,
        container_title_short=values.get("journal_abbrev"),
        publisher=values.get("publisher") or (values[told] if told and not contained else None),
        volume=values.get("volume"),
        issue=values.get("issue"),
        page=f"{first}-{last}" if last else first,
        number=values.get("technical_report_number"),
        issued=(
            PartialDate(*map(int, values["publication_date"].split("/")))
            if "publication_date" in values
            else None
        ),
        doi=parse_doi(values["doi"]) if "doi" in values else None,
        pmid=parse_pmid(values["pmid"]) if "pmid" in values else None,
        isbn=tuple(map(parse_isbn, every("isbn"))),
        issn=tuple(map(parse_issn, every("issn"))),
        language=values.get("language"),
    )


def _author(key: str, text: str, rft: dict[str, str]) -> Name | None:
    if key == "rft.aucorp":
        return Name(literal=text)
    if key == "rft.aulast":
        return _inverted(", ".join(filter(None, (text, rft.get("aufirst"), rft.get("ausuffix")))))
    return _inverted(text) if key in {"rft.au", "rft.creator"} else None


def _inverted(text: str) -> Name:
    family, *rest = text.split(", ")
    if not rest:
        return Name(literal=text)
    particle = "van den" if family.startswith("van den ") else ""
    return Name(
        family=family.removeprefix("van den "),
        given=rest[0],
        suffix=rest[1] if len(rest) > 1 else "",
        non_dropping_particle=particle,
    )


@pytest.mark.parametrize("kind", ALL)
def test_a_work_comes_back_whole_from_its_coins(kind):
    assert from_coins(coins(record(ALL[kind]))) == ALL[kind]


@pytest.mark.parametrize("kind", ALL)
def test_a_work_comes_back_from_its_citation_tags(kind):
    # The tags have no place for these.
    known = replace(ALL[kind], collection_title=None, edition=None, publisher_place=None, genre=None)
    assert from_tags(citation_tags(record(known))) == known


def test_coins_says_its_version_and_format_first():
    assert coins(record(BOOK)).startswith(
        "ctx_ver=Z39.88-2004&rft_val_fmt=info%3Aofi%2Ffmt%3Akev%3Amtx%3Abook&rft_id=info%3Adoi%2F10.1000%2Fbook"
    )


def test_an_article_number_stands_where_pages_would():
    article = record(Reference(type="article-journal", title="T", container_title="J", number="e123"))
    assert "rft.artnum=e123" in coins(article)
    assert ("citation_firstpage", "e123") in citation_tags(article)


def test_of_an_edited_book_the_editors_are_its_makers():
    book = record(Reference(type="book", title="T", editor=(Name(family="Roe", given="R."),)))
    assert "rft.aulast=Roe" in coins(book)
    assert ("citation_editor", "Roe, R.") in citation_tags(book)


@settings(max_examples=60, deadline=None)
@given(works())
def test_no_text_adds_a_key_or_promises_a_pdf(reference):
    pairs = parse_qsl(coins(record(reference)), strict_parsing=True)
    assert {key for key, _ in pairs} <= {"ctx_ver", "rft_val_fmt", "rft_id"} | {
        f"rft.{key}"
        for key in (
            *("genre", "atitle", "btitle", "jtitle", "stitle", "title", "aulast", "aufirst", "ausuffix"),
            *("au", "aucorp", "creator", "contributor", "date", "volume", "issue", "spage", "epage", "pages"),
            *("artnum", "issn", "eissn", "isbn", "series", "edition", "place", "pub", "inst", "degree"),
            *("type", "source", "publisher", "language", "identifier"),
        )
    }
    tags = citation_tags(record(reference))
    assert ("citation_title", plain_line(reference.title)) in tags
    assert all("pdf" not in name and "\n" not in content for name, content in tags)


def test_unapi_lists_formats_that_reference_managers_read():
    root = ElementTree.fromstring(formats_xml())  # noqa: S314 - our own text
    assert root.attrib == {}
    assert {each.get("name"): each.get("type") for each in root} == {
        "bibtex": "application/x-bibtex",
        "biblatex": "application/x-bibtex",
        "ris": "application/x-research-info-systems",
        "csl-json": "application/vnd.citationstyles.csl+json",
    }


def test_unapi_names_the_thing_whose_formats_it_lists():
    root = ElementTree.fromstring(formats_xml('a"b<c>&d'))  # noqa: S314 - our own text
    assert root.get("id") == 'a"b<c>&d'


def test_each_unapi_name_is_an_export_format():
    assert all(FORMATS[name] is form for name, form in UNAPI_FORMATS.items())
