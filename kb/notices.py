"""Notices from several tellers as one list: none twice, none lost."""

from collections.abc import Iterable
from dataclasses import replace

from kb.reference import Notice

Identity = tuple[str, str]


def identity(notice: Notice) -> Identity:
    """What makes two tellings one notice: its kind and DOI, or kind and source when it has no DOI.

    Dates and labels are corrected later and differ between tellers.
    """
    return notice.kind.value, notice.doi or f"said by {notice.source}"


def joined_notices(known: Iterable[Notice], told: Iterable[Notice]) -> tuple[Notice, ...]:
    """The known notices in their order, then those told anew; a known one without date takes the told."""
    whole: dict[Identity, Notice] = {}
    for notice in (*known, *told):
        present = whole.setdefault(identity(notice), notice)
        if present.date is None and notice.date is not None:
            whole[identity(notice)] = replace(present, date=notice.date)
    return tuple(whole.values())
