"""What LaTeX shows as Unicode text: accents, symbols, typography; braces that only protect dropped."""

import re
import unicodedata
from urllib.parse import unquote

from pylatexenc.latex2text import get_default_latex_context_db

from bib.plain import plain_line

ACCENTS = {
    "'": "\u0301",
    "`": "\u0300",
    "^": "\u0302",
    '"': "\u0308",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    "bar": "\u0304",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
    "d": "\u0323",
    "r": "\u030a",
    "t": "\u0361",
    "h": "\u0309",
    "G": "\u030f",
    "U": "\u030e",
    "hat": "\u0302",
    "tilde": "\u0303",
}
_STANDALONE = {"\u0302": "^", "\u0303": "~", "\u0308": "¨", "\u0301": "´", "\u0300": "`", "\u0327": "¸"}
# What the tables of pylatexenc leave out, or give in a form made for terminals.
_SYMBOLS = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "lbrace": "{",
    "rbrace": "}",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciigrave": "`",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textquotedbl": '"',
    "textquotesingle": "'",
    "textperiodcentered": "·",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "BibTeX": "BibTeX",
    "textperthousand": "‰",
    "S": "§",
    "P": "¶",
    "dag": "†",
    "copyright": "©",
    "quad": " ",
    "qquad": " ",
    "space": " ",
    "newline": " ",
    "par": " ",
    ",": " ",
    ";": " ",
    ":": " ",
    " ": " ",
    "\n": " ",
    "\t": " ",
    "\\": " ",
}
# Commands that say how their argument looks, which plain text cannot hold.
_LOOKS = frozenset(
    """
    emph textit textbf textsc textsf texttt textrm textup textsl textmd textnormal textsuperscript
    textsubscript mbox hbox text mathrm mathit mathbf mathsf mathcal mathbb ensuremath url path nolinkurl
    href uppercase lowercase left right big Big rm it bf sc sf tt em sl tiny small large Large
    normalfont itshape bfseries scshape upshape noopsort relax protect displaystyle textstyle limits
    textquote mkbibquote mkbibemph enquote MakeUppercase MakeLowercase boldmath unboldmath selectfont
    NoCaseChange xspace foreignlanguage
    """.split()  # noqa: SIM905 - a list of words reads best as words
)
# `\-`, `\/` and the like, and the brackets of displayed mathematics.
_NO_WIDTH = frozenset("!/-@()[]")
_HIGH = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
_LINK = re.compile(r"\\(?:url|path|nolinkurl)\s*\{([^{}]*)\}")
_HIGH_COMMAND = re.compile(r"\\textsuperscript\s*\{([0-9+\-=()n]{1,12})\}")
_LOW_COMMAND = re.compile(r"\\textsubscript\s*\{([0-9+\-=()]{1,12})\}")
_MATHS = re.compile(r"(?<!\\)\$\$?([^$]*)(?<!\\)\$\$?")
_MATHS_HIGH = re.compile(r"\^(?:\{([0-9+\-=()n]{1,12})\}|([0-9n]))")
_MATHS_LOW = re.compile(r"_(?:\{([0-9+\-=()]{1,12})\}|([0-9]))")
_TOKEN = re.compile(
    r"\\(?P<word>[A-Za-z]+)\*?[ \t\n]*|\\(?P<sign>.)|(?P<open>\{)|(?P<close>\})|(?P<tie>~)"
    r"|(?P<dash>-{2,3})|(?P<quote>``|'')|(?P<text>.)",
    re.DOTALL,
)
_LATEX = re.compile(r"[\\{}$~]|--|``|''")
_TYPOGRAPHY = {"--": "–", "---": "—", "``": "“", "''": "”"}


_MACROS = get_default_latex_context_db()


def decode(text: str) -> str:
    """The text a LaTeX field shows: commands read, protective braces dropped, white space folded.

    A command nobody knows stays as it was written, for an editor to see.
    """
    if not _LATEX.search(text):  # as in most fields, of which a file has a million
        return plain_line(" ".join(unicodedata.normalize("NFC", text).split()))
    text = _LINK.sub(lambda found: found[1].replace("~", r"\textasciitilde "), text)
    text = _HIGH_COMMAND.sub(lambda found: found[1].translate(_HIGH), text)
    text = _LOW_COMMAND.sub(lambda found: found[1].translate(_LOW), text)
    if text.replace(r"\$", "").count("$") % 2 == 0:
        text = _MATHS.sub(lambda found: _maths(found[1]), text)
    shown: list[str] = []
    pending: list[str] = []  # accents that wait for the letter they stand on
    opened = False
    for token in _TOKEN.finditer(text):
        if token["open"]:
            opened = True
            continue
        if token["close"]:
            if opened and pending:  # `\~{}`: the accent stands alone
                shown.extend(_STANDALONE.get(mark, "") for mark in pending)
                pending.clear()
            opened = False
            continue
        opened = False
        word = token["word"] or token["sign"]
        if word in ACCENTS and (token["sign"] or word in {"bar", "hat", "tilde"} or len(word) == 1):
            pending.append(ACCENTS[word])
            continue
        piece = _shown(token, word, accented=bool(pending))
        if pending and piece:
            piece = piece[0] + "".join(reversed(pending)) + piece[1:]
            pending.clear()
        shown.append(piece)
    shown.extend(_STANDALONE.get(mark, "") for mark in pending)
    return plain_line(" ".join(unicodedata.normalize("NFC", "".join(shown)).split()))


def decode_verbatim(text: str) -> str:
    """A DOI or link field as written, without the TeX escapes some programs put there."""
    bare = re.sub(r"^\\(?:url|path|nolinkurl|href)\s*(?=\{)", "", text.strip())
    return re.sub(r"\\([_%&#$~{}])", r"\1", bare).replace("{", "").replace("}", "").strip()


def decode_doi(text: str) -> str:
    """A `doi` field as written, its percent-encoding undone."""
    return unquote(decode_verbatim(text))


def _maths(inside: str) -> str:
    inside = _MATHS_HIGH.sub(lambda found: (found[1] or found[2]).translate(_HIGH), inside)
    return _MATHS_LOW.sub(lambda found: (found[1] or found[2]).translate(_LOW), inside)


def _shown(token: re.Match[str], word: str | None, *, accented: bool) -> str:
    if word is None:
        marks = token["dash"] or token["quote"]
        return " " if token["tie"] else _TYPOGRAPHY[marks] if marks else token["text"]
    if accented and word in {"i", "j"}:
        return word
    if word in _LOOKS or word in _NO_WIDTH:
        return ""
    return _SYMBOLS.get(word) or _symbol(word) or token["sign"] or token.group()


def _symbol(word: str) -> str | None:
    known = _MACROS.get_macro_spec(word)
    symbol = known.simplify_repl if known else None
    # A `%` stands for an argument; the date of today is nobody's text.
    return symbol if isinstance(symbol, str) and "%" not in symbol and word != "today" else None
