"""The index as the rest of the product sees it: ask it, complete from it, know how far it is."""

import os
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from pathlib import Path
from threading import Lock

from index import generations
from index.evaluate import Evaluation
from index.facets import facet_values, filters_of, passing
from index.parse import parse
from index.query import MAX_DEPTH, MAX_PER_PAGE, SORTS, Hit, Query, Results
from index.ranking import sort_key
from index.snapshot import Snapshot
from index.snippets import snippets
from index.suggest import Suggestion, Suggestions, did_you_mean
from index.tree import loosened, sought
from index.wanted import Wanted, wanted
from index.whoosh_store import IndexUnreadable, Store

_OPENING_TRIES = 5


class Index:
    """The search index in one folder. Threads may share it; a forked process opens its own view."""

    def __init__(self, folder: Path) -> None:
        """Name the folder. Nothing is read before the first question; it need not exist yet."""
        self.folder = folder
        self._view: _View | None = None
        self._lock = Lock()

    @property
    def revision(self) -> int:
        """The catalogue revision the index has reached; 0 when there is no index."""
        generation = generations.current(self.folder)
        state = generations.state(generation) if generation else None
        return state.revision if state else 0

    def search(self, query: Query) -> Results:
        """The page of hits a query asks for. Any text is answered; without an index, with a warning."""
        view = self._open()
        if view is None:
            return _nothing(query, "The search index is not there yet; it is being built.")
        try:
            return _answer(query, view.snapshot)
        except IndexUnreadable:
            return _nothing(query, "The search index is damaged; build it anew with: kb rebuild.")

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what was typed so far: topics, authors, journals and titles."""
        view = self._open()
        return view.suggestions.beginning(text, limit) if view else ()

    def snapshot(self) -> Snapshot | None:
        """The documents as last committed; None when there is no readable index."""
        view = self._open()
        return view.snapshot if view else None

    def close(self) -> None:
        """Let go of the files."""
        self._view = None

    def _open(self) -> "_View | None":
        view = self._view
        if view is None or not view.is_current(self.folder):
            with self._lock:
                view = self._view
                if view is None or not view.is_current(self.folder):
                    view = self._view = _opened(self.folder, view)
        return view


@dataclass(frozen=True)
class _View:
    """A snapshot, and by what to tell that it is the last one."""

    generation: Path
    store: Store
    commit: int
    snapshot: Snapshot
    process: int = field(default_factory=os.getpid)

    @cached_property
    def suggestions(self) -> Suggestions:
        return Suggestions(self.snapshot)

    def is_current(self, folder: Path) -> bool:
        return (
            self.generation == generations.current(folder)
            and self.commit == self.store.commit_number()
            and self.process == os.getpid()
        )


def _opened(folder: Path, before: _View | None) -> _View | None:
    # A rebuild may remove the generation between our reading of its name and its files: look again.
    for _ in range(_OPENING_TRIES):
        generation = generations.current(folder)
        if generation is None:
            return None
        try:
            same = before and before.generation == generation and before.process == os.getpid()
            store = before.store if before and same else Store(generation)
            commit = store.commit_number()
            return _View(generation, store, commit, store.snapshot())
        except IndexUnreadable:
            before = None
    return None


def _answer(query: Query, snapshot: Snapshot) -> Results:
    parsed = parse(query.text)
    filters, warnings = filters_of(query.filters)
    loose = loosened(parsed.tree)
    evaluation = Evaluation(loose if query.match == "any" else parsed.tree, snapshot)
    relaxed = False
    if not evaluation.scores and query.match != "any" and loose != parsed.tree:
        evaluation = Evaluation(loose, snapshot)
        relaxed = bool(evaluation.scores)
    passed, counts = passing(evaluation.scores, filters, snapshot)
    coverage = evaluation.coverage if relaxed or query.match == "any" else {}
    if query.sort not in SORTS:
        warnings.append("There is no such order; the hits are sorted by relevance.")
    page, per_page = max(1, query.page), min(MAX_PER_PAGE, max(1, query.per_page))
    first, last = (page - 1) * per_page, min(page * per_page, MAX_DEPTH)
    if first >= MAX_DEPTH:
        warnings.append(f"Only the first {MAX_DEPTH} results can be paged through; narrow the search.")
        last = first
    key = sort_key(query.sort, snapshot.live, evaluation.scores, coverage)
    ordered = nsmallest(last, passed, key=key)[first:] if last > first else []
    marked = [wanted(each, snapshot) for each in sought(loose)]
    return Results(
        total=len(passed),
        page=page,
        per_page=per_page,
        match=query.match,
        hits=tuple(_hit(number, evaluation, snapshot, marked) for number in ordered),
        facets=facet_values(counts, filters, snapshot),
        relaxed=relaxed,
        did_you_mean=did_you_mean(parsed, snapshot) if relaxed or not evaluation.scores else None,
        warnings=tuple(dict.fromkeys((*parsed.warnings, *evaluation.warnings, *warnings))),
    )


def _hit(number: int, evaluation: Evaluation, snapshot: Snapshot, marked: list[Wanted]) -> Hit:
    entry = snapshot.live[number]
    return Hit(
        kind=entry.kind,
        id=entry.id,
        score=evaluation.scores[number],
        snippets=snippets(snapshot.passages(number), marked),
    )


def _nothing(query: Query, warning: str) -> Results:
    empty = Snapshot(
        entries=(), words={}, counts=lambda *_: {}, positions=lambda *_: {}, passages=lambda _: {}
    )
    results = _answer(query, empty)
    return Results(
        total=0,
        page=results.page,
        per_page=results.per_page,
        match=query.match,
        hits=(),
        facets=results.facets,
        warnings=(*results.warnings, warning),
    )
