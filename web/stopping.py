"""How a server takes its leave: for some seconds it still answers, and says that nobody is to be sent here.

A load balancer asks /readyz every few seconds; a server that closed its door at once would refuse whoever is
sent in between.
"""

import mmap
import os
import signal
import threading
from collections.abc import Callable

from flask import Flask
from gunicorn.arbiter import Arbiter

DRAIN = "KB_DRAIN"  # the variable of the environment with the seconds; none: the door closes at once
_EXTENSION = "practice-kb-stopping"


def announce_stop(arbiter: Arbiter) -> None:
    """Let an arbiter that is told to stop (SIGTERM) do so after the seconds of DRAIN; told again, at once."""
    seconds = float(os.environ.get(DRAIN) or 0)
    # Memory that all processes share which are forked from now on.
    arbiter.announced = mmap.mmap(-1, 1)
    stop = arbiter.handle_term

    def announce() -> None:
        arbiter.announced[0] = 1
        arbiter.handle_term = stop
        if seconds:
            later = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM))
            later.daemon = True
            later.start()
        else:
            stop()

    arbiter.handle_term = announce


def let_know(app: Flask, stopping: Callable[[], bool]) -> None:
    """Give the application of a process the means to know whether its server is about to stop."""
    app.extensions[_EXTENSION] = stopping


def is_stopping(app: Flask) -> bool:
    """Whether the server of an application is about to stop."""
    stopping: Callable[[], bool] = app.extensions.get(_EXTENSION, lambda: False)
    return stopping()
