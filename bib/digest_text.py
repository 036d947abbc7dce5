"""The monthly digest as text that an import reads back: the layout of a blog page, held to the letter.

    Exported by Practice KB. The paragraphs are Markdown.

    August 2013

    Title
    Printed reference, and one line for each further one

    Paragraphs

    Practice Implications

    Paragraphs

    Research type: Survey
    Topics: Empathy; Training
    Author email: someone@example.org

The first line tells it from a page of a blog, whose paragraphs are plain and whose parts are guessed.
`Author email:` ends every entry. What belongs to the layout stands at the margin: a line of the text
that reads like it has one more space in front, which Markdown does not show and the reader takes off.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bib.bloglines import Line, month_heading
from bib.blogpage import BlogPage, Entry
from bib.notes import read_note, statement
from bib.plain import plain_line, readable
from bib.report import Refused
from bib.styles import as_text, format_citation
from kb.reading import Reader
from kb.reference import Notice, Record, SourceKind
from kb.summary import Month, Summary
from kb.vocabulary import TermKind, Vocabulary

Cited = tuple[Summary, Sequence[Record]]

HEAD = "Exported by Practice KB. The paragraphs are Markdown."

_IMPLICATIONS = "Practice Implications"
_NOTICE = "Notice:"
_TYPE = "Research type:"
_TOPICS = "Topics:"
_CONTACT = "Author email:"
_CARRIED = ("title", "body", "implications", "contact")
_LABELS = (_NOTICE, _TYPE, _TOPICS, _CONTACT)
_BETWEEN = ";"  # two topics


def archive_text(read: Reader) -> Iterator[str]:
    """The text of all that readers may see, newest month first, in pieces of a month."""
    vocabulary = read.vocabulary()
    yield f"{HEAD}\n\n"
    for month, _ in read.months():
        yield _month_text(month, _published(read, month), vocabulary)


def month_text(read: Reader, month: Month) -> str:
    """The text of what appeared in one month."""
    return digest_text(month, _published(read, month), read.vocabulary())


def digest_text(month: Month, entries: Iterable[Cited], vocabulary: Vocabulary) -> str:
    """The text of one month from each summary with the references it cites.

    What the layout cannot hold of a summary is changed as `carried` says; its address, citation keys and
    identities, and notices but retractions and expressions of concern do not come back.
    """
    return f"{HEAD}\n\n{_month_text(month, entries, vocabulary)}"


def carried(summary: Summary) -> Summary:
    """A summary as the text carries it: line ends alike, title and contact on one line.

    Blank lines around a text are lost, and what no text file can hold (NUL, half a character) is replaced;
    what has no title is `Untitled`. A summary that is so already comes back letter for letter.
    """
    return replace(
        summary,
        title=plain_line(readable(summary.title)) or "Untitled",
        body=_trimmed(readable(summary.body).split("\n")),
        implications=_trimmed(readable(summary.implications).split("\n")),
        contact=plain_line(readable(summary.contact or "")) or None,
    )


def changes_made(read: Reader, month: Month | None = None) -> Iterator[str]:
    """What the text of a month, or of all, changes of the summaries in it: a sentence for each changed."""
    for summary in read.published_in(month) if month else read.published():
        kept = carried(summary)
        parts = [name for name in _CARRIED if (getattr(summary, name) or "") != (getattr(kept, name) or "")]
        if parts:
            yield f"{summary.slug}: {', '.join(parts)} cannot stand in a text as it is and was tidied."


def is_digest(text: str) -> bool:
    """Whether a text says of itself that it was exported here."""
    return text.removeprefix("\ufeff").lstrip().startswith(HEAD)


def read_digest(text: str) -> BlogPage:
    """Read a text that `is_digest`. Never raises; a part that is no whole entry is refused with its line."""
    reading = _Reading()
    for number, line in enumerate(readable(text).split("\n"), start=1):
        reading.take(number, line)
    reading.refuse_rest()
    return BlogPage(tuple(reading.entries), tuple(reading.refused))


# Writing


def _published(read: Reader, month: Month) -> Iterator[Cited]:
    return ((summary, read.records_of(summary)) for summary in read.published_in(month))


def _month_text(month: Month, entries: Iterable[Cited], vocabulary: Vocabulary) -> str:
    parts = [month.label, *(_entry_text(carried(summary), cited, vocabulary) for summary, cited in entries)]
    return "\n\n".join(parts) + "\n\n"


def _entry_text(summary: Summary, cited: Sequence[Record], vocabulary: Vocabulary) -> str:
    head = [_stuffed(summary.title), *(line for record in cited for line in _reference_lines(record))]
    parts = (
        "\n".join(head),
        _stuffed(summary.body),
        _IMPLICATIONS,
        _stuffed(summary.implications),
        "\n".join(_labels(summary, vocabulary)),
    )
    return "\n\n".join(filter(None, parts))


def _reference_lines(record: Record) -> Iterator[str]:
    if record.source.kind is SourceKind.PRINTED and record.source.payload and not record.overrides:
        printed = plain_line(readable(record.source.payload))  # as it stood when it came
    else:
        printed = as_text(format_citation(replace(record, notices=())))
    yield _stuffed(printed)
    for notice in record.notices:
        yield f"{_NOTICE} {plain_line(statement(notice))}"


def _labels(summary: Summary, vocabulary: Vocabulary) -> Iterator[str]:
    if summary.research_type:
        yield f"{_TYPE} {_name(vocabulary, TermKind.RESEARCH_TYPE, summary.research_type)}"
    if summary.topics:
        names = (_name(vocabulary, TermKind.TOPIC, slug) for slug in summary.topics)
        yield f"{_TOPICS} {f'{_BETWEEN} '.join(names)}"
    yield f"{_CONTACT} {summary.contact or ''}".rstrip()


def _name(vocabulary: Vocabulary, kind: TermKind, slug: str) -> str:
    label = plain_line(vocabulary.label(kind, slug))
    return slug if _BETWEEN in label else label


# Reading


@dataclass(slots=True)
class _Reading:
    """A text as far as its lines have been read; `lines` are those of the entry under way."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    month: Month | None = None
    lines: list[tuple[int, str]] = field(default_factory=list)

    def take(self, number: int, line: str) -> None:
        """Take one line: a month's heading, or a line of an entry, which an address ends."""
        month = _month_of(line)
        if month or line.rstrip() == HEAD:
            self.refuse_rest()
            self.month = month or self.month
        elif self.month and (self.lines or line.strip()):
            self.lines.append((number, line))
            if line.startswith(_CONTACT):
                self.entries.append(_entry(self.lines, self.month))
                self.lines = []

    def refuse_rest(self) -> None:
        """Refuse the lines of an entry that nothing ended."""
        if self.lines:
            source = "\n".join(line for _, line in self.lines).rstrip()
            reason = f"This part does not end in a line that begins with {_CONTACT!r}."
            self.refused.append(Refused(input=source, reason=reason, line=self.lines[0][0]))
            self.lines = []


