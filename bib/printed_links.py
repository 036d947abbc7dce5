"""The end of a printed reference: its DOI, PubMed number and address."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bib.printed_dates import MONTH, YEAR
from kb.errors import NotAnIdentifier
from kb.identifiers import DOI, PMID, find_dois, parse_pmid

_URL = r"(?:https?:/{1,2}|www\.)[^\s<>\"]+"
# A library's proxy writes doi-org.proxy.example for doi.org.
_LINK = r"(?<![A-Za-z0-9])(?:https?://)?(?:(?:dx\.)?doi\.org/|(?:dx-)?doi-org\.[\w.\-]+/)\s?"
_DOI = re.compile(
    rf"(?:(?:\bdoi[\s:]{{0,4}}){{1,3}}(?:{_LINK})?|{_LINK}|(?<![\w/.]))"
    r"(?P<doi>10\.[0-9]{4,9}(?:\.[0-9]+)*/(?:\s(?=\S*[0-9]))?\S+)",
    re.IGNORECASE,
)
_PMID = re.compile(r"\bPMID:?\s*([0-9]{1,9})\b", re.IGNORECASE)
_ADDRESS = re.compile(_URL, re.IGNORECASE)
_LEADING_IN = re.compile(
    r"(?:retrieved|available|accessed)\b(?P<when>[^.:]{0,40}?)\b(?:from|at)\b:?\s*(?=https?:|www\.)",
    re.IGNORECASE,
)
_ONLINE = re.compile(rf"\bEpub\s+(?={YEAR}|{MONTH})", re.IGNORECASE)
_LABEL = re.compile(r"\bdoi\s*:", re.IGNORECASE)
_FOLLOWERS = re.compile(r"[;,.]?(?:PMID|PMCID|Epub).*$", re.IGNORECASE)
_BARE = re.compile(r"[\s.,;:()\[\]]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where the work can be found, and the reference without that end of it."""

    text: str
    doi: DOI | None = None
    pmid: PMID | None = None
    url: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    doi: DOI | None = None
    pmid: PMID | None = None
    url: str | None = None
    unread: list[str] = field(default_factory=list)


def read_links(text: str) -> Links:
    """Take the identifiers off the end of a printed reference.

    Only the first DOI, number and address are taken: a second one belongs to something else. An
    address that merely contains a DOI (Cochrane's CENTRAL has its own) stays an address.
    """
    marks = (_DOI, _PMID, _ADDRESS, _LEADING_IN, _ONLINE, _LABEL)
    starts = [match.start() for mark in marks if (match := mark.search(text))]
    if not starts:
        return Links(text=text)
    head, end = text[: min(starts)], text[min(starts) :]
    # What follows the identifiers may be a whole second reference, run on to the first.
    found = _Found()
    end = _taken(_LEADING_IN, end, lambda match: match["when"].strip(" ,[]"))
    end = _taken(_DOI, end, lambda match: _take_doi(match, found))
    end = _taken(_ADDRESS, end, lambda match: _take_url(match, found))
    end = _taken(_PMID, end, lambda match: _take_pmid(match, found))
    rest = " ".join(end.split())
    if not _BARE.fullmatch(rest):
        found.unread.append(rest.strip(" .,;:"))
    return Links(
        text=head.rstrip(" ,;:[("), doi=found.doi, pmid=found.pmid, url=found.url, unread=tuple(found.unread)
    )


def _taken(pattern: re.Pattern[str], text: str, take: Callable[[re.Match[str]], str]) -> str:
    return pattern.sub(lambda match: f" {take(match)} ", text)


def _take_doi(match: re.Match[str], found: _Found) -> str:
    printed = match["doi"]
    follower = _FOLLOWERS.search(printed)
    name = "".join(printed[: follower.start() if follower else None].split())
    doi = next(find_dois(name), None)
    if doi is None or found.doi not in {None, doi}:
        return match.group()
    found.doi = doi
    return follower.group() if follower else ""


def _take_url(match: re.Match[str], found: _Found) -> str:
    url = match.group().rstrip(".,;:)]")
    # A second DOI was left in place, link and all.
    if found.url not in {None, url} or _DOI.match(match.group()):
        return match.group()
    found.url = url
    return ""


def _take_pmid(match: re.Match[str], found: _Found) -> str:
    try:
        pmid = parse_pmid(match[1])
    except NotAnIdentifier:
        return match.group()
    if found.pmid not in {None, pmid}:
        return match.group()
    found.pmid = pmid
    return ""
