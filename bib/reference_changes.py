"""An editor's word and the source's: overriding a field, taking it back, and taking a new word over."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bib.notices import with_notices
from bib.report import Read
from kb.reference import FIELDS, Record, Reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A field in which Crossref's word differs from what readers see; `own` when that is the editor's."""

    field: str
    present: Any
    offered: Any
    own: bool


def edited(record: Record, reference: Reference) -> Record:
    """The record that reads as an editor wrote it: their word stands where it differs from the source's."""
    return replace(record, overrides=_differing(record.described, reference))


def given_back(record: Record, name: str) -> Record:
    """The record with its source's word in a field again."""
    return replace(record, overrides={each: v for each, v in record.overrides.items() if each != name})


def offers(record: Record, read: Read) -> tuple[Offer, ...]:
    """The fields that taking over Crossref's whole word would change for readers, the editor's own too."""
    present, new = record.reference, read.reference
    return tuple(
        Offer(
            field=name,
            present=getattr(present, name),
            offered=getattr(new, name),
            own=name in record.overrides,
        )
        for name in FIELDS
        if getattr(present, name) != getattr(new, name)
    )


def taken_over(record: Record, read: Read, take: Collection[str]) -> Record:
    """The record with Crossref as its source and its notices; fields not taken stay, as the editor's word."""
    kept = {each.field: each.present for each in offers(record, read) if each.field not in take}
    renewed = replace(record, described=read.reference, source=read.source, overrides=kept)
    return with_notices(renewed, read.notices)


def _differing(one: Reference, other: Reference) -> Mapping[str, Any]:
    return {name: value for name in FIELDS if (value := getattr(other, name)) != getattr(one, name)}
