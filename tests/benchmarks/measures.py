"""How good a ranking is, by the measures of the text retrieval conferences.

Järvelin and Kekäläinen (2002) for nDCG, with the discount 1 / log2(rank + 1); Voorhees and Harman
(2005) for the others. A ranking is a list of document ids, best first; `grades` maps each relevant
document to how relevant it is.
"""

import math
from collections.abc import Mapping, Sequence


def ndcg(ranking: Sequence[str], grades: Mapping[str, float], depth: int = 10) -> float:
    """The discounted gain of the first `depth`, of what the best ranking of all relevant would have."""
    ideal = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(each, 0.0) for each in ranking[:depth]]) / ideal if ideal else 0.0


def average_precision(ranking: Sequence[str], grades: Mapping[str, float]) -> float:
    """The mean, over all relevant documents, of the precision at each one's rank (0 where it is missing)."""
    found, total = 0, 0.0
    for rank, each in enumerate(ranking, start=1):
        if grades.get(each):
            found += 1
            total += found / rank
    relevant = sum(1 for grade in grades.values() if grade)
    return total / relevant if relevant else 0.0


def precision(ranking: Sequence[str], grades: Mapping[str, float], depth: int = 10) -> float:
    """The share of relevant documents among the first `depth`."""
    return sum(1 for each in ranking[:depth] if grades.get(each)) / depth


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, float]) -> float:
    """One divided by the rank of the first relevant document; 0 where there is none."""
    return next((1 / rank for rank, each in enumerate(ranking, start=1) if grades.get(each)), 0.0)


def success(ranking: Sequence[str], grades: Mapping[str, float], depth: int) -> float:
    """1 when a relevant document is among the first `depth`, else 0."""
    return float(any(grades.get(each) for each in ranking[:depth]))


def _gain(grades: Sequence[float]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))
