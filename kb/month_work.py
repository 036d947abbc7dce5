"""A month's work: what is to appear in it, what that still lacks, and showing it to readers as a whole."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from statistics import median_low
from typing import Literal

from kb.errors import NotFound
from kb.publishing import Objection, objections
from kb.reading import Reader
from kb.reference import Record
from kb.summary import Month, Status, Summary
from kb.writing import Writer

_USUAL_OF = 12  # of the newest months with summaries
_OPEN = (Status.DRAFT, Status.SCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A summary of a month: its version, its references, what speaks against it, and who else is at it."""

    summary: Summary
    version: int
    records: tuple[Record, ...]
    objections: tuple[Objection, ...]
    typing: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """True while readers do not see it and are to."""
        return self.summary.status in _OPEN

    @property
    def hindrances(self) -> tuple[Objection, ...]:
        """What must be seen to before it is published."""
        return tuple(each for each in self.objections if each.hindrance)

    @property
    def doubts(self) -> tuple[Objection, ...]:
        """What an editor may let pass."""
        return tuple(each for each in self.objections if not each.hindrance)


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsWork:
    """The summaries of a month in the order of its digest, withdrawn ones apart.

    `usual` is how many a month has as a rule (None: there was none yet); `others` are the further
    months in which something is open, oldest first.
    """

    month: Month
    planned: tuple[Planned, ...]
    withdrawn: tuple[Summary, ...]
    usual: int | None
    others: tuple[tuple[Month, int], ...]

    @property
    def open(self) -> tuple[Planned, ...]:
        """What is still to appear."""
        return tuple(each for each in self.planned if each.open)

    @property
    def published(self) -> tuple[Planned, ...]:
        """What readers see already."""
        return tuple(each for each in self.planned if not each.open)

    @property
    def hindered(self) -> tuple[Planned, ...]:
        """What cannot appear as it stands."""
        return tuple(each for each in self.open if each.hindrances)

    @property
    def ready(self) -> tuple[Planned, ...]:
        """What can appear."""
        return tuple(each for each in self.open if not each.hindrances)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A summary that was to be shown and is not: changed, hindered, or no longer open."""

    summary: Summary
    why: Literal["changed", "hindered", "not-open"]
    by: str = ""
    hindrances: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What became of the summaries of a month that were to be shown."""

    done: tuple[Summary, ...]
    held: tuple[Held, ...]


def months_work(read: Reader, month: Month, besides: str = "") -> MonthsWork:
    """The work of a month as it stands for an editor (`besides`, who is not told of their own typing)."""
    here: list[Summary] = []
    elsewhere: Counter[Month] = Counter()
    for status in _OPEN:
        for each in read.summaries(status):
            if each.month == month:
                here.append(each)
            else:
                elsewhere[each.month] += 1
    here.extend(read.published_in(month))
    counts = [number for each, number in read.months() if each != month][:_USUAL_OF]
    return MonthsWork(
        month=month,
        planned=tuple(_planned(read, each, besides) for each in sorted(here, key=lambda each: each.slug)),
        withdrawn=tuple(each for each in read.summaries(Status.WITHDRAWN) if each.month == month),
        usual=median_low(counts) if counts else None,
        others=tuple(sorted(elsewhere.items())),
    )


def coming_month(read: Reader, present: Month) -> Month:
    """The month to work at: the first from the present one on with something open, else the next empty."""
    ahead = {each.month for status in _OPEN for each in read.summaries(status) if each.month >= present}
    if ahead:
        return min(ahead)
    return following(present) if read.published_in(present) else present


def following(month: Month, by: int = 1) -> Month:
    """The month after one, or so many after (or before) it."""
    year, number = divmod(month.year * 12 + month.month - 1 + by, 12)
    return Month(year, number + 1)


def show_month(write: Writer, chosen: Mapping[str, int], on: date | None = None) -> Shown:
    """Publish summaries at once, or let them appear on a day; what cannot is held back, with the reason.

    `chosen` maps their ids to the versions that were looked at.
    """
    done, held = [], []
    for summary_id, seen in chosen.items():
        summary = write.summary(summary_id)
        if summary is None:
            continue
        if reason := _reason_to_hold(write, summary, seen):
            held.append(reason)
            continue
        status = Status.SCHEDULED if on else Status.PUBLISHED
        shown = replace(summary, status=status, publish_on=on)
        write.change_summary(shown, seen=seen)
        done.append(shown)
    return Shown(done=tuple(done), held=tuple(held))


def move_to(write: Writer, summary_id: str, month: Month, seen: int) -> Summary:
    """Put off, or bring forward, a summary that readers do not see; one that had a day becomes a draft again.

    Raises NotFound when there is no such summary to move, and Outdated.
    """
    summary = write.summary(summary_id)
    if summary is None or summary.status not in _OPEN:
        raise NotFound("summary to move", summary.slug if summary else summary_id)
    if summary.month == month:
        return summary
    moved = replace(summary, month=month, status=Status.DRAFT, publish_on=None)
    write.change_summary(moved, seen=seen)
    return moved


def _planned(read: Reader, summary: Summary, besides: str) -> Planned:
    records = read.records_of(summary)
    return Planned(
        summary=summary,
        version=read.version("summary", summary.id),
        records=records,
        objections=objections(summary, records),
        typing=tuple(each.editor for each in read.working_copies.of(summary.id) if each.editor != besides),
    )


def _reason_to_hold(write: Writer, summary: Summary, seen: int) -> Held | None:
    last = write.change(write.version("summary", summary.id))
    if last and last.revision != seen:
        return Held(summary=summary, why="changed", by=last.by)
    if summary.status not in _OPEN:
        return Held(summary=summary, why="not-open")
    found = tuple(each for each in objections(summary, write.records_of(summary)) if each.hindrance)
    return Held(summary=summary, why="hindered", hindrances=found) if found else None
