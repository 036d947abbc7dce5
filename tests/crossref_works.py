"""The real Crossref works of the shared data, as the catalogue would keep them."""

import json
from functools import cache
from pathlib import Path

from bib.citekeys import propose, unique
from bib.works import to_notices, to_reference
from kb.reference import Record, Source, SourceKind


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
