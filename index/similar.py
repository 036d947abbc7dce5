"""Summaries like a given one, or like a text: those that share its telling words.

A document's words weigh as in BM25 (frequency, saturated, times rarity); the heaviest are asked for
as a query of their own, as in Lucene's "more like this".
"""

from collections.abc import Mapping

from index.analysis import length, tokens
from index.evaluate import Evaluation
from index.feedback import Words, group_of, heaviest, rarity, words_in, words_of
from index.groups import K1
from index.ranking import Ranked, best
from index.snapshot import Snapshot
from index.tree import Some, Weighted

WORDS = 25


def similar(snapshot: Snapshot, document_id: str, limit: int) -> tuple[str, ...]:
    """The ids of the summaries most like a document, most alike first; () for one not in the index.

    Kept in the snapshot's memory: the page of a summary asks each time it is shown.
    """
    number = snapshot.number_of(document_id)
    if number is None:
        return ()
    key = snapshot.serial, "similar", number, limit
    known: tuple[str, ...] | None = snapshot.memory.get(key)
    if known is None:
        found = _alike(words_of(number, snapshot), snapshot, number, limit)
        known = tuple(snapshot.id_of(each.number) for each in found)
        snapshot.memory.keep(key, known, sum(map(len, known)))
    return known


def similar_to_text(
    snapshot: Snapshot, texts: Mapping[str, str], limit: int, without: str = ""
) -> tuple[Ranked, ...]:
    """The summaries most like texts by field (title, body ...), most alike first, and how much alike.

    `without` is the id of one that is left out: the one the text will be.
    """
    left_out = snapshot.number_of(without) if without else None
    return _alike(words_in(texts, lengths_of(texts), snapshot.average_lengths), snapshot, left_out, limit)


def lengths_of(texts: Mapping[str, str]) -> dict[str, float]:
    """The words in each text."""
    return {field: float(length(tokens(text))) for field, text in texts.items()}


def saturated(words: Words) -> dict[str, float]:
    """What each family weighs in a document, before its rarity counts."""
    return {word: frequency * (K1 + 1) / (frequency + K1) for word, frequency in words.items()}


def _alike(words: Words, snapshot: Snapshot, left_out: int | None, limit: int) -> tuple[Ranked, ...]:
    telling = heaviest(saturated(words), lambda word: rarity(word, snapshot), WORDS)
    wanted = tuple(Weighted(group_of(word, snapshot), weight) for word, weight in telling.items())
    if not wanted:
        return ()
    evaluation = Evaluation(Some(wanted=wanted), snapshot)
    summaries = [
        (numbers[chosen], scores[chosen])
        for part, (numbers, scores) in zip(snapshot.parts, evaluation.found, strict=True)
        for chosen in [
            part.facts.summaries[numbers]
            if left_out is None
            else part.facts.summaries[numbers] & (numbers + part.offset != left_out)
        ]
    ]
    return tuple(best(snapshot, summaries, (), "relevance", limit))
