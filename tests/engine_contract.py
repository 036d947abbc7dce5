"""What runs once with each search engine: new indexes for tests, filled or empty."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from uuid import uuid4

import pytest

from index.documents import Document
from index.engine import Alone, Engine
from index.opensearch_engine import OpenSearchEngine
from index.query import Query
from index.whoosh_engine import WhooshEngine
from tests.opensearch_server import opensearch_server

Kind = Literal["whoosh", "opensearch"]
KINDS: tuple[Kind, ...] = ("whoosh", "opensearch")
# By what share an engine's scores may be off: OpenSearch keeps seven digits of them.
NEAR: dict[Kind, float] = {"whoosh": 1e-9, "opensearch": 1e-4}


def unasked(_timeout: float) -> AbstractContextManager[bool]:
    """Alone, where a test lets nobody else write."""
    return nullcontext(True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an engine keeps one index: a folder, or an address with the name of the index."""

    kind: Kind
    where: str

    def engine(self, alone: Alone = unasked) -> Engine:
        """An engine of its own at this place, as another process has one."""
        if self.kind == "whoosh":
            return WhooshEngine(Path(self.where))
        return OpenSearchEngine(self.where, alone)

    def filled(self, *documents: Document) -> Engine:
        """An engine at this place that holds these documents, as of revision 1."""
        engine = self.engine()
        engine.build(documents, 1)
        return engine


@contextmanager
def places(kind: Kind) -> Iterator[Callable[[], Place]]:
    """Makes new places for programs that measure: OpenSearch is one node as in earnest, with 1 GB."""
    with TemporaryDirectory(prefix="engine-") as folder, ExitStack() as used:
        server = (
            used.enter_context(opensearch_server(memory="1g", lasting=True)) if kind != "whoosh" else None
        )
        number = count(1)

        def new() -> Place:
            name = f"index-{next(number)}"
            return Place(kind, f"{server.url}/{name}" if server else str(Path(folder) / name))

        yield new


@pytest.fixture(scope="module", params=KINDS)
def new_place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Place]]:
    """Makes new places for one kind of engine: what uses it runs once with each."""
    server = request.getfixturevalue("opensearch") if request.param == "opensearch" else ""
    with ExitStack() as used:

        def new() -> Place:
            if request.param == "whoosh":
                return Place("whoosh", str(tmp_path_factory.mktemp("index")))
            place = Place("opensearch", f"{server}/test-{uuid4().hex}")
            used.callback(_cleared, place)
            return place

        yield new


@pytest.fixture
def place(new_place: Callable[[], Place]) -> Iterator[Place]:
    """A new place for an index, with each kind of engine."""
    made = new_place()
    yield made
    _cleared(made)


@pytest.fixture(scope="module")
def filled(new_place: Callable[[], Place]) -> Callable[..., Engine]:
    """Makes engines of each kind that hold the documents given, as of revision 1."""
    return lambda *documents: new_place().filled(*documents)


def found(engine: Engine, text: str = "", **asked: object) -> set[str]:
    """The ids of the first hundred hits."""
    return {hit.id for hit in engine.search(Query(text=text, **{"per_page": 100, **asked})).hits}  # type: ignore[arg-type]


def _cleared(place: Place) -> None:
    engine = place.engine()
    engine.forget()
    engine.close()
