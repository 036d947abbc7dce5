"""References that are or may be one work: seen side by side, made one, and parted again."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bib.duplicates import resemblance
from bib.matching import Verdict
from bib.merging import merge, merged_reference, only_theirs, preferred, undo_merge
from bib.side_by_side import Segments, word_changes
from kb.errors import KnowledgeBaseError
from kb.reading import Reader
from kb.reference import FIELDS, Record
from kb.summary import Summary
from web.access import current_editor, signed_in_as
from web.current import site
from web.language import gettext
from web.reference_desk import (
    desk_references,
    record_there,
    refusal_words,
    register,
    seen_version,
    to_reference,
)
from web.wording import field_label, field_text, one_line, origin_words, work_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A field of two references, in pieces marked where they differ, and what the one that stays will say.

    `lacking` when the one that stays can have it from the other.
    """

    name: str
    label: str
    kept: Segments
    gone: Segments
    differs: bool
    result: str
    lacking: bool


@desk_references.get("/duplicates")
@signed_in_as("editor")
def duplicates() -> str:
    """The references that are surely one work, and those that may be."""
    with site().catalogue.reading() as read:
        listed = register().at(read)
    cited = {each.record.id: each.cited for each in listed.entries}
    groups = []
    for group in listed.groups:
        kept = preferred(group.records, cited)
        groups.append(
            {
                "sure": group.sure,
                "reason": group.reason,
                "kept": _told(kept, cited),
                "others": [_told(each, cited) for each in group.records if each.id != kept.id],
            }
        )
    return render_template("desk/reference_duplicates.html", groups=groups)


@desk_references.get("/duplicates/merge")
@signed_in_as("editor")
def compare() -> str | Response:
    """Two references side by side, and what making them one would do."""
    kept_key, gone_key = request.args.get("kept", ""), request.args.get("gone", "")
    with site().catalogue.reading() as read:
        kept, gone = record_there(read, kept_key), record_there(read, gone_key)
        if kept.id == gone.id:
            flash(gettext("The two are one already."))
            return to_reference(kept.citekey)
        return _compare_page(read, kept, gone)


@desk_references.post("/duplicates/merge")
@signed_in_as("editor")
def merge_two() -> Response:
    """Make one reference part of another."""
    kept_key, gone_key = request.form.get("kept", ""), request.form.get("gone", "")
    take = [each for each in request.form.getlist("take") if each in FIELDS]
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            kept, gone = record_there(write, kept_key), record_there(write, gone_key)
            whole = merge(
                write,
                kept.citekey,
                gone.citekey,
                take=take,
                seen_kept=seen_version("seen_kept"),
                seen_gone=seen_version("seen_gone"),
            )
    except KnowledgeBaseError as error:
        flash(refusal_words(error))
        return redirect(url_for("desk_references.compare", kept=kept_key, gone=gone_key), 303)
    flash(gettext("%(gone)s is part of %(kept)s now.", gone=gone.citekey, kept=whole.citekey))
    return to_reference(whole.citekey)


@desk_references.post("/references/<citekey>/part")
@signed_in_as("editor")
def part(citekey: str) -> Response:
    """Undo the merge that was the last thing to happen to a reference."""
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            record = record_there(write, citekey)
            back = undo_merge(write, record.citekey)
    except KnowledgeBaseError as error:
        flash(refusal_words(error))
        return to_reference(citekey)
    flash(
        gettext("The two are parted: %(citekey)s is back, and is cited where it was.", citekey=back.citekey)
    )
    return to_reference(record.citekey)


def _compare_page(read: Reader, kept: Record, gone: Record) -> str:
    lacking = only_theirs(kept, gone)
    verdict, reason = resemblance(kept.reference, gone.reference)
    both = {each.id for each in read.cited_by(kept.id)}
    touched = read.cited_by(gone.id)
    return render_template(
        "desk/reference_merge.html",
        kept=kept,
        gone=gone,
        sides=[_side(read, each) for each in (kept, gone)],
        rows=_rows(kept, gone, lacking),
        verdict=verdict.value,
        different=verdict is Verdict.DIFFERENT,
        reason=reason,
        touched=[(each, each.id in both) for each in touched],
        told=[each for each in gone.notices if each not in kept.notices],
        own=[field_label(name) for name in gone.overrides if name not in kept.overrides],
        seen_kept=read.version("reference", kept.id),
        seen_gone=read.version("reference", gone.id),
    )


def _rows(kept: Record, gone: Record, lacking: tuple[str, ...]) -> list[Compared]:
    whole = merged_reference(kept, gone)
    rows = []
    for name in FIELDS:
        mine, theirs = field_text(kept.reference, name), field_text(gone.reference, name)
        if not (mine or theirs):
            continue
        differs = mine != theirs
        pieces = word_changes(mine, theirs)
        rows.append(
            Compared(
                name=name,
                label=field_label(name),
                kept=pieces[0],
                gone=pieces[1],
                differs=differs,
                result=text if (text := field_text(whole, name)) != mine else "",
                lacking=name in lacking,
            )
        )
    return rows


def _side(read: Reader, record: Record) -> dict[str, Any]:
    summaries: tuple[Summary, ...] = read.cited_by(record.id)
    return {
        "record": record,
        "title": work_title(record.reference),
        "origin": origin_words(record.source.kind),
        "cited": len(summaries),
    }


def _told(record: Record, cited: dict[str, int]) -> dict[str, Any]:
    return {
        "record": record,
        "title": work_title(record.reference),
        "line": one_line(record.reference),
        "origin": origin_words(record.source.kind),
        "cited": cited.get(record.id, 0),
    }
