"""Passages around what matched, as safe HTML whose only tag is `<mark>`."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

from index.analysis import Token, tokens
from index.query import Snippet
from index.wanted import Phrase, Wanted

MAX_LENGTH = 240
MAX_PASSAGES = 2

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9À-Ý])|\n+")
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
    title_marks = marks(texts.get("title", ""), "title", sought)
    if title_marks:
        found.append(_snippet(texts["title"], _Passage("title", 0, len(texts["title"]), title_marks)))
    fields = [name for name in ("implications", "body") if name in texts]
    passages = [each for name in fields for each in _passages(name, texts[name], sought)]
    passages.sort(key=lambda each: (-len({mark.which for mark in each.marks}), -len(each.marks)))
    found += [_snippet(texts[each.field], each) for each in passages[:MAX_PASSAGES]]
    if not found and fields:
        start, end = next(iter(_sentences(texts[fields[0]])), (0, 0))
        found.append(_snippet(texts[fields[0]], _Passage(fields[0], start, end, ())))
    return tuple(found)


def marks(text: str, field: str, sought: Sequence[Wanted]) -> tuple[Mark, ...]:
    """What to mark in a text: the longest match at each place, from left to right."""
    found = _matches(tokens(text), [each if field in each.fields else None for each in sought])
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda each: (each.start, -each.end, each.which)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
    return tuple(kept)


def _matches(words: Sequence[Token], sought: Sequence[Wanted | None]) -> list[Mark]:
    """All matches; those of `sought` that are None have none here."""
    here = frozenset(token.word for token in words)
    single: defaultdict[str, list[int]] = defaultdict(list)
    begun: defaultdict[str, list[tuple[int, Phrase]]] = defaultdict(list)
    for which, each in enumerate(sought):
        if each:
            for word in each.words & here:
                single[word].append(which)
            for phrase in each.phrases:
                for word in phrase[0] & here:
                    begun[word].append((which, phrase))
    found = [Mark(token.start, token.end, which) for token in words for which in single.get(token.word, ())]
    if begun:
        at: defaultdict[int, list[Token]] = defaultdict(list)
        for token in words:
            at[token.position].append(token)
        found += [
            Mark(token.start, end, which)
            for token in words
            for which, phrase in begun.get(token.word, ())
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


def _passages(field: str, text: str, sought: Sequence[Wanted]) -> Iterable[_Passage]:
    found = marks(text, field, sought)
    if found:
        for start, end in _sentences(text):
            inside = tuple(mark for mark in found if start <= mark.start and mark.end <= end)
            if inside:
                yield _Passage(field, start, end, inside)


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if "\n" in match.group() or not _ABBREVIATED.search(text, start, match.start()):
            if text[start : match.start()].strip():
                yield start, match.end() - len(match.group()) + len(match.group().rstrip())
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
