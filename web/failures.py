"""What readers get instead of an answer: a page in words, or problem JSON (RFC 9457) from the API."""

from http import HTTPStatus

from flask import Flask, current_app, render_template, request
from werkzeug.exceptions import HTTPException, default_exceptions
from werkzeug.wrappers import Response

from index.unavailable import EngineAway, IndexUnavailable
from kb.errors import CatalogueUnusable, KnowledgeBaseError
from web.api_parameters import BadParameters
from web.astray import perhaps_meant
from web.current import without_index
from web.found import TooManyToExport
from web.index_keeper import index_keeper
from web.language import gettext, marked
from web.problems import as_problem
from web.visible import Withdrawn

_BUILT_IN = 5  # seconds; the index of some thousand summaries takes so long

_SENTENCES = {
    400: marked("The site could not make sense of this request."),
    404: marked("There is nothing at this address."),
    405: marked("This address cannot be used in that way."),
    413: marked("What was sent is larger than this site takes."),
    500: marked("Something went wrong on our side. It has been noted; please try again in a moment."),
    503: marked("The knowledge base is busy or being worked on. Please try again in a minute."),
}


def tell_failures(app: Flask) -> None:
    """Make every error of an app an answer in words."""
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(CatalogueUnusable, unavailable)
    app.register_error_handler(IndexUnavailable, _without_index)
    app.register_error_handler(TooManyToExport, _too_many)


def _failed(error: HTTPException) -> Response:
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    words, answer = _words(error, code), error.get_response()
    if isinstance(error, BadParameters):
        return as_problem(answer, code, words, error.faults)
    return _answer(code, words, answer, error if isinstance(error, Withdrawn) else None)


def unavailable(error: CatalogueUnusable | OSError) -> Response:
    """The answer when the catalogue or its index cannot be used for now."""
    current_app.logger.error("%s", error)  # names files: for the log, not for readers
    code = HTTPStatus.SERVICE_UNAVAILABLE
    return _answer(code, gettext(_SENTENCES[code]), Response())


def _without_index(error: IndexUnavailable) -> Response:
    without_index()
    if isinstance(error, EngineAway):
        words = gettext(
            "The search does not answer at the moment: try again in a minute. Summaries and the archive can "
            "be read meanwhile."
        )
    else:
        _begin_to_build()
        words = gettext(
            "The search index is being built anew, and nothing can be searched until it stands: try again in "
            "a moment. Summaries and the archive can be read meanwhile."
        )
    answer = Response()
    answer.headers["Retry-After"] = str(_BUILT_IN)
    answer.headers["Cache-Control"] = "no-store"
    return _answer(HTTPStatus.SERVICE_UNAVAILABLE, words, answer)


def _begin_to_build() -> None:
    try:
        index_keeper().follow(patience=0)
    except (KnowledgeBaseError, OSError):
        current_app.logger.exception("The index cannot be built")


def _too_many(error: TooManyToExport) -> Response:
    return _answer(HTTPStatus.BAD_REQUEST, str(error), Response())


def _words(error: HTTPException, code: int) -> str:
    standard = getattr(default_exceptions.get(code), "description", None)
    said = error.description
    if said and said != standard:
        return said
    return gettext(_SENTENCES[code]) if code in _SENTENCES else said or ""


def _answer(code: int, sentence: str, answer: Response, withdrawn: Withdrawn | None = None) -> Response:
    note = withdrawn.summary.withdrawal if withdrawn else ""
    if request.path.startswith("/api/"):
        return as_problem(answer, code, " ".join(filter(None, (sentence, note))))
    broken = code >= HTTPStatus.INTERNAL_SERVER_ERROR
    words = request.path.rstrip("/").rpartition("/")[2].partition(".")[0].replace("-", " ")
    answer.status_code = code
    answer.data = render_template(
        "error.html",
        code=code,
        sentence=sentence,
        withdrawn=withdrawn.summary if withdrawn else None,
        works=withdrawn.records if withdrawn else (),
        broken=broken,
        words=words,
        meant=perhaps_meant(words) if code == HTTPStatus.NOT_FOUND and _among_texts() else (),
    )
    answer.content_type = "text/html; charset=utf-8"
    return answer


def _among_texts() -> bool:
    """True where readers come by old links; elsewhere mostly programs look for holes."""
    return request.path.startswith(("/summaries/", "/references/"))
