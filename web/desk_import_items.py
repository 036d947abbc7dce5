"""The items of an import one by one: accept, change, refuse, look up anew, read as something else."""

from collections.abc import Callable
from datetime import UTC, datetime
from http import HTTPStatus

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bib.desk_decisions import (
    Accepted,
    ChangedMeanwhile,
    How,
    accept,
    change,
    choose,
    item_at,
    look_up,
    read_as,
    refuse,
    reopen,
)
from bib.desk_intake import proposal_of
from bib.pasted import KINDS
from bib.typed import TYPED_FIELDS, BadFields, typed_fields, typed_reference
from kb.errors import KnowledgeBaseError, NotFound
from kb.reference import Record, Reference
from kb.summary import Month
from kb.writing import Writer
from web.access import current_editor, signed_in_as
from web.addresses import local_address
from web.current import site
from web.import_rows import KIND_WORDS, row_of
from web.import_standing import batch_at, desk_imports, standing_now, works, works_looked_at
from web.language import gettext, ngettext
from web.wording import field_label, number_words, type_label

__all__ = ["desk_imports"]  # for `web.desk_imports`, which adds the pages of whole imports

# What an editor is offered as the kind of a work, most frequent first; another stays as it is.
_TYPES = (
    *("article-journal", "book", "chapter", "report", "thesis", "article", "paper-conference"),
    *("webpage", "dataset", "article-magazine", "post-weblog"),
)
_NOTHING = Reference(type="article-journal", title="")


@desk_imports.get("/<batch_id>/<int:position>")
@signed_in_as("editor")
def item(batch_id: str, position: int) -> str:
    """An item with all that can be done about it."""
    return _item_page(batch_id, position)


@desk_imports.post("/<batch_id>/<int:position>/accept")
@signed_in_as("editor")
def accept_item(batch_id: str, position: int) -> Response:
    """Take an item into the catalogue, and go on to write about it if that was asked for."""
    how = How(onto=request.form.get("onto") or None, anyway=bool(request.form.get("anyway")))
    made = Accepted()
    known = works_looked_at()

    def accepting(write: Writer) -> str:
        nonlocal made
        made = accept(write, known.at(write), batch_id, position, _seen(), how)
        return _told(made)

    answer = _decided(batch_id, position, accepting)
    if request.form.get("write") and made.record and _is_kept(made.record):
        # The page for writing belongs to another part of the desk; its address is for good.
        onward = f"/editor/summaries/new?cites={made.record.citekey}"
        return jsonify(onward=onward) if _by_script() else redirect(onward, 303)
    return answer


@desk_imports.post("/<batch_id>/<int:position>/refuse")
@signed_in_as("editor")
def refuse_item(batch_id: str, position: int) -> Response:
    """Say no to an item, with a reason."""

    def refusing(write: Writer) -> str:
        refuse(write, batch_id, position, request.form.get("reason", ""), _seen())
        return gettext("Refused. The item stays here with its reason.")

    return _decided(batch_id, position, refusing)


@desk_imports.post("/<batch_id>/<int:position>/reopen")
@signed_in_as("editor")
def reopen_item(batch_id: str, position: int) -> Response:
    """Take a refusal back."""

    def reopening(write: Writer) -> str:
        reopen(write, batch_id, position)
        return gettext("The item is to be decided again.")

    return _decided(batch_id, position, reopening)


@desk_imports.post("/<batch_id>/<int:position>/choose")
@signed_in_as("editor")
def choose_work(batch_id: str, position: int) -> Response:
    """Say which of the works offered an item is, or that it is none of them."""
    place = request.form.get("place", type=int)

    def choosing(write: Writer) -> str:
        choose(write, batch_id, position, place, _seen())
        return gettext("Chosen. Look at it, then accept it.")

    return _decided(batch_id, position, choosing)


@desk_imports.post("/<batch_id>/<int:position>/change")
@signed_in_as("editor")
def change_item(batch_id: str, position: int) -> Response | tuple[str, int]:
    """Keep changed fields of what an item would become."""
    typed = {name: request.form[name] for name in TYPED_FIELDS if name in request.form}

    def changing(write: Writer) -> str:
        there = item_at(write, batch_id, position, _seen())
        proposal = proposal_of(there)
        before = proposal.edited or (proposal.source.reference if proposal.source else _NOTHING)
        change(write, batch_id, position, typed_reference(before, typed))
        return gettext("Your changes are kept; nothing is in the catalogue before you accept it.")

    return _with_fields(typed, batch_id, position, changing)


@desk_imports.post("/<batch_id>/<int:position>/look-up")
@signed_in_as("editor")
def look_up_item(batch_id: str, position: int) -> Response | tuple[str, int]:
    """Let Crossref be asked by another DOI."""
    doi = request.form.get("doi", "")

    def asking(write: Writer) -> str:
        look_up(write, batch_id, position, doi, _seen())
        return gettext("Crossref is being asked.")

    return _with_fields({"doi": doi}, batch_id, position, asking)


