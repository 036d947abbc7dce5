"""The import desk: anything pasted or dropped, looked up and shown item by item for the editor to decide."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from math import ceil

from flask import flash, jsonify, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from bib.desk_decisions import OPEN, accept_clean, refuse_duplicates
from bib.desk_intake import keep, new_items
from bib.pasted import KINDS, Given, Kind, NothingToImport, counted, read_pasted
from bib.pasted_files import file_text, kind_of_file
from kb.batches import ItemState
from kb.summary import Month
from web.access import current_editor, signed_in_as
from web.current import site
from web.desk_import_items import desk_imports
from web.import_rows import KIND_WORDS, kinds_counted, rows_of
from web.import_standing import batch_at, standing_now, standing_of, works
from web.language import gettext, ngettext
from web.wording import number_words

__all__ = ["desk_imports"]

_NUMBER = re.compile(r"[0-9]{1,6}")
_PER_PAGE = 25
_SHOWN: dict[str, tuple[ItemState, ...]] = {
    "open": OPEN,
    "accepted": (ItemState.ACCEPTED,),
    "refused": (ItemState.REFUSED,),
    "all": tuple(ItemState),
}


@desk_imports.get("/")
@signed_in_as("editor")
def imports() -> str:
    """The imports there are, and where to begin another; `text` is put there to begin with."""
    return _imports_page(text=request.args.get("text", "")[:10_000])


@desk_imports.post("/")
@signed_in_as("editor")
def begin() -> Response | tuple[str, int]:
    """Keep what was pasted or dropped, and lead to its items."""
    text = request.form.get("text", "")
    kind = next((each for each in KINDS if each == request.form.get("kind")), None)
    editor = current_editor().name
    try:
        given = list(_given(text, [each for each in request.files.getlist("files") if each.filename], kind))
    except NothingToImport as error:
        page = _imports_page(text=text, kind=kind or "", failure=str(error))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    with site().catalogue.reading() as read:
        # Looking at thousands takes a while, and others can write meanwhile.
        new = [(title, new_items(read, each)) for title, each in given]
    with site().catalogue.writing(by=editor) as write:
        batches = [keep(write, items, editor, title) for title, items in new]
    if len(batches) > 1:
        return redirect(url_for("desk_imports.imports"), 303)
    return redirect(url_for("desk_imports.batch", batch_id=batches[0].id), 303)


@desk_imports.get("/<batch_id>")
@signed_in_as("editor")
def batch(batch_id: str) -> str:
    """The items of an import, page by page."""
    with site().catalogue.reading() as read:
        there = batch_at(read, batch_id)
        standing = standing_now(read, batch_id)
        show = request.args.get("show", "open" if standing.undecided else "all")
        states = _SHOWN.get(show, OPEN)
        total = sum(read.batches.counts(batch_id).get(state, 0) for state in states)
        pages = max(1, ceil(total / _PER_PAGE))
        page = min(max(request.args.get("page", 1, type=int), 1), pages)
        items = read.batches.items(batch_id, states=states, start=(page - 1) * _PER_PAGE, most=_PER_PAGE)
        return render_template(
            "desk/import_batch.html",
            batch=there,
            standing=standing,
            rows=rows_of(read, works().at(read), batch_id, items),
            show=show,
            page=page,
            pages=pages,
        )


@desk_imports.get("/<batch_id>/progress")
@signed_in_as("editor")
def progress(batch_id: str) -> Response:
    """How far an import is, for a script: its standing, and those of the rows named that wait no more."""
    wanted = [int(each) for each in request.args.get("rows", "").split(",") if _NUMBER.fullmatch(each)]
    with site().catalogue.reading() as read:
        there = batch_at(read, batch_id)
        standing = standing_now(read, batch_id)
        found = (read.batches.item(batch_id, each) for each in wanted[:_PER_PAGE])
        settled = [each for each in found if each and each.state is not ItemState.WAITING]
        rows = rows_of(read, works().at(read), batch_id, settled) if settled else ()
        return jsonify(
            waiting=standing.waiting,
            standing=render_template("desk/_import_standing.html", batch=there, standing=standing),
            rows={
                str(row.item.position): render_template("desk/_import_row.html", row=row, batch=there)
                for row in rows
            },
        )


@desk_imports.post("/<batch_id>/accept-clean")
@signed_in_as("editor")
def accept_all_clean(batch_id: str) -> Response:
    """Accept what nothing speaks against."""
    with site().catalogue.reading() as read:
        batch_at(read, batch_id)
    accepted, whole = accept_clean(site().catalogue, works(), batch_id, current_editor().name)
    shown = number_words(accepted)
    flash(ngettext("%(shown)s item was accepted.", "%(shown)s items were accepted.", accepted, shown=shown))
    if not whole:
        flash(gettext("There may be more that nothing speaks against: press the button again to go on."))
    return redirect(url_for("desk_imports.batch", batch_id=batch_id), 303)


@desk_imports.post("/<batch_id>/refuse-duplicates")
@signed_in_as("editor")
def refuse_all_duplicates(batch_id: str) -> Response:
    """Refuse what we surely hold."""
    with site().catalogue.reading() as read:
        batch_at(read, batch_id)
    refused, whole = refuse_duplicates(site().catalogue, works(), batch_id, current_editor().name)
    shown = number_words(refused)
    flash(
        ngettext(
            "%(shown)s duplicate was refused.", "%(shown)s duplicates were refused.", refused, shown=shown
        )
    )
    if not whole:
        flash(gettext("There may be more duplicates: press the button again to go on."))
    return redirect(url_for("desk_imports.batch", batch_id=batch_id), 303)


@desk_imports.post("/<batch_id>/ask-now")
@signed_in_as("editor")
def ask_now(batch_id: str) -> Response:
    """Let Crossref be asked at once about all that waits."""
    with site().catalogue.writing(by=current_editor().name) as write:
        batch_at(write, batch_id)
        write.batches.hurry()
    return redirect(url_for("desk_imports.batch", batch_id=batch_id), 303)


@desk_imports.post("/<batch_id>/remove")
@signed_in_as("editor")
def remove(batch_id: str) -> Response:
    """Forget an import of which all is decided."""
    with site().catalogue.writing(by=current_editor().name) as write:
        there = batch_at(write, batch_id)
        if standing_of(write.batches.counts(batch_id)).undecided:
            flash(gettext("Some items of this import are not decided yet. Accept or refuse them first."))
            return redirect(url_for("desk_imports.batch", batch_id=batch_id), 303)
        write.batches.remove(batch_id)
    flash(gettext("“%(title)s” was removed. What was accepted stays in the catalogue.", title=there.title))
    return redirect(url_for("desk_imports.imports"), 303)


def _given(text: str, files: list[FileStorage], kind: Kind | None) -> Iterator[tuple[str, tuple[Given, ...]]]:
    """What was given, each with a title: every file, and the text if there is any or no file."""
    now = datetime.now(UTC)
    month = Month(now.year, now.month)
    for file in files:
        name = str(file.filename)
        try:
            items = read_pasted(file_text(name, file.read()), kind or kind_of_file(name), month)
        except NothingToImport as error:
            words = str(error)
            raise NothingToImport(words if words.startswith(name) else f"{name}: {words}") from error
        yield name, items
    if text.strip() or not files:
        items = read_pasted(text, kind, month)
        yield _title(items), items


def _title(items: tuple[Given, ...]) -> str:
    """What an import is known by: its only item, or how many there are of each kind."""
    readable = [each for each in items if not each.refused]
    if len(readable) == 1:
        (one,) = readable
        return one.entry.title if one.entry else " ".join(one.input.split())[:100]
    return kinds_counted(counted(items)) or gettext("Nothing that could be read")


def _imports_page(**values: object) -> str:
    with site().catalogue.reading() as read:
        batches = [(each, standing_of(counts)) for each, counts in read.batches.all()]
    kinds = [(kind, gettext(words)) for kind, words in KIND_WORDS.items()]
    return render_template("desk/imports.html", batches=batches, kinds=kinds, **values)
