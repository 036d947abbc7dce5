"""Two people on one reference: what each has, field by field, for the second to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from flask import flash, render_template
from werkzeug.wrappers import Response

from bib.side_by_side import Segments, word_changes
from bib.typed_whole import whole_fields, whole_reference
from kb.conflicts import Divergence, divergences
from kb.errors import Outdated
from kb.reading import Reader
from kb.reference import FIELDS, Record, Reference
from kb.serial import readable
from web.access import current_editor
from web.language import gettext
from web.reference_desk import refused, seen_version, to_reference
from web.wording import field_label, work_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Contested:
    """A field that two people have differently: as each has it, in words and as it is typed."""

    name: str
    label: str
    changed_by: str
    theirs: Segments
    mine: Segments
    theirs_typed: str
    mine_typed: str


def conflict_page(
    read: Reader, present: Record, typed: Mapping[str, str], outdated: Outdated
) -> tuple[str, int] | Response:
    """What I typed beside what was saved meanwhile; where nothing of mine is at stake, the way back.

    Raises BadFields when what I typed cannot be read.
    """
    before = _seen(read, present)
    mine = whole_reference(before or present.reference, typed)
    if mine == before:
        return refused(present.citekey, outdated)
    found = divergences(FIELDS, before, present.reference, mine)
    if not found:
        own = outdated.by == current_editor().name  # a button pressed twice
        flash(gettext("Saved.") if own else gettext("Somebody else saved just the same meanwhile."))
        return to_reference(present.citekey)
    page = render_template(
        "desk/reference_conflict.html",
        record=present,
        title=work_title(present.reference),
        seen=read.version("reference", present.id),
        by=outdated.by,
        rows=[_contested(each, present.reference, mine) for each in found],
    )
    return page, HTTPStatus.CONFLICT


def _seen(read: Reader, present: Record) -> Reference | None:
    """The reference as it was when the form was made; None when the form does not say."""
    change = read.change(seen_version())
    if change is None or change.entity != present.id or change.after is None:
        return None
    record = readable(change.after, Record)
    return record.reference if record else None


def _contested(each: Divergence, present: Reference, mine: Reference) -> Contested:
    theirs_typed, mine_typed = whole_fields(present)[each.field], whole_fields(mine)[each.field]
    theirs, own = word_changes(theirs_typed, mine_typed)
    return Contested(
        name=each.field,
        label=field_label(each.field),
        changed_by=each.changed_by,
        theirs=theirs,
        mine=own,
        theirs_typed=theirs_typed,
        mine_typed=mine_typed,
    )
