"""Questions and likeness in OpenSearch: words of the best documents join a question (feedback.py), and the
telling words of a text find the summaries most like it (similar.py)."""

from collections.abc import Mapping
from typing import Any

from index.engine import Alike
from index.feedback import DOCUMENTS, ROUNDS, Words, heaviest, parts_of, shared, words_in
from index.opensearch_query import ORDERS, Kin, ranking, weighed
from index.opensearch_state import Json, State
from index.similar import WORDS, lengths_of, saturated
from index.tree import Some

_QUOTED = ["entry.passages", "entry.lengths"]


def with_feedback(asked: Some, state: State) -> Json:
    """The clause of a question, its words joined by those of the documents found best."""
    scale = state.scale([asked])
    clause = ranking(asked, scale)
    for _ in range(ROUNDS):
        body = {
            "query": clause,
            "size": DOCUMENTS,
            "sort": list(ORDERS["relevance"]),
            "track_scores": True,
            "_source": _QUOTED,
        }
        found = state.door.search(body)["hits"]["hits"]
        candidates = shared((_words_of(each["_source"]["entry"], state), each["_score"]) for each in found)
        rarity = state.rarities(candidates)
        added = heaviest(candidates, rarity.__getitem__)
        if not added:
            break
        joined = {Kin(key): weight for key, weight in parts_of(added, asked).items()}
        clause = ranking(asked, state.scale([asked, *joined]), joined)
    return clause


def similar(document_id: str, state: State, limit: int) -> tuple[str, ...]:
    """The ids of the summaries most like a document, most alike first; () for one not in the index."""
    key = ("similar", document_id, limit)
    known: tuple[str, ...] | None = state.memory.get(key)
    if known is None:
        entry = state.door.document(document_id)
        if entry is None:
            return ()
        found = _alike(_words_of(entry, state), state, document_id, limit, [])
        known = tuple(each["_id"] for each in found)
        state.memory.keep(key, known, sum(map(len, known)))
    return known


def alike(texts: Mapping[str, str], state: State, limit: int, without: str) -> tuple[Alike, ...]:
    """The summaries most like texts by field, most alike first, and how much alike."""
    words = words_in(texts, lengths_of(texts), state.average_lengths)
    found = _alike(words, state, without, limit, ["entry.title", "entry.facets"])
    return tuple(
        Alike(
            each["_id"],
            each["_source"]["entry"]["title"],
            each["_score"],
            {
                name: tuple((slug, label) for slug, label in pairs)
                for name, pairs in each["_source"]["entry"]["facets"].items()
            },
        )
        for each in found
    )


def _alike(words: Words, state: State, left_out: str, limit: int, told: list[str]) -> list[Any]:
    candidates = saturated(words)
    rarity = state.rarities(candidates)
    telling = heaviest(candidates, rarity.__getitem__, WORDS)
    wanted = {Kin(key): weight for key, weight in telling.items()}
    if not wanted:
        return []
    scale = state.scale(wanted)
    body = {
        "query": weighed(wanted, scale),
        "post_filter": {
            "bool": {"filter": [{"term": {"summary": 1}}], "must_not": [{"term": {"id": left_out}}]}
        },
        "size": limit,
        "_source": told or False,
    }
    return _best(state, body)


def _best(state: State, body: Json) -> list[Any]:
    ranked = {"sort": list(ORDERS["relevance"]), "track_scores": True}
    found: list[Any] = state.door.search(body | ranked)["hits"]["hits"]
    return found


def _words_of(entry: Json, state: State) -> Words:
    texts = entry["passages"]
    return words_in(texts, {name: float(entry["lengths"][name]) for name in texts}, state.average_lengths)
