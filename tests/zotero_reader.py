"""Pages read as Zotero's generic translators read them: unAPI, then COinS, then Embedded Metadata.

After unAPI.js (priority 300), COinS.js (310) with OpenURL's parseContextObject, Embedded Metadata.js
(320) and cleanAuthor as they are in 2024; the first that finds something on a page is taken.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

from lxml import html

from tests.zotero_items import Creator, Item

# What Zotero prefers among the formats a server lists; the names are those of its translators.
_PREFERRED = (
    "rdf_zotero",
    "rdf_bibliontology",
    "marc",
    "unimarc",
    "marcxml",
    "mods",
    "ris",
    "refer",
    "bibtex",
)
_BY_GENRE = {
    "bookitem": "bookSection",
    "conference": "conferencePaper",
    "proceeding": "conferencePaper",
    "report": "report",
    "document": "document",
}
_BY_FORMAT = {"journal": "journalArticle", "dissertation": "thesis", "patent": "patent", "dc": "webpage"}
# Item types that rft.type may name, as far as a bibliography of research may meet them.
_ITEM_TYPES = {
    *("artwork", "audioRecording", "bill", "blogPost", "case", "computerProgram", "dataset", "document"),
    *("film", "forumPost", "hearing", "letter", "manuscript", "map", "patent", "preprint", "presentation"),
    *("standard", "statute", "webpage"),
}
_BY_TAG = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_inbook_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """What Zotero's button offers on a page: by which translator, and the texts or items it would take."""

    translator: str
    found: tuple[Any, ...]


def offered(page: str, get: Callable[[str], str]) -> Offer | None:
    """What Zotero offers on a page; `get` fetches a path of the site. unAPI's records come as text."""
    document = html.document_fromstring(page)
    if records := tuple(_unapi_records(document, get)):
        return Offer("unAPI", records)
    if spans := titles(document, "span", "Z3988"):
        return Offer("COinS", tuple(map(read_context_object, spans)))
    item = read_tags((str(each.get("name")), str(each.get("content"))) for each in document.iter("meta"))
    return Offer("Embedded Metadata", (item,)) if item else None


def titles(document: html.HtmlElement, tag: str, class_name: str) -> list[str]:
    """The titles of the elements of a tag and class."""
    return [
        each.get("title", "")
        for each in document.iter(tag)
        if class_name in each.get("class", "").split() and each.get("title") is not None
    ]


def _unapi_records(document: html.HtmlElement, get: Callable[[str], str]) -> Iterator[str]:
    servers = [str(each.get("href")) for each in document.iter("link") if each.get("rel") == "unapi-server"]
    ids = titles(document, "abbr", "unapi-id")
    if not servers or not ids:
        return
    formats = ElementTree.fromstring(get(servers[0]))  # noqa: S314 - our own text
    names = {str(each.get("name")) for each in formats}
    known = next((name for name in _PREFERRED if name in names), None)
    for identifier in ids if known else ():
        # The identifier goes into the address as it is, without encoding.
        yield get(f"{servers[0]}?id={identifier}&format={known}")


def read_context_object(text: str) -> Item:
    """The item that Zotero makes of a COinS span's title."""
    pairs = [(key, _decoded(value)) for key, _, value in (each.partition("=") for each in text.split("&"))]
    first = dict(reversed(pairs))
    form = first["rft_val_fmt"].rpartition(":")[2]
    kind = _BY_FORMAT.get(form) or _BY_GENRE.get(first.get("rft.genre", ""), "book")
    if form == "dc" and first.get("rft.type") in _ITEM_TYPES:
        kind = first["rft.type"]
    last = {key.removeprefix("rft."): value for key, value in pairs}
    contained = kind in {"journalArticle", "bookSection", "conferencePaper"}
    ids = [value for key, value in pairs if key == "rft_id"]
    ends = [last[key] for key in ("spage", "epage") if key in last]
    return Item(
        type=kind,
        title=last.get("atitle" if contained else "btitle" if kind in {"book", "report"} else "title", ""),
        creators=tuple(_openurl_creators(pairs)),
        publication=last.get("jtitle") or last.get("source") or (last.get("btitle", "") if contained else ""),
        abbreviation=last.get("stitle", ""),
        series=last.get("series", ""),
        edition=last.get("edition", ""),
        place=last.get("place", ""),
        publisher=last.get("pub") or last.get("publisher") or last.get("inst", ""),
        degree=last.get("degree", ""),
        volume=last.get("volume", ""),
        issue=last.get("issue", ""),
        pages=last.get("pages") or "-".join(ends),
        date=last.get("date", ""),
        doi=next((each[9:] for each in ids if each.startswith("info:doi")), ""),
        isbn=first.get("rft.isbn", ""),
        issn=last.get("issn") or last.get("eissn", ""),
        url=next((each for each in ids if re.match("https?://", each)), ""),
        language=last.get("language", ""),
    )


