"""Page ranges and article numbers, as reference files write them in one field."""

import re

# `e0123`, `CD004787`, `104213`; but `S57` is a page of a supplement.
_ARTICLE_NUMBER = re.compile(r"[eE][0-9]{2,}[0-9.]*|(?![sS])[A-Za-z]+[0-9]{3,}[0-9.]*|[0-9]{5,}")


def one_hyphen(pages: str) -> str:
    """Pages with one hyphen in each range, whatever dashes stood there."""
    return re.sub(r"\s*[-‐‑‒–—]+\s*", "-", pages)


def minimal_range(first: str, last: str) -> str:
    """The last page of a range without the digits it shares with the first: 224 to 234 is `34` (NLM)."""
    if not _counts_up(first, last):
        return last
    shared = next((place for place in range(len(last)) if first[place] != last[place]), 0)
    return last[shared:]


def chicago_range(first: str, last: str) -> str:
    """The last page of a range as the Chicago Manual of Style shortens it (18th edition, 9.63)."""
    if not _counts_up(first, last) or len(first) < 3 or first.endswith("00"):
        return last
    short = minimal_range(first, last)
    return short if first[-2] == "0" else last[-max(2, len(short)) :]


def _counts_up(first: str, last: str) -> bool:
    return first.isdecimal() and last.isdecimal() and len(first) == len(last) and first < last


def article_number(pages: str) -> bool:
    """True when what stands in a journal's field for pages is the number of an article."""
    return bool(_ARTICLE_NUMBER.fullmatch(pages))
