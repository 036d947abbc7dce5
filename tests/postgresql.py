"""A PostgreSQL server of our own, in a temporary folder, on the loopback.

The server is Debian's. It orders text as English does, so that what is ordered by code point says so.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.shared_server import free_port

_USER = "postgres"  # who runs it when we are root, whom it refuses
_START = 30.0  # seconds
_SETTINGS = {"shared_buffers": "64MB", "max_connections": "200"}
_QUICK = {"fsync": "off", "full_page_writes": "off"}  # a machine that fails would lose what was written


def what_is_missing() -> str | None:
    """Why PostgreSQL cannot be started here; None when it can."""
    return None if _programs() else "PostgreSQL is not installed"


@dataclass(slots=True)
class PostgresServer:
    """A server that can be killed as by a loss of power, and started again with what it had."""

    folder: Path
    port: int
    durable: bool = False
    _process: subprocess.Popen[bytes] | None = None
    _names: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://{_USER}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """The address of a new database, a copy of another (a name or an address)."""
        name = f"kb_{os.getpid()}_{next(self._names)}"
        self.make(name, template)
        return self.url(name)

    def make(self, name: str, template: str = "template0") -> bool:
        """Make a database, a copy of another (a name or an address); False when it is there."""
        with self._connected() as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
                return False
            statement = "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy"
            connection.execute(sql.SQL(statement).format(sql.Identifier(name), _identifier(template)))
            return True

    def drop(self, database: str) -> None:
        """Take a database (its name or address) away, whoever uses it."""
        with self._connected() as connection:
            statement = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
            connection.execute(sql.SQL(statement).format(_identifier(database)))

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        settings = {
            **_SETTINGS,
            **({} if self.durable else _QUICK),
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
        }
        said = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        # It ends with its standard input, which is that of `cat`: when we are gone, in whatever way, it is.
        with_input = '"$@" </dev/null & cat >/dev/null; kill -INT $!; wait'
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *("sh", "-c", with_input, "postgresql"),
                    *(str(_program("postgres")), "-D", str(self.folder / "data"), *said),
                ],
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                user=_unprivileged(),
                start_new_session=True,  # an interrupt is for the tests, not for it
            )
        ends = time.monotonic() + _START
        while True:
            try:
                self._connected().close()
            except psycopg.OperationalError:
                if time.monotonic() > ends or self._process.poll() is not None:
                    raise
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Let it end at once with all its processes (kill -9), as by a loss of power."""
        if self._process is None:
            return
        server = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        started = [server, *_children(server)]
        for each in started:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)
        while any(map(_is_there, started)):
            time.sleep(0.01)
        self._end()

    def stop(self) -> None:
        """End it, whoever is connected."""
        if self._process is not None:
            self._end()

    def _end(self) -> None:
        assert self._process
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=_START)
        self._process = None

    def _connected(self) -> psycopg.Connection[tuple[Any, ...]]:
        address = f"host=127.0.0.1 port={self.port} user={_USER} dbname=postgres connect_timeout=5"
        return psycopg.connect(address, autocommit=True)


@contextmanager
def postgresql_server(*, durable: bool = False) -> Iterator[PostgresServer]:
    """A server for a block; one that is `durable` waits for the disk, as in earnest."""
    with tempfile.TemporaryDirectory(prefix="kb-postgresql-", ignore_cleanup_errors=True) as temporary:
        folder = Path(temporary)
        user = _unprivileged()
        if user:
            shutil.chown(folder, user)
        subprocess.run(
            [
                *(_program("initdb"), "-D", folder / "data", "-U", _USER, "--auth=trust", "--no-sync"),
                *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"),
            ],
            cwd=folder,
            check=True,
            capture_output=True,
            user=user,
        )
        server = PostgresServer(folder, free_port(), durable)
        try:
            server.start()
            yield server
        finally:
            server.stop()


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_release)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


def _release(program: Path) -> float:
    return float(program.parts[-3])


def _program(name: str) -> Path:
    folder = _programs()
    if folder is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    return folder / name


def _identifier(database: str) -> sql.Identifier:
    return sql.Identifier(str(make_url(database).database) if "://" in database else database)


def _unprivileged() -> str | None:
    return _USER if os.geteuid() == 0 else None


def _children(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            if int(_stat(int(folder.name))[1]) == parent:
                found.append(int(folder.name))
    return found


def _is_there(process: int) -> bool:
    try:
        return _stat(process)[0] != "Z"
    except OSError:
        return False


def _stat(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
