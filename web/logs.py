"""What is written down while the site serves: lines for people, or JSON for programs (setting `log_format`).

A line about a request names its route and never what was searched for, by whom or from where.
"""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime

REQUESTS = "web.requests"  # the logger of one line for each request, written as JSON only
request_id: ContextVar[str] = ContextVar("request_id", default="")

_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class _Plain(logging.Formatter):
    """A line with the request it belongs to. What came from outside cannot begin a line of its own."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(request)s: %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 # its name there
        known = request_id.get()
        record.request = f" [{known}]" if known else ""
        return _BREAKS.sub(lambda each: ascii(each[0])[1:-1], super().formatMessage(record))


class _Json(logging.Formatter):
    """One JSON object on a line: when, how grave, from where, what; and what the record bears as `facts`."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "process": record.process,
        }
        if known := request_id.get():
            told["request_id"] = known
        if record.exc_info:
            told["trace"] = self.formatException(record.exc_info)
        return json.dumps(told | getattr(record, "facts", {}))


def log_form(name: str) -> logging.Formatter:
    """The form of lines that the setting `log_format` names."""
    return _Json() if name == "json" else _Plain()


def write_logs(name: str) -> None:
    """Write all that is logged to standard error in a form: warnings, and as JSON a line for each request."""
    to_error = logging.StreamHandler(sys.stderr)
    to_error.setFormatter(log_form(name))
    logging.basicConfig(level=logging.WARNING, handlers=[to_error], force=True)
    logging.getLogger(REQUESTS).setLevel(logging.INFO if name == "json" else logging.WARNING)
