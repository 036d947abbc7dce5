"""What waits for an editor: what is begun and not finished, and what came up since."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kb.batches import Batch, ItemState
from kb.notices import identity
from kb.publishing import Objection, objections
from kb.reading import Reader
from kb.reference import Notice, Record, SourceKind
from kb.serial import readable
from kb.summary import Month, Status, Summary
from kb.working_copies import WorkingCopy


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A summary that readers do not see yet, and what speaks against showing it."""

    summary: Summary
    objections: tuple[Objection, ...]

    @property
    def ready(self) -> bool:
        """True when nothing hinders its publication."""
        return not any(each.hindrance for each in self.objections)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """A notice about a reference, since when it is known here, and the published summaries it touches."""

    record: Record
    notice: Notice
    since: datetime
    touches: tuple[Summary, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """All that waits. `unsaved` are an editor's own; `batches` bear how many items are undecided."""

    unsaved: tuple[WorkingCopy, ...]
    drafts: tuple[Unfinished, ...]
    scheduled: tuple[Unfinished, ...]
    batches: tuple[tuple[Batch, int], ...]
    unresolved: tuple[Record, ...]
    news: tuple[News, ...]
    month: Month
    published: tuple[Summary, ...]

    @property
    def this_month(self) -> tuple[Unfinished, ...]:
        """What is still to appear in the month."""
        return tuple(each for each in (*self.scheduled, *self.drafts) if each.summary.month == self.month)


def waiting(read: Reader, editor: str, month: Month, news_since: datetime) -> Waiting:
    """What waits for an editor in a month, with the notices that came up since a moment, newest first."""
    records = tuple(read.records())
    return Waiting(
        unsaved=read.working_copies.by(editor),
        drafts=tuple(_unfinished(read, Status.DRAFT)),
        scheduled=tuple(_unfinished(read, Status.SCHEDULED)),
        batches=tuple(_undecided(read)),
        unresolved=tuple(each for each in records if is_unresolved(each)),
        news=tuple(
            sorted(
                (
                    one
                    for each in records
                    if each.notices
                    for one in _news(read, each)
                    if one.since >= news_since
                ),
                key=lambda one: one.since,
                reverse=True,
            )
        ),
        month=month,
        published=read.published_in(month),
    )


def is_unresolved(record: Record) -> bool:
    """True while neither Crossref nor a DOI says which work a reference is."""
    return record.source.kind is not SourceKind.CROSSREF and not record.reference.doi


def _unfinished(read: Reader, status: Status) -> Iterator[Unfinished]:
    for each in read.summaries(status):
        yield Unfinished(summary=each, objections=objections(each, read.records_of(each)))


def _undecided(read: Reader) -> Iterator[tuple[Batch, int]]:
    for batch, counts in read.batches.all():
        if number := counts.get(ItemState.WAITING, 0) + counts.get(ItemState.READY, 0):
            yield batch, number


def _news(read: Reader, record: Record) -> Iterator[News]:
    first: dict[object, datetime] = {}
    for change in read.history("reference", record.id):
        told = readable(change.after, Record) if change.after else None
        for notice in told.notices if told else ():
            first.setdefault(identity(notice), change.at)
    touches = tuple(each for each in read.cited_by(record.id) if each.status is Status.PUBLISHED)
    for notice in record.notices:
        if since := first.get(identity(notice)):
            yield News(record=record, notice=notice, since=since, touches=touches)
