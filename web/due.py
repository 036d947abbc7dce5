"""Publishing the scheduled summaries whose day has come."""

import threading
from datetime import date

from flask import Flask

from kb.errors import KnowledgeBaseError
from kb.publishing import publish_due
from web.publication import today
from web.wiring import Site

_BY = "calendar"


def publish_when_due(app: Flask, site: Site) -> None:
    """Look with the first request of each day what is due, and publish it before that is answered.

    Nothing else must run at midnight, and any number of processes may look: the second finds nothing.
    """
    looked: dict[str, date] = {}
    lock = threading.Lock()

    def look() -> None:
        day = today()
        if looked.get("on") == day or not lock.acquire(blocking=False):
            return
        try:
            _publish(site, day)
            looked["on"] = day
        except KnowledgeBaseError as error:  # readers are answered all the same, and the next one tries again
            app.logger.warning("What is due could not be published: %s", error)
        finally:
            lock.release()

    app.before_request(look)


def _publish(site: Site, day: date) -> None:
    with site.catalogue.reading() as read:
        due = read.due(day)
    if due:
        with site.catalogue.writing(by=_BY) as write:
            publish_due(write, day)
