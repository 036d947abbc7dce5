"""Query tree + snapshot -> every matching document with its score, in whole arrays: always right.

What a group of words scores is told in groups.py; here the groups of a tree are put together.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from index.arrays import NO_NUMBERS, Floats, Mask, Numbers
from index.groups import Found, weighed
from index.query import FACETS
from index.snapshot import Part, Snapshot
from index.tree import All, AnyOf, Either, Everything, Exact, Group, Not, Prefix, Some, Tree, Weighted, Years
from index.wanted import MAX_EXPANSIONS

_FACT_KINDS = {"doi": "dois", "key": "keys"}


class Evaluation:
    """The evaluation of one tree over one snapshot.

    `found` has for each part of the snapshot its matching documents (live ones, ascending) with
    their scores; `total` is how many there are; `warnings` say what was bounded.
    """

    def __init__(self, tree: Tree, snapshot: Snapshot) -> None:
        self.warnings: list[str] = []
        self.tree = tree
        self._evaluations = [_PartEvaluation(at, snapshot) for at in range(len(snapshot.parts))]
        self.found = tuple(each.matching(tree) for each in self._evaluations)
        self.total = sum(len(numbers) for numbers, _ in self.found)
        for prefix in _prefixes(tree):
            if weighed(prefix, snapshot).meant.truncated:
                self.warnings.append(
                    f"Too many words begin with “{prefix.stem}”; "
                    f"the {MAX_EXPANSIONS} most frequent were used."
                )

    @cached_property
    def coverage(self) -> tuple[Numbers, ...]:
        """How many of the words a reader typed each matching document has, part by part."""
        return tuple(
            each.coverage(self.tree)[numbers]
            for each, (numbers, _) in zip(self._evaluations, self.found, strict=True)
        )


class _PartEvaluation:
    """One tree's evaluation over one part: document numbers are those of its segment."""

    def __init__(self, at: int, snapshot: Snapshot) -> None:
        self._at = at
        self._snapshot = snapshot
        self._part: Part = snapshot.parts[at]
        self._size = self._part.segment.size
        self._known: dict[Tree, Found] = {}

    def matching(self, tree: Tree) -> tuple[Numbers, Floats]:
        """The live documents that the tree finds and their scores."""
        found = self._found(tree)
        numbers, scores = found.numbers, found.scores
        live = self._part.live
        if live is not None:
            kept = live[numbers]
            numbers = numbers[kept]
            scores = None if scores is None else scores[kept]
        if scores is None:
            return numbers, np.zeros(len(numbers))
        return numbers, scores * self._part.facts.boosts[numbers]

    def _found(self, node: Tree) -> Found:
        if isinstance(node, Group | Prefix):
            return weighed(node, self._snapshot).found[self._at]
        found = self._known.get(node)
        if found is None:
            found = self._known[node] = self._evaluated(node)
        return found

    def _evaluated(self, node: Tree) -> Found:  # noqa: PLR0911 - one case a kind of node
        match node:
            case Group() | Prefix():
                return self._found(node)
            case All(required=required, optional=optional, excluded=excluded):
                return self._all(required, optional, excluded)
            case Some(wanted=wanted, optional=optional, excluded=excluded):
                found = self._summed(wanted)
                numbers, scores = found.numbers, found.scores
                if scores is None:
                    scores = np.zeros(len(numbers))
                return self._without(numbers, self._ranked(numbers, scores, optional), excluded)
            case Weighted(child, weight):
                found = self._found(child)
                return Found(found.numbers, None if found.scores is None else found.scores * weight)
            case AnyOf(children):
                return self._summed(children)
            case Either(children):
                return self._best(children)
            case Not(child):
                mask = np.ones(self._size, np.bool_)
                mask[self._found(child).numbers] = False
                return Found(np.flatnonzero(mask))
            case Everything():
                return Found(self._part.facts.numbers)
            case Exact(kind, value):
                return Found(self._exact(kind, value))
            case Years(first, last):
                table = self._snapshot.tables["year"]
                years = [
                    ordinal for ordinal, slug in enumerate(list(table.slugs)) if first <= int(slug) <= last
                ]
                return Found(np.flatnonzero(self._part.facts.columns["year"].having(years)))

    def _all(self, required: Sequence[Tree], optional: Sequence[Tree], excluded: Sequence[Tree]) -> Found:
        """Documents that every required child finds; the scores add up in the order of the children."""
        children = [self._found(each) for each in required]
        fewest = min(range(len(children)), key=lambda each: len(children[each].numbers))
        numbers = children[fewest].numbers
        scores: list[Floats | None] = [None] * len(children)
        scores[fewest] = children[fewest].scores
        for each in sorted(range(len(children)), key=lambda each: len(children[each].numbers)):
            everything = len(children[each].numbers) == self._size and children[each].scores is None
            if each == fewest or everything:
                continue
            here, found = children[each].at(numbers, self._size)
            scores[each] = here
            if not found.all():
                numbers = numbers[found]
                scores = [None if one is None else one[found] for one in scores]
        total: Floats | None = None
        for one in scores:
            if one is not None:
                total = one if total is None else total + one
        if total is None:
            total = np.zeros(len(numbers))
        return self._without(numbers, self._ranked(numbers, total, optional), excluded)

    def _ranked(self, numbers: Numbers, scores: Floats, optional: Sequence[Tree]) -> Floats:
        for each in optional:
            here, found = self._found(each).at(numbers, self._size)
            if here is not None:
                scores = scores + np.where(found, here, 0.0)
        return scores

    def _without(self, numbers: Numbers, scores: Floats, excluded: Sequence[Tree]) -> Found:
        for each in excluded:
            _, found = self._found(each).at(numbers, self._size)
            numbers, scores = numbers[~found], scores[~found]
        return Found(numbers, scores)

    def _summed(self, nodes: Sequence[Tree]) -> Found:
        """Documents that any node finds, with the sum of the scores."""
        children = [self._found(each) for each in nodes]
        if len(children) == 1:
            return children[0]
        mask, total = self._mask(children), np.zeros(self._size)
        for each in children:
            if each.scores is not None:
                total[each.numbers] += each.scores
        numbers = np.flatnonzero(mask)
        return Found(numbers, total[numbers])

    def _best(self, nodes: Sequence[Tree]) -> Found:
        """Documents that any node finds, with the best of the scores."""
        children = [self._found(each) for each in nodes]
        if not children:
            return Found(NO_NUMBERS)
        mask, best = self._mask(children), np.zeros(self._size)
        for each in children:
            if each.scores is not None:
                best[each.numbers] = np.maximum(best[each.numbers], each.scores)
        numbers = np.flatnonzero(mask)
        return Found(numbers, best[numbers])

    def _mask(self, children: Sequence[Found]) -> Mask:
        mask = np.zeros(self._size, np.bool_)
        for each in children:
            mask[each.numbers] = True
        return mask

    def _exact(self, kind: str, value: str) -> Numbers:
        if kind in FACETS:
            ordinals = self._snapshot.tables[kind].having.get(value, ())
            return np.flatnonzero(self._part.facts.columns[kind].having(ordinals))
        return self._part.facts.exact.get((_FACT_KINDS[kind], value), NO_NUMBERS)

    def coverage(self, node: Tree) -> Numbers:
        """How many of the typed words each document of the segment has, by number."""
        match node:
            case Some(wanted=children) | All(required=children):
                total = np.zeros(self._size, np.intp)
                numbers = self._found(node).numbers
                for child in children:
                    total[numbers] += self.coverage(child)[numbers]
                return total
            case AnyOf(children) | Either(children):
                most = np.zeros(self._size, np.intp)
                for child in children:
                    most = np.maximum(most, self.coverage(child))
                return most
        covered = np.zeros(self._size, np.intp)
        covered[self._found(node).numbers] = node.covers if isinstance(node, Group) else 1
        return covered


def _prefixes(node: Tree) -> Iterator[Prefix]:
    match node:
        case Prefix():
            yield node
        case Not(child) | Weighted(child, _):
            yield from _prefixes(child)
        case (
            All(required=wanted, optional=optional, excluded=excluded)
            | Some(wanted=wanted, optional=optional, excluded=excluded)
        ):
            for each in (*wanted, *optional, *excluded):
                yield from _prefixes(each)
        case AnyOf(children) | Either(children):
            for each in children:
                yield from _prefixes(each)
