"""Query tree + snapshot -> every matching document with its score: exhaustive, so always right.

The score is BM25F (Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond",
2009, section 3.5): a group's frequencies in the fields of a document are weighted, divided by the
relative length of each field and summed before they saturate. A group scores as one word.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import chain

from index.snapshot import Snapshot
from index.tree import All, AnyOf, Either, Everything, Exact, Group, Not, Prefix, Some, Tree, Years
from index.wanted import MAX_EXPANSIONS, Phrase, Wanted, spans, wanted

K1 = 1.2
WEIGHTS = {
    "title": 3.0,
    "cited": 2.0,
    "implications": 1.5,
    "topic": 2.0,
    "author": 2.0,
    "journal": 1.0,
    "body": 1.0,
    "type": 1.0,
}
# How far a field's length matters. A long list of authors or topics makes none of them matter less.
B = dict.fromkeys(WEIGHTS, 0.75) | {"author": 0.0, "topic": 0.0}
SUMMARY_BOOST = 1.25

Scores = dict[int, float]


class Evaluation:
    """The evaluation of one tree over one snapshot.

    `scores` maps each matching document to its score; `coverage` to how many of the typed words it
    has; `warnings` say what was bounded.
    """

    def __init__(self, tree: Tree, snapshot: Snapshot) -> None:
        self.warnings: list[str] = []
        self._snapshot = snapshot
        self._known: dict[Tree, Scores] = {}
        entries = snapshot.live
        self.scores = {
            number: score * SUMMARY_BOOST if entries[number].kind == "summary" else score
            for number, score in self._scores(tree).items()
        }
        self._tree = tree

    @property
    def coverage(self) -> Counter[int]:
        """How many of the words a reader typed each matching document has."""
        return self._coverage(self._tree)

    def _scores(self, node: Tree) -> Scores:
        if node not in self._known:
            self._known[node] = self._evaluated(node)
        return self._known[node]

    def _evaluated(self, node: Tree) -> Scores:  # noqa: PLR0911 - one case a kind of node
        match node:
            case Group() | Prefix():
                return self._group(node)
            case All(required=required, optional=optional, excluded=excluded):
                found = set.intersection(*(set(self._scores(each)) for each in required))
                return self._together(found, required + optional, excluded)
            case Some(wanted=children, optional=optional, excluded=excluded):
                found = set(chain.from_iterable(map(self._scores, children)))
                return self._together(found, children + optional, excluded)
            case AnyOf(children):
                return self._together(set(chain.from_iterable(map(self._scores, children))), children, ())
            case Either(children):
                best: Scores = {}
                for child in children:
                    for number, score in self._scores(child).items():
                        best[number] = max(score, best.get(number, 0.0))
                return best
            case Not(child):
                return dict.fromkeys(self._snapshot.live.keys() - self._scores(child).keys(), 0.0)
            case Everything():
                return dict.fromkeys(self._snapshot.live, 0.0)
            case Exact(kind, value):
                return dict.fromkeys(self._snapshot.exact.get((kind, value), ()), 0.0)
            case Years(first, last):
                return {
                    number: 0.0
                    for number, entry in self._snapshot.live.items()
                    if any(first <= int(year) <= last for year, _ in entry.facets.get("year", ()))
                }

    def _together(self, found: set[int], scored: tuple[Tree, ...], excluded: tuple[Tree, ...]) -> Scores:
        for each in excluded:
            found -= self._scores(each).keys()
        total = dict.fromkeys(found, 0.0)
        for each in scored:
            scores = self._scores(each)
            for number in found & scores.keys():
                total[number] += scores[number]
        return total

    def _group(self, node: Group | Prefix) -> Scores:
        meant = wanted(node, self._snapshot)
        if meant.truncated and isinstance(node, Prefix):
            self.warnings.append(
                f"Too many words begin with “{node.stem}”; the {MAX_EXPANSIONS} most frequent were used."
            )
        entries, averages = self._snapshot.live, self._snapshot.average_lengths
        weighted: defaultdict[int, float] = defaultdict(float)
        for field in meant.fields:
            weight, b = WEIGHTS[field], B[field]
            for number, count in self._frequencies(field, meant).items():
                relative = entries[number].lengths[field] / averages[field]
                weighted[number] += weight * count / (1 - b + b * relative)
        idf = math.log(1 + (len(entries) - len(weighted) + 0.5) / (len(weighted) + 0.5))
        return {number: idf * tf * (K1 + 1) / (tf + K1) for number, tf in weighted.items()}

    def _frequencies(self, field: str, meant: Wanted) -> Mapping[int, int]:
        """How often the group occurs: its words summed, but spans where one of its phrases stands."""
        snapshot = self._snapshot
        present = [word for word in sorted(meant.words) if field in snapshot.words[word]]
        starts = {phrase: self._phrase_starts(field, phrase) for phrase in meant.phrases}
        if len(present) == 1 and not any(starts.values()):
            return snapshot.counts(field, present[0])
        total: Counter[int] = Counter()
        for word in present:
            total.update(snapshot.counts(field, word))
        singles = [snapshot.positions(field, word) for word in present] if any(starts.values()) else []
        for number in set(chain.from_iterable(starts.values())):
            total[number] = len(
                spans(
                    chain.from_iterable(positions.get(number, ()) for positions in singles),
                    (
                        (start, len(phrase))
                        for phrase, found in starts.items()
                        for start in found.get(number, ())
                    ),
                )
            )
        return total

    def _phrase_starts(self, field: str, phrase: Phrase) -> dict[int, set[int]]:
        """Where the phrase begins in each document that has it."""
        starts: dict[int, set[int]] = {}
        for offset, alternatives in enumerate(phrase):
            here: defaultdict[int, set[int]] = defaultdict(set)
            for word in alternatives:
                if field in self._snapshot.words[word]:
                    for number, positions in self._snapshot.positions(field, word).items():
                        if not offset or number in starts:
                            here[number].update(position - offset for position in positions)
            if offset:
                both = {number: starts[number] & found for number, found in here.items()}
                starts = {number: found for number, found in both.items() if found}
            else:
                starts = dict(here)
            if not starts:
                break
        return starts

    def _coverage(self, node: Tree) -> Counter[int]:
        match node:
            case Some(wanted=children) | All(required=children):
                covered: Counter[int] = Counter()
                matching = self._scores(node)
                for child in children:
                    for number, count in self._coverage(child).items():
                        if number in matching:
                            covered[number] += count
                return covered
            case AnyOf(children) | Either(children):
                covered = Counter()
                for child in children:
                    covered |= self._coverage(child)
                return covered
            case Group(covers=covers):
                return Counter(dict.fromkeys(self._scores(node), covers))
            case _:
                return Counter(dict.fromkeys(self._scores(node), 1))
