"""One reference on the desk: its fields and who says them, what to look at, saving without overwriting."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bib.integrity import mended, remarks
from bib.merging import merge_of
from bib.reference_changes import edited, given_back
from bib.reference_register import Listed
from bib.styles import format_citation
from bib.typed import BadFields
from bib.typed_whole import whole_reference
from kb.changes import Change
from kb.errors import KnowledgeBaseError, Outdated
from kb.reading import Reader
from kb.reference import FIELDS, Record
from kb.serial import readable
from kb.writing import Writer
from web.access import current_editor, may, signed_in_as
from web.current import site
from web.desk_reference_conflict import conflict_page
from web.language import gettext
from web.markdown import safe_html
from web.reference_desk import (
    desk_references,
    record_there,
    refuse_outdated,
    refused,
    register,
    seen_version,
    to_reference,
    today,
)
from web.reference_form import form_of, looks
from web.wording import field_label, one_line, work_title

_HISTORY = "desk_history.history"

Page = str | tuple[str, int] | Response


@desk_references.get("/references/<citekey>")
@signed_in_as("reader")
def edit(citekey: str) -> Page:
    """A reference with all its fields, to be edited; people who may not write see it as readers do."""
    with site().catalogue.reading() as read:
        record = record_there(read, citekey)
        if not may("editor"):
            return redirect(url_for("reading.reference", citekey=record.citekey), 303)
        if record.citekey != citekey:
            return to_reference(record.citekey)
        return edit_page(read, record)


@desk_references.post("/references/<citekey>")
@signed_in_as("editor")
def save(citekey: str) -> Page:
    """Save what was typed, and mend or give back what a button asks; nothing that somebody else saved
    meanwhile is overwritten."""
    typed = {name: request.form[name] for name in FIELDS if name in request.form}
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            record = record_there(write, citekey)
            refuse_outdated(write, record, seen_version())
            whole, words = _asked_for(edited(record, whole_reference(record.reference, typed)))
            _refuse_doi_of_another(write, whole)
            changed = write.change_record(whole, seen=seen_version())
    except BadFields as error:
        return _refused_fields(citekey, typed, error)
    except Outdated as error:
        try:
            with site().catalogue.reading() as read:
                return conflict_page(read, record_there(read, citekey), typed, error)
        except BadFields as faults:
            # What cannot be read is mended first; the form keeps its old version, so the choice comes next.
            flash(gettext("Somebody else saved this reference meanwhile. Nothing was overwritten."))
            return _refused_fields(citekey, typed, faults)
    flash(words if changed else gettext("Nothing was different; nothing was saved."))
    return to_reference(whole.citekey)


@desk_references.post("/references/<citekey>/remove")
@signed_in_as("editor")
def remove(citekey: str) -> Response:
    """Take away a reference that nobody cites; its history stays."""
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            record = record_there(write, citekey)
            write.remove_record(record.id, seen=seen_version())
            revision = write.revision()
    except KnowledgeBaseError as error:
        return refused(citekey, error)
    return redirect(url_for("desk_references.references", removed=revision), 303)


@desk_references.post("/removed-reference")
@signed_in_as("editor")
def bring_back() -> Response:
    """Bring back a reference that was taken away."""
    revision = request.form.get("revision", default=0, type=int)
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            change = write.change(revision)
            if change is None or change.kind != "reference" or change.after is not None:
                abort(404, gettext("There is no such reference to bring back."))
            write.undo(revision)
            record = write.record(change.entity)
    except KnowledgeBaseError as error:
        flash(str(error))
        return redirect(url_for("desk_references.references"), 303)
    flash(gettext("It is back."))
    return to_reference(record.citekey if record else "")


def edit_page(
    read: Reader,
    record: Record,
    typed: Mapping[str, str] | None = None,
    failures: Mapping[str, str] | None = None,
) -> str:
    """The page of a reference; with what was typed and what is wrong with it, when it was not saved."""
    listed = register().at(read)
    entry = next((each for each in listed.entries if each.record.id == record.id), None)
    found = entry.remarks if entry else remarks(record, today())
    merged = merge_of(read, record)
    gone = _before(read, merged[1]) if merged else None
    return render_template(
        "desk/reference_edit.html",
        record=record,
        title=work_title(record.reference),
        citation=safe_html(format_citation(record)),
        seen=seen_version() if typed else read.version("reference", record.id),
        form=form_of(record, found, typed, failures),
        failures=failures or {},
        double=_holder(read, typed, record),
        looks=looks(record.reference, found),
        cited=read.cited_by(record.id),
        doubles=_doubles(listed, record),
        history=_history(record),
        merged=readable(gone.after, Record) if gone and gone.after else None,
    )


def _refused_fields(citekey: str, typed: Mapping[str, str], error: BadFields) -> Page:
    with site().catalogue.reading() as read:
        page = edit_page(read, record_there(read, citekey), typed, error.fields)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def _asked_for(record: Record) -> tuple[Record, str]:
    """The record with what the button that was pressed asks beside saving, and the words for it."""
    name, key = request.form.get("give_back", ""), request.form.get("mend", "")
    if name in record.overrides:
        words = gettext("Saved. The source has its word again: %(field)s.", field=field_label(name))
        return given_back(record, name), words
    for each in remarks(record, today()) if key else ():
        if each.key == key and each.mend:
            return edited(record, mended(record.reference, each)), gettext("Put right.")
    return record, gettext("Saved.")


def _refuse_doi_of_another(write: Writer, record: Record) -> None:
    doi = record.reference.doi
    other = write.record_with_doi(doi) if doi else None
    if other and other.id != record.id:
        said = gettext("%(citekey)s has this DOI already.", citekey=other.citekey)
        raise BadFields({"doi": said})


def _holder(read: Reader, typed: Mapping[str, str] | None, record: Record) -> Record | None:
    """The reference that holds the DOI which was typed for this one."""
    if not typed or "doi" not in typed:
        return None
    try:
        doi = whole_reference(record.reference, {"doi": typed["doi"]}).doi
    except BadFields:
        return None
    other = read.record_with_doi(doi) if doi else None
    return other if other and other.id != record.id else None


def _doubles(listed: Listed, record: Record) -> list[dict[str, Any]]:
    """The references that are or may be the same work."""
    return [
        {"record": other, "line": one_line(other.reference), "sure": group.sure, "reason": group.reason}
        for group in listed.groups
        if any(each.id == record.id for each in group.records)
        for other in group.records
        if other.id != record.id
    ]


def _history(record: Record) -> str:
    """The address of a reference's history; empty where there is none."""
    if _HISTORY not in current_app.view_functions:
        return ""
    return url_for(_HISTORY, kind="reference", entity=record.id)


def _before(read: Reader, gone: Change) -> Change | None:
    """The change that left a reference as it was before it went."""
    return next(iter(read.latest(1, gone.revision, kind="reference", entity=gone.entity)), None)
