"""The language a reader sees the interface in. Summaries stay in the language they are written in.

English stands in the code and the templates as the messages themselves; other languages stand in
translations/<code>/messages.po, which the site reads as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import MappingProxyType

import flask_babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Blueprint, Flask, abort, g, redirect, request
from werkzeug.wrappers import Response

from web.addresses import local_address

# In their own words, so that a reader finds the one they look for.
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "fr": "Français"})
_COOKIE = "language"
_KEPT = 365 * 24 * 3600  # seconds
_DOMAIN = "messages"
_FOLDER = Path(__file__).parent / "translations"

language = Blueprint("language", __name__)


@language.get("/language/<code>")
def choose(code: str) -> Response:
    """Remember the language a reader chose, and go back to the page they were on (`to`)."""
    if code not in LANGUAGES:
        abort(404, gettext("The interface is not there in that language."))
    answer = redirect(local_address(request.args.get("to", "")), 303)
    answer.set_cookie(_COOKIE, code, max_age=_KEPT, samesite="Lax", secure=request.is_secure, httponly=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def speak(app: Flask) -> None:
    """Let an app answer each reader in the language they chose, or else the one their browser prefers."""
    babel = flask_babel.Babel(app, locale_selector=_chosen)
    for code in LANGUAGES:
        file = _FOLDER / code / "messages.po"
        if file.exists():
            with app.app_context():  # Flask-Babel looks for itself in it
                babel.domain_instance.cache[code, _DOMAIN] = _translations(file, code)
    # Flask-Babel's own look at the context again for every message, and a page has hundreds.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined] # of the extension it loads
        gettext,
        _unfilled,
        newstyle=True,
    )
    app.register_blueprint(language)


def present_language() -> str:
    """The code of the language the answer is given in."""
    return _speech().code


def gettext(message: str, **values: object) -> str:
    """A message in the language of the answer, with `%(name)s` filled in; English outside a request."""
    translated: str = _speech().messages.ugettext(message)
    return translated % values if values else translated


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """A message that agrees with a number, in the language of the answer."""
    return _unfilled(one, many, number) % {"num": number, **values}


def pgettext(context: str, message: str) -> str:
    """A message that is a message only in its context, in the language of the answer."""
    translated: str = _speech().messages.upgettext(context, message)
    return translated


def marked(message: str) -> str:
    """The message itself: words that stand in a table, marked to be translated where they are used."""
    return message


def _unfilled(one: str, many: str, number: int) -> str:
    translated: str = _speech().messages.ungettext(one, many, number)
    return translated


@dataclass(frozen=True, slots=True)
class _Speech:
    """The language of one answer, and its messages."""

    code: str
    messages: NullTranslations


_ENGLISH = _Speech("en", NullTranslations())


def _speech() -> _Speech:
    """That of the present answer; English outside a request. Asked for hundreds of times a page."""
    try:
        found: _Speech = g.speech
    except AttributeError:
        locale = flask_babel.get_locale()
        code = str(locale.language) if locale else "en"
        found = g.speech = _Speech(code, flask_babel.get_translations())
    except RuntimeError:
        return _ENGLISH
    return found


def _chosen() -> str:
    # A program that reads an answer does not know whose browser it runs in.
    if request.path.startswith("/api/"):
        return "en"
    code = request.cookies.get(_COOKIE, "")
    if code in LANGUAGES:
        return code
    # A reader who prefers Canadian French to English prefers French to English.
    preferred = (tag.partition("-")[0].lower() for tag, quality in request.accept_languages if quality)
    return next((tag for tag in preferred if tag in LANGUAGES), "en")


def _translations(file: Path, code: str) -> Translations:
    with file.open("rb") as written:
        catalogue = read_po(written, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain=_DOMAIN)
