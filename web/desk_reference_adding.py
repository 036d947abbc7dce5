"""A new reference: by its DOI, as Crossref describes it, or typed by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from bib.doi_intake import read_work
from bib.errors import CrossrefError
from bib.intake import add_reference
from bib.integrity_identifiers import doi_in
from bib.one_doi import proposed, take_in
from bib.proposals import Duplicate
from bib.report import Read
from bib.typed import BadFields
from bib.typed_whole import whole_reference
from kb.errors import CatalogueUnusable, KnowledgeBaseError
from kb.identifiers import parse_doi
from kb.reading import Reader
from kb.reference import FIELDS, Record, Reference, Source, SourceKind
from web.access import current_editor, signed_in_as
from web.current import site
from web.import_standing import works, works_looked_at
from web.language import gettext
from web.reference_desk import crossref_lately, desk_references, to_reference
from web.reference_form import blank, form_of
from web.wording import one_line, work_title

Page = str | tuple[str, int] | Response
_BY_HAND = Source(kind=SourceKind.EDITOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resembled:
    """A reference we hold that the new one is or may be."""

    record: Record
    title: str
    reason: str
    sure: bool


@desk_references.get("/new-reference")
@signed_in_as("editor")
def new() -> Page:
    """The ways to add a reference; with a `doi`, what Crossref says of it."""
    typed = request.args.get("doi", "").strip()[:2_000]
    if not typed:
        return _page()
    try:
        doi = doi_in(typed) or parse_doi(typed)
        with site().catalogue.reading() as read:
            held = read.record_with_doi(doi)
        if held:
            flash(gettext("This work is here already."))
            return to_reference(held.citekey)
        answered = read_work(crossref_lately().work(doi))
    except KnowledgeBaseError as error:
        return _page(doi=typed, failures={"by_doi": str(error)}), _status(error)
    with site().catalogue.reading() as read:
        proposal = proposed(answered, works().at(read))
        return _page(
            doi=typed,
            proposal=proposal,
            line=one_line(answered.reference),
            resembled=_resembled(read, proposal.duplicates),
        )


@desk_references.post("/new-reference/doi")
@signed_in_as("editor")
def add_by_doi() -> Page:
    """Take in the work of a DOI."""
    typed = request.form.get("doi", "").strip()[:2_000]
    try:
        answered = read_work(crossref_lately().work(doi_in(typed) or parse_doi(typed)))
        known_works = works_looked_at()
        with site().catalogue.writing(by=current_editor().name) as write:
            before = write.revision()
            record = take_in(write, known_works.at(write), answered)
            added = write.revision() != before
    except CatalogueUnusable:  # nobody's mistake in the form
        works().forget()
        raise
    except KnowledgeBaseError as error:
        works().forget()
        return _page(doi=typed, failures={"by_doi": str(error)}), _status(error)
    flash(gettext("Added, as Crossref has it.") if added else gettext("This work is here already."))
    return to_reference(record.citekey)


@desk_references.post("/new-reference")
@signed_in_as("editor")
def add_by_hand() -> Page:
    """Take in what was typed."""
    typed = {name: request.form[name] for name in FIELDS if name in request.form}
    try:
        reference = _whole(typed)
        known_works = works_looked_at()
        with site().catalogue.writing(by=current_editor().name) as write:
            known = known_works.at(write)
            found, doubtful = known.search(reference)
            resembled: tuple[Resembled, ...] = (
                *((_resembling(found, gettext("the same work"), sure=True),) if found else ()),
                *(_resembling(each.record, each.reason, sure=False) for each in doubtful),
            )
            if resembled and (found or not request.form.get("anyway")):
                return _page(typed=typed, resembled=resembled), HTTPStatus.UNPROCESSABLE_ENTITY
            read = Read(reference=reference, source=_BY_HAND)
            record = add_reference(write, known, read)
    except BadFields as error:
        return _page(typed=typed, failures=error.fields), HTTPStatus.UNPROCESSABLE_ENTITY
    except CatalogueUnusable:
        works().forget()
        raise
    except KnowledgeBaseError as error:
        works().forget()
        return _page(typed=typed, failures={"title": str(error)}), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("Added."))
    return to_reference(record.citekey)


def _whole(typed: Mapping[str, str]) -> Reference:
    reference = whole_reference(blank(), typed)
    if not reference.title:
        raise BadFields({"title": gettext("A reference needs a title.")})
    return reference


def _page(
    typed: Mapping[str, str] | None = None, failures: Mapping[str, str] | None = None, **more: Any
) -> str:
    empty = Record(
        citekey="-", described=blank((typed or {}).get("type") or "article-journal"), source=_BY_HAND
    )
    return render_template(
        "desk/reference_new.html",
        form=form_of(empty, (), typed, failures),
        failures=failures or {},
        by_hand=bool(typed),
        **more,
    )


def _resembled(read: Reader, duplicates: tuple[Duplicate, ...]) -> tuple[Resembled, ...]:
    found = ((read.record(each.id), each) for each in duplicates if each.kind == "reference")
    return tuple(_resembling(record, each.reason, sure=each.sure) for record, each in found if record)


def _resembling(record: Record, reason: str, *, sure: bool) -> Resembled:
    return Resembled(record=record, title=work_title(record.reference), reason=reason, sure=sure)


def _status(error: KnowledgeBaseError) -> HTTPStatus:
    return HTTPStatus.OK if isinstance(error, CrossrefError) else HTTPStatus.UNPROCESSABLE_ENTITY
