"""What an editor gets when a page of the desk cannot take what was sent: what to do, and what was typed.

A page that was open while its session ended must not cost an afternoon's writing.
"""

import errno
from http import HTTPStatus

from flask import Flask, current_app, json, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge, Unauthorized
from werkzeug.wrappers import Response

from kb.errors import DiskFull
from web.access import wants_data
from web.failures import unavailable
from web.language import gettext
from web.sessions import COOKIE, at_the_desk, editor_here

_NOT_SHOWN = {"csrf_token", "next", "seen", "password", "old", "new", "again"}
_OURS = {"same-origin", "none"}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def tell_desk_failures(app: Flask) -> None:
    """Answer in words where a session or its token is missing, or the disk is full."""
    app.register_error_handler(CSRFError, _forged_or_late)
    app.register_error_handler(Unauthorized, _signed_out)
    app.register_error_handler(DiskFull, _no_room)
    app.register_error_handler(OSError, _perhaps_no_room)


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


def _perhaps_no_room(error: OSError) -> Response:
    if error.errno in _NO_ROOM:  # for a file that is sent, or one of the index
        return _no_room(error)
    raise error


def _no_room(error: OSError | DiskFull) -> Response:
    if not at_the_desk() or request.method in {"GET", "HEAD"}:
        return unavailable(error)
    current_app.logger.error("%s", error)  # names files: for the log, not for readers
    words = gettext(
        "There is no room left on the disk of this site. Nothing was saved. Tell whoever looks after the "
        "site; once there is room, send it again."
    )
    return _not_saved(HTTPStatus.INSUFFICIENT_STORAGE, words)


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
