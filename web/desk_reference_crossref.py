"""A reference and Crossref: asked again, and what it says now taken over field by field."""

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bib.doi_intake import read_work
from bib.errors import CrossrefError
from bib.intake import digest_of
from bib.integrity import doi_remarks, remarks
from bib.notices import pass_on, with_notices
from bib.reference_changes import Offer, offers, taken_over
from bib.remarks import Severity
from bib.report import Read
from bib.side_by_side import Segments, word_changes
from kb.errors import AlreadyThere, KnowledgeBaseError, NotADOI
from kb.notices import identity
from kb.reference import FIELDS, Record, SourceKind
from kb.serial import dump
from web.access import current_editor, signed_in_as
from web.current import site
from web.desk_frame import desk_day
from web.integrity_words import remark_sentence
from web.language import gettext
from web.reference_desk import (
    crossref_lately,
    desk_references,
    record_there,
    refused,
    seen_version,
    to_double,
    to_reference,
    today,
)
from web.wording import field_label, field_text, notice_sentence, one_line, work_title


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A field in which Crossref's word differs: both in pieces, and whether it is to be taken at first."""

    name: str
    label: str
    present: Segments
    offered: Segments
    own: bool
    take: bool


@desk_references.post("/references/<citekey>/ask")
@signed_in_as("editor")
def ask(citekey: str) -> Response:
    """Ask Crossref again about a reference; notices are noted at once, the rest is shown to choose from."""
    with site().catalogue.reading() as read:
        record = record_there(read, citekey)
    doi = record.reference.doi
    if not doi:
        return redirect(url_for("desk_references.candidates", citekey=record.citekey), 303)
    try:
        answered = read_work(crossref_lately().work(doi, anew=True))
        with site().catalogue.writing(by=current_editor().name) as write:
            present = record_there(write, record.citekey)
            # What a wrong DOI leads to says nothing of this work.
            wrong = present.reference.doi != doi or _leads_elsewhere(present, answered)
            noted = present if wrong else with_notices(present, answered.notices)
            write.change_record(noted)
            pass_on(write, replace(noted, source=answered.source))
    except KnowledgeBaseError as error:
        return refused(record.citekey, error)
    known = {identity(each) for each in present.notices}
    for notice in noted.notices:
        if identity(notice) not in known:
            flash(gettext("New: %(notice)s", notice=notice_sentence(notice)))
    return redirect(url_for("desk_references.crossref", citekey=record.citekey), 303)


@desk_references.get("/references/<citekey>/crossref")
@signed_in_as("editor")
def crossref(citekey: str) -> str | Response:
    """What Crossref says now beside what readers see, field by field."""
    with site().catalogue.reading() as read:
        record = record_there(read, citekey)
        seen = read.version("reference", record.id)
    doi = record.reference.doi
    if not doi:
        return redirect(url_for("desk_references.candidates", citekey=record.citekey), 303)
    try:
        answered = read_work(crossref_lately().work(doi))
    except CrossrefError as error:
        return refused(record.citekey, error)
    warnings = doi_remarks(record.reference, answered.reference)
    doubtful = _doubtful(record, answered)
    return render_template(
        "desk/reference_crossref.html",
        record=record,
        title=work_title(record.reference),
        answered=answered.reference,
        line=one_line(answered.reference),
        seen=seen,
        shown=_digest(answered),
        warnings=[(each.severity.value, remark_sentence(each)) for each in warnings],
        rows=[
            _offered(record, answered, each, take=each.field not in doubtful)
            for each in offers(record, answered)
        ],
        sourced=record.source.kind is SourceKind.CROSSREF,
        read_on=desk_day(record.source.read_at) if record.source.read_at else "",
    )


@desk_references.post("/references/<citekey>/accept")
@signed_in_as("editor")
def accept(citekey: str) -> Response:
    """Take over the fields of Crossref's word that are ticked; the others stay, as the editor's word."""
    with site().catalogue.reading() as read:
        record = record_there(read, citekey)
    doi = record.reference.doi
    take = [each for each in request.form.getlist("take") if each in FIELDS]
    try:
        if not doi:
            raise NotADOI("")
        answered = read_work(crossref_lately().work(doi))
        if _digest(answered) != request.form.get("shown") or not answered.reference.title:
            flash(gettext("Crossref says something else by now. Look again, then choose."))
            return redirect(url_for("desk_references.crossref", citekey=record.citekey), 303)
        if not take and offers(record, answered):
            flash(gettext("Nothing was ticked; all stays as it is."))
            return to_reference(record.citekey)
        with site().catalogue.writing(by=current_editor().name) as write:
            present = record_there(write, record.citekey)
            whole = taken_over(present, answered, take)
            write.change_record(whole, seen=seen_version())
            pass_on(write, whole)
    except AlreadyThere as error:
        with site().catalogue.reading() as read:
            return to_double(read, record, error)
    except KnowledgeBaseError as error:
        return refused(record.citekey, error)
    flash(gettext("Taken over from Crossref.") if take else gettext("Crossref is its source now."))
    return to_reference(whole.citekey)


def _leads_elsewhere(record: Record, answered: Read) -> bool:
    found = doi_remarks(record.reference, answered.reference)
    return any(each.severity is Severity.ERROR for each in found)


def _doubtful(record: Record, answered: Read) -> set[str]:
    """The fields of Crossref's word that an editor looks at before taking them: those with faults, or all."""
    if _leads_elsewhere(record, answered):
        return set(FIELDS)
    theirs = Record(citekey=record.citekey, described=answered.reference, source=answered.source)
    return {each.field for each in remarks(theirs, today()) if each.severity is not Severity.HINT}


def _offered(record: Record, answered: Read, each: Offer, *, take: bool) -> Offered:
    present, offered = (field_text(one, each.field) for one in (record.reference, answered.reference))
    if each.field == "doi":
        present, offered = str(each.present or ""), str(each.offered or "")
    mine, theirs = word_changes(present, offered)
    only_louder = offered.isupper() and offered.casefold() == present.casefold()
    return Offered(
        name=each.field,
        label=field_label(each.field),
        present=mine,
        offered=theirs,
        own=each.own,
        take=take and not each.own and bool(offered) and not only_louder,
    )


def _digest(answered: Read) -> str:
    """Tells one word of Crossref's from another."""
    return digest_of("reference", dump(answered.reference))
