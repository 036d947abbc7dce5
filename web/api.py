"""The API: the same answers as the pages, as JSON."""

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from index.query import Query
from kb.vocabulary import TermKind
from web.addresses import read_query
from web.answers import Answer, answer, record_answer, summary_answer, terms_answer
from web.current import searched_site, site
from web.visible import published_summary, reference_at

_MAX_SUGGESTIONS = 10

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/search")
def search() -> Answer:
    """A search; its parameters are those of `/search`."""
    here = searched_site()
    query = read_query(request.args.items(multi=True))
    with here.catalogue.reading() as read:
        return answer(here.index.search(query), read)


@api.get("/summaries/<slug>")
def summary(slug: str) -> Answer:
    """A published summary."""
    with site().catalogue.reading() as read:
        return summary_answer(published_summary(read, slug), read)


@api.get("/references/<citekey>")
def reference(citekey: str) -> Answer | Response:
    """A reference, and who says each of its fields."""
    with site().catalogue.reading() as read:
        record = reference_at(read, citekey)
        if record.citekey != citekey:
            return redirect(url_for("api.reference", citekey=record.citekey), 301)
        return record_answer(record, read)


@api.get("/topics")
def topics() -> Answer:
    """Topics and research types with the number of summaries under each."""
    here = searched_site()
    facets = here.index.search(Query(filters={"kind": ("summary",)}, per_page=1)).facets
    counts = {(kind, each.value): each.count for kind in TermKind for each in facets[kind]}
    with here.catalogue.reading() as read:
        return terms_answer(read.vocabulary(), counts)


@api.get("/suggest")
def suggest() -> Answer:
    """Completions of what a reader has begun to type."""
    here = searched_site()
    found = here.index.suggest(request.args.get("q", "")[:100], limit=_MAX_SUGGESTIONS)
    return {"suggestions": [{"kind": each.kind, "text": each.text, "value": each.value} for each in found]}
