"""Query + snapshot -> the page of results: parsed, evaluated, filtered, counted, ordered, quoted."""

from typing import Literal

from index.correcting import did_you_mean
from index.evaluate import Evaluation
from index.facets import facet_values, filters_of, passing
from index.feedback import question, with_feedback
from index.groups import weighed
from index.lexemes import QUESTION, SEARCH
from index.paging import page_of
from index.parse import parse
from index.query import Hit, Match, Query, Results
from index.ranking import Ranked, best
from index.snapshot import Snapshot
from index.snippets import snippets
from index.tree import Tree, loosened, sought


def answer(query: Query, snapshot: Snapshot, count: int | None = None) -> Results:
    """The page that a query asks for, or its first `count` hits."""
    parsed = parse(query.text, bounds=QUESTION if query.match == "any" else SEARCH)
    filters, warnings = filters_of(query.filters)
    evaluation, relaxed = _evaluated(parsed.tree, query.match, snapshot)
    passed = passing(evaluation.found, filters, snapshot)
    page = page_of(query, count)
    loose = relaxed or query.match == "any"
    coverage = passed.coverage(evaluation) if loose and not question(loosened(parsed.tree)) else ()
    ordered = (
        best(snapshot, passed.found, coverage, page.sort, page.last)[page.first :]
        if page.last > page.first
        else []
    )
    return Results(
        total=sum(len(numbers) for numbers, _ in passed.found),
        page=page.number,
        per_page=page.per_page,
        match=query.match,
        hits=_hits(ordered, query, parsed.tree, snapshot),
        facets=facet_values(passed, filters, snapshot, query.facets, query.facet_size),
        relaxed=relaxed,
        did_you_mean=did_you_mean(parsed, snapshot) if loose or not evaluation.total else None,
        warnings=tuple(dict.fromkeys((*parsed.warnings, *evaluation.warnings, *warnings, *page.warnings))),
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
