"""Query tree -> OpenSearch's query language. Pure.

What a group of words scores is groups.py's BM25F, worked out by OpenSearch itself: the occurrences in each
field are counted, weighed by the field's length, summed, and saturated in a script. So a group scores as one
word, whatever it stands for. A clause asked without scores only finds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, TypeAlias

from index.arrays import SUMMARY_BOOST
from index.documents import DEFAULT_FIELDS
from index.facets import years_of
from index.families import family
from index.groups import K1, WEIGHTS, B
from index.query import Sort
from index.tree import (
    All,
    AnyOf,
    Either,
    Everything,
    Exact,
    Form,
    Group,
    Not,
    Prefix,
    Some,
    Tree,
    Weighted,
    Years,
)
from index.wanted import MAX_EXPANSIONS

Json = dict[str, Any]

# Scripts are compiled once each: what varies is given to them.
_IN_FIELD = "_score * params.weight / (params.fixed + params.share * doc[params.length].value)"
_SATURATED = "params.most * _score / (_score + params.half)"
# Texts that are alike score alike, in whatever order OpenSearch adds.
_ROUNDED = "Math.round((doc['summary'].value == 1 ? params.boost : 1.0) * _score * 1e5) / 1e5"
# Documents with more of the words first, among those the better score: as parts of the best possible one.
_PART = "Math.min(0.999, (doc['summary'].value == 1 ? params.boost : 1.0) * _score / params.best)"

EVERYTHING: Json = {"exists": {"field": "summary"}}
NOTHING: Json = {"match_none": {}}


_NEWEST = {"date": {"order": "desc", "missing": "_last"}}
_OLDEST = {"date": {"order": "asc", "missing": "_last"}}
_TITLE, _ID = {"title_key": "asc"}, {"id": "asc"}

# Complete orders (ranking.py).
ORDERS: Mapping[Sort, Sequence[Json]] = {
    "relevance": ({"_score": "desc"}, {"summary": "desc"}, _NEWEST, _TITLE, _ID),
    "newest": (_NEWEST, _TITLE, _ID),
    "oldest": (_OLDEST, _TITLE, _ID),
    "title": (_TITLE, _NEWEST, _ID),
}


@dataclass(frozen=True, slots=True)
class Kin:
    """A whole family of words by its key, as what feedback adds to a question."""

    key: str


Words: TypeAlias = Group | Prefix | Kin
Node: TypeAlias = Tree | Kin


@dataclass(frozen=True, slots=True)
class Scale:
    """What scores are worked out from: each group's rarity, and the mean length of each field."""

    rarity: Mapping[Words, float]
    average_lengths: Mapping[str, float]


def words_of(node: Node) -> Iterator[Words]:
    """The groups of a tree that score, each as often as it stands there."""
    match node:
        case Group() | Prefix() | Kin():
            yield node
        case All(required=wanted, optional=optional) | Some(wanted=wanted, optional=optional):
            for each in (*wanted, *optional):
                yield from words_of(each)
        case AnyOf(children) | Either(children):
            for each in children:
                yield from words_of(each)
        case Weighted(child):
            yield from words_of(child)
        case _:
            pass


def finding(node: Node) -> Json:
    """A clause that finds what a tree means. Its scores mean nothing."""
    return _clause(node, None, 1.0)


def ranking(node: Node, scale: Scale, added: Mapping[Kin, float] | None = None) -> Json:
    """A clause that finds what a tree means and scores it; `added` words only rank, by their weights."""
    return _script(_tree(node, scale, added), _ROUNDED, boost=SUMMARY_BOOST)


def weighed(wanted: Mapping[Kin, float], scale: Scale) -> Json:
    """A clause for documents that have any of the families, each counting by its weight."""
    return _script(
        _any([_clause(each, scale, times) for each, times in wanted.items()]), _ROUNDED, boost=SUMMARY_BOOST
    )


