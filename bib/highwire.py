"""A reference in the head of a web page: the `citation_*` tags that Highwire Press began.

After Google Scholar's inclusion guidelines and what Zotero reads of them. There is never a
`citation_pdf_url`: the knowledge base describes works and does not hold them. The tags have no
place for translators, editions, places of publication, genres, chapter numbers, the number of an
article beside its pages, a particle apart from its name, or pages of more than one run.
"""

from collections.abc import Iterator

from bib.coins import first_and_last
from bib.plain import plain_line
from kb.identifiers import doi_link
from kb.reference import Name, Record, Reference

_JOURNAL = "citation_journal_title"
_BOOK = "citation_inbook_title"
_CONTAINER = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper"), _JOURNAL),
    **dict.fromkeys(("review", "review-book"), _JOURNAL),
    **dict.fromkeys(("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), _BOOK),
    "paper-conference": _BOOK,
}
_HOUSE = {"thesis": "citation_dissertation_institution", "report": "citation_technical_report_institution"}


def citation_tags(record: Record) -> tuple[tuple[str, str], ...]:
    """The names and contents of the record's `<meta>` tags in order, not yet escaped for HTML."""
    told = ((name, plain_line(content or "")) for name, content in _tags(record.reference))
    return tuple((name, content) for name, content in told if content)


def _tags(reference: Reference) -> Iterator[tuple[str, str | None]]:
    yield "citation_title", reference.title
    for name in reference.author:
        yield "citation_author", _author(name, alone=len(reference.author) == 1)
    for name in reference.editor:
        yield "citation_editor", name.sort_form
    issued = reference.issued
    yield "citation_publication_date", str(issued).replace("-", "/") if issued else None
    yield from _published_in(reference)
    yield "citation_volume", reference.volume
    yield "citation_issue", reference.issue
    first, last = first_and_last(reference)
    in_report = reference.type == "report"
    # Journals without pages give the number of an article here.
    yield "citation_firstpage", first or (None if in_report else reference.number)
    yield "citation_lastpage", last
    yield "citation_technical_report_number", reference.number if in_report else None
    yield "citation_series_title", reference.collection_title
    yield "citation_doi", reference.doi
    yield "citation_pmid", reference.pmid
    for isbn in reference.isbn:
        yield "citation_isbn", isbn
    for issn in reference.issn:
        yield "citation_issn", issn
    yield "citation_language", reference.language
    # Without it, readers take the address of the page for that of the work.
    yield "citation_public_url", reference.url or (doi_link(reference.doi) if reference.doi else None)


def _author(name: Name, *, alone: bool) -> str:
    family, comma, given = name.sort_form.partition(", ")
    if alone and " " in family and " " in given:
        # Zotero takes "Le Grange, Daniel J." for two people when nobody else is named.
        given = given.replace(" ", "\u00a0")
    return family + comma + given


def _published_in(reference: Reference) -> Iterator[tuple[str, str | None]]:
    if reference.type in _CONTAINER:
        yield _CONTAINER[reference.type], reference.container_title
    if reference.type == "paper-conference":
        # Zotero goes by the last of these two, so this one comes after.
        yield "citation_conference_title", reference.event_title or reference.container_title
    if reference.type == "article-journal":
        yield "citation_journal_abbrev", reference.container_title_short
    yield _HOUSE.get(reference.type, "citation_publisher"), reference.publisher
