"""What editors have typed and not yet saved, so that a closed browser loses nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from kb import tables
from kb.serial import dump, load
from kb.summary import Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCopy:
    """A summary as one editor has it on the desk.

    `based_on` is the version it was begun from: the revision of the summary's last change then,
    0 for a summary that is not there yet.
    """

    editor: str
    summary: Summary
    based_on: int
    at: datetime


class WorkingCopies:
    """The working copies inside one transaction; each editor has at most one of a summary."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, summary_id: str) -> tuple[WorkingCopy, ...]:
        """All editors' copies of a summary, last touched first."""
        table = tables.working_copies
        query = select(table).where(table.c.summary == summary_id).order_by(table.c.at.desc())
        return tuple(_copy(row._asdict()) for row in self._connection.execute(query))

    def by(self, editor: str) -> tuple[WorkingCopy, ...]:
        """All copies of an editor, last touched first."""
        table = tables.working_copies
        query = select(table).where(table.c.editor == editor).order_by(table.c.at.desc())
        return tuple(_copy(row._asdict()) for row in self._connection.execute(query))

    def get(self, summary_id: str, editor: str) -> WorkingCopy | None:
        """An editor's copy of a summary."""
        return next((each for each in self.of(summary_id) if each.editor == editor), None)

    def put(self, editor: str, summary: Summary, based_on: int) -> WorkingCopy:
        """Keep what an editor has typed so far, in place of what they had typed before."""
        table = tables.working_copies
        copy = WorkingCopy(editor=editor, summary=summary, based_on=based_on, at=datetime.now(UTC))
        values = {"based_on": based_on, "at": copy.at.isoformat(), "value": dump(summary)}
        here = (table.c.summary == summary.id, table.c.editor == editor)
        if not self._connection.execute(update(table).where(*here).values(values)).rowcount:
            self._connection.execute(insert(table).values(summary=summary.id, editor=editor, **values))
        return copy

    def drop(self, summary_id: str, editor: str) -> None:
        """Forget an editor's copy of a summary: it was saved, or thrown away."""
        table = tables.working_copies
        self._connection.execute(delete(table).where(table.c.summary == summary_id, table.c.editor == editor))


def _copy(row: dict[str, str]) -> WorkingCopy:
    return WorkingCopy(
        editor=row["editor"],
        summary=load(row["value"], Summary),
        based_on=int(row["based_on"]),
        at=datetime.fromisoformat(row["at"]),
    )
