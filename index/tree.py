"""What a reader's query means: a tree of plain values that names no engine."""

from dataclasses import dataclass
from typing import Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write what is looked for: a word, or several in a row.

    Each word of a `wide` form stands for its whole family (endings, British and American spelling).
    """

    words: tuple[str, ...]
    wide: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Forms that count as one word. `covers` is the number of typed words it stands for.

    `field` names the one text field to look in; None means all that are searched by default.
    """

    forms: tuple[Form, ...]
    field: str | None = None
    covers: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """All words that begin so, counting as one word."""

    stem: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Years:
    """A document whose study was published in these years, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Exact:
    """A document with exactly this DOI, citation key, topic (slug) or research type (slug)."""

    kind: Literal["doi", "key", "topic", "type"]
    value: str


@dataclass(frozen=True, slots=True)
class Everything:
    """Every document."""


@dataclass(frozen=True, slots=True)
class Not:
    """Every document but those the child finds."""

    child: "Tree"


@dataclass(frozen=True, slots=True, kw_only=True)
class All:
    """Documents that have all `required` and nothing `excluded`; the `optional` only rank.

    `times` tells how often each of the required was typed; empty when each was typed once.
    """

    required: tuple["Tree", ...]
    optional: tuple["Tree", ...] = ()
    excluded: tuple["Tree", ...] = ()
    times: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Some:
    """As All, but one of the `wanted` is enough; who has more of them stands first."""

    wanted: tuple["Tree", ...]
    optional: tuple["Tree", ...] = ()
    excluded: tuple["Tree", ...] = ()
    times: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighted:
    """What the child finds, its scores multiplied by `weight`."""

    child: "Tree"
    weight: float


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that any child finds; the scores add up. Without children: no document."""

    children: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Documents that any child finds: readings of the same words, so the best score counts."""

    children: tuple["Tree", ...]


Tree: TypeAlias = Group | Prefix | Years | Exact | Everything | Not | All | Some | Weighted | AnyOf | Either


def loosened(tree: Tree) -> Tree:
    """The tree with any of its words being enough, where all were asked for. What is excluded stays so."""
    match tree:
        case All(required=required) if required != (Everything(),):
            return Some(
                wanted=tuple(map(loosened, required)),
                optional=tree.optional,
                excluded=tree.excluded,
                times=tree.times,
            )
        case AnyOf(children):
            return AnyOf(tuple(map(loosened, children)))
        case Either(children):
            return Either(tuple(map(loosened, children)))
        case _:
            return tree


def sought(tree: Tree) -> tuple[Group | Prefix, ...]:
    """The groups a match is due to, in order: what a highlight marks."""
    match tree:
        case Group() | Prefix():
            return (tree,)
        case All(required=children) | Some(wanted=children) | AnyOf(children) | Either(children):
            return tuple(dict.fromkeys(each for child in children for each in sought(child)))
        case Weighted(child):
            return sought(child)
        case _:
            return ()
