"""What became of an import: every item of the input once, each with its line."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from kb.identifiers import DOI
from kb.reference import Notice, Reference, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One reference read from a file: its values, where it stood and the key it bore there."""

    reference: Reference
    source: Source
    line: int | None = None
    citekey: str | None = None
    notices: tuple[Notice, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One item that could not be taken in, where it stood and why."""

    input: str
    reason: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file's references in order, and what in it could not be read."""

    items: tuple[Read, ...]
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A work that a reference may be, and what keeps it from being taken for it unasked."""

    doi: DOI
    title: str
    why_not: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of an import that was not refused; `candidates` are the works it may be, best first."""

    kind: Literal["summary", "reference"]
    id: str | None
    title: str
    input: str
    line: int | None = None
    reason: str | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(slots=True)
class Report:
    """The account of one import. The lists together hold every item of the input once."""

    added: list[Item] = field(default_factory=list)
    updated: list[Item] = field(default_factory=list)
    unchanged: list[Item] = field(default_factory=list)
    duplicate: list[Item] = field(default_factory=list)
    queued: list[Item] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """The report as the plain data that `--json` prints; `candidates` only where there are any."""
        plain: dict[str, list[dict[str, Any]]] = asdict(self)
        for items in plain.values():
            for item in items:
                if not item.get("candidates", True):
                    del item["candidates"]
        return plain


def joined(reports: Iterable[Report]) -> Report:
    """The accounts of several files as one."""
    whole = Report()
    for report in reports:
        whole.added += report.added
        whole.updated += report.updated
        whole.unchanged += report.unchanged
        whole.duplicate += report.duplicate
        whole.queued += report.queued
        whole.refused += report.refused
    return whole
