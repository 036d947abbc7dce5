"""Whether the site is up, and whether it can answer: for whatever watches over it."""

from http import HTTPStatus

from flask import Blueprint

from kb.errors import KnowledgeBaseError
from web.current import site

health = Blueprint("health", __name__)

Report = tuple[dict[str, object], int]


@health.get("/healthz")
def alive() -> Report:
    """The process answers."""
    return {"status": "ok"}, HTTPStatus.OK


@health.get("/readyz")
def ready() -> Report:
    """The database answers, and the index can be read; `behind` counts the revisions it has yet to see."""
    here = site()
    try:
        with here.catalogue.reading() as read:
            revision = read.revision()
    except KnowledgeBaseError:
        return {"status": "not ready", "database": "does not answer"}, HTTPStatus.SERVICE_UNAVAILABLE
    reached = here.index.revision
    report: dict[str, object] = {"database": "ok", "revision": revision, "behind": revision - reached}
    if here.index.snapshot() is None:
        report = {"status": "not ready", "index": "missing or unreadable", **report}
        return report, HTTPStatus.SERVICE_UNAVAILABLE
    return {"status": "ready", "index": "ok", **report}, HTTPStatus.OK
