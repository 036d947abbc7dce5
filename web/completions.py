"""Where a completion leads when a reader chooses it."""

from flask import url_for

from index.suggestion import Suggestion
from kb.reading import Reader


def address_of(suggestion: Suggestion, read: Reader) -> str:
    """The page of a topic or of what bears a title; else the search for an author, journal or phrase."""
    match suggestion.kind:
        case "topic":
            return url_for("browse.topic", slug=suggestion.value)
        case "author":
            return url_for("search.results", author=suggestion.value)
        case "journal":
            return url_for("search.results", journal=suggestion.value)
        case "title":
            if summary := read.summary(suggestion.value):
                return url_for("reading.summary", slug=summary.slug)
            if record := read.record(suggestion.value):
                return url_for("reading.reference", citekey=record.citekey)
    return url_for("search.results", q=suggestion.text)
