"""Are these the same people, journal, book and place in it? The rest of a description compared."""

import re
from collections.abc import Iterator
from dataclasses import replace

from anyascii import anyascii
from rapidfuzz import fuzz

from bib.likeness import Grade, Likeness, one_form, plain_words, slipped
from kb.reference import Name, PartialDate, Reference

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "ß": "ss"})
_SMALL = frozenset(
    {
        *("a", "an", "and", "de", "del", "der", "des", "di", "du", "et", "for", "fur", "in", "la", "le"),
        *("of", "on", "the", "to", "und", "y", "zur"),
    }
)
_ONE_LETTER = {"j": "journal", "z": "zeitschrift", "n": "new", "u": "united", "s": "states"}
_LONGEST_CONTRACTION = 5  # letters: natl, intl, dtsch; longer ones (`social`) are words of their own
_IN_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_SAME_PUBLISHER = 80  # RapidFuzz's token set ratio: `Guilford`, `The Guilford Press`
_LEAST_OF_A_HEAD = 4  # words: `Adm Policy Ment Health` heads a longer title
_ALMOST = 0.93  # a ratio above it is one name with a misprint, below it may be another journal


def compare_years(one: PartialDate | None, other: PartialDate | None) -> Likeness:
    """Compare years; neighbours are NEAR, as a work may be dated online and again in print."""
    if one is None or other is None:
        grade = Grade.SILENT if one is other else Grade.UNSAID
        return Likeness(grade, 0.5, "a year is missing")
    apart = abs(one.year - other.year)
    if apart == 0:
        return Likeness(Grade.SAME, 1.0)
    reason = f"the years differ ({one.year}, {other.year})"
    return Likeness(Grade.NEAR if apart == 1 else Grade.DIFFERENT, 0.5 if apart == 1 else 0.0, reason)


def compare_first_names(one: tuple[Name, ...], other: tuple[Name, ...]) -> Likeness:
    """Compare the first author (or editor) by family name and initials."""
    if not one or not other:
        grade = Grade.SILENT if one == other else Grade.UNSAID
        return Likeness(grade, 0.5, "a first author is missing")
    if one[0].literal or other[0].literal:
        return _compare_bodies(one[0], other[0])
    family = _compare_families(one[0], other[0])
    if family.grade is Grade.DIFFERENT:
        return family
    mine, others = _initials(one[0]), _initials(other[0])
    if not mine or not others or mine.startswith(others) or others.startswith(mine):
        return family
    reason = f"the first authors' initials differ ({mine}, {others})"
    if mine[0] == others[0] or mine.endswith(others) or others.endswith(mine):
        return Likeness(Grade.NEAR, 0.7, reason)
    return Likeness(Grade.DIFFERENT, 0.3, reason)


def compare_containers(one: Reference, other: Reference) -> Likeness:
    """Compare journals or books by their full and abbreviated titles.

    An abbreviation agrees with a title whose words its words begin or contract, small words aside
    (ISO 4: at least two letters go).
    """
    mine = [each for each in (one.container_title, one.container_title_short) if each]
    others = [each for each in (other.container_title, other.container_title_short) if each]
    if not mine or not others:
        if not mine and not others:
            return Likeness(Grade.SILENT, 0.5)
        return Likeness(Grade.UNSAID, 0.5, "only one of the two names a journal or book")
    likenesses = [_compare_container(here, there) for here in mine for there in others]
    order = (Grade.SAME, Grade.NEAR, Grade.DIFFERENT)
    return min(likenesses, key=lambda each: (order.index(each.grade), -each.score))


def compare_publishers(one: Reference, other: Reference) -> Likeness:
    """Compare publishers, which stand in for the container of a book or report."""
    if not one.publisher or not other.publisher:
        return Likeness(Grade.SILENT, 0.5)
    mine, others = (" ".join(plain_words(each)) for each in (one.publisher, other.publisher))
    score = fuzz.token_set_ratio(mine, others)
    if score >= _SAME_PUBLISHER:
        return Likeness(Grade.SAME, score / 100)
    return Likeness(
        Grade.NEAR, score / 100, f"the publishers differ ({one.publisher[:60]}, {other.publisher[:60]})"
    )


def compare_places(one: Reference, other: Reference) -> Likeness:
    """Compare where in its container a work stands: first page or article number, and volume.

    SAME needs the page or number (of a book, an ISBN); an agreeing volume alone is NEAR.
    """
    if one.type == other.type == "book" and one.isbn and other.isbn:
        if set(one.isbn) & set(other.isbn):
            return Likeness(Grade.SAME, 1.0)
        return Likeness(Grade.UNSAID, 0.5)  # an edition on paper and its e-book have an ISBN each
    volumes = volume_number(one), volume_number(other)
    if all(volumes) and volumes[0] != volumes[1]:
        return Likeness(Grade.DIFFERENT, 0.0, f"the volumes differ ({one.volume}, {other.volume})")
    mine, others = first_pages(one), first_pages(other)
    if mine and others:
        if mine & others:
            return Likeness(Grade.SAME, 1.0)
        return Likeness(Grade.DIFFERENT, 0.0, f"the pages differ ({min(mine)}, {min(others)})")
    return Likeness(Grade.NEAR if all(volumes) else Grade.UNSAID, 0.5)


def volume_number(reference: Reference) -> str:
    """The number in a volume: `16` for `16 Suppl 1`; empty when there is none."""
    found = re.search(r"[0-9]+", reference.volume or "")
    return found.group().lstrip("0") if found else ""


