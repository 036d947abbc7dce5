"""What a reader may have meant where no document has a word they typed."""

from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.analysis import fold
from index.documents import TEXT_FIELDS
from index.families import family
from index.parse import Parsed
from index.snapshot import Snapshot

MAX_UNKNOWN = 4


def did_you_mean(parsed: Parsed, snapshot: Snapshot) -> str | None:
    """The query with each word no document has replaced by the nearest that one has; None without such."""
    return corrected(
        parsed,
        lambda words: {word for word in words if _is_unknown(word, snapshot)},
        lambda word: _nearest(word, snapshot),
    )


def corrected(
    parsed: Parsed, unknown: Callable[[set[str]], set[str]], nearest: Callable[[str], str | None]
) -> str | None:
    """The query with each word that is `unknown` (of folded words, which are?) replaced by the `nearest`.

    A query with more than four such words is left alone: it speaks of something else.
    """
    folded = {each: fold(each.text) for each in parsed.words}
    strange = unknown({word for word in folded.values() if len(word) >= 4})
    wrong = [each for each, word in folded.items() if word in strange]
    if len(wrong) > MAX_UNKNOWN:
        return None
    text = parsed.text
    for each in sorted(wrong, key=lambda each: each.start, reverse=True):
        if found := nearest(folded[each]):
            text = text[: each.start] + found + text[each.start + len(each.text) :]
    return text if text != parsed.text else None


def allowed_distance(word: str) -> int:
    """How many letters may differ: one, in words of eight letters or more two."""
    return 1 if len(word) < 8 else 2


def best_of(
    word: str, candidates: Iterable[tuple[str, float]], frequency: Callable[[str], int]
) -> str | None:
    """The candidate (given with its distance) to take for a word; two letters may differ if both begin alike.

    A swap of neighbours counts once (optimal string alignment).
    """
    ranked = sorted(
        (distance, -count, candidate)
        for candidate, distance in candidates
        if candidate.isalpha()
        and len(candidate) >= 3
        and (distance < 2 or candidate[0] == word[0])
        and (count := frequency(candidate))
    )
    return ranked[0][2] if ranked else None


def _is_unknown(word: str, snapshot: Snapshot) -> bool:
    return not any(snapshot.frequency(each, TEXT_FIELDS) for each in snapshot.relatives(family(word)))


def _nearest(word: str, snapshot: Snapshot) -> str | None:
    allowed = allowed_distance(word)
    near: dict[str, float] = {}
    for lexicon in snapshot.lexica:
        words = lexicon.of_length(len(word) - allowed, len(word) + allowed)
        matches = process.extract(
            word, words, scorer=OSA.distance, processor=None, score_cutoff=allowed, limit=None
        )
        near.update((candidate, distance) for candidate, distance, _ in matches)
    return best_of(word, near.items(), lambda candidate: snapshot.frequency(candidate, TEXT_FIELDS))
