"""Completions of what a reader begins to type, and what they may have meant."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from heapq import merge, nsmallest
from itertools import accumulate, chain, islice, pairwise
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np

from index.analysis import compounds
from index.arrays import NO_NUMBERS, Numbers, Segment
from index.occurrences import occurrences
from index.snapshot import Part, Snapshot
from index.suggestion import Suggestion, SuggestionKind
from index.synonyms import standard_rings
from index.tree import Form, Group
from index.typed_words import clauses, is_telling, typed_words
from index.wanted import wanted

# So many titles of a segment make two or three words in a row a common phrase.
MIN_TITLES = 3

LABELLED: tuple[SuggestionKind, ...] = ("topic", "author", "journal")

# No common phrase goes across this, which stands between clauses.
_APART = "."


class _Texts:
    """Texts in the order of their words, in one string, so that what begins any word is found quickly.

    Each is given as its words, what breaks ties, and the number it is known by.
    """

    def __init__(self, texts: Iterable[tuple[str, str, int]]) -> None:
        self._texts = sorted(texts)
        self._joined = "\n".join(words for words, _, _ in self._texts)
        ends = accumulate(len(words) + 1 for words, _, _ in self._texts)
        self._starts = [0, *ends]

    def beginning(self, typed: str) -> Iterator[tuple[str, str, int]]:
        """The texts that begin so, in order."""
        for at in range(bisect_left(self._texts, (typed,)), len(self._texts)):
            if not self._texts[at][0].startswith(typed):
                break
            yield self._texts[at]

    def inside(self, typed: str) -> Iterator[tuple[str, str, int]]:
        """The texts in which a later word begins so and not the first, in order."""
        found = self._joined.find(f" {typed}")
        while found >= 0:
            at = bisect_right(self._starts, found) - 1
            if not self._texts[at][0].startswith(typed):
                yield self._texts[at]
            found = self._joined.find(f" {typed}", self._starts[at + 1] - 1)


class _Titles:
    """A segment's titles to complete from, and what two or three words many of them share."""

    def __init__(self, segment: Segment) -> None:
        titles = [clauses(title) for title in segment.titles()]
        self.texts = _Texts(
            (" ".join(filter(None, each)), segment.facts.ids[number], number)
            for number, each in enumerate(titles)
        )
        self.documents = _shared_runs(titles)
        self.runs = _Texts((words, "", 0) for words in self.documents)


class Suggestions:
    """All that can be completed: topics, authors, journals, common phrases and titles.

    What is prepared of a segment's titles and of the labels serves later snapshots too.
    """

    def __init__(self) -> None:
        self._titles: WeakKeyDictionary[Segment, _Titles] = WeakKeyDictionary()
        self._labels: dict[str, _Texts] = {}
        self._label_words: dict[str, list[str]] = {kind: [] for kind in LABELLED}
        self._lock = Lock()

    def beginning(self, snapshot: Snapshot, text: str, limit: int) -> tuple[Suggestion, ...]:
        """The completions of a text that begins any of their words, case and accents aside.

        Each kind gets its share; those beginning with it and those most used come first.
        """
        typed = typed_words(text[:100])
        if not typed or limit < 1:
            return ()
        ranked = [each for kind in LABELLED for each in self._labelled(snapshot, kind, typed, limit)]
        ranked += self._phrased(snapshot, typed, limit, {typed_words(each.text) for each in ranked})
        ranked += self._titled(snapshot, typed, limit)
        return fairly(ranked, limit)

    def _labelled(self, snapshot: Snapshot, kind: SuggestionKind, typed: str, limit: int) -> list[Suggestion]:
        """Labels: those beginning with it first, then those of most documents."""
        counts, table, texts = snapshot.totals(kind), snapshot.tables[kind], self._texts_of(snapshot, kind)
        found = [
            (inner, -int(counts[ordinal]), words, slug, ordinal)
            for inner, matching in enumerate((texts.beginning(typed), texts.inside(typed)))
            for words, slug, ordinal in matching
            if ordinal < len(counts) and counts[ordinal]
        ]
        return [
            Suggestion(kind, table.labels[ordinal], slug) for *_, slug, ordinal in nsmallest(limit, found)
        ]

    def _phrased(self, snapshot: Snapshot, typed: str, limit: int, known: set[str]) -> list[Suggestion]:
        """Phrases that are not `known`: those beginning with it first, then those of most titles."""
        titles: Counter[str] = Counter()
        for part in snapshot.parts:
            of_part = self._titles_of(part.segment)
            for words, _, _ in _containing(of_part.runs, typed):
                titles[words] += len(part.alive(of_part.documents[words]))
        forms = ring_forms(typed)
        candidates = (titles.keys() | forms.keys()) - known
        ordered = sorted(candidates, key=lambda each: (not each.startswith(typed), -titles[each], each))
        occurring = (each for each in ordered if titles[each] or (each in forms and _occurs(each, snapshot)))
        texts = (forms.get(each) or self._as_written(each, snapshot) for each in islice(occurring, limit))
        return [Suggestion("phrase", text, text) for text in texts]

    def _as_written(self, words: str, snapshot: Snapshot) -> str:
        """A shared run of titles with its hyphens and abbreviations as the first such title has them."""
        for part in snapshot.parts:
            for number in part.alive(self._titles_of(part.segment).documents.get(words, NO_NUMBERS))[:1]:
                return as_written(part.segment.entry(int(number)).title, words.split(" "))
        return words

    def _titled(self, snapshot: Snapshot, typed: str, limit: int) -> list[Suggestion]:
        """Titles: those beginning with it first, then by the alphabet."""
        found: list[Suggestion] = []
        for way in (_Texts.beginning, _Texts.inside):
            matching = [
                [(*each, at) for each in islice(self._live(part, way, typed), limit)]
                for at, part in enumerate(snapshot.parts)
            ]
            for _, _, number, at in islice(merge(*matching), limit - len(found)):
                entry = snapshot.parts[at].segment.entry(number)
                found.append(Suggestion("title", entry.title, entry.id))
        return found

    def _live(
        self, part: Part, way: Callable[[_Texts, str], Iterator[tuple[str, str, int]]], typed: str
    ) -> Iterator[tuple[str, str, int]]:
        return (
            each
            for each in way(self._titles_of(part.segment).texts, typed)
            if part.live is None or part.live[each[2]]
        )

    def _titles_of(self, segment: Segment) -> _Titles:
        with self._lock:
            found = self._titles.get(segment)
            if found is None:
                found = self._titles[segment] = _Titles(segment)
        return found

    def _texts_of(self, snapshot: Snapshot, kind: SuggestionKind) -> _Texts:
        table, words = snapshot.tables[kind], self._label_words[kind]
        with self._lock:
            size = len(snapshot.naming(kind).ranks)
            if kind not in self._labels or len(words) < size:
                words += map(typed_words, table.labels[len(words) : size])
                self._labels[kind] = _Texts(
                    (each, table.slugs[ordinal], ordinal) for ordinal, each in enumerate(words)
                )
            return self._labels[kind]


