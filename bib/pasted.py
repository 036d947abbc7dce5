"""Anything an editor pastes or drops, parted into items to import: each part read as what it is.

A text may hold several kinds at once. Each part is told by what stands at its beginning: `@article{`,
`TY  -`, `[{`, a month before blog entries; all else is running text with printed references and DOIs.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, get_args

from bib.apa import read_printed
from bib.bibtex_reading import read_bibtex
from bib.bloglines import email_line, implications_heading, lines_of, month_heading
from bib.blogpage import Entry
from bib.blogtext import read_blog
from bib.csl import read_csl
from bib.digest_text import HEAD, is_digest
from bib.limits import MAX_BYTES
from bib.pasted_lines import Found, doi_lines, printed_lines, read_lines, worth_reading
from bib.plain import readable
from bib.report import Read, ReadFile
from bib.ris_reading import read_ris
from bib.webpage import looks_like_a_page, page_text
from kb.errors import KnowledgeBaseError
from kb.reference import Reference, Source, SourceKind
from kb.summary import Month

Kind = Literal["doi", "printed", "bibtex", "ris", "csl-json", "blog"]
KINDS: tuple[Kind, ...] = get_args(Kind)

_READERS: Mapping[Kind, Callable[[str], ReadFile]] = MappingProxyType(
    {"bibtex": read_bibtex, "ris": read_ris, "csl-json": read_csl}
)
_BIBTEX = re.compile(r"\s*@\s*[A-Za-z]+\s*[{(]")
_RIS_BEGIN = re.compile(r"\ufeff?TY {0,3}- ?")
_RIS_END = re.compile(r"ER {0,3}-")
_RIS_TAG = re.compile(r"[A-Z][A-Z0-9] {0,3}-")
_JSON = re.compile(r"\s*(?:\[\s*)?\{\s*\"")
# What an entry or record begins with: counting these costs little, reading all of them a lot.
_BEGINNING = re.compile(
    r"^(?:[^\S\n]{0,9}@[^\S\n]{0,9}[A-Za-z]{1,40}[^\S\n]{0,9}[{(]|\ufeff?TY {0,3}-)", re.MULTILINE
)
_MOST_LINES = 500_000
_MOST_TRIES = 20  # places at which JSON is looked for
_MOST_ITEMS = 10_000  # as many as 5 seconds and 300 MB are enough for, with all that entries hold
_TOO_MANY = f"This holds more than {_MOST_ITEMS:,} items. Split it into smaller pieces."
_EXCERPT = 5_000  # characters kept of lines that nobody could read


class NothingToImport(KnowledgeBaseError):
    """A text in which nothing can be imported, or which is larger than an import takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One item of what was pasted: a reference as read, a blog entry, or a part nobody could read.

    `read` of a DOI is a reference with that DOI and nothing else; of a blog entry it is the reference
    printed with it, if there is one. `refused` says why a part could not be read.
    """

    kind: Kind
    input: str
    line: int
    read: Read | None = None
    entry: Entry | None = None
    refused: str = ""


def read_pasted(text: str, kind: Kind | None = None, month: Month | None = None) -> tuple[Given, ...]:
    """The items of a text in its order. With a `kind`, all of it is read as that.

    `month` is where blog entries go whose text names no month. Raises NothingToImport when the text
    is empty, larger than 10 MB, holds more than 10,000 items, or none.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise NothingToImport("This is larger than 10 MB. Split it into smaller pieces.")
    text = readable(text)
    if kind is None and is_digest(text):
        kind = "blog"
    if kind is None and looks_like_a_page(text):
        text = page_text(text)
    if text.count("\n") > _MOST_LINES:
        raise NothingToImport(f"This has more than {_MOST_LINES:,} lines. Split it into smaller pieces.")
    if sum(1 for _ in _BEGINNING.finditer(text)) > _MOST_ITEMS:
        raise NothingToImport(_TOO_MANY)
    if not text.strip():
        raise NothingToImport("There is nothing here to read. Paste DOIs, references or a page with them.")
    given = tuple(_read_as(text, kind, month) if kind else _recognised(text, month))
    readable_ones = sum(not each.refused for each in given)
    if readable_ones > _MOST_ITEMS:
        raise NothingToImport(_TOO_MANY)
    if not readable_ones and not any(each.kind in _READERS for each in given):
        raise NothingToImport(
            "No DOI and no reference was found in this text. Check that it is whole, "
            "or say what it is instead of having it found out."
        )
    return given


