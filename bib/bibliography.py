"""A reference list as a file: plain text, or HTML that a word processor takes with its italics."""

from collections.abc import Iterable, Iterator

from bib.styles import STYLES, as_text, bibliography_entries
from kb.reference import Record

_HEAD = (
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>References</title>\n'
    "<style>body { max-width: 42em; margin: 2em auto; padding: 0 1em; font: 12pt/1.5 serif } "
    "p { margin: 0 0 0.6em 1.27cm; text-indent: -1.27cm }</style>\n"
    "</head>\n<body>\n"
)


def text_pieces(records: Iterable[Record], style: str) -> Iterator[str]:
    """A reference list as plain text, entry by entry: a paragraph each, numbered where the style counts."""
    for number, entry in enumerate(bibliography_entries(records, style), start=1):
        counted = "" if STYLES[style].alphabetical else f"{number}. "
        yield ("\n" if number > 1 else "") + f"{counted}{as_text(entry)}\n"


def html_pieces(records: Iterable[Record], style: str) -> Iterator[str]:
    """A reference list as a page of its own, entry by entry: paragraphs, or a list where the style counts."""
    counted = not STYLES[style].alphabetical
    yield _HEAD + ("<ol>\n" if counted else "")
    for entry in bibliography_entries(records, style):
        yield f"<li>{entry}</li>\n" if counted else f"<p>{entry}</p>\n"
    yield ("</ol>\n" if counted else "") + "</body>\n</html>\n"
