"""Whether the site is up, whether it can answer, and how it fares: for whatever watches over it."""

import hmac
import shutil
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response

from kb.errors import KnowledgeBaseError
from web.current import searched_site, site
from web.metrics import CONTENT_TYPE
from web.settings import metrics_key
from web.stopping import is_stopping

ROOM = 64 * 2**20  # bytes on the disk of the home, below which the site calls itself not ready
_LATE = timedelta(minutes=1)  # what changed longer ago must be in the index, once somebody asked

health = Blueprint("health", __name__)

Report = tuple[dict[str, object], int]


@health.get("/healthz")
def alive() -> Report:
    """The process answers."""
    return {"status": "ok"}, HTTPStatus.OK


@health.get("/readyz")
def ready() -> Report:
    """The database answers, the index can be searched and follows, there is room on the disk, and the server
    is not about to stop.

    An index that must be built begins to be, as nobody may be sent here to search before it stands; but a
    search engine that all hosts share (`index_url`) and that is away is told, and held against none of them.
    `behind` counts the revisions that the index has yet to see.
    """
    here = site()
    if is_stopping(current_app):
        return {"status": "stopping"}, HTTPStatus.SERVICE_UNAVAILABLE
    try:
        searched_site()  # as a search would: what nobody has searched may be behind
        with here.catalogue.reading() as read:
            revision, changed = read.last_change()
    except KnowledgeBaseError:
        return {"status": "not ready", "database": "does not answer"}, HTTPStatus.SERVICE_UNAVAILABLE
    behind = revision - here.index.revision
    index = "ok"
    if here.index.edition is None:
        index = "cannot be searched"
    elif behind and changed and datetime.now(UTC) - changed > _LATE:
        index = "does not follow"
    room = "ok" if _free() >= ROOM else "nearly none"
    states = {"database": "ok", "index": index, "disk": room}
    if here.settings.index_url:
        # Without an engine that all hosts share there is no search at any of them; to send readers to none
        # would take from them the pages that need no search.
        whole = states["database"] == states["disk"] == "ok"
    else:
        whole = set(states.values()) == {"ok"}
    report: dict[str, object] = {
        "status": "ready" if whole else "not ready",
        **states,
        "revision": revision,
        "behind": behind,
    }
    return report, HTTPStatus.OK if whole else HTTPStatus.SERVICE_UNAVAILABLE


@health.get("/metrics")
def metrics() -> Response:
    """Figures for Prometheus, for whoever shows the key that the settings name; else nothing is here."""
    here = site()
    key = metrics_key(here.settings)
    shown = request.authorization
    token = shown.token if shown and shown.type == "bearer" else None
    if key is None or not hmac.compare_digest((token or "").encode(), key.encode()):
        abort(HTTPStatus.NOT_FOUND)
    figures = here.metrics.text(here.catalogue, here.index.revision, here.settings.home)
    return current_app.response_class(figures, content_type=CONTENT_TYPE)


def _free() -> int:
    try:
        return shutil.disk_usage(site().settings.home).free
    except OSError:
        return 0