@desk_imports.post("/<batch_id>/<int:position>/read-as")
@signed_in_as("editor")
def read_item_as(batch_id: str, position: int) -> Response | tuple[str, int]:
    """Read an item's text as something else."""
    kind = next((each for each in KINDS if each == request.form.get("kind")), None)
    now = datetime.now(UTC)

    def reading(write: Writer) -> str:
        if kind is None:
            raise NotFound("kind", request.form.get("kind", ""))
        number = read_as(write, batch_id, position, kind, Month(now.year, now.month), _seen())
        shown = number_words(number)
        return ngettext("Read as %(shown)s item.", "Read as %(shown)s items.", number, shown=shown)

    return _with_fields({"kind": kind or ""}, batch_id, position, reading)


def _decided(batch_id: str, position: int, decide: Callable[[Writer], str]) -> Response:
    """Decide in one transaction; then show the row (to a script) or the import again, with what was said."""
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            batch_at(write, batch_id)
            words = decide(write)
    except KnowledgeBaseError as error:
        works().forget()  # of what it knows some may have come to nothing
        return _answer(batch_id, position, str(error), failed=True)
    return _answer(batch_id, position, words)


def _answer(batch_id: str, position: int, words: str, *, failed: bool = False) -> Response:
    if not _by_script():
        flash(words)
        back = local_address(request.form.get("back", ""))
        address = back if back != "/" else url_for("desk_imports.batch", batch_id=batch_id)
        return redirect(f"{address}#item-{position + 1}", 303)
    with site().catalogue.reading() as read:
        batch = batch_at(read, batch_id)
        there = read.batches.item(batch_id, position)
        row = row_of(read, works().at(read), batch_id, there) if there else None
        standing = standing_now(read, batch_id)
        answer = jsonify(
            said=words,
            row=render_template("desk/_import_row.html", row=row, batch=batch) if row else "",
            standing=render_template("desk/_import_standing.html", batch=batch, standing=standing),
            waiting=standing.waiting,
        )
    answer.status_code = HTTPStatus.CONFLICT if failed else HTTPStatus.OK
    return answer


def _with_fields(
    typed: dict[str, str], batch_id: str, position: int, decide: Callable[[Writer], str]
) -> Response | tuple[str, int]:
    """Decide by what was typed; when it cannot be, show it again with the reason at its field."""
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            batch_at(write, batch_id)
            words = decide(write)
    except KnowledgeBaseError as error:
        works().forget()
        if _by_script():
            return _answer(batch_id, position, str(error), failed=True)
        page = _item_page(batch_id, position, typed=typed, error=error)
        conflict = isinstance(error, ChangedMeanwhile)
        return page, HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    return _answer(batch_id, position, words)


def _failures(
    error: KnowledgeBaseError | None, typed: dict[str, str], present: dict[str, str]
) -> dict[str, str]:
    """What is said at each field. After a change meanwhile: what somebody else has put there."""
    if isinstance(error, BadFields):
        return error.fields
    if isinstance(error, ChangedMeanwhile):
        differing = (name for name, text in typed.items() if text.split() != present.get(name, "").split())
        return {name: gettext("It says now: %(words)s", words=present.get(name) or "–") for name in differing}
    return {} if error is None or len(typed) > 1 else dict.fromkeys(typed, str(error))


def _item_page(
    batch_id: str,
    position: int,
    typed: dict[str, str] | None = None,
    error: KnowledgeBaseError | None = None,
) -> str:
    with site().catalogue.reading() as read:
        batch = batch_at(read, batch_id)
        there = read.batches.item(batch_id, position)
        if there is None:
            abort(404, gettext("There is no such item in this import."))
        row = row_of(read, works().at(read), batch_id, there)
        proposal = proposal_of(there)
        present = proposal.edited or (proposal.source.reference if proposal.source else _NOTHING)
        now = {"doi": present.doi or "", "kind": there.kind, **typed_fields(present)}
        values = {**now, **(typed or {})}
        failures = _failures(error, typed or {}, now)
        types = {each: type_label(each) for each in (*_TYPES, present.type)}
        return render_template(
            "desk/import_item.html",
            batch=batch,
            row=row,
            values=values,
            labels={name: field_label(name) for name in TYPED_FIELDS},
            types=types,
            kinds={kind: gettext(words) for kind, words in KIND_WORDS.items()},
            failures=failures,
            failure=""
            if error is None or str(error) in failures.values() or isinstance(error, BadFields)
            else str(error),
        )


def _is_kept(record: Record) -> bool:
    with site().catalogue.reading() as read:
        return read.record(record.id) is not None


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _seen() -> str | None:
    return request.form.get("seen") or None


def _told(made: Accepted) -> str:
    if made.summary:
        return gettext("Accepted: “%(title)s” is a draft now.", title=made.summary.title)
    citekey = made.record.citekey if made.record else ""
    return gettext("Accepted: it is in the catalogue as %(citekey)s.", citekey=citekey)
