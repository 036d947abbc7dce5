"""The page about the API: its description for people, with a form to try each operation."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, abort, json, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from kb.reading import Reader
from web.api import described
from web.api_description import Json
from web.canonical import full_address
from web.current import site
from web.markdown import to_html

api_page = Blueprint("api_page", __name__)


@api_page.get("/api")
def page() -> str:
    """What the API can be asked and what it answers, rendered from its description."""
    here = site()
    description = described(here.settings.site_url)
    with here.catalogue.reading() as read:
        examples = _examples(read)
    return render_template(
        "api.html",
        about=to_html(description["info"]["description"]),
        groups=[
            (tag, [each for each in _operations(description) if tag["name"] in each["tags"]])
            for tag in description["tags"]
        ],
        shapes=_shapes(description),
        examples=examples,
        example=full_address(url_for("api.search", q="crying")),
        resolved=lambda value: _resolved(value, description),
        to_html=to_html,
    )


@api_page.get("/api/try/<name>")
def attempt(name: str) -> Response:
    """The address that a form on the page asks for: what was left empty is left out."""
    operations = _operations(described(site().settings.site_url))
    operation = next((each for each in operations if each["operationId"] == name), None)
    if operation is None:
        abort(404, "The API has no operation of that name.")
    values: dict[str, Any] = {}
    for parameter in operation["parameters"]:
        given = request.args.get(parameter["name"], "").strip()
        if parameter["in"] == "path" and (not given or "/" in given):
            abort(400, f"{parameter['name']} is needed, without a slash.")
        # One box holds the values of a parameter that may be repeated.
        several = parameter["schema"].get("type") == "array"
        if given:
            values[parameter["name"]] = given.replace(",", " ").split() if several else given
    return redirect(url_for(f"api.{name}", **values), 303)


def _operations(description: Json) -> Iterator[Json]:
    return ({"path": path, **item["get"]} for path, item in description["paths"].items())


def _resolved(value: Json, description: Json) -> Json:
    """What a part of the description says, or what it refers to says."""
    if "$ref" not in value:
        return value
    found: Json = description
    for step in value["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return found


def _shapes(description: Json) -> dict[str, Json]:
    """The objects that answers are made of, in the order in which a reader meets them."""
    schemas = description["components"]["schemas"]
    shapes: dict[str, Json] = {}
    waiting = [_mentioned(description["paths"]), _mentioned(description["components"]["responses"])]
    while waiting:
        for name in waiting.pop(0):
            if name not in shapes and "properties" in schemas[name]:
                shapes[name] = schemas[name]
                waiting.append(_mentioned(schemas[name]))
    return shapes


def _mentioned(part: Json) -> list[str]:
    """The names of the schemas that a part of the description refers to."""
    return re.findall(r'"#/components/schemas/(\w+)"', json.dumps(part))


def _examples(read: Reader) -> dict[str, str]:
    """A summary and a reference that are there, for trying; none in an empty catalogue."""
    months = read.months()
    if not months:
        return {}
    summary = read.published_in(months[0][0])[0]
    records = read.records_of(summary)
    return {"slug": summary.slug, **({"citekey": records[0].citekey} if records else {})}
