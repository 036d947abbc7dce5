"""Who changed what when: the history of each thing, the activity of all, and the way back."""

from itertools import groupby

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.changes import Change, ChangeKind
from kb.errors import AlreadyThere, CannotUndo, KnowledgeBaseError, NotFound, StillCited, StillUsed
from kb.publishing import objections
from kb.reading import Reader
from kb.serial import readable
from kb.summary import Status, Summary
from kb.versions import as_restored, changed_fields, version_value
from kb.writing import Writer
from web.access import current_editor, signed_in_as
from web.current import site
from web.history_words import KINDS, Told, place_of, subject, told
from web.language import gettext, ngettext
from web.objection_words import objection_words
from web.value_words import Names, differences, whole
from web.wording import number_words

_PER_PAGE = 50
_LAST = 2**63 - 1  # the last number that a database counts to
_TOGETHER = 4  # changes in a row, from which on they are shown as one
_MOST_NAMED = 5
_SEEN = (Status.PUBLISHED, Status.SCHEDULED)
_NO_WAY_BACK = (AlreadyThere, CannotUndo, NotFound, StillCited, StillUsed)

desk_history = Blueprint("desk_history", __name__, url_prefix="/editor")


@desk_history.get("/activity")
@signed_in_as("reader")
def activity() -> str:
    """All changes, newest first, of everybody or of one person, of every kind or of one."""
    by, kind = request.args.get("by") or None, _kind_asked()
    with site().catalogue.reading() as read:
        changes = read.latest(_PER_PAGE + 1, _before(), kind=kind, by=by)
        shown = told(read, changes[:_PER_PAGE], words=False)
        people = read.people()
    return render_template(
        "desk/activity.html",
        runs=[list(run) for _, run in groupby(shown, key=_run)],
        together=_TOGETHER,
        people=people,
        kinds={each: gettext(words) for each, words in KINDS.items()},
        by=by,
        kind=kind,
        newest=_before() is None,
        older=changes[_PER_PAGE - 1].revision if len(changes) > _PER_PAGE else None,
    )


@desk_history.get("/history/<any(summary, reference, term):kind>/<path:entity>")
@signed_in_as("reader")
def history(kind: ChangeKind, entity: str) -> str:
    """The changes of one summary or reference (by id) or term (by kind/slug), newest first."""
    with site().catalogue.reading() as read:
        changes = read.latest(_PER_PAGE + 1, _before(), kind=kind, entity=entity)
        last = read.latest(1, kind=kind, entity=entity)
        if not changes or not last:
            abort(404, gettext("There is no history of that."))
        shown = told(read, changes[:_PER_PAGE])
        merged = read.merged_into(entity) if kind == "reference" else ()
        return render_template(
            "desk/history.html",
            title=told(read, last, words=False)[0].title,
            gone=last[0].after is None,
            place=place_of(read, kind, entity),
            kind=kind,
            entity=entity,
            versions=shown,
            last=last[0].revision,
            merged=told(
                read,
                (each for one in merged for each in read.latest(1, kind="reference", entity=one)),
                words=False,
            ),
            newest=_before() is None,
            older=changes[_PER_PAGE - 1].revision if len(changes) > _PER_PAGE else None,
        )


@desk_history.get(f"/history/version/<int(max={_LAST}):revision>")
@signed_in_as("reader")
def version(revision: int) -> str:
    """A version whole, with what differs from it today: what restoring it would change."""
    with site().catalogue.reading() as read:
        change = read.change(revision)
        if change is None or change.after is None:
            abort(404, gettext("There is no such version."))
        names = Names(read)
        then = version_value(change)
        if then is None:
            abort(404, gettext("This version is damaged and cannot be read."))
        last = read.latest(1, kind=change.kind, entity=change.entity)[0]
        now = version_value(last)
        back = then
        if isinstance(then, Summary):
            present = now if isinstance(now, Summary) else None
            back = as_restored(read, then, present)
        return render_template(
            "desk/history_version.html",
            version=told(read, [change], words=False)[0],
            title=subject(then),
            last=last.revision,
            whole=whole(then, names),
            differences=differences(now, back, changed_fields(now, back), names) if now else [],
            gone=last.after is None,
            seen_by_readers=isinstance(now, Summary) and now.status is Status.PUBLISHED,
            place=place_of(read, change.kind, change.entity),
        )


