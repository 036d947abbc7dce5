"""Two versions of a summary, as an editor compares them and chooses field by field."""

from dataclasses import dataclass
from typing import Any, Literal

from flask import render_template, request
from markupsafe import Markup

from kb.conflicts import CONTENT, Divergence, divergences
from kb.reading import Reader
from kb.summary import Citation, Summary
from kb.vocabulary import TermKind
from kb.working_copies import WorkingCopy
from web.access import current_editor
from web.language import gettext, marked
from web.summary_form import version_of
from web.word_differences import word_differences
from web.wording import month_words, one_line

_LABELS = {
    "title": marked("Title"),
    "slug": marked("Address"),
    "month": marked("Month"),
    "citations": marked("Studies"),
    "body": marked("Text"),
    "implications": marked("Practice implications"),
    "topics": marked("Topics"),
    "research_type": marked("Research type"),
    "contact": marked("Contact"),
    "remarks": marked("Remarks of the import"),
}


_OF_THE_FORM = {"csrf_token", "seen", "then", "kept", "unanswered"}  # not typed by anybody


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """A field that two people have differently: both as texts, and the one with its differences marked."""

    field: str
    label: str
    changed_by: Literal["them", "me", "both"]
    theirs: str
    mine: str
    differences: Markup


def conflict_page(
    read: Reader, theirs: Summary, mine: Summary, *, seen: int, kept: WorkingCopy | None
) -> str:
    """The page on which an editor whose version is begun from `seen` chooses between theirs and their own.

    It bears all that was typed, so that nothing but the choice has to be made again.
    """
    before, last = version_of(read, theirs.id, seen), read.history("summary", theirs.id)[-1]
    return render_template(
        "desk/summary_conflict.html",
        theirs=theirs,
        last=last,
        kept=kept,
        own=last.by == current_editor().name,
        status_changed=before is not None and before.status is not theirs.status,
        fields=[side_by_side(read, each) for each in divergences(CONTENT, before, theirs, mine)],
        typed=[
            (name, text)
            for name, text in request.form.items(multi=True)
            if name not in _OF_THE_FORM and not name.startswith("take-")
        ],
    )


def side_by_side(read: Reader, one: Divergence) -> SideBySide:
    """A field in which two versions differ, in words."""
    theirs, mine = as_text(read, one.field, one.theirs), as_text(read, one.field, one.mine)
    return SideBySide(
        field=one.field,
        label=gettext(_LABELS[one.field]),
        changed_by=one.changed_by,
        theirs=theirs,
        mine=mine,
        differences=word_differences(theirs, mine),
    )


def as_text(read: Reader, name: str, value: Any) -> str:
    """A value of a summary's field as people read it; empty when there is none."""
    if not value:
        return ""
    vocabulary = read.vocabulary()
    match name:
        case "month":
            return month_words(value)
        case "citations":
            return "\n".join(_citation(read, each) for each in value)
        case "topics":
            return "\n".join(vocabulary.label(TermKind.TOPIC, each) for each in value)
        case "research_type":
            return vocabulary.label(TermKind.RESEARCH_TYPE, value)
    return "\n".join(value) if isinstance(value, tuple) else str(value)


def _citation(read: Reader, citation: Citation) -> str:
    record = read.record(citation.reference)
    return (one_line(record.reference) or record.citekey) if record else citation.reference
