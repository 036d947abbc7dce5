"""Labels and titles as their words one after another: what completions begin and labels are ordered by."""

import re
from collections.abc import Iterator

from index.analysis import compounds
from index.conjunctions import FUNCTION_WORDS

# No common phrase goes across these.
_CLAUSE_END = re.compile(r"[:;?!()\[\]\"“”–—]|[.,](?!\d)")
# Where these are, words are not just the letters and digits side by side.
_INTRICATE = re.compile(r"'|\d[.,]\d")
_SIMPLE_WORD = re.compile(r"[a-z0-9]+")


def typed_words(text: str) -> str:
    """The words of a text, folded, with a space between them."""
    if text.isascii() and not _INTRICATE.search(text):  # most are so, and this is many times as quick
        return " ".join(_SIMPLE_WORD.findall(text.lower()))
    return " ".join(word for compound in compounds(text) for word, _, _ in compound.parts)


def clauses(title: str) -> list[str]:
    """The words of each clause of a title."""
    return [typed_words(each) for each in _CLAUSE_END.split(title)]


def is_telling(word: str) -> bool:
    """Whether a common phrase may begin or end with a word."""
    return len(word) > 1 and word.isalpha() and word not in FUNCTION_WORDS


def runs(title: str) -> Iterator[str]:
    """Two or three words in a row that many titles might share."""
    for clause in clauses(title):
        words = clause.split()
        for size in (2, 3):
            for at in range(len(words) - size + 1):
                if is_telling(words[at]) and is_telling(words[at + size - 1]):
                    yield " ".join(words[at : at + size])
