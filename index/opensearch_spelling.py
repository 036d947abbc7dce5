"""What a reader may have meant, by OpenSearch's own near words (correcting.py)."""

from rapidfuzz.distance import OSA

from index.correcting import MAX_UNKNOWN, allowed_distance, best_of, corrected
from index.documents import TEXT_FIELDS
from index.families import family
from index.opensearch_state import State
from index.parse import Parsed

_CANDIDATES = 50


def did_you_mean(parsed: Parsed, state: State) -> str | None:
    """The query with each word no document has replaced by the nearest that one has; None without such."""
    return corrected(parsed, lambda words: _unknown(words, state), lambda word: _nearest(word, state))


def _unknown(words: set[str], state: State) -> set[str]:
    """Those of which no document has any form."""
    asked = sorted(words)[: 8 * MAX_UNKNOWN]
    if not asked:
        return set()
    bodies = [
        {
            "size": 0,
            "terminate_after": 1,
            "query": {
                "bool": {"should": [{"term": {f"family.{name}": family(word)}} for name in TEXT_FIELDS]}
            },
        }
        for word in asked
    ]
    answers = state.door.searches(bodies)
    return {word for word, answer in zip(asked, answers, strict=True) if not answer["hits"]["total"]["value"]}


def _nearest(word: str, state: State) -> str | None:
    near = {
        "field": "all",
        "suggest_mode": "always",
        "max_edits": allowed_distance(word),
        "prefix_length": 0,
        "string_distance": "damerau_levenshtein",
        "size": _CANDIDATES,
        "shard_size": 10 * _CANDIDATES,
        "max_inspections": 50,
    }
    answer = state.door.search({"size": 0, "suggest": {"near": {"text": word, "term": near}}})
    having = {each["text"]: each["freq"] for found in answer["suggest"]["near"] for each in found["options"]}
    distances = ((each, OSA.distance(word, each)) for each in having)
    allowed = allowed_distance(word)
    return best_of(word, (each for each in distances if each[1] <= allowed), having.__getitem__)
