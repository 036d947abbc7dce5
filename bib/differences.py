"""What a source says anew of a reference, and the editor's choice about it, field by field."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from bib.notices import with_notices
from bib.report import Read
from kb.reference import FIELDS, Name, Record, Reference, SourceKind

_LONGEST = 60  # characters of a value as a difference tells it


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A field in which a source's new word differs from what readers see; `origin` says whose that is."""

    field: str
    present: Any
    offered: Any
    origin: SourceKind | None

    def __str__(self) -> str:
        return f"{self.field}: {_said(self.present)} → {_said(self.offered)}"


def differences(record: Record, offered: Reference) -> tuple[Difference, ...]:
    """The fields that a new description would change for readers, in the order of Reference.

    A field that the editor has overridden is not among them: the editor's word stays in any case.
    """
    return tuple(
        Difference(field=name, present=present, offered=new, origin=record.origin(name))
        for name in FIELDS
        if name not in record.overrides
        and (new := getattr(offered, name)) != (present := getattr(record.described, name))
    )


def renewed(record: Record, read: Read, *, keep_out: Collection[str] = ()) -> Record:
    """The reference with its source's new word, notices joined, and the editor's choices kept.

    A field kept out stays as it is for good: its present value becomes the editor's override.
    """
    kept = {
        each.field: each.present for each in differences(record, read.reference) if each.field in keep_out
    }
    whole = replace(
        record,
        described=read.reference,
        source=read.source,
        overrides={**kept, **record.overrides},
    )
    return with_notices(whole, read.notices)


def _said(value: object) -> str:
    if value is None or value in ("", ()):
        return "nothing"
    if isinstance(value, tuple):
        text = "; ".join(each.sort_form if isinstance(each, Name) else str(each) for each in value)
    else:
        text = str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
