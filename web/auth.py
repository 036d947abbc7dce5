"""Signing in and out, and one's own account."""

from http import HTTPStatus

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.accounts import account_of, end_sessions, give_new_hash, give_password
from kb.editors import Editor, WeakPassword, folded_name, hash_is_dated, password_fits, stand_in
from web.access import current_editor, signed_in_as
from web.addresses import local_address
from web.current import site
from web.desk_frame import desk_day
from web.language import gettext, ngettext
from web.sessions import IDLE, LIFETIME, editor_here, session_begun, sign_in, sign_out
from web.settings import Settings
from web.throttle import throttle

_NAME = 200  # characters of a name that are looked at

auth = Blueprint("auth", __name__, url_prefix="/editor")


@auth.get("/sign-in")
def sign_in_page() -> str | Response:
    """The form to sign in."""
    if editor_here():
        return redirect(_onward(), 303)
    return render_template("desk/sign_in.html", name="", next=_onward())


@auth.post("/sign-in")
def try_to_sign_in() -> Response:
    """Begin a session when name and password belong together."""
    password = request.form.get("password", "")
    with site().catalogue.reading() as read:
        editor = account_of(read, _name_typed())
    # A name that is not there costs the same time as a wrong password.
    fits = password_fits(editor or stand_in(), password)
    if editor is None or not fits:
        words = gettext("Name and password do not belong together.")
        return _sign_in_again(words, HTTPStatus.UNPROCESSABLE_ENTITY)
    if hash_is_dated(editor):
        with site().catalogue.writing(by=editor.name) as write:
            editor = give_new_hash(write, editor, password)
    sign_in(editor)
    return redirect(_onward(), 303)


@auth.post("/sign-out")
@signed_in_as("reader")
def leave() -> Response:
    """End this session."""
    sign_out()
    return redirect(url_for("browse.home"), 303)


@auth.get("/account")
@signed_in_as("reader")
def account() -> Response:
    """One's own account."""
    return _account_page({}, HTTPStatus.OK)


@auth.post("/account/password")
@signed_in_as("reader")
def change_password() -> Response:
    """Give oneself another password; every other session ends."""
    editor = current_editor()
    new = request.form.get("new", "")
    if not password_fits(editor, request.form.get("old", "")):
        failures = {"old": gettext("That is not your present password.")}
        return _account_page(failures, HTTPStatus.UNPROCESSABLE_ENTITY)
    if new != request.form.get("again", ""):
        return _account_page({"again": gettext("The two new passwords differ.")}, HTTPStatus.BAD_REQUEST)
    try:
        with site().catalogue.writing(by=editor.name) as write:
            changed = give_password(write, editor.name, new)
    except WeakPassword:
        failures = {"new": gettext("A password needs at least 12 characters; four words do well.")}
        return _account_page(failures, HTTPStatus.BAD_REQUEST)
    return _signed_in_here_alone(
        changed, gettext("Your password is changed. Other devices have to sign in again.")
    )


@auth.post("/account/sign-out-everywhere")
@signed_in_as("reader")
def leave_everywhere() -> Response:
    """End every session of one's own but this."""
    with site().catalogue.writing(by=current_editor().name) as write:
        changed = end_sessions(write, current_editor().name)
    return _signed_in_here_alone(changed, gettext("All other devices are signed out."))


def throttle_passwords(app: Flask, settings: Settings) -> None:
    """Let nobody try passwords for long, at an app's forms that take one."""
    stand_in()  # made now, or the first name that is nobody's would take longer than others
    throttle(
        app,
        settings,
        {
            "auth.try_to_sign_in": (_account_tried, _not_yet_sign_in),
            "auth.change_password": (_own_account, _not_yet_change),
        },
        _failed,
    )


def _name_typed() -> str:
    return request.form.get("name", "").strip()[:_NAME]


def _account_tried() -> str:
    return "account " + folded_name(_name_typed())


def _own_account() -> str:
    editor = editor_here()
    return "account " + folded_name(editor.name if editor else "")


def _failed(answer: Response) -> bool:
    return answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def _not_yet_sign_in(seconds: int) -> Response:
    return _sign_in_again(_wait_words(seconds), HTTPStatus.TOO_MANY_REQUESTS)


def _not_yet_change(seconds: int) -> Response:
    if editor_here() is None:
        return _not_yet_sign_in(seconds)
    return _account_page({"old": _wait_words(seconds)}, HTTPStatus.TOO_MANY_REQUESTS)


def _wait_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    return ngettext(
        "Too many tries with a wrong password. Wait a minute, then try again.",
        "Too many tries with a wrong password. Wait %(minutes)s minutes, then try again.",
        minutes,
        minutes=minutes,
    )


def _sign_in_again(failure: str, status: int) -> Response:
    page = render_template("desk/sign_in.html", name=_name_typed(), next=_onward(), failure=failure)
    return make_response(page, status)


def _account_page(failures: dict[str, str], status: int) -> Response:
    begun = session_begun()
    page = render_template(
        "desk/account.html",
        failures=failures,
        begun=desk_day(begun),
        ends=desk_day(begun + LIFETIME),
        idle=IDLE.seconds // 3600,
    )
    return make_response(page, status)


def _signed_in_here_alone(editor: Editor, said: str) -> Response:
    sign_in(editor)
    flash(said)
    return redirect(url_for("auth.account"), 303)


def _onward() -> str:
    address = local_address(request.values.get("next", ""))
    return address if address != "/" else url_for("desk_home.home")
