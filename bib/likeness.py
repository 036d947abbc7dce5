"""How one field of two descriptions compares, and the folding that all comparisons share."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import OSA

_LEAST_FOR_A_SLIP = 5  # letters; `men` and `man` are two words, not one misspelt
_NUMBERS = {
    word: str(number)
    for number, names in enumerate(
        (
            *("one first 1st i", "two second 2nd ii", "three third 3rd iii", "four fourth 4th iv"),
            *("five fifth 5th", "six sixth 6th vi", "seven seventh 7th vii", "eight eighth 8th viii"),
            *("nine ninth 9th ix", "ten tenth 10th", "eleven eleventh 11th", "twelve twelfth 12th"),
        ),
        start=1,
    )
    for word in names.split()
}


class Grade(StrEnum):
    """How far two descriptions agree in a field.

    NEAR agrees but for something that also tells works apart; UNSAID: one of the two is silent;
    SILENT: both are.
    """

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"
    UNSAID = "unsaid"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Likeness:
    """The comparison of one field: its grade, a score from 0 to 1 and, unless the same, why."""

    grade: Grade
    score: float
    reason: str = ""


@lru_cache(maxsize=50_000)
def plain_words(text: str) -> tuple[str, ...]:
    """The words of a text in lower-case ASCII: no diacritics, apostrophes or punctuation."""
    text = re.sub(r"['’‘ʼ`´]|(?<=[0-9])[,\s](?=[0-9]{3}\b)", "", text)
    text = "".join(" " if unicodedata.category(each) == "So" else each for each in text)
    return tuple(re.findall(r"[a-z0-9]+", anyascii(re.sub(r"[Α-Ωα-ω]", _letter_name, text)).lower()))


@lru_cache(maxsize=50_000)
def word_forms(text: str) -> tuple[str, ...]:
    """The words of a text in one form each: American spelling, singular, numbers as digits."""
    return tuple(one_form(word) for word in plain_words(text))


@lru_cache(maxsize=50_000)
def one_form(word: str) -> str:
    """One word's form for comparison. It is no spelling: `four` is 4, and `hour` becomes `hor`."""
    if number := _NUMBERS.get(word):
        return number
    if word in {"v", "vs", "versus"}:
        return "versus"
    word = re.sub(r"(?<=[a-z]{2})is(?=(?:e[drs]?|ers|es|ing|ations?)$)", "iz", word)
    word = word.replace("our", "or").replace("ae", "e").replace("oe", "e").replace("ll", "l")
    word = re.sub(r"programme", "program", re.sub(r"(?<=[a-z]{2})tre(?=s?$)", "ter", word))
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def slipped(one: str, other: str) -> bool:
    """True when two words are one with a slip of the pen: one edit, not of the first letter.

    Prefixes turn a meaning round (`typical`, `atypical`), and so does a digit; neither is a slip.
    """
    return (
        min(len(one), len(other)) >= _LEAST_FOR_A_SLIP
        and one[0] == other[0]
        and not any(each.isdigit() for each in one + other)
        and OSA.distance(one, other, score_cutoff=1) <= 1
    )


def _letter_name(letter: re.Match[str]) -> str:
    # Print has `alpha` where Crossref has the Greek letter.
    return f" {unicodedata.name(letter[0]).rsplit(' ', 1)[-1].lower()} "
