"""An Atom feed (RFC 4287) as XML. Nothing of the catalogue is known here."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree

MIME = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_XML = "http://www.w3.org/XML/1998/namespace"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What an entry is filed under: a `term` of the list that `scheme` names, and its words."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed. `id` never changes; `summary` is HTML; `related` is the work it is about."""

    id: str
    title: str
    link: str
    updated: datetime
    published: datetime
    summary: str
    categories: tuple[Category, ...] = ()
    related: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed: its own address is its identity, `alternate` the page that shows the same."""

    address: str
    alternate: str
    title: str
    subtitle: str
    author: str
    base: str
    language: str
    updated: datetime
    stylesheet: str
    entries: tuple[Entry, ...]


def write_atom(feed: Feed) -> bytes:
    """The feed as UTF-8. Characters that XML has no place for are left out."""
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item] # the default namespace
    root.set(f"{{{_XML}}}lang", feed.language)
    root.set(f"{{{_XML}}}base", feed.base)
    _text(root, "id", feed.address)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _instant(feed.updated))
    _text(_element(root, "author"), "name", feed.author)
    _element(root, "link", rel="self", type=MIME, href=feed.address)
    _element(root, "link", rel="alternate", type="text/html", href=feed.alternate)
    _text(root, "generator", "Practice KB")
    for entry in feed.entries:
        _add_entry(root, entry)
    # Only browsers heed it, which would show people the bare XML.
    root.addprevious(
        etree.ProcessingInstruction("xml-stylesheet", f'type="text/css" href="{feed.stylesheet}"')
    )
    return etree.tostring(root.getroottree(), encoding="utf-8", xml_declaration=True)


def _add_entry(root: etree._Element, entry: Entry) -> None:
    element = _element(root, "entry")
    if entry.language:
        element.set(f"{{{_XML}}}lang", entry.language)
    _text(element, "id", entry.id)
    _text(element, "title", entry.title)
    _element(element, "link", rel="alternate", type="text/html", href=entry.link)
    if entry.related:
        _element(element, "link", rel="related", href=entry.related)
    _text(element, "published", _instant(entry.published))
    _text(element, "updated", _instant(entry.updated))
    _add_categories(element, entry.categories)
    _text(element, "summary", entry.summary).set("type", "html")


def _add_categories(element: etree._Element, categories: Iterable[Category]) -> None:
    for each in categories:
        _element(element, "category", term=each.term, scheme=each.scheme, label=each.label)


def _element(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    plain = {attribute: _NOT_XML.sub("", value) for attribute, value in attributes.items()}
    return etree.SubElement(parent, f"{{{_ATOM}}}{name}", plain)


def _text(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = _element(parent, name)
    element.text = _NOT_XML.sub("", text)
    return element


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
