"""Works that are notices about other works: what they say reaches the references we hold."""

import json
from collections.abc import Iterable
from dataclasses import replace

from bib.works import Work, updates
from kb.identifiers import DOI
from kb.notices import joined_notices
from kb.reference import Notice, Record, SourceKind
from kb.writing import Writer


def notices_given_by(record: Record) -> tuple[tuple[DOI, Notice], ...]:
    """The works that a reference we hold is a notice about, each with the notice."""
    # Reading every payload would take long; this word is in those that matter.
    if record.source.kind is not SourceKind.CROSSREF or '"update-to"' not in record.source.payload:
        return ()
    try:
        work: Work = json.loads(record.source.payload)
    except ValueError:
        return ()
    return updates(work) if isinstance(work, dict) else ()


def with_notices(record: Record, told: Iterable[Notice]) -> Record:
    """The reference with notices joined to its own."""
    return replace(record, notices=joined_notices(record.notices, told))


def pass_on(write: Writer, notice_work: Record) -> tuple[Record, ...]:
    """Give the references we hold the notices that a work is about them; those it was new to."""
    changed = []
    for doi, notice in notices_given_by(notice_work):
        held = write.record_with_doi(doi)
        if held and held.id != notice_work.id and write.change_record(with_notices(held, (notice,))):
            changed.append(with_notices(held, (notice,)))
    return tuple(changed)
