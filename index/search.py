"""The index as the rest of the product sees it: ask it, complete from it, know how far it is."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import Literal

from index import generations
from index.evaluate import Evaluation
from index.facets import all_values, facet_values, filters_of, passing
from index.feedback import question, with_feedback
from index.groups import weighed
from index.lexemes import QUESTION, SEARCH
from index.parse import parse
from index.query import MAX_DEPTH, MAX_PER_PAGE, SORTS, FacetValue, Hit, Match, Query, Results
from index.ranking import Ranked, best
from index.similar import similar
from index.snapshot import Snapshot
from index.snippets import snippets
from index.suggest import Suggestion, Suggestions, did_you_mean
from index.tree import Tree, loosened, sought
from index.unavailable import IndexUnavailable
from index.whoosh_store import MEMORY, IndexUnreadable, Store

_OPENING_TRIES = 5

_log = logging.getLogger(__name__)


class Index:
    """The search index in one folder. Threads may share it; a forked process opens its own view.

    Questions raise IndexUnavailable where they cannot be answered rightly.

    `memory` is the budget in bytes of what a process keeps of postings and what it worked out from them.
    """

    def __init__(self, folder: Path, memory: int = MEMORY) -> None:
        """Name the folder. Nothing is read before the first question; it need not exist yet."""
        self.folder = folder
        self.memory = memory
        self._view: _View | None = None
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
        """The name of the state that questions are answered from now, or from a later one: `g3.17`.

        None when there is no readable index, or its files are known to be damaged.
        """
        view = self._open()
        return f"{view.generation.name}.{view.commit}" if view and not self.damaged else None

    @property
    def damaged(self) -> Path | None:
        """The generation in use when it is known here to be damaged."""
        known = self._damaged
        return known if known and known == generations.current(self.folder) else None

    def found_damaged(self, generation: Path, why: Exception) -> None:
        """Take note that a generation cannot be read, so that it is built anew."""
        _log.error("The index in %s is damaged: %s", generation, why)
        self._damaged = generation

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

    def search(self, query: Query) -> Results:
        """The page of hits a query asks for. Any text is answered."""
        with self._asked() as view:
            return _answer(query, view.snapshot)

    def first(self, query: Query, count: int) -> Results:
        """The first `count` hits of a query as one page, however deep.

        The hits and their order are those of `search`, whose pages end sooner; facets and passages
        are left out.
        """
        with self._asked() as view:
            return _answer(replace(query, facets=(), snippets=False), view.snapshot, count)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what was typed so far: topics, authors, journals, common phrases and titles."""
        with self._asked() as view:
            return view.suggestions.beginning(view.snapshot, text, limit)

    def similar(self, document_id: str, limit: int = 4) -> tuple[str, ...]:
        """The ids of the summaries most like a summary or reference, most alike first."""
        with self._asked() as view:
            return similar(view.snapshot, document_id, limit)

    def values(self, facet: str) -> tuple[FacetValue, ...]:
        """Every value of a facet and how many documents have it, by slug."""
        with self._asked() as view:
            return all_values(facet, view.snapshot)

    def snapshot(self) -> Snapshot | None:
        """The documents as last committed; None when there is no readable index."""
        view = self._open()
        return view.snapshot if view else None

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The documents as last committed, for a block that asks them much."""
        with self._asked() as view:
            yield view.snapshot

    def close(self) -> None:
        """Let go of the files."""
        self._view = None

    @contextmanager
    def _asked(self) -> Iterator["_View"]:
        view = self._open()
        if view is None:
            raise IndexUnavailable
        try:
            yield view
        except IndexUnreadable as error:
            self.found_damaged(view.generation, error)
            raise IndexUnavailable from error

    def _open(self) -> "_View | None":
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

    def _opened(self, before: "_View | None") -> "_View | None":
        # A rebuild may remove the generation between our reading of its name and its files: look again.
        for tried in range(1, _OPENING_TRIES + 1):
            generation = generations.current(self.folder)
            if generation is None:
                break
            try:
                return _view(generation, before, self.memory)
            except IndexUnreadable as error:
                before = None
                if tried == _OPENING_TRIES:
                    self.found_damaged(generation, error)
        return None


@dataclass
class _View:
    """A snapshot, and by what to tell that it is the last one."""

    generation: Path
    store: Store
    commit: int
    snapshot: Snapshot
    suggestions: Suggestions
    process: int = field(default_factory=os.getpid)
    _seen: "_Stamp | None" = None

    def is_current(self, folder: Path) -> bool:
        """Whether nothing was committed since. Costs two looks at the file system when nothing was."""
        if self.process != os.getpid():
            return False
        stamp = _stamp(folder, self.generation)
        if stamp is not None and stamp == self._seen:
            return True
        now = time.time_ns()
        current = self.generation == generations.current(folder) and self.commit == self.store.commit_number()
        # File times are coarse: what was changed just now may be changed again in the same instant.
        settled = stamp is not None and max(stamp[0], stamp[1]) + _INSTANT < now
        self._seen = stamp if current and settled else None
        return current


def _view(generation: Path, before: _View | None, memory: int) -> _View:
    """The present state of a generation. Raises IndexUnreadable."""
    if before and before.generation == generation and before.process == os.getpid():
        store, suggestions = before.store, before.suggestions
    else:
        store, suggestions = Store(generation, memory), Suggestions()
    state = generations.state(generation)
    commit = store.commit_number()
    if state and commit < state.commit:
        raise IndexUnreadable(f"{generation}: the last list of segments is lost.")
    return _View(generation, store, commit, store.snapshot(), suggestions)


# When the pointer and the generation's folder were changed, in nanoseconds.
_Stamp = tuple[int, int]
_INSTANT = 100_000_000


def _stamp(folder: Path, generation: Path) -> _Stamp | None:
    try:
        return (folder / "current").stat().st_mtime_ns, generation.stat().st_mtime_ns
    except OSError:
        return None


def _answer(query: Query, snapshot: Snapshot, count: int | None = None) -> Results:
    """The page that a query asks for, or its first `count` hits."""
    parsed = parse(query.text, bounds=QUESTION if query.match == "any" else SEARCH)
    filters, warnings = filters_of(query.filters)
    evaluation, relaxed = _evaluated(parsed.tree, query.match, snapshot)
    passed = passing(evaluation.found, filters, snapshot)
    sort = query.sort
    if sort not in SORTS:
        sort = "relevance"
        warnings.append("There is no such order; the hits are sorted by relevance.")
    page, per_page = max(1, query.page), min(MAX_PER_PAGE, max(1, query.per_page))
    first, last = (page - 1) * per_page, min(page * per_page, MAX_DEPTH)
    if count is not None:
        page, per_page, first, last = 1, count, 0, count
    elif first >= MAX_DEPTH:
        warnings.append(f"Only the first {MAX_DEPTH} results can be paged through; narrow the search.")
        last = first
    loose = relaxed or query.match == "any"
    coverage = passed.coverage(evaluation) if loose and not question(loosened(parsed.tree)) else ()
    ordered = best(snapshot, passed.found, coverage, sort, last)[first:] if last > first else []
    return Results(
        total=sum(len(numbers) for numbers, _ in passed.found),
        page=page,
        per_page=per_page,
        match=query.match,
        hits=_hits(ordered, query, parsed.tree, snapshot),
        facets=facet_values(passed, filters, snapshot, query.facets, query.facet_size),
        relaxed=relaxed,
        did_you_mean=did_you_mean(parsed, snapshot) if loose or not evaluation.total else None,
        warnings=tuple(dict.fromkeys((*parsed.warnings, *evaluation.warnings, *warnings))),
    )


def _evaluated(tree: Tree, match: Match, snapshot: Snapshot) -> tuple[Evaluation, bool]:
    """What the tree finds, with any of its words if so asked, or (True) when all of them find nothing."""
    if match == "any":
        return _any_of(loosened(tree), snapshot), False
    evaluation = Evaluation(tree, snapshot)
    if not evaluation.total and (loose := loosened(tree)) != tree:
        evaluation = _any_of(loose, snapshot)
        return evaluation, bool(evaluation.total)
    return evaluation, False


def _any_of(loose: Tree, snapshot: Snapshot) -> Evaluation:
    asked = question(loose)
    return with_feedback(asked, snapshot) if asked else Evaluation(loose, snapshot)


def _hits(ordered: list[Ranked], query: Query, tree: Tree, snapshot: Snapshot) -> tuple[Hit, ...]:
    marked = [weighed(each, snapshot).meant for each in sought(loosened(tree))] if query.snippets else []
    hits = []
    for number, score in ordered:
        part, local = snapshot.place(number)
        quoted = snippets(snapshot.passages(number), marked) if query.snippets else ()
        kind: Literal["summary", "reference"] = "summary" if part.facts.summaries[local] else "reference"
        hits.append(Hit(kind=kind, id=part.facts.ids[local], score=score, snippets=quoted))
    return tuple(hits)
