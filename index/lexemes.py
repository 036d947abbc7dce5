"""What a reader typed, cut into bounded and balanced lexemes: the ground the parser stands on."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

MAX_DEPTH = 4

FIELDS = ("title", "author", "journal", "year", "topic", "type", "doi", "key")


class Sort(Enum):
    """What a lexeme is."""

    WORD = auto()
    PHRASE = auto()
    DOI = auto()
    FIELD = auto()
    AND = auto()
    OR = auto()
    NOT = auto()
    OPEN = auto()
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a query is read: so many characters (`text`) and so many `terms`."""

    text: int
    terms: int


SEARCH = Bounds(text=300, terms=16)
# Where any of the words is enough, whole paragraphs may be asked.
QUESTION = Bounds(text=900, terms=100)


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of the query: its content (without quotes or colon) and where that starts."""

    sort: Sort
    text: str
    start: int


_QUOTES = '"“”„‟«»＂'
_PIECE = re.compile(
    rf"""
      (?P<doi>
          (?: doi:\s* | (?:https?://)?(?:www\.|dx\.)?doi\.org/ )?
          10\.\d{{4,9}} (?:\.\d+)* / [^\s{_QUOTES}]+
      )
    | (?P<field> {"|".join(FIELDS)} ) \s? :
    | [{_QUOTES}] (?P<phrase> [^{_QUOTES}]* ) [{_QUOTES}]?
    | (?P<open> \( ) | (?P<close> \) )
    | (?<![^\s(]) (?P<minus> [-−] ) (?=[^\s)-])
    | (?P<word> [^\s(){_QUOTES}]+ )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OPERATORS = {"AND": Sort.AND, "OR": Sort.OR, "NOT": Sort.NOT}
_SORTS = {
    "doi": Sort.DOI,
    "field": Sort.FIELD,
    "phrase": Sort.PHRASE,
    "open": Sort.OPEN,
    "close": Sort.CLOSE,
    "minus": Sort.NOT,
    "word": Sort.WORD,
}


def bounded(text: str, most: int = SEARCH.text) -> tuple[str, bool]:
    """The text without control characters and cut at a word to so many; True when it was cut."""
    # A little more than is kept, so that an overlong query costs no more than a long one.
    head = "".join(" " if _is_control(each) else each for each in text[: 4 * most]).strip()
    if len(head) <= most:
        return head, bool(text[4 * most :].strip())
    cut = head[: most + 1].rfind(" ")
    return head[: cut if cut > 0 else most].rstrip(), True


def lexemes(text: str) -> tuple[list[Lexeme], bool]:
    """The balanced lexemes of a bounded text; True when parentheses stood deeper than 4 levels."""
    return _balanced(list(_pieces(text)))


def as_words(found: list[Lexeme]) -> list[Lexeme]:
    """The lexemes with every operator and field name taken as the word it also is."""
    plain = {Sort.AND, Sort.OR, Sort.NOT, Sort.FIELD}
    return [Lexeme(Sort.WORD, each.text, each.start) if each.sort in plain else each for each in found]


def _pieces(text: str) -> Iterator[Lexeme]:
    position = 0
    while match := _PIECE.search(text, position):
        kind = match.lastgroup or "word"
        content, start = match[kind], match.start(kind)
        position = match.end()
        if kind == "doi":
            content = _without_closing(content)
            position = start + len(content)
        sort = _SORTS[kind]
        if sort is Sort.WORD:
            sort = _OPERATORS.get(content, sort)
        yield Lexeme(sort, content, start)


def _without_closing(doi: str) -> str:
    # A DOI may hold parentheses; one that closes a group around the DOI is not its own.
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1]
    return doi


def _balanced(found: list[Lexeme]) -> tuple[list[Lexeme], bool]:
    kept: list[Lexeme] = []
    depth, ignored, too_deep = 0, 0, False
    for lexeme in found:
        if lexeme.sort is Sort.OPEN:
            if depth == MAX_DEPTH:
                ignored, too_deep = ignored + 1, True
                continue
            depth += 1
        elif lexeme.sort is Sort.CLOSE:
            if ignored:
                ignored -= 1
                continue
            if not depth:
                continue
            depth -= 1
        kept.append(lexeme)
    return kept + [Lexeme(Sort.CLOSE, ")", 0)] * depth, too_deep


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
