"""What readers may see at an address, or the HTTP error that says why not."""

from flask import abort
from werkzeug.exceptions import Gone

from kb.reading import Reader
from kb.reference import Record
from kb.summary import Status, Summary
from web.language import gettext


class Withdrawn(Gone):
    """A summary, of these works, that was published once and is not any more. Its address stays."""

    def __init__(self, summary: Summary, records: tuple[Record, ...]) -> None:
        super().__init__(gettext("The summary at this address was withdrawn by its editor."))
        self.summary = summary
        self.records = records


def published_summary(read: Reader, slug: str) -> Summary:
    """The summary at an address, present or former. Raises NotFound (404) for none that readers may see yet,
    Withdrawn (410)."""
    summary = read.summary_at(slug)
    if summary is None or summary.status in {Status.DRAFT, Status.SCHEDULED}:
        abort(404, gettext("There is no summary at this address."))
    if summary.status is Status.WITHDRAWN:
        raise Withdrawn(summary, read.records_of(summary))
    return summary


def reference_at(read: Reader, citekey: str) -> Record:
    """The reference that a key, present or former, means. Raises NotFound (404)."""
    record = read.record_at(citekey)
    if record is None:
        abort(404, gettext("There is no reference at this address."))
    return record
