"""Text as other formats can take it: whole files, and single lines."""

import re
import unicodedata


def readable(text: str) -> str:
    """A file's text with one kind of line end, no byte order mark and nothing UTF-8 cannot hold."""
    whole = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    return whole.encode("utf-8", "replace").decode("utf-8")


def plain_line(text: str) -> str:
    """Text on one line: white space folded, control and direction-changing characters dropped."""
    if text.isprintable() and "  " not in text:  # so is nearly all text, and asking is quick
        return text.strip(" ")
    kept = "".join(
        character
        for character in text
        if character.isspace() or not (_is_control(character) or _turns_text(character))
    )
    # A no-break space is no place to break a line, and stays one.
    return re.sub(r"[^\S\u00a0]+", " ", kept).strip(" \u00a0")


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}


def _turns_text(character: str) -> bool:
    return "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069" or character == "\ufeff"
