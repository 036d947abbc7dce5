"""Plain text as Markdown that reads just as it was typed."""

import re

_INLINE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~]|$)"  # a backslash that would be taken for an escape
    r"|[`*]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word an underscore is only itself
    r"|\[(?=[^\]]*\]\s*[(\[:])"  # [text](link), [text][label], [label]: link
    r"|<(?=[A-Za-z/!?]|[^\s<>]*@)"
    r"|&(?=#?\w+;)"
    r"|~(?=~)|(?<=~)~"
)
_BLOCK = re.compile(
    r"(?P<number>[0-9]{1,9})(?P<point>[.)])(?=\s|$)|(?P<mark>#{1,6}(?=\s|$)|>|[-+](?=\s|$)|-{3,}|=+$)"
)


def as_typed(line: str) -> str:
    """One line of plain text with a backslash before what Markdown would read as markup, and nowhere else."""
    escaped = _INLINE.sub(lambda match: "\\" + match.group(), line.strip())
    if block := _BLOCK.match(escaped):
        if block["number"]:
            return f"{block['number']}\\{escaped[block.end('number') :]}"
        return "\\" + escaped
    return escaped
