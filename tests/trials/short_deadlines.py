"""A site served with deadlines of a second or two, and with pages that last: to see what then happens."""

import time

from flask import Flask

from web.app import from_environment
from web.serving import Worker as UsualWorker

GUNICORN = (
    *("--config", "python:web.serving", "--workers", "2"),
    *("--worker-class", "tests.trials.short_deadlines.Worker", "tests.trials.short_deadlines:app()"),
)


class Worker(UsualWorker):
    """As usual, in a tenth of the time."""

    arrival = 1.0
    whole = 2.0
    end = 0.5


def app() -> Flask:
    """The site of the environment, with a page that never ends and one that takes a while."""
    site = from_environment()

    @site.get("/never-ends")
    def never_ends() -> str:
        while True:
            time.sleep(0.1)

    @site.get("/takes-a-while")
    def takes_a_while() -> str:
        time.sleep(0.3)
        return "done"

    return site
