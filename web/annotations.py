"""What the knowledge base says of a study, as a note beside its citation."""

from kb.reading import Reader
from kb.reference import Record
from kb.summary import Status
from web.markdown import to_text


def implications_of(record: Record, read: Reader) -> str:
    """The practice implications of the published summaries about a record, as plain text; "" without.

    A summary is about the first work it cites.
    """
    return " ".join(
        to_text(summary.implications)
        for summary in read.cited_by(record.id)
        if summary.status is Status.PUBLISHED
        and summary.citations[0].reference == record.id
        and summary.implications
    )
