"""Unicode text as LaTeX, each kind of BibTeX field in its own way.

Text fields may hold LaTeX commands, so every character that means something to TeX is written
as a command. DOIs, links and keys are read verbatim by every program, so nothing there is
escaped in TeX's manner: what could break out of the field is percent-encoded.
"""

import re
import unicodedata

from anyascii import anyascii
from pylatexenc.latexencode import RULE_CALLABLE, UnicodeToLatexConversionRule, UnicodeToLatexEncoder

from bib.latex_text import ACCENTS, decode
from bib.plain import plain_line

# Braces are spelled out because BibTeX counts `\{` as a brace when it looks for a field's end.
# `{\command}` is BibTeX's "special character", which no style changes the case of.
_ESCAPES = {
    "\\": r"{\textbackslash}",
    "{": r"{\textbraceleft}",
    "}": r"{\textbraceright}",
    "^": r"{\textasciicircum}",
    "~": r"{\textasciitilde}",
    "`": r"{\textasciigrave}",
    "<": r"{\textless}",
    ">": r"{\textgreater}",
    "|": r"{\textbar}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "\u00a0": "~",
    "\u00ad": r"\-",
}
# Two characters that TeX would join into one; an empty group keeps them apart.
_LIGATURES = re.compile(r"-(?=-)|'(?=')")

_WORD = re.compile(r"[^\W_]+(?:['’.&][^\W_]+)*")
_FUNCTION_WORDS = frozenset(
    """
    a an the and or nor but of in on with from for to by at as between among versus vs during through
    into over after before under within without toward towards about against across than via per its
    is are be do does not who what when how why if
    """.split()  # noqa: SIM905 - a list of words reads best as words
)

# LaTeX has commands for Cyrillic letters, but only documents that load a Cyrillic font know them.
_NOT_CYRILLIC = UnicodeToLatexConversionRule(
    RULE_CALLABLE,
    lambda text, place: _decomposed_cyrillic(text[place]),  # defined below
)
_TO_LATEX = UnicodeToLatexEncoder(
    non_ascii_only=True,
    conversion_rules=[_NOT_CYRILLIC, "defaults"],
    replacement_latex_protection="braces-all",
    unknown_char_policy=lambda character: _decomposed(character),  # noqa: PLW0108 - defined below
    unknown_char_warning=False,
)


def encode(text: str, *, ascii: bool = False) -> str:  # noqa: A002 - the word LaTeX users know it by
    """Text as the inside of a BibTeX text field: one line, balanced braces, no live command.

    With `ascii`, accents and symbols become LaTeX commands; what LaTeX has no command for is
    transliterated.
    """
    return _escaped(plain_line(text), ascii=ascii)


def _escaped(line: str, *, ascii: bool) -> str:  # noqa: A002
    spaced = _LIGATURES.sub(lambda mark: mark.group() + "\0", line)
    written = "".join(_ESCAPES.get(character, character) for character in spaced).replace("\0", "{}")
    return str(_TO_LATEX.unicode_to_latex(written)) if ascii else written


def encode_uncut(text: str) -> str:
    """Text as `encode` has it, each character beyond ASCII in a form that BibTeX takes for one letter.

    BibTeX counts bytes: its styles would cut other letters in two where they make initials and
    labels. It never cuts a `{\\command}`, its "special character".
    """
    return re.sub(r"[^\x00-\x7f]", lambda found: _special(found.group()), encode(text))


def encode_title(title: str, *, ascii: bool = False) -> str:  # noqa: A002
    """A title as `encode` has it, its capitals kept by braces where a style would lose one.

    Styles put titles in sentence case. Acronyms and inner capitals (PTSD, McDonald) are always
    kept; in a sentence-case title every other capital is a name, and kept too. In a Title Case
    title nobody can tell, so only the first rule holds.
    """
    line = plain_line(title)
    if not any(character.islower() for character in line):
        return encode(line, ascii=ascii)
    names_stand_out = not _is_title_case(line)
    parts: list[str] = []
    end = 0
    for match in _WORD.finditer(line):
        word = match.group()
        opens = not line[: match.start()].strip(" \"'“‘(") or line[: match.start()].endswith(": ")
        is_name = names_stand_out and word[0].isupper() and not opens
        parts.append(_escaped(line[end : match.start()], ascii=ascii))
        written = _escaped(word, ascii=ascii)
        parts.append(f"{{{written}}}" if is_name or _has_inner_capital(word) else written)
        end = match.end()
    parts.append(_escaped(line[end:], ascii=ascii))
    return "".join(parts)


def encode_verbatim(text: str) -> str:
    """A DOI or a link as it is, but for what breaks a field or TeX: that is percent-encoded."""
    safe = []
    for place, character in enumerate(text):
        if character == "%" and re.match(r"[0-9A-Fa-f]{2}", text[place + 1 : place + 3]):
            safe.append(character)
        elif character in '\\{}^"`|%' or character.isspace() or not character.isprintable():
            safe.append("".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace")))
        else:
            safe.append(character)
    return "".join(safe)


def encode_doi(doi: str) -> str:
    """A DOI for a `doi` field. A DOI is no link: its own `%` is encoded too, so that it comes back."""
    return encode_verbatim(doi.replace("%", "%25"))


def encode_key(key: str) -> str:
    """A citation key of the characters that BibTeX, biber and LaTeX all take; never empty."""
    return re.sub(r"[^A-Za-z0-9:._/+-]", "", anyascii(key)) or "key"


def _decomposed(character: str) -> str:
    base, *marks = list(unicodedata.normalize("NFD", character))
    commands = {mark: name for name, mark in reversed(ACCENTS.items())}
    if not marks or not all(mark in commands for mark in marks):
        unseen = unicodedata.category(character) in {"Cf", "Mn", "Me"}
        return encode(anyascii(character)) or ("" if unseen else "?")
    written = encode(base, ascii=True)
    for mark in marks:
        written = f"{{\\{commands[mark]}{{{written}}}}}"
    return written


def _decomposed_cyrillic(character: str) -> tuple[int, str] | None:
    """pylatexenc's answer for a Cyrillic letter: one character read, and its transliteration."""
    return (1, _decomposed(character)) if "\u0400" <= character <= "\u052f" else None


def _special(character: str) -> str:
    command = str(_TO_LATEX.unicode_to_latex(character))
    known = command.startswith("{\\") and decode(command) == character
    return command if known else f"{{\\relax {character}}}"


def _has_inner_capital(word: str) -> bool:
    if len(word) == 1:
        return word == "I"
    return any(character.isupper() for character in word[1:])


def _is_title_case(title: str) -> bool:
    words = [
        word
        for word in _WORD.findall(title)[1:]
        if word.lower() not in _FUNCTION_WORDS and word[0].isalpha() and not _has_inner_capital(word)
    ]
    capitals = len([word for word in words if word[0].isupper()])
    return capitals >= 3 and capitals >= 0.75 * len(words)
