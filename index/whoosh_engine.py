"""The engine that needs nothing set up: Whoosh's files in a folder, searched by our own evaluation."""

import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock

from index import generations
from index.answering import answer
from index.checksums import Damaged
from index.documents import Document
from index.engine import Alike, Counts, Listed
from index.facets import all_values
from index.groups import documents_with
from index.query import FacetValue, Query, Results
from index.similar import similar, similar_to_text
from index.snapshot import Snapshot
from index.suggestion import Suggestion
from index.tree import Group
from index.unavailable import IndexUnavailable
from index.view import View, opened
from index.whoosh_store import MEMORY, IndexUnreadable, Store, exclusive

_OPENING_TRIES = 5

_log = logging.getLogger(__name__)


class WhooshEngine:
    """The search index in one folder (see engine.py). A forked process opens its own view.

    `memory` is the budget in bytes of what a process keeps of postings and what it worked out from them.
    """

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        """Name the folder. Nothing is read before the first question; it need not exist yet."""
        self.folder = folder
        self.memory = memory
        self._view: View | None = None
        self._damaged: Path | None = None
        self._locks: dict[int, Lock] = {}  # by process: a fork may copy a lock that is held

    @property
    def revision(self) -> int:
        """The catalogue revision the index has reached; 0 when there is none of the present format."""
        generation = generations.current(self.folder)
        state = generations.state(generation) if generation else None
        return state.revision if state and state.format == generations.FORMAT else 0

    @property
    def edition(self) -> str | None:
        """The generation and commit that questions are answered from: `g3.17`.

        None when there is no readable index, or its files are known to be damaged.
        """
        view = self._open()
        return f"{view.generation.name}.{view.commit}" if view and not self.damaged else None

    @property
    def damaged(self) -> Path | None:
        """The generation in use when it is known here to be damaged."""
        known = self._damaged
        return known if known and known == generations.current(self.folder) else None

    # Questions

    def search(self, query: Query) -> Results:
        """The page of hits a query asks for. Any text is answered."""
        with self._asked() as view:
            return answer(query, view.snapshot)

    def first(self, query: Query, count: int) -> Results:
        """The first `count` hits of a query as one page, however deep.

        The hits and their order are those of `search`, whose pages end sooner; facets and passages
        are left out.
        """
        with self._asked() as view:
            return answer(replace(query, facets=(), snippets=False), view.snapshot, count)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what was typed so far: topics, authors, journals, common phrases and titles."""
        with self._asked() as view:
            return view.suggestions.beginning(view.snapshot, text, limit)

    def similar(self, document_id: str, limit: int = 4) -> tuple[str, ...]:
        """The ids of the summaries most like a summary or reference, most alike first."""
        with self._asked() as view:
            return similar(view.snapshot, document_id, limit)

    def alike(self, texts: Mapping[str, str], limit: int, without: str = "") -> tuple[Alike, ...]:
        """The summaries most like texts by field, most alike first."""
        with self._asked() as view:
            found = similar_to_text(view.snapshot, texts, limit, without)
            entries = [(view.snapshot.entry(number), score) for number, score in found]
        return tuple(Alike(entry.id, entry.title, score, entry.facets) for entry, score in entries)

    def counts(self, groups: Sequence[Group]) -> Counts:
        """How many documents have each group."""
        with self._asked() as view:
            having = tuple(documents_with(each, view.snapshot) for each in groups)
            return Counts(having, view.snapshot.count)

    def values(self, facet: str) -> tuple[FacetValue, ...]:
        """Every value of a facet and how many documents have it, by slug."""
        with self._asked() as view:
            return all_values(facet, view.snapshot)

    # Following the catalogue

    def alone(self, timeout: float) -> AbstractContextManager[bool]:
        """Hold the folder against every other process."""
        return exclusive(self.folder, timeout)

    def reached(self) -> int | None:
        """The revision of the generation in use; None when it is of another format, damaged or not there."""
        usable = self._usable()
        return usable[1].revision if usable else None

    def take_in(self, documents: Iterable[Document], changed: Set[str], revision: int) -> int:
        """Put the changes into the generation in use, in one commit."""
        usable = self._usable()
        if usable is None:
            raise IndexUnavailable
        store, state, generation = usable
        if state.revision == revision:
            return 0
        try:
            return store.write(
                documents,
                changed,
                # After the commit: when we die between the two, the same changes are taken in once more.
                committed=lambda: generations.reach(generation, revision, store.commit_number()),
            )
        except (Damaged, FileNotFoundError) as error:  # in what was to be copied or deleted
            self.found_damaged(generation, error)
            raise IndexUnavailable from error

    def build(self, documents: Iterable[Document], revision: int) -> int:
        """Write a new generation beside the one in use, and swap it in."""
        generation = generations.fresh(self.folder)
        try:
            store = Store.create(generation)
            written = store.write(documents)
            generations.reach(generation, revision, store.commit_number())
            generations.use(generation)
        except BaseException:
            if generations.current(self.folder) != generation:  # half a generation only takes up room
                shutil.rmtree(generation, ignore_errors=True)
            raise
        return written

    def check(self) -> bool:
        """Read all files of the index through: whether they hold what was written."""
        generation = generations.current(self.folder)
        if generation is None or self.damaged == generation:
            return False
        try:
            Store(generation).check_all()
        except IndexUnreadable as error:
            if generation == generations.current(self.folder):  # else it was removed meanwhile
                self.found_damaged(generation, error)
        return self.damaged is None

    def listed(self) -> Iterator[Listed] | None:
        """All live documents as last committed."""
        view = self._open()
        if view is None:
            return None
        live = view.snapshot.live.values()
        return (Listed(each.id, each.kind, each.title, each.digest) for each in live)

    def forget(self) -> None:
        """Take the pointer to the generation in use away."""
        (self.folder / "current").unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the files."""
        self._view = None

    # What is only this engine's

    def found_damaged(self, generation: Path, why: Exception) -> None:
        """Take note that a generation cannot be read, so that it is built anew."""
        _log.error("The index in %s is damaged: %s", generation, why)
        self._damaged = generation

    def snapshot(self) -> Snapshot | None:
        """The documents as last committed; None when there is no readable index."""
        view = self._open()
        return view.snapshot if view else None

    def _usable(self) -> tuple[Store, generations.State, Path] | None:
        """The generation in use and its state; None when it cannot follow a catalogue."""
        generation = generations.current(self.folder)
        state = generations.state(generation) if generation else None
        if generation is None or state is None or state.format != generations.FORMAT:
            return None
        if self.damaged == generation:
            return None
        try:
            store = Store(generation)
            store.check()
        except IndexUnreadable:
            return None
        if store.commit_number() < state.commit:  # the last list of segments is lost
            return None
        return store, state, generation

    @contextmanager
    def _asked(self) -> Iterator[View]:
        view = self._open()
        if view is None:
            raise IndexUnavailable
        try:
            yield view
        except IndexUnreadable as error:
            self.found_damaged(view.generation, error)
            raise IndexUnavailable from error

    def _open(self) -> View | None:
        view = self._view
        if view is not None and view.is_current(self.folder):
            return view
        lock = self._locks.setdefault(os.getpid(), Lock())
        # While one thread reads a new commit, the others search the one before.
        before = view is not None and view.process == os.getpid()
        if not lock.acquire(blocking=not before):
            return view
        try:
            view = self._view
            if view is None or not view.is_current(self.folder):
                view = self._view = self._opened(view)
            return view
        finally:
            lock.release()

    def _opened(self, before: View | None) -> View | None:
        # A rebuild may remove the generation between our reading of its name and its files: look again.
        for tried in range(1, _OPENING_TRIES + 1):
            generation = generations.current(self.folder)
            if generation is None:
                break
            try:
                return opened(generation, before, self.memory)
            except IndexUnreadable as error:
                before = None
                if tried == _OPENING_TRIES:
                    self.found_damaged(generation, error)
        return None
