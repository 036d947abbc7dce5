"""What the pages about references on the desk share: what is known of all, and what Crossref said lately."""

from datetime import UTC, date, datetime

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from bib.reference_register import Register
from kb.errors import AlreadyThere, KnowledgeBaseError, Outdated, StillCited
from kb.identifiers import DOI
from kb.reading import Reader
from kb.reference import Record
from kb.writing import Writer
from web.crossref_lately import CrossrefLately
from web.current import EXTENSION
from web.language import gettext

_REGISTER = "practice-kb references"
_CROSSREF = "practice-kb crossref lately"

desk_references = Blueprint("desk_references", __name__, url_prefix="/editor")


@desk_references.record_once
def _know(state: BlueprintSetupState) -> None:
    state.app.extensions[_REGISTER] = Register(today)
    state.app.extensions[_CROSSREF] = CrossrefLately(state.app.extensions[EXTENSION].crossref)


def today() -> date:
    """The day on which a year is still to come, or not."""
    return datetime.now(UTC).date()


def register() -> Register:
    """All references with what there is to say of each, as this process knows them."""
    known: Register = current_app.extensions[_REGISTER]
    return known


def crossref_lately() -> CrossrefLately:
    """Crossref, with what it said a short while ago."""
    lately: CrossrefLately = current_app.extensions[_CROSSREF]
    return lately


def record_there(read: Reader, citekey: str) -> Record:
    """The reference that a key, present or former, means. Raises NotFound (404)."""
    found = read.record_at(citekey)
    if found is None:
        abort(404, gettext("There is no such reference. It may have been removed."))
    return found


def seen_version(name: str = "seen") -> int:
    """The version that a form was made from; 0, which is no version, when it does not say."""
    return request.form.get(name, default=0, type=int)


def refuse_outdated(write: Writer, record: Record, seen: int) -> None:
    """Raise Outdated when a reference was changed after the version seen."""
    version = write.version("reference", record.id)
    if version != seen:
        change = write.change(version)
        raise Outdated(record.citekey, version, change.by if change else "")


def to_reference(citekey: str) -> Response:
    """The way back to the page of a reference."""
    return redirect(url_for("desk_references.edit", citekey=citekey), 303)


def refused(citekey: str, error: KnowledgeBaseError) -> Response:
    """The way back to the page of a reference, with the reason why nothing was done."""
    flash(refusal_words(error))
    return to_reference(citekey)


def refusal_words(error: KnowledgeBaseError) -> str:
    """Why something was not done, and what to do about it."""
    if isinstance(error, Outdated):
        return gettext(
            "Nothing was changed: %(name)s changed this reference after you opened it. Look again.",
            name=error.by,
        )
    if isinstance(error, StillCited):
        return gettext(
            "It stays: %(names)s cite it. Take it out of these summaries first.",
            names=", ".join(error.slugs),
        )
    return str(error)


def to_double(read: Reader, record: Record, error: AlreadyThere) -> Response:
    """The way to where a reference and the one that holds its DOI are made one."""
    other = read.record_with_doi(DOI(error.name))
    if other is None or other.id == record.id:
        return refused(record.citekey, error)
    flash(gettext("That work is here already, as %(citekey)s. Are the two one?", citekey=other.citekey))
    address = url_for("desk_references.compare", kept=other.citekey, gone=record.citekey)
    return redirect(address, 303)
