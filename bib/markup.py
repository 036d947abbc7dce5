"""Publishers' marked-up text as plain text: HTML, JATS, MathML, entities, white space, mojibake."""

import html
import re
import unicodedata
from html.entities import html5
from xml.etree import ElementTree

from bib.words import words

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ATTRIBUTES = r"""(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*"""
_TAG = re.compile(rf"<(/?)(jats:|mml:|m:|)([A-Za-z][A-Za-z0-9-]*){_ATTRIBUTES}\s*/?>")
_KNOWN = words("tags")
_PARAGRAPH = words("block_tags")
_ITALIC = re.compile(r"<(i|em|italic)>([^<>]*)</\1>")
_POWER = re.compile(r"(?<=[0-9])<(?:jats:)?sup>\s*([-+−‐–]?[0-9]+)\s*</(?:jats:)?sup>")
_POWERS = str.maketrans("0123456789-+−‐–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⁻⁻⁻")
_TWICE_ENCODED = re.compile("[ÂÃÄÅâ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
# Soft hyphens, zero-width spaces, byte order marks and overrides of the writing direction.
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST = 100_000


def plain(text: str) -> str:
    """One line of plain text: tags gone, formulas written out, entities decoded, white space folded.

    An angle bracket that opens no tag of HTML, JATS or MathML stays: `p < .05`.
    """
    text = _decoded(text[:_LONGEST])
    # A line break beside a tag belongs to the publisher's typesetting, not to the title.
    text = re.sub(r"([(\[])[^\S\n]*\n\s*(?=<)", r"\1", text)
    text = re.sub(r"(?<=>)[^\S\n]*\n\s*(?=[.,;:)\]!?])", "", text)
    text = re.sub(r"(</scp>)\s+(?='s\b)", r"\1", text)
    text = _with_formulas_written_out(_POWER.sub(lambda power: power[1].translate(_POWERS), text))
    text = _ITALIC.sub(_spaced_italic, text)
    return folded(_TAG.sub(_between, text))


def paragraphs(jats: str) -> str:
    """An abstract in JATS or HTML as plain paragraphs with a blank line between them.

    The heading of a section leads its first paragraph (`Background: ...`); `Abstract` itself goes.
    """
    text = _decoded(jats[:_LONGEST])
    text = re.sub(r"<((?:jats:)?title)>(.{0,300}?)</\1>\s*(<(?:jats:)?p>)?", _as_lead, text, flags=re.DOTALL)
    text = _TAG.sub(lambda tag: "\0" if tag[3].lower() in _PARAGRAPH else tag[0], text)
    lines = (plain(part) for part in text.replace("\n\n", "\0").split("\0"))
    return "\n\n".join(line for line in lines if line)


def folded(text: str) -> str:
    """Text in NFC with every run of white space as one space, unseen characters gone."""
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).replace("‐", "-").replace("‑", "-")
    text = "".join(" " if unicodedata.category(each) == "Cc" else each for each in text)
    return " ".join(text.split())


def _decoded(text: str) -> str:
    # Some deposits are escaped two or three times over: `&amp;amp;`, `&amp;lt;i&amp;gt;`.
    for _ in range(3):
        further = _ENTITY.sub(_character, text)
        if further == text:
            break
        text = further
    return _mended(text)


def _character(entity: re.Match[str]) -> str:
    # html.unescape would read the `&not` in `&notes;`.
    known = entity[0][1] == "#" or entity[0][1:] in html5
    return html.unescape(entity[0]) if known else entity[0]


def _mended(text: str) -> str:
    """UTF-8 once read as Latin-1 or Windows-1252 (`MÃ´nica`) made whole, if all of it can be."""
    if not _TWICE_ENCODED.search(text):
        return text
    for misreading in ("latin-1", "cp1252"):
        try:
            return text.encode(misreading).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _between(tag: re.Match[str]) -> str:
    closing, prefix, name = tag.groups()
    if not prefix and name.lower() not in _KNOWN:
        return tag[0]
    if name.lower() == "subtitle":
        return "" if closing else ": "
    return " " if name.lower() in _PARAGRAPH else ""


def _spaced_italic(italic: re.Match[str]) -> str:
    # Some deposits lost the spaces around italics. A name of two words stands inside no word.
    text = italic[2]
    before = italic.string[: italic.start()][-1:]
    after = italic.string[italic.end() :][:1]
    if " " not in text.strip():
        return f" {text}" if before == "," else text
    return f"{' ' if before.isalnum() or before == ',' else ''}{text}{' ' if after.isalnum() else ''}"


def _as_lead(title: re.Match[str]) -> str:
    heading = plain(title[2]).rstrip(".:")
    if heading.casefold() in {"", "abstract", "summary", "abstract:"}:
        return title[3] or ""
    return f"{title[3] or '<p>'}{heading}: "


def _with_formulas_written_out(text: str) -> str:
    parts = []
    while opening := re.search(r"<(mml:|m:|)math\b", text):
        end_tag = f"</{opening[1]}math>"
        end = text.find(end_tag, opening.end())
        if end < 0:
            break
        formula = _formula(text[opening.start() : end + len(end_tag)])
        before, text = text[: opening.start()], text[end + len(end_tag) :]
        gap_before = " " if before[-1:].isalnum() or before[-1:] in {",", ";", ":", ")"} else ""
        parts += [before, gap_before, formula, " " if text[:1].isalnum() or text[:1] == "(" else ""]
    return "".join([*parts, text])


def _formula(markup: str) -> str:
    """A MathML formula on one line, or its bare characters when it cannot be parsed."""
    try:
        return "".join(_written(_parsed(markup)).split())
    except (ElementTree.ParseError, RecursionError, ValueError):
        return _TAG.sub("", markup)


def _parsed(markup: str) -> ElementTree.Element:
    if "<!" in markup:
        raise ValueError(markup)
    bare = re.sub(r"(</?)(?:mml|m):|\s(?:xmlns|xlink)(?::\w+)?\s*=\s*\"[^\"]*\"", r"\1", markup)
    return ElementTree.fromstring(bare)  # noqa: S314 - without `<!` there is no entity to expand


def _written(node: ElementTree.Element) -> str:
    inner = [_written(child) for child in node if child.tag not in {"annotation", "annotation-xml"}]
    match node.tag, inner:
        case "mfrac", [over, under]:
            return f"{over}/{under}"
        case "mfenced", _:
            return f"{node.get('open', '(')}{','.join(inner)}{node.get('close', ')')}"
        case "msqrt", _:
            return f"√{''.join(inner)}"
        case "msup", [base, power] if base[-1:].isdigit() and re.fullmatch(r"[-+−]?[0-9]+", power):
            return base + power.translate(_POWERS)
        case "mmultiscripts", [base, *_]:
            tags = [child.tag for child in node]
            split = tags.index("mprescripts") if "mprescripts" in tags else len(tags)
            return "".join([*inner[split:], base, *inner[1:split]])
    return (node.text or "") + "".join(inner)
