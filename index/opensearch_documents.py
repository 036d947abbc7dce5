"""A document as OpenSearch is given it, and what its index must know to take it as we mean it. Pure.

The words are ours (analysis.py): OpenSearch gets them already cut and folded, and only takes them apart
at white space. Those that stand at one place are joined by `|`. Each text field is there twice: its words,
for what is looked for as written, and their families (families.py), for words with all their forms. How
long each field is stands beside it, so that scores are worked out from true lengths.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple

from index.analysis import MAX_WORD, tokens
from index.documents import TEXT_FIELDS, Document
from index.families import family
from index.query import FACETS
from index.typed_words import runs, typed_words

# Advance it when this file, documents.py, analysis.py or families.py change what is written.
FORMAT = 1

# Between the parts of what names a facet's value; it sorts before all letters.
APART = "\x1f"

_LONGEST = 2_000  # characters of a label or title that are sorted by; Lucene takes 32,766 bytes of UTF-8

_WIDEST = 10 * MAX_WORD  # of what stands at one place: a word, and the compound that it begins

Json = dict[str, Any]


def settings(shards: int, replicas: str) -> Json:
    """How the index is kept: `replicas` as OpenSearch's auto_expand_replicas takes it, `0-1`."""
    return {
        "index": {
            "number_of_shards": shards,
            "auto_expand_replicas": replicas,
            "refresh_interval": "-1",  # what was written is shown when all of it was
            "max_regex_length": 4_000,  # so many slugs are asked for at once
            "gc_deletes": "1h",  # so long a late change of a removed document is known to be old
            # Scores are counts; what a count is worth our own queries say.
            "similarity": {
                "counted": {"type": "scripted", "script": {"source": "return query.boost * doc.freq"}}
            },
            "analysis": {
                "tokenizer": {"places": {"type": "whitespace", "max_token_length": _WIDEST}},
                "filter": {
                    "beside": {
                        "type": "pattern_capture",
                        "preserve_original": False,
                        "patterns": ["([^|]+)"],
                    }
                },
                "analyzer": {"words": {"type": "custom", "tokenizer": "places", "filter": ["beside"]}},
            },
        }
    }


def mappings() -> Json:
    """What is searched, counted and sorted by. Of a document only `entry` is given back."""
    text = {
        "type": "text",
        "analyzer": "words",
        "norms": False,
        "similarity": "counted",
        "position_increment_gap": 1,
    }
    keyword = {"type": "keyword"}
    found_only = {"type": "keyword", "doc_values": False}
    lengths = {name: {"type": "integer", "index": False} for name in TEXT_FIELDS}
    return {
        "dynamic": False,
        "_source": {"includes": ["entry", "revision", "format"]},
        "properties": {
            "word": {"properties": dict.fromkeys(TEXT_FIELDS, text)},
            "family": {"properties": dict.fromkeys(TEXT_FIELDS, text)},
            "length": {"properties": lengths},
            "all": {"type": "text", "analyzer": "words", "norms": False, "index_options": "docs"},
            "slug": {"properties": dict.fromkeys(FACETS, found_only)},
            "label": {"properties": dict.fromkeys(FACETS, keyword)},
            "named": {"properties": dict.fromkeys(FACETS, keyword)},
            "year": {"type": "short"},
            "doi": found_only,
            "key": found_only,
            "id": keyword,
            "summary": {"type": "byte"},
            "date": {"type": "integer"},
            "title_key": keyword,
            "title_words": keyword,
            "title_runs": keyword,
            "entry": {"type": "object", "enabled": False},
        },
    }


def source(document: Document) -> Json:
    """A document as it is written."""
    taken = {
        name: [[_piece(each) for each in value.split()] for value in values]
        for name, values in document.text.items()
    }
    lengths = {name: sum(each.width for value in values for each in value) for name, values in taken.items()}
    pieces = {each.words for values in taken.values() for value in values for each in value}
    year, month, day = document.date
    date = year * 10_000 + month * 100 + day
    return {
        "word": {
            name: [" ".join(each.words for each in value if each.width) for value in values]
            for name, values in taken.items()
        },
        "family": {
            name: [" ".join(each.families for each in value if each.width) for value in values]
            for name, values in taken.items()
        },
        "length": {name: each for name, each in lengths.items() if each},
        "all": " ".join(sorted(pieces)),
        "slug": {name: [slug for slug, _ in pairs] for name, pairs in document.facets.items()},
        "label": {name: [label_key(*each) for each in pairs] for name, pairs in document.facets.items()},
        "named": {name: [name_key(*each) for each in pairs] for name, pairs in document.facets.items()},
        "year": [int(slug) for slug, _ in document.facets.get("year", ())],
        "doi": document.dois,
        "key": document.keys,
        "id": document.id,
        "summary": int(document.kind == "summary"),
        **({"date": date} if date else {}),
        "title_key": document.title_key[:_LONGEST],
        "title_words": typed_words(document.title)[:_LONGEST],
        "title_runs": sorted(set(runs(document.title))),
        "entry": _entry(document, lengths),
    }


def label_key(slug: str, label: str) -> str:
    """A facet's value to be found by its slug: slug and label."""
    return f"{slug}{APART}{label[:_LONGEST]}"


def of_label_key(key: str) -> tuple[str, str]:
    """The slug and the label of such a key."""
    slug, _, label = key.partition(APART)
    return slug, label


def name_key(slug: str, label: str) -> str:
    """A facet's value to be sorted and completed by its words: those, slug and label."""
    return f"{typed_words(label)[:_LONGEST]}{APART}{slug}{APART}{label[:_LONGEST]}"


def of_name_key(key: str) -> tuple[str, str]:
    """The slug and the label of such a key."""
    _, slug, label = key.split(APART, 2)
    return slug, label


def _entry(document: Document, lengths: Mapping[str, int]) -> Json:
    return {
        "kind": document.kind,
        "title": document.title,
        "digest": document.digest,
        "facets": {name: list(map(list, pairs)) for name, pairs in document.facets.items()},
        "lengths": lengths,
        "passages": document.passages,
    }


class _Piece(NamedTuple):
    """What stands between two spaces: its words and families as they are written, and how many places."""

    words: str
    families: str
    width: int


@lru_cache(maxsize=100_000)
def _piece(text: str) -> _Piece:
    """The words of a text are those of its pieces, one after another, so each different one is cut once."""
    places = [
        [token.word for token in here] for _, here in groupby(tokens(text), key=lambda token: token.position)
    ]
    return _Piece(
        " ".join("|".join(here) for here in places),
        " ".join("|".join(map(family, here)) for here in places),
        len(places),
    )
