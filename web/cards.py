"""One summary or reference as lists show it: title, citation, topics and the words that matched."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from index.query import Hit, Snippet
from kb.reading import Reader
from kb.reference import Notice, Record
from kb.summary import Month, Status, Summary
from kb.vocabulary import Term, TermKind, Vocabulary
from web.markdown import safe_html, to_html
from web.wording import one_line, type_label, work_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a list shows of one summary or reference.

    `id` is that of the summary or reference, `name` the slug or citekey its address ends in;
    `records` are the references it stands for; `marked_title` and `snippets` are safe HTML with
    what matched in `<mark>`.
    """

    id: str
    kind: Literal["summary", "reference"]
    name: str
    title: str
    line: str
    month: Month | None = None
    topics: tuple[Term, ...] = ()
    research_type: Term | None = None
    type_label: str = ""
    implications: Markup | None = None
    marked_title: Markup | None = None
    snippets: tuple[Markup, ...] = ()
    notices: tuple[Notice, ...] = ()
    records: tuple[Record, ...] = ()


def summary_card(summary: Summary, read: Reader, vocabulary: Vocabulary) -> Card:
    """The card of a summary, with the citation of the study it is about."""
    return _summary_card(summary, read.records_of(summary), vocabulary)


def summary_cards(summaries: Iterable[Summary], read: Reader) -> list[Card]:
    """The cards of summaries, their references read all at once."""
    shown = list(summaries)
    records, vocabulary = read.records_by_id(_cited(shown)), read.vocabulary()
    return [_summary_card(each, _of(each, records), vocabulary) for each in shown]


def record_card(record: Record, hit: Hit | None = None) -> Card:
    """The card of a reference."""
    reference = record.reference
    return Card(
        id=record.id,
        kind="reference",
        name=record.citekey,
        title=work_title(reference),
        line=one_line(reference),
        type_label=type_label(reference.type),
        marked_title=_marked_title(hit),
        snippets=_passages(hit),
        notices=record.notices,
        records=(record,),
    )


def cards_of(hits: Iterable[Hit], read: Reader) -> Iterator[Card]:
    """The cards of hits one by one, without those taken away since the index last looked."""
    found = list(hits)
    vocabulary = read.vocabulary()
    summaries = read.summaries_by_id(hit.id for hit in found if hit.kind == "summary")
    alone = (hit.id for hit in found if hit.kind == "reference")
    records = read.records_by_id((*alone, *_cited(summaries.values())))
    for hit in found:
        if hit.kind == "summary":
            summary = summaries.get(hit.id)
            if summary and summary.status is Status.PUBLISHED:
                yield _summary_card(summary, _of(summary, records), vocabulary, hit)
        elif record := records.get(hit.id):
            yield record_card(record, hit)


def terms_of(summary: Summary, vocabulary: Vocabulary) -> tuple[Term, ...]:
    """The topics of a summary, as the vocabulary has them."""
    found = (vocabulary.find(TermKind.TOPIC, slug) for slug in summary.topics)
    return tuple(term for term in found if term)


def research_type_of(summary: Summary, vocabulary: Vocabulary) -> Term | None:
    """The research type of a summary, as the vocabulary has it."""
    return vocabulary.find(TermKind.RESEARCH_TYPE, summary.research_type) if summary.research_type else None


def _summary_card(
    summary: Summary, records: tuple[Record, ...], vocabulary: Vocabulary, hit: Hit | None = None
) -> Card:
    return Card(
        id=summary.id,
        kind="summary",
        name=summary.slug,
        title=summary.title,
        line=one_line(records[0].reference) if records else "",
        month=summary.month,
        topics=terms_of(summary, vocabulary),
        research_type=research_type_of(summary, vocabulary),
        implications=to_html(summary.implications),
        marked_title=_marked_title(hit),
        snippets=_passages(hit),
        notices=tuple(notice for record in records for notice in record.notices),
        records=records,
    )


def _cited(summaries: Iterable[Summary]) -> Iterator[str]:
    return (citation.reference for summary in summaries for citation in summary.citations)


def _of(summary: Summary, records: Mapping[str, Record]) -> tuple[Record, ...]:
    return tuple(records[each] for each in _cited([summary]) if each in records)


def _marked_title(hit: Hit | None) -> Markup | None:
    return next((safe_html(each.html) for each in _snippets(hit) if each.field == "title"), None)


def _passages(hit: Hit | None) -> tuple[Markup, ...]:
    return tuple(safe_html(each.html) for each in _snippets(hit) if each.field != "title")


def _snippets(hit: Hit | None) -> tuple[Snippet, ...]:
    return hit.snippets if hit else ()
