"""Who may do what: the roles that open each page of the desk, and the refusal of forged requests.

The door to Flask-WTF's protection against these.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from flask.wrappers import Response
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup

from kb.editors import Editor, Role
from web.language import gettext
from web.sessions import COOKIE, at_the_desk, by_script, editor_here, keep_sessions
from web.wiring import Site

MAX_BODY = 11 * 1024 * 1024  # bytes that an editor may send: a file of 10 MB, and a form around it
_RANKS: dict[Role, int] = {"reader": 1, "editor": 2, "administrator": 3}

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def guard(app: Flask, site: Site) -> None:
    """Give an app sessions, refuse forged requests, and keep answers to editors private.

    To be called before anything else that handles every request: what it does to an answer comes last.
    """
    keep_sessions(app, site.settings)
    app.before_request(_make_anew)
    app.before_request(_take_more)
    app.after_request(_keep_private)
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: what was typed all afternoon can be saved
        WTF_CSRF_SSL_STRICT=False,  # some networks drop the referrer; the token is what counts
    )
    CSRFProtect(app)


def current_editor() -> Editor:
    """The editor who is signed in, on pages that only they can see."""
    editor = editor_here()
    if editor is None:
        abort(401)
    return editor


def may(role: Role) -> bool:
    """True when the person here has at least this role."""
    editor = editor_here()
    return editor is not None and _RANKS[editor.role] >= _RANKS[role]


def signed_in_as(role: Role) -> Callable[[Callable[Parameters, Answer]], Callable[Parameters, Any]]:
    """Open a page to people of at least a role; others are asked to sign in, or told that they may not."""

    def guarded(view: Callable[Parameters, Answer]) -> Callable[Parameters, Any]:
        @wraps(view)
        def checked(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Any:
            if may(role):
                return view(*args, **kwargs)
            if editor_here() is not None:
                abort(403, gettext("Your account may not do that. An administrator can change its role."))
            if request.method in {"GET", "HEAD"} and not wants_data():
                return redirect(url_for("auth.sign_in_page", next=request.full_path.rstrip("?")), 303)
            return abort(401, gettext("You are not signed in, or your session has ended."))

        checked.role = role  # type: ignore[attr-defined] # what `role_of` tells
        return checked

    return guarded


def role_of(view: Callable[..., Any]) -> Role | None:
    """The role that opens a page; None for one that is open to everybody."""
    role: Role | None = getattr(view, "role", None)
    return role


def wants_data() -> bool:
    """True when a script asks, which can do nothing with a page."""
    return by_script() or request.is_json


def csrf_field() -> Markup:
    """The hidden input that every form which writes must carry."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def _make_anew() -> None:
    # Before and after signing in a page differs under one ETag; and to compress a page with a token in
    # it gives the token away, bit by bit, to who can see the lengths (the BREACH attack).
    if request.endpoint != "static" and (at_the_desk() or COOKIE in request.cookies):
        for name in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH"):
            request.environ.pop(name, None)


def _take_more() -> None:
    if request.method == "POST" and at_the_desk() and editor_here():
        request.max_content_length = MAX_BODY
        request.max_form_memory_size = MAX_BODY


def _keep_private(answer: Response) -> Response:
    if at_the_desk() or g.get("personal"):
        answer.headers["Cache-Control"] = "no-store"
        answer.headers.pop("ETag", None)
        answer.headers.pop("Last-Modified", None)
    return answer
