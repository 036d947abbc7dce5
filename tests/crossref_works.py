"""The real Crossref works of the shared data, as the catalogue would keep them."""

import json
from functools import cache
from pathlib import Path

from bib.citekeys import propose, unique
from bib.works import Work, to_notices, to_reference
from kb.reference import Record, Reference, Source, SourceKind

# What a citation can need of a Crossref work, and the fields of a reference that may hold it.
KEPT_AS: dict[str, tuple[str, ...]] = {
    "title": ("title",),
    "author": ("author",),
    "container-title": ("container_title", "collection_title", "title"),
    "volume": ("volume",),
    "issue": ("issue",),
    "page": ("page", "number"),
    "article-number": ("number",),
    "publisher": ("publisher",),
    "ISSN": ("issn",),
    "ISBN": ("isbn",),
    "DOI": ("doi",),
    "event": ("event_title",),
    "abstract": ("abstract",),
    "language": ("language",),
}


def left_out(work: Work, reference: Reference) -> tuple[str, ...]:
    """The parts of a work that a citation can need and no field of the reference holds."""
    return tuple(
        key
        for key, names in KEPT_AS.items()
        if work.get(key) and not any(getattr(reference, name) for name in names)
    )


@cache
def shared_records(shared_data: Path) -> tuple[Record, ...]:
    """Every work translated, under a citekey of its own, in the order of the file names."""
    taken: set[str] = set()
    records = []
    for path in sorted((shared_data / "crossref").glob("*.json")):
        work = json.loads(path.read_text(encoding="utf-8"))
        reference = to_reference(work)
        citekey = unique(propose(reference), lambda key: key.lower() in taken)
        taken.add(citekey.lower())
        records.append(
            Record(
                citekey=citekey,
                described=reference,
                source=Source(kind=SourceKind.CROSSREF),
                notices=to_notices(work),
            )
        )
    return tuple(records)
