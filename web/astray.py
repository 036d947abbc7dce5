"""Where a reader who came to a wrong address may have wanted to go."""

from index.query import Query
from index.unavailable import IndexUnavailable
from web.cards import Card, cards_of
from web.current import site

_SHOWN = 3


def perhaps_meant(words: str) -> tuple[Card, ...]:
    """The published summaries most like the words of an address."""
    here = site()
    query = Query(
        text=words,
        filters={"kind": ("summary",)},
        match="any",
        per_page=_SHOWN,
        facets=(),
        snippets=False,
    )
    try:
        hits = here.index.search(query).hits
    except IndexUnavailable:
        return ()
    with here.catalogue.reading() as read:
        return tuple(cards_of(hits, read))
