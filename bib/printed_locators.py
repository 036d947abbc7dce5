"""Where in a periodical an article stands: volume, issue, and pages or article number."""

import re
from dataclasses import dataclass

from bib.printed_dates import MONTH, YEAR, read_date
from kb.reference import PartialDate

_DASH = r"[-–—‒]{1,2}"
_PAGE = r"(?:[A-Za-z]{0,4}[0-9]{1,16}(?:\.[A-Za-z]?[0-9]{1,4})?|[ivxlc]{1,7}(?=\s?[-–—]))"
_RANGE = rf"{_PAGE}\s?{_DASH}\s?{_PAGE}"
_PAGES = rf"{_PAGE}(?:\s?{_DASH}\s?{_PAGE})?"
_VOLUME = rf"[A-Za-z]?[0-9]{{1,4}}(?:\s?(?:{_DASH}|/)\s?[0-9]{{1,4}})?"
_ISSUE = r"\s?\(\s*(?P<issue>[^()]{1,40}?)\s*\)"
_NUMBERED = r"(?:Article\s*(?:ID|No\.?|number)?|Art\.?\s*(?:ID|No\.?)|e-?locator)\s*:?\s*"
_PP = r"(?:pp\.?\s?|p\.\s?|p\s|pages?\s)?"

_WORD_VOLUME = r"(?:vol(?:ume|\.)?\s?)"
_WORD_ISSUE = r"(?:,?\s+(?:no|issue|iss|number)\.?\s?(?P<issue>[0-9][\w/–-]{0,9}))"
_WITH_PAGE = rf"(?:{_PP}|{_NUMBERED})(?P<page>{_PAGES})"

