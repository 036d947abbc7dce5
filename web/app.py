"""The site as a Flask application."""

from contextlib import suppress

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from index.query import Query
from index.unavailable import IndexUnavailable
from web.access import guard
from web.api import api
from web.api_page import api_page
from web.auth import auth, throttle_passwords
from web.browse import browse
from web.compression import compress
from web.current import EXTENSION
from web.desk_drafting import desk_drafting
from web.desk_failures import tell_desk_failures
from web.desk_frame import frame_desk
from web.desk_history import desk_history
from web.desk_home import desk_home
from web.desk_imports import desk_imports
from web.desk_month import desk_month
from web.desk_people import desk_people
from web.desk_references import desk_references
from web.desk_summaries import desk_summaries
from web.desk_vocabulary import desk_vocabulary
from web.digest import digest
from web.discovery import discovery
from web.due import publish_when_due
from web.exports import exports
from web.failures import tell_failures
from web.feeds import feeds
from web.headers import put_headers
from web.health import health
from web.hosts import answer_to_own_names
from web.import_worker import IMPORT_WORKER, ImportWorker
from web.index_keeper import EXTENSION as INDEX_KEEPER
from web.index_keeper import IndexKeeper
from web.language import speak
from web.months import months
from web.reading import reading
from web.search import search
from web.selection import selection
from web.settings import read_settings
from web.teaching import teach_templates
from web.validators import ROOM, check_validators
from web.watch import watch
from web.wiring import Site, open_site

_YEAR = 365 * 24 * 3600  # seconds; an asset's address changes with its content
_MAX_BODY = 64 * 1024  # bytes; readers send nothing


def create_app(site: Site, room: int = ROOM) -> Flask:
    """The application that serves one installation, keeping answers in `room` bytes of memory."""
    app = Flask(__name__)
    app.extensions[EXTENSION] = site
    app.extensions[INDEX_KEEPER] = IndexKeeper(site)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = _YEAR
    app.config["MAX_CONTENT_LENGTH"] = _MAX_BODY
    app.json = _readable_json(app)
    for blueprint in (
        browse,
        search,
        reading,
        months,
        digest,
        feeds,
        exports,
        selection,
        discovery,
        api,
        api_page,
        health,
        auth,
        desk_home,
        desk_imports,
        desk_references,
        desk_summaries,
        desk_drafting,
        desk_history,
        desk_vocabulary,
        desk_month,
        desk_people,
    ):
        app.register_blueprint(blueprint)
    answer_to_own_names(app, site.settings)
    guard(app, site)
    publish_when_due(app, site)
    throttle_passwords(app, site.settings)
    frame_desk(app)
    speak(app)
    teach_templates(app, site)
    tell_failures(app)
    tell_desk_failures(app)
    compress(app)
    put_headers(app, site.settings)
    check_validators(app, site.settings, room)
    watch(app, site.metrics)
    return app


def from_environment() -> Flask:
    """The application of the home that `KB_HOME` names, for gunicorn."""
    site = open_site(read_settings())
    app = create_app(site)
    app.extensions[IMPORT_WORKER] = ImportWorker(site)
    app.extensions[IMPORT_WORKER].start()
    app.extensions[INDEX_KEEPER].watch()
    with suppress(IndexUnavailable):  # what a first search reads of it: no reader shall wait for that
        site.index.search(Query(text="practice"))
    return app


def _readable_json(app: Flask) -> DefaultJSONProvider:
    provider = DefaultJSONProvider(app)
    provider.ensure_ascii = False
    provider.sort_keys = False
    return provider