def _recognised(text: str, month: Month | None) -> list[Given]:
    lines = text.split("\n")
    kinds = _kinds_of(lines)
    found: list[Given] = []
    for kind, reader in _READERS.items():
        if kind in kinds:
            found += _of_file(kind, reader(_only(lines, kinds, kind)))
    found += _of_text(_only(lines, kinds, None), month)
    return sorted(found, key=lambda each: each.line)


def _read_as(text: str, kind: Kind, month: Month | None) -> list[Given]:
    if kind in _READERS:
        return list(_of_file(kind, _READERS[kind](text)))
    if kind == "blog":
        return list(_of_blog(text, month))
    read = printed_lines if kind == "printed" else doi_lines
    return [_of_line(each) for each in read(lines_of(text))]


def _kinds_of(lines: Sequence[str]) -> list[Kind | None]:
    """What each line belongs to; None for running text."""
    kinds: list[Kind | None] = [None] * len(lines)
    tries = _MOST_TRIES
    at = 0
    while at < len(lines):
        line, end = lines[at], at
        kind: Kind | None = None
        if _BIBTEX.match(line):
            kind, end = "bibtex", _bibtex_end(lines, at)
        elif _RIS_BEGIN.match(line):
            kind, end = "ris", _ris_end(lines, at)
        elif tries and line.lstrip()[:1] in {"[", "{"}:
            tries -= 1
            end = _json_end(lines, at)
            kind = "csl-json" if end > at else None
        for each in range(at, end):
            kinds[each] = kind
        at = max(end, at + 1)
    return kinds


def _bibtex_end(lines: Sequence[str], start: int) -> int:
    """The line behind an entry: where its braces close, or where the next entry begins."""
    opening = "(" if re.match(r"\s*@\s*[A-Za-z]+\s*\(", lines[start]) else "{"
    closing = {"(": ")", "{": "}"}[opening]
    depth = 0
    for at in range(start, len(lines)):
        if at > start and depth > 0 and _BIBTEX.match(lines[at]):
            return at
        bare = lines[at].replace("\\" + opening, "").replace("\\" + closing, "")
        depth += bare.count(opening) - bare.count(closing)
        if depth <= 0:
            return at + 1
    return len(lines)


def _ris_end(lines: Sequence[str], start: int) -> int:
    for at in range(start + 1, len(lines)):
        if _RIS_END.match(lines[at]):
            return at + 1
        following = next((each for each in lines[at + 1 : at + 3] if each.strip()), "")
        if _RIS_BEGIN.match(lines[at]) or (not lines[at].strip() and not _RIS_TAG.match(following)):
            return at
    return len(lines)


def _json_end(lines: Sequence[str], start: int) -> int:
    """The line behind JSON that begins at a line; the line itself when it is none."""
    rest = "\n".join(lines[start:])
    if not _JSON.match(rest):
        return start
    try:
        value, end = json.JSONDecoder().raw_decode(rest.lstrip())
    except (ValueError, RecursionError):
        # Broken further on: the reader of the format says where.
        return len(lines) if _JSON.match(rest) else start
    if not isinstance(value, dict | list):
        return start
    return start + (rest[: len(rest) - len(rest.lstrip()) + end]).count("\n") + 1


def _only(lines: Sequence[str], kinds: Sequence[Kind | None], kind: Kind | None) -> str:
    """The text with all lines of other kinds blank, so that line numbers stay what they were."""
    return "\n".join(line if own == kind else "" for line, own in zip(lines, kinds, strict=True))


def _of_file(kind: Kind, file: ReadFile) -> Iterator[Given]:
    for read in file.items:
        yield Given(kind=kind, input=read.source.payload[:_EXCERPT], line=read.line or 1, read=read)
    for refused in file.refused:
        yield Given(kind=kind, input=refused.input, line=refused.line or 1, refused=refused.reason)


