"""Markdown as the running text a reader sees: what is searched and quoted from."""

from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.token import Token

_markdown = MarkdownIt("commonmark", {"html": False})
_BREAKS = {"softbreak": " ", "hardbreak": " "}


def plain_text(markdown: str) -> str:
    """The words of a Markdown text, one line a paragraph, heading or list item."""
    lines = []
    for token in _markdown.parse(markdown):
        if token.type == "inline":
            lines.append(_inline(token.children or ()))
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content)
    return "\n".join(line.strip() for line in lines if line.strip())


def _inline(children: Iterable[Token]) -> str:
    return "".join(_BREAKS.get(child.type, child.content) for child in children)
