"""A web page kept as HTML, as the lines of text a reader saw."""

import re

from lxml import html
from lxml.etree import ParserError, XMLSyntaxError

from bib.pasted_dois import dois_in

_LOOKS_LIKE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|div|article|section|main|p|ul|ol|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure
    footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table td th tr ul
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
_UNSHOWN = frozenset({"script", "style", "noscript", "template", "svg", "head", "iframe", "select"})
_PRE = "pre"


def looks_like_a_page(text: str) -> bool:
    """True when a text begins as an HTML document or a piece of one does."""
    return bool(_LOOKS_LIKE.match(text))


def page_text(source: str) -> str:
    """The words of a page, its blocks parted by blank lines; a link's DOI is told when its words lack it.

    Never raises: what cannot be parsed has no words.
    """
    try:
        # A declared encoding contradicts text that is decoded already.
        bare = re.sub(r"^\s*<\?xml[^>]*\?>", "", source)
        root = html.document_fromstring(bare, parser=html.HTMLParser(huge_tree=True))
    except (ParserError, XMLSyntaxError, ValueError):
        return ""
    pieces: list[str] = []
    _gather(root, pieces)
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in "".join(pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _gather(root: html.HtmlElement, pieces: list[str]) -> None:
    """The text of an element and what is in it, in order; without recursion, as pages may be deep."""
    waiting: list[tuple[html.HtmlElement, bool, bool]] = [(root, False, False)]
    while waiting:
        element, closing, as_typed = waiting.pop()
        tag = element.tag if isinstance(element.tag, str) else ""
        if closing:
            if tag == "a":
                pieces += _told_links(element)
            pieces.append(_end_of(tag))
            pieces.append(_words(element.tail, as_typed=as_typed))
            continue
        if not tag or tag in _UNSHOWN:
            pieces.append(_words(element.tail, as_typed=as_typed))
            continue
        inside = as_typed or tag == _PRE
        pieces.append("" if tag == "br" else _end_of(tag))
        pieces.append(_words(element.text, as_typed=inside))
        waiting.append((element, True, as_typed))
        waiting += [(child, False, inside) for child in reversed(element)]


def _end_of(tag: str) -> str:
    """What parts an element from its neighbours: a line's end for a break, a blank line for a block."""
    return "\n" if tag == "br" else "\n\n" if tag in _BLOCKS else ""


def _words(text: str | None, *, as_typed: bool) -> str:
    return (text or "") if as_typed else re.sub(r"\s+", " ", text or "")


def _told_links(link: html.HtmlElement) -> list[str]:
    dois = dois_in(link.get("href") or "")
    shown = dois_in(" ".join(link.itertext()))
    return [f" {doi} " for doi in dois if doi not in shown]
