"""Sessions that ended before their time.

A session is a signed cookie, and a copy of it would still be good after its owner has signed out;
so what has ended is kept for as long as such a copy could live.
"""

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from kb import tables


class EndedSessions:
    """The ended sessions inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __contains__(self, session: str) -> bool:
        query = select(tables.ended_sessions.c.id).where(tables.ended_sessions.c.id == session)
        return self._connection.execute(query).first() is not None

    def add(self, session: str, until: datetime) -> None:
        """Keep that a session has ended, until no copy of it can be good any more."""
        table = tables.ended_sessions
        now = datetime.now(UTC).isoformat()
        self._connection.execute(delete(table).where((table.c.until < now) | (table.c.id == session)))
        self._connection.execute(insert(table).values(id=session, until=until.isoformat()))
