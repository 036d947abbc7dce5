"""The description of the API (OpenAPI 3.1), made of what its code says."""

import inspect
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Required, get_args, get_origin

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import get_type_hints, is_typeddict

from web import api_shapes, problems
from web.api_parameters import Parameters

Json = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_ABOUT = """\
Plain-language summaries of psychotherapy research, and the citations behind them, as JSON. It can
only be read, by anyone, without a key, and from a page of any site (CORS).

- A list of results comes in pages; the `Link` header says where the first, previous, next and last
  are (RFC 8288).
- Every answer bears an `ETag`. Send it back as `If-None-Match`, and what has not changed is answered
  with 304 and no body.
- Whatever goes wrong is answered as a problem in JSON (RFC 9457) whose `detail` is a sentence.
- A parameter that is unknown, malformed or out of bounds is refused with 400; none is ignored.
- Keys may be added to answers; none is taken away or changes its meaning within `/api/v1`.
- Citations in other formats: `.bib`, `.ris` or `.json` after the address of a summary or a reference, and
  `/export/bibtex`, `biblatex`, `ris`, `csl-json` or `csv` with the parameters of a search.
"""
_TAGS = {
    "Search": "Finding summaries and references.",
    "Reading": "One summary or one reference whole.",
    "About": "What this API is.",
}
_PATH: Mapping[str, tuple[str, str]] = {
    "slug": ("The last part of the summary's address, `slug` in results.", "when-therapists-cry-in-session"),
    "citekey": (
        "The citation key of the reference, the `id` of a CSL-JSON item in results.",
        "BlumeMarcovici2013",
    ),
}
_HEADERS: Mapping[str, Json] = {
    "ETag": {"description": "Names this state of the answer.", "schema": {"type": "string"}},
    "Last-Modified": {"description": "When anything here last changed.", "schema": {"type": "string"}},
    "Link": {
        "description": 'Other pages of the results, as `<address>; rel="next"`: first, prev, next and last.',
        "schema": {"type": "string"},
    },
    "Location": {"description": "The present address.", "schema": {"type": "string"}},
}
_OTHERWISE: Mapping[int, str] = {
    301: "The reference has another key now; the answer is at the address in `Location`.",
    400: "A parameter cannot be used; `errors` says which and why.",
    404: "There is nothing at this address.",
    410: "The summary was withdrawn by its editor.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One address of the API: what it may be asked and what it answers.

    `path` is written as OpenAPI has it (`/api/v1/summaries/{slug}`). `text` says what it does: a sentence,
    and after an empty line more. `otherwise` are the statuses of its own that it may answer instead of 200.
    """

    name: str
    path: str
    tag: str
    text: str
    asks: type[Parameters]
    answers: Any
    otherwise: tuple[int, ...] = ()
    paged: bool = False


def describe(operations: Collection[Operation], site_url: str | None) -> Json:
    """The description of an API as an OpenAPI 3.1 document, to be read from a site at `site_url`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Practice KB API",
            "version": "1.0",
            "summary": "Search and read summaries of psychotherapy research.",
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": site_url or "/"}],
        "tags": [{"name": name, "description": description} for name, description in _TAGS.items()],
        "paths": {each.path: {"get": _operation(each)} for each in operations},
        "components": {"schemas": _schemas(operations), "headers": dict(_HEADERS), "responses": _problems()},
    }


def _operation(operation: Operation) -> Json:
    summary, _, more = operation.text.partition("\n\n")
    described: Json = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": summary.removesuffix("."),
        "description": more or summary,
        "parameters": [*_path_parameters(operation.path), *_query_parameters(operation.asks)],
        "responses": _responses(operation),
    }
    return described


def _responses(operation: Operation) -> Json:
    headers = ("ETag", "Last-Modified", *(("Link",) if operation.paged else ()))
    responses: Json = {
        "200": {
            "description": "The answer.",
            "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
            "content": {"application/json": {"schema": _schema_of(operation.answers)}},
        },
        "304": {"description": "What you have is still right (`If-None-Match` named it)."},
    }
    for code in (400, *operation.otherwise):
        responses[str(code)] = {"$ref": f"#/components/responses/{_response_name(code)}"}
    return {**dict(sorted(responses.items())), "default": {"$ref": "#/components/responses/Problem"}}


def _problems() -> Json:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": f"{_SCHEMAS}Problem"}}}
    answers: Json = {"Problem": {"description": "It did not work.", "content": content}}
    for code, description in _OTHERWISE.items():
        name = _response_name(code)
        if code < HTTPStatus.BAD_REQUEST:
            location = {"Location": {"$ref": "#/components/headers/Location"}}
            answers[name] = {"description": description, "headers": location}
        else:
            answers[name] = {"description": description, "content": content}
    return answers


def _response_name(code: int) -> str:
    return HTTPStatus(code).phrase.replace(" ", "")


def _path_parameters(path: str) -> list[Json]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": description,
            "schema": {"type": "string", "minLength": 1},
            "example": example,
        }
        for name, (description, example) in _PATH.items()
        if f"{{{name}}}" in path
    ]


def _query_parameters(asks: type[Parameters]) -> list[Json]:
    parameters = []
    for name, schema in asks.model_json_schema(schema_generator=_Untitled).get("properties", {}).items():
        parameter: Json = {"name": name, "in": "query", "description": schema.pop("description", "")}
        if examples := schema.pop("examples", None):
            parameter["example"] = examples[0]
        if schema["type"] == "array":
            parameter |= {"style": "form", "explode": True}
        parameters.append({**parameter, "schema": schema})
    return parameters


class _Untitled(GenerateJsonSchema):
    """Pydantic's schemas without a title for every field, which would only repeat its name."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 # pydantic's own
        return False


def _schemas(operations: Collection[Operation]) -> Json:
    answers = [each.answers for each in operations if is_typeddict(each.answers)]
    _, document = TypeAdapter.json_schemas(
        [(shape, "serialization", TypeAdapter(shape)) for shape in (*answers, api_shapes.Problem)],
        ref_template=_SCHEMAS + "{model}",
        schema_generator=_Untitled,
    )
    schemas: Json = document["$defs"]
    for name, schema in schemas.items():
        shape = getattr(api_shapes, name)
        # Pydantic takes the docstring of a class, and not of a TypedDict made by a call.
        schema["description"] = inspect.getdoc(shape)
        for field, words in _words(shape).items():
            schema["properties"][field]["description"] = words
    return schemas


def _words(shape: type) -> dict[str, str]:
    """What the fields of a shape mean."""
    hints = get_type_hints(shape, include_extras=True) if is_typeddict(shape) else {}
    return {name: get_args(_annotated(hint))[1] for name, hint in hints.items()}


def _annotated(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Required else hint


def _schema_of(answers: Any) -> Json:
    return {"$ref": f"{_SCHEMAS}{answers.__name__}"} if is_typeddict(answers) else {"type": "object"}
