"""Where the catalogues of tests are kept: in SQLite files, or all of them in one PostgreSQL server.

`pytest --database postgresql` lets the whole suite use PostgreSQL; every home has a database of its own,
named after its folder, so that whoever opens that home, in whatever process, finds it.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args
from unittest.mock import patch

import pytest
from sqlalchemy import Connection, NullPool, create_engine

from kb.catalogue import Catalogue
from kb.copying import copy_database
from tests.postgresql import PostgresServer, postgresql_server, what_is_missing

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_FILE = "catalogue.db"  # in a home, as `web.settings` names it


class Databases:
    """The databases of one run of tests, or of one trial."""

    def __init__(self) -> None:
        self.kind: Kind = "sqlite"
        self._server: PostgresServer | None = None
        self._template = ""
        self._made: list[str] = []

    @property
    def server(self) -> PostgresServer:
        """The PostgreSQL server at work."""
        assert self._server, "there is no PostgreSQL server at work"
        return self._server

    def address_of(self, home: Path) -> str:
        """The address of the catalogue of a home; on PostgreSQL it is there, at the present schema."""
        if self.kind == "sqlite":
            return f"sqlite:///{home / _FILE}"
        name = f"kb_{sha256(os.fsencode(home.absolute())).hexdigest()[:24]}"
        if self.server.make(name, self._template):
            self._made.append(name)
        return self.server.url(name)

    def environment_of(self, home: Path) -> dict[str, str]:
        """What a process of its own needs to know to open a home."""
        return {} if self.kind == "sqlite" else {"KB_DATABASE_URL": self.address_of(home)}

    def copied(self, home: Path, other: Path) -> Path:
        """Make another home that has what the first has; its folder."""
        shutil.copytree(home, other)
        if self.kind == "postgresql":
            copy_database(self.address_of(home), self.address_of(other))
        return other

    @contextmanager
    def outside(self, url: str) -> Iterator[Connection]:
        """A database as another program would write to it, which asks no questions."""
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET session_replication_role = replica")  # no foreign keys
            yield connection

    @contextmanager
    def dropped(self) -> Iterator[None]:
        """What is made during a block is taken away after it."""
        before = len(self._made)
        yield
        while len(self._made) > before:
            self.server.drop(self._made.pop())

    @contextmanager
    def on_postgresql(self) -> Iterator[PostgresServer]:
        """For a block, the catalogues of homes are in a PostgreSQL server."""
        with ExitStack() as stack:
            self._server = stack.enter_context(postgresql_server())
            self.kind = "postgresql"
            stack.enter_context(patch("web.settings.usual_database", self.address_of))
            self._template = self._server.new_database()
            Catalogue(self._template).close()
            try:
                yield self._server
            finally:
                self.kind, self._server, self._made = "sqlite", None, []


databases = Databases()


@pytest.fixture(scope="session", autouse=True)
def database_of_the_run(request: pytest.FixtureRequest) -> Iterator[None]:
    """The kind of database that `--database` names, for all tests."""
    if request.config.getoption("--database") == "sqlite":
        yield
        return
    if missing := what_is_missing():
        pytest.exit(missing, returncode=1)
    with databases.on_postgresql():
        yield


@pytest.fixture(autouse=True)
def dropped_databases(database_of_the_run: None) -> Iterator[None]:  # it comes first
    """Databases that a test makes are gone after it; those of fixtures of the run stay."""
    with databases.dropped():
        yield


@pytest.fixture(params=KINDS)
def new_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Gives the addresses of databases in which there is nothing, in turn for each kind of database."""
    with ExitStack() as made:

        def address(name: str = "new") -> str:
            if request.param == "sqlite":
                return f"sqlite:///{tmp_path / name}.db"
            server: PostgresServer = request.getfixturevalue("postgresql")
            url = server.new_database()
            made.callback(server.drop, url)
            return url

        yield address


@pytest.fixture(autouse=True)
def only_about_sqlite(request: pytest.FixtureRequest) -> None:
    """A test marked `sqlite` is about the file that SQLite keeps."""
    if databases.kind != "sqlite" and request.node.get_closest_marker("sqlite"):
        pytest.skip("is about the file of a SQLite database")
