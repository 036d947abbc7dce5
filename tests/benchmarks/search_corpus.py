"""The documents and queries of a benchmark corpus, as the index takes them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.documents import Document
from index.query import Query
from kb.ids import slugify

FACETS = ("topic", "type", "year", "journal", "author")


def documents(corpus: Path) -> Iterator[Document]:
    """The documents of CORPUS/docs.jsonl, each a published summary."""
    with (corpus / "docs.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            yield a_document(json.loads(line))


def a_document(told: dict[str, Any]) -> Document:
    """One line of the corpus as a document."""
    year = str(told["year"])
    facets = {
        "topic": tuple((slugify(each), each) for each in told["topics"]),
        "type": ((slugify(told["type"]), told["type"]),),
        "year": ((year, year),),
        "journal": ((slugify(told["journal"]), told["journal"]),),
        "author": tuple((slugify(each), each) for each in told["authors"]),
        "kind": (("summary", "Summary"),),
    }
    text = {
        "title": (told["title"],),
        "implications": (told["implications"],),
        "topic": tuple(told["topics"]),
        "author": tuple(told["authors"]),
        "journal": (told["journal"],),
        "body": (told["body"],),
        "type": (told["type"],),
    }
    return Document(
        id=told["id"],
        kind="summary",
        title=told["title"],
        date=(told["year"], 0, 0),
        text={name: values for name, values in text.items() if any(values)},
        facets=facets,
    )


def queries(corpus: Path, **asked: Any) -> list[Query]:
    """The queries of CORPUS/queries.json, for the ten best hits: see `as_typed`."""
    return [
        Query(text=as_typed(each), filters=_filters(each.get("filter")), per_page=10, **asked)
        for each in told_queries(corpus)
    ]


def told_queries(corpus: Path) -> list[dict[str, Any]]:
    """The queries of CORPUS/queries.json as they stand there."""
    told: list[dict[str, Any]] = json.loads((corpus / "queries.json").read_text(encoding="utf-8"))
    return told


def as_typed(told: dict[str, Any]) -> str:
    """The query as a reader types it: words, `a OR b`, `a NOT b`, or a quoted phrase."""
    words: list[str] = told["terms"]
    match told["kind"]:
        case "or":
            return " OR ".join(words)
        case "not":
            return " NOT ".join(words)
        case "phrase":
            return f'"{" ".join(words)}"'
        case _:
            return " ".join(words)


def _filters(chosen: list[Any] | None) -> dict[str, tuple[str, ...]]:
    return {chosen[0]: (slugify(str(chosen[1])),)} if chosen else {}
