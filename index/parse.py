"""What a reader typed -> a bounded query tree. It never raises and takes linear time.

Words side by side and AND bind alike and tighter than OR, as in the databases researchers know:
`a b OR c` is (a AND b) OR c.
"""

import re
from dataclasses import dataclass, field, replace

from index import tree
from index.analysis import Compound, compounds
from index.conjunctions import Item, Plain, conjunction, is_function_word, named, topic_or_type
from index.lexemes import SEARCH, Bounds, Lexeme, Sort, as_words, bounded, lexemes
from index.synonyms import Rings, standard_rings
from index.tree import Form, Group, Tree
from kb.errors import NotADOI
from kb.identifiers import find_dois, parse_doi

MIN_PREFIX = 3

_YEARS = re.compile(r"(?P<first>[0-9]{4})?(?P<dash>[-–])?(?P<last>[0-9]{4})?")


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A word as typed and where it starts in the parsed text."""

    text: str
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A query understood: its tree, the text it was read from, its plain words, and what was left out."""

    tree: Tree
    text: str
    words: tuple[TypedWord, ...] = ()
    warnings: tuple[str, ...] = ()


def parse(text: str, rings: Rings | None = None, bounds: Bounds = SEARCH) -> Parsed:
    """Read a query: words, "phrases", AND OR NOT, -word, parentheses, prefix*, fields and DOIs.

    `rings` are the synonyms that widen it; by default the product's own.
    """
    text, was_cut = bounded(text, bounds.text)
    if not text:
        return Parsed(tree=tree.Everything(), text=text)
    found, too_deep = lexemes(text)
    rings = rings or standard_rings()
    has_lower = any(each.islower() for each in text)
    reading = _Reading(found, rings, bounds, has_lower)
    meaning = reading.sequence(None)
    if meaning is None:  # nothing but operators: then they are what was looked for
        reading = _Reading(as_words(found), rings, bounds, has_lower)
        meaning = reading.sequence(None)
    if meaning is None:
        reading.warn("There is nothing in this query to search for.")
    if was_cut:
        reading.warn(f"The query was too long; only its first {bounds.text:,} characters were used.")
    if too_deep:
        reading.warn("Parentheses more than 4 levels deep were ignored.")
    return Parsed(
        tree=meaning or tree.AnyOf(()),
        text=text,
        words=tuple(reading.words),
        warnings=tuple(reading.warnings),
    )


@dataclass(slots=True)
class _Items:
    """One run of a conjunction: plain words and finished nodes in order (None: AND stood here)."""

    wanted: list[Item] = field(default_factory=list)
    excluded: list[Tree] = field(default_factory=list)


