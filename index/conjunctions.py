"""Words typed side by side -> one tree: their groups, the rings they name, what must match and what ranks."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TypeAlias

from index.analysis import Compound, fold
from index.synonyms import Rings
from index.tree import All, AnyOf, Either, Everything, Exact, Form, Group, Tree
from kb.ids import slugify

FUNCTION_WORDS = frozenset(
    word
    for line in files("index").joinpath("function_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
)

_ABBREVIATION = re.compile(r"[A-Z]{2,5}s?")
_WITH_RINGS = {None, "title", "topic", "type"}


@dataclass(frozen=True, slots=True)
class Plain:
    """A word typed without quotes, star or operator: it may be part of a ring's form."""

    typed: str
    compound: Compound
    field: str | None


Item: TypeAlias = Plain | Tree | None  # None: an operator stood here, so no ring spans it


def conjunction(
    items: Sequence[Item], excluded: Sequence[Tree], rings: Rings, has_lower: bool
) -> Tree | None:
    """The tree of items that are all wanted; None when there is nothing to look for.

    `has_lower` tells that the query has small letters, so that WHO in it is a name.
    """
    required: list[Tree] = []
    optional: list[Tree] = []
    at = 0
    while at < len(items):
        item = items[at]
        at += 1
        if isinstance(item, Plain):
            run = _run(items[at - 1 :])
            count, forms = _match(run, rings)
            if count > 1:
                together = Group(forms=tuple(map(Form, forms)), field=item.field, covers=count)
                required.append(Either((together, _apart(run[:count], has_lower))))
                at += count - 1
            elif item.field is None and not forms and is_function_word(item.typed, has_lower):
                optional.append(_group(item))
            else:
                required.append(_group(item, forms))
        elif item is not None:
            required.append(item)
    return _all(required, optional, excluded)


def is_function_word(typed: str, has_lower: bool) -> bool:
    """True for a word that ranks but need not match. WHO or IT in the midst of small letters is a name."""
    name = has_lower and len(typed) > 1 and typed.isupper()
    return not name and fold(typed) in FUNCTION_WORDS


def topic_or_type(plain: Plain, rings: Rings) -> Tree:
    """A word asked of the topics or research types: their slug, or a word of their label."""
    _, forms = _match([plain], rings)
    return Either((named(str(plain.field), plain.typed), _group(plain, forms)))


def named(field: str, typed: str) -> Exact:
    """The topic or research type whose slug was typed."""
    return Exact("topic" if field == "topic" else "type", slugify(typed))


def _match(run: Sequence[Plain], rings: Rings) -> tuple[int, tuple[tuple[str, ...], ...]]:
    if run[0].field not in _WITH_RINGS:
        return 0, ()
    return rings.match([(each.typed, each.compound) for each in run])


def _run(items: Sequence[Item]) -> list[Plain]:
    """The plain words of one field that the items begin with."""
    run: list[Plain] = []
    for item in items:
        if not isinstance(item, Plain) or (run and item.field != run[0].field):
            break
        run.append(item)
    return run


def _apart(run: Sequence[Plain], has_lower: bool) -> Tree:
    """The words of a ring's form each by itself: widening must not lose a document that has them."""
    function = [is_function_word(each.typed, has_lower) for each in run]
    required: list[Tree] = [_group(each) for each, is_one in zip(run, function, strict=True) if not is_one]
    optional: list[Tree] = [_group(each) for each, is_one in zip(run, function, strict=True) if is_one]
    return _all(required, optional, ()) or AnyOf(())


def _group(plain: Plain, ring: tuple[tuple[str, ...], ...] = ()) -> Group:
    parts = tuple(word for word, _, _ in plain.compound.parts)
    wide = plain.field != "author"
    if wide and _ABBREVIATION.fullmatch(plain.typed):
        singular = parts[0].removesuffix("s") if plain.typed.endswith("s") else parts[0]
        forms = [Form((singular,), wide=False), Form((singular + "s",), wide=False)]
    else:
        forms = [Form(parts, wide)]
    if plain.compound.joined:
        forms.append(Form((plain.compound.joined,), wide))
    return Group(forms=tuple(dict.fromkeys(forms + [Form(words) for words in ring])), field=plain.field)


def _all(required: Sequence[Tree], optional: Sequence[Tree], excluded: Sequence[Tree]) -> Tree | None:
    if not required:
        required, optional = optional, ()
    if not required and not excluded:
        return None
    typed = Counter(required) or {Everything(): 1}
    needed = tuple(typed)
    if len(needed) == 1 and not optional and not excluded:
        return needed[0]
    return All(
        required=needed,
        optional=tuple(dict.fromkeys(optional)),
        excluded=tuple(dict.fromkeys(excluded)),
        times=tuple(typed.values()) if len(needed) < len(required) else (),
    )
