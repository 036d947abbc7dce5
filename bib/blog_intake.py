"""Bringing a blog page into the catalogue: its summaries and the references printed with them."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bib.apa import Printed, read_printed
from bib.blogpage import Entry
from bib.blogtext import read_blog
from bib.duplicates import KnownWorks
from bib.intake import add_reference, digest_of
from bib.report import Item, Read, Report
from bib.turns import in_turns
from kb.catalogue import Catalogue
from kb.reading import Reader
from kb.reference import Record, Source, SourceKind
from kb.summary import Citation, Status, Summary
from kb.vocabulary import TermKind
from kb.writing import Writer


def import_blog(catalogue: Catalogue, text: str, by: str, *, draft: bool = False) -> Report:
    """Take in the summaries of a blog page, each with the reference printed under its title.

    An entry of which something could not be read comes in as a draft, with what was not read
    in its remarks; so do all when `draft` is set. An entry of a text that we exported was published
    before and is published again, with its topics and research type.
    """
    page = read_blog(text)
    report = Report(refused=list(page.refused))

    def take(write: Writer, known: KnownWorks, entry: Entry) -> None:
        _import_entry(write, known, entry, report, Status.DRAFT if draft else Status.PUBLISHED)

    in_turns(catalogue, by, page.entries, take)
    return report


def _import_entry(write: Writer, known: KnownWorks, entry: Entry, report: Report, status: Status) -> None:
    if there := summary_of(write, entry):
        summary, same = there
        if same:
            report.unchanged.append(_summary_item(summary, entry, None))
        else:
            reason = f"{summary.slug} has this month and title; its text differs and stays as it is"
            report.duplicate.append(_summary_item(summary, entry, reason))
        return
    summary = add_entry(write, known, entry, status)
    why = ["a draft, because something could not be read"] if not entry.exported else []
    undone = "; ".join([*why, *summary.remarks]) if summary.remarks else None
    report.added.append(_summary_item(summary, entry, undone))


def summary_of(read: Reader, entry: Entry) -> tuple[Summary, bool] | None:
    """The summary there is of an entry, and whether it says the same; None when there is none.

    One with the month and title of the entry counts as its summary, whatever its text.
    """
    before = read.imported(_digest(entry))
    if before and (summary := read.summary(before)):
        return summary, True
    alike = next((each for each in read.summaries(month=entry.month) if each.title == entry.title), None)
    return (alike, (alike.body, alike.implications) == (entry.body, entry.implications)) if alike else None


def add_entry(
    write: Writer,
    known: KnownWorks,
    entry: Entry,
    status: Status,
    first: tuple[Record, Sequence[str]] | None = None,
) -> Summary:
    """Make a summary of an entry, which is known again when it is imported a second time.

    It cites the references printed with it and is a draft when anything of a foreign page could not be
    read. `first` is the reference of what is printed first, if somebody has looked at it, and what of
    it was not read.
    """
    remarks = [f"line {remark.line}: {remark.text}" for remark in entry.remarks]
    citations: list[Citation] = []
    for text in filter(None, (entry.printed, *entry.further)):
        looked_at = first if text == entry.printed else None
        record, unread = looked_at or _cited(write, known, entry, text)
        citations.append(Citation(reference=record.id))
        remarks += [f"line {entry.line}: {each}" for each in unread]
    topics, research_type, unknown = _terms(write, entry)
    remarks += [f"line {entry.line}: {each}" for each in unknown]
    summary = Summary(
        slug=write.free_slug(entry.title),
        title=entry.title,
        month=entry.month,
        body=entry.body,
        implications=entry.implications,
        topics=topics,
        research_type=research_type,
        contact=entry.contact,
        status=Status.DRAFT if remarks and not entry.exported else status,
        citations=tuple(dict.fromkeys(citations)),
        remarks=tuple(remarks),
    )
    write.add_summary(summary)
    write.remember_import(_digest(entry), "summary", summary.id)
    return summary


def _cited(write: Writer, known: KnownWorks, entry: Entry, text: str) -> tuple[Record, Sequence[str]]:
    """The reference that a printed one means, catalogued if it is new, and what of it was not read."""
    printed = read_printed(text)
    source = Source(kind=SourceKind.PRINTED, payload=text, unread=printed.unread, read_at=datetime.now(UTC))
    notices = tuple(notice for about, notice in entry.notices if about == text)
    read = Read(reference=printed.reference, source=source, notices=notices)
    record = known.find(printed.reference) or add_reference(write, known, read)
    return record, _unread_in(printed)


def _unread_in(printed: Printed) -> tuple[str, ...]:
    """What a printed reference leaves open, in words for a summary's remarks."""
    elided = "the printed reference leaves authors out; give it its DOI" if printed.authors_elided else ""
    unread = f"not read in the reference: {printed.unread}" if printed.unread else ""
    return tuple(filter(None, (elided, unread)))


def _digest(entry: Entry) -> str:
    return digest_of("blog", str(entry.month), entry.source)


def _terms(write: Writer, entry: Entry) -> tuple[tuple[str, ...], str | None, list[str]]:
    """The slugs of an entry's topics and research type, and which of its names nobody knows here."""
    if not entry.topics and not entry.research_type:
        return (), None, []
    vocabulary = write.vocabulary()
    topics = {name: vocabulary.find(TermKind.TOPIC, name) for name in entry.topics}
    unknown = [f"there is no topic {name!r} here" for name, term in topics.items() if term is None]
    research_type = vocabulary.find(TermKind.RESEARCH_TYPE, entry.research_type or "")
    if entry.research_type and research_type is None:
        unknown.append(f"there is no research type {entry.research_type!r} here")
    slugs = dict.fromkeys(term.slug for term in topics.values() if term)
    return tuple(slugs), research_type.slug if research_type else None, unknown


def _summary_item(summary: Summary, entry: Entry, reason: str | None) -> Item:
    return Item(
        kind="summary",
        id=summary.slug,
        title=summary.title,
        input=entry.title,
        line=entry.line,
        reason=reason,
    )
