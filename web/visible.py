"""What readers may see at an address, or the HTTP error that says why not."""

from flask import abort
from werkzeug.exceptions import Gone

from kb.reading import Reader
from kb.reference import Record
from kb.summary import Status, Summary


class Withdrawn(Gone):
    """A summary that was published once and is not any more. Its address stays."""

    def __init__(self, summary: Summary) -> None:
        super().__init__("The summary at this address was withdrawn by its editor.")
        self.summary = summary


def published_summary(read: Reader, slug: str) -> Summary:
    """The summary at an address. Raises NotFound (404) for none or a draft, Withdrawn (410)."""
    summary = read.summary_at(slug)
    if summary is None or summary.status is Status.DRAFT:
        abort(404, "There is no summary at this address.")
    if summary.status is Status.WITHDRAWN:
        raise Withdrawn(summary)
    return summary


def reference_at(read: Reader, citekey: str) -> Record:
    """The reference that a key, present or former, means. Raises NotFound (404)."""
    record = read.record_at(citekey)
    if record is None:
        abort(404, "There is no reference at this address.")
    return record
