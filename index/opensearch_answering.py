"""Query + a state of the index in OpenSearch -> the page of results, as answering.py has it for Whoosh."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from index.facets import filters_of
from index.feedback import question
from index.lexemes import QUESTION, SEARCH
from index.opensearch_facets import counting, filters, slugs_counted, values
from index.opensearch_query import ORDERS, Scale, covering, ranking, score_in
from index.opensearch_questions import with_feedback
from index.opensearch_spelling import did_you_mean
from index.opensearch_state import Json, State
from index.page_words import PageWords
from index.paging import Page, page_of
from index.parse import Parsed, parse
from index.query import FacetValue, Hit, Query, Results, Sort
from index.snippets import snippets
from index.tree import AnyOf, Either, Some, Tree, loosened, sought
from index.wanted import wanted

_BATCH = 1_000  # hits asked for at once


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a tree is asked: its clause, and with what its scores are worked out when they tell coverage."""

    tree: Tree
    clause: Json
    covered: Scale | None = None

    def score(self, told: float) -> float:
        """A hit's score from what OpenSearch told."""
        return score_in(told, self.tree, self.covered) if self.covered else told


@dataclass(frozen=True, slots=True)
class _Found:
    """What a tree finds: `unfiltered` counts it before the filters."""

    asked: _Asked
    answer: Json
    unfiltered: int

    @property
    def total(self) -> int:
        number: int = self.answer["hits"]["total"]["value"]
        return number


def answer(query: Query, state: State, count: int | None = None) -> Results:
    """The page that a query asks for, or its first `count` hits."""
    parsed = parse(query.text, bounds=QUESTION if query.match == "any" else SEARCH)
    chosen, warnings = filters_of(query.filters)
    page = page_of(query, count)
    found, relaxed = _found(parsed, query, chosen.chosen, page, state)
    loose = relaxed or query.match == "any"
    hits = found.answer["hits"]["hits"]
    if count is not None and len(hits) == _BATCH:
        hits += _further(found.asked, chosen.chosen, page, state, hits[-1]["sort"])
    return Results(
        total=found.total,
        page=page.number,
        per_page=page.per_page,
        match=query.match,
        hits=_hits(hits, query, parsed.tree, found.asked),
        facets=_facets(found, query, chosen.chosen, state),
        relaxed=relaxed,
        did_you_mean=did_you_mean(parsed, state) if loose or not found.unfiltered else None,
        warnings=tuple(dict.fromkeys((*parsed.warnings, *warnings, *page.warnings))),
    )


def _found(
    parsed: Parsed, query: Query, chosen: Mapping[str, Sequence[str]], page: Page, state: State
) -> tuple[_Found, bool]:
    """What the words find, with any of them if so asked, or (True) when all of them find nothing."""
    loose = loosened(parsed.tree)
    if query.match == "any":
        return _search(_any_of(loose, page.sort, state), query, chosen, page, state), False
    scale = state.scale([parsed.tree])
    found = _search(_Asked(parsed.tree, ranking(parsed.tree, scale)), query, chosen, page, state)
    if not found.unfiltered and loose != parsed.tree:
        found = _search(_any_of(loose, page.sort, state), query, chosen, page, state)
        return found, bool(found.unfiltered)
    return found, False


def _any_of(loose: Tree, sort: Sort, state: State) -> _Asked:
    if asked := question(loose):
        return _Asked(asked, with_feedback(asked, state))
    scale = state.scale([loose])
    if sort == "relevance" and isinstance(loose, Some | AnyOf | Either):
        return _Asked(loose, covering(loose, scale), scale)
    return _Asked(loose, ranking(loose, scale))


def _search(
    asked: _Asked, query: Query, chosen: Mapping[str, Sequence[str]], page: Page, state: State
) -> _Found:
    body = _body(asked, chosen, page) | {
        "from": page.first,
        "aggs": {
            **counting(query.facets, chosen, query.facet_size, {}),
            "unfiltered": {"filter": {"match_all": {}}},
        },
        "_source": ["entry.kind", "entry.passages"] if query.snippets else ["entry.kind"],
    }
    if page.last > _BATCH:
        del body["from"]
    answer = state.door.search(body)
    return _Found(asked, answer, answer["aggregations"].pop("unfiltered")["doc_count"])


def _body(asked: _Asked, chosen: Mapping[str, Sequence[str]], page: Page) -> Json:
    return {
        "query": asked.clause,
        "post_filter": {"bool": {"filter": filters(chosen)}},
        "track_total_hits": True,
        "track_scores": True,
        "sort": list(ORDERS[page.sort]),
        "size": max(0, min(page.last - page.first, _BATCH)),
    }


def _further(
    asked: _Asked, chosen: Mapping[str, Sequence[str]], page: Page, state: State, after: Any
) -> list[Json]:
    """The hits of a long page that come after its first batch."""
    hits: list[Json] = []
    while _BATCH + len(hits) < page.last:
        body = _body(asked, chosen, page) | {"search_after": after, "_source": ["entry.kind"]}
        batch = state.door.search(body | {"size": min(_BATCH, page.last - _BATCH - len(hits))})["hits"][
            "hits"
        ]
        if not batch:
            break
        hits += batch
        after = batch[-1]["sort"]
    return hits


def _facets(
    found: _Found, query: Query, chosen: Mapping[str, Sequence[str]], state: State
) -> dict[str, tuple[FacetValue, ...]]:
    counted = found.answer["aggregations"]
    slugs = slugs_counted(counted)
    labels = state.labels(slugs)
    rivals = {
        name: [slug for slug in here if len(labels[name][slug]) > 1 and slug not in chosen.get(name, ())]
        for name, here in slugs.items()
    }
    if any(rivals.values()):
        # One slug under several labels is one value: it is counted again, by its slug.
        body = {
            "size": 0,
            "query": found.asked.clause,
            "aggs": counting(query.facets, chosen, query.facet_size, rivals),
        }
        counted = state.door.search(body)["aggregations"]
    return {
        name: values(name, counted[name], chosen.get(name, ()), query.facet_size, labels[name].__getitem__)
        for name in counted
    }


def _hits(found: Sequence[Json], query: Query, tree: Tree, asked: _Asked) -> tuple[Hit, ...]:
    passages = [each["_source"]["entry"].get("passages", {}) for each in found] if query.snippets else []
    words = PageWords(passages)
    marked = [wanted(each, words) for each in sought(loosened(tree))] if query.snippets else []
    hits = [
        Hit(kind=each["_source"]["entry"]["kind"], id=each["_id"], score=asked.score(each["_score"] or 0.0))
        for each in found
    ]
    if not query.snippets:
        return tuple(hits)
    quoted = (snippets(texts, marked) for texts in passages)
    return tuple(replace(hit, snippets=each) for hit, each in zip(hits, quoted, strict=True))
