"""A work as an item of Zotero, and what of it COinS and citation_* tags can bring there."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal

from bib.coins import first_and_last
from bib.plain import plain_line
from kb.identifiers import doi_link
from kb.reference import Name, Reference

Creator = tuple[str, str, str]  # role, last name, letters of the first names

ARTICLES = {"article-journal", "article-magazine", "article-newspaper", "review", "review-book"}
SECTIONS = {"chapter", "entry", "entry-dictionary", "entry-encyclopedia"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """The fields of a Zotero item that we can fill."""

    type: str
    title: str
    creators: tuple[Creator, ...] = ()
    publication: str = ""
    abbreviation: str = ""
    conference: str = ""
    series: str = ""
    edition: str = ""
    place: str = ""
    publisher: str = ""
    degree: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    number: str = ""
    date: str = ""
    doi: str = ""
    pmid: str = ""
    isbn: str = ""
    issn: str = ""
    url: str = ""
    language: str = ""


def carried_by_coins(reference: Reference) -> Item:
    """What Zotero gets from COinS. Each line that leaves something out says why."""
    article, book = reference.type in ARTICLES, reference.type in {*SECTIONS, "book", "report"}
    paper, thesis = reference.type == "paper-conference", reference.type == "thesis"
    numbered = article or book or paper
    authors = reference.author
    if reference.type in {"book", "report"}:
        # The format knows authors only: the editors of a book without them become its authors.
        authors = authors or reference.editor
    item = Item(
        type=_coins_type(reference),
        title=_line(reference.title),
        creators=(
            *(_organizations_first(authors) if numbered or thesis else _creators(authors, "author")),
            # Only Dublin Core has contributors; books' and chapters' editors are left out.
            *(() if numbered or thesis else _creators(reference.editor, "contributor")),
        ),
        publication=_line(
            (reference.container_title or (reference.event_title if paper else None))
            if not thesis and reference.type not in {"book", "report"}
            else ""
        ),
        abbreviation=_line(reference.container_title_short) if article else "",
        series=_line(reference.collection_title) if book or paper else "",
        edition=_line(reference.edition) if book or paper else "",
        place=_line(reference.publisher_place) if book or paper else "",
        publisher="" if article else _line(reference.publisher),  # of articles there is none
        degree=_line(reference.genre) if thesis else "",
        volume=_line(reference.volume) if numbered else "",
        issue=_line(reference.issue) if article else "",  # other things with issues lose them
        pages=_pages(reference) if numbered else "",
        date=str(reference.issued or ""),
        doi=reference.doi or "",
        # Zotero passes by PubMed's identifiers, all but the first ISBN and all but the printed ISSN.
        isbn=next(iter(reference.isbn), "") if book or paper else "",
        issn=next(iter(reference.issn), "") if article else "",
        url=reference.url or "",
        language=_line(reference.language),
    )
    # Zotero takes a plus sign for a space wherever it stands.
    texts = {each.name: getattr(item, each.name) for each in fields(item) if each.name != "creators"}
    return replace(item, **{name: text.replace("+", " ") for name, text in texts.items()})


def carried_by_tags(reference: Reference) -> Item:
    """What Zotero gets from citation_* tags. Each line that leaves something out says why."""
    paper, report = reference.type == "paper-conference", reference.type == "report"
    contained = reference.type in {*ARTICLES, *SECTIONS} or paper
    house = _line(reference.publisher)
    first, last = first_and_last(reference)
    first = first or (None if report else reference.number)
    return Item(
        type=_tags_type(reference),
        title=_line(reference.title),
        creators=(*_creators(reference.author, "author"), *_creators(reference.editor, "editor")),
        publication=_line(reference.container_title) if contained else "",
        abbreviation=_line(reference.container_title_short) if reference.type == "article-journal" else "",
        conference=_line(reference.event_title or reference.container_title) if paper else "",
        series=_line(reference.collection_title),
        # Editions, places and degrees have no tag.
        publisher=house,
        volume=_line(reference.volume),
        issue=_line(reference.issue),
        # Two runs of pages have no tag, and Zotero cuts a first page at its hyphen.
        pages="-".join(filter(None, ((first or "").partition("-")[0].strip(), last))),
        number=_line(reference.number) if report else "",
        date=str(reference.issued or "").replace("-", "/"),
        doi=reference.doi or "",
        pmid=reference.pmid or "",
        isbn=", ".join(reference.isbn),
        issn=", ".join(reference.issn),
        url=reference.url or (doi_link(reference.doi) if reference.doi else ""),
        language=_line(reference.language),
    )


def without_what_names_lose(item: Item) -> Item:
    """The item with names as alike as Zotero leaves them: it sets spaces, points and capitals its own way."""
    return replace(
        item, creators=tuple((role, _letters(last), _letters(first)) for role, last, first in item.creators)
    )


def _coins_type(reference: Reference) -> str:
    if reference.type in ARTICLES:
        return "journalArticle"
    if reference.type in SECTIONS:
        return "bookSection"
    known = {"paper-conference": "conferencePaper", "book": "book", "report": "report", "thesis": "thesis"}
    named = {
        "article": "preprint",
        "post-weblog": "blogPost",
        "software": "computerProgram",
        "speech": "presentation",
    }
    same = {"dataset", "document", "manuscript", "standard", "webpage"}
    other = named.get(reference.type, reference.type if reference.type in same else "webpage")
    return known.get(reference.type, other)


def _tags_type(reference: Reference) -> str:
    """The type, which the tags tell by what a work is in: what is in nothing is a book or an article."""
    container, house = reference.container_title, reference.publisher
    if reference.type in ARTICLES and container:
        return "journalArticle"
    if reference.type in SECTIONS and container:
        return "bookSection"
    if reference.type == "paper-conference" and (reference.event_title or container):
        return "conferencePaper"
    if reference.type in {"report", "thesis"} and house:
        return reference.type
    return "book" if reference.isbn else "journalArticle"


def _creators(names: Iterable[Name], role: Literal["author", "editor", "contributor"]) -> Iterator[Creator]:
    # No carrier has a place for a suffix, nor for a particle apart from its name.
    before = None
    for name in names:
        parts = re.split(", ?", name.sort_form)
        # Nobody is named twice running, and what has no comma is cut before its last word.
        if name != before:
            yield (role, parts[0], parts[1]) if len(parts) > 1 else _cut(name.sort_form, role)
        before = name


def _organizations_first(names: Iterable[Name]) -> Iterator[Creator]:
    """Authors as COinS brings them: Zotero puts each organisation before all who were read before it."""
    named = list(names)
    for name in reversed(named):
        if name.literal:
            yield "author", name.literal, ""
    yield from _creators((name for name in named if not name.literal), "author")


def _cut(name: str, role: str) -> Creator:
    first, _, last = name.rpartition(" ")
    return role, last, first


def _pages(reference: Reference) -> str:
    return _line(reference.page or ("" if reference.type == "report" else reference.number))


def _letters(text: str) -> str:
    return re.sub(r"[\s.,/:\[\]-]+", "", text).casefold()


def _line(text: str | None) -> str:
    return plain_line(text or "")
