"""Text as printers set it: its characters tidied, and where its sentences end."""

import re
import unicodedata
from typing import NamedTuple

# The Unicode hyphens mean what the ASCII one does; dashes are kept, for they mean something else.
_AS_TYPED = str.maketrans({"\u2010": "-", "\u2011": "-", "\u02bc": "’", "\u2212": "-", "\u201f": '"'})
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_STOP = re.compile(r"[.?!]+[\"”’'»)\]]*\s+(?=\S)")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[“\"])(?:vs?|e\.g|i\.e|cf|dr|mrs?|prof|st|no|vol|approx|ca|pp?|ed|eds|suppl|pt|art|fig)$"
    r"|(?:^|[^\w])(?:[^\W\d_]\.)+[^\W\d_]$",
    re.IGNORECASE,
)
_OWN_STOP = re.compile(r"\.\.\.$|(?<!\w)(?:[^\W\d_]\.){2,}$")
_OPENING, _CLOSING = "([{", ")]}"


class Sentence(NamedTuple):
    """A sentence without its full stop, and where in the text it begins."""

    text: str
    start: int


def tidy(text: str) -> str:
    """The text on one line: single spaces, plain hyphens, no invisible characters, no doubled commas."""
    shown = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_AS_TYPED)
    shown = "".join(" " if unicodedata.category(each) in {"Cc", "Zl", "Zp"} else each for each in shown)
    return re.sub(r"\s*,(?:\s*,)+", ",", " ".join(shown.split()))


def sentences(text: str) -> list[Sentence]:
    """The sentences of a title and what follows it.

    Nothing inside brackets ends a sentence, and neither does an abbreviation (`vs.`, `U.S.`).
    A question or exclamation mark stays, being part of a title.
    """
    found: list[Sentence] = []
    begin = counted = depth = 0
    balanced = all(
        text.count(left) == text.count(right) for left, right in zip(_OPENING, _CLOSING, strict=True)
    )
    for stop in _STOP.finditer(text):
        mark = stop.group().rstrip()
        end = stop.start() + len(mark)
        depth += sum((each in _OPENING) - (each in _CLOSING) for each in text[counted:end])
        counted = end
        if (depth and balanced) or not _ends(text[begin : stop.start()], mark, text[stop.end()]):
            continue
        found.append(Sentence(without_stop(text[begin:end]), begin))
        begin = stop.end()
    found.append(Sentence(without_stop(text[begin:]), begin))
    return [each for each in found if each.text]


def without_stop(sentence: str) -> str:
    """A sentence without the full stop, commas and spaces around it."""
    sentence = sentence.strip(" ,;:")
    while sentence.endswith((".", ",", ";", ":")) and not _OWN_STOP.search(sentence):
        sentence = sentence[:-1].rstrip()
    return sentence.lstrip(". ")


def _ends(before: str, mark: str, following: str) -> bool:
    if "." in mark and mark[0] == ".":
        return not _ABBREVIATED.search(before)
    # After `?` or `!` a small letter goes on with the title.
    return not following.islower()