def fairly(ranked: Sequence[Suggestion], limit: int) -> tuple[Suggestion, ...]:
    """The first of the ranked, each kind with its share."""
    share = -(-limit // 3)
    placed: Counter[str] = Counter()
    places = []  # within its kind, in the order of `ranked`
    for each in ranked:
        places.append(placed[each.kind])
        placed[each.kind] += 1
    over_share = sorted(range(len(ranked)), key=lambda at: (places[at] >= share, at))
    return tuple(ranked[at] for at in sorted(over_share[:limit]))


def ring_forms(typed: str) -> dict[str, str]:
    """The synonyms in several words with a word that begins so: their words, and how they are written."""
    return {words: text for words, text, _ in _containing(_ring_forms(), typed)}


def without_parts(runs: dict[str, int]) -> None:
    """Leave two words that mostly stand in one run of three to that; `runs` counts titles."""
    for run in [each for each in runs if each.count(" ") == 2]:
        for part in (run.rpartition(" ")[0], run.partition(" ")[2]):
            if part in runs and runs[part] < 2 * runs[run]:
                del runs[part]


def _containing(texts: _Texts, typed: str) -> Iterator[tuple[str, str, int]]:
    yield from texts.beginning(typed)
    yield from texts.inside(typed)


@cache
def _ring_forms() -> _Texts:
    """The synonyms in several words."""
    forms = {" ".join(each.words): each.text for ring in standard_rings().rings for each in ring}
    return _Texts((words, text, 0) for words, text in forms.items() if " " in words)


def _occurs(words: str, snapshot: Snapshot) -> bool:
    """Whether a live document has the phrase."""
    key = snapshot.serial, "occurs", words
    known: bool | None = snapshot.memory.get(key)
    if known is None:
        meant = wanted(Group(forms=(Form(tuple(words.split(" ")), wide=False),)), snapshot)
        known = any(
            len(part.alive(numbers))
            for field in meant.fields
            for part in snapshot.parts
            for numbers, _ in occurrences(part.segment, field, meant)
        )
        snapshot.memory.keep(key, known, 0)
    return known


def _shared_runs(titles: Sequence[Sequence[str]]) -> dict[str, Numbers]:
    """Two or three words in a row that many titles share, and the numbers of those titles.

    Titles are given as their clauses. A run neither begins nor ends with a function word; two words
    that mostly stand in one run of three are left to that.
    """
    apart = [f" {_APART} ".join([*clauses, ""]).split() for clauses in titles]
    words = list(chain.from_iterable(apart))
    of = np.repeat(np.arange(len(apart)), list(map(len, apart)))
    known = list(dict.fromkeys([_APART, *words]))
    ordinals = {word: ordinal for ordinal, word in enumerate(known)}
    ids = np.array([ordinals[word] for word in words], np.int64)
    telling = np.array([is_telling(word) for word in known])
    runs: dict[str, Numbers] = {}
    for length in (3, 2):
        windows = (
            np.lib.stride_tricks.sliding_window_view(ids, length) if len(ids) >= length else ids[:0, None]
        )
        kept = np.flatnonzero(telling[windows[:, 0]] & telling[windows[:, -1]] & windows.all(axis=1))
        keys = windows[kept] @ len(known) ** np.arange(length)
        order = np.argsort(keys, kind="stable")
        keys, kept = keys[order], kept[order]
        bounds = np.flatnonzero(np.diff(keys, prepend=-1, append=-1))
        for begin, end in pairwise(bounds.tolist()):
            if end - begin >= MIN_TITLES:
                having = np.unique(of[kept[begin:end]])
                if len(having) >= MIN_TITLES:
                    runs[" ".join(known[each] for each in windows[kept[begin]])] = having
    for run in [each for each in runs if each.count(" ") == 2]:
        for part in (run.rpartition(" ")[0], run.partition(" ")[2]):
            if part in runs and len(runs[part]) < 2 * len(runs[run]):
                del runs[part]
    return runs


def as_written(title: str, words: Sequence[str]) -> str:
    """The words as the title has them, small letters but for abbreviations."""
    parts = [part for compound in compounds(title) for part in compound.parts]
    for at in range(len(parts) - len(words) + 1):
        here = parts[at : at + len(words)]
        if [word for word, _, _ in here] == list(words):
            return re.sub(r"\b\w[^\W\dA-Z]+\b", lambda each: each[0].lower(), title[here[0][1] : here[-1][2]])
    return " ".join(words)
