"""Finding the works a summary cites: in the catalogue by any words, or at Crossref by DOI."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bib.errors import CrossrefError
from bib.one_doi import look_up, proposed, take_in
from bib.proposals import Proposal
from bib.report import Read
from index.query import Query
from index.unavailable import IndexUnavailable
from kb.errors import KnowledgeBaseError, NotADOI
from kb.identifiers import DOI, parse_doi
from kb.reading import Reader
from kb.reference import Record
from web.current import searched_site, site
from web.import_standing import works, works_looked_at
from web.wording import one_line

_MOST = 8  # works offered
_LEAST_PREFIX = 3  # letters of a word that is being typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The works that words may mean, and the DOI in them when no reference has it yet."""

    text: str
    records: tuple[Record, ...] = ()
    doi: DOI | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """Crossref's word on a DOI, with the references that may be the same work; or why there is none."""

    doi: DOI
    proposal: Proposal | None = None
    alike: tuple[tuple[Record, str], ...] = ()
    failure: str = ""


def find_works(read: Reader, text: str) -> Found:
    """The references in the catalogue that were perhaps meant, likeliest first."""
    text = " ".join(text.split())
    if (doi := _doi(text)) is not None:
        record = read.record_with_doi(doi)
        return Found(text=text, records=(record,) if record else (), doi=None if record else doi)
    found: dict[str, Record] = {}
    for record in _named(read, text):
        found.setdefault(record.id, record)
        if len(found) == _MOST:
            break
    return Found(text=text, records=tuple(found.values()))


def look_up_doi(read: Reader, doi: DOI) -> LookedUp:
    """What Crossref has under a DOI, to be looked at before it is taken."""
    try:
        found = look_up(site().crossref(), doi)
    except CrossrefError as error:
        return LookedUp(doi=doi, failure=str(error))
    return looked_up(read, doi, found)


def bring(text: str, by: str) -> Record:
    """Take the work of a DOI into the catalogue, unless it is there. Raises KnowledgeBaseError."""
    found = look_up(site().crossref(), parse_doi(text))
    try:
        known = works_looked_at()
        with site().catalogue.writing(by=by) as write:
            return take_in(write, known.at(write), found)
    except KnowledgeBaseError:
        works().forget()  # of what it knows some may have come to nothing
        raise


def looked_up(read: Reader, doi: DOI, found: Read) -> LookedUp:
    """What Crossref answered, beside what the catalogue has."""
    proposal = proposed(found, works().at(read))
    alike = tuple(
        (record, each.reason)
        for each in proposal.duplicates
        if each.kind == "reference" and (record := read.record(each.id))
    )
    return LookedUp(doi=doi, proposal=proposal, alike=alike)


def _doi(text: str) -> DOI | None:
    try:
        return parse_doi(text)
    except NotADOI:
        return None


def _named(read: Reader, text: str) -> Iterator[Record]:
    if not text:
        return
    if record := read.record_at(text):
        yield record
    query = Query(text=_as_typed(text), facets=(), snippets=False, per_page=_MOST * 2)
    try:
        hits = searched_site().index.search(query).hits
    except IndexUnavailable:
        hits = ()  # keys and DOIs are found all the same
    for hit in hits:
        if hit.kind == "reference":
            if record := read.record(hit.id):
                yield record
        elif summary := read.summary(hit.id):
            yield from _of_these(read.records_of(summary), text)


def _of_these(records: tuple[Record, ...], text: str) -> list[Record]:
    """Those of a summary's works that have one of the words; the first if none has: the text has them."""
    words = re.findall(r"\w{3,}", text.casefold())
    having = [
        each
        for each in records
        if any(word in f"{one_line(each.reference)} {each.reference.title}".casefold() for word in words)
    ]
    return having or list(records[:1])


def _as_typed(text: str) -> str:
    """The words with the last, which may be half a word, standing for all that begin so."""
    last = re.search(r"\w+$", text)
    return f"{text}*" if last and len(last[0]) >= _LEAST_PREFIX else text
