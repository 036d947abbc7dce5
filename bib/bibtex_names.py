"""People and organisations as BibTeX writes them: `von Last, Jr, First and {{Organisation}}`."""

import re
from collections.abc import Callable, Iterable

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from bib.latex import encode_uncut
from bib.latex_text import decode
from kb.reference import Name

_EXTENDED = re.compile(r"^\s*(?:family|given|prefix|suffix)(?:-i)?\s*=")
_EXTENDED_PART = re.compile(r"(family|given|prefix|suffix)\s*=\s*(\{[^{}]*\}|\"[^\"]*\"|[^,]+)")
_LIST_OPTION = re.compile(r"^\s*[a-z]+\s*=\s*(?:true|false|[0-9]+)\s*$")


def write_names(names: Iterable[Name], encode: Callable[[str], str] = encode_uncut) -> str:
    """Names for an `author` or `editor` field, each part made LaTeX by `encode`."""
    return " and ".join(filter(None, (_written(name, encode) for name in names)))


def read_names(field: str) -> tuple[tuple[Name, ...], bool]:
    """The names of an `author` field given as LaTeX, and whether it ends with `and others`."""
    names: list[Name] = []
    others = False
    for each in split_multiple_persons_names(field):
        if each.strip().lower() in {"others", "et al.", "et al"}:
            others = True
        elif name := _read(each):
            names.append(name)
    return tuple(names), others


def _written(name: Name, encode: Callable[[str], str]) -> str:
    def part(text: str) -> str:
        written = encode(text)
        return (
            f"{{{written}}}" if "," in written or re.search(r"\band\b", written, re.IGNORECASE) else written
        )

    def family_part(text: str) -> str:
        # A lower-case word before the last one would be read as a particle.
        words = text.split()
        if any(_starts_low(word) for word in words[:-1]) and not part(text).startswith("{"):
            return f"{{{encode(text)}}}"
        return part(text)

    given = part(name.given)
    family = family_part(name.family)
    if name.literal or not family or (not given and (name.suffix or " " in name.family)):
        whole = name.literal or " ".join(filter(None, (name.given, name.family, name.suffix)))
        written = encode(whole)
        return f"{{{written}}}" if written else ""
    if not given:
        return f"{{{family}}}" if family.lower() == "others" else _with_particles(name, family, encode)
    last = _with_particles(name, family, encode)
    return ", ".join(filter(None, (last, part(name.suffix), given)))


def _with_particles(name: Name, family: str, encode: Callable[[str], str]) -> str:
    particles = (name.dropping_particle, name.non_dropping_particle)
    return " ".join([*(encode(particle) for particle in particles if particle), family])


def _starts_low(word: str) -> bool:
    first = next((character for character in word if character.isalpha()), "")
    return first.islower()


def _read(text: str) -> Name | None:
    if _EXTENDED.match(text):
        return _read_extended(text)
    if _LIST_OPTION.match(text):
        return None
    if _is_one_group(text.strip()):
        literal = decode(text)
        return Name(literal=literal) if literal else None
    parts = parse_single_name_into_parts(text.strip(), strict=False)
    family = decode(" ".join(parts.last))
    if not family:
        return None
    return Name(
        family=family,
        given=decode(" ".join(parts.first)),
        non_dropping_particle=decode(" ".join(parts.von)),
        suffix=decode(" ".join(parts.jr)),
    )


def _read_extended(text: str) -> Name | None:
    # biber's own name format: `family={Jones}, given={Henry}`.
    found = {name: decode(value.strip(' "')) for name, value in _EXTENDED_PART.findall(text)}
    if not found.get("family"):
        return None
    return Name(
        family=found["family"],
        given=found.get("given", ""),
        non_dropping_particle=found.get("prefix", ""),
        suffix=found.get("suffix", ""),
    )


def _is_one_group(text: str) -> bool:
    # `{World Health Organization}`, but neither `{\'E}mile` nor `{Battisti}, {A.}`.
    if not text.startswith("{") or text.startswith("{\\"):
        return False
    depth = 0
    for place, character in enumerate(text):
        if character in "{}" and text[place - 1 : place] != "\\":
            depth += 1 if character == "{" else -1
            if depth == 0:
                return place == len(text) - 1
    return False