def _openurl_creators(pairs: Iterable[tuple[str, str]]) -> list[Creator]:
    roles = {"rft.au": "author", "rft.creator": "author", "rft.contributor": "contributor"}
    plain: list[Creator] = []
    whole: list[tuple[Creator, int | None]] = []  # with the place each stood at
    for key, value in pairs:
        if key in roles:
            plain.append(clean_author(value, roles[key]))
        elif key == "rft.aulast":
            whole.append((("author", value, ""), len(plain)))
        elif key == "rft.aufirst" and whole:
            (role, family, _), place = whole[-1]
            whole[-1] = ((role, family, value), place)
        elif key == "rft.aucorp":
            whole.append((("author", value, ""), None))
    creators, inserted = list(plain), 0
    for creator, place in whole:
        _, family, given = creator
        if any(last == family and first and first.startswith(given) for _, last, first in creators):
            continue
        # An organisation has no place, and what has none goes to the front.
        creators.insert(0 if place is None else place + inserted, creator)
        inserted += 1
    return creators


def read_tags(tags: Iterable[tuple[str, str]]) -> Item | None:
    """The item that Zotero makes of a page's citation_* tags."""
    values: dict[str, list[str]] = defaultdict(list)
    hard, guess = "", ""
    for name, content in tags:
        if not name.startswith("citation_") or not content:
            continue
        values[name.removeprefix("citation_")].append(content)
        hard = _BY_TAG.get(name, hard)
        if name in {"citation_title", "citation_series_title"}:
            guess = guess or "journalArticle"
        elif name == "citation_isbn":
            guess = "book"
    if not (hard or guess):
        return None

    def one(name: str) -> str:
        return re.sub(r"\s+", " ", next(iter(values[name]), "")).strip()

    first, last = one("firstpage"), one("lastpage")
    first = re.split(r"\s*[-\u2013]\s*", first)[0]
    return Item(
        type=hard or guess,
        title=one("title"),
        creators=(
            *_highwire_creators(values["author"], "author"),
            *_highwire_creators(values["editor"], "editor"),
        ),
        publication=one("journal_title") or one("inbook_title"),
        abbreviation=one("journal_abbrev"),
        conference=one("conference_title"),
        series=one("series_title"),
        publisher=one("publisher") or one("dissertation_institution") or one("technical_report_institution"),
        volume=one("volume"),
        issue=one("issue"),
        pages=f"{first}-{last}" if first and last else first,
        number=one("technical_report_number"),
        date=one("publication_date"),
        doi=one("doi"),
        pmid=one("pmid"),
        isbn=", ".join(values["isbn"]),
        issn=", ".join(values["issn"]),
        url=one("public_url"),
        language=one("language"),
    )


def _highwire_creators(contents: list[str], role: str) -> Iterator[Creator]:
    before = None
    for content in contents:
        names = re.split(r"\s*;\s*", content)
        if len(contents) == 1 and len(names) == 1:
            parts = re.split(r"\s*,\s*", content)
            # Two people in one tag, or so it seems to Zotero.
            if len(parts) > 1 and " " in parts[0] and " " in parts[1]:
                names = parts
        for name in names:
            if re.search(r"[^\s,-.;]", name) and name != before:
                before = name
                yield clean_author(name, role)


def clean_author(text: str, role: str) -> Creator:
    """A name in two parts; without a comma, its last word is the family name."""
    text = re.sub(r"^[\s.,/\[\]:]+|[\s.,/\[\]:]+$", "", text)
    if "," in text:
        last, first = re.split(", ?", text)[:2]
        return role, last, first
    first, _, last = text.rpartition(" ")
    return role, last, first


def _decoded(value: str) -> str:
    return unquote(re.sub(r"\+|%2[bB]", " ", value))
