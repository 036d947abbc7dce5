"""Passages around what matched, as safe HTML whose only tag is `<mark>`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import count
from typing import NamedTuple

from index.analysis import Token, tokens
from index.query import Snippet
from index.wanted import Phrase, Wanted

MAX_LENGTH = 240
MAX_PASSAGES = 2

_QUOTED = ("implications", "body")

# Beginning with one set of characters, it is found five times as fast as looking back at each place.
_SENTENCE_END = re.compile(r"[.!?…\n](?:(?<=\n)\n*|[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9À-Ý]))")
_LONGEST = 8  # characters of an abbreviation
# What a word may be written with and is kept without, and the commonest signs beyond ASCII.
_WITHIN_WORDS = "-,'’ʼ‘“”–—…"
# A point after these ends no sentence.
_ABBREVIATED = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|et al|Dr|Mr|Mrs|Ms|Prof|St|p|pp|Fig|No)|\b[A-Z])\.$")


class Mark(NamedTuple):
    """A stretch of text that matched, by character offsets, and which of the wanted it is."""

    start: int
    end: int
    which: int


class _Passage(NamedTuple):
    field: str
    start: int
    end: int
    marks: tuple[Mark, ...]


def snippets(texts: Mapping[str, str], sought: Sequence[Wanted]) -> tuple[Snippet, ...]:
    """The title when it matched, and up to two passages of the text: the sentences with most of the words.

    When no text matched, the first sentence says what the document is about.
    """
    found = []
    title = texts.get("title", "")
    if title_marks := marks(title, "title", sought):
        found.append(_snippet(title, _Passage("title", 0, len(title), title_marks)))
    found += [_snippet(texts[each.field], each) for each in _passages(texts, sought)]
    fields = [name for name in _QUOTED if name in texts]
    if not found and fields:
        start, end = next(iter(_sentences(texts[fields[0]])), (0, 0))
        found.append(_snippet(texts[fields[0]], _Passage(fields[0], start, end, ())))
    return tuple(found)


def marks(text: str, field: str, sought: Sequence[Wanted], offset: int = 0) -> tuple[Mark, ...]:
    """What to mark in a text: the longest match at each place, from left to right.

    `offset` is where the text begins in the whole that marks are counted in.
    """
    looked_for = _looked_for(field, tuple(sought))
    if not any(_at_most(text, looked_for.first)):
        return ()
    kept: list[Mark] = []
    found = _matches(tokens(text, offset=offset), looked_for)
    for mark in sorted(found, key=lambda each: (each.start, -each.end, each.which)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _LookedFor:
    """What is sought in one field: the words that a match of each can begin with, and, by its first
    word, which of the sought a match is; for a phrase, with its words."""

    first: tuple[frozenset[str], ...]
    single: Mapping[str, Sequence[int]]
    begun: Mapping[str, Sequence[tuple[int, Phrase]]]


@lru_cache(maxsize=64)  # the same for all hits of a search
def _looked_for(field: str, sought: tuple[Wanted, ...]) -> _LookedFor:
    single: defaultdict[str, list[int]] = defaultdict(list)
    begun: defaultdict[str, list[tuple[int, Phrase]]] = defaultdict(list)
    here = [(which, each) for which, each in enumerate(sought) if field in each.fields]
    for which, each in here:
        for word in each.words:
            single[word].append(which)
        for phrase in each.phrases:
            for word in phrase[0]:
                begun[word].append((which, phrase))
    first = tuple(each.words.union(*(phrase[0] for phrase in each.phrases)) for _, each in here)
    return _LookedFor(first, dict(single), dict(begun))


def _matches(words: Sequence[Token], looked_for: _LookedFor) -> list[Mark]:
    found = [
        Mark(token.start, token.end, which)
        for token in words
        for which in looked_for.single.get(token.word, ())
    ]
    if looked_for.begun:
        at: defaultdict[int, list[Token]] = defaultdict(list)
        for token in words:
            at[token.position].append(token)
        found += [
            Mark(token.start, end, which)
            for token in words
            for which, phrase in looked_for.begun.get(token.word, ())
            if (end := _phrase_end(at, token.position, phrase))
        ]
    return found


def _phrase_end(at: Mapping[int, list[Token]], position: int, phrase: Phrase) -> int | None:
    end = None
    for offset, alternatives in enumerate(phrase):
        ends = [token.end for token in at.get(position + offset, ()) if token.word in alternatives]
        if not ends:
            return None
        end = min(ends)
    return end


class _Sentence(NamedTuple):
    """A sentence by what it may hold at best: minus the number of different words, minus that of all
    marks, and its place among all sentences. The least is the most promising."""

    different: int
    all: int
    place: int
    field: str
    start: int
    end: int


def _passages(texts: Mapping[str, str], sought: Sequence[Wanted]) -> list[_Passage]:
    """The sentences with most of the words, best first.

    Taking a sentence apart into words costs far more than looking for them in its letters: those that
    cannot be among the best are left alone.
    """
    found: list[tuple[tuple[int, int, int], _Passage]] = []
    for each in sorted(_promising(texts, sought)):
        if len(found) == MAX_PASSAGES and found[-1][0] <= each[:3]:
            break
        if inside := marks(texts[each.field][each.start : each.end], each.field, sought, each.start):
            rank = (-len({mark.which for mark in inside}), -len(inside), each.place)
            found.append((rank, _Passage(each.field, each.start, each.end, inside)))
            found = sorted(found)[:MAX_PASSAGES]
    return [passage for _, passage in found]


def _promising(texts: Mapping[str, str], sought: Sequence[Wanted]) -> Iterator[_Sentence]:
    place = count()
    for field in _QUOTED:
        text = texts.get(field, "")
        words = _looked_for(field, tuple(sought)).first
        if any(_at_most(text, words)):
            for start, end in _sentences(text):
                many = _at_most(text[start:end], words)
                if any(many):
                    different = sum(1 for number in many if number)
                    yield _Sentence(-different, -sum(many), next(place), field, start, end)


def _at_most(text: str, wanted: Sequence[frozenset[str]]) -> list[int]:
    """How often each of the wanted can be in a text at most, by its letters alone."""
    bare = text
    for sign in _WITHIN_WORDS:
        bare = bare.replace(sign, "")
    if not bare.isascii():  # accents fold in ways that letters do not show
        return [len(text)] * len(wanted)
    bare = bare.lower()
    return [sum(map(bare.count, words)) for words in wanted]


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        stop = match.start() if text[match.start()] == "\n" else match.start() + 1
        gap = text[stop : match.end()]
        if "\n" in gap or not _ABBREVIATED.search(text, max(start, stop - _LONGEST), stop):
            if text[start:stop].strip():
                yield start, stop + len(gap.rstrip())
            start = match.end()
    if text[start:].strip():
        yield start, len(text)


def _snippet(text: str, passage: _Passage) -> Snippet:
    start, end = _cut(text, passage)
    pieces = ["… " if start > passage.start else ""]
    at = start
    for mark in passage.marks:
        if start <= mark.start and mark.end <= end:
            pieces += [
                escape(text[at : mark.start]),
                "<mark>",
                escape(text[mark.start : mark.end]),
                "</mark>",
            ]
            at = mark.end
    pieces += [escape(text[at:end]), " …" if end < passage.end else ""]
    return Snippet(passage.field, "".join(pieces).strip())


def _cut(text: str, passage: _Passage) -> tuple[int, int]:
    """The part of a long sentence to show: from a little before its first mark, between words."""
    start, end = passage.start, passage.end
    if end - start <= MAX_LENGTH:
        return start, end
    first = passage.marks[0] if passage.marks else Mark(start, start, 0)
    if first.end - start > MAX_LENGTH - 40:
        start = max(start, min(first.start - 60, end - MAX_LENGTH))
        space = text.find(" ", start, first.start)
        start = space + 1 if space >= 0 else start
    end = min(end, start + MAX_LENGTH)
    if end < passage.end:
        last = max([mark.end for mark in passage.marks if mark.end <= end], default=start)
        space = text.rfind(" ", last, end + 1)
        end = space if space > start else max(last, end)
    return start, end
