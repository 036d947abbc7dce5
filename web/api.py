"""The API: the same answers as the pages, as JSON.

What each address is asked and answers stands beside its code, is published as its description, and is
checked before the code runs.
"""

import inspect
import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from index.query import Query, Results
from kb.vocabulary import TermKind
from web import api_shapes as shapes
from web.addresses import query_string
from web.answers import answer, record_answer, suggestions_answer, summary_answer, terms_answer
from web.api_description import Json, Operation, describe
from web.api_parameters import Parameters, SearchParameters, SuggestParameters, check
from web.canonical import full_address
from web.current import searched_site, site
from web.former_names import query_asked
from web.steering import at_page, pages
from web.visible import published_summary, reference_at

View = Callable[..., Any]

_MAX_SUGGESTIONS = 10
_ROOT = "/api/v1"
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}

api = Blueprint("api", __name__, url_prefix=_ROOT)
_operations: list[Operation] = []


def _operation(
    rule: str, *, tag: str, answers: Any, asks: type[Parameters] = Parameters, **more: Any
) -> Callable[[View], View]:
    """Make a view an operation of the API: at an address, described, its parameters checked."""

    def publish(view: View) -> View:
        _operations.append(
            Operation(
                name=view.__name__,
                path=_ROOT + re.sub(r"<(\w+)>", r"{\1}", rule),
                tag=tag,
                text=inspect.getdoc(view) or "",
                asks=asks,
                answers=answers,
                **more,
            )
        )

        @wraps(view)
        def checked(**values: str) -> Any:
            check(asks, request.args)
            return view(**values)

        api.add_url_rule(rule, view_func=checked)
        return checked

    return publish


@_operation("/search", tag="Search", asks=SearchParameters, answers=shapes.SearchAnswer, paged=True)
def search() -> Response:
    """Search summaries and references.

    The search is that of the search page, with one difference: what was asked is never changed. A
    likelier spelling stands in `did_you_mean`.
    """
    here = searched_site()
    query = query_asked()
    results = here.index.search(query)
    with here.catalogue.reading() as read:
        answered = jsonify(answer(results, read))
    answered.headers["Link"] = _page_links(query, results)
    return answered


@_operation("/suggest", tag="Search", asks=SuggestParameters, answers=shapes.SuggestAnswer)
def suggest() -> shapes.SuggestAnswer:
    """Complete what a reader has begun to type."""
    here = searched_site()
    found = here.index.suggest(request.args.get("q", "")[:100], limit=_MAX_SUGGESTIONS)
    with here.catalogue.reading() as read:
        return suggestions_answer(found, read)


@_operation("/topics", tag="Search", answers=shapes.TopicsAnswer)
def topics() -> shapes.TopicsAnswer:
    """List topics and research types, with the number of summaries under each."""
    here = searched_site()
    facets = here.index.search(Query(filters={"kind": ("summary",)}, per_page=1)).facets
    counts = {(kind, each.value): each.count for kind in TermKind for each in facets[kind]}
    with here.catalogue.reading() as read:
        return terms_answer(read.vocabulary(), counts)


@_operation("/summaries/<slug>", tag="Reading", answers=shapes.SummaryAnswer, otherwise=(404, 410))
def summary(slug: str) -> shapes.SummaryAnswer:
    """Read a summary, with the works it cites."""
    with site().catalogue.reading() as read:
        return summary_answer(published_summary(read, slug), read)


@_operation("/references/<citekey>", tag="Reading", answers=shapes.ReferenceAnswer, otherwise=(301, 404))
def reference(citekey: str) -> shapes.ReferenceAnswer | Response:
    """Read a reference, who says each of its fields, and the summaries about it.

    A reference that had another key before is found by it as well.
    """
    with site().catalogue.reading() as read:
        record = reference_at(read, citekey)
        if record.citekey != citekey:
            return redirect(url_for("api.reference", citekey=record.citekey), 301)
        return record_answer(record, read)


@_operation("/openapi.json", tag="About", answers=dict)
def description() -> Json:
    """Describe this API, as an OpenAPI 3.1 document."""
    return described(site().settings.site_url)


@cache
def described(site_url: str | None) -> Json:
    """The description of the API as read from a site at `site_url`."""
    return describe(tuple(_operations), site_url)


@api.before_request
def _refuse_other_types() -> None:
    wanted = request.accept_mimetypes
    if wanted.provided and not wanted.accept_json:
        abort(406, "The API answers in JSON (application/json).")


@api.after_app_request
def _open_to_other_sites(answered: Response) -> Response:
    if request.path.startswith("/api/"):
        answered.headers.update(_CORS)
        if request.method == "OPTIONS":
            answered.headers.update(_PREFLIGHT)
    return answered


def _page_links(query: Query, results: Results) -> str:
    count = pages(results).count
    numbers = {"first": 1, "prev": min(query.page - 1, count), "next": query.page + 1, "last": count}
    links = []
    for relation, number in numbers.items():
        if 1 <= number <= count:
            asked = query_string(at_page(query, number))
            address = full_address(request.path + (f"?{asked}" if asked else ""))
            links.append(f'<{address}>; rel="{relation}"')
    return ", ".join(links)
