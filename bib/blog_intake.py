"""Bringing a blog page into the catalogue: its summaries and the references printed with them."""

from datetime import UTC, datetime

from bib.apa import read_printed
from bib.blogtext import Entry, read_blog
from bib.duplicates import KnownWorks
from bib.intake import add_reference, digest_of
from bib.report import Item, Read, Report
from kb.catalogue import Catalogue
from kb.reference import Source, SourceKind
from kb.summary import Citation, Status, Summary
from kb.writing import Writer


def import_blog(catalogue: Catalogue, text: str, by: str, *, draft: bool = False) -> Report:
    """Take in the summaries of a blog page, each with the reference printed under its title.

    An entry of which something could not be read comes in as a draft, with what was not read
    in its remarks; so do all when `draft` is set.
    """
    page = read_blog(text)
    report = Report(refused=list(page.refused))
    with catalogue.writing(by) as write:
        known = KnownWorks(write.records())
        for entry in page.entries:
            _import_entry(write, known, entry, report, draft=draft)
    return report


def _import_entry(write: Writer, known: KnownWorks, entry: Entry, report: Report, *, draft: bool) -> None:
    digest = digest_of("blog", str(entry.month), entry.source)
    before = write.imported(digest)
    if before and (summary := write.summary(before)):
        report.unchanged.append(_summary_item(summary, entry, None))
        return
    alike = next(
        (each for each in write.summaries() if each.month == entry.month and each.title == entry.title), None
    )
    if alike:
        reason = f"{alike.slug} has this month and title; its text differs and stays as it is"
        report.duplicate.append(_summary_item(alike, entry, reason))
        return
    remarks = [f"line {remark.line}: {remark.text}" for remark in entry.remarks]
    citations = []
    if entry.printed:
        printed = read_printed(entry.printed)
        source = Source(
            kind=SourceKind.PRINTED,
            payload=entry.printed,
            unread=printed.unread,
            read_at=datetime.now(UTC),
        )
        record = known.find(printed.reference) or add_reference(
            write, known, Read(reference=printed.reference, source=source)
        )
        citations.append(Citation(reference=record.id))
        if printed.authors_elided:
            remarks.append(f"line {entry.line}: the printed reference leaves authors out; give it its DOI")
        if printed.unread:
            remarks.append(f"line {entry.line}: not read in the reference: {printed.unread}")
    summary = Summary(
        slug=write.free_slug(entry.title),
        title=entry.title,
        month=entry.month,
        body=entry.body,
        implications=entry.implications,
        contact=entry.contact,
        status=Status.DRAFT if draft or remarks else Status.PUBLISHED,
        citations=tuple(citations),
        remarks=tuple(remarks),
    )
    write.add_summary(summary)
    write.remember_import(digest, "summary", summary.id)
    why_draft = "; ".join(["a draft, because something could not be read", *remarks]) if remarks else None
    report.added.append(_summary_item(summary, entry, why_draft))


def _summary_item(summary: Summary, entry: Entry, reason: str | None) -> Item:
    return Item(
        kind="summary",
        id=summary.slug,
        title=summary.title,
        input=entry.title,
        line=entry.line,
        reason=reason,
    )