def covering(node: Tree, scale: Scale) -> Json:
    """As `ranking`, but what counts first is how many of the typed words a document has (see `score_in`)."""
    part = _script(_tree(node, scale, None), _PART, boost=SUMMARY_BOOST, best=best_score(node, scale))
    return {"bool": {"must": [_covered(node)], "should": [part]}}


def score_in(covered: float, node: Tree, scale: Scale) -> float:
    """The score of a document from that of `covering`."""
    return round((covered - int(covered)) * best_score(node, scale), 5)


def best_score(node: Tree, scale: Scale) -> float:
    """More than any document can score."""
    return 1.0 + SUMMARY_BOOST * (K1 + 1) * sum(scale.rarity[each] for each in words_of(node))


def chosen(facet: str, values: Iterable[str]) -> Json:
    """A clause for documents that have one of a facet's values: slugs, or years and ranges of them."""
    return _any([value_of(facet, each) for each in values])


def value_of(facet: str, value: str) -> Json:
    """A clause for documents that have a value of a facet."""
    if facet == "year" and (years := years_of(value)):
        return {"range": {"year": {"gte": years[0], "lte": years[1]}}}
    return {"term": {f"slug.{facet}": value}}


def _tree(node: Node, scale: Scale, added: Mapping[Kin, float] | None) -> Json:
    clause = _clause(node, scale, 1.0)
    if not added:
        return clause
    return {
        "bool": {"must": [clause], "should": [_clause(each, scale, weight) for each, weight in added.items()]}
    }


def _clause(node: Node, scale: Scale | None, times: float) -> Json:  # noqa: PLR0911 - one case a kind of node
    """`times` multiplies the scores; None for a scale: without scores."""
    match node:
        case Group() | Prefix() | Kin():
            return _words(node, scale, times)
        case All(required=required, optional=optional, excluded=excluded):
            return _bool(
                must=[_clause(each, scale, times) for each in required],
                should=_optional(optional, scale, times),
                must_not=[finding(each) for each in excluded],
            )
        case Some(wanted=wanted, optional=optional, excluded=excluded):
            return _bool(
                must=[_any([_clause(each, scale, times) for each in wanted])],
                should=_optional(optional, scale, times),
                must_not=[finding(each) for each in excluded],
            )
        case Weighted(child, weight):
            return _clause(child, scale, times * weight)
        case AnyOf(children):
            return _any([_clause(each, scale, times) for each in children])
        case Either(children):
            return {"dis_max": {"queries": [_clause(each, scale, times) for each in children]}}
        case Not(child):
            return _bool(must=[_found(EVERYTHING)], must_not=[finding(child)])
        case Everything():
            return _found(EVERYTHING)
        case Exact(kind, value):
            name = kind if kind in {"doi", "key"} else f"slug.{kind}"
            return _found({"term": {name: value}})
        case Years(first, last):
            return _found({"range": {"year": {"gte": first, "lte": last}}})


def _optional(nodes: Sequence[Node], scale: Scale | None, times: float) -> list[Json]:
    return [_clause(each, scale, times) for each in nodes] if scale else []


def _words(node: Words, scale: Scale | None, times: float) -> Json:
    fields = (node.field,) if not isinstance(node, Kin) and node.field else DEFAULT_FIELDS
    counted = {name: found for name in fields if (found := _occurrences(node, name))}
    if scale is None:
        return _any([each for found in counted.values() for each in found])
    rarity = scale.rarity[node]
    if not rarity:
        return NOTHING
    weighed = [_in_field(name, found, scale) for name, found in counted.items()]
    return _script(_any(weighed), _SATURATED, most=times * rarity * (K1 + 1), half=K1)


