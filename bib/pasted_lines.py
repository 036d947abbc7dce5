"""Running text read for what can be imported: printed references, and DOIs wherever they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bib.bloglines import Line, is_reference
from bib.pasted_dois import dois_in, is_doi_alone
from kb.identifiers import DOI

_YEAR = re.compile(r"(?:1[5-9]|20)[0-9]{2}|\bin press\b|\bforthcoming\b|\bn\.\s?d\.", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:\[[0-9]{1,4}\]|\(?[0-9]{1,4}[.)]|[•*·–-])\s+\S")
_PARTICLE = r"(?:(?:van|von|de|der|den|del|della|di|da|la|le|ten|ter|Mc|Mac|O['’])\s?)*"
# A family name with initials, as nearly every style begins: `Moss, A. B.`, `Moss AB`, `MOSS, Anna`.
_NAMED = re.compile(
    rf"\s*{_PARTICLE}[^\W\d_a-z][^\W\d_]*(?:['’ -][^\W\d_]+){{0,2}}"
    r"(?:,\s+(?:[^\W\d_]\.|[^\W\d_]{2,})|\s+[A-Z]{1,3}\b)"
)
_ENDED = re.compile(r"(?:[.)\]0-9]|(?:10\.[0-9]{4,9}/|https?:/)\S*)$")
# A date near the beginning, as behind an organisation that is an author.
_DATED = re.compile(
    r"\s*[^\W\d_a-z][^\n]{0,400}?[(.,;]\s?(?:(?:1[5-9]|20)[0-9]{2}|in press|n\.\s?d\.)", re.IGNORECASE
)
_MOST_LINES = 12  # of one printed reference
_LONGEST = 2_000  # characters of one printed reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing in running text: a printed reference, a DOI, or lines (both absent) that are neither."""

    line: int
    text: str
    printed: str = ""
    doi: DOI | None = None


def read_lines(lines: Iterable[Line]) -> Iterator[Found]:
    """What running text holds, in its order; every line is in one of the things found, or in several.

    A reference that is broken over lines is joined; a DOI on the line behind its reference belongs to it.
    """
    left: list[Line] = []
    for group in _groups(lines):
        found = list(_read(group))
        if all(each.printed or each.doi for each in found):
            yield from _unread(left)
            left = []
            yield from found
            continue
        for each in found:
            if each.printed or each.doi:
                yield from _unread(left)
                left = []
                yield each
            else:
                left.append(Line(each.line, each.text, each.text))
    yield from _unread(left)


def worth_reading(lines: Iterable[Line]) -> int:
    """How many lines may be references: reading those is what takes time."""
    return sum(bool(_YEAR.search(line.text)) for line in lines)


def printed_lines(lines: Iterable[Line]) -> Iterator[Found]:
    """The same lines on the editor's word that they are printed references and nothing else."""
    for group in _groups(lines):
        text = joined(group)
        yield Found(line=group[0].number, text=text, printed=text)


def doi_lines(lines: Iterable[Line]) -> Iterator[Found]:
    """The same lines on the editor's word that their DOIs are what counts."""
    left: list[Line] = []
    for line in lines:
        if found := tuple(_dois(line)):
            yield from _unread(left)
            left = []
            yield from found
        else:
            left.append(line)
    yield from _unread(left)


def joined(group: Sequence[Line]) -> str:
    """Lines as one: a word that was broken with a hyphen at a line's end is whole again."""
    text = ""
    for line in group:
        if re.search(r"[^\W\d_]{2}-$", text) and re.match(r"[^\W\d_]", line.text) and line.text[0].islower():
            text = text[:-1] + line.text
        elif text.endswith("/") or re.search(r"\w-$", text):
            text += line.text
        else:
            text = f"{text} {line.text}".strip()
    return text


def _groups(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines that may be one reference: parted where a line is missing (blank) or a reference begins."""
    block: list[Line] = []
    for line in lines:
        if block and line.number > block[-1].number + 1:
            yield from _parted(block)
            block = []
        block.append(line)
    yield from _parted(block)


def _parted(block: Sequence[Line]) -> Iterator[list[Line]]:
    group: list[Line] = []
    for at, line in enumerate(block):
        if group and (len(group) == _MOST_LINES or _begins(block, at, group)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _begins(block: Sequence[Line], at: int, group: Sequence[Line]) -> bool:
    """Whether a line begins something new rather than going on with the group before it."""
    text = block[at].text
    if _NUMBERED.match(text) or is_doi_alone(group[0].text):
        return True
    before = joined(group)
    if is_doi_alone(text):
        # One DOI behind a reference without any is its own; in a list of DOIs each is for itself.
        followed = at + 1 < len(block) and is_doi_alone(block[at + 1].text)
        return followed or bool(dois_in(before)) or not _is_printed(before)
    return bool(_NAMED.match(text) and _YEAR.search(before) and _ENDED.search(before))


def _read(group: Sequence[Line]) -> Iterator[Found]:
    text = joined(group)
    if len(dois_in(text)) < 2 and not is_doi_alone(text) and _is_printed(text):
        yield Found(line=group[0].number, text=text, printed=text)
        return
    for line in group:
        alone = len(group) > 1 and len(dois_in(line.text)) < 2 and not is_doi_alone(line.text)
        if alone and _is_printed(line.text):
            yield Found(line=line.number, text=line.text, printed=line.text)
        else:
            yield from tuple(_dois(line)) or (Found(line=line.number, text=line.text),)


def _is_printed(text: str) -> bool:
    if len(text) > _LONGEST or not _YEAR.search(text):
        return False
    begun = _NUMBERED.match(text) or _NAMED.match(text) or _DATED.match(text)
    return bool(begun) and is_reference(text)


def _dois(line: Line) -> Iterator[Found]:
    found = dois_in(line.text)
    for doi in found:
        yield Found(line=line.number, text=line.text if len(found) == 1 else doi, doi=doi)


def _unread(lines: Sequence[Line]) -> Iterator[Found]:
    if lines:
        yield Found(line=lines[0].number, text="\n".join(line.text for line in lines))
