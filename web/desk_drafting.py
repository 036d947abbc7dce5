"""What the form of a summary asks the desk for while somebody writes: it keeps, shows and finds things.

Scripts ask; without one the same is done by `web.form_steps`.
"""

from http import HTTPStatus

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from kb.errors import KnowledgeBaseError, NotADOI
from kb.identifiers import parse_doi
from kb.summary import Status, Summary
from web.access import current_editor, signed_in_as
from web.cited_works import bring, find_works, look_up_doi
from web.current import site
from web.language import gettext
from web.markdown import to_html
from web.summary_form import typed_now
from web.writing_desk import advice, at_work, of_this_window, same_text

_SHORTEST = 2  # letters that are worth looking for

desk_drafting = Blueprint("desk_drafting", __name__, url_prefix="/editor/drafting")


@desk_drafting.post("/preview")
@signed_in_as("editor")
def preview() -> Response:
    """What was typed so far, as readers will see it."""
    return jsonify({name: to_html(request.form.get(name, "")) for name in ("body", "implications")})


@desk_drafting.post("/<summary_id>/keep")
@signed_in_as("editor")
def keep(summary_id: str) -> Response | tuple[Response, int]:
    """Keep what was typed so far for its author, and say what the desk has to say of it.

    What another window of the same editor has kept is not overwritten.
    """
    editor = current_editor().name
    with site().catalogue.writing(by=editor) as write:
        present, copy = write.summary(summary_id), write.working_copies.get(summary_id, editor)
        if copy and not of_this_window(write, copy, request.form):
            words = gettext("You are writing this in another window too. What you type here is not kept.")
            return jsonify(words=words), HTTPStatus.CONFLICT
        seen = request.form.get("seen", 0, type=int)
        typed = typed_now(request.form, write, summary_id).summary
        if same_text(present, typed) or (present is None and _is_blank(typed)):
            write.working_copies.drop(summary_id, editor)
            copy = None
        else:
            copy = write.working_copies.put(editor, typed, seen)
    with site().catalogue.reading() as read:
        said = advice(read, typed, read.vocabulary())
        desk = at_work(read, typed, read.summary(summary_id), copy, editor, seen)
        return jsonify(
            kept=copy.at.isoformat() if copy else "",
            slug=typed.slug,
            checks=render_template(
                "desk/_summary_checks.html",
                **said,
                ticked=request.form.getlist("ack"),
                public=present is not None and present.status is Status.PUBLISHED,
            ),
            suggestions=render_template("desk/_summary_suggestions.html", **said),
            others=render_template("desk/_summary_others.html", desk=desk),
        )


@desk_drafting.get("/find")
@signed_in_as("editor")
def find() -> str:
    """The works that words typed so far may mean."""
    text = request.args.get("q", "")
    if len(text.strip()) < _SHORTEST:
        return ""
    with site().catalogue.reading() as read:
        return render_template("desk/_summary_found.html", found=find_works(read, text))


@desk_drafting.get("/look-up")
@signed_in_as("editor")
def look_up() -> str:
    """What Crossref has under a DOI."""
    try:
        doi = parse_doi(request.args.get("doi", ""))
    except NotADOI as error:
        return render_template("desk/_summary_looked_up.html", looked=None, failure=str(error))
    with site().catalogue.reading() as read:
        return render_template("desk/_summary_looked_up.html", looked=look_up_doi(read, doi))


@desk_drafting.get("/cited")
@signed_in_as("editor")
def cited() -> str | tuple[str, int]:
    """A reference as it stands in the form once it is cited."""
    with site().catalogue.reading() as read:
        record = read.record_at(request.args.get("key", ""))
        if record is None:
            return "", HTTPStatus.NOT_FOUND
        return render_template("desk/_summary_cited.html", record=record)


@desk_drafting.post("/bring")
@signed_in_as("editor")
def bring_in() -> tuple[str, int]:
    """Take the work of a DOI into the catalogue, and show it as cited."""
    try:
        record = bring(request.form.get("doi", ""), current_editor().name)
    except KnowledgeBaseError as error:
        page = render_template("desk/_summary_looked_up.html", looked=None, failure=str(error))
        return page, HTTPStatus.UNPROCESSABLE_ENTITY
    return render_template("desk/_summary_cited.html", record=record), HTTPStatus.OK


def _is_blank(summary: Summary) -> bool:
    """True when nothing was typed or chosen that would be missed."""
    texts = (summary.title, summary.body, summary.implications, summary.contact, summary.research_type)
    return not any((*texts, summary.citations, summary.topics))
