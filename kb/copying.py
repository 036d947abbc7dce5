"""A catalogue with its whole history, moved from one database to another of either kind."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError

from kb import tables
from kb.catalogue import MAKER, database_at
from kb.database import told_in_words
from kb.errors import KnowledgeBaseError
from kb.migrations.upgrade import is_present, upgrade
from kb.sqlite import sqlite_file

_AT_ONCE = 1000  # rows
# What people put in. A new catalogue has its first vocabulary and the changes that brought it.
_GIVEN = (tables.summaries, tables.reference_records, tables.editors, tables.working_copies, tables.batches)

Progress = Callable[[int, int], None]


class CopyFailed(KnowledgeBaseError):
    """Nothing was copied; both databases are as they were."""


class TargetNotEmpty(CopyFailed):
    """People have put something into the database that was to be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What both databases hold now: rows by table, and one digest (SHA-256) of all of them."""

    counts: dict[str, int]
    digest: str


def copy_database(
    source: str | URL,
    target: str | URL,
    progress: Progress = lambda _done, _total: None,
    *,
    replace: bool = False,
    ready: Callable[[], None] = lambda: None,
) -> Copied:
    """Copy one state of the catalogue at an address to another, and hold the two against each other.

    The target has all of it or nothing. `progress` is told how many of how many rows are copied; `ready`
    is called before anything is written. Raises CopyFailed when the source is of another schema, or when
    the target holds anything and `replace` is not set, and CatalogueUnusable.
    """
    if (file := sqlite_file(source)) and not file.is_file():
        raise CopyFailed(f"There is no file {file}.")
    here, there = database_at(source), database_at(target)
    try:
        with told_in_words(here), here.reading() as read, told_in_words(there), there.writing() as write:
            if not is_present(read):
                raise CopyFailed(
                    "What is to be copied is not a catalogue of the present schema; "
                    "open it once with this version, as `kb check` does."
                )
            _require_room(write, replace=replace)
            ready()
            upgrade(write)
            try:
                counts = _copy(read, write, progress)
            except IntegrityError as error:
                raise CopyFailed(
                    f"The catalogue is not sound and cannot be copied: {error.orig}. "
                    "`kb check --repair` mends it."
                ) from error
            digest = digest_of(read)
            if digest_of(write) != digest:
                raise CopyFailed("The copy is not what the catalogue holds; nothing was kept of it.")
    finally:
        here.engine.dispose()
        there.engine.dispose()
    return Copied(counts=counts, digest=digest)


def digest_of(connection: Connection) -> str:
    """A digest of all rows; the same on both kinds of database."""
    digest = sha256()
    for table in tables.metadata.sorted_tables:
        digest.update(f"{table.name}\n".encode())
        for row in _rows(connection, table):
            digest.update(repr(row).encode())
    return digest.hexdigest()


def _require_room(connection: Connection, *, replace: bool) -> None:
    present = set(inspect(connection).get_table_names())
    if not present:
        return
    if not is_present(connection) and not {"alembic_version", "changes"} <= present:
        raise CopyFailed("The database that would be written holds something else; name another.")
    if not replace and _holds_something(connection, present):
        raise TargetNotEmpty("The catalogue that would be written is not empty; name another database.")


def _holds_something(connection: Connection, present: set[str]) -> bool:
    by_others = select(tables.changes.c.revision).where(tables.changes.c.by != MAKER)
    given = (select(func.count()).select_from(table) for table in _GIVEN if table.name in present)
    return connection.execute(by_others.limit(1)).first() is not None or any(
        connection.execute(each).scalar() for each in given
    )


def _copy(read: Connection, write: Connection, progress: Progress) -> dict[str, int]:
    counts = {
        table.name: read.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables.metadata.sorted_tables
    }
    done, total = 0, sum(counts.values())
    progress(done, total)
    for table in reversed(tables.metadata.sorted_tables):
        write.execute(delete(table))
    for table in tables.metadata.sorted_tables:
        names = [column.name for column in table.columns]
        rows = _rows(read, table)
        while portion := [dict(zip(names, row, strict=True)) for row in islice(rows, _AT_ONCE)]:
            write.execute(insert(table), portion)
            done += len(portion)
            progress(done, total)
    return counts


def _rows(connection: Connection, table: Table) -> Iterator[tuple[Any, ...]]:
    query = select(table).order_by(*table.primary_key)
    with connection.execute(query, execution_options={"stream_results": True}) as rows:
        for row in rows:
            # What a column keeps no more (kb.columns) may stand in an old file.
            yield tuple(each.replace("\0", "\ufffd") if isinstance(each, str) else each for each in row)
