"""What a catalogue asks of the database beneath it; `kb.sqlite` and `kb.postgresql` answer."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError

from kb.errors import CatalogueUnusable

PATIENCE = 15.0  # seconds a writer waits for the others


class Hold(Protocol):
    """A name asked for: true when it was got; nobody else of any host gets it until it is given back."""

    def __bool__(self) -> bool: ...

    def still(self) -> bool:
        """Whether it is held yet; it is lost with the connection to a server. For who holds it to ask."""


class Database(Protocol):
    """Transactions, names to be held alone, and the database's errors told in words."""

    engine: Engine

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the database, taken with its first question."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that begins when no other writes, and sees all that was written before."""

    def alone(self, name: str, timeout: float) -> AbstractContextManager[Hold]:
        """A name, held by one at a time of all that use the database; waited for `timeout` seconds."""

    def told(self, error: DBAPIError) -> CatalogueUnusable:
        """What an error of the database means, in words."""


@contextmanager
def told_in_words(database: Database) -> Iterator[None]:
    """Errors of a database, during a block, as CatalogueUnusable."""
    try:
        yield
    except DBAPIError as error:
        raise database.told(error) from error


def read_address(url: str | URL) -> URL:
    """The parts of a database's address. Raises CatalogueUnusable."""
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise CatalogueUnusable(f"The address of the database cannot be read: {error}.") from error


def busy(where: object) -> CatalogueUnusable:
    """Others have been writing for too long."""
    return CatalogueUnusable(
        f"The database {where} is busy with another writer; this change was not made. Try again."
    )


def engine_of(address: URL, **options: Any) -> Engine:
    """The connections to a database. Raises CatalogueUnusable when it, or its driver, is not known here."""
    try:
        # What was to be written stands in no error, and so in no log: hashes of passwords, people's texts.
        engine = create_engine(address, hide_parameters=True, **options)
    except (ArgumentError, ImportError) as error:
        raise CatalogueUnusable(f"The address of the database cannot be used: {error}.") from error
    event.listen(engine, "connect", _note_process)
    event.listen(engine, "checkout", _refuse_of_another_process)
    return engine


def let_go(database: Database, process: int) -> None:
    """Close what a process has opened; its child leaves that alone."""
    if os.getpid() == process:
        database.engine.dispose()


def _note_process(_connection: object, record: Any) -> None:
    record.info["process"] = os.getpid()


def _refuse_of_another_process(_connection: object, record: Any, fairy: Any) -> None:
    # A process that forked and its child would talk to the server, or lock the file, as one.
    if record.info["process"] != os.getpid():
        record.dbapi_connection = fairy.dbapi_connection = None
        raise DisconnectionError("This connection is another process's.")
