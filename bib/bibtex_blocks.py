"""The blocks of a .bib file, as bibtexparser splits it: entries with their raw fields, and the rest.

bibtexparser only splits here. Abbreviations, `#` and inheritance are resolved by us, because its
middleware knows neither bounds (a few lines of @string can ask for gigabytes) nor crossref.
"""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bibtexparser.model import Block as ParsedBlock
from bibtexparser.model import (
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from bib.limits import MAX_FIELD, excerpt
from bib.report import Refused

# It logs every bad block as a warning; we report them to the editor instead.
logging.getLogger("bibtexparser").addHandler(logging.NullHandler())

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LOST_ENTRY = re.compile(r"^[ \t]*@[ \t]*[A-Za-z]+\b", re.MULTILINE)
_BRACE = re.compile(r"(?<!\\)[{}]")
_BARE = re.compile(r"[^\s#{}\",]+")
_LOST_FIELD = re.compile(r"\s*([A-Za-z][\w+:-]*)\s*=\s*")
# Parents lend everything but what is their own.
_OWN = frozenset(
    """
    title subtitle titleaddon shorttitle doi url urldate eprint eprinttype archiveprefix pmid abstract
    pages eid note annote annotation keywords ids crossref xref xdata entryset label options
    """.split()  # noqa: SIM905 - a list of words reads best as words
)


@dataclass(slots=True)
class Block:
    """One entry of a .bib file. Field names are in lower case, values are LaTeX without delimiters."""

    kind: str
    key: str
    line: int
    raw: str
    fields: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def split_blocks(text: str) -> tuple[list[Block], list[Refused]]:
    """The entries of a .bib file in order, crossref and xdata resolved, and what is no entry."""
    blocks: list[Block] = []
    refused: list[Refused] = []
    strings = _Abbreviations()
    lines_by_key: dict[str, int] = {}
    for parsed in Splitter(text).split().blocks:
        block = _opened(parsed)
        line = (parsed.start_line or 0) + 1
        if isinstance(block, String):
            strings.define(block.key, block.value)
        elif isinstance(block, Entry):
            try:
                found = _block(block, line, strings)
                _check_unused(found, lines_by_key)
            except _Unreadable as error:
                refused.append(Refused(input=excerpt(block.raw or ""), reason=str(error), line=line))
                continue
            lines_by_key[found.key.lower()] = line
            blocks.append(found)
        elif isinstance(block, ParsingFailedBlock):
            refused.append(Refused(input=excerpt(block.raw or ""), reason=_reason(block), line=line))
        elif isinstance(block, ImplicitComment):
            refused.extend(_lost_entries(block, line))
    return _with_inherited(blocks), refused


class _Unreadable(Exception):
    """A block that is refused; the text says why."""


class _Abbreviations:
    """What @string defines, and the months BibTeX knows by itself."""

    def __init__(self) -> None:
        self._values: dict[str, str | None] = {month: month for month in _MONTHS}

    def define(self, name: str, expression: str) -> None:
        try:
            self._values[name.lower()] = self.value(expression, [], {})
        except _Unreadable:
            self._values[name.lower()] = None

    def value(self, expression: str, remarks: list[str], lost: dict[str, str]) -> str:
        """The text of `{a} # b # "c"`; fields behind a missing comma go to `lost`."""
        pieces: list[str] = []
        size = 0
        for piece in self._operands(expression, remarks, lost):
            size += len(piece)
            if size > MAX_FIELD:
                raise _Unreadable("One of its fields is longer than 64 KB.")
            pieces.append(piece)
        return "".join(pieces)

    def _operands(self, expression: str, remarks: list[str], lost: dict[str, str]) -> Iterator[str]:
        place = 0
        while place < len(expression):
            character = expression[place]
            if character in '{"':
                end = _closing(expression, place)
                yield expression[place + 1 : end]
                place = end + 1
            elif bare := _BARE.match(expression, place):
                yield self._named(bare.group(), remarks)
                place = bare.end()
            else:
                place += 1
                continue
            rest = expression[place:].lstrip()
            if rest.startswith("#"):
                place = expression.index("#", place) + 1
                while place < len(expression) and expression[place].isspace():
                    place += 1
                continue
            if behind := _LOST_FIELD.match(expression, place):
                remarks.append(f"A comma is missing before the field {behind[1]}.")
                lost[behind[1].lower()] = expression[behind.end() :]
            elif rest:
                remarks.append(f"This could not be read: {excerpt(rest)}")
            return

    def _named(self, name: str, remarks: list[str]) -> str:
        if re.fullmatch(r"[0-9]+", name):
            return name
        value = self._values.get(name.lower(), name)
        if value is None:
            raise _Unreadable(f"The abbreviation {name} is longer than 64 KB.")
        if name.lower() not in self._values:
            remarks.append(f"The abbreviation {name} is not defined.")
        return value


def _block(entry: Entry, line: int, strings: _Abbreviations) -> Block:
    block = Block(kind=entry.entry_type.lower(), key=entry.key, line=line, raw=entry.raw or "")
    if not block.kind:
        raise _Unreadable("It has no entry type.")
    if not entry.fields:
        raise _Unreadable("It has no fields.")
    waiting = [(each.key.lower(), str(each.value)) for each in entry.fields]
    while waiting:
        name, expression = waiting.pop(0)
        if len(expression) > MAX_FIELD:
            raise _Unreadable(f"Its field {name} is longer than 64 KB.")
        lost: dict[str, str] = {}
        value = strings.value(expression, block.remarks, lost)
        waiting[:0] = lost.items()
        if name in block.fields:
            block.remarks.append(f"The field {name} stands there twice; the first was taken.")
        else:
            block.fields[name] = value
    return block


def _check_unused(block: Block, lines_by_key: dict[str, int]) -> None:
    if block.key and (line := lines_by_key.get(block.key.lower())):
        raise _Unreadable(f"Its key {block.key[:80]!r} stands on line {line} already.")


def _opened(parsed: ParsedBlock) -> ParsedBlock:
    # Whether a repeated key or field is a fault is ours to say.
    if isinstance(parsed, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock) and parsed.ignore_error_block:
        return parsed.ignore_error_block
    return parsed


def _reason(block: ParsingFailedBlock) -> str:
    reason = getattr(block.error, "abort_reason", str(block.error))
    if "end of file" in reason:
        return "The file ends inside this entry."
    if "Unexpected block start" in reason:
        return "This entry is not closed before the next one begins."
    return f"This entry is not well formed. {' '.join(reason.split())}"


def _lost_entries(comment: ImplicitComment, line: int) -> Iterator[Refused]:
    for match in _LOST_ENTRY.finditer(comment.comment):
        yield Refused(
            input=excerpt(comment.comment[match.start() :]),
            reason="What looks like an entry has no opening brace.",
            line=line + comment.comment.count("\n", 0, match.start()),
        )


def _closing(expression: str, start: int) -> int:
    """Where the value that opens at `start` closes; the end of the text when it never does."""
    depth = 0
    if expression[start] == "{":
        for match in _BRACE.finditer(expression, start):
            depth += 1 if match.group() == "{" else -1
            if depth == 0:
                return match.start()
        return len(expression)
    for match in re.finditer(r"(?<!\\)[{}\"]", expression[start + 1 :]):
        if match.group() == '"' and depth == 0:
            return start + 1 + match.start()
        depth += {"{": 1, "}": -1}.get(match.group(), 0)
    return len(expression)


def _with_inherited(blocks: list[Block]) -> list[Block]:
    by_key: dict[str, Block] = {}
    for block in blocks:
        for key in (block.key, *re.split(r"\s*,\s*", block.fields.get("ids", "").strip())):
            by_key.setdefault(key.lower(), block)
    own = {id(block): dict(block.fields) for block in blocks}
    for block in blocks:
        _inherit(block, by_key, own)
    return [block for block in blocks if block.kind != "xdata"]


def _inherit(block: Block, by_key: dict[str, Block], own: dict[int, dict[str, str]]) -> None:
    seen = {id(block)}
    waiting = _parents(own[id(block)])
    while waiting and len(seen) < 20:
        shared, key = waiting.pop(0)
        parent = by_key.get(key.strip().lower())
        if parent is None:
            block.remarks.append(f"It takes fields from {key.strip()[:80]}, which is not in the file.")
            continue
        if id(parent) in seen:
            continue
        seen.add(id(parent))
        fields = own[id(parent)]
        for name, value in fields.items():
            if shared or name not in _OWN:
                block.fields.setdefault(name, value)
        if not shared and "title" in fields and block.kind != parent.kind:
            block.fields.setdefault("booktitle", fields["title"])
            if "booktitle" not in own[id(block)]:
                block.fields.setdefault("booksubtitle", fields.get("subtitle", ""))
        waiting += _parents(fields)


def _parents(fields: dict[str, str]) -> list[tuple[bool, str]]:
    """The keys an entry takes fields from; True for @xdata, which lends even its title."""
    shared = [(True, key) for key in fields.get("xdata", "").split(",") if key.strip()]
    parent = fields.get("crossref", "").strip()
    return [*shared, (False, parent)] if parent else shared
