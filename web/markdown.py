"""Markdown that an editor wrote, as HTML that is safe on a page."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_TEXT = {"a", "br", "code", "em", "strong"}
_BLOCKS = {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
# Pages load nothing from elsewhere, so a picture becomes a link to it.
_reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")


def to_html(text: str) -> Markup:
    """Safe HTML: no tag, script, picture or address scheme beyond a fixed list.

    Headings begin at the third level, because the page has the two above it.
    """
    tokens = _reader.parse(text)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"
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
    return " ".join(to_html(text).striptags().split())
