"""What surrounds every answer: the number of its request, its time, its line in the log, and its refusal
when it has waited so long that whoever asked has likely gone."""

import json
import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from werkzeug.wsgi import ClosingIterator

from web.logs import REQUESTS, request_id
from web.metrics import Metrics

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LONGEST_WAIT = 5.0  # seconds in the queue of a process
RETRY_AFTER = 5  # seconds
# How long the request at hand waited for a thread, as the server that queued it says.
waited: ContextVar[float] = ContextVar("waited", default=0.0)

_WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_ALWAYS = ("/healthz", "/readyz", "/metrics")
_ROUTE = "practice-kb.route"
_METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"}
_BUSY = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Busy</title>"
    "<p>The knowledge base is very busy. Please try again in a few seconds.</p>"
    '<p lang="fr">La base de connaissances est très sollicitée. Merci de réessayer dans un instant.</p>'
)
_log = logging.getLogger(REQUESTS)


def watch(app: Flask, metrics: Metrics) -> None:
    """Number, time, count and log every request of an app; answer 503 to one that waited too long."""
    app.url_value_preprocessor(_note_route)  # which comes before whatever may answer
    app.wsgi_app = _Watched(app.wsgi_app, metrics)  # type: ignore[assignment,method-assign] # as Flask's manual says


class _Watched:
    """An application, watched from outside, where also what breaks while it is sent is seen."""

    def __init__(self, inner: "WSGIApplication", metrics: Metrics) -> None:
        self._inner = inner
        self._metrics = metrics

    def __call__(self, environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        begun = time.perf_counter()
        known = environ.get("HTTP_X_REQUEST_ID", "")
        number = known if _WELL_FORMED.fullmatch(known) else secrets.token_hex(8)
        request_id.set(number)
        statuses: list[int] = []

        def started(status: str, headers: list[tuple[str, str]], *failure: Any) -> Callable[[bytes], object]:
            statuses.append(int(status[:3]))
            return start(status, [*headers, ("X-Request-ID", number)], *failure)

        def ended() -> None:
            self._note(environ, statuses[-1] if statuses else 500, time.perf_counter() - begun)
            request_id.set("")

        if "HTTP_TRANSFER_ENCODING" in environ:  # a body without end; browsers send none
            answer: Iterable[bytes] = _without_length(started)
        elif waited.get() > LONGEST_WAIT and environ.get("PATH_INFO") not in _ALWAYS:
            self._metrics.shed()
            answer = _busy(environ, started)
        else:
            answer = self._inner(environ, started)
        return ClosingIterator(answer, ended)

    def _note(self, environ: "WSGIEnvironment", status: int, seconds: float) -> None:
        # Addresses that lead nowhere are without number, and all one here.
        route = environ.get(_ROUTE, "none")
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in _METHODS else "other"
        self._metrics.answered(route, method, status, seconds)
        facts = {
            "method": method,
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "waited": round(waited.get() * 1000, 1),
        }
        _log.info("%s %s %s", method, route, status, extra={"facts": facts})


def _note_route(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if request.url_rule:
        request.environ[_ROUTE] = str(request.url_rule)


def _without_length(start: Callable[..., object]) -> Iterable[bytes]:
    start("411 Length Required", [("Content-Length", "0"), ("Connection", "close")])
    return ()


def _busy(environ: "WSGIEnvironment", start: Callable[..., object]) -> Iterator[bytes]:
    """Made by hand: what is there for want of time must take none."""
    code = HTTPStatus.SERVICE_UNAVAILABLE
    kind, body = "text/html; charset=utf-8", _BUSY
    if environ.get("PATH_INFO", "").startswith("/api/"):
        detail = "The knowledge base is very busy. Please try again in a few seconds."
        problem = {"type": "about:blank", "title": code.phrase, "status": code, "detail": detail}
        kind, body = "application/problem+json", json.dumps(problem)
    data = body.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(data))),
        ("Retry-After", str(RETRY_AFTER)),
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", "default-src 'none'"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    start(f"{code.value} {code.phrase}", headers)
    return iter((data,))
