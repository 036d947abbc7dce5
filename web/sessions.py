"""Sessions of signed-in editors: how they begin, how long they last and what ends them.

The door to Flask-Login. A session lives in a signed cookie: who, since when, under which number.
It is over when it was not used for IDLE, when it is as old as LIFETIME, when its editor signed out
with it, and when the editor's number of sessions was advanced or the account shut.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import flask_login
from flask import Flask, g, request, session
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from kb.accounts import account_of
from kb.editors import Editor
from web.current import site
from web.settings import Settings, secret_key

IDLE = timedelta(hours=12)
LIFETIME = timedelta(days=14)
COOKIE = "practice-kb"
_USER, _ID, _BEGUN = "_user_id", "id", "begun"  # the first is Flask-Login's


@dataclass(frozen=True)
class Session(flask_login.UserMixin):  # type: ignore[misc] # Flask-Login carries no types
    """A signed-in editor as Flask-Login carries them from request to request."""

    editor: Editor

    def get_id(self) -> str:
        """What the cookie bears: the number of the editor's sessions, and their name."""
        return f"{self.editor.sessions}/{self.editor.name}"


class _Cookie(SecureCookieSessionInterface):
    """The session's cookie: sent anew by pages of the desk only, so that no cache can keep one.

    A page left open that asks how things go is no use of a session.
    """

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure or super().get_cookie_secure(app)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:  # noqa: ARG002 # Flask's own
        used = at_the_desk() and not (request.method == "GET" and by_script())
        return session.modified or (session.permanent and used)


def keep_sessions(app: Flask, settings: Settings) -> None:
    """Let editors stay signed in to an app."""
    app.config.update(
        SECRET_KEY=secret_key(settings),
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=(settings.site_url or "").startswith("https:"),
        PERMANENT_SESSION_LIFETIME=IDLE,
    )
    app.session_interface = _Cookie()
    manager = flask_login.LoginManager()
    manager.session_protection = None  # people change networks between two patients
    manager.user_loader(_still_signed_in)
    # Not init_app(): it would look for a cookie to remember people by, which we never give, in every
    # answer, and so tell caches that even files differ from person to person.
    app.login_manager = manager  # type: ignore[attr-defined] # where Flask-Login looks for it


def at_the_desk() -> bool:
    """True under /editor, where everything is that writes."""
    return request.path == "/editor" or request.path.startswith("/editor/")


def by_script() -> bool:
    """True when a script of a page asks, and not the person before it."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"


def sign_in(editor: Editor) -> None:
    """Begin a session for an editor, with nothing left in it of whatever was there before."""
    session.clear()
    session.permanent = True
    session[_ID] = secrets.token_urlsafe(24)
    session[_BEGUN] = datetime.now(UTC).timestamp()
    flask_login.login_user(Session(editor))


def sign_out() -> None:
    """End the session, whoever has a copy of its cookie."""
    # Until no copy can be good any more: whoever shows one in vain gets it back renewed.
    with site().catalogue.writing(by=current_name()) as write:
        write.ended_sessions.add(session[_ID], session_begun() + LIFETIME)
    flask_login.logout_user()
    session.clear()


def editor_here() -> Editor | None:
    """The editor who is signed in; None for readers, who cost no look into the database.

    An answer made for an editor is for nobody else: see `web.access`.
    """
    if _USER not in session:
        return None
    editor: Editor | None = getattr(flask_login.current_user, "editor", None)
    g.personal = g.get("personal") or editor is not None
    return editor


def current_name() -> str:
    """The name of the editor who is signed in; empty for readers."""
    editor = editor_here()
    return editor.name if editor else ""


def session_begun() -> datetime:
    """When the editor here signed in."""
    return datetime.fromtimestamp(session[_BEGUN], UTC)


def _still_signed_in(name_in_cookie: str) -> Session | None:
    number, _, name = name_in_cookie.partition("/")
    age = datetime.now(UTC).timestamp() - session.get(_BEGUN, 0)
    if age > LIFETIME.total_seconds():
        return None
    with site().catalogue.reading() as read:
        editor = account_of(read, name)
        ended = session.get(_ID, "") in read.ended_sessions
    in_use = editor is not None and not editor.disabled and str(editor.sessions) == number
    return Session(editor) if editor and in_use and not ended else None
