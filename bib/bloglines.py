"""What a line of a monthly blog page is: a month, a title, a printed reference, a heading, an address."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bib.apa import read_printed
from kb.errors import NotAMonth
from kb.reference import Reference
from kb.summary import Month, parse_month

_MONTH = re.compile(r"[A-Za-z]{3,9}\.?,?\s+[0-9]{4}:?")
_IMPLICATIONS = re.compile(r"practice\s+implications?\s*(?:[:.–—-]\s*(?P<text>.*))?", re.IGNORECASE)
_EMAIL = re.compile(
    r"author(?:['’]?s['’]?)?\s+e-?mails?(?:\s+address(?:es)?)?\b\s*(?P<colon>[:;.–—-])?\s*(?P<text>.*)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+'%-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_ADDRESSES = re.compile(
    rf"(?:(?:mailto:)?{_ADDRESS.pattern}(?:[\s,;]+|$)(?:(?:and|or|&)\s)?){{1,20}}", re.IGNORECASE
)
_GLUED = re.compile(r"^[Bb]log(?=[A-Z“\"'‘])")
_DATE = re.compile(r"\((?:[^()]{0,20}\s)?(?:19|20)[0-9]{2}[a-z]?\b[^()]{0,30}\)|\(in press\)", re.IGNORECASE)
_LINK_ALONE = re.compile(r"(?:doi\s*:?\s*|https?://)\S*10\.[0-9]{4,9}/\S+", re.IGNORECASE)
_NAMES_OR_BODY = re.compile(r"[A-Z]\.|^[A-Z]\w+(?:\s\w+){0,9}\.?\s*$")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_TITLE_LENGTH = 160
_REFERENCE_LENGTH = 2_000
_NAMES_LENGTH = 600


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: its number from 1, as it came, and with single spaces."""

    number: int
    raw: str
    text: str


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a page that are not blank, whatever line ends it has."""
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        if shown := " ".join(_INVISIBLE.sub("", raw).split()):
            yield Line(number, raw, shown)


def month_heading(line: Line) -> Month | None:
    """The month that a line names and nothing else."""
    try:
        return parse_month(line.text.rstrip(":")) if _MONTH.fullmatch(line.text) else None
    except NotAMonth:
        return None


def implications_heading(line: Line) -> str | None:
    """What stands behind `Practice Implications` on its line, mostly nothing; None for other lines."""
    match = _IMPLICATIONS.fullmatch(line.text)
    return (match["text"] or "") if match else None


def email_line(line: Line) -> str | None:
    """What stands behind `Author email:` on its line; None for other lines."""
    match = _EMAIL.fullmatch(line.text)
    if not match or not (match["colon"] or not match["text"] or addresses(match["text"])):
        return None
    return match["text"]


def is_address(line: Line) -> bool:
    """Whether a line is one or more addresses and nothing else."""
    return bool(_ADDRESSES.fullmatch(line.text))


def addresses(text: str) -> list[str]:
    """The addresses in a text, without `mailto:`."""
    return _ADDRESS.findall(text)


def is_title(line: Line) -> bool:
    """Whether a line may be a title: short, without a full stop, and nothing else that we know."""
    return (
        len(line.text) <= _TITLE_LENGTH
        and any(each.isalpha() for each in line.text)
        and not line.text.endswith((".", ",", ";", ":"))
        and implications_heading(line) is None
        and email_line(line) is None
        and not _ADDRESS.search(line.text)
        and not _LINK_ALONE.match(line.text)
        and not is_reference(line.text)
    )


def title_text(line: Line) -> str:
    """A title without the word `blog` that older pages glue to it."""
    return _GLUED.sub("", line.text)


def same_title(line: Line, other: Line) -> bool:
    """Whether a line repeats a title."""
    return title_text(line).casefold() == title_text(other).casefold()


def reference_at(lines: Sequence[Line], index: int) -> int:
    """How many lines, none to two, the printed reference has that begins at a line."""
    text = lines[index].text
    following = lines[index + 1].text if index + 1 < len(lines) else ""
    whole = is_reference(text)
    if whole and _LINK_ALONE.fullmatch(following):
        return 2
    if following and not (whole and _has_source(text)) and _DATE.search(text) and not text.endswith("."):
        joined = f"{text} {following}"
        if len(following) <= 2 * _TITLE_LENGTH and is_reference(joined) and _has_source(joined):
            return 2
    return int(whole)


def is_reference(text: str) -> bool:
    """Whether a line is a printed reference: people and a date at its start, or a date and a source."""
    if len(text) > _REFERENCE_LENGTH or not re.search(r"[A-Z]\.|[A-Z][,.]|\)\.", text):
        return False
    reference = _read(text)
    people = any(name.family for name in reference.first_names())
    located = any((reference.volume, reference.page, reference.number, reference.doi, reference.publisher))
    if not reference.title or reference.title[0].islower() or not (reference.issued or reference.status):
        return False
    if date := _DATE.search(text):
        before = text[: date.start()]
        named = len(before) <= _NAMES_LENGTH and bool(_NAMES_OR_BODY.search(before))
        return people or (named and located)
    return people and located


def _has_source(text: str) -> bool:
    reference = _read(text)
    return bool(reference.container_title or reference.publisher or reference.doi)


@lru_cache(maxsize=1_024)
def _read(text: str) -> Reference:
    # A line is asked about several times while the limits of its entry are found.
    return read_printed(text).reference
