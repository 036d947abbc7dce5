"""What a reader of one summary may want to read next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.documents import author_label
from index.engine import Engine
from index.query import Query
from index.unavailable import IndexUnavailable
from kb.ids import slugify
from kb.reading import Reader
from kb.reference import Notice, Record
from kb.summary import Month, Status, Summary
from kb.vocabulary import Term, Vocabulary
from web.cards import research_type_of
from web.current import without_index
from web.wording import one_line

_SHOWN = 3
_PEOPLE = 20  # of a long list of authors, the first
_PEOPLE_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A summary in short, as a list of further reading names it, with the study it is about."""

    name: str
    title: str
    month: Month
    line: str
    research_type: Term | None
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Other summaries, none of them twice: of the same work, alike in their words, of the same authors.

    `people` are the authors of this work who have a part in those, as label and facet value.
    """

    same_work: tuple[Mention, ...]
    alike: tuple[Mention, ...]
    same_people: tuple[Mention, ...]
    people: tuple[tuple[str, str], ...]


def related_to(
    summary: Summary, records: Sequence[Record], read: Reader, index: Engine, vocabulary: Vocabulary
) -> Related:
    """What is published beside a summary that cites these records; without an index only of the same work."""
    same_work = {each.id: each for record in records for each in read.cited_by(record.id)}
    people = _people(records[0]) if records else {}
    shown = {summary.id, *same_work}
    try:
        by_people = _fresh(_by_any(people.values(), index, _SHOWN + len(shown)), shown)
        alike = _fresh(index.similar(summary.id, _SHOWN + len(shown)), shown)
    except IndexUnavailable:
        without_index()
        by_people = alike = ()
    found = read.summaries_by_id((*by_people, *alike)) | same_work
    found = {
        key: each for key, each in found.items() if each.status is Status.PUBLISHED and each.id != summary.id
    }
    cited = read.records_by_id({each.reference for one in found.values() for each in one.citations})

    def mentions(ids: Iterable[str]) -> tuple[Mention, ...]:
        return tuple(_mention(found[each], cited, vocabulary) for each in ids if each in found)

    theirs = {
        slug
        for each in by_people
        if each in found
        for citation in found[each].citations
        if citation.reference in cited
        for slug in _people(cited[citation.reference]).values()
    }
    named = tuple((label, slug) for label, slug in people.items() if slug in theirs)
    return Related(
        same_work=mentions(same_work),
        alike=mentions(alike),
        same_people=mentions(by_people),
        people=named[:_PEOPLE_NAMED],
    )


def _fresh(ids: Iterable[str], shown: set[str]) -> tuple[str, ...]:
    """The first ids not shown yet, which are shown from now on."""
    fresh = tuple(each for each in ids if each not in shown)[:_SHOWN]
    shown.update(fresh)
    return fresh


def _people(record: Record) -> dict[str, str]:
    """The facet values of those whom a short citation of a work names, by label."""
    labels = (author_label(name) for name in record.reference.first_names()[:_PEOPLE])
    return {label: slugify(label) for label in labels if label}


def _by_any(people: Iterable[str], index: Engine, most: int) -> tuple[str, ...]:
    """The ids of the newest summaries of works by any of these people."""
    if not (values := tuple(people)):
        return ()
    filters = {"author": values, "kind": ("summary",)}
    query = Query(filters=filters, sort="newest", per_page=most, facets=(), snippets=False)
    return tuple(hit.id for hit in index.search(query).hits)


def _mention(summary: Summary, cited: Mapping[str, Record], vocabulary: Vocabulary) -> Mention:
    records = [cited[each.reference] for each in summary.citations if each.reference in cited]
    return Mention(
        name=summary.slug,
        title=summary.title,
        month=summary.month,
        line=one_line(records[0].reference) if records else "",
        research_type=research_type_of(summary, vocabulary),
        notices=tuple(notice for record in records for notice in record.notices),
    )