def first_pages(reference: Reference) -> set[str]:
    """Where a work begins, by its first page, its article number or both; `e1114` is `1114`."""
    first = re.split(r"[-–,;\s]", reference.page or "", maxsplit=1)[0]
    found = (each.lower().removeprefix("e").lstrip("0") for each in (first, reference.number or ""))
    return {each for each in found if each}


def abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """True when each word of a container's title is, begins or contracts that of another, in order."""
    return (
        len(short) == len(long)
        and bool(short)
        and all(_abbreviates(*pair) for pair in zip(short, long, strict=True))
    )


def _abbreviates(short: str, long: str) -> bool:
    if short == long or one_form(short) == one_form(long):
        return True
    if len(short) == 1:
        return _ONE_LETTER.get(short) == long.rstrip("s") or _ONE_LETTER.get(short) == long
    if any(each.isdigit() for each in short + long):
        return False
    if len(long) - len(short) < 2:
        return False
    if long.startswith(short):
        return True
    contracted = 3 <= len(short) <= _LONGEST_CONTRACTION and (short[0], short[-1]) == (long[0], long[-1])
    letters = iter(long)
    return contracted and all(each in letters for each in short)


def _compare_container(one: str, other: str) -> Likeness:
    mine, others = _container_words(one), _container_words(other)
    score = fuzz.ratio(" ".join(mine), " ".join(others)) / 100
    if abbreviates(mine, others) or abbreviates(others, mine):
        return Likeness(Grade.SAME, 1.0)
    bare_mine, bare_others = (_container_words(_IN_BRACKETS.sub("", each)) for each in (one, other))
    # `Addiction (Abingdon, England)` is Addiction; two different places are two journals.
    if not (_IN_BRACKETS.search(one) and _IN_BRACKETS.search(other)) and (
        abbreviates(bare_mine, bare_others) or abbreviates(bare_others, bare_mine)
    ):
        return Likeness(Grade.SAME, 1.0)
    reason = f"the journals or books differ ({one[:80]}, {other[:80]})"
    for longer, shorter in ((one, bare_others), (other, bare_mine)):
        head, colon, _ = longer.partition(":")
        words = _container_words(_IN_BRACKETS.sub("", head))
        if colon and (abbreviates(shorter, words) or abbreviates(words, shorter)):
            return Likeness(Grade.NEAR, 0.9, reason)
    for short, long in ((mine, others), (others, mine)):
        if _LEAST_OF_A_HEAD <= len(short) < len(long) and abbreviates(short, long[: len(short)]):
            return Likeness(Grade.NEAR, 0.9, reason)
        if len(short) == 1 and len(long) > 2 and short[0] == "".join(word[0] for word in long):
            return Likeness(Grade.NEAR, 0.8, reason)
    return Likeness(
        Grade.NEAR if score >= _ALMOST and len(mine) == len(others) else Grade.DIFFERENT, score, reason
    )


def _container_words(text: str) -> tuple[str, ...]:
    return tuple(word for word in plain_words(text) if word not in _SMALL) or plain_words(text)


def _compare_families(one: Name, other: Name) -> Likeness:
    mine, others = set(_families(one)), set(_families(other))
    if mine & others:
        return Likeness(Grade.SAME, 1.0)
    reason = f"the first authors differ ({one.sort_form[:60]}, {other.sort_form[:60]})"
    if any(slipped(here, there) for here in mine for there in others):
        return Likeness(Grade.NEAR, 0.9, reason)
    here, there = set(plain_words(one.family)), set(plain_words(other.family))
    if here and there and (here <= there or there <= here):  # one of two surnames
        return Likeness(Grade.NEAR, 0.8, reason)
    score = max((fuzz.ratio(x, y) / 100 for x in mine for y in others), default=0.0)
    return Likeness(Grade.DIFFERENT, min(score, 0.5), reason)


def _families(name: Name) -> Iterator[str]:
    """The family name, squeezed, with and without its particles and umlauts written out."""
    for particle in ("", name.non_dropping_particle, name.dropping_particle):
        whole = f"{particle} {name.family}"
        yield "".join(plain_words(whole))
        yield "".join(plain_words(whole.lower().translate(_GERMAN)))
    # Some sources write the particle as part of the name: `van der Berg`.
    bare = re.sub(
        r"^(?:(?:van|von|der|den|de|del|della|di|da|du|la|le|el|al|ter|ten)\s+)+", "", name.family.lower()
    )
    yield "".join(plain_words(bare))
    yield "".join(plain_words(bare.translate(_GERMAN)))


def _initials(name: Name) -> str:
    return replace(name, given=anyascii(name.given)).initials


def _compare_bodies(one: Name, other: Name) -> Likeness:
    mine, others = (plain_words(each.literal or f"{each.given} {each.family}") for each in (one, other))
    if mine == others or (mine[:1] == ("the",) and mine[1:] == others) or others == ("the", *mine):
        return Likeness(Grade.SAME, 1.0)
    reason = f"the first authors differ ({one.sort_form[:60]}, {other.sort_form[:60]})"
    part = mine[: len(others)] == others or others[: len(mine)] == mine or set(mine) == set(others)
    acronym = any(
        len(short) == 1 and len(long) > 1 and short[0] in {_acronym(long), _acronym(_without_small(long))}
        for short, long in ((mine, others), (others, mine))
    )
    if mine and others and (part or acronym):
        return Likeness(Grade.NEAR, 0.8, reason)
    return Likeness(Grade.DIFFERENT, 0.0, reason)


def _acronym(words: tuple[str, ...]) -> str:
    return "".join(word[0] for word in words)


def _without_small(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in _SMALL)
