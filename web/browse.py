"""The pages readers browse: home, topics, the overview, authors, journals."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from index.engine import Engine
from index.query import FacetValue, Query
from index.unavailable import IndexUnavailable
from kb.ids import slugify
from kb.summary import Month
from kb.vocabulary import Term, TermKind, Vocabulary
from web.cards import cards_of, summary_cards
from web.counts import by_value, by_year, crossed, newest_of, sharing, summaries_by
from web.current import searched_site, without_index
from web.directories import AT_ONCE, directory, holds, sought
from web.evidence import evidence_words
from web.language import gettext
from web.overview import Line, broken, counts_by_column, heat_map, year_columns
from web.terms import as_written, term_words

_OF_A_MONTH = 6  # summaries that the home page shows of each of the two newest months
_TOPICS_AT_HOME = 12
_OF_A_TOPIC = 10  # newest summaries on a topic's page
_BESIDE_A_TOPIC = 8  # authors and related topics there
_MAX_FIND = 80  # characters
_HEADING = 12  # characters in a line of a column's heading

browse = Blueprint("browse", __name__)


@browse.get("/")
def home() -> str:
    """What is new, and the ways in."""
    here = searched_site()
    topics, types = _ways_in(here.index)
    with here.catalogue.reading() as read:
        vocabulary = read.vocabulary()
        by_month = read.months()
        months = [
            (
                month,
                summary_cards(read.published_in(month, _OF_A_MONTH), read),
                count,
            )
            for month, count in by_month[:2]
        ]
        return render_template(
            "home.html",
            total=sum(count for _, count in by_month),
            months=months,
            this_month=_this_month(),
            topics=topics[:_TOPICS_AT_HOME],
            types=_types(vocabulary, types),
        )


@browse.get("/topics")
def topics() -> str:
    """All topics with their count and newest month, or those a reader looks for; and the research types."""
    here = searched_site()
    _, facets = summaries_by(here.index, "topic", "type")
    counts = by_value(facets["topic"])
    words = sought(_typed("find"))
    with here.catalogue.reading() as read:
        vocabulary = read.vocabulary()
        shown = [term for term in _in_order(vocabulary) if not words or _named(term, words)]
        newest = newest_of(here.index, [term.slug for term in shown if term.slug in counts])
        summaries = read.summaries_by_id(set(newest.values()))
    months = {slug: summaries[each].month for slug, each in newest.items() if each in summaries}
    return render_template(
        "topics.html",
        find=_typed("find"),
        topics=[(term, counts.get(term.slug, 0), months.get(term.slug)) for term in shown],
        types=_types(vocabulary, facets["type"]),
    )


@browse.get("/topics/<slug>")
def topic(slug: str) -> str | Response:
    """One topic: its newest summaries, what kinds of study they rest on, and where it leads."""
    here = searched_site()
    with here.catalogue.reading() as read:
        vocabulary = read.vocabulary()
        term = vocabulary.find(TermKind.TOPIC, slug)
        if term is None:
            abort(404, gettext("There is no topic of that name."))
        if term.slug != slug:
            return redirect(url_for("browse.topic", slug=term.slug), 301)
        query = Query(filters={"topic": (term.slug,)}, sort="newest", per_page=_OF_A_TOPIC, snippets=False)
        found = here.index.search(query)
        years = by_year(found.facets["year"])
        columns = year_columns(years)
        return render_template(
            "topic.html",
            term=term,
            total=found.total,
            cards=list(cards_of(found.hits, read)),
            query=Query(filters={"topic": (term.slug,)}),
            types=_types(vocabulary, found.facets["type"]),
            columns=columns,
            years=counts_by_column(columns, years),
            authors=found.facets["author"][:_BESIDE_A_TOPIC],
            related=sharing(here.index, term.slug, found.facets["topic"])[:_BESIDE_A_TOPIC],
        )


@browse.get("/overview")
def overview() -> str:
    """Where the summaries stand: topics by the year of the study, and topics by research type."""
    here = searched_site()
    total, facets = summaries_by(here.index, "topic", "type")
    with here.catalogue.reading() as read:
        vocabulary = read.vocabulary()
    rows = [(Line(each.value, each.label), each.count) for each in facets["topic"]]
    years, counts_by_type = crossed(here.index, [line.value for line, _ in rows])
    columns = year_columns({year for counts in years.values() for year in counts})
    counts_by_year = {
        (topic, column): count
        for topic, counts in years.items()
        for column, count in counts_by_column(columns, counts).items()
    }
    types = [
        Line(term.slug, term.label, broken(term_words("type", term.label), _HEADING))
        for term, _, _ in _types(vocabulary, facets["type"])
    ]
    return render_template(
        "overview.html",
        total=total,
        by_year=heat_map(rows, columns, counts_by_year),
        by_type=heat_map(rows, types, counts_by_type),
    )


@browse.get("/authors")
def authors() -> str:
    """Everyone whose work is cited, by family name."""
    return _directory(
        "author",
        title=gettext("Authors"),
        description=gettext("Everyone whose work is cited here, by family name."),
        find_label=gettext("Find an author"),
    )


@browse.get("/journals")
def journals() -> str:
    """Every journal and book that cited work appeared in."""
    return _directory(
        "journal",
        title=gettext("Journals"),
        description=gettext("Where cited work appeared: journals, and books of chapters."),
        find_label=gettext("Find a journal or book"),
    )


def _directory(facet: str, **words: str) -> str:
    find = _typed("find")
    # A search's facets name the most frequent values only.
    names = directory(searched_site().index.values(facet), _typed("letter").upper(), find)
    return render_template("directory.html", facet=facet, find=find, names=names, at_once=AT_ONCE, **words)


def _ways_in(index: Engine) -> tuple[tuple[FacetValue, ...], tuple[FacetValue, ...]]:
    """The topics and research types of summaries; none without an index, and the page goes on without."""
    try:
        _, facets = summaries_by(index, "topic", "type")
    except IndexUnavailable:
        without_index()
        return (), ()
    return facets["topic"], facets["type"]


def _types(vocabulary: Vocabulary, values: Iterable[FacetValue]) -> list[tuple[Term, int, str]]:
    """The research types in the vocabulary's order: how many summaries, and how much such a study carries."""
    counts = by_value(values)
    return [
        (term, counts[term.slug], evidence_words(term.slug))
        for term in vocabulary.of(TermKind.RESEARCH_TYPE)
        if term.slug in counts
    ]


def _in_order(vocabulary: Vocabulary) -> list[Term]:
    """The topics in the vocabulary's order, or by their translated names."""
    topics = list(vocabulary.of(TermKind.TOPIC))
    if any(not as_written(each.kind, each.label) for each in topics):
        topics.sort(key=lambda each: slugify(term_words(each.kind, each.label)))
    return topics


def _named(term: Term, words: tuple[str, ...]) -> bool:
    names = (term_words(term.kind, term.label), term.label, *term.synonyms)
    return any(holds(slugify(name), words) for name in names)


def _typed(name: str) -> str:
    return " ".join(request.args.get(name, "").split())[:_MAX_FIND]


def _this_month() -> Month:
    now = datetime.now(UTC)
    return Month(now.year, now.month)
