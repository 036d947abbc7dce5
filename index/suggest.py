"""Completions of what a reader begins to type, and what they may have meant."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.analysis import compounds, fold
from index.documents import TEXT_FIELDS
from index.families import family
from index.parse import Parsed
from index.snapshot import Snapshot

SuggestionKind = Literal["topic", "author", "journal", "title"]

_KINDS: tuple[SuggestionKind, ...] = ("topic", "author", "journal", "title")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: its text, and what it stands for: a facet's slug, or a document's id for a title."""

    kind: SuggestionKind
    text: str
    value: str


class Suggestions:
    """All that can be completed in one snapshot: topics, authors, journals and titles."""

    def __init__(self, snapshot: Snapshot) -> None:
        used = Counter(
            (name, slug)
            for entry in snapshot.live.values()
            for name in ("topic", "author", "journal")
            for slug, _ in entry.facets.get(name, ())
        )
        self._all: list[tuple[str, int, Suggestion]] = []
        for (name, slug), count in used.items():
            label = snapshot.facet_labels[name, slug]
            kind = next(each for each in _KINDS if each == name)
            self._all.append((_words(label), count, Suggestion(kind, label, slug)))
        self._all += [
            (_words(entry.title), 1, Suggestion("title", entry.title, entry.id))
            for entry in snapshot.live.values()
        ]

    def beginning(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """The completions of a text that begins any of their words, case and accents aside.

        Each kind gets its share; those beginning with it and those most used come first.
        """
        typed = _words(text[:100])
        if not typed or limit < 1:
            return ()
        ranked = sorted(
            (
                (_KINDS.index(each.kind), not words.startswith(typed), -count, words, each.value, each)
                for words, count, each in self._all
                if f" {typed}" in f" {words}"
            ),
            key=lambda found: found[:5],
        )
        share = -(-limit // 3)
        placed: Counter[int] = Counter()
        places = []  # within its kind, in the order of `ranked`
        for found in ranked:
            places.append(placed[found[0]])
            placed[found[0]] += 1
        over_share = sorted(range(len(ranked)), key=lambda at: (places[at] >= share, at))
        return tuple(ranked[at][5] for at in sorted(over_share[:limit]))


def did_you_mean(parsed: Parsed, snapshot: Snapshot) -> str | None:
    """The query with each word no document has replaced by the nearest that one has; None without such.

    One letter may differ in words of four or five letters, two in longer ones; a swap of
    neighbours counts once (optimal string alignment).
    """
    text = parsed.text
    for word in sorted(parsed.words, key=lambda each: each.start, reverse=True):
        nearest = _nearest(fold(word.text), snapshot)
        if nearest:
            text = text[: word.start] + nearest + text[word.start + len(word.text) :]
    return text if text != parsed.text else None


def _nearest(word: str, snapshot: Snapshot) -> str | None:
    if len(word) < 4 or any(_frequency(each, snapshot) for each in snapshot.families.get(family(word), ())):
        return None
    allowed = 1 if len(word) <= 5 else 2
    near = process.extract(
        word, list(snapshot.words), scorer=OSA.distance, processor=None, score_cutoff=allowed, limit=None
    )
    ranked = sorted(
        (distance, -count, candidate)
        for candidate, distance, _ in near
        if candidate.isalpha() and len(candidate) >= 3 and (count := _frequency(candidate, snapshot))
    )
    return ranked[0][2] if ranked else None


def _frequency(word: str, snapshot: Snapshot) -> int:
    return snapshot.frequency(word, TEXT_FIELDS)


def _words(text: str) -> str:
    return " ".join(word for compound in compounds(text) for word, _, _ in compound.parts)
