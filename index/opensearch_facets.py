"""The facets of a search: what is asked of OpenSearch, and what its answer says. Pure.

A facet's own choice does not narrow its counts: the choices are a filter of the hits alone, and each facet
counts behind a filter of the others' choices.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from index.facets import MAX_VALUES, in_order
from index.opensearch_documents import APART, of_label_key, of_name_key
from index.opensearch_query import EVERYTHING, chosen, value_of
from index.query import FACETS, FacetValue

Json = dict[str, Any]

# More values than a facet without a bound of its own ever has: topics, types, years, kinds.
_ALL = 2_000
# How much more a shard tells than is asked for: what is put together from several is nearly always right.
_MARGIN = 10
# Not `.*`: of what ends so OpenSearch 2.19 makes a range, and fails where that is past the last value.
ANYTHING = "[^\0]*"
# Slugs named in one expression: opensearch_documents.settings bounds its length, 80 characters a slug.
_TOGETHER = 40

# What a slug is called: the labels that documents give it and how many do, most often given first.
Labels = Mapping[str, Sequence[tuple[str, int]]]


def filters(asked: Mapping[str, Sequence[str]], without: str = "") -> list[Json]:
    """Clauses for the documents that pass the choices in all facets, or in all but one."""
    return [chosen(name, values) for name, values in asked.items() if name != without]


def counting(
    facets: Iterable[str],
    asked: Mapping[str, Sequence[str]],
    size: int | None,
    slugs: Mapping[str, Sequence[str]],
) -> Json:
    """What counts each facet's values: the most frequent, and those chosen or else asked for (`slugs`)."""
    return {
        name: {
            "filter": {"bool": {"filter": filters(asked, without=name)}},
            "aggs": _values(name, _limit(name, size), (*asked.get(name, ()), *slugs.get(name, ()))),
        }
        for name in facets
        if name in FACETS
    }


def labelling(slugs: Mapping[str, Sequence[str]]) -> Json:
    """What tells the labels of some slugs of each facet, over all documents."""
    return {
        f"{name}.{at}": _labels(name, here[at : at + _TOGETHER])
        for name, here in slugs.items()
        for at in range(0, len(here), _TOGETHER)
    }


def _labels(name: str, slugs: Sequence[str]) -> Json:
    labels = {
        "field": f"label.{name}",
        "include": "|".join(f"{each}{APART}{ANYTHING}" for each in slugs),
        "size": 20 * len(slugs),
    }
    return {"filter": {"terms": {f"slug.{name}": list(slugs)}}, "aggs": {"labels": {"terms": labels}}}


def labels_told(answer: Mapping[str, Any]) -> dict[str, Labels]:
    """What such an answer says, facet by facet."""
    told: defaultdict[str, dict[str, list[tuple[str, int]]]] = defaultdict(dict)
    for name, found in answer.items():
        for bucket in found["labels"]["buckets"]:
            slug, label = of_label_key(bucket["key"])
            told[name.partition(".")[0]].setdefault(slug, []).append((label, bucket["doc_count"]))
    return {name: {slug: _usual(here) for slug, here in labels.items()} for name, labels in told.items()}


def slugs_counted(answer: Mapping[str, Any]) -> dict[str, dict[str, str | None]]:
    """The slugs that an answer to `counting` tells of, facet by facet, each with a label if it told one."""
    told: dict[str, dict[str, str | None]] = {}
    for name, found in answer.items():
        told[name] = dict.fromkeys(found["asked"]["buckets"])
        told[name].update(of_name_key(each["key"]) for each in found["most"]["buckets"])
    return told


def values(
    name: str,
    answer: Mapping[str, Any],
    asked: Sequence[str],
    size: int | None,
    labels: Callable[[str], Sequence[tuple[str, int]]],
) -> tuple[FacetValue, ...]:
    """A facet's values from an answer to `counting`."""
    counts: dict[str, int] = {}
    for bucket in answer["most"]["buckets"]:
        slug, _ = of_name_key(bucket["key"])
        counts[slug] = counts.get(slug, 0) + bucket["doc_count"]
    # What was asked for by its slug is counted whole, under whatever label.
    counts |= {slug: bucket["doc_count"] for slug, bucket in answer["asked"]["buckets"].items()}
    found = [
        FacetValue(value=slug, label=label_of(slug, labels(slug)), count=count, selected=slug in asked)
        for slug, count in counts.items()
        if count or slug in asked
    ]
    most = sorted(in_order("", found)[: _limit(name, size)], key=lambda each: each.value)
    kept = {each.value for each in most}
    return in_order(name, (each for each in found if each.value in kept or each.selected))


def every_value(facet: str, after: Json | None) -> Json:
    """What asks for all values of a facet, some at a time."""
    paged: Json = {"size": 1_000, "sources": [{"value": {"terms": {"field": f"label.{facet}"}}}]}
    if after:
        paged["after"] = after
    return {"size": 0, "query": EVERYTHING, "aggs": {"values": {"composite": paged}}}


def values_told(found: Iterable[tuple[tuple[str, str], int]]) -> tuple[FacetValue, ...]:
    """All values by slug, from each slug and label with the number of documents."""
    labels: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for (slug, label), count in found:
        labels[slug].append((label, count))
    return tuple(
        FacetValue(value=slug, label=_usual(here)[0][0], count=sum(count for _, count in here))
        for slug, here in sorted(labels.items())
    )


def label_of(slug: str, labels: Sequence[tuple[str, int]]) -> str:
    """What a slug is called: as most documents have it; the slug itself when none has it."""
    return labels[0][0] if labels else slug


def _usual(labels: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Labels with the most usual first."""
    return sorted(labels, key=lambda pair: (pair[1], pair[0]), reverse=True)


def _limit(name: str, size: int | None) -> int:
    return MAX_VALUES.get(name, _ALL) if size is None else size


def _values(name: str, limit: int, slugs: Sequence[str]) -> Json:
    return {
        "most": {
            "terms": {
                "field": f"named.{name}",
                "size": max(1, limit),
                "shard_size": _MARGIN * max(1, limit),
                "order": [{"_count": "desc"}, {"_key": "asc"}],
            }
        },
        # The empty list is not allowed; this is asked for as nothing is called so.
        "asked": {
            "filters": {"filters": {each: value_of(name, each) for each in slugs} or {"": {"match_none": {}}}}
        },
    }
