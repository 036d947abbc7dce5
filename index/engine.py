"""The seam to a search engine: what every engine answers, and how it follows a catalogue.

Nothing above `index` knows which engine answers. An engine holds documents (documents.py) and the
catalogue's revision they stand for; sync.py feeds it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from index.documents import Document, FacetValues, Kind
from index.query import FacetValue, Query, Results
from index.suggestion import Suggestion
from index.tree import Group

# Documents in an order they can be counted in, and how many there will be.
Progress = Callable[[int, int], None]
# What keeps others who share an index from writing for a block, told how many seconds to wait for them: what
# the block is given is false when they took longer.
Alone = Callable[[float], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document as an engine holds it: its `digest` is that of `documents.Document`."""

    id: str
    kind: Kind
    title: str
    digest: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A summary like a text: how much (a score), and how it is filed."""

    id: str
    title: str
    score: float
    facets: Mapping[str, FacetValues]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many documents have each of some groups of words, and how many there are."""

    having: tuple[int, ...]
    all: int


class Engine(Protocol):
    """A search engine that follows one catalogue. Threads may share it.

    Questions raise IndexUnavailable where they cannot be answered rightly.
    """

    # Where it stands

    @property
    def revision(self) -> int:
        """The catalogue revision that searches see; 0 when there is nothing to search."""

    @property
    def edition(self) -> str | None:
        """The name of the state that questions are answered from, or from a later one; None without one."""

    # Questions

    def search(self, query: Query) -> Results:
        """The page of hits a query asks for. Any text is answered."""

    def first(self, query: Query, count: int) -> Results:
        """The first `count` hits of a query as one page, however deep, without facets and passages."""

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what was typed so far: topics, authors, journals, common phrases and titles."""

    def similar(self, document_id: str, limit: int = 4) -> tuple[str, ...]:
        """The ids of the summaries most like a summary or reference, most alike first."""

    def alike(self, texts: Mapping[str, str], limit: int, without: str = "") -> tuple[Alike, ...]:
        """The summaries most like texts by field (title, body ...), most alike first.

        `without` is the id of one that is left out: the one the text will be.
        """

    def counts(self, groups: Sequence[Group]) -> Counts:
        """How many documents have each group."""

    def values(self, facet: str) -> tuple[FacetValue, ...]:
        """Every value of a facet and how many documents have it, by slug."""

    # Following the catalogue

    def alone(self, timeout: float) -> AbstractContextManager[object]:
        """Keep all others from writing for a block; falsy when they write longer than `timeout` seconds."""

    def reached(self) -> int | None:
        """The revision from which it can follow its catalogue; None when it must be built."""

    def take_in(self, documents: Iterable[Document], changed: Set[str], revision: int) -> int:
        """Hold these documents, and no others of the `changed` ids, as of a revision; how many there were.

        Raises IndexUnavailable when it turns out that it must be built.
        """

    def build(self, documents: Iterable[Document], revision: int) -> int:
        """Hold these documents alone; how many there were. Until all are there, searches see those before."""

    def check(self) -> bool:
        """Whether what it holds can be read, looked at as closely as it can be."""

    def listed(self) -> Iterator[Listed] | None:
        """All documents it holds, each as often as it holds it; None when they cannot be read."""

    def forget(self) -> None:
        """Let go of what it holds, when another catalogue takes the place of the one it followed."""

    def close(self) -> None:
        """Let go of files and connections; they are opened again when they are needed."""
