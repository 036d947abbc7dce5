"""A reference without a DOI: the works at Crossref that it may be, and taking one of them."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from flask import flash, render_template, request
from werkzeug.wrappers import Response

from bib.candidates import Candidate, named, ranked
from bib.differences import renewed
from bib.doi_intake import read_work
from bib.errors import CrossrefError
from bib.integrity_identifiers import doi_in
from bib.notices import notices_given_by, pass_on, with_notices
from bib.report import Read
from bib.resolution import in_words
from kb.errors import AlreadyThere, KnowledgeBaseError
from kb.identifiers import parse_doi
from kb.reading import Reader
from kb.reference import Notice, Record, Reference
from web.access import current_editor, signed_in_as
from web.current import site
from web.language import gettext
from web.reference_desk import (
    crossref_lately,
    desk_references,
    record_there,
    refusal_words,
    refuse_outdated,
    seen_version,
    to_double,
    to_reference,
)
from web.wording import field_label, one_line, work_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """A work that a reference may be, in words; `held` is the key under which it is here already."""

    reference: Reference
    line: str
    agreeing: str
    against: str
    notices: tuple[Notice, ...]
    sure: bool
    held: str


@desk_references.get("/references/<citekey>/candidates")
@signed_in_as("editor")
def candidates(citekey: str) -> str | tuple[str, int]:
    """The works at Crossref that a reference may be, best first; or the one of a `doi`, to be seen first."""
    with site().catalogue.reading() as read:
        record = record_there(read, citekey)
    typed = request.args.get("doi", "").strip()[:2_000]
    if not typed:
        return _candidates_page(record)
    try:
        work = crossref_lately().work(doi_in(typed) or parse_doi(typed))
    except KnowledgeBaseError as error:
        return _candidates_page(record, typed, str(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    return _candidates_page(record, typed, found=(named(record.reference, work),))


@desk_references.post("/references/<citekey>/resolve")
@signed_in_as("editor")
def resolve(citekey: str) -> Response | tuple[str, int]:
    """Take a work of Crossref's for a reference; the editor's own words stay."""
    with site().catalogue.reading() as read:
        record = record_there(read, citekey)
    typed = request.form.get("doi", "").strip()
    try:
        answered = _titled(read_work(crossref_lately().work(doi_in(typed) or parse_doi(typed))))
        with site().catalogue.writing(by=current_editor().name) as write:
            present = record_there(write, record.citekey)
            refuse_outdated(write, present, seen_version())
            own = {name: value for name, value in present.overrides.items() if name != "doi"}
            told = [
                notice
                for each in write.records()
                for about, notice in notices_given_by(each)
                if about == answered.reference.doi
            ]
            whole = with_notices(renewed(replace(present, overrides=own), answered), told)
            write.change_record(whole)
            pass_on(write, whole)
    except AlreadyThere as error:
        with site().catalogue.reading() as read:
            return to_double(read, record, error)
    except KnowledgeBaseError as error:
        return _candidates_page(record, typed, refusal_words(error)), HTTPStatus.UNPROCESSABLE_ENTITY
    flash(gettext("It has its DOI and Crossref's word now. What you had changed yourself has stayed."))
    return to_reference(whole.citekey)


def _candidates_page(
    record: Record, typed: str = "", said: str = "", found: tuple[Candidate, ...] = ()
) -> str:
    """The works that a reference may be, unless `found`, those that Crossref finds; with the DOI that was
    typed, and why it was not taken."""
    printed = in_words(record.reference, record.source)
    failure = ""
    try:
        found = found or ranked(record.reference, crossref_lately().like(printed))
    except CrossrefError as error:
        failure = str(error)
    with site().catalogue.reading() as read:
        return render_template(
            "desk/reference_candidates.html",
            record=record,
            title=work_title(record.reference),
            line=one_line(record.reference),
            printed=printed,
            seen=read.version("reference", record.id),
            likely=[_likely(read, record, each) for each in found],
            failure=failure,
            typed=typed,
            said=said,
        )


def _likely(read: Reader, record: Record, each: Candidate) -> Likely:
    found = each.read.reference
    held = read.record_with_doi(found.doi) if found.doi else None
    return Likely(
        reference=found,
        line=one_line(found),
        agreeing=", ".join(field_label(name).lower() for name in each.agreeing),
        against="; ".join(each.against),
        notices=each.read.notices,
        sure=each.sure,
        held=held.citekey if held and held.id != record.id else "",
    )


def _titled(answered: Read) -> Read:
    if not answered.reference.title:
        raise KnowledgeBaseError(gettext("Crossref has no title of this work; nothing was taken over."))
    return answered
