"""The site as a Flask application."""

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from web.api import api
from web.browse import browse
from web.current import EXTENSION
from web.discovery import discovery
from web.exports import exports
from web.failures import tell_failures
from web.headers import put_headers
from web.health import health
from web.language import speak
from web.months import months
from web.reading import reading
from web.search import search
from web.settings import read_settings
from web.teaching import teach_templates
from web.wiring import Site, open_site

_YEAR = 365 * 24 * 3600  # seconds; an asset's address changes with its content
_MAX_BODY = 64 * 1024  # bytes; readers send nothing


def create_app(site: Site) -> Flask:
    """The application that serves one installation."""
    app = Flask(__name__)
    app.extensions[EXTENSION] = site
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY
    app.json = _readable_json(app)
    for blueprint in (browse, search, reading, months, exports, discovery, api, health):
        app.register_blueprint(blueprint)
    speak(app)
    teach_templates(app, site)
    tell_failures(app)
    put_headers(app)
    return app


def from_environment() -> Flask:
    """The application of the home that `KB_HOME` names, for gunicorn."""
    return create_app(open_site(read_settings()))


def _readable_json(app: Flask) -> DefaultJSONProvider:
    provider = DefaultJSONProvider(app)
    provider.ensure_ascii = False
    provider.sort_keys = False
    return provider