class _Reading:
    """One pass over the lexemes, from left to right."""

    def __init__(self, found: list[Lexeme], rings: Rings, bounds: Bounds, has_lower: bool) -> None:
        self._lexemes = found
        self._bounds = bounds
        self._at = 0
        self._rings = rings
        self._has_lower = has_lower
        self._terms = 0
        self._dear = 0
        self.words: list[TypedWord] = []
        self.warnings: list[str] = []

    def warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)

    def sequence(self, field_name: str | None) -> Tree | None:
        """conjunction (OR conjunction)*, up to the closing parenthesis or the end."""
        found = []
        while True:
            if (each := self._conjunction(field_name)) is not None:
                found.append(each)
            if self._next_sort() is not Sort.OR:
                break
            self._at += 1
        if not found:
            return None
        return found[0] if len(found) == 1 else tree.AnyOf(tuple(dict.fromkeys(found)))

    def _conjunction(self, field_name: str | None) -> Tree | None:
        items = _Items()
        while (sort := self._next_sort()) not in {None, Sort.OR, Sort.CLOSE}:
            if sort is Sort.AND:
                items.wanted.append(None)
                self._at += 1
            elif sort is Sort.NOT:
                self._negated(items, field_name)
            else:
                items.wanted += self._unit(field_name)
        return conjunction(items.wanted, items.excluded, self._rings, self._has_lower)

    def _negated(self, items: _Items, field_name: str | None) -> None:
        negative = False
        while self._next_sort() is Sort.NOT:
            negative = not negative
            self._at += 1
        if self._next_sort() in {None, Sort.AND, Sort.OR, Sort.CLOSE}:
            return
        child = conjunction(self._unit(field_name), [], self._rings, self._has_lower)
        if child is not None:
            (items.excluded if negative else items.wanted).append(child)
        items.wanted.append(None)

    def _unit(self, field_name: str | None) -> list[Item]:
        lexeme = self._lexemes[self._at]
        self._at += 1
        while lexeme.sort is Sort.FIELD:
            if self._next_sort() in {None, Sort.AND, Sort.OR, Sort.NOT, Sort.CLOSE}:
                return list(self._chunk(replace(lexeme, sort=Sort.WORD), field_name))
            field_name = lexeme.text.lower()
            lexeme = self._lexemes[self._at]
            self._at += 1
        if lexeme.sort is Sort.OPEN:
            inside = self.sequence(field_name)
            self._at += 1  # the lexemes are balanced: this is the closing parenthesis
            return [inside] if inside is not None else []
        if lexeme.sort is Sort.DOI:
            return self._doi(lexeme)
        if lexeme.sort is Sort.PHRASE:
            return self._phrase(lexeme, field_name)
        return self._chunk(lexeme, field_name)

    def _chunk(self, lexeme: Lexeme, field_name: str | None) -> list[Item]:
        typed = lexeme.text.rstrip(",.;:!?")
        if field_name in {"year", "doi", "key"}:
            if (fact := self._fact(typed, field_name)) is not None:
                return [fact]
            field_name = None
        if typed.endswith("*") and (prefix := self._prefix(typed.rstrip("*"), field_name)) is not None:
            return [prefix] if self._take(dear=True) else []
        found: list[Item] = []
        for compound in compounds(lexeme.text):
            if not self._take(dear=len(compound.parts) > 1):
                break
            compound = self._shortened(compound)  # noqa: PLW2901
            written = lexeme.text[compound.start : compound.end]
            self._note(compound, written, lexeme.start + compound.start)
            plain = Plain(written, compound, field_name)
            found.append(topic_or_type(plain, self._rings) if field_name in {"topic", "type"} else plain)
        return found

    def _phrase(self, lexeme: Lexeme, field_name: str | None) -> list[Item]:
        if field_name in {"year", "doi", "key"} or re.match(r"\s*10\.\d{4,9}", lexeme.text):
            fact = self._fact(lexeme.text.strip(), field_name or "doi", quiet=field_name is None)
            if fact is not None:
                return [fact]
            field_name = None
        words = []
        for compound in compounds(lexeme.text):
            self._note(compound, lexeme.text[compound.start : compound.end], lexeme.start + compound.start)
            words += [word for word, _, _ in compound.parts if self._take(dear=True)]
        if not words:
            return []
        phrase: Tree = Group(forms=(Form(tuple(words), wide=False),), field=field_name)
        if field_name in {"topic", "type"}:
            phrase = tree.Either((named(field_name, lexeme.text), phrase))
        return [phrase]

    def _fact(self, typed: str, field_name: str, quiet: bool = False) -> Tree | None:
        if not self._take():
            return None
        if field_name == "key":
            return tree.Exact("key", typed.casefold()) if typed else None
        if field_name == "doi":
            try:
                return tree.Exact("doi", parse_doi(typed))
            except NotADOI:
                if not quiet:
                    self.warn(f"“{typed}” is not a DOI; it was searched for as words.")
                return None
        years = _YEARS.fullmatch(typed)
        if years and (years["first"] or years["last"]):
            first = int(years["first"] or 0)
            last = int(years["last"] or 9999) if years["dash"] else first
            if (years["first"] or years["dash"]) and not (years["last"] and not years["dash"]):
                return tree.Years(min(first, last), max(first, last))
        self.warn(f"“{typed}” is not a year; write year:2013 or year:2010-2015.")
        return None

    def _doi(self, lexeme: Lexeme) -> list[Item]:
        doi = next(find_dois(lexeme.text), None)
        if doi is None:
            return self._chunk(replace(lexeme, sort=Sort.WORD), None)
        return [tree.Exact("doi", doi)] if self._take() else []

    def _prefix(self, typed: str, field_name: str | None) -> Tree | None:
        found = list(compounds(typed))
        if len(found) != 1 or found[0].end != len(typed):
            return None
        stem = found[0].joined or found[0].parts[-1][0]
        if len(stem) < MIN_PREFIX:
            self.warn(f"“{typed}*” is too short a beginning; three letters are needed.")
            return None
        return tree.Prefix(stem=stem, field=field_name)

    def _take(self, dear: bool = False) -> bool:
        """Whether one more term may be read. Phrases and prefixes are dear: each costs many words."""
        if self._terms == self._bounds.terms or (dear and self._dear == SEARCH.terms):
            self.warn(f"The query has too many words; only the first {self._terms} were used.")
            return False
        self._terms += 1
        self._dear += dear
        return True

    def _shortened(self, compound: Compound) -> Compound:
        if len(compound.parts) <= SEARCH.terms:
            return compound
        self.warn(f"“{compound.parts[0][0]}-…” is too long; only its first {SEARCH.terms} words were used.")
        parts = compound.parts[: SEARCH.terms]
        return Compound(parts, None, compound.start, parts[-1][2])

    def _note(self, compound: Compound, written: str, start: int) -> None:
        if len(compound.parts) == 1 and written.isalpha() and not is_function_word(written, self._has_lower):
            self.words.append(TypedWord(written, start))

    def _next_sort(self) -> Sort | None:
        return self._lexemes[self._at].sort if self._at < len(self._lexemes) else None
