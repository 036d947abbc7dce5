"""What the API and `kb search --json` answer: plain data, ready for JSON."""

from typing import Any

from bib.csl import to_item
from index.query import Hit, Results
from kb.reading import Reader
from kb.reference import FIELDS, Notice, Record
from kb.summary import Status, Summary
from kb.vocabulary import Term, TermKind, Vocabulary

Answer = dict[str, Any]


def answer(results: Results, read: Reader) -> Answer:
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
        "facets": {
            name: [
                {"value": each.value, "label": each.label, "count": each.count, "selected": each.selected}
                for each in values
            ]
            for name, values in results.facets.items()
        },
    }


def summary_answer(summary: Summary, read: Reader) -> Answer:
    """A published summary, its text as Markdown, with the references it cites."""
    records = read.records_of(summary)
    return {
        **_summary(summary, records),
        "body": summary.body,
        "implications": summary.implications,
        "contact": summary.contact,
    }


def record_answer(record: Record, read: Reader) -> Answer:
    """A reference as a CSL-JSON item, who says each of its fields, and the summaries that cite it."""
    reference = record.reference
    return {
        "kind": "reference",
        "id": record.id,
        "citekey": record.citekey,
        "item": to_item(record),
        "origin": {name: record.origin(name) for name in FIELDS if getattr(reference, name)},
        "notices": [_notice(record, notice) for notice in record.notices],
        "cited_by": [
            {"slug": summary.slug, "title": summary.title, "month": str(summary.month)}
            for summary in read.cited_by(record.id)
            if summary.status is Status.PUBLISHED
        ],
    }


def terms_answer(vocabulary: Vocabulary, counts: dict[tuple[TermKind, str], int]) -> Answer:
    """Topics and research types with the number of summaries filed under each."""
    lists: dict[str, list[Answer]] = {"topics": [], "research_types": []}
    for term in vocabulary.terms:
        where = "topics" if term.kind is TermKind.TOPIC else "research_types"
        lists[where].append(_term(term, counts.get((term.kind, term.slug), 0)))
    return dict(lists)


def _hit(hit: Hit, read: Reader) -> Answer | None:
    found = _found(hit, read)
    if found is None:
        return None
    snippets = [{"field": each.field, "html": each.html} for each in hit.snippets]
    return {**found, "score": round(hit.score, 6), "snippets": snippets}


def _found(hit: Hit, read: Reader) -> Answer | None:
    if hit.kind == "summary":
        summary = read.summary(hit.id)
        if summary is None or summary.status is not Status.PUBLISHED:
            return None
        return _summary(summary, read.records_of(summary))
    record = read.record(hit.id)
    return _record(record) if record else None


def _summary(summary: Summary, records: tuple[Record, ...]) -> Answer:
    return {
        "kind": "summary",
        "id": summary.id,
        "slug": summary.slug,
        "title": summary.title,
        "month": str(summary.month),
        "topics": list(summary.topics),
        "research_type": summary.research_type,
        "references": [to_item(record) for record in records],
        "notices": [_notice(record, notice) for record in records for notice in record.notices],
    }


def _record(record: Record) -> Answer:
    # The same keys as a summary's: a reference has no address of that kind, no month and no topics.
    return {
        "kind": "reference",
        "id": record.id,
        "slug": None,
        "title": record.reference.title,
        "month": None,
        "topics": [],
        "research_type": None,
        "references": [to_item(record)],
        "notices": [_notice(record, notice) for notice in record.notices],
    }


def _notice(record: Record, notice: Notice) -> Answer:
    return {
        "citekey": record.citekey,
        "kind": notice.kind,
        "doi": notice.doi,
        "date": str(notice.date) if notice.date else None,
        "source": notice.source,
        "label": notice.label,
    }


def _term(term: Term, count: int) -> Answer:
    return {
        "slug": term.slug,
        "label": term.label,
        "synonyms": list(term.synonyms),
        "description": term.description,
        "count": count,
    }