@desk_history.post("/history/undo")
@signed_in_as("editor")
def undo() -> Response:
    """Put back what stood before the last change of a thing."""
    with site().catalogue.reading() as read:
        change = _change_asked(read)
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            write.undo(change.revision)
    except _NO_WAY_BACK as error:
        flash(_refusal(error))
    else:
        flash(gettext("The change is undone. To redo it, undo that in turn."))
    return _to_history(change)


@desk_history.post("/history/restore")
@signed_in_as("editor")
def restore() -> Response:
    """Put a thing back as a change left it; not when somebody changed it after the editor looked (`seen`)."""
    with site().catalogue.reading() as read:
        change = _change_asked(read)
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            if later := _later(write, change):
                flash(
                    gettext(
                        "Nothing was restored: %(name)s changed it after you opened the page. Look again.",
                        name=later.by,
                    )
                )
                return redirect(url_for("desk_history.version", revision=change.revision), 303)
            if lacking := _newly_lacking(write, change):
                flash(
                    gettext(
                        "Nothing was restored: readers would see it incomplete. %(lacking)s", lacking=lacking
                    )
                )
                return redirect(url_for("desk_history.version", revision=change.revision), 303)
            restored = write.restore(change.revision)
    except _NO_WAY_BACK as error:
        flash(_refusal(error))
    else:
        flash(
            gettext("The earlier version is back.")
            if restored
            else gettext("It is just so already; nothing was changed.")
        )
    return _to_history(change)


def _later(write: Writer, change: Change) -> Change | None:
    """The last change of the thing, when it is not the one that the editor saw."""
    version = write.version(change.kind, change.entity)
    return write.change(version) if request.form.get("seen", type=int) != version else None


def _newly_lacking(write: Writer, change: Change) -> str:
    """What a version lacks that the summary has now, when readers see it or will see it unasked."""
    present = write.summary(change.entity) if change.kind == "summary" else None
    if present is None or present.status not in _SEEN or change.after is None:
        return ""
    former = readable(change.after, Summary)
    if former is None:
        return ""  # which restoring it will refuse
    back = as_restored(write, former, present)
    now = objections(present, write.records_of(present))
    then = objections(back, write.records_of(back))
    return " ".join(objection_words(each) for each in then if each.hindrance and each not in now)


def _refusal(error: KnowledgeBaseError) -> str:
    """Why there is no way back, and what to do about it."""
    if isinstance(error, StillCited):
        return ngettext(
            "It cannot go while a summary cites it: %(names)s. Take it out there first.",
            "It cannot go while %(shown)s summaries cite it: %(names)s. Take it out there first.",
            len(error.slugs),
            shown=number_words(len(error.slugs)),
            names=_named(error.slugs),
        )
    if isinstance(error, StillUsed):
        return ngettext(
            "It cannot go while a summary is filed under it: %(names)s. Merge it into another.",
            "It cannot go while %(shown)s summaries are filed under it: %(names)s. Merge it into another.",
            len(error.summaries),
            shown=number_words(len(error.summaries)),
            names=_named(error.summaries),
        )
    if isinstance(error, CannotUndo):
        return gettext("%(reason)s Nothing was changed.", reason=error)
    return str(error)


def _named(slugs: tuple[str, ...]) -> str:
    return ", ".join(slugs[:_MOST_NAMED]) + (" …" if len(slugs) > _MOST_NAMED else "")


def _change_asked(read: Reader) -> Change:
    revision = request.form.get("revision", type=int)
    change = read.change(revision) if revision is not None and revision <= _LAST else None
    return change or abort(404, gettext("There is no such change."))


def _to_history(change: Change) -> Response:
    return redirect(url_for("desk_history.history", kind=change.kind, entity=change.entity), 303)


def _before() -> int | None:
    before = request.args.get("before", type=int)
    return None if before is None else max(0, min(before, _LAST))


def _kind_asked() -> ChangeKind | None:
    return next((each for each in KINDS if each == request.args.get("kind")), None)


def _run(change: Told) -> tuple[str, str]:
    """What changes in a row must share to be shown as one."""
    return change.by, change.action
