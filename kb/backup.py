"""A copy of the whole catalogue in one SQLite file, taken while it is in use, and put back.

A copy bears a seal: what its tables hold, as a digest and in numbers. SQLite's own check sees damage
to the structure of a file and none to the words in it.
"""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy.engine import URL

from kb.catalogue import MAKER, Catalogue
from kb.copying import CopyFailed, TargetNotEmpty, copy_database
from kb.errors import CatalogueUnusable, KnowledgeBaseError
from kb.sqlite import sqlite_file

_COUNTED = ("summaries", "reference_records", "changes")
# What people put in. A new catalogue has its first vocabulary and the changes that brought it.
_GIVEN = ("summaries", "reference_records", "editors", "working_copies", "batches")
_OWN = 0o600  # passwords stand in it, though as hashes
_NOT_EMPTY = "The catalogue here is not empty; back it up first, then restore with --replace."
_SEALED = 1  # in the file's header, so that a lost seal is missed


class BackupFailed(KnowledgeBaseError):
    """No backup was made, or none put back; what was there is as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a copy holds: the rows of its main tables, and a digest (SHA-256) of all of its rows.

    `sealed` is False for a copy of an earlier release, which has no digest to be held against.
    """

    counts: dict[str, int]
    digest: str
    sealed: bool = True


def backup(url: str, file: Path) -> Contents:
    """Write a consistent copy of the catalogue, and hold it against the catalogue row by row.

    Raises BackupFailed; a file that exists is never overwritten.
    """
    if file.exists():
        raise BackupFailed(f"{file} exists already; name another file.")
    unfinished = file.with_name(file.name + ".unfinished")
    try:
        unfinished.unlink(missing_ok=True)  # of one that was killed
        unfinished.touch(_OWN)
        contents = _copy(url, unfinished)
        with closing(sqlite3.connect(unfinished)) as copy:
            # One plain file: without this the copy would ask for its -wal companion.
            copy.execute("PRAGMA journal_mode = DELETE")
            _seal(copy, contents.digest)
        with closing(_open(unfinished)) as written:
            found = _verify(written)
        if found.digest != contents.digest:
            raise BackupFailed(f"The copy in {file} is not what the catalogue holds; nothing was kept of it.")
        _keep(unfinished, file)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"The backup to {file} failed: {_why(error)}.") from error
    finally:
        for left in (unfinished, unfinished.with_name(unfinished.name + "-journal")):
            left.unlink(missing_ok=True)
    return found


def copy_as_it_is(url: str, file: Path) -> None:
    """Copy a catalogue page by page, sound or not, before it is mended. Raises BackupFailed."""
    try:
        file.touch(_OWN)
        database = sqlite_file(url)
        if database is None:
            copy_database(url, _in_file(file))
            return
        with closing(_open(database)) as source, closing(sqlite3.connect(file)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
    except (OSError, sqlite3.Error) as error:
        file.unlink(missing_ok=True)  # half a copy is none
        raise BackupFailed(f"The catalogue could not be copied to {file}: {_why(error)}.") from error


def restore(
    url: str, file: Path, *, replace: bool = False, ready: Callable[[], None] = lambda: None
) -> Contents:
    """Put a backup in the place of the catalogue.

    A copy is verified, opened as a catalogue and brought to the present schema before anything is
    replaced; then `ready` is called. Raises BackupFailed when the file is no sound backup or a later
    version's, or when the catalogue holds anything and `replace` is not set. A catalogue that cannot be
    read is moved aside, not overwritten.
    """
    database = sqlite_file(url)
    try:
        with tempfile.TemporaryDirectory(prefix="restoring-", dir=database and database.parent) as folder:
            tried = Path(folder) / "catalogue.db"
            with closing(_open(file)) as source, closing(sqlite3.connect(tried)) as copy:
                contents = _verify(source)
                source.backup(copy)
                copy.execute("DROP TABLE IF EXISTS seal")
                copy.execute("PRAGMA user_version = 0")
                copy.commit()
            Catalogue(f"sqlite:///{tried}").close()
            if database is None:
                copy_database(_in_file(tried), url, replace=replace, ready=ready)
            else:
                _make_room(database, replace=replace)
                with closing(_open(tried)) as source, closing(sqlite3.connect(database)) as target:
                    ready()
                    source.backup(target)
    except TargetNotEmpty as error:
        raise BackupFailed(_NOT_EMPTY) from error
    except (CatalogueUnusable, CopyFailed) as error:
        raise BackupFailed(f"{file} cannot be restored. {error}") from error
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"{file} cannot be restored: {_why(error)}.") from error
    return contents


