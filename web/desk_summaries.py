"""Summaries on the desk: all of them, and each from its first word to its publication and beyond."""

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from kb.conflicts import put_together
from kb.errors import KnowledgeBaseError, NotADOI
from kb.identifiers import parse_doi
from kb.reading import Reader
from kb.summary import Citation, Summary
from kb.vocabulary import TermKind
from kb.working_copies import WorkingCopy
from kb.writing import Writer
from web.access import current_editor, may, signed_in_as
from web.cited_works import find_works, look_up_doi
from web.current import site
from web.desk_words import status_word, teach_desk_words
from web.form_steps import take_form_step
from web.language import gettext
from web.publication import Steps, leads_to, published_words, take_step
from web.summary_form import Typed, month_now, new_summary, typed_now, typed_summary, version_of
from web.summary_list import asked, page_of
from web.summary_versions import conflict_page
from web.writing_desk import (
    OnTheDesk,
    Shown,
    at_work,
    edit_page,
    of_this_window,
    on_the_desk,
    same_text,
)

desk_summaries = Blueprint("desk_summaries", __name__, url_prefix="/editor/summaries")
teach_desk_words(desk_summaries)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Refused:
    """What was typed and not saved: what is wrong with it, or (None) that somebody came first."""

    typed: Typed
    seen: int
    faults: dict[str, str] | None


@desk_summaries.get("/")
@signed_in_as("reader")
def summaries() -> str:
    """All summaries, or those that are looked for."""
    with site().catalogue.reading() as read:
        return render_template(
            "desk/summaries.html", **page_of(read, asked(request.args), current_editor().name)
        )


@desk_summaries.get("/new")
@signed_in_as("editor")
def new() -> str:
    """An empty summary, of the references named by `cites`, in the `month` named."""
    month = month_now()
    with site().catalogue.reading() as read:
        records = [record for key in request.args.getlist("cites") if (record := read.record_at(key))]
        typed = typed_summary(request.args, new_summary(month), read)
        summary = replace(
            new_summary(typed.summary.month),
            citations=tuple(Citation(reference=each) for each in dict.fromkeys(each.id for each in records)),
        )
        return edit_page(read, OnTheDesk(summary=summary, seen=0))


@desk_summaries.get("/<slug>")
@signed_in_as("reader")
def edit(slug: str) -> str:
    """A summary, by its id or address, to be written on; to people who may not write, to be read."""
    with site().catalogue.reading() as read:
        desk = on_the_desk(read, slug, current_editor().name)
        if desk is None:
            abort(404, gettext("There is no such summary on the desk. It may have been removed."))
        if may("editor"):
            return edit_page(read, desk, **_looked_for(read))
        if desk.saved is None:
            abort(404)
        return render_template("desk/summary_read.html", **_to_read(read, desk.saved))


@desk_summaries.post("/<summary_id>")
@signed_in_as("editor")
def save(summary_id: str) -> Response | tuple[str, int]:
    """Keep what was typed, and publish, schedule or withdraw it if that is asked for (`then`)."""
    if asked_step := request.form.get("do"):
        return take_form_step(summary_id, asked_step)
    editor = current_editor().name
    with site().catalogue.writing(by=editor) as write:
        copy = write.working_copies.get(summary_id, editor)
        replaced = copy is None or of_this_window(write, copy, request.form)
        done = _saved(write, summary_id)
        kept = None
        if isinstance(done, _Refused) and replaced:
            kept = write.working_copies.put(editor, done.typed.summary, done.seen)
        elif replaced:
            write.working_copies.drop(summary_id, editor)
    if isinstance(done, _Refused):
        with site().catalogue.reading() as read:
            return _shown_again(read, summary_id, done, kept)
    flash(done)
    return redirect(url_for("desk_summaries.edit", slug=summary_id), 303)


@desk_summaries.post("/<summary_id>/discard")
@signed_in_as("editor")
def discard(summary_id: str) -> Response:
    """Throw away what this editor typed and did not save."""
    with site().catalogue.writing(by=current_editor().name) as write:
        write.working_copies.drop(summary_id, current_editor().name)
        saved = write.summary(summary_id)
    flash(gettext("Your unsaved text is gone."))
    if saved is None:
        return redirect(url_for("desk_summaries.summaries"), 303)
    return redirect(url_for("desk_summaries.edit", slug=summary_id), 303)


