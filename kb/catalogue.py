"""The stored whole: summaries, references, vocabulary, history and what waits for Crossref."""

import os
import tomllib
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from importlib import resources

from sqlalchemy.engine import URL

from kb.database import Database, Hold, let_go, read_address, told_in_words
from kb.errors import CatalogueUnusable
from kb.migrations.upgrade import is_present, upgrade
from kb.postgresql import PostgreSQL
from kb.reading import Reader
from kb.sqlite import SQLite
from kb.vocabulary import Term, TermKind
from kb.writing import Writer

MAKER = "practice-kb"  # who brought what a new catalogue begins with
_KINDS: Mapping[str, Callable[[URL], Database]] = {"sqlite": SQLite, "postgresql": PostgreSQL}
_UPGRADING = 600.0  # seconds that a process waits while another brings the schema up to the present


class Catalogue:
    """The database behind one URL, brought to the present schema when it is opened.

    Raises CatalogueUnusable when the database cannot be opened or stays locked. One that is at the
    present schema opens while another is writing.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._database = database_at(url)
        # For who forgets to close it; when the process ends the system does.
        weakref.finalize(self, let_go, self._database, os.getpid()).atexit = False
        if not self._is_ready():
            self._make_ready()

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Questions answered from one state of the catalogue, whatever is written meanwhile."""
        with (
            told_in_words(self._database),
            self._database.reading() as connection,
            closing(Reader(connection)) as read,
        ):
            yield read

    @contextmanager
    def writing(self, by: str) -> Iterator[Writer]:
        """One transaction of changes, kept together when the block ends and dropped when it raises."""
        with (
            told_in_words(self._database),
            self._database.writing() as connection,
            closing(Writer(connection, by)) as write,
        ):
            yield write

    @contextmanager
    def alone(self, name: str, timeout: float = 0.0) -> Iterator[Hold]:
        """A name that one process at most, of all hosts that use the database, holds for a block.

        What it yields is true when the name was got within `timeout` seconds; its `still()` tells later
        whether it is held yet, as a connection to a server may break.
        """
        with told_in_words(self._database), self._database.alone(name, timeout) as hold:
            yield hold

    def close(self) -> None:
        """Let go of the database."""
        self._database.engine.dispose()

    def _is_ready(self) -> bool:
        with told_in_words(self._database), self._database.reading() as connection:
            return is_present(connection) and Reader(connection).has_vocabulary()

    def _make_ready(self) -> None:
        with self.alone("schema", _UPGRADING) as hold:
            if not hold:
                raise CatalogueUnusable(
                    "Another process has been bringing the database to the present schema for ten minutes."
                )
            with told_in_words(self._database), self._database.writing() as connection:
                upgrade(connection)
                write = Writer(connection, by=MAKER)
                if not write.has_vocabulary():
                    for term in first_vocabulary():
                        write.put_term(term)


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


def database_at(url: str | URL) -> Database:
    """The database behind an address, of which nothing was asked yet. Raises CatalogueUnusable."""
    address = read_address(url)
    kind = _KINDS.get(address.get_backend_name())
    if kind is None:
        raise CatalogueUnusable(
            "The address of the database cannot be used: a catalogue is kept in SQLite or PostgreSQL, "
            f"not in {address.get_backend_name()}."
        )
    return kind(address)
