"""What the knowledge base says of a study, as a note beside its citation."""

from collections.abc import Iterable

from kb.reading import Reader
from kb.reference import Record
from kb.summary import Status
from web.markdown import to_text


def implications_of(records: Iterable[Record], read: Reader) -> dict[str, str]:
    """The practice implications of the published summaries about each record, by its id, as plain text.

    A summary is about the first work it cites. Records without one are left out.
    """
    return {record.id: text for record in records if (text := " ".join(_implications(record, read)))}


def _implications(record: Record, read: Reader) -> Iterable[str]:
    for summary in read.cited_by(record.id):
        about_it = summary.citations[0].reference == record.id
        if summary.status is Status.PUBLISHED and about_it and summary.implications:
            yield to_text(summary.implications)
