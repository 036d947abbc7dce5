"""What the API and `kb search --json` answer: plain data, ready for JSON."""

from collections.abc import Iterable, Mapping
from typing import cast

from bib.csl import to_item
from index.query import Hit, Results
from index.suggestion import Suggestion
from kb.reading import Reader
from kb.reference import FIELDS, Notice, Record
from kb.summary import Status, Summary
from kb.vocabulary import Term, TermKind, Vocabulary
from web import api_shapes as shapes
from web.completions import address_of


def answer(results: Results, read: Reader) -> shapes.SearchAnswer:
    """A page of results with its hits' data."""
    return {
        "total": results.total,
        "page": results.page,
        "per_page": results.per_page,
        "match": results.match,
        "relaxed": results.relaxed,
        "did_you_mean": results.did_you_mean,
        "warnings": list(results.warnings),
        "hits": [data for hit in results.hits if (data := _hit(hit, read))],
        "facets": _facets(results),
    }


def summary_answer(summary: Summary, read: Reader) -> shapes.SummaryAnswer:
    """A published summary, its text as Markdown, with the references it cites."""
    records = read.records_of(summary)
    return {
        **_summary(summary, records),
        "body": summary.body,
        "implications": summary.implications,
        "contact": summary.contact,
    }


def record_answer(record: Record, read: Reader) -> shapes.ReferenceAnswer:
    """A reference as a CSL-JSON item, who says each of its fields, and the summaries that cite it."""
    reference = record.reference
    return {
        "kind": "reference",
        "id": record.id,
        "citekey": record.citekey,
        "item": _item(record),
        "origin": {
            name: origin for name in FIELDS if getattr(reference, name) and (origin := record.origin(name))
        },
        "notices": [_notice(record, notice) for notice in record.notices],
        "cited_by": [
            {"slug": summary.slug, "title": summary.title, "month": str(summary.month)}
            for summary in read.cited_by(record.id)
            if summary.status is Status.PUBLISHED
        ],
    }


def terms_answer(vocabulary: Vocabulary, counts: Mapping[tuple[TermKind, str], int]) -> shapes.TopicsAnswer:
    """Topics and research types with the number of summaries filed under each."""

    def listed(kind: TermKind) -> list[shapes.Term]:
        return [_term(term, counts.get((kind, term.slug), 0)) for term in vocabulary.of(kind)]

    return {"topics": listed(TermKind.TOPIC), "research_types": listed(TermKind.RESEARCH_TYPE)}


def suggestions_answer(suggestions: Iterable[Suggestion], read: Reader) -> shapes.SuggestAnswer:
    """Completions, the likeliest first."""
    return {
        "suggestions": [
            {"kind": each.kind, "text": each.text, "value": each.value, "href": address_of(each, read)}
            for each in suggestions
        ]
    }


def _facets(results: Results) -> shapes.Facets:
    facets = {
        name: [
            {"value": each.value, "label": each.label, "count": each.count, "selected": each.selected}
            for each in values
        ]
        for name, values in results.facets.items()
    }
    return cast(shapes.Facets, facets)


def _hit(hit: Hit, read: Reader) -> shapes.Hit | None:
    found = _found(hit, read)
    if found is None:
        return None
    snippets: list[shapes.Snippet] = [{"field": each.field, "html": each.html} for each in hit.snippets]
    return {**found, "score": round(hit.score, 6), "snippets": snippets}


def _found(hit: Hit, read: Reader) -> shapes.Found | None:
    if hit.kind == "summary":
        summary = read.summary(hit.id)
        if summary is None or summary.status is not Status.PUBLISHED:
            return None
        return _summary(summary, read.records_of(summary))
    record = read.record(hit.id)
    return _record(record) if record else None


def _summary(summary: Summary, records: tuple[Record, ...]) -> shapes.Found:
    return {
        "kind": "summary",
        "id": summary.id,
        "slug": summary.slug,
        "title": summary.title,
        "month": str(summary.month),
        "topics": list(summary.topics),
        "research_type": summary.research_type,
        "references": [_item(record) for record in records],
        "notices": [_notice(record, notice) for record in records for notice in record.notices],
    }


def _record(record: Record) -> shapes.Found:
    # The same keys as a summary's: a reference has no address of that kind, no month and no topics.
    return {
        "kind": "reference",
        "id": record.id,
        "slug": None,
        "title": record.reference.title,
        "month": None,
        "topics": [],
        "research_type": None,
        "references": [_item(record)],
        "notices": [_notice(record, notice) for notice in record.notices],
    }


def _item(record: Record) -> shapes.CslItem:
    return cast(shapes.CslItem, to_item(record))


def _notice(record: Record, notice: Notice) -> shapes.Notice:
    return {
        "citekey": record.citekey,
        "kind": notice.kind,
        "doi": notice.doi,
        "date": str(notice.date) if notice.date else None,
        "source": notice.source,
        "label": notice.label,
    }


def _term(term: Term, count: int) -> shapes.Term:
    return {
        "slug": term.slug,
        "label": term.label,
        "synonyms": list(term.synonyms),
        "description": term.description,
        "count": count,
    }
