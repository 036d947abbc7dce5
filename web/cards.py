"""One summary or reference as lists show it: title, citation, topics and the words that matched."""

from collections.abc import Iterable, Iterator
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


def summary_card(summary: Summary, read: Reader, vocabulary: Vocabulary, hit: Hit | None = None) -> Card:
    """The card of a summary, with the citation of the study it is about."""
    records = read.records_of(summary)
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
    vocabulary = read.vocabulary()
    for hit in hits:
        if hit.kind == "summary":
            summary = read.summary(hit.id)
            if summary and summary.status is Status.PUBLISHED:
                yield summary_card(summary, read, vocabulary, hit)
        elif record := read.record(hit.id):
            yield record_card(record, hit)


def terms_of(summary: Summary, vocabulary: Vocabulary) -> tuple[Term, ...]:
    """The topics of a summary, as the vocabulary has them."""
    found = (vocabulary.find(TermKind.TOPIC, slug) for slug in summary.topics)
    return tuple(term for term in found if term)


def research_type_of(summary: Summary, vocabulary: Vocabulary) -> Term | None:
    """The research type of a summary, as the vocabulary has it."""
    return vocabulary.find(TermKind.RESEARCH_TYPE, summary.research_type) if summary.research_type else None


def _marked_title(hit: Hit | None) -> Markup | None:
    return next((safe_html(each.html) for each in _snippets(hit) if each.field == "title"), None)


def _passages(hit: Hit | None) -> tuple[Markup, ...]:
    return tuple(safe_html(each.html) for each in _snippets(hit) if each.field != "title")


def _snippets(hit: Hit | None) -> tuple[Snippet, ...]:
    return hit.snippets if hit else ()
