"""The names this site answers to, and those it takes for its own in addresses that leave it."""

from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import SecurityError
from werkzeug.wrappers import Response

from web.language import gettext
from web.settings import Settings

_OF_THIS_MACHINE = ("localhost", "127.0.0.1")  # who watches over the site asks for it by these
_LOCAL_ENDINGS = (".local", ".internal", ".localhost", ".home.arpa")


def answer_to_own_names(app: Flask, settings: Settings) -> None:
    """Let an app refuse requests for names that are not this site's, once it is told any of its names."""
    app.config["TRUSTED_HOSTS"] = own_names(settings)
    app.register_error_handler(SecurityError, _refused)


def own_names(settings: Settings) -> list[str] | None:
    """The names of this site by its settings, and those of the machine itself; None when it is told none."""
    named = urlsplit(settings.site_url or "").hostname
    told = [named] if named else []
    told += [name.lower() for name in (settings.trusted_hosts or "").replace(",", " ").split()]
    return [*dict.fromkeys((*told, *_OF_THIS_MACHINE))] if told else None


def root_asked(names: list[str] | None) -> str:
    """The root that the present request was made to, such as `http://localhost:8000`.

    Empty when it may be a stranger's invention: a name of the public internet that nobody told us is ours.
    """
    return request.host_url.rstrip("/") if names or _is_local(request.host) else ""


def _is_local(host: str) -> bool:
    """True for names and addresses that lead nowhere outside the local network."""
    name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    try:
        return ip_address(name).is_private
    except ValueError:
        return "." not in name or name.endswith(_LOCAL_ENDINGS)


def _refused(_: SecurityError) -> Response:
    # No page of ours: all that it would lead to is at another name.
    words = gettext("This site has another name. Whoever runs it can add this one to trusted_hosts.")
    return Response(f"{words}\n", HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")
