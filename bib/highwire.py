"""A reference in the head of a web page: the `citation_*` tags that Highwire Press began.

After Google Scholar's inclusion guidelines and what Zotero reads of them. There is never a
`citation_pdf_url`: the knowledge base describes works and does not hold them.
"""

from collections.abc import Iterator

from bib.coins import first_and_last
from bib.plain import plain_line
from kb.reference import Record, Reference

_CONTAINER = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper"), "citation_journal_title"),
    **dict.fromkeys(("chapter", "entry", "entry-dictionary", "entry-encyclopedia"), "citation_inbook_title"),
    "paper-conference": "citation_conference_title",
}
_HOUSE = {"thesis": "citation_dissertation_institution", "report": "citation_technical_report_institution"}


def citation_tags(record: Record) -> tuple[tuple[str, str], ...]:
    """The names and contents of the record's `<meta>` tags in order, not yet escaped for HTML."""
    told = ((name, plain_line(content or "")) for name, content in _tags(record.reference))
    return tuple((name, content) for name, content in told if content)


def _tags(reference: Reference) -> Iterator[tuple[str, str | None]]:
    yield "citation_title", reference.title
    for name in reference.author:
        yield "citation_author", name.sort_form
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
    yield "citation_doi", reference.doi
    yield "citation_pmid", reference.pmid
    for isbn in reference.isbn:
        yield "citation_isbn", isbn
    for issn in reference.issn:
        yield "citation_issn", issn
    yield "citation_language", reference.language


def _published_in(reference: Reference) -> Iterator[tuple[str, str | None]]:
    container = reference.container_title
    if reference.type == "paper-conference":
        container = container or reference.event_title
    if reference.type in _CONTAINER:
        yield _CONTAINER[reference.type], container
    if reference.type == "article-journal":
        yield "citation_journal_abbrev", reference.container_title_short
    yield _HOUSE.get(reference.type, "citation_publisher"), reference.publisher
