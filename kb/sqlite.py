"""A catalogue in a SQLite file: one machine, nothing to set up."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import IO

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from kb.database import PATIENCE, Hold, busy, engine_of, read_address
from kb.errors import CatalogueUnusable, DiskFull

_ROUND = 0.03  # seconds in which a waiting writer looks a few times; SQLite alone comes to look each 0.1 s
_LOOK = 0.1  # seconds between looks at a name that another holds
# A quota or a limit on the size of files shows itself as an error of writing.
_NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_SHMSIZE"}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


def sqlite_file(url: str | URL) -> Path | None:
    """The file of a SQLite URL; None for another database or one in memory. Raises CatalogueUnusable."""
    return _file(read_address(url))


class SQLite:
    """The database in one file."""

    def __init__(self, address: URL) -> None:
        self._file = _file(address)
        self._where = self._file or address
        self.engine = engine_of(address)
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database, taken with its first question."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that begins when no other writes."""
        with self.engine.execution_options(begin="IMMEDIATE").begin() as connection:
            yield connection

    @contextmanager
    def alone(self, name: str, timeout: float) -> Iterator[Hold]:
        """The system gives a lock on a file beside the database back when the process ends, even by force."""
        if self._file is None:
            raise CatalogueUnusable("A database in memory is nobody else's; nothing of it is held alone.")
        beside = self._file.with_name(f"{self._file.name}-{name}.lock")
        try:
            held = beside.open("ab")
        except OSError as error:
            raise CatalogueUnusable(f"{beside} cannot be written: {error.strerror}.") from error
        with held:
            yield _FileLock(beside, held, got=_locked(held, timeout))

    def told(self, error: DBAPIError) -> CatalogueUnusable:
        """What an error means, in words."""
        kind = getattr(error.orig, "sqlite_errorname", "")
        if kind in _DAMAGED:
            return CatalogueUnusable(
                f"The database file {self._where} is damaged: {error.orig}. "
                "`kb restore` puts a backup in its place."
            )
        if kind in _NO_ROOM:
            return DiskFull(self._where)
        if "locked" in str(error.orig):
            return busy(self._where)
        return CatalogueUnusable(f"The database {self._where} cannot be used: {error.orig}.")


@dataclass(frozen=True, slots=True)
class _FileLock:
    file: Path
    held: IO[bytes]
    got: bool

    def __bool__(self) -> bool:
        return self.got

    def still(self) -> bool:
        try:  # a file of that name that is another one now can be locked by somebody else
            return self.got and os.path.samestat(os.fstat(self.held.fileno()), self.file.stat())
        except OSError:
            return False


def _locked(held: IO[bytes], timeout: float) -> bool:
    ends = monotonic() + timeout
    while True:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= ends:
                return False
            sleep(_LOOK)
        else:
            return True


def _file(address: URL) -> Path | None:
    in_file = address.get_backend_name() == "sqlite" and address.database not in {None, "", ":memory:"}
    return Path(str(address.database)) if in_file else None


def _prepare(connection, _record) -> None:  # type: ignore[no-untyped-def] # the driver's own
    # None: SQLAlchemy says BEGIN itself, so that reads are snapshots and DDL is transactional.
    connection.isolation_level = None
    for pragma in (
        _patience(PATIENCE),
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once; a later upgrade of a read could fail as stale.
    if connection.get_execution_options().get("begin") == "IMMEDIATE":
        _begin_writing(connection)
    else:
        connection.exec_driver_sql("BEGIN DEFERRED")


def _begin_writing(connection: Connection) -> None:
    """Wait for the other writers; who looks seldom misses the moments between their changes."""
    ends = monotonic() + PATIENCE
    connection.exec_driver_sql(f"PRAGMA {_patience(_ROUND)}")
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            except OperationalError as error:
                if "locked" not in str(error.orig) or monotonic() >= ends:
                    raise
            else:
                return
    finally:
        connection.exec_driver_sql(f"PRAGMA {_patience(PATIENCE)}")


def _patience(seconds: float) -> str:
    return f"busy_timeout = {seconds * 1000:.0f}"
