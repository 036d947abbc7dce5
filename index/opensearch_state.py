"""One state of the index in OpenSearch, to be asked, and what was worked out from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

from index.documents import QUOTED_FIELDS, TEXT_FIELDS
from index.feedback import rarity_of
from index.groups import idf
from index.memory import Memory
from index.opensearch_facets import Labels, labelling, labels_told
from index.opensearch_query import EVERYTHING, Node, Scale, Words, finding, words_of

Json = dict[str, Any]

MEMORY = 32 * 2**20
_ENTRY = 200  # bytes of a figure kept, about


class Door(Protocol):
    """What an index in OpenSearch is asked. Raises IndexUnavailable when it does not answer."""

    def search(self, body: Json) -> Json:
        """The answer to one search."""

    def searches(self, bodies: Sequence[Json]) -> list[Json]:
        """The answers to several."""

    def statistics(self, texts: Mapping[str, str]) -> Mapping[str, Mapping[str, Json]]:
        """By field and word how often each word of texts stands in that field of all documents (`ttf`)."""

    def document(self, document_id: str) -> Json | None:
        """What is kept of a document; None when there is none."""


@dataclass(frozen=True)
class State:
    """The documents as of a catalogue revision, in an index by its `name`.

    `memory` has what was worked out from them; `names` what facets' values are called, of earlier states too.
    """

    door: Door
    name: str
    revision: int
    names: Memory = field(default_factory=lambda: Memory(MEMORY))
    memory: Memory = field(default_factory=lambda: Memory(MEMORY))

    @property
    def edition(self) -> str:
        """The name of the state."""
        return f"{self.name}.{self.revision}"

    @cached_property
    def _sizes(self) -> tuple[int, dict[str, float]]:
        aggs = {name: {"avg": {"field": f"length.{name}"}} for name in TEXT_FIELDS}
        answer = self.door.search({"size": 0, "track_total_hits": True, "query": EVERYTHING, "aggs": aggs})
        means = {name: each["value"] for name, each in answer["aggregations"].items()}
        return answer["hits"]["total"]["value"], {name: each for name, each in means.items() if each}

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self._sizes[0]

    @property
    def average_lengths(self) -> Mapping[str, float]:
        """The mean length of each text field in words, over the documents that have it."""
        return self._sizes[1]

    def scale(self, nodes: Iterable[Node]) -> Scale:
        """What the scores of trees are worked out from."""
        groups = list(dict.fromkeys(each for node in nodes for each in words_of(node)))
        having = dict(zip(groups, self.having(groups), strict=True))
        rarity = {each: idf(number, self.count) if number else 0.0 for each, number in having.items()}
        return Scale(rarity, self.average_lengths)

    def having(self, groups: Sequence[Words]) -> list[int]:
        """How many documents have each group."""
        known = {each: self.memory.get(each) for each in groups}
        unknown = [each for each, number in known.items() if number is None]
        if unknown:
            bodies = [
                {"size": 0, "track_total_hits": True, "query": {"bool": {"filter": [finding(each)]}}}
                for each in unknown
            ]
            for each, answer in zip(unknown, self.door.searches(bodies), strict=True):
                known[each] = answer["hits"]["total"]["value"]
                self.memory.keep(each, known[each], _ENTRY)
        return [known[each] for each in groups]

    def rarities(self, families: Iterable[str]) -> dict[str, float]:
        """The inverse document frequency of families, their occurrences taken for as many documents."""
        known = {each: self.memory.get(("rarity", each)) for each in families}
        unknown = " ".join(each for each, rarity in known.items() if rarity is None)
        if unknown:
            told = self.door.statistics({f"family.{name}": unknown for name in QUOTED_FIELDS})
            for each in unknown.split(" "):
                occurrences = sum(int(words.get(each, {}).get("ttf", 0)) for words in told.values())
                known[each] = rarity_of(occurrences, self.count)
                self.memory.keep(("rarity", each), known[each], _ENTRY)
        return {each: rarity or 0.0 for each, rarity in known.items()}

    def labels(self, slugs: Mapping[str, Mapping[str, str | None]]) -> Mapping[str, Labels]:
        """The labels of some slugs of each facet, which are given with a label that one has, if it is known.

        What an earlier state told of a slug counts while a label seen now is among it.
        """
        known = {
            name: {slug: self._known_labels(name, slug, label) for slug, label in here.items()}
            for name, here in slugs.items()
        }
        unknown = {
            name: missing
            for name, here in known.items()
            if (missing := [slug for slug, each in here.items() if each is None])
        }
        if unknown:
            answer = self.door.search({"size": 0, "query": EVERYTHING, "aggs": labelling(unknown)})
            told = labels_told(answer["aggregations"])
            for name, here in unknown.items():
                for slug in here:
                    labels = known[name][slug] = tuple(told.get(name, {}).get(slug, ()))
                    self.memory.keep((name, slug), labels, _ENTRY)
                    self.names.keep((name, slug), labels, _ENTRY)
        return {name: {slug: each or () for slug, each in here.items()} for name, here in known.items()}

    def _known_labels(self, name: str, slug: str, label: str | None) -> Sequence[tuple[str, int]] | None:
        now: Sequence[tuple[str, int]] | None = self.memory.get((name, slug))
        if now is not None or label is None:
            return now
        before: Sequence[tuple[str, int]] | None = self.names.get((name, slug))
        return before if before and any(label == each for each, _ in before) else None
