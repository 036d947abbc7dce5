"""What the API answers when it cannot answer: problem JSON (RFC 9457)."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import json
from werkzeug.wrappers import Response

from web.api_shapes import Fault, Problem

MEDIA_TYPE = "application/problem+json"


def as_problem(answer: Response, code: int, sentence: str, faults: Sequence[Fault] = ()) -> Response:
    """An error's answer with its body as a problem; its headers stay. `faults` are parameters at fault."""
    problem: Problem = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": sentence,
    }
    if faults:
        problem["errors"] = list(faults)
    answer.status_code = code
    answer.data = json.dumps(problem)
    answer.content_type = MEDIA_TYPE
    return answer
