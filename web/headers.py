"""The headers every answer bears: what a browser may do with it, and how long it may keep it."""

from flask import Flask, request
from flask.wrappers import Response

from web.validators import READERS

_POLICY = "; ".join(
    (
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_SAFETY = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # What a clinician searched for is nobody else's business.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# The API answers in no human language; None is an address that leads nowhere.
_IN_A_LANGUAGE = READERS - {"api"} | {None}


def put_headers(app: Flask) -> None:
    """Add safety headers, and what caches must know, to all that an app answers."""
    app.after_request(_put)


def _put(answer: Response) -> Response:
    for name, value in _SAFETY.items():
        answer.headers.setdefault(name, value)
    # Kept, but asked about each time: what was published or withdrawn is seen at once.
    answer.headers.setdefault("Cache-Control", "no-cache")
    if request.endpoint != "static" and request.blueprint in _IN_A_LANGUAGE:
        answer.vary.update(("Accept-Language", "Cookie"))
    return answer
