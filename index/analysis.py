"""How running text becomes words: folded, hyphens both split and joined, each with its place."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

MAX_WORD = 64

_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_UNSEEN = "\u00ad\u200b-\u200d\u2060\ufeff"
_LETTER = r"[^\W_\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
# Chinese characters and kana, written without spaces: each counts as a word.
_CJK = (
    r"[\u2e80-\u2fff\u3005-\u3007\u3031-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?![\d])|\d+\.\d+(?![\w.])"
_PART = rf"(?:{_NUMBER}|{_LETTER}(?:[{_MARKS}{_UNSEEN}'’ʼ]*{_LETTER})*[{_MARKS}]*)"
_HYPHENS = "-\u2010\u2011"
# Plain letters up to a space or a stop need no more looking at, and are most of a text.
_PLAIN = r"[A-Za-z]+(?![^\s.,;:!?()])"
_COMPOUND = re.compile(rf"{_PLAIN}|{_PART}(?:[{_HYPHENS}]{_PART})*|{_CJK}+")
_SPLIT = re.compile(rf"[{_HYPHENS}]")
_CJK_RUN = re.compile(rf"{_CJK}+")
_POSSESSIVE = re.compile(r"['’ʼ][sS]$")

_NOT_DECOMPOSED = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "n"}
)


class Token(NamedTuple):
    """A word at its place: `position` counts words, `start` and `end` are character offsets.

    The joined form of a hyphenated compound stands at the position of its first part.
    """

    word: str
    position: int
    start: int
    end: int


class Compound(NamedTuple):
    """What was written between two spaces or signs: one word, or several joined by hyphens.

    `parts` are (word, start, end); `joined` is the same without hyphens, None for a simple word,
    a range of numbers, or a run of Chinese or Japanese characters (whose parts are characters).
    """

    parts: tuple[tuple[str, int, int], ...]
    joined: str | None
    start: int
    end: int


def fold(text: str) -> str:
    """Text without case, accents and invisible characters: `Sjöström` is `sjostrom`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_NOT_DECOMPOSED))
    kept = (each for each in decomposed if not unicodedata.category(each).startswith(("Mn", "Cf")))
    return unicodedata.normalize("NFC", "".join(kept)).casefold()


def compounds(text: str) -> Iterator[Compound]:
    """The words of a text as they were written, hyphenated ones whole."""
    for match in _COMPOUND.finditer(text):
        yield _compound(match.group(), match.start())


def tokens(text: str, position: int = 0, offset: int = 0) -> list[Token]:
    """The words of a text to index or to highlight, the first at `position`."""
    found = []
    for match in _COMPOUND.finditer(text):
        written, start = match.group(), match.start() + offset
        if _is_simple(written):  # most are, and every text is read through here
            found.append(Token(written.lower()[:MAX_WORD], position, start, start + len(written)))
            position += 1
            continue
        compound = _compound(written, start)
        if compound.joined:
            found.append(Token(compound.joined, position, start, compound.end))
        for word, begin, end in compound.parts:
            found.append(Token(word, position, begin, end))
            position += 1
    return found


def length(words: Iterable[Token]) -> int:
    """How many words were written: joined forms do not count."""
    return len({token.position for token in words})


def _is_simple(written: str) -> bool:
    return written.isascii() and written.isalnum()


def _compound(written: str, start: int) -> Compound:
    end = start + len(written)
    if _is_simple(written):
        return Compound(((written.lower()[:MAX_WORD], start, end),), None, start, end)
    if _CJK_RUN.fullmatch(written):
        folded = ((fold(each), start + at) for at, each in enumerate(written))
        characters = tuple((each, at, at + 1) for each, at in folded if each)
        return Compound(characters, None, start, end)
    parts, at = [], start
    for piece in _SPLIT.split(written):
        if word := _word(piece):
            parts.append((word, at, at + len(piece)))
        at += len(piece) + 1
    words = [word for word, _, _ in parts]
    joined = "".join(words) if len(words) > 1 and not all(word.isdigit() for word in words) else None
    return Compound(tuple(parts), joined[:MAX_WORD] if joined else None, start, end)


def _word(piece: str) -> str:
    word = _POSSESSIVE.sub("", piece)
    word = re.sub(r"['’ʼ]", "", word)
    if re.fullmatch(r"[\d,]+", word):
        word = word.replace(",", "")
    return fold(word)[:MAX_WORD]
