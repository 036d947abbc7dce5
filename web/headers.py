"""The headers every answer bears: what a browser may do with it, and whether it has it already."""

from flask import Flask, request
from flask.wrappers import Response

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


def put_headers(app: Flask) -> None:
    """Add safety headers and an ETag to all that an app answers."""
    app.after_request(_put)


def _put(answer: Response) -> Response:
    for name, value in _SAFETY.items():
        answer.headers.setdefault(name, value)
    if answer.status_code == 200 and request.method in {"GET", "HEAD"} and not answer.is_streamed:
        answer.headers.setdefault("Cache-Control", "no-cache")
        answer.add_etag()
        answer.make_conditional(request)
    return answer