# After the journal, as APA, Harvard, EndNote, Taylor & Francis and ResearchGate print it.
_AFTER_JOURNAL = tuple(
    re.compile(rf"(?P<lead>.*?[^\s,.:;(]\)?)(?:{tail})\s*[.,;]?\s*$", re.IGNORECASE)
    for tail in (
        rf"[,.;]?\s+{_WORD_VOLUME}?(?P<volume>{_VOLUME}){_ISSUE}\s*[,:;.]?\s*{_WITH_PAGE}",  # , 55(4), 50-9
        rf"[,.;]?\s+(?P<volume>{_VOLUME}){_ISSUE}[,:]?\s*(?P<broken>{_PAGE}\s?{_DASH})",  # , 55(4), 508-
        rf"[,.;]?\s+{_WORD_VOLUME}?(?P<volume>{_VOLUME}){_ISSUE}",  # , 55(4)
        rf",\s*(?P<volume>[0-9]{{1,4}}):(?P<issue>[0-9]{{1,3}}),\s*{_PP}(?P<page>{_PAGES})",  # , 64:2, 12-6
        rf"[,.;]?\s+{_WORD_VOLUME}(?P<volume>{_VOLUME}){_WORD_ISSUE}?(?:[,:]?\s+{_PP}(?P<page>{_PAGES}))?",
        rf"(?:,\s*|\.\s+|\s+)(?P<volume>{_VOLUME})\s*[,:]\s*{_WITH_PAGE}",  # , 47, 327-344
        rf"(?:,\s*|\.\s+)(?P<volume>{_VOLUME})[.;]?\s+{_PP}(?P<page>{_PAGES})",  # . 16. 228-235
        rf",\s*(?P<volume>{_VOLUME}),\s*(?P<broken>{_PAGE}\s?{_DASH})",  # , 62, 367-
        rf"(?:,\s*|\s*:\s*)(?:{_PP})(?P<page>{_RANGE})",  # , 1-11
        rf"(?:,\s*|\.\s+)(?P<volume>{_VOLUME})",  # , 47
        rf",\s*{_NUMBERED}(?P<page>{_PAGE})",  # , Article 932
    )
)
# With the year first, as Vancouver prints it. Seasons stand where months do.
_SEASON = r"(?:Spring|Summer|Autumn|Fall|Winter)"
_WHEN = (
    rf"(?P<year>{YEAR})(?:\s+(?P<when>(?:{MONTH}(?:\s?[-–/]\s?{MONTH})?|{_SEASON})"
    r"(?:\s[0-9]{1,2}(?![0-9(]))?))?"
)
_WITH_YEAR = tuple(
    re.compile(rf"(?P<lead>.*?)(?P<mark>[.,;]?)\s+{_WHEN}{tail}\s*[.;,]?\s*$")
    for tail in (
        rf"\s*[;.:,\s-]\s*(?P<volume>{_VOLUME})?{_ISSUE}\s*:?\s*(?P<page>{_PAGES})",  # 2019 Jul;29(1):68-75
        rf"\s*[;.:,\s-]\s*(?P<volume>{_VOLUME})?{_ISSUE}",  # 2021;18(14)
        rf"\s*;\s*(?P<volume>{_VOLUME})\s*[:,]\s*{_WITH_PAGE}",  # 2013;13:33
        rf"\s*;\s*(?P<volume>{_VOLUME})",  # 2020;11
        rf"\s*[:;]\s*(?:{_NUMBERED})?(?P<page>{_PAGES})",  # 2020:1-12
        r"(?<=[.,;]\s[0-9]{4})",  # Journal. 2020
    )
)
# Journals that number their articles instead of paging them, so that `932` is no page.
_NUMBERS_ITS_ARTICLES = re.compile(
    r"(?:BMC|Frontiers in|Front|PLo[sS]|JMIR|BMJ Open|Trials$|Internet Interv)\b|PLOS\b|"
    r"(?:Journal of Medical Internet Research|J Med Internet Res)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """The place of an article. `lead` is the text before it: title and journal.

    `closed` says that a full stop stood between the lead and the year.
    """

    lead: str
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    issued: PartialDate | None = None
    unread: tuple[str, ...] = ()
    closed: bool = False
    by_comma: bool = False


def locator_after_journal(text: str) -> Locator | None:
    """Read `..., 55(4), 508-519` and its relatives off the end of a text."""
    for form in _AFTER_JOURNAL:
        if match := form.match(text):
            parts = match.groupdict()
            broken = parts.get("broken")
            return Locator(
                lead=match["lead"],
                volume=_dashed(parts.get("volume")),
                issue=_dashed(parts.get("issue")),
                pages=_pages(parts.get("page")),
                unread=(broken,) if broken else (),
                by_comma=bool(re.match(r",", text[match.end("lead") :])),
            )
    return None


def locator_with_year(text: str) -> Locator | None:
    """Read `. 2019 Jul;29(1):68-75` and its relatives off the end of a text."""
    for form in _WITH_YEAR:
        if match := form.match(text):
            parts = match.groupdict()
            when = parts.get("when") or ""
            date = read_date(f"{match['year']} {when}")
            volume, issue = _dashed(parts.get("volume")), _dashed(parts.get("issue"))
            unread = [date.unread] if date.unread else []
            # A number in brackets alone may be an issue, or a volume in the wrong place.
            if issue and not volume:
                unread.append(f"({issue})")
                issue = None
            # `2018 Feb 26(25):497` may be the 26th of February or volume 26.
            if volume and when and re.search(rf"{re.escape(when)}\s+{re.escape(volume)}\s?\(", text):
                unread.append(f"{volume}({issue})")
                volume = issue = None
            return Locator(
                lead=match["lead"],
                volume=volume,
                issue=issue,
                pages=_pages(parts.get("page")),
                issued=date.date,
                unread=tuple(unread),
                closed=match["mark"] == ".",
            )
    return None


def is_article_number(pages: str, journal: str) -> bool:
    """Whether what stands for pages is the number of an article: `e25`, `100542`, `d682`."""
    if "-" in pages:
        return False
    return bool(re.fullmatch(r"[a-df-z]?[0-9]{5,}|[de][0-9]+", pages, re.IGNORECASE)) or bool(
        _NUMBERS_ITS_ARTICLES.match(journal)
    )


def whole_range(pages: str) -> str:
    """A page range with an ASCII hyphen and its last page in full: `210–7` is `210-217`."""
    first, *last = re.split(rf"\s*{_DASH}\s*", pages.strip())
    if len(last) != 1:
        return pages
    begin, end = re.fullmatch(r"(\D*)([0-9]+)", first), re.fullmatch(r"(\D*)([0-9]+)", last[0])
    if begin and end and end[1] in {"", begin[1]} and len(end[2]) < len(begin[2]):
        full = begin[2][: -len(end[2])] + end[2]
        if int(full) > int(begin[2]):
            return f"{first}-{end[1]}{full}"
    # A number that is its own end is an article number, run through a range.
    return first if first == last[0] and first[0].isalpha() else f"{first}-{last[0]}"


def _pages(printed: str | None) -> str | None:
    return whole_range(printed) if printed else None


def _dashed(printed: str | None) -> str | None:
    return " ".join(re.sub(rf"\s*{_DASH}\s*", "-", printed).split()) if printed else None