@desk_summaries.post("/<summary_id>/undo")
@signed_in_as("editor")
def undo(summary_id: str) -> Response:
    """Take the last change back: the one that the page showed (`revision`), if it is still the last."""
    editor = current_editor().name
    try:
        with site().catalogue.writing(by=editor) as write:
            change = write.change(_number("revision"))
            if change is None or (change.kind, change.entity) != ("summary", summary_id):
                abort(404)
            write.undo(change.revision)
            there = write.summary(summary_id)
            if there is None:
                write.working_copies.drop(summary_id, editor)
    except KnowledgeBaseError as error:
        flash(str(error))
        return redirect(url_for("desk_summaries.edit", slug=summary_id), 303)
    if there is None:
        flash(gettext("The draft was removed. The activity of the desk still has it."))
        return redirect(url_for("desk_summaries.summaries"), 303)
    flash(gettext("Undone. To have it back, undo this."))
    return redirect(url_for("desk_summaries.edit", slug=summary_id), 303)


def _saved(write: Writer, summary_id: str) -> Markup | _Refused:
    """Save what was typed and say what was done, or tell why it was not saved."""
    present, seen = write.summary(summary_id), _number("seen")
    typed = _typed(write, summary_id, seen)
    then = request.form.get("then", "")
    if present is None and seen:
        said = gettext("This summary was removed after you opened it. Save again to bring it back.")
        return _Refused(typed=typed, seen=0, faults={"": said})
    if present and (version := write.version("summary", summary_id)) != seen:
        if not request.form.get("slug"):  # an address made from the title is nobody's choice
            typed = replace(typed, summary=replace(typed.summary, slug=present.slug))
        if not same_text(present, typed.summary):
            return _Refused(typed=typed, seen=seen, faults=None)
        if leads_to(then) not in {None, present.status} and present.status is not typed.summary.status:
            said = gettext("Meanwhile this summary has come further. It is now:")
            faults = {"": f"{said} {status_word(present.status)}."}
            return _Refused(typed=replace(typed, summary=present), seen=version, faults=faults)
        typed, seen = replace(typed, summary=present), version
    step = take_step(
        typed.summary,
        write.records_of(typed.summary),
        Steps(
            then=then,
            day=request.form.get("publish_on", ""),
            note=request.form.get("withdrawal_note", ""),
            ticked=frozenset(request.form.getlist("ack")),
        ),
    )
    if faults := {**typed.faults, **step.faults}:
        return _Refused(typed=typed, seen=seen, faults=faults)
    if step.summary == present:
        return Markup("{}").format(gettext("All of this was saved before; nothing had to be changed."))
    if present is None:
        # What is published at once was a draft first, so that it can be taken back to one.
        write.add_summary(typed.summary)
        seen = write.version("summary", summary_id)
    if step.summary != typed.summary or present:
        write.change_summary(step.summary, seen=seen)
    return published_words(present, step.summary)


def _typed(read: Reader, summary_id: str, seen: int) -> Typed:
    """What was typed; where another's version was chosen (`take-title` and so on), that."""
    typed = typed_now(request.form, read, summary_id)
    theirs = {name.removeprefix("take-") for name, of in request.form.items() if of == "theirs"}
    before = version_of(read, summary_id, seen)
    if before is None or not theirs:
        return typed
    if "title" in theirs and not request.form.get("slug"):
        theirs.add("slug")
    faults = {name: said for name, said in typed.faults.items() if name not in theirs}
    return replace(typed, summary=put_together(before, typed.summary, theirs), faults=faults)


def _shown_again(
    read: Reader, summary_id: str, refused: _Refused, kept: WorkingCopy | None
) -> tuple[str, int]:
    present = read.summary(summary_id)
    if refused.faults is None and present:
        page = conflict_page(read, present, refused.typed.summary, seen=refused.seen, kept=kept)
        return page, HTTPStatus.CONFLICT
    desk = at_work(read, refused.typed.summary, present, None, current_editor().name, refused.seen)
    shown = Shown(
        faults=refused.faults or {},
        texts=refused.typed.texts,
        ticked=frozenset(request.form.getlist("ack")),
    )
    return edit_page(read, desk, shown, kept=kept), HTTPStatus.UNPROCESSABLE_ENTITY


def _to_read(read: Reader, summary: Summary) -> dict[str, object]:
    vocabulary = read.vocabulary()
    return {
        "summary": summary,
        "records": read.records_of(summary),
        "topics": [vocabulary.label(TermKind.TOPIC, each) for each in summary.topics],
        "research_type": vocabulary.label(TermKind.RESEARCH_TYPE, summary.research_type)
        if summary.research_type
        else "",
    }


def _number(name: str) -> int:
    return request.form.get(name, 0, type=int)


def _looked_for(read: Reader) -> dict[str, Any]:
    """What a form without scripts asked for when it led here."""
    looked_for: dict[str, Any] = {}
    if text := request.args.get("find"):
        looked_for["found"] = find_works(read, text)
    if text := request.args.get("look-up"):
        try:
            looked_for["looked"] = look_up_doi(read, parse_doi(text))
        except NotADOI as error:
            looked_for["failure"] = str(error)
    return looked_for