def _in_field(name: str, found: Sequence[Json], scale: Scale) -> Json:
    """The occurrences in a field, each counting by the field and its length."""
    share = B[name] / scale.average_lengths.get(name, 1.0)
    if not share:
        return {"bool": {"should": list(found), "boost": WEIGHTS[name]}}
    return _script(
        _any(found), _IN_FIELD, weight=WEIGHTS[name], fixed=1 - B[name], share=share, length=f"length.{name}"
    )


def _occurrences(node: Words, field: str) -> list[Json]:
    """Clauses that count what a group stands for in a field."""
    match node:
        case Kin(key):
            return [_term(f"family.{field}", key)]
        case Prefix(stem=stem):
            begun = {"prefix": {f"word.{field}": {"value": stem, "rewrite": f"top_terms_{MAX_EXPANSIONS}"}}}
            # Further words than are counted are found all the same.
            return [begun, _found({"prefix": {f"word.{field}": stem}})]
        case Group(forms=forms):
            return list(_forms(forms, field))


def _forms(forms: Sequence[Form], field: str) -> Iterator[Json]:
    kin = {family(form.words[0]) for form in forms if form.wide and len(form.words) == 1}
    exact = {form.words[0] for form in forms if not form.wide and len(form.words) == 1}
    exact = {word for word in exact if family(word) not in kin}
    for key in sorted(kin):
        yield _term(f"family.{field}", key)
    for word in sorted(exact):
        yield _term(f"word.{field}", word)
    wide = {tuple(map(family, form.words)) for form in forms if form.wide and len(form.words) > 1}
    plain = {form.words for form in forms if not form.wide and len(form.words) > 1}
    within = sorted({*kin, *map(family, exact)})
    for keys in sorted(wide):
        yield _phrase(f"family.{field}", keys, within, wide)
    for words in sorted(plain):
        if tuple(map(family, words)) not in wide:
            yield _phrase(f"word.{field}", words, sorted(exact), plain)


def _phrase(field: str, words: Sequence[str], singles: Sequence[str], phrases: Set[tuple[str, ...]]) -> Json:
    """Words in a row, where no word and no longer phrase of the group is counted already."""
    longer = sorted(each for each in phrases if len(each) > len(words) and not set(each).isdisjoint(words))
    counted = [{"span_term": {field: each}} for each in singles] + [_row(field, each) for each in longer]
    if not counted:
        return {
            "match_phrase": {
                field: {"query": " ".join(words), "analyzer": "whitespace", "boost": 1 / len(words)}
            }
        }
    # Each different word of a phrase gives its count.
    return {
        "span_not": {
            "include": _row(field, words),
            "exclude": {"span_or": {"clauses": counted}},
            "boost": 1 / len(set(words)),
        }
    }


def _row(field: str, words: Sequence[str]) -> Json:
    clauses = [{"span_term": {field: each}} for each in words]
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def _covered(node: Tree) -> Json:
    """A clause whose score is how many of the typed words a document has."""
    match node:
        case Some(wanted=children) | All(required=children):
            return {"bool": {"filter": [finding(node)], "should": [_covered(each) for each in children]}}
        case AnyOf(()) | Either(()):
            return NOTHING
        case AnyOf(children) | Either(children):
            return {"dis_max": {"queries": [_covered(each) for each in children]}}
        case Group(covers=covers):
            return {"constant_score": {"filter": finding(node), "boost": covers}}
        case _:
            return {"constant_score": {"filter": finding(node)}}


def _term(field: str, word: str) -> Json:
    return {"term": {field: word}}


def _found(clause: Json) -> Json:
    """A clause that finds and scores nothing."""
    return {"constant_score": {"filter": clause, "boost": 0.0}}


def _bool(**clauses: Sequence[Json]) -> Json:
    return {"bool": {name: list(each) for name, each in clauses.items() if each}}


def _any(clauses: Sequence[Json]) -> Json:
    if not clauses:
        return NOTHING
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _script(query: Json, script: str, **params: object) -> Json:
    return {"script_score": {"query": query, "script": {"source": script, "params": params}}}