def _entry(numbered: Sequence[tuple[int, str]], month: Month) -> Entry:
    lines = [line for _, line in numbered]
    end = next((place for place, line in enumerate(lines) if not line.strip()), len(lines) - 1)
    title, *head = lines[:end] or [""]
    labels: dict[str, str] = {}
    texts: list[list[str]] = [[]]
    for line in lines[end:]:
        if label := next((each for each in (_TYPE, _TOPICS, _CONTACT) if line.startswith(each)), None):
            labels[label] = line.removeprefix(label).strip()
        elif line.rstrip() == _IMPLICATIONS and len(texts) == 1:
            texts.append([])
        else:
            texts[-1].append(_unstuffed(line))
    printed, notices = _works(head)
    return Entry(
        title=_unstuffed(title).strip() or "Untitled",
        month=month,
        line=numbered[0][0],
        body=_trimmed(texts[0]),
        implications=_trimmed(texts[1]) if len(texts) > 1 else "",
        contact=labels.get(_CONTACT) or None,
        printed=printed[0] if printed else None,
        further=printed[1:],
        topics=tuple(filter(None, map(str.strip, labels.get(_TOPICS, "").split(_BETWEEN)))),
        research_type=labels.get(_TYPE) or None,
        notices=notices,
        exported=True,
        source="\n".join(lines),
    )


def _works(head: Iterable[str]) -> tuple[tuple[str, ...], tuple[tuple[str, Notice], ...]]:
    """The printed references under a title, and the notices that can be read of those above them."""
    printed: list[str] = []
    notices: list[tuple[str, Notice]] = []
    for line in head:
        if not line.startswith(_NOTICE):
            printed.append(_unstuffed(line).strip())
        elif printed:
            told = read_note(line.removeprefix(_NOTICE).strip())[2]
            notices += [(printed[-1], notice) for notice in told]
    return tuple(printed), tuple(notices)


# The layout


def _is_layout(text: str) -> bool:
    stripped = text.rstrip()
    return stripped in {HEAD, _IMPLICATIONS} or text.startswith(_LABELS) or _month_of(text) is not None


def _month_of(text: str) -> Month | None:
    return month_heading(Line(0, text, text.rstrip()))


def _stuffed(text: str) -> str:
    return "\n".join(f" {line}" if _is_layout(line.lstrip(" ")) else line for line in text.split("\n"))


def _unstuffed(line: str) -> str:
    return line[1:] if line.startswith(" ") and _is_layout(line.lstrip(" ")) else line


def _trimmed(lines: Sequence[str]) -> str:
    """Lines as one text, without the blank ones around it."""
    filled = [place for place, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0] : filled[-1] + 1]) if filled else ""
