"""Whether the people of a reference are written so that citations come out right."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bib.capitals import calm_given, calm_name
from bib.integrity_text import marked_up
from bib.markup import plain
from bib.printed_names import read_names
from bib.remarks import Remark, Severity
from kb.reference import Name, Reference

_ROLES = ("author", "editor", "translator")
_PARTS = ("family", "given", "suffix", "literal")
_NOBODY = re.compile(r"(?:anon(?:ymous)?|unknown|n/?a|no authors?(?: listed)?|none)\.?", re.IGNORECASE)
_OTHERS = re.compile(r"(?:and\s+)?(?:et\.? al|others|u\. ?a)\.?", re.IGNORECASE)
_SEVERAL = re.compile(r";|,.*(?:&| and )")
_PERSON = re.compile(r"(?P<family>[^\W\d_][\w'’ -]*), (?P<given>[^\W\d_][\w.' ’-]{0,30})")
_OF_FIRMS = re.compile(r"(?:inc|ltd|llc|corp|co|gmbh|plc)\.?", re.IGNORECASE)
_DEGREE = re.compile(r",?\s*\b(?:Ph\.?\s?D|Psy\.?D|Ed\.?D|M\.?P\.?H|M\.?Sc|(?<=, )M\.?D)\b\.?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[\s-]?){1,4}|[A-Z]")
_WITHOUT_PEOPLE = frozenset({"webpage", "dataset", "periodical", "document", "post-weblog"})


def name_remarks(reference: Reference) -> Iterator[Remark]:
    """What is wrong with authors, editors and translators."""
    if reference.type not in _WITHOUT_PEOPLE and not reference.first_names():
        yield Remark(code="no-people", field="author", severity=Severity.WARNING)
    for role in _ROLES:
        names: tuple[Name, ...] = getattr(reference, role)
        for place, name in enumerate(names):
            for code, severity, better in _faults(name):
                mend = {} if better is None else {role: (*names[:place], *better, *names[place + 1 :])}
                yield Remark(
                    code=code, field=role, severity=severity, told={"name": name.sort_form}, mend=mend
                )
        if twice := next((each for place, each in enumerate(names) if each in names[:place]), None):
            yield Remark(
                code="name-twice",
                field=role,
                severity=Severity.WARNING,
                told={"name": twice.sort_form},
                mend={role: tuple(dict.fromkeys(names))},
            )


def _faults(name: Name) -> Iterator[tuple[str, Severity, tuple[Name, ...] | None]]:
    """What is wrong with a name, and the names that should stand in its place if that can be told."""
    whole = name.literal or name.family
    if _OTHERS.fullmatch(whole):
        yield "name-others", Severity.ERROR, ()
    elif not name.given and _NOBODY.fullmatch(whole):
        yield "name-nobody", Severity.HINT, ()
    elif (plainly := _part_by_part(name)) != name:
        yield "name-markup", Severity.ERROR, (plainly,)
    elif (bare := _without_degrees(name)) != name:
        yield "name-degree", Severity.WARNING, (bare,)
    elif name.literal:
        yield from _organisation(name)
    else:
        yield from _person(name)


def _organisation(name: Name) -> Iterator[tuple[str, Severity, tuple[Name, ...] | None]]:
    people = read_names(name.literal) if _SEVERAL.search(name.literal) else None
    if people and len(people.names) > 1:
        yield "name-several", Severity.WARNING, people.names
    elif ";" in name.literal:
        yield "name-several", Severity.WARNING, None
    elif (person := _PERSON.fullmatch(name.literal)) and not _OF_FIRMS.fullmatch(person["given"]):
        yield "name-whole", Severity.WARNING, (Name(family=person["family"], given=person["given"]),)


def _person(name: Name) -> Iterator[tuple[str, Severity, tuple[Name, ...] | None]]:
    if re.search(r"[0-9,;@]", name.family + name.given):
        yield "name-odd", Severity.WARNING, None
    elif _INITIALS.fullmatch(name.family) and len(name.given) > 3 and not _INITIALS.fullmatch(name.given):
        yield "name-turned", Severity.WARNING, (replace(name, family=name.given, given=name.family),)
    elif len(name.family) > 3 and (calm := calm_name(name.family)) != name.family:
        yield "name-capitals", Severity.WARNING, (replace(name, family=calm, given=calm_given(name.given)),)
    elif not name.given:
        yield "name-without-given", Severity.HINT, None


def _part_by_part(name: Name) -> Name:
    changes = {part: plain(text) for part in _PARTS if marked_up(text := getattr(name, part))}
    return replace(name, **changes) if changes else name


def _without_degrees(name: Name) -> Name:
    bare = {part: _DEGREE.sub("", text) for part in _PARTS if _DEGREE.search(text := getattr(name, part))}
    return replace(name, **{part: text.strip() for part, text in bare.items()}) if bare else name
