"""Crossref's contributors as names: people in parts, organisations whole."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bib.capitals import calm_given, calm_name
from bib.markup import plain
from bib.words import words
from kb.reference import Name

_PARTICLES = words("particles")
_GENERATION = re.compile(r"[\s,]+(Jr|Sr|Jnr|Snr|II|III|IV|2nd|3rd)\.?$", re.IGNORECASE)
# Degrees and honours stand in many suffixes; no citation prints them.
_DEGREE = re.compile(
    r"(?i)\b(?:ph\.?\s?d|m\.?d|m\.?sc|b\.?sc|m\.?a|b\.?a|psy\.?d|ed\.?d|dr|prof|rn|mph|fr\w{2,4})\b\.?"
)
_WRITTEN_OUT = re.compile(r"[^\W\d_][\w'’-]+(?: [^\W\d_]\.)+ [^\W\d_][\w'’-]+")


def to_names(contributors: object) -> tuple[Name, ...]:
    """The names of a list of Crossref contributors, in its order; anything else is no name."""
    if not isinstance(contributors, list):
        return ()
    return tuple(name for each in contributors if isinstance(each, Mapping) for name in _names(each))


def _names(contributor: Mapping[str, Any]) -> Iterator[Name]:
    family, given, whole, suffix = (_text(contributor, key) for key in ("family", "given", "name", "suffix"))
    if family and given:
        yield _person(family, given, suffix)
    elif family or given:
        yield from _undivided(family or given, suffix)
    elif whole:
        yield Name(literal=whole)


def _person(family: str, given: str, suffix: str = "") -> Name:
    family, in_family = _without_generation(family)
    given, in_given = _without_generation(given)
    given, dropping = _particles_after(given)
    particle, family = _particles_before(family)
    shouted = calm_name(family) != family
    return Name(
        family=calm_name(family),
        given=calm_given(given) if shouted else given,
        non_dropping_particle=particle,
        dropping_particle=dropping,
        suffix=_generation(suffix) or in_family or in_given,
    )


def _undivided(text: str, suffix: str) -> Iterator[Name]:
    """A name deposited as one piece: divided only where an initial in the middle shows how."""
    people = text.split(", ")
    if all(_WRITTEN_OUT.fullmatch(each) for each in people):
        for each in people:
            given, _, family = each.rpartition(" ")
            yield _person(family, given, suffix)
    elif " " in text:
        yield Name(literal=text)
    else:
        yield Name(family=calm_name(text), suffix=_generation(suffix))


def _particles_before(family: str) -> tuple[str, str]:
    parts = family.split(" ")
    count = 0
    while count < len(parts) - 1 and parts[count] in _PARTICLES:
        count += 1
    return " ".join(parts[:count]), " ".join(parts[count:])


def _particles_after(given: str) -> tuple[str, str]:
    parts = given.split(" ")
    count = len(parts)
    while count > 1 and parts[count - 1] in _PARTICLES - {"y"}:
        count -= 1
    return " ".join(parts[:count]), " ".join(parts[count:])


def _without_generation(text: str) -> tuple[str, str]:
    match = _GENERATION.search(text)
    return (text[: match.start()], _generation(match[1])) if match else (text, "")


def _generation(suffix: str) -> str:
    text = " ".join(_DEGREE.sub("", suffix).replace(",", " ").split()).strip(". ")
    if text.lower() in {"jr", "jnr", "sr", "snr"}:
        return f"{text[0].upper()}r."
    return text


def _text(contributor: Mapping[str, Any], key: str) -> str:
    value = contributor.get(key)
    return plain(value) if isinstance(value, str) else ""