def _of_text(text: str, month: Month | None) -> Iterator[Given]:
    lines = list(lines_of(text))
    first_month = next((at for at, line in enumerate(lines) if month_heading(line)), None)
    headings = [line.number for line in lines if implications_heading(line) is not None]
    if headings and (first_month is None or lines[first_month].number > headings[0]):
        yield from _of_blog(text, month)
        return
    signs = (implications_heading(line) is not None or email_line(line) is not None for line in lines)
    if worth_reading(lines) > 2 * _MOST_ITEMS:
        raise NothingToImport(_TOO_MANY)
    if first_month is None or not any(signs):
        yield from map(_of_line, read_lines(lines))
        return
    # What stands before the first month is the page's furniture, but for DOIs and references in it.
    above = map(_of_line, read_lines(lines[:first_month]))
    yield from (each for each in above if not each.refused)
    yield from _of_blog(text, month)


def _of_blog(text: str, month: Month | None) -> Iterator[Given]:
    named = any(month_heading(line) for line in lines_of(text))
    if named or month is None:
        page = read_blog(text)
        shift = 0
    else:
        # The text of a single entry names no month: it is read under the one given.
        page = read_blog(f"{month.label}\n{text}")
        shift = 1
    for entry in page.entries:
        moved = replace(
            entry,
            line=entry.line - shift,
            remarks=tuple(replace(each, line=each.line - shift) for each in entry.remarks),
        )
        yield Given(
            kind="blog",
            input=_whole(entry),
            line=moved.line,
            read=_first_reference(entry),
            entry=moved,
        )
    for refused in page.refused:
        yield Given(
            kind="blog",
            input=refused.input[:_EXCERPT],
            line=max((refused.line or 1) - shift, 1),
            refused=refused.reason,
        )


def _whole(entry: Entry) -> str:
    """The text of an entry with what it was read by, so that it can be read again by itself."""
    head = f"{HEAD}\n\n" if entry.exported else ""
    return f"{head}{entry.month.label}\n\n{entry.source}"


def _first_reference(entry: Entry) -> Read | None:
    if not entry.printed:
        return None
    notices = tuple(notice for about, notice in entry.notices if about == entry.printed)
    return replace(_printed(entry.printed), notices=notices)


def _of_line(found: Found) -> Given:
    if found.printed:
        return Given(kind="printed", input=found.text, line=found.line, read=_printed(found.printed))
    if found.doi:
        source = Source(kind=SourceKind.EDITOR, payload=found.text)
        reference = Reference(type="document", title="", doi=found.doi)
        return Given(
            kind="doi", input=found.text, line=found.line, read=Read(reference=reference, source=source)
        )
    return Given(kind="printed", input=found.text[:_EXCERPT], line=found.line, refused=_why_not(found.text))


def _printed(text: str) -> Read:
    printed = read_printed(text)
    remarks = []
    if printed.unread:
        remarks.append(f"Not understood: {printed.unread}")
    if printed.authors_elided:
        remarks.append("The printed reference leaves authors out.")
    source = Source(kind=SourceKind.PRINTED, payload=text, unread=printed.unread)
    return Read(reference=printed.reference, source=source, remarks=tuple(remarks))


def _why_not(text: str) -> str:
    if re.search(r"\bPMID\b|pubmed\.ncbi", text, re.IGNORECASE):
        return "A PubMed number alone cannot be looked up at Crossref. Paste the DOI of the study instead."
    if re.search(r"\bdoi\b|\b10\.[0-9]", text, re.IGNORECASE):
        return "This looks like a DOI with a slip in it. A DOI has the form 10.1037/a0031384."
    return "No DOI and no printed reference was found in these lines."


def counted(given: Iterable[Given]) -> dict[Kind, int]:
    """How many items of each kind could be read, in the order of KINDS."""
    of_kind = [each.kind for each in given if not each.refused]
    return {kind: of_kind.count(kind) for kind in KINDS if kind in of_kind}
