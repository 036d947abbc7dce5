"""The pages readers browse: home, topics, authors, journals."""

from datetime import UTC, datetime
from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from index.query import FacetValue, Query
from kb.summary import Month
from kb.vocabulary import TermKind
from web.cards import cards_of, summary_card
from web.current import searched_site

_OF_A_MONTH = 6  # summaries that the home page shows of each of the two newest months
_OF_A_TOPIC = 20
_SUMMARIES = {"kind": ("summary",)}

browse = Blueprint("browse", __name__)


@browse.get("/")
def home() -> str:
    """What is new, and the ways in."""
    here = searched_site()
    found = here.index.search(Query(filters=_SUMMARIES, per_page=1))
    with here.catalogue.reading() as read:
        counts = _counts(found.facets["topic"])
        vocabulary = read.vocabulary()
        by_month = read.months()
        months = [
            (
                month,
                [summary_card(each, read, vocabulary) for each in read.published_in(month)[:_OF_A_MONTH]],
                count,
            )
            for month, count in by_month[:2]
        ]
        return render_template(
            "home.html",
            total=sum(count for _, count in by_month),
            months=months,
            this_month=_this_month(),
            topics=[(term, counts.get(term.slug, 0)) for term in vocabulary.of(TermKind.TOPIC)],
            types=[
                (each, vocabulary.find(TermKind.RESEARCH_TYPE, each.value)) for each in found.facets["type"]
            ],
        )


@browse.get("/topics")
def topics() -> str:
    """All topics with their counts, and the research types."""
    here = searched_site()
    found = here.index.search(Query(filters=_SUMMARIES, per_page=1))
    by_topic, by_type = _counts(found.facets["topic"]), _counts(found.facets["type"])
    with here.catalogue.reading() as read:
        vocabulary = read.vocabulary()
    return render_template(
        "topics.html",
        topics=[(term, by_topic.get(term.slug, 0)) for term in vocabulary.of(TermKind.TOPIC)],
        types=[(term, by_type.get(term.slug, 0)) for term in vocabulary.of(TermKind.RESEARCH_TYPE)],
    )


@browse.get("/topics/<slug>")
def topic(slug: str) -> str | Response:
    """One topic: its newest summaries and what kinds of study they rest on."""
    here = searched_site()
    with here.catalogue.reading() as read:
        vocabulary = read.vocabulary()
        term = vocabulary.find(TermKind.TOPIC, slug)
        if term is None:
            abort(404, "There is no topic of that name.")
        if term.slug != slug:
            return redirect(url_for("browse.topic", slug=term.slug), 301)
        query = Query(filters={"topic": (term.slug,), **_SUMMARIES}, sort="newest", per_page=_OF_A_TOPIC)
        found = here.index.search(query)
        evidence = [
            (vocabulary.find(TermKind.RESEARCH_TYPE, each.value), each)
            for each in found.facets["type"]
            if each.count
        ]
        return render_template(
            "topic.html",
            term=term,
            total=found.total,
            cards=list(cards_of(found.hits, read)),
            query=Query(filters={"topic": (term.slug,)}),
            evidence=evidence,
            most=max((each.count for _, each in evidence), default=1),
        )


@browse.get("/authors")
def authors() -> str:
    """Everyone whose work is cited, by family name."""
    return _directory("author", "Authors", "Everyone whose work is cited here, by family name.")


@browse.get("/journals")
def journals() -> str:
    """Every journal and book that cited work appeared in."""
    return _directory("journal", "Journals", "Where cited work appeared: journals, and books of chapters.")


def _directory(facet: str, title: str, description: str) -> str:
    # A search's facets name the most frequent values only.
    values = searched_site().index.values(facet)
    letters = groupby(values, key=lambda each: each.value[0].upper() if each.value[0].isalpha() else "#")
    return render_template(
        "directory.html",
        facet=facet,
        title=title,
        description=description,
        letters=[(letter, list(each)) for letter, each in letters],
    )


def _counts(values: tuple[FacetValue, ...]) -> dict[str, int]:
    return {each.value: each.count for each in values}


def _this_month() -> Month:
    now = datetime.now(UTC)
    return Month(now.year, now.month)
