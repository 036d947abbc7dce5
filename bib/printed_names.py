"""The people and organisations of a printed reference, in the forms lists of names are printed in."""

import re
from dataclasses import dataclass

from kb.reference import Name

_UPPER = "".join(chr(code) for code in range(0x41, 0x530) if chr(code).isupper())
_LETTER = r"[^\W\d_]"
_DOTTED = rf"[{_UPPER}](?:{_LETTER}{{1,2}})?\."
_INITIALS = (
    rf"(?:{_DOTTED}(?:\s*-?\s*{_DOTTED})*(?:[\s-]*[{_UPPER}](?=\s*[,;&(]|$))?"  # J. K., J.-P., J.K, J-P.
    rf"|[{_UPPER}]-{_DOTTED}"
    rf"|[{_UPPER}](?:[ -]?[{_UPPER}]){{0,3}}(?!{_LETTER}|\.))"  # JK, Y-T, L R
)
_PARTICLE = r"(?:van|von|de|del|della|der|den|la|le|ten|ter|du|di|da|das|dos|do|zu|zur|af|av|t|'t|’t|el|al|y)"
_SUFFIX = r"(?:Jr|Sr|I{2,3}|IV|2nd|3rd)"
_WORD = rf"['’]?{_LETTER}(?:{_LETTER}|['’`´¸.\-]){{0,40}}"
_FAMILY = rf"{_WORD}(?:\s{_WORD}){{0,4}}?"
_INVERTED = re.compile(
    rf"(?P<family>{_FAMILY})(?:\s(?P<inner>{_SUFFIX})\.?)?\s*,\s*(?P<given>{_INITIALS})"
    rf"(?P<after>(?:\s{_PARTICLE}\b)+)?(?:,?\s*(?P<suffix>{_SUFFIX})\b\.?)?"
    rf"(?=\s*(?:[,;&(:…]|\.|$|and\b|et\b|[{_UPPER}]))"
)
_VANCOUVER = re.compile(
    rf"(?P<family>{_FAMILY})(?:\s(?P<inner>{_SUFFIX})\.?)?"
    rf"\s(?P<given>[{_UPPER}]{{1,4}}|[{_UPPER}](?:-[{_UPPER}])+|[{_UPPER}](?:\s[{_UPPER}]){{1,3}}|[{_UPPER}]{_LETTER})"
    rf"(?:,?\s(?P<suffix>{_SUFFIX})\b\.?(?=\s*[,.;]))?(?=\s*(?:[,.;:(&]|$|et\s+al|and\b))"
)
_RUN_ON = re.compile(rf"(?P<family>{_FAMILY})\s(?P<given>[{_UPPER}]{{1,3}})(?=\s+[{_UPPER}])")
_DIRECT = re.compile(
    rf"(?P<given>(?:{_INITIALS}|[{_UPPER}]{_LETTER}+(?:-{_LETTER}+)?)"
    rf"(?:\s*(?:{_INITIALS})|\s[{_UPPER}]{_LETTER}+(?:-{_LETTER}+)?(?=\s)){{0,3}}?)\s*"
    rf"(?P<family>(?:{_PARTICLE}\s){{0,3}}[{_UPPER}](?:{_LETTER}|['’\-]){{1,40}}"
    rf"(?:\s[{_UPPER}]{_LETTER}{{1,40}})??)"
    rf"(?:,?\s(?P<suffix>{_SUFFIX})\.?)?"
)
_GIVEN_IN_FULL = re.compile(
    rf"(?P<family>{_FAMILY})\s*,\s*"
    rf"(?P<given>[{_UPPER}]{_LETTER}+(?:[ -](?:{_INITIALS}|[{_UPPER}]{_LETTER}+)){{0,3}})"
)
_ELISION = re.compile(
    r"\s*(?:[,;&\s]{0,4}(?:\.\s?){3,5}|[\s,;&]{0,4}…|[\s,;&]{0,4}(?:and\s+)?(?:et\.?\s*al\b\.?|and\s+others\b))"
)
_BETWEEN = re.compile(r"[\s,;]*(?:(?P<last>&|and\b|und\b)[\s,]*)?")
_ORGANISATION = re.compile(
    r"\b(?:association|organi[sz]ation|group|team|committee|institutes?|network|consortium|collaborat\w+|"
    r"investigators|council|department|ministry|society|task\s+force|academy|college|university|cent(?:re|er)|"
    r"foundation|agency|office|board|commission|federation|government|union|alliance|service|services|trialists|"
    r"administration|workgroup|panel|bureau|health|press|excellence)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(rf"[{_UPPER}]{{2,8}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """A list of names as read. `elided` says that the list was printed with names left out."""

    names: tuple[Name, ...] = ()
    elided: bool = False
    unread: tuple[str, ...] = ()


@dataclass(slots=True)
class _Cursor:
    """How far a list has been read, and what has been found on the way."""

    names: list[Name]
    unread: list[str]
    elided: bool = False
    end: int = 0

    def take(self, name: Name | None, printed: str, end: int) -> None:
        if name is None:
            self.unread.append(printed.strip(" ,;"))
        else:
            self.names.append(name)
        self.end = end

    def people(self) -> People:
        return People(names=tuple(self.names), elided=self.elided, unread=tuple(self.unread))


def read_names(text: str) -> People | None:
    """Read a text that is all names; None when it is not, or not surely.

    Tried in this order: `Smith, A. B., & Jones, C.`; `Smith AB, Jones C`; `Smith, Anna & Jones, Carl`;
    `Anna Smith & C. Jones`; one organisation.
    """
    text = text.strip(" ,;:&")
    text = text.removesuffix(".") if text.count(".") == 1 or re.search(rf"{_LETTER}{{2}}\.$", text) else text
    if not text:
        return None
    for leading in (_leading_inverted, _leading_vancouver):
        cursor = leading(text)
        rest = text[cursor.end :].strip(" .,;:&")
        if cursor.elided and len(cursor.names) > 1 and len(rest) <= 40 and rest.count(",") <= 1:
            # The last name of an elided list is often a group that was taken for a person.
            cursor.unread += [rest] if rest else []
            rest = ""
        if (cursor.names or cursor.unread) and not rest:
            return cursor.people()
    return (
        _separated(text, _GIVEN_IN_FULL, r"\s*(?:&|;|\band\b)\s*")
        or _one_body(text)
        or _in_direct_order(text)
    )


def leading_names(text: str, *, vancouver: bool) -> tuple[People, str] | None:
    """Read the names a text begins with, and give the rest; None when it begins with none.

    `vancouver` looks for `Smith AB, Jones C.`, else for `Smith, A. B., & Jones, C.`
    """
    cursor = _leading_vancouver(text) if vancouver else _leading_inverted(text)
    rest = re.match(r"\s*[.:]\s*|\s+" if vancouver else r"[\s.:]*", text[cursor.end :])
    if not cursor.names or not rest or not text[cursor.end + rest.end() :]:
        return None
    return cursor.people(), text[cursor.end + rest.end() :]


def _leading_inverted(text: str) -> _Cursor:
    cursor = _Cursor([], [])
    while True:
        if elision := _ELISION.match(text, cursor.end):
            cursor.elided, cursor.end = True, elision.end()
            continue
        between = _BETWEEN.match(text, cursor.end)
        start = between.end() if between else cursor.end
        if person := _INVERTED.match(text, start):
            cursor.take(_person(person), person.group(), person.end())
        elif cursor.names and between and between["last"] and (other := _last_in_direct_order(text[start:])):
            name, length = other
            cursor.take(name, "", start + length)
        elif cursor.names and (body := re.match(r"[^,;&]{4,120}$", text[start:])) and _is_body(body.group()):
            cursor.take(_body(body.group()), "", len(text))
        else:
            return cursor


def _leading_vancouver(text: str) -> _Cursor:
    cursor = _Cursor([], [])
    while True:
        if elision := _ELISION.match(text, cursor.end):
            cursor.elided, cursor.end = True, elision.end()
            return cursor
        between = _BETWEEN.match(text, cursor.end)
        start = between.end() if between else cursor.end
        if cursor.names and start == cursor.end:
            return cursor
        if person := _VANCOUVER.match(text, start):
            cursor.take(_person(person), person.group(), person.end())
        elif len(cursor.names) > 1 and (person := _RUN_ON.match(text, start)):
            cursor.take(_person(person), person.group(), person.end())
            return cursor
        elif cursor.names and (suffix := re.compile(rf"({_SUFFIX})\b\.?(?=\s*[,.])").match(text, start)):
            last = cursor.names.pop()
            cursor.names.append(Name(**_parts(last) | {"suffix": _suffix(suffix[1])}))
            cursor.end = suffix.end()
        elif (
            cursor.names
            and (body := re.match(r"[^,;&.]{4,120}(?=[,.;]|$)", text[start:]))
            and _is_body(body.group())
        ):
            cursor.take(_body(body.group()), "", start + body.end())
        else:
            return cursor


def _separated(text: str, form: re.Pattern[str], separator: str) -> People | None:
    items = [each.strip(" ,") for each in re.split(separator, text)]
    people = [form.fullmatch(each) for each in items if each]
    names = [_person(each) for each in people if each]
    if not names or len(names) < len(people) or None in names:
        return None
    return People(names=tuple(name for name in names if name))


def _in_direct_order(text: str) -> People | None:
    elision = _ELISION.search(text)
    pieces = [text[: elision.start()], text[elision.end() :]] if elision else [text]
    people = [_separated(each, _DIRECT, r"\s*(?:,|&|;|\band\b)\s*") for each in pieces if each.strip(" .,;&")]
    names = tuple(name for each in people if each for name in each.names)
    return People(names=names, elided=bool(elision)) if names and None not in people else None


def _last_in_direct_order(text: str) -> tuple[Name, int] | None:
    person = re.match(
        rf"(?P<given>{_INITIALS})\s*(?P<family>[{_UPPER}](?:{_LETTER}|['’\-]){{1,40}})(?=\s*(?:[,(.]|$))",
        text,
    )
    name = _person(person) if person else None
    return (name, person.end()) if person and name else None


def _one_body(text: str) -> People | None:
    if (
        len(text.split()) > 14
        or re.search(r"[.?!:]\s", text)
        or not (_is_body(text) or _ACRONYM.fullmatch(text))
    ):
        return None
    return People(names=(_body(text),))


def _is_body(text: str) -> bool:
    words = re.findall(rf"{_LETTER}[\w'’-]*", text)
    capital = [word for word in words if word[0].isupper()]
    small = [word for word in words if word[0].islower() and len(word) > 3]
    opens_a_sentence = words[:1] and words[0] in {"In", "At", "By", "For", "From", "As", "On", "A", "An"}
    return bool(_ORGANISATION.search(text)) and len(capital) > 1 and not small and not opens_a_sentence


def _body(text: str) -> Name:
    return Name(literal=text.strip(" ,;&"))


def _person(match: re.Match[str]) -> Name | None:
    """The name a pattern found; None when its family part cannot be one."""
    parts = match.groupdict()
    words = parts["family"].split()
    particle = []
    while len(words) > 1 and words[0].lstrip("'’")[:1].islower():
        particle.append(words.pop(0))
    family = " ".join(words)
    if parts.get("after"):
        particle = [*parts["after"].split(), *particle]
    suffix = parts.get("suffix") or parts.get("inner") or ""
    if not _credible(family):
        return None
    return Name(
        family=family,
        given=_spaced(parts["given"]),
        non_dropping_particle=" ".join(particle),
        suffix=_suffix(suffix),
    )


def _credible(family: str) -> bool:
    # A letter alone, a full stop within (but St. John) or a sign no name has come of a mangled list.
    plain = family.removeprefix("St. ")
    return (
        len(re.findall(_LETTER, plain)) > 1
        and all(each.isalpha() or each in "'’- " for each in plain)
        and not plain.islower()
        and not re.match(rf"{_LETTER}\s", plain)
        and not re.fullmatch(
            r"(?:[\w\s]*\s)?(?:team|group|committee|consortium|investigators|network)", plain, re.I
        )
    )


def _spaced(given: str) -> str:
    """Given names with initials as `J. K.`; names in full stay as they are."""
    if not re.fullmatch(_INITIALS, given):
        return re.sub(r"(?<=\.)(?=[^\W\d_])", " ", given)
    letters = re.findall(rf"(-?)\s*([{_UPPER}])({_LETTER}{{0,2}}(?=\.))?", re.sub(r"\s*-\s*", "-", given))
    return "".join(("-" if hyphen else " ") + letter + rest + "." for hyphen, letter, rest in letters).strip()


def _suffix(printed: str) -> str:
    return f"{printed}." if printed in {"Jr", "Sr"} else printed


def _parts(name: Name) -> dict[str, str]:
    return {
        "family": name.family,
        "given": name.given,
        "non_dropping_particle": name.non_dropping_particle,
        "literal": name.literal,
    }
