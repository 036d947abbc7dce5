"""Whether a document is a valid Atom feed: the grammar of RFC 4287, and what it says in prose alone."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree, html

ATOM = "{http://www.w3.org/2005/Atom}"
_GRAMMAR = etree.RelaxNG(etree.parse(Path(__file__).parent / "atom.rng"))
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")  # RFC 3339


def faults(document: bytes) -> list[str]:
    """What keeps a document from being a valid feed; empty for a valid one."""
    try:
        feed = etree.fromstring(document)
    except etree.XMLSyntaxError as error:
        return [f"not well-formed: {error}"]
    found = [] if _GRAMMAR.validate(feed) else [str(each) for each in _GRAMMAR.error_log]
    return [
        *found,
        *_of_feed(feed),
        *(fault for entry in feed.iter(f"{ATOM}entry") for fault in _of_entry(entry)),
    ]


def _of_feed(feed: etree._Element) -> Iterator[str]:
    # 4.1.1: an author of the feed or of every entry; 4.2.6: identities are absolute and never shared.
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author") is None and not all(
        each.find(f"{ATOM}author") is not None for each in entries
    ):
        yield "neither the feed nor each entry has an author"
    if not any(link.get("rel") == "self" for link in feed.findall(f"{ATOM}link")):
        yield "the feed has no link to itself"
    ids = Counter(each.text for each in feed.iter(f"{ATOM}id"))
    yield from (f"{name} is the id of {count}" for name, count in ids.items() if count > 1)
    yield from (f"{name!r} is no absolute IRI" for name in ids if not urlsplit(name or "").scheme)
    for each in feed.iter(f"{ATOM}updated", f"{ATOM}published"):
        if not _INSTANT.fullmatch(each.text or ""):
            yield f"{each.text!r} is no RFC 3339 instant"
    for each in feed.iter(f"{ATOM}link"):
        if urlsplit(each.get("href") or "").scheme not in {"http", "https"}:
            yield f"{each.get('href')!r} is no full address"


def _of_entry(entry: etree._Element) -> Iterator[str]:
    links = entry.findall(f"{ATOM}link")
    alternates = [
        (each.get("type"), each.get("hreflang"))
        for each in links
        if each.get("rel", "alternate") == "alternate"
    ]
    if entry.find(f"{ATOM}content") is None and not alternates:
        yield "an entry has neither content nor an alternate link"  # 4.1.2
    if len(alternates) != len(set(alternates)):
        yield "two alternate links of an entry have one type and language"  # 4.1.2
    updated, published = entry.findtext(f"{ATOM}updated") or "", entry.findtext(f"{ATOM}published") or ""
    if published > updated:
        yield "an entry was updated before it was published"
    if not (entry.findtext(f"{ATOM}title") or "").strip():
        yield "an entry has a blank title"
    summary = entry.find(f"{ATOM}summary")
    if summary is not None and summary.get("type") == "html":
        yield from _of_html(summary.text or "")


def _of_html(text: str) -> Iterator[str]:
    for element in html.fromstring(f"<div>{text}</div>").iter():
        if element.tag in {"script", "style", "iframe", "object", "embed", "form", "img"}:
            yield f"the summary has a <{element.tag}>"
        for name, value in ((str(each), str(held)) for each, held in element.attrib.items()):
            if name.startswith("on") or name == "style" or value.lower().startswith("javascript:"):
                yield f"the summary has {name}={value!r}"
            if name == "href" and urlsplit(value).scheme not in {"http", "https", "mailto"}:
                yield f"the summary has a link that leads nowhere outside the site: {value!r}"
