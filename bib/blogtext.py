"""The text of a monthly blog page read into its entries, each with its printed reference.

A page is months, and under each month entries of the shape: title, printed reference, paragraphs,
`Practice Implications`, paragraphs, `Author email:`. Real pages leave parts out, so an entry's limits
are found by what stands at them: an author's address ends an entry, a title before a reference begins one.
"""

import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from bib.apa import read_printed
from bib.bloglines import (
    Line,
    addresses,
    email_line,
    implications_heading,
    is_address,
    is_title,
    lines_of,
    month_heading,
    reference_at,
    same_title,
    title_text,
)
from bib.blogpage import BlogPage, Entry, Remark
from bib.digest_text import is_digest, read_digest
from bib.markdown_text import as_typed
from bib.report import Refused
from kb.summary import Month


def read_blog(text: str) -> BlogPage:
    """Read a page. Never raises.

    What stands before the first month is the page's furniture. After it every line that is not blank
    or a month belongs to one entry or to one refused part; a paragraph is a line. A text that we
    exported ourselves says so in its first line, and its entries come back as they were.
    """
    if is_digest(text):
        return read_digest(text)
    month: Month | None = None
    entries: list[Entry] = []
    refused: list[Refused] = []
    for month, lines in _months(text):
        for block in _blocks(lines):
            read = _entry(block, month)
            if isinstance(read, Entry):
                entries.append(read)
            else:
                refused.append(read)
    if month is None:
        reason = "No line of the text is a month such as 'August 2013', so that no entry could be found."
        refused.append(Refused(input=text[:200], reason=reason, line=1))
    return BlogPage(tuple(entries), tuple(refused))


def _months(text: str) -> Iterator[tuple[Month, list[Line]]]:
    month: Month | None = None
    lines: list[Line] = []
    for line in lines_of(text):
        if heading := month_heading(line):
            if month:
                yield month, lines
            month, lines = heading, []
        else:
            lines.append(line)
    if month:
        yield month, lines


def _blocks(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Part a month's lines into entries: after each address, and before each title that opens one."""
    begin = 0
    for end in _ends(lines):
        chunk = lines[begin:end]
        starts = [0, *_openings(chunk)]
        for start, stop in zip(starts, [*starts[1:], len(chunk)], strict=True):
            yield from _by_implications(chunk[start:stop])
        begin = end


def _ends(lines: Sequence[Line]) -> Iterator[int]:
    """Where an author's address, or several, have ended an entry; and the end of the lines."""
    index = 0
    while index < len(lines):
        index += 1
        if email_line(lines[index - 1]) is not None:
            while index < len(lines) and (email_line(lines[index]) is not None or is_address(lines[index])):
                index += 1
            yield index
        elif index == len(lines):
            yield index


def _openings(chunk: Sequence[Line]) -> Iterator[int]:
    """Where a title and its reference stand although an entry is already under way."""
    begun = 0
    references = [bool(reference_at(chunk, index)) for index in range(len(chunk))]
    implications = [implications_heading(line) is not None for line in chunk]
    signs = list(accumulate(map(operator.or_, references, implications), initial=0))
    headings = list(accumulate(implications, initial=0))
    for index in range(1, len(chunk)):
        title = index - 1
        if not references[index] or references[title]:
            continue
        if not is_title(chunk[title]) and title > begun + 1 and headings[title - 2] > headings[begun]:
            # A paragraph of boilerplate stands between the title and the reference.
            title -= 1
        if title > begun + 1 and same_title(chunk[title - 1], chunk[title]):
            title -= 1
        if is_title(chunk[title]) and signs[title] > signs[begun]:
            begun = title
            yield title


def _by_implications(chunk: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Part what has practice implications twice: the second entry begins at a title after the first's."""
    begin = 0
    headings = [index for index, line in enumerate(chunk) if implications_heading(line) is not None]
    for first, second in pairwise(headings):
        between = range(first + 2, second - 1)
        if title := next((at for at in between if is_title(chunk[at]) and not is_title(chunk[at - 1])), 0):
            yield chunk[begin:title]
            begin = title
    yield chunk[begin:]


@dataclass(slots=True)
class _Draft:
    """An entry as far as its lines have been read."""

    body: list[Line] = field(default_factory=list)
    implications: list[str] | None = None
    printed: str | None = None
    contact: list[str] | None = None
    remarks: list[Remark] = field(default_factory=list)

    def remark(self, line: Line, text: str) -> None:
        self.remarks.append(Remark(line=line.number, text=text))

    def take(self, lines: Sequence[Line], index: int) -> int:
        """Take the line at an index, and give the index of the next."""
        line = lines[index]
        length = reference_at(lines, index)
        if length and self.implications is None and self.printed is None:
            self.printed = " ".join(each.text for each in lines[index : index + length])
            if self.body:
                text = "Text stands between the title and the reference; it became the first of the text."
                self.remark(self.body[0], text)
            return index + length
        if (inline := implications_heading(line)) is not None:
            if self.implications is not None:
                self.remark(line, "Practice implications begin a second time.")
            self.implications = [*(self.implications or []), *filter(None, [inline])]
        elif (behind := email_line(line)) is not None or (self.contact is not None and is_address(line)):
            self.take_contact(line, line.text if behind is None else behind)
        else:
            if length:
                self.remark(line, "A further printed reference stands here; it was left in the text.")
            self.take_text(line)
        return index + 1

    def take_contact(self, line: Line, text: str) -> None:
        found = addresses(text)
        self.contact = [*(self.contact or []), *found]
        if text and not found:
            self.remark(line, f"No address could be read in {line.text!r}.")

    def take_text(self, line: Line) -> None:
        if self.implications is None:
            self.body.append(line)
        else:
            self.implications.append(line.text)


def _entry(block: Sequence[Line], month: Month) -> Entry | Refused:
    first = block[0]
    source = "\n".join(line.raw for line in block)
    title, rest = _title(block)
    draft = _Draft()
    index = 0
    while index < len(rest):
        index = draft.take(rest, index)
    if draft.printed is None and draft.implications is None and draft.contact is None:
        reason = "This part has no printed reference, no practice implications and no author's address."
        return Refused(input=source, reason=reason, line=first.number)
    if not title:
        title = (read_printed(draft.printed).reference.title if draft.printed else "") or "Untitled"
        draft.remark(first, "The entry has no title; its study's title, if any, stands in.")
    missing = {
        "The entry has no printed reference.": draft.printed is None,
        "The entry has no text.": not draft.body,
        "The entry has no practice implications.": not draft.implications,
    }
    for text in (text for text, is_missing in missing.items() if is_missing):
        draft.remark(first, text)
    return Entry(
        title=title,
        month=month,
        line=first.number,
        body=_markdown(line.text for line in draft.body),
        implications=_markdown(draft.implications or ()),
        contact=", ".join(dict.fromkeys(draft.contact or ())) or None,
        printed=draft.printed,
        remarks=tuple(draft.remarks),
        source=source,
    )


def _title(block: Sequence[Line]) -> tuple[str, Sequence[Line]]:
    """The title, which may be printed twice, and the lines after it."""
    # Older pages have the word `blog` before the first title, on its own line or glued to it.
    rest = block[1:] if block[0].text.lower() == "blog" and len(block) > 1 else block
    if not is_title(rest[0]):
        return "", rest
    title = rest[0]
    after = 1
    while after < len(rest) and same_title(rest[after], title):
        after += 1
    return title_text(title), rest[after:]


def _markdown(lines: Iterable[str]) -> str:
    return "\n\n".join(as_typed(line) for line in lines)
