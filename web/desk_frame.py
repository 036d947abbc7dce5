"""What surrounds every page of the desk, and the ways to it from the pages readers read."""

from datetime import date
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from kb.editors import Role
from kb.reference import PartialDate
from web.access import csrf_field, may
from web.language import gettext, marked
from web.sessions import editor_here
from web.wording import date_words

# Endpoint, words, and the role it is shown to. A blueprint's further pages belong to its first.
_WAYS: tuple[tuple[str, str, Role], ...] = (
    ("desk_home.home", marked("Desk"), "reader"),
    ("desk_summaries.summaries", marked("Summaries"), "reader"),
    ("desk_references.references", marked("References"), "reader"),
    ("desk_imports.imports", marked("Import"), "editor"),
    ("desk_month.month", marked("Month"), "reader"),
    ("desk_vocabulary.vocabulary", marked("Vocabulary"), "reader"),
    ("desk_history.activity", marked("Activity"), "reader"),
    ("desk_people.people", marked("People"), "administrator"),
    ("auth.account", marked("Account"), "reader"),
)

# The places of the desk that pages lead to: the endpoint, and the name of its one value if it has any.
PLACES: dict[str, tuple[str, str]] = {
    "summaries": ("desk_summaries.summaries", ""),
    "summary": ("desk_summaries.edit", "slug"),
    "new summary": ("desk_summaries.new", ""),
    "references": ("desk_references.references", ""),
    "reference": ("desk_references.edit", "citekey"),
    "import": ("desk_imports.imports", ""),
    "batch": ("desk_imports.batch", "batch_id"),
    "month": ("desk_month.month", ""),
}


def frame_desk(app: Flask) -> None:
    """Teach an app's templates the frame of the desk."""
    app.jinja_env.globals.update(
        csrf_field=csrf_field,
        csrf_token=generate_csrf,
        desk_address=desk_address,
        desk_day=desk_day,
        desk_ways=desk_ways,
        edit_link=edit_link,
        editor_here=editor_here,
        may=may,
    )


def desk_ways() -> list[tuple[str, str, bool]]:
    """The parts of the desk that the person here may open: endpoint, words, and whether they are in it."""
    return [
        (endpoint, gettext(words), request.blueprint == endpoint.partition(".")[0])
        for endpoint, words, role in _WAYS
        if endpoint in current_app.view_functions and may(role)
    ]


def desk_address(place: str, name: str = "") -> str:
    """The address of a place of the desk; empty where there is no such place."""
    endpoint, value = PLACES[place]
    if endpoint not in current_app.view_functions:
        return ""
    values: dict[str, Any] = {value: name} if value else {}
    return url_for(endpoint, **values)


def desk_day(moment: date) -> str:
    """A day, or the day of a moment: `4 June 2013`."""
    return date_words(PartialDate(moment.year, moment.month, moment.day))


def edit_link(kind: str, name: str) -> Markup:
    """On a page about a summary or a reference: the way to edit it, for those who may."""
    address = desk_address(kind, name) if may("editor") else ""
    words = gettext("Edit")
    return Markup('<span><a href="{}">{}</a></span>').format(address, words) if address else Markup()
