"""The search page, and the pages that list all values of one of its longer facets."""

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from index import rescue
from index.engine import Engine
from index.query import FACETS, SORTS, FacetValue, Match, Query, Results
from kb.vocabulary import TermKind
from web.addresses import query_pairs, query_string, read_query, with_filters
from web.cards import cards_of
from web.current import searched_site
from web.directories import holds, sought
from web.former_names import query_asked
from web.histogram import histogram, range_of
from web.steering import STEADY, at_page, chips, choices, facets, pages, pages_of
from web.wording import facet_label

PER_PAGE = (20, 50, 100)
_LONG = ("author", "journal")
_ALL = 1_000_000  # more values than a facet has
_CHOICES = 100  # values on a page of them
search = Blueprint("search", __name__)


@search.get("/search")
def results() -> str | Response:
    """Results of a search, with everything a reader steers it by."""
    here = searched_site()
    asked = query_asked()
    if asked != read_query(request.args.items(multi=True)):
        return redirect(search_link(asked), 301)
    if not request.args.keys().isdisjoint(("from", "to")):
        return redirect(search_link(_between(asked, here.index)), 303)
    answer = rescue.search(here.index, asked)
    found = answer.results
    query = replace(answer.query, page=found.page, per_page=found.per_page)
    anew = replace(query, page=1)
    where = url_for("search.results")
    narrowing = facets(query, found, where, _usual(query, found, here.index))
    with here.catalogue.reading() as read:
        return render_template(
            "search.html",
            query=query,
            asked=asked,
            corrected_to=answer.corrected,
            left_out=[facet_label(name) for name in answer.without],
            results=found,
            cards=list(cards_of(found.hits, read)),
            order=FACETS,
            facets={each.name: each for each in narrowing},
            all_link=lambda facet: _choices_link(facet, anew, "", 1),
            years=histogram(query, found.facets["year"], where),
            chips=chips(query, found.facets, where),
            pages=pages(found),
            first=(found.page - 1) * found.per_page + 1,
            kept=[pair for pair in query_pairs(anew) if pair[0] != "q"],
            pairs=query_pairs(anew),
            sorts=[(sort, replace(anew, sort=sort)) for sort in SORTS],
            sizes=[(size, replace(anew, per_page=size)) for size in PER_PAGE],
            other_match=replace(anew, match=_other(query.match)),
            without_filters=replace(anew, filters={}),
            corrected=replace(anew, text=found.did_you_mean or ""),
            at_page=lambda number: at_page(query, number),
            topics=read.vocabulary().of(TermKind.TOPIC) if not found.total else (),
        )


@search.get(f"/search/choices/<any({', '.join(_LONG)}):facet>")
def facet_choices(facet: str) -> str:
    """All values of a facet in a search's results, or those whose words begin as typed (`find`)."""
    here = searched_site()
    asked = query_asked()
    query = replace(asked, page=1)
    counting = replace(query, facets=(facet,), facet_size=_ALL, per_page=1, snippets=False)
    found = here.index.search(counting)
    find = request.args.get("find", "").strip()[:100]
    words = sought(find)
    values = [each for each in found.facets[facet] if holds(each.value, words)]
    first = (asked.page - 1) * _CHOICES
    if first and first >= len(values):
        abort(404)
    return render_template(
        "facet_choices.html",
        facet=facet,
        query=query,
        pairs=query_pairs(query),
        find=find,
        total=len(values),
        values=choices(query, facet, values[first : first + _CHOICES], url_for("search.results")),
        pages=pages_of(len(values), asked.page, _CHOICES),
        at_page=lambda number: _choices_link(facet, query, find, number),
    )


def search_link(query: Query | None = None, **parameters: str) -> str:
    """The address of a search: `/search?q=...`, with only what differs from the default."""
    given = query_string(query) if query else urlencode(parameters)
    return url_for("search.results") + (f"?{given}" if given else "")


def export_link(query: Query, name: str) -> str:
    """The address that takes all references of a search away in one format."""
    given = query_string(replace(query, page=1, per_page=Query().per_page))
    return url_for("exports.found", name=name) + (f"?{given}" if given else "")


def _choices_link(facet: str, query: Query, find: str, page: int) -> str:
    extra = [*([("find", find)] if find else []), *([("page", str(page))] if page > 1 else [])]
    given = urlencode([*query_pairs(query), *extra])
    return url_for("search.facet_choices", facet=facet) + (f"?{given}" if given else "")


def _usual(query: Query, found: Results, index: Engine) -> dict[str, tuple[FacetValue, ...]]:
    """The values that the words find without any filter."""
    if not query.filters:
        return dict(found.facets)
    bare = replace(query, filters={}, facets=STEADY, page=1, per_page=1, snippets=False)
    return dict(index.search(bare).facets)


def _between(asked: Query, index: Engine) -> Query:
    """The search with the years that two boxes name; nonsense in them chooses none."""
    known = [each.value for each in index.values("year")]
    years = range_of(request.args.get("from", ""), request.args.get("to", ""), known)
    return with_filters(asked, "year", (years,) if years else ())


def _other(match: Match) -> Match:
    return "all" if match == "any" else "any"
