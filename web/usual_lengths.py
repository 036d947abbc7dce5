"""How long a text is, and how long such texts usually are."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from kb.summary import Summary

_LOOKED_AT = 100  # summaries, the newest
_FEWEST = 5  # that make anything usual


@dataclass(frozen=True, slots=True)
class Lengths:
    """Between how many words four out of five texts have."""

    least: int
    most: int


def word_count(text: str) -> int:
    """The words of a text; signs of Markdown that stand alone are none."""
    return sum(any(map(str.isalnum, each)) for each in text.split())


def usual_lengths(published: Iterable[Summary]) -> dict[str, Lengths]:
    """The usual lengths of body and implications, by field; none while there are too few to say."""
    shown = list(islice(published, _LOOKED_AT))
    if len(shown) < _FEWEST:
        return {}
    return {
        "body": _usual(word_count(each.body) for each in shown),
        "implications": _usual(word_count(each.implications) for each in shown),
    }


def _usual(counts: Iterable[int]) -> Lengths:
    ordered = sorted(counts)
    tenth = len(ordered) // 10
    return Lengths(ordered[tenth], ordered[-1 - tenth])
