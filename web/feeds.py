"""Feeds: what a search, a topic or an author has that is new, for programs that look again and again."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, Response, render_template, request, url_for

from index.query import Query, Results
from kb.changes import Change
from kb.identifiers import doi_link
from kb.reading import Reader
from kb.serial import readable
from kb.summary import Status, Summary
from web.addresses import query_pairs
from web.atom import MIME, Category, Entry, Feed, write_atom
from web.canonical import full_address
from web.cards import Card, cards_of
from web.current import edition, searched_site, site
from web.former_names import query_asked
from web.language import gettext, present_language
from web.markdown import safe_html
from web.outward import with_full_links
from web.search import search_link
from web.terms import term_words
from web.wording import year_words

_MOST = 50  # entries
_SUMMARIES = ("summary",)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

feeds = Blueprint("feeds", __name__)


@feeds.get("/feed.atom")
def found() -> Response:
    """The summaries that a search finds, newest first; its parameters are those of `/search`.

    References are among them when `kind` asks for them. Only what matches in full is: what a search
    page shows instead, so as not to be empty, is nothing to follow.
    """
    here = searched_site()
    query = _asked()
    results = here.index.search(
        replace(query, per_page=_MOST, facets=tuple(query.filters), facet_size=1, snippets=False)
    )
    with here.catalogue.reading() as read:
        cards = () if results.relaxed else cards_of(results.hits, read)
        entries = tuple(_entry(card, read) for card in cards)
    title = here.settings.site_title
    search = _search_words(query, results)
    last_change = edition().changed or _BEGINNING
    feed = Feed(
        address=full_address(_address(query)),
        alternate=full_address(search_link(query) if search else url_for("browse.home")),
        title=gettext("%(site)s: %(search)s", site=title, search=search) if search else title,
        subtitle=gettext(
            "What is new, as it appears. To follow it, give the address of this page to a feed reader."
        ),
        author=title,
        base=full_address("/"),
        language=present_language(),
        updated=max((entry.updated for entry in entries), default=last_change),
        stylesheet=url_for("static", filename="feed.css"),
        entries=entries,
    )
    # Browsers show a feed's bare source unless it is called XML; then they show it by its style sheet.
    shown = request.accept_mimetypes.best_match((MIME, "text/html"), default=MIME) == "text/html"
    kind = "application/xml" if shown else MIME
    answer = Response(write_atom(feed), content_type=f"{kind}; charset=utf-8")
    answer.vary.add("Accept")
    return answer


@feeds.app_template_global()
def feed_link(query: Query | None = None, **filters: str) -> str:
    """The address of the feed that follows a search, or the summaries that filters choose, or all."""
    chosen = query or Query(filters={name: (value,) for name, value in filters.items()})
    return _address(replace(chosen, sort="newest"))


def _asked() -> Query:
    query = query_asked()
    return replace(
        query,
        filters={"kind": _SUMMARIES, **query.filters},
        sort=query.sort if "sort" in request.args else "newest",
        page=1,
        per_page=Query().per_page,
    )


def _address(query: Query) -> str:
    """The one address of a feed, without what goes without saying: newest first, summaries only."""
    filters = {
        name: values for name, values in query.filters.items() if (name, values) != ("kind", _SUMMARIES)
    }
    usual = Query()
    pairs = query_pairs(
        replace(query, filters=filters, sort=usual.sort, page=usual.page, per_page=usual.per_page)
    )
    if query.sort != "newest":
        pairs = (*pairs, ("sort", query.sort))
    return url_for("feeds.found") + (f"?{urlencode(pairs)}" if pairs else "")


def _search_words(query: Query, results: Results) -> str:
    """A search in words, for a title: `“drop-out”, Empathy, 2010–2015`; empty when it asks for all."""
    words = [gettext("“%(words)s”", words=query.text)] if query.text else []
    for facet, chosen in query.filters.items():
        if (facet, chosen) != ("kind", _SUMMARIES):
            labels = {each.value: each.label for each in results.facets.get(facet, ())}
            named = (labels.get(value, value) for value in chosen)
            words += [year_words(each) if facet == "year" else term_words(facet, each) for each in named]
    return ", ".join(words)


def _entry(card: Card, read: Reader) -> Entry:
    title = card.title
    if card.records and card.records[0].retracted:
        title = gettext("[Retracted] %(title)s", title=title)
    if card.kind == "summary":
        path = url_for("reading.summary", slug=card.name)
    else:
        path = url_for("reading.reference", citekey=card.name)
    html = safe_html(render_template("feed_entry.html", card=card))
    doi = card.records[0].reference.doi if card.records else None
    published, updated = _moments(card, read)
    return Entry(
        id=UUID(card.id).urn,
        title=title,
        link=full_address(path),
        published=published,
        updated=updated,
        summary=with_full_links(html, full_address("/")),
        categories=_categories(card),
        related=doi_link(doi) if doi else None,
        language=site().settings.content_language,
    )


def _categories(card: Card) -> tuple[Category, ...]:
    topics = full_address(url_for("browse.topics"))
    found = [Category(term=each.slug, scheme=topics, label=each.label) for each in card.topics]
    if each := card.research_type:
        found.append(Category(term=each.slug, scheme=f"{topics}#types", label=each.label))
    return tuple(found)


def _moments(card: Card, read: Reader) -> tuple[datetime, datetime]:
    """When a card's subject was first published, and when it or a work it cites last changed.

    What was taken in after its month, as an old archive is, counts as published when that month began.
    """
    history = read.history(card.kind, card.id)
    shown = (each.at for each in history if card.kind == "reference" or _shows(each))
    published = next(shown, history[0].at)
    updated = max(
        each.at for each in (*history, *(read.history("reference", record.id)[-1] for record in card.records))
    )
    if card.month and (published.year, published.month) > (card.month.year, card.month.month):
        published = datetime(card.month.year, card.month.month, 1, tzinfo=UTC)
    return published, updated


def _shows(change: Change) -> bool:
    """Whether readers could see a summary after a change of it."""
    shown = readable(change.after, Summary) if change.after else None
    return shown is not None and shown.status is Status.PUBLISHED
