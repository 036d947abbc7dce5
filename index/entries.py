"""What stays in memory of an indexed document: all but its words and passages."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields

from index.documents import Document, FacetValues, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A document's facets, keys and sort keys. `lengths` counts the words of each text field."""

    id: str
    kind: Kind
    title: str
    title_key: str
    date: tuple[int, int, int]
    facets: Mapping[str, FacetValues]
    lengths: Mapping[str, int]
    dois: tuple[str, ...]
    keys: tuple[str, ...]
    digest: str


_NAMES = tuple(each.name for each in fields(Entry))


def entry_of(document: Document, lengths: Mapping[str, int]) -> Entry:
    """The entry of a document whose text fields have these lengths in words."""
    return Entry(
        id=document.id,
        kind=document.kind,
        title=document.title,
        title_key=document.title_key,
        date=document.date,
        facets=document.facets,
        lengths=lengths,
        dois=document.dois,
        keys=document.keys,
        digest=document.digest,
    )


def to_json(entry: Entry) -> bytes:
    """The entry as it is stored."""
    return json.dumps({name: getattr(entry, name) for name in _NAMES}, separators=(",", ":")).encode()


def from_json(stored: bytes) -> Entry:
    """The entry that was stored."""
    values = json.loads(stored)
    values["date"] = tuple(values["date"])
    values["dois"] = tuple(values["dois"])
    values["keys"] = tuple(values["keys"])
    values["facets"] = {
        name: tuple((slug, label) for slug, label in pairs) for name, pairs in values["facets"].items()
    }
    return Entry(**values)
