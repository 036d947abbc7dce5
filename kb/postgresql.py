"""A catalogue in PostgreSQL: as many web hosts as are wanted, and still one writer at a time."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from time import monotonic, sleep

from sqlalchemy import Connection, event, func, select
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DBAPIError

from kb.database import PATIENCE, Hold, busy, engine_of
from kb.errors import CatalogueUnusable, DiskFull

_LOOK = 0.1  # seconds between looks at a name that another holds
_CONNECTING = 10  # seconds

# A host that is gone without a word is known to be after about half a minute, by either side.
_KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_SILENCE = 30_000  # milliseconds in which what was sent must be acknowledged

# https://www.postgresql.org/docs/15/errcodes-appendix.html
_BUSY = {"55P03"}
_NO_ROOM = {"53100"}
_DAMAGED = {"XX001", "XX002"}


class PostgreSQL:
    """The database on a server."""

    def __init__(self, address: URL) -> None:
        self._where = f"{address.database or address.username} at {address.host or 'its server'}"
        usual = {"connect_timeout": _CONNECTING, "tcp_user_timeout": _SILENCE, **_KEEPALIVES}
        self.engine = engine_of(
            address,
            # After a restart of the server the connections to it are dead; each is tried before it is used.
            pool_pre_ping=True,
            connect_args={name: value for name, value in usual.items() if name not in address.query},
        )
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "handle_error", _leave_out_values)
        self._reading = self.engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self._writing = self.engine.execution_options(isolation_level="READ COMMITTED")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database, taken with its first question."""
        with self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that begins when no other writes."""
        with self._writing.begin() as connection:
            # Given back after what was written can be seen: so revisions are taken and seen in one order.
            connection.execute(select(func.pg_advisory_xact_lock(_key("writing"))))
            yield connection

    @contextmanager
    def alone(self, name: str, timeout: float) -> Iterator[Hold]:
        """The server gives a lock back when the connection that took it ends, however it does."""
        connection = self.engine.connect()
        try:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            got = _locked(connection, name, timeout)
            if got:
                connection.detach()  # it goes with the lock, not back to the others
            yield _SessionLock(connection, got)
        finally:
            with suppress(DBAPIError):  # the connection was lost, and the lock with it
                connection.close()

    def told(self, error: DBAPIError) -> CatalogueUnusable:
        """What an error means, in words."""
        code = getattr(error.orig, "sqlstate", None)
        if code in _BUSY:
            return busy(self._where)
        if code in _NO_ROOM:
            return DiskFull(f"the database {self._where}")
        reason = str(error.orig).rstrip(".")
        if code in _DAMAGED:
            return CatalogueUnusable(
                f"The database {self._where} is damaged: {reason}. `kb restore` puts a backup in its place."
            )
        away = "" if code else " See that the server runs and that database_url names it."
        return CatalogueUnusable(f"The database {self._where} cannot be used: {reason}.{away}")


@dataclass(frozen=True, slots=True)
class _SessionLock:
    connection: Connection
    got: bool

    def __bool__(self) -> bool:
        return self.got

    def still(self) -> bool:
        if not self.got or self.connection.invalidated:  # found to be lost before
            return False
        try:
            self.connection.execute(select(1))
        except DBAPIError:
            return False
        return True


def _locked(connection: Connection, name: str, timeout: float) -> bool:
    ends = monotonic() + timeout
    asked = select(func.pg_try_advisory_lock(_key(name)))
    while not connection.execute(asked).scalar():
        if monotonic() >= ends:
            return False
        sleep(_LOOK)
    return True


def _key(name: str) -> int:
    """The number by which the server knows a name."""
    return int.from_bytes(sha256(f"practice-kb {name}".encode()).digest()[:8], signed=True)


def _leave_out_values(context: ExceptionContext) -> None:
    """An error's first line says what is wrong; those after it quote the row, a password's hash in it."""
    if context.sqlalchemy_exception is not None:
        for error in (context.original_exception, context.sqlalchemy_exception):
            error.args = (str(error.args[0]).strip().partition("\n")[0],) if error.args else ()


def _prepare(connection, _record) -> None:  # type: ignore[no-untyped-def] # the driver's own
    settings = {
        **{f"tcp_{name}": value for name, value in _KEEPALIVES.items()},
        "tcp_user_timeout": _SILENCE,
        "lock_timeout": round(PATIENCE * 1000),
        "idle_session_timeout": 0,  # or a name that is held alone would be lost
    }
    connection.execute("; ".join(f"SET {name} = {value}" for name, value in settings.items()))
    connection.commit()
