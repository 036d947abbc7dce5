"""The people who have accounts, for administrators."""

from http import HTTPStatus
from typing import get_args

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.accounts import account_of, add_account, disable_account, enable_account, give_role
from kb.editors import MAX_NAME, BadName, Role, WeakPassword
from kb.errors import AlreadyThere
from kb.writing import Writer
from web.access import current_editor, signed_in_as
from web.current import site
from web.language import gettext, marked

_ROLES: dict[Role, tuple[str, str]] = {
    "reader": (marked("Reader"), marked("reads drafts, changes nothing")),
    "editor": (marked("Editor"), marked("writes, imports and publishes")),
    "administrator": (marked("Administrator"), marked("does that too, and looks after accounts")),
}

desk_people = Blueprint("desk_people", __name__, url_prefix="/editor/people")


@desk_people.get("")
@signed_in_as("administrator")
def people() -> Response:
    """All accounts, and a form to add one."""
    return _page({}, HTTPStatus.OK)


@desk_people.post("")
@signed_in_as("administrator")
def add() -> Response:
    """Make an account with a first password, which its owner is told and changes."""
    name, role = request.form.get("name", ""), _role_asked()
    try:
        with site().catalogue.writing(by=current_editor().name) as write:
            made = add_account(write, name, role, request.form.get("password", ""))
    except AlreadyThere:
        return _page({"name": gettext("There is an account of this name already.")}, HTTPStatus.CONFLICT)
    except BadName:
        words = gettext("A name is one line of 1 to %(most)s characters.", most=MAX_NAME)
        return _page({"name": words}, HTTPStatus.UNPROCESSABLE_ENTITY)
    except WeakPassword:
        words = gettext("A password needs at least 12 characters; four words do well.")
        return _page({"password": words}, HTTPStatus.UNPROCESSABLE_ENTITY)
    flash(
        gettext(
            "%(name)s can sign in. Tell them the password yourself; they can change it under Account.",
            name=made.name,
        )
    )
    return _back()


@desk_people.post("/role")
@signed_in_as("administrator")
def change_role() -> Response:
    """Let somebody do more or less."""
    with site().catalogue.writing(by=current_editor().name) as write:
        changed = give_role(write, _somebody_else(write), _role_asked())
    words = gettext(_ROLES[changed.role][0])
    flash(gettext("%(name)s is now: %(role)s.", name=changed.name, role=words))
    return _back()


@desk_people.post("/disable")
@signed_in_as("administrator")
def disable() -> Response:
    """Shut an account; what its owner wrote stays."""
    with site().catalogue.writing(by=current_editor().name) as write:
        shut = disable_account(write, _somebody_else(write))
    flash(gettext("%(name)s is signed out everywhere and can no longer sign in.", name=shut.name))
    return _back()


@desk_people.post("/enable")
@signed_in_as("administrator")
def enable() -> Response:
    """Open a shut account again."""
    with site().catalogue.writing(by=current_editor().name) as write:
        opened = enable_account(write, _somebody_else(write))
    flash(gettext("%(name)s can sign in again.", name=opened.name))
    return _back()


def _page(failures: dict[str, str], status: HTTPStatus) -> Response:
    with site().catalogue.reading() as read:
        accounts = read.editors()
    roles = {role: (gettext(words), gettext(more)) for role, (words, more) in _ROLES.items()}
    typed = {"name": request.form.get("name", "") if failures else "", "role": _role_asked("editor")}
    page = render_template("desk/people.html", accounts=accounts, roles=roles, typed=typed, failures=failures)
    return make_response(page, status)


def _role_asked(default: Role | None = None) -> Role:
    asked = request.form.get("role", default)
    role: Role | None = next((each for each in get_args(Role) if each == asked), None)
    return role or abort(400, gettext("There is no such role."))


def _somebody_else(write: Writer) -> str:
    here = account_of(write, current_editor().name)
    if here is None or here.role != "administrator":  # two of them may be at each other's accounts at once
        abort(403, gettext("Your account may not do that. An administrator can change its role."))
    account = account_of(write, request.form.get("name", ""))
    if account is None:
        abort(404, gettext("There is no account of this name."))
    if account.name == current_editor().name:  # so there is always an administrator left
        abort(409, gettext("Nobody changes their own account here; ask another administrator."))
    return account.name


def _back() -> Response:
    return redirect(url_for("desk_people.people"), 303)
