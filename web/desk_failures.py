"""What an editor gets when a page of the desk cannot take what was sent: what to do, and what was typed.

A page that was open while its session ended must not cost an afternoon's writing.
"""

from http import HTTPStatus

from flask import Flask, json, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized
from werkzeug.wrappers import Response

from web.access import wants_data
from web.language import gettext
from web.sessions import COOKIE, editor_here

_NOT_SHOWN = {"csrf_token", "next", "seen", "password", "old", "new", "again"}
_OURS = {"same-origin", "none"}


def tell_desk_failures(app: Flask) -> None:
    """Answer in words where a session or its token is missing."""
    app.register_error_handler(CSRFError, _forged_or_late)
    app.register_error_handler(Unauthorized, _signed_out)


def _forged_or_late(_: CSRFError) -> Response:
    if COOKIE not in request.cookies:
        words = gettext(
            "Your session has ended, or your browser keeps no cookies for this site. Nothing was saved."
        )
    elif editor_here():
        words = gettext("You signed in again after this page was opened. Nothing was saved.")
    else:
        words = gettext("Your session has ended. Nothing was saved.")
    return _not_saved(HTTPStatus.BAD_REQUEST, words)


def _signed_out(error: Unauthorized) -> Response:
    return _not_saved(HTTPStatus.UNAUTHORIZED, error.description or "")


def _not_saved(code: HTTPStatus, words: str) -> Response:
    if wants_data():
        problem = {"type": "about:blank", "title": code.phrase, "status": code, "detail": words}
        answer = make_response(json.dumps(problem), code)
        answer.content_type = "application/problem+json"
        return answer
    return make_response(render_template("desk/not_saved.html", words=words, typed=_typed()), code)


def _typed() -> list[tuple[str, str]]:
    """What was typed, for its author alone: another site's forged form is not shown."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "none") not in _OURS:
        return []
    try:
        form = request.form
    except RequestEntityTooLarge:
        return []
    return [
        (name.replace("_", " ").capitalize(), text)
        for name, text in form.items(multi=True)
        if text.strip() and name not in _NOT_SHOWN
    ]
