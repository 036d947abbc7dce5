"""One summary or reference in three states: as two people found it, and as each of them left it."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from kb.summary import Summary

# What an editor types. How far a summary has come is decided apart.
CONTENT = (
    "title",
    "slug",
    "month",
    "citations",
    "body",
    "implications",
    "topics",
    "research_type",
    "contact",
    "remarks",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """A field in which two versions differ: as it was before both, as they have it, as I have it."""

    field: str
    before: Any
    theirs: Any
    mine: Any

    @property
    def changed_by(self) -> Literal["them", "me", "both"]:
        """Who changed it from what it was."""
        if self.before == self.mine:
            return "them"
        return "me" if self.before == self.theirs else "both"


def divergences(
    fields: Iterable[str], before: object | None, theirs: object, mine: object
) -> tuple[Divergence, ...]:
    """The fields in which two versions differ; without the version before, all by both."""
    return tuple(
        Divergence(
            field=name,
            before=getattr(before, name) if before else None,
            theirs=getattr(theirs, name),
            mine=getattr(mine, name),
        )
        for name in fields
        if getattr(theirs, name) != getattr(mine, name)
    )


def put_together(theirs: Summary, mine: Summary, from_theirs: Container[str]) -> Summary:
    """My text, but for the fields that are taken from theirs; how far it has come is theirs to say."""
    return replace(theirs, **{name: getattr(mine, name) for name in CONTENT if name not in from_theirs})
