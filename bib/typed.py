"""The main fields of a reference as an editor types them, and what was typed as a reference."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bib.plain import plain_line
from bib.words import words
from kb.errors import KnowledgeBaseError
from kb.reference import Name, PartialDate, Reference

PLAIN_FIELDS = ("type", "title", "container_title", "volume", "issue", "page", "number", "publisher")
TYPED_FIELDS = ("type", "title", "author", "editor", "issued", *PLAIN_FIELDS[2:])

_PARTICLES = words("particles")
_DATE = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_LONGEST = 2_000  # characters of a field; more is no title or journal
_MOST_NAMES = 500


class BadFields(KnowledgeBaseError):
    """Fields that cannot be taken as they were typed; `fields` says of each what to do about it."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)


def typed_fields(reference: Reference) -> dict[str, str]:
    """The main fields of a reference as they stand in a form: names one a line, a date as `2013-06-04`."""
    texts = {name: getattr(reference, name) or "" for name in PLAIN_FIELDS}
    people = {name: "\n".join(map(_line, getattr(reference, name))) for name in ("author", "editor")}
    return {**texts, **people, "issued": str(reference.issued or "")}


def typed_reference(reference: Reference, typed: Mapping[str, str]) -> Reference:
    """The reference with what was typed; a field left as it stood keeps its very value. Raises BadFields."""
    before = typed_fields(reference)
    changes: dict[str, Any] = {}
    faults = {}
    for name in TYPED_FIELDS:
        text = typed.get(name, before[name]).replace("\r\n", "\n").strip()
        if text == before[name].strip():
            continue
        try:
            changes[name] = _value(name, text, reference)
        except ValueError as error:
            faults[name] = str(error)
    if faults:
        raise BadFields(faults)
    return replace(reference, **changes)


def _value(name: str, text: str, reference: Reference) -> Any:
    if len(text) > _LONGEST and name not in {"author", "editor"}:
        raise ValueError("This is too long.")
    match name:
        case "author" | "editor":
            return _names(text, getattr(reference, name))
        case "issued":
            return _date(text)
        case "type" | "title" if not plain_line(text):
            raise ValueError("A reference needs a title." if name == "title" else "Choose what kind it is.")
        case "type" | "title":
            return plain_line(text)
        case "page":
            return re.sub(r"\s*[‐-―−-]+\s*", "-", plain_line(text)) or None
    return plain_line(text) or None


def _line(name: Name) -> str:
    return f"{{{name.literal}}}" if "," in name.literal else name.sort_form


def _names(text: str, present: tuple[Name, ...]) -> tuple[Name, ...]:
    lines = [line for each in text.split("\n") if (line := plain_line(each))]
    if len(lines) > _MOST_NAMES or any(len(each) > _LONGEST for each in lines):
        raise ValueError("These are too many names, or one is too long. Write one name on each line.")
    # A name that was not touched keeps the parts that a line cannot tell apart.
    known = {_line(each): each for each in present}
    return tuple(known.get(line) or _name(line) for line in lines)


def _name(line: str) -> Name:
    if line.startswith("{") and line.endswith("}"):
        return Name(literal=line[1:-1].strip())
    family, comma, rest = line.partition(",")
    if not comma:
        return Name(literal=line)
    given, _, suffix = rest.partition(",")
    if not family.strip() or not given.strip():
        raise ValueError(f"Write names as “Family, Given”, one on each line; {line!r} is not so.")
    parts = family.split()
    count = 0
    while count < len(parts) - 1 and parts[count] in _PARTICLES:
        count += 1
    return Name(
        family=" ".join(parts[count:]),
        given=given.strip(),
        suffix=suffix.strip(),
        non_dropping_particle=" ".join(parts[:count]),
    )


def _date(text: str) -> PartialDate | None:
    if not text:
        return None
    match = _DATE.fullmatch(text)
    year, month, day = (int(each) if each else None for each in match.groups()) if match else (0, None, None)
    good = year and 1000 <= year <= 2200 and (month is None or 1 <= month <= 12)
    if not year or not good or (day is not None and not 1 <= day <= 31):
        raise ValueError("Write the date as 2013, 2013-06 or 2013-06-04.")
    return PartialDate(year, month, day)
