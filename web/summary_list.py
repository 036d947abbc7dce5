"""The list of all summaries on the desk, narrowed by what is asked."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from index.query import MAX_PER_PAGE, Query
from index.unavailable import IndexUnavailable
from kb.changes import Change
from kb.errors import NotAMonth
from kb.publishing import Objection, objections
from kb.reading import Reader
from kb.reference import Record
from kb.summary import Month, Status, Summary, parse_month
from kb.vocabulary import TermKind
from kb.working_copies import WorkingCopy
from web.addresses import read_query
from web.current import searched_site

_PER_PAGE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the list is narrowed by."""

    text: str = ""
    status: Status | None = None
    topic: str = ""
    month: Month | None = None
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A summary as the list shows it: what hinders its publication, its last change, and who is at it."""

    summary: Summary
    records: tuple[Record, ...]
    hindrances: tuple[Objection, ...]
    last: Change | None
    unsaved: tuple[WorkingCopy, ...]


def asked(parameters: Mapping[str, str]) -> Asked:
    """What an address asks for; what cannot be read is not asked."""
    try:
        month = parse_month(parameters.get("month", ""))
    except NotAMonth:
        month = None
    status = next((each for each in Status if each.value == parameters.get("status")), None)
    query = read_query(parameters.items())
    return Asked(
        text=query.text, status=status, topic=parameters.get("topic", ""), month=month, page=query.page
    )


def page_of(read: Reader, wanted: Asked, editor: str) -> dict[str, Any]:
    """A page of the list, with the number of summaries there are of each status.

    Before them stand the summaries that the editor began and never saved.
    """
    vocabulary = read.vocabulary()
    matching = tuple(_matching(read, wanted))
    counts = Counter(each.status for each in matching)
    chosen = [each for each in matching if wanted.status in {None, each.status}]
    pages = max(1, ceil(len(chosen) / _PER_PAGE))
    page = min(wanted.page, pages)
    months = sorted({each.month for each in read.summaries()}, reverse=True)
    narrowed = wanted != Asked(status=wanted.status) or wanted.status not in {None, Status.DRAFT}
    begun = (each for each in read.working_copies.by(editor) if read.summary(each.summary.id) is None)
    return {
        "asked": wanted,
        "begun": () if narrowed else tuple(begun),
        "listed": [_listed(read, each) for each in chosen[(page - 1) * _PER_PAGE : page * _PER_PAGE]],
        "counts": [(each, counts[each]) for each in Status],
        "total": len(chosen),
        "everything": len(matching),
        "page": page,
        "pages": pages,
        "months": months,
        "topics": vocabulary.of(TermKind.TOPIC),
        "Status": Status,
    }


def _matching(read: Reader, wanted: Asked) -> Iterator[Summary]:
    words = wanted.text.casefold().split()
    found = _found(wanted.text) if words else frozenset()
    for each in read.summaries():
        if wanted.month not in {None, each.month} or (wanted.topic and wanted.topic not in each.topics):
            continue
        if not words or each.id in found or _has(read, each, words):
            yield each


def _found(text: str) -> frozenset[str]:
    """The published summaries that readers find by the same words."""
    query = Query(text=text, filters={"kind": ("summary",)}, per_page=MAX_PER_PAGE, facets=(), snippets=False)
    try:
        results = searched_site().index.search(query)
    except IndexUnavailable:
        return frozenset()  # what has the words in its title or its text is found all the same
    return frozenset() if results.relaxed else frozenset(hit.id for hit in results.hits)


def _has(read: Reader, summary: Summary, words: list[str]) -> bool:
    text = f"{summary.title} {summary.slug} {summary.contact or ''}"
    if summary.status is not Status.PUBLISHED:  # the others are in the index, with their studies
        cited = (
            f"{each.citekey} {each.reference.title} {each.reference.doi or ''} "
            + " ".join(name.sort_form for name in each.reference.first_names())
            for each in read.records_of(summary)
        )
        text = " ".join((text, summary.body, summary.implications, *cited))
    folded = text.casefold()
    return all(word in folded for word in words)


def _listed(read: Reader, summary: Summary) -> Listed:
    records = read.records_of(summary)
    return Listed(
        summary=summary,
        records=records,
        hindrances=()
        if summary.status in {Status.PUBLISHED, Status.WITHDRAWN}
        else tuple(each for each in objections(summary, records) if each.hindrance),
        last=read.change(read.version("summary", summary.id)),
        unsaved=read.working_copies.of(summary.id),
    )
