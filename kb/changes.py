"""The history of the catalogue: every change, numbered in one order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select

from kb import tables

ChangeKind = Literal["summary", "reference", "term"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: who made it, when, and the value after it (None: removed), as JSON text."""

    revision: int
    kind: ChangeKind
    entity: str
    at: datetime
    by: str
    action: str
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What must be looked at again to follow the catalogue up to `revision`.

    `summaries` and `references` are ids. A summary is among them when a reference it cites or a
    term it bears changed; a reference when a summary that cites it, or once did, changed.
    """

    revision: int
    summaries: frozenset[str]
    references: frozenset[str]


_LAST_CHANGE = (
    select(tables.changes.c.revision, tables.changes.c.at).order_by(tables.changes.c.revision.desc()).limit(1)
)


class History:
    """The changes as they stood when the reading began."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def revision(self) -> int:
        """The number of the last change."""
        number: int = self._connection.execute(select(tables.revision_counter.c.value)).scalar_one()
        return number

    def last_change(self) -> tuple[int, datetime | None]:
        """The number of the last change and when it was made; (0, None) when there was none."""
        row = self._connection.execute(_LAST_CHANGE).first()
        return (row.revision, datetime.fromisoformat(row.at)) if row else (0, None)

    def history(self, kind: ChangeKind, entity: str) -> tuple[Change, ...]:
        """The changes of one summary (by id), reference (by id) or term (by kind/slug), oldest first."""
        table = tables.changes
        query = select(table).where(table.c.kind == kind, table.c.entity == entity).order_by(table.c.revision)
        return tuple(_change(row._asdict()) for row in self._connection.execute(query))

    def version(self, kind: ChangeKind, entity: str) -> int:
        """The revision of the last change of a summary, reference or term; 0 when it was never there."""
        table = tables.changes
        query = select(func.max(table.c.revision)).where(table.c.kind == kind, table.c.entity == entity)
        return self._connection.execute(query).scalar() or 0

    def latest(
        self,
        most: int,
        before: int | None = None,
        *,
        kind: ChangeKind | None = None,
        entity: str | None = None,
        by: str | None = None,
    ) -> tuple[Change, ...]:
        """The last changes, newest first: all, or those before a revision, of a kind, a thing, a person."""
        table = tables.changes
        query = select(table).order_by(table.c.revision.desc()).limit(most)
        if before is not None:
            query = query.where(table.c.revision < before)
        wanted = {"kind": kind, "entity": entity, "by": by}
        query = query.where(*(table.c[name] == value for name, value in wanted.items() if value is not None))
        return tuple(_change(row._asdict()) for row in self._connection.execute(query))

    def people(self) -> tuple[str, ...]:
        """Everyone and everything that ever made a change, by name."""
        query = select(tables.changes.c.by).distinct().order_by(tables.changes.c.by)
        return tuple(self._connection.execute(query).scalars())

    def change(self, revision: int) -> Change | None:
        """The change with this number."""
        table = tables.changes
        row = self._connection.execute(select(table).where(table.c.revision == revision)).first()
        return _change(row._asdict()) if row else None


def _change(row: dict[str, object]) -> Change:
    return Change(**{**row, "at": datetime.fromisoformat(str(row["at"]))})  # type: ignore[arg-type]