def _why(error: OSError | sqlite3.Error) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _copy(url: str, unfinished: Path) -> Contents:
    """Write a copy without its seal; what the catalogue holds, as the copy must."""
    database = sqlite_file(url)
    if database is None:
        copy_database(url, _in_file(unfinished))
        with closing(_open(unfinished)) as copied:
            return _contents(copied)
    with closing(_open(database)) as source, closing(sqlite3.connect(unfinished)) as copy:
        # One state of the catalogue, to be copied and compared: it is taken with the first look.
        source.execute("BEGIN")
        _tables(source)
        source.backup(copy)
        return _contents(source)


def _in_file(file: Path) -> URL:
    return URL.create("sqlite", database=str(file))


def _open(file: Path) -> sqlite3.Connection:
    if not file.is_file():
        raise BackupFailed(f"There is no file {file}.")
    connection = sqlite3.connect(file.absolute().as_uri() + "?mode=ro", uri=True, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _verify(copy: sqlite3.Connection) -> Contents:
    """What a copy holds. Raises BackupFailed or sqlite3.Error unless it is as it was written."""
    verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        raise BackupFailed(f"The copy is not sound: {verdict}.")
    contents = _contents(copy)
    marked = copy.execute("PRAGMA user_version").fetchone()[0]
    sealed = "seal" in _tables(copy)
    if not (marked or sealed):
        return Contents(counts=contents.counts, digest=contents.digest, sealed=False)
    seal = copy.execute("SELECT digest FROM seal").fetchone() if sealed else None
    if marked != _SEALED or seal is None or seal[0] != contents.digest:
        raise BackupFailed("The copy is damaged: it does not hold what its seal says.")
    return contents


def _seal(copy: sqlite3.Connection, digest: str) -> None:
    copy.execute("DROP TABLE IF EXISTS seal")
    copy.execute("CREATE TABLE seal (digest TEXT NOT NULL, at TEXT NOT NULL)")
    copy.execute("INSERT INTO seal VALUES (?, ?)", (digest, datetime.now(UTC).isoformat()))
    copy.execute(f"PRAGMA user_version = {_SEALED}")
    copy.commit()


def _contents(connection: sqlite3.Connection) -> Contents:
    connection.text_factory = bytes  # damaged text is none, and must be read all the same
    try:
        digest = sha256()
        counts = {}
        for table in _tables(connection):
            if table == "seal":
                continue
            counts[table] = 0
            digest.update(f"{table}\n".encode())
            for row in connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid'):  # noqa: S608 # its own names
                digest.update(repr(row).encode())
                counts[table] += 1
    finally:
        connection.text_factory = str
    if missing := [each for each in _COUNTED if each not in counts]:
        raise BackupFailed(f"The file is no catalogue: it has no {missing[0].replace('_', ' ')}.")
    return Contents(counts={each: counts[each] for each in _COUNTED}, digest=digest.hexdigest())


def _tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [each.decode() if isinstance(each, bytes) else each for (each,) in found]


def _make_room(database: Path, *, replace: bool) -> None:
    """See to it that a backup may take the place of what is there."""
    if not database.exists():
        return
    try:
        with closing(_open(database)) as present:
            holds_something = _holds_something(present)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):  # busy, or not ours to read
            raise
        if not replace:
            raise BackupFailed(
                "The catalogue here cannot be read; restore with --replace, and it is moved aside."
            ) from error
        _move_aside(database)
        return
    if holds_something and not replace:
        raise BackupFailed(_NOT_EMPTY)


def _holds_something(connection: sqlite3.Connection) -> bool:
    tables = _tables(connection)
    if "changes" in tables:
        by_others = 'SELECT EXISTS (SELECT 1 FROM changes WHERE "by" != ?)'
        if connection.execute(by_others, (MAKER,)).fetchone()[0]:
            return True
    exists = "SELECT EXISTS (SELECT 1 FROM {})"
    return any(connection.execute(exists.format(table)).fetchone()[0] for table in _GIVEN if table in tables)


def _move_aside(database: Path) -> None:
    at = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    for ending in ("", "-wal", "-shm"):
        file = database.with_name(database.name + ending)
        if file.exists():
            file.rename(database.with_name(f"{database.name}.damaged-{at}{ending}"))


def _keep(unfinished: Path, file: Path) -> None:
    """Give a finished copy its name, and let both outlast a loss of power."""
    with unfinished.open("rb") as written:
        os.fsync(written.fileno())
    try:
        file.hardlink_to(unfinished)  # which fails when another made a file of that name meanwhile
    except FileExistsError:
        raise
    except OSError:
        unfinished.replace(file)  # a file system without hard links
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
