"""What readers get instead of an answer: a page in words, or problem JSON (RFC 9457) from the API."""

from http import HTTPStatus

from flask import Flask, current_app, json, render_template, request
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.wrappers import Response

from kb.errors import CatalogueUnusable
from web.found import TooManyToExport
from web.visible import Withdrawn

_SENTENCES = {
    400: "The site could not make sense of this request.",
    404: "There is nothing at this address.",
    405: "This address cannot be used in that way.",
    413: "What was sent is larger than this site takes.",
    500: "Something went wrong on our side. It has been noted; please try again in a moment.",
    503: "The knowledge base is busy or being worked on. Please try again in a minute.",
}


def tell_failures(app: Flask) -> None:
    """Make every error of an app an answer in words."""
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(CatalogueUnusable, _unusable)
    app.register_error_handler(TooManyToExport, _too_many)


def _failed(error: HTTPException) -> Response:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    summary = error.summary if isinstance(error, Withdrawn) else None
    return _answer(code, _words(error, code), error.get_response(), title=summary.title if summary else "")


def _unusable(error: CatalogueUnusable) -> Response:
    current_app.logger.error("%s", error)  # names files: for the log, not for readers
    code = HTTPStatus.SERVICE_UNAVAILABLE
    return _answer(code, _SENTENCES[code], Response())


def _too_many(error: TooManyToExport) -> Response:
    return _answer(HTTPStatus.BAD_REQUEST, str(error), Response())


def _words(error: HTTPException, code: int) -> str:
    standard = getattr(default_exceptions.get(code), "description", None)
    said = error.description
    return said if said and said != standard else _SENTENCES.get(code, said or "")


def _answer(code: int, sentence: str, answer: Response, title: str = "") -> Response:
    phrase = HTTPStatus(code).phrase
    answer.status_code = code
    if request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": phrase, "status": code, "detail": sentence}
        answer.data = json.dumps(problem)
        answer.content_type = "application/problem+json"
    else:
        broken = code >= HTTPStatus.INTERNAL_SERVER_ERROR
        words = request.path.rstrip("/").rpartition("/")[2].partition(".")[0].replace("-", " ")
        answer.data = render_template(
            "error.html",
            code=code,
            phrase=phrase,
            sentence=sentence,
            withdrawn=title,
            broken=broken,
            words=words,
        )
        answer.content_type = "text/html; charset=utf-8"
    return answer
