"""Since when the catalogue has known what it knows of a reference."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from kb.changes import Change
from kb.notices import Identity, identity
from kb.reference import Record
from kb.serial import readable

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """When a reference was added and last changed, and since when it has its overrides and notices.

    `overrides` is by name of the field, `notices` by what makes a notice one (kb.notices.identity).
    What no change tells of is left out.
    """

    added: datetime | None
    changed: datetime | None
    overrides: Mapping[str, datetime]
    notices: Mapping[Identity, datetime]


def provenance(record: Record, history: Iterable[Change]) -> Provenance:
    """What the history of a record, oldest change first, tells of its present values."""
    overrides: dict[str, datetime] = {}
    notices: dict[Identity, datetime] = {}
    moments = []
    for change in history:
        moments.append(change.at)
        before = readable(change.after, Record) if change.after else None
        given = before.overrides if before else {}
        told = set(map(identity, before.notices)) if before else set()
        for name, value in record.overrides.items():
            _follow(overrides, name, name in given and given[name] == value, change.at)
        for each in map(identity, record.notices):
            _follow(notices, each, each in told, change.at)
    return Provenance(
        added=moments[0] if moments else None,
        changed=moments[-1] if moments else None,
        overrides=overrides,
        notices=notices,
    )


def _follow(since: dict[Key, datetime], key: Key, held: bool, at: datetime) -> None:
    if held:
        since.setdefault(key, at)
    else:
        since.pop(key, None)
