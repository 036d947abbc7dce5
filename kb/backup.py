"""A copy of the whole catalogue in one file, taken while it is in use, and put back."""

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from kb.catalogue import Catalogue, sqlite_file
from kb.errors import CatalogueUnusable, KnowledgeBaseError

_COUNTED = ("summaries", "reference_records", "changes")


class BackupFailed(KnowledgeBaseError):
    """No backup was made, or none put back; what was there is as it was."""


def backup(url: str, file: Path) -> dict[str, int]:
    """Write a consistent copy of the catalogue and verify it; the rows of its main tables.

    Raises BackupFailed; a file that exists is never overwritten.
    """
    if file.exists():
        raise BackupFailed(f"{file} exists already; name another file.")
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        with closing(_open(_database(url))) as source, closing(sqlite3.connect(unfinished)) as copy:
            source.backup(copy)
            # One plain file: without this the copy would ask for its -wal companion.
            copy.execute("PRAGMA journal_mode = DELETE")
            counts = _verify(copy)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"The backup to {file} failed: {error}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return counts


def restore(url: str, file: Path, *, replace: bool = False) -> dict[str, int]:
    """Put a backup in the place of the catalogue; the rows of its main tables.

    A copy is opened as a catalogue, and brought to the present schema, before anything is replaced.
    Raises BackupFailed when the file is no sound backup or a later version's, or when the catalogue
    already holds summaries or references and `replace` is not set.
    """
    database = _database(url)
    try:
        with tempfile.TemporaryDirectory(prefix="restoring-", dir=database.parent) as folder:
            tried = Path(folder) / "catalogue.db"
            with closing(_open(file)) as source, closing(sqlite3.connect(tried)) as copy:
                source.backup(copy)
                _verify(copy)
            Catalogue(f"sqlite:///{tried}").close()
            with closing(_open(tried)) as source, closing(sqlite3.connect(database)) as target:
                if not replace and _holds_something(target):
                    raise BackupFailed(
                        "The catalogue here is not empty; back it up first, then restore with --replace."
                    )
                counts = _verify(source)
                source.backup(target)
    except CatalogueUnusable as error:
        raise BackupFailed(f"{file} cannot be restored. {error}") from error
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{file} cannot be restored: {error}.") from error
    return counts


def _database(url: str) -> Path:
    file = sqlite_file(url)
    if file is None:
        raise BackupFailed(
            "Only a catalogue in a SQLite file can be backed up; use your database's own tools."
        )
    return file


def _open(file: Path) -> sqlite3.Connection:
    if not file.is_file():
        raise BackupFailed(f"There is no file {file}.")
    return sqlite3.connect(file.absolute().as_uri() + "?mode=ro", uri=True)


def _verify(connection: sqlite3.Connection) -> dict[str, int]:
    verdict = connection.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise BackupFailed(f"The copy is not sound: {verdict}.")
    return {table: _count(connection, table) for table in _COUNTED}


def _count(connection: sqlite3.Connection, table: str) -> int:
    count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 # our own names
    return count


def _holds_something(connection: sqlite3.Connection) -> bool:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return any(_count(connection, table) for table in ("summaries", "reference_records") if table in tables)
