"""Are these two titles of one work? Slips and missing subtitles are told from other works."""

import re
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from bib.likeness import Grade, Likeness, plain_words, slipped, word_forms

FEW_WORDS = 3  # a title with fewer telling words (`Editorial`, `Book review`) is many works' title

_FUNCTION_WORDS = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "by", "de", "der", "die", "for", "from", "in", "into"),
        *("is", "it", "of", "on", "or", "s", "the", "their", "to", "upon", "with"),
    }
)
_MOST_SLIPS = 2
_SEGMENT_END = re.compile(r"(?<=[?!])\s+|:\s+|;\s+|(?<=[^\W\d_]{3})\.\s+|\s+[-–—|]+\s+|\s*—\s*")
_PART = re.compile(
    r"\b(?:part|study|volume|vol|chapter|section|phase|report|paper|number|no|series)\W{1,3}"
    r"(?:[0-9]+|[ivx]+|one|two|three|four|five|first|second|third)\b|^\W*(?:[0-9]+|[ivx]+)\W*$"
)
_OPENING = r"(?:^|[:?!.(\[\-] *)(?:an? |the |further |invited |brief |authors? |editors? |publisher )*"
_MARKS = {
    "comment": r"\bcomment(?:s|ary|aries)? (?:on|to|about|regarding)\b"
    rf"|{_OPENING}comment(?:s|ary)?(?=[:.\])]|$)",
    "reply": rf"{_OPENING}(?:reply|replies|response|responses|rejoinder)\b"
    r"(?: (?:from|by|of)(?: the)? authors?)?(?= to\b|[:.\])]|$)|\bin reply\b",
    "correction": rf"{_OPENING}(?:correction|corrections|corrigendum|corrigenda|erratum|errata|addendum)"
    r"(?= to\b| for\b| in\b|[:.\])]|$)",
    "retraction": rf"{_OPENING}(?:retraction|withdrawal|removal)(?= of\b| to\b| note\b| notice\b|[:.\])]|$)"
    r"|\bnotice of retraction\b",
    "expression of concern": r"\bexpression of concern\b",
    "review of a book": rf"{_OPENING}(?:book reviews?)\b|^reviews? of\b",
    "supplement": r"^supplement(?:al|ary)? (?:material|information|data|file|table|appendix)|^data from\b",
    "protocol": r"\bprotocol\b",
}
_MARK_PATTERNS = {mark: re.compile(pattern) for mark, pattern in _MARKS.items()}
# What publishers put before or after the title of the work itself.
_LABEL = re.compile(
    r"^(?:(?:retracted|withdrawn)(?: article| paper| chapter)?|letters?|editorial|original article)\s*[:.]\s+"
    r"|^[0-9]{1,3}(?:\.[0-9]{1,3})?\.?\s+(?=[^\W\d_])|:\s*abstract$",
    re.IGNORECASE,
)
_BRACKETED_END = re.compile(r"\s*\[[^\[\]]*\]\W*$")


def compare_titles(one: str, other: str) -> Likeness:
    """Compare two titles word by word.

    The score is RapidFuzz's ratio of the folded titles. It ranks; the grade comes from the words:
    titles differ as soon as a telling word or a number does, however long the rest. NEAR are titles
    with at most two slips of the pen, or of which one lacks a subtitle or a publisher's label.
    """
    if not one or not other:
        return Likeness(Grade.UNSAID if one or other else Grade.SILENT, 0.5, "a title is missing")
    mine, others = telling_words(one), telling_words(other)
    score = fuzz.ratio(" ".join(mine), " ".join(others)) / 100
    whole = _aligned(mine, others)
    if whole.grade is not Grade.DIFFERENT:
        return whole
    for bare_one, bare_other in ((_bare(one), other), (one, _bare(other)), (_bare(one), _bare(other))):
        if (bare_one, bare_other) != (one, other) and bare_one and bare_other:
            label = _aligned(telling_words(bare_one), telling_words(bare_other))
            if label.grade is not Grade.DIFFERENT:
                return Likeness(Grade.NEAR, score, "a publisher's label stands on one title only")
    for longer, shorter in ((one, other), (other, one)):
        if _is_head(longer, telling_words(_bare(shorter) or shorter)):
            return Likeness(Grade.NEAR, max(score, 0.9), "a subtitle stands on one title only")
    return Likeness(Grade.DIFFERENT, score, whole.reason)


@lru_cache(maxsize=50_000)
def telling_words(title: str) -> tuple[str, ...]:
    """The words of a title that tell it from others, each in one form; a translation in brackets goes."""
    forms = word_forms(_BRACKETED_END.sub("", title) or title)
    return tuple(word for word in forms if word not in _FUNCTION_WORDS)


def few_words(title: str) -> bool:
    """True for a title that says too little to know a work by."""
    return len(telling_words(title)) < FEW_WORDS


@lru_cache(maxsize=50_000)
def marks(title: str) -> frozenset[str]:
    """What a title says the work is to another one: a comment, a reply, a correction ..."""
    lower = _lower(title)
    return frozenset(mark for mark, pattern in _MARK_PATTERNS.items() if pattern.search(lower))


def _aligned(mine: tuple[str, ...], others: tuple[str, ...]) -> Likeness:
    if "".join(mine) == "".join(others):
        return Likeness(Grade.SAME, 1.0)
    score = fuzz.ratio(" ".join(mine), " ".join(others)) / 100
    slips = 0
    for here, there in _unequal(mine, others):
        if "".join(here) == "".join(there):  # drop out, dropout
            continue
        if not slipped("".join(here), "".join(there)) or slips == _MOST_SLIPS:
            said = (f"“{' '.join(each)[:60]}”" if each else "nothing" for each in (here, there))
            return Likeness(Grade.DIFFERENT, score, f"the titles differ: {' against '.join(said)}")
        slips += 1
    reason = "the titles differ in spelling" if slips else ""
    return Likeness(Grade.NEAR if slips else Grade.SAME, score if slips else 1.0, reason)


def _unequal(mine: tuple[str, ...], others: tuple[str, ...]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The stretches in which two lists of words differ, each as long as it goes."""
    stretches: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    joined = False
    for step in Levenshtein.opcodes(mine, others):
        if step.tag == "equal":
            joined = False
            continue
        here, there = mine[step.src_start : step.src_end], others[step.dest_start : step.dest_end]
        if joined:
            before = stretches.pop()
            here, there = before[0] + here, before[1] + there
        stretches.append((here, there))
        joined = True
    return stretches


def _is_head(longer: str, head: tuple[str, ...]) -> bool:
    """True when the words are a title's beginning up to a subtitle that names no part of a series."""
    return any(
        _aligned(telling_words(longer[: end.start()]), head).grade is not Grade.DIFFERENT
        and not _PART.search(_lower(longer[end.end() :]))
        for end in _SEGMENT_END.finditer(longer)
        if plain_words(longer[: end.start()])
    )


def _bare(title: str) -> str:
    return _LABEL.sub("", title)


def _lower(text: str) -> str:
    return re.sub(r"['’]", "", anyascii(text)).lower()
