"""Searches by topics and research types under the names these had formerly."""

from dataclasses import replace

from flask import request

from index.query import Query
from kb.vocabulary import TermKind, Vocabulary
from web.addresses import read_query
from web.current import site


def query_asked() -> Query:
    """The search that the address of the request asks for, by present names."""
    query = read_query(request.args.items(multi=True))
    if not any(kind.value in query.filters for kind in TermKind):
        return query
    with site().catalogue.reading() as read:
        return by_present_names(query, read.vocabulary())


def by_present_names(query: Query, vocabulary: Vocabulary) -> Query:
    """The search with its topics and research types as they are called now; what no term means stays."""
    filters = dict(query.filters)
    for kind in TermKind:
        if chosen := filters.get(kind.value):
            terms = ((slug, vocabulary.find(kind, slug)) for slug in chosen)
            filters[kind.value] = tuple(dict.fromkeys(term.slug if term else slug for slug, term in terms))
    return replace(query, filters=filters)
