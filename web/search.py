"""The search page."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for

from index import rescue
from index.query import SORTS, Match, Query
from kb.vocabulary import TermKind
from web.addresses import query_pairs, query_string, read_query
from web.cards import cards_of
from web.current import searched_site
from web.steering import at_page, chips, facets, pages
from web.wording import facet_label

PER_PAGE = (20, 50, 100)
search = Blueprint("search", __name__)


@search.get("/search")
def results() -> str:
    """Results of a search, with everything a reader steers it by."""
    here = searched_site()
    asked = read_query(request.args.items(multi=True))
    answer = rescue.search(here.index, asked)
    found = answer.results
    query = replace(answer.query, page=found.page, per_page=found.per_page)
    with here.catalogue.reading() as read:
        return render_template(
            "search.html",
            query=query,
            asked=asked,
            corrected_to=answer.corrected,
            left_out=[facet_label(name) for name in answer.without],
            results=found,
            cards=list(cards_of(found.hits, read)),
            facets=facets(query, found),
            chips=chips(query, found.facets),
            pages=pages(found),
            first=(found.page - 1) * found.per_page + 1,
            kept=[pair for pair in query_pairs(replace(query, page=1)) if pair[0] != "q"],
            kept_but_years=[pair for pair in query_pairs(replace(query, page=1)) if pair[0] != "year"],
            sorts=[(sort, replace(query, sort=sort, page=1)) for sort in SORTS],
            sizes=[(size, replace(query, per_page=size, page=1)) for size in PER_PAGE],
            other_match=replace(query, match=_other(query.match), page=1),
            without_filters=replace(query, filters={}, page=1),
            corrected=replace(query, text=found.did_you_mean or "", page=1),
            at_page=lambda number: at_page(query, number),
            topics=read.vocabulary().of(TermKind.TOPIC) if not found.total else (),
        )


def search_link(query: Query | None = None, **parameters: str) -> str:
    """The address of a search: `/search?q=...`, with only what differs from the default."""
    given = query_string(query) if query else urlencode(parameters)
    return url_for("search.results") + (f"?{given}" if given else "")


def export_link(query: Query, name: str) -> str:
    """The address that takes all references of a search away in one format."""
    given = query_string(replace(query, page=1, per_page=Query().per_page))
    return url_for("exports.found", name=name) + (f"?{given}" if given else "")


def _other(match: Match) -> Match:
    return "all" if match == "any" else "any"
