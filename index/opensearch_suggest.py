"""Completions from OpenSearch, ranked as suggest.py does for Whoosh."""

import re
from collections.abc import Iterator, Sequence

from index.opensearch_documents import APART, of_name_key
from index.opensearch_facets import ANYTHING, label_of
from index.opensearch_query import EVERYTHING
from index.opensearch_state import Json, State
from index.suggest import LABELLED, MIN_TITLES, as_written, fairly, ring_forms, without_parts
from index.suggestion import Suggestion
from index.tree import Form, Group
from index.typed_words import typed_words

_RUNS = 60  # common phrases looked at
_WAYS = ("begin", "inside")
_RESERVED = re.compile(r"[^a-z0-9 ]")


def beginning(state: State, text: str, limit: int) -> tuple[Suggestion, ...]:
    """The completions of a text that begins any of their words, case and accents aside."""
    typed = typed_words(text[:100])
    if not typed or limit < 1:
        return ()
    labels, runs, titles = state.door.searches(
        [_labels_asked(typed, limit), _runs_asked(typed), *_titles_asked(typed, limit)[:1]]
    )
    labelled = _labelled(labels["aggregations"], state, limit)
    known = {typed_words(each.text) for each in labelled}
    ranked = [*labelled, *_phrased(runs["aggregations"], state, typed, limit, known)]
    begun = titles["hits"]["hits"]
    if len(begun) < limit:
        begun += state.door.search(_titles_asked(typed, limit - len(begun))[1])["hits"]["hits"]
    ranked += [Suggestion("title", each["_source"]["entry"]["title"], each["_id"]) for each in begun]
    return fairly(ranked, limit)


def _ways(field: str, typed: str, size: int, least: int = 1) -> Json:
    """The values of a field that begin so, and those in which a later word does, most frequent first."""
    here = _RESERVED.sub(lambda each: "\\" + each[0], typed)
    terms = {
        "field": field,
        "size": size,
        "shard_size": 10 * size,
        "min_doc_count": least,
        "order": [{"_count": "desc"}, {"_key": "asc"}],
    }
    return {
        "begin": {"terms": terms | {"include": f"{here}{ANYTHING}"}},
        "inside": {"terms": terms | {"include": f"[^{APART}]* {here}{ANYTHING}"}},
    }


def _labels_asked(typed: str, limit: int) -> Json:
    aggs = {
        kind: {"filter": EVERYTHING, "aggs": _ways(f"named.{kind}", typed, 2 * limit)} for kind in LABELLED
    }
    return {"size": 0, "query": EVERYTHING, "aggs": aggs}


def _labelled(answer: Json, state: State, limit: int) -> list[Suggestion]:
    keys = {
        # What begins so may have a later word that does, too.
        kind: list(dict.fromkeys(of_name_key(each) for each in _keys(answer[kind])))
        for kind in LABELLED
    }
    labels = state.labels({kind: dict(here) for kind, here in keys.items()})
    found: list[Suggestion] = []
    for kind, here in keys.items():
        usual = [each for each in here if each[1] == label_of(each[0], labels[kind][each[0]])]
        found += [Suggestion(kind, label, slug) for slug, label in usual[:limit]]
    return found


def _keys(answer: Json) -> Iterator[str]:
    return (each["key"] for way in _WAYS for each in answer[way]["buckets"])


def _runs_asked(typed: str) -> Json:
    return {"size": 0, "query": EVERYTHING, "aggs": _ways("title_runs", typed, _RUNS, MIN_TITLES)}


def _phrased(answer: Json, state: State, typed: str, limit: int, known: set[str]) -> list[Suggestion]:
    """Phrases that are not `known`: those beginning with it first, then those of most titles."""
    titles = {each["key"]: each["doc_count"] for way in _WAYS for each in answer[way]["buckets"]}
    without_parts(titles)
    forms = ring_forms(typed)
    candidates = (titles.keys() | forms.keys()) - known
    ordered = sorted(candidates, key=lambda each: (not each.startswith(typed), -titles.get(each, 0), each))
    unsure = [each for each in ordered if each not in titles]
    groups = [Group(forms=(Form(tuple(each.split(" ")), wide=False),)) for each in unsure]
    having = dict(zip(unsure, state.having(groups), strict=True))
    chosen = [each for each in ordered if having.get(each, 1)][:limit]
    texts = forms | _written([each for each in chosen if each not in forms], state)
    return [Suggestion("phrase", texts[each], texts[each]) for each in chosen]


def _written(runs: Sequence[str], state: State) -> dict[str, str]:
    """Runs of titles with their hyphens and abbreviations as one such title has them."""
    if not runs:
        return {}
    bodies = [
        {"size": 1, "query": {"term": {"title_runs": run}}, "sort": ["id"], "_source": ["entry.title"]}
        for run in runs
    ]
    answers = state.door.searches(bodies)
    found = {}
    for run, answer in zip(runs, answers, strict=True):
        titles = [each["_source"]["entry"]["title"] for each in answer["hits"]["hits"]]
        found[run] = as_written(titles[0], run.split(" ")) if titles else run
    return found


def _titles_asked(typed: str, limit: int) -> tuple[Json, Json]:
    """The titles that begin so, and those in which a later word does, by the alphabet."""
    begin = {"prefix": {"title_words": typed}}
    inside = {
        "match_phrase_prefix": {
            "word.title": {"query": typed, "analyzer": "whitespace", "max_expansions": 200}
        }
    }
    told = {"size": limit, "sort": ["title_words", "id"], "_source": ["entry.title"]}
    return told | {"query": begin}, told | {"query": {"bool": {"filter": [inside], "must_not": [begin]}}}
