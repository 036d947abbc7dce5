"""Dates as references print them: `2017, December 21`, `2015 Mar 20`, `April 28, 2016`."""

import calendar
import re
from dataclasses import dataclass

from kb.reference import PartialDate

_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
MONTH = rf"(?:{'|'.join(sorted((each.title() for each in _MONTHS), key=len, reverse=True))})\b\.?"
YEAR = r"(?:1[6-9]|20)[0-9]{2}"
_WORDS = re.compile(
    rf"(?P<month>{MONTH})|(?P<year>\b{YEAR})(?P<letter>[a-z]\b)?|(?P<day>\b[0-9]{{1,2}}\b)", re.I
)


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date, and the part of its text that says more than we keep (a season, a second month)."""

    date: PartialDate | None
    unread: str = ""


def read_date(text: str) -> PrintedDate:
    """Read a year with perhaps a month and a day, in any order. The letter of `2008a` is dropped.

    What has two years, months or days, or a day that the month has not, keeps only the surer part.
    """
    parts: dict[str, list[str]] = {"year": [], "month": [], "day": []}
    for match in _WORDS.finditer(text):
        kind = match.lastgroup if match.lastgroup != "letter" else "year"
        parts[kind or "day"].append(match[kind or "day"])
    left_over = re.sub(r"[\s,.()]+", " ", _WORDS.sub(" ", text)).strip()
    if len(parts["year"]) != 1:
        return PrintedDate(None, text.strip())
    year = int(parts["year"][0])
    if len(parts["month"]) != 1 or left_over:
        rest = " ".join([left_over, *parts["month"], *parts["day"]]).strip()
        return PrintedDate(PartialDate(year), _between(text, parts["year"][0]) if rest else "")
    month = _MONTHS[parts["month"][0].lower().rstrip(".")]
    if not parts["day"]:
        return PrintedDate(PartialDate(year, month))
    day = int(parts["day"][0])
    if len(parts["day"]) > 1 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return PrintedDate(PartialDate(year, month), " ".join(parts["day"]))
    return PrintedDate(PartialDate(year, month, day))


def _between(text: str, year: str) -> str:
    before, _, after = text.partition(year)
    return " ".join(f"{before} {after}".split()).strip(" ,.()")
