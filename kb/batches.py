"""What an editor gives to be imported, kept item by item until each is decided.

Nothing of a batch is in the catalogue before the editor says so, and what the editor says no to
stays here with its reason.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, func, insert, select, update

from kb import tables
from kb.ids import new_id
from kb.serial import dump, load

_AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)


class ItemState(StrEnum):
    """How far an item of a batch has come."""

    WAITING = "waiting"  # to be asked of Crossref
    READY = "ready"  # for the editor to decide
    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One paste or file: who gave it when, and a title to know it by."""

    by: str
    title: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    id: str = field(default_factory=new_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """One item of a batch as it was given, and what has become of it.

    `kind` and `proposal` (JSON text) are the importer's. `reason` says why it waits or was refused;
    `entity` is the id of what it became or duplicates; `tries` counts questions to Crossref that were
    not answered.
    """

    position: int
    kind: str
    input: str
    line: int | None = None
    state: ItemState = ItemState.WAITING
    proposal: str | None = None
    reason: str = ""
    entity: str | None = None
    tries: int = 0


class Batches:
    """The batches inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> tuple[tuple[Batch, dict[ItemState, int]], ...]:
        """Every batch with the number of its items in each state, newest first."""
        counted = select(tables.batch_items.c.batch, tables.batch_items.c.state, func.count()).group_by(
            tables.batch_items.c.batch, tables.batch_items.c.state
        )
        counts: dict[str, dict[ItemState, int]] = {}
        for batch, state, number in self._connection.execute(counted):
            counts.setdefault(batch, {})[ItemState(state)] = number
        rows = self._connection.execute(select(tables.batches).order_by(tables.batches.c.at.desc()))
        return tuple((_batch(row._asdict()), counts.get(row.id, {})) for row in rows)

    def get(self, batch_id: str) -> Batch | None:
        """The batch with this id."""
        row = self._connection.execute(select(tables.batches).where(tables.batches.c.id == batch_id)).first()
        return _batch(row._asdict()) if row else None

    def counts(self, batch_id: str) -> dict[ItemState, int]:
        """How many items of a batch there are in each state, the states of none left out."""
        table = tables.batch_items
        query = select(table.c.state, func.count()).where(table.c.batch == batch_id).group_by(table.c.state)
        return {ItemState(state): number for state, number in self._connection.execute(query)}

    def items(
        self,
        batch_id: str,
        *,
        states: Collection[ItemState] = tuple(ItemState),
        start: int = 0,
        most: int | None = None,
    ) -> tuple[BatchItem, ...]:
        """The items of a batch in these states, in the order given: at most so many, from `start`."""
        table = tables.batch_items
        query = (
            select(table.c.value)
            .where(table.c.batch == batch_id, table.c.state.in_([each.value for each in states]))
            .order_by(table.c.position)
            .offset(start)
            .limit(most)
        )
        return tuple(load(value, BatchItem) for value in self._connection.execute(query).scalars())

    def item(self, batch_id: str, position: int) -> BatchItem | None:
        """One item of a batch."""
        table = tables.batch_items
        query = select(table.c.value).where(table.c.batch == batch_id, table.c.position == position)
        value = self._connection.execute(query).scalar()
        return load(value, BatchItem) if value else None

    def add(self, batch: Batch, items: Iterable[BatchItem]) -> None:
        """Keep a new batch."""
        self._connection.execute(
            insert(tables.batches).values(
                id=batch.id, by=batch.by, at=batch.at.isoformat(), title=batch.title
            )
        )
        self.append(batch.id, items)

    def append(self, batch_id: str, items: Iterable[BatchItem]) -> None:
        """Keep further items of a batch; their positions are new in it."""
        rows = [
            {
                "batch": batch_id,
                "position": item.position,
                "state": item.state.value,
                "due": _AT_ONCE.isoformat(),
                "value": dump(item),
            }
            for item in items
        ]
        if rows:
            self._connection.execute(insert(tables.batch_items), rows)

    def put(self, batch_id: str, item: BatchItem, *, due: datetime = _AT_ONCE) -> None:
        """Keep what has become of an item; one that waits may be asked again when it is `due`."""
        table = tables.batch_items
        self._connection.execute(
            update(table)
            .where(table.c.batch == batch_id, table.c.position == item.position)
            .values(state=item.state.value, due=due.isoformat(), value=dump(item))
        )

    def claim(self, most: int, lease: timedelta, now: datetime) -> tuple[tuple[str, BatchItem], ...]:
        """Waiting items that are due, each with its batch: the first of every batch, then the second ...

        A short batch does not wait behind a long one.
        Nobody else gets them during the lease; a worker that dies lets go of them when it ends.
        """
        table = tables.batch_items
        query = (
            select(table.c.batch, table.c.value)
            .join(tables.batches, tables.batches.c.id == table.c.batch)
            .where(table.c.state == ItemState.WAITING.value, table.c.due <= now.isoformat())
            .order_by(table.c.position, tables.batches.c.at)
            .limit(most)
            # What another is claiming is passed over, not waited for; where there are no locks on rows, in
            # SQLite, only one writes.
            .with_for_update(of=table, skip_locked=True)
        )
        claimed = [(batch, load(value, BatchItem)) for batch, value in self._connection.execute(query)]
        for batch, item in claimed:
            self.put(batch, item, due=now + lease)
        return tuple(claimed)

    def next_due(self) -> datetime | None:
        """When the next waiting item may be asked; None when none waits."""
        table = tables.batch_items
        query = select(func.min(table.c.due)).where(table.c.state == ItemState.WAITING.value)
        due = self._connection.execute(query).scalar()
        return datetime.fromisoformat(due) if due else None

    def postpone(self, until: datetime) -> None:
        """Let nothing that waits now be asked before a time: Crossref is away."""
        table = tables.batch_items
        self._connection.execute(
            update(table)
            .where(table.c.state == ItemState.WAITING.value, table.c.due < until.isoformat())
            .values(due=until.isoformat())
        )

    def hurry(self) -> None:
        """Let all that waits be asked at once."""
        table = tables.batch_items
        self._connection.execute(
            update(table).where(table.c.state == ItemState.WAITING.value).values(due=_AT_ONCE.isoformat())
        )

    def remove(self, batch_id: str) -> None:
        """Forget a batch with all its items."""
        self._connection.execute(delete(tables.batches).where(tables.batches.c.id == batch_id))


def _batch(row: dict[str, str]) -> Batch:
    return Batch(id=row["id"], by=row["by"], title=row["title"], at=datetime.fromisoformat(row["at"]))
