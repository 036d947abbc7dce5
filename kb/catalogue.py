"""The stored whole: summaries, references, vocabulary, history and what waits for Crossref."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from time import monotonic

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from kb.errors import CatalogueUnusable, DiskFull
from kb.migrations.upgrade import is_present, upgrade
from kb.reading import Reader
from kb.vocabulary import Term, TermKind
from kb.writing import Writer

_BUSY_TIMEOUT = 15.0  # seconds a writer waits for others, who are served in no order
_ROUND = 0.03  # seconds in which a waiting writer looks a few times; SQLite alone comes to look each 0.1 s
# A quota or a limit on the size of files shows itself as an error of writing.
_NO_ROOM = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_TRUNCATE", "SQLITE_IOERR_SHMSIZE"}
_DAMAGED = {"SQLITE_CORRUPT", "SQLITE_NOTADB"}


class Catalogue:
    """The database behind one URL, brought to the present schema when it is opened.

    Raises CatalogueUnusable when the database cannot be opened or stays locked. One that is at the
    present schema opens while another is writing.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = _engine(url)
        if not self._is_ready():
            self._make_ready()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Questions answered from one state of the catalogue, whatever is written meanwhile."""
        with _told_in_words(self.url), self._begin("DEFERRED") as connection:
            yield Reader(connection)

    @contextmanager
    def writing(self, by: str) -> Iterator[Writer]:
        """One transaction of changes, kept together when the block ends and dropped when it raises."""
        with _told_in_words(self.url), self._begin("IMMEDIATE") as connection:
            yield Writer(connection, by)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _is_ready(self) -> bool:
        with _told_in_words(self.url), self._begin("DEFERRED") as connection:
            return is_present(connection) and Reader(connection).has_vocabulary()

    def _make_ready(self) -> None:
        with _told_in_words(self.url), self._begin("IMMEDIATE") as connection:
            upgrade(connection)
            write = Writer(connection, by="practice-kb")
            if not write.has_vocabulary():
                for term in first_vocabulary():
                    write.put_term(term)

    @contextmanager
    def _begin(self, mode: str) -> Iterator[Connection]:
        with self._engine.execution_options(begin=mode).begin() as connection:
            yield connection


def first_vocabulary() -> tuple[Term, ...]:
    """The topics and research types that a new catalogue begins with."""
    data = tomllib.loads(resources.files("kb").joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    return tuple(
        Term(
            kind=TermKind(each["kind"]),
            slug=each["slug"],
            label=each["label"],
            synonyms=tuple(each.get("synonyms", ())),
            description=each.get("description", ""),
        )
        for each in data["term"]
    )


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite URL; None for another database or one in memory. Raises CatalogueUnusable."""
    parsed = _address(url)
    in_file = parsed.get_backend_name() == "sqlite" and parsed.database not in {None, "", ":memory:"}
    return Path(str(parsed.database)) if in_file else None


def _address(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise CatalogueUnusable(f"The address of the database cannot be read: {error}.") from error


def _engine(url: str) -> Engine:
    try:
        # What was to be written stands in no error, and so in no log: hashes of passwords, people's texts.
        engine = create_engine(_address(url), hide_parameters=True)
    except (ArgumentError, ImportError) as error:  # a database, or a driver of it, that is not installed
        raise CatalogueUnusable(f"The address of the database cannot be used: {error}.") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection, _record) -> None:  # type: ignore[no-untyped-def] # the driver's own
    # None: SQLAlchemy says BEGIN itself, so that reads are snapshots and DDL is transactional.
    connection.isolation_level = None
    for pragma in (
        _patience(_BUSY_TIMEOUT),
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at once; a later upgrade of a read could fail as stale.
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    if mode == "IMMEDIATE":
        _begin_writing(connection)
    else:
        connection.exec_driver_sql(f"BEGIN {mode}")


def _begin_writing(connection: Connection) -> None:
    """Wait for the other writers; who looks seldom misses the moments between their changes."""
    ends = monotonic() + _BUSY_TIMEOUT
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
        connection.exec_driver_sql(f"PRAGMA {_patience(_BUSY_TIMEOUT)}")


def _patience(seconds: float) -> str:
    return f"busy_timeout = {seconds * 1000:.0f}"


@contextmanager
def _told_in_words(url: str) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        where = sqlite_file(url) or make_url(url).render_as_string(hide_password=True)
        if "locked" in str(error.orig):
            raise CatalogueUnusable(
                f"The database {where} is busy with another writer; this change was not made. Try again."
            ) from error
        if getattr(error.orig, "sqlite_errorname", "") in _NO_ROOM:
            raise DiskFull(where) from error
        raise CatalogueUnusable(f"The database {where} cannot be used: {error.orig}.") from error
    except DatabaseError as error:
        if getattr(error.orig, "sqlite_errorname", "") in _DAMAGED:
            raise CatalogueUnusable(
                f"The database file {sqlite_file(url)} is damaged: {error.orig}. "
                "`kb restore` puts a backup in its place."
            ) from error
        raise CatalogueUnusable(f"The database cannot be used: {error.orig}.") from error
