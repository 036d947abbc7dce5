"""Markdown that an editor wrote, as HTML that is safe on a page."""

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TEXT = {"a", "br", "code", "em", "strong"}
_BLOCKS = {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
# Pages load nothing from elsewhere, so a picture becomes a link to it.
_reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")
_KEPT = 512  # texts of a few kilobytes: lists show the same ones over and over


@lru_cache(maxsize=_KEPT)
def to_html(text: str) -> Markup:
    """Safe HTML: no tag, script, picture or address scheme beyond a fixed list.

    Headings begin at the third level and leave none out, because the page has the two above it.
    """
    tokens = _reader.parse(text)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    levels = {
        level: f"h{min(3 + place, 6)}" for place, level in enumerate(sorted({each.tag for each in headings}))
    }
    for heading in headings:
        heading.tag = levels[heading.tag]
    html = _reader.renderer.render(tokens, _reader.options, {})
    return safe_html(
        nh3.clean(
            html,
            tags=_TEXT | _BLOCKS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel="nofollow noopener",
        )
    )


def safe_html(html: str) -> Markup:
    """HTML that its maker has made safe (nh3, bib.styles, index snippets), to be put on a page as it is."""
    return Markup(html)  # noqa: S704 # the one place where text is declared safe


def to_text(text: str) -> str:
    """The words alone, on one line."""
    return in_one_line(to_html(text))


def in_one_line(html: Markup) -> str:
    """The words of safe HTML, on one line."""
    return " ".join(html.striptags().split())
