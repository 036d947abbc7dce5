"""The vocabulary: topics and research types added, renamed, merged, put in order and removed.

Before anything is done to summaries, a page says to how many, and to which.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.errors import StillUsed
from kb.reading import Reader
from kb.refiling import merge_terms, rename_term
from kb.terms import Use, uses
from kb.versions import changed_fields
from kb.vocabulary import Term, TermKind
from web.access import current_editor, signed_in_as
from web.current import site
from web.language import gettext, marked, ngettext
from web.term_form import TypedTerm, texts_of, typed_term
from web.value_words import Names, differences
from web.wording import number_words

_LISTS = {TermKind.TOPIC: marked("Topics"), TermKind.RESEARCH_TYPE: marked("Research types")}
_AT = "/<any(topic, type):kind>/<slug>"

desk_vocabulary = Blueprint("desk_vocabulary", __name__, url_prefix="/editor/vocabulary")


@desk_vocabulary.get("")
@signed_in_as("reader")
def vocabulary() -> str:
    """Both lists in their order, with the number of summaries filed under each term."""
    with site().catalogue.reading() as read:
        used, terms = uses(read), read.vocabulary()
    nothing = Use(0, 0)
    return render_template(
        "desk/vocabulary.html",
        lists=[
            (kind, gettext(words), [(term, used.get((kind, term.slug), nothing)) for term in terms.of(kind)])
            for kind, words in _LISTS.items()
        ],
    )


@desk_vocabulary.get("/new/<any(topic, type):kind>")
@signed_in_as("editor")
def new(kind: str) -> Response:
    """An empty form."""
    return _new_page(TermKind(kind), {}, {})


@desk_vocabulary.post("/new/<any(topic, type):kind>")
@signed_in_as("editor")
def add(kind: str) -> Response:
    """Add a term at the end of its list."""
    with _writing() as write:
        typed = typed_term(request.form, TermKind(kind), write.vocabulary())
        if typed.faults:
            return _new_page(TermKind(kind), typed.texts, typed.faults)
        write.put_term(typed.term)
    flash(gettext("“%(name)s” is there. Summaries can be filed under it.", name=typed.term.label))
    return _to(typed.term)


@desk_vocabulary.get(_AT)
@signed_in_as("reader")
def term(kind: str, slug: str) -> Response:
    """One term: its names, what is filed under it, and what can be done to it."""
    with site().catalogue.reading() as read:
        found = read.vocabulary().find(TermKind(kind), slug)
        if found and found.slug != slug:
            return _to(found)
        return _page(read, _term(read, kind, slug))


@desk_vocabulary.post(_AT)
@signed_in_as("editor")
def change(kind: str, slug: str) -> Response:
    """Change the names or the description of a term; a new name is confirmed when summaries bear the term."""
    with _writing() as write:
        former = _term(write, kind, slug)
        typed = typed_term(request.form, former.kind, write.vocabulary(), former)
        if typed.faults:
            return _page(write, former, typed, seen=_seen(), status=HTTPStatus.UNPROCESSABLE_ENTITY)
        if _seen() != write.version("term", f"{kind}/{slug}"):
            return _page(write, former, typed, overtaken=True, status=HTTPStatus.CONFLICT)
        if "back" in request.form:
            return _page(write, former, typed, seen=_seen())
        renamed = typed.term.label != former.label
        bearing = write.bearing(former.kind, slug)
        if renamed and bearing and "confirmed" not in request.form:
            return _confirm("desk/vocabulary_rename.html", former, bearing, renamed=typed.term, typed=typed)
        if renamed:
            rename_term(write, former.kind, slug, typed.term)
        else:
            write.put_term(typed.term)
    flash(gettext("“%(name)s” is saved.", name=typed.term.label))
    return _to(typed.term)


@desk_vocabulary.get(f"{_AT}/merge")
@signed_in_as("editor")
def merging(kind: str, slug: str) -> Response:
    """What merging a term into another would do."""
    with site().catalogue.reading() as read:
        gone, kept = _term(read, kind, slug), _term(read, kind, request.args.get("into", ""))
        if gone == kept:
            return _to(gone)
        bearing = read.bearing(gone.kind, slug)
        both = sum(kept.slug in each.topics for each in bearing)
        version = read.version("term", f"{kind}/{slug}")
        return _confirm("desk/vocabulary_merge.html", gone, bearing, kept=kept, both=both, seen=version)


@desk_vocabulary.post(f"{_AT}/merge")
@signed_in_as("editor")
def merge(kind: str, slug: str) -> Response:
    """File under another term what is filed under this one, which goes; its names lead to the other."""
    with _writing() as write:
        gone, kept = _term(write, kind, slug), _term(write, kind, request.form.get("into", ""))
        if gone == kept:
            return _to(gone)
        if _seen() != write.version("term", f"{kind}/{slug}"):
            flash(gettext("Nothing was merged: somebody changed “%(name)s” meanwhile.", name=gone.label))
            return _to(gone)
        refiled = merge_terms(write, gone.kind, kept.slug, gone.slug)
    flash(
        ngettext(
            "“%(gone)s” is now part of “%(kept)s”; %(shown)s summary was filed anew.",
            "“%(gone)s” is now part of “%(kept)s”; %(shown)s summaries were filed anew.",
            len(refiled),
            gone=gone.label,
            kept=kept.label,
            shown=number_words(len(refiled)),
        )
    )
    return _to(kept)


@desk_vocabulary.post(f"{_AT}/place")
@signed_in_as("editor")
def place(kind: str, slug: str) -> Response:
    """Let a term stand before another of its list, or last (`ahead_of` empty)."""
    with _writing() as write:
        moved = _term(write, kind, slug)
        ahead_of = request.form.get("ahead_of", "")
        before = _term(write, kind, ahead_of).slug if ahead_of else None
        write.place_term(moved.kind, slug, before)
    flash(gettext("“%(name)s” has its new place.", name=moved.label))
    return redirect(url_for("desk_vocabulary.vocabulary", _anchor=f"{kind}-{slug}"), 303)


@desk_vocabulary.post(f"{_AT}/remove")
@signed_in_as("editor")
def remove(kind: str, slug: str) -> Response:
    """Take a term away that nothing is filed under."""
    try:
        with _writing() as write:
            gone = _term(write, kind, slug)
            write.remove_term(gone.kind, slug)
    except StillUsed as error:
        flash(
            ngettext(
                "%(shown)s summary is filed under it: merge it into another instead.",
                "%(shown)s summaries are filed under it: merge it into another instead.",
                len(error.summaries),
                shown=number_words(len(error.summaries)),
            )
        )
        return redirect(url_for("desk_vocabulary.term", kind=kind, slug=slug), 303)
    flash(gettext("“%(name)s” is removed. Its history can bring it back.", name=gone.label))
    return redirect(url_for("desk_history.history", kind="term", entity=f"{kind}/{slug}"), 303)


def _page(
    read: Reader,
    term: Term,
    typed: TypedTerm | None = None,
    *,
    seen: int | None = None,
    overtaken: bool = False,
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    entity = f"{term.kind}/{term.slug}"
    bearing = read.bearing(term.kind, term.slug)
    last = read.latest(1, kind="term", entity=entity)
    mine = typed.term if typed else term
    page = render_template(
        "desk/vocabulary_term.html",
        term=term,
        list_words=gettext(_LISTS[term.kind]),
        texts=typed.texts if typed else texts_of(term),
        faults=typed.faults if typed else {},
        seen=seen if seen is not None else read.version("term", entity),
        overtaken=last[0] if overtaken and last else None,
        differences=differences(term, mine, changed_fields(term, mine), Names(read)) if overtaken else (),
        bearing=bearing,
        others=[each for each in read.vocabulary().of(term.kind) if each != term],
        next_one=_next(read, term),
        entity=entity,
    )
    return make_response(page, status)


def _new_page(kind: TermKind, texts: dict[str, str] | Any, faults: dict[str, str] | Any) -> Response:
    page = render_template("desk/vocabulary_new.html", kind=kind, texts=texts, faults=faults)
    return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if faults else HTTPStatus.OK)


def _confirm(template: str, term: Term, bearing: tuple[Any, ...], **more: Any) -> Response:
    return make_response(render_template(template, term=term, bearing=bearing, **more))


def _next(read: Reader, term: Term) -> Term | None:
    """The term after one in its list."""
    order = read.vocabulary().of(term.kind)
    place = order.index(term)
    return order[place + 1] if place + 1 < len(order) else None


def _term(read: Reader, kind: str, slug: str) -> Term:
    found = (each for each in read.vocabulary().of(TermKind(kind)) if each.slug == slug)
    return next(found, None) or abort(404, gettext("There is no such topic or research type."))


def _writing() -> Any:
    return site().catalogue.writing(by=current_editor().name)


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _to(term: Term) -> Response:
    return redirect(url_for("desk_vocabulary.term", kind=term.kind, slug=term.slug), 303)
