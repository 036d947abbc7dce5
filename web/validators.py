"""Whether an answer is there already, with the reader or here: known from what it would be made of.

An answer to readers is a function of the catalogue, the index, the program, the settings, the
language, the day and the address asked for. All of them together are its ETag, a weak one: the same
page compressed otherwise is the same page.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

from flask import Flask, g, request
from flask.wrappers import Response

import bib
import index
import kb
import web
from web.current import Edition, edition
from web.kept import KeptAnswers
from web.language import present_language
from web.sessions import COOKIE
from web.settings import Settings

# What readers read. Others are never told "you have it already": health, what is chosen, what is written.
READERS = frozenset(
    {
        "api",
        "api_page",
        "browse",
        "digest",
        "discovery",
        "exports",
        "feeds",
        "months",
        "reading",
        "search",
        "selection",
    }
)
# They answer programs, each in the form it says it takes; all else is the same whatever is taken.
_NEGOTIATING = frozenset({"api", "discovery", "exports", "feeds"})
# The headers by which answers may differ, all of them part of what they are kept under.
_TOLD_APART = frozenset({"accept", "accept-encoding", "accept-language", "cookie"})
_SETTLED = timedelta(seconds=2)  # HTTP's dates are whole seconds: a second change may follow in the same one
_LENGTH = 32  # hexadecimal digits of an ETag
ROOM = 16 * 2**20  # bytes of answers that a process keeps


@dataclass(frozen=True, slots=True)
class Program:
    """What is installed: a digest of all that shapes an answer, and when it was put there."""

    digest: str
    installed: datetime


@dataclass(frozen=True, slots=True)
class Validator:
    """What tells one state of an answer from another (RFC 9110, section 8.8)."""

    etag: str
    last_modified: datetime | None

    def known(self) -> bool:
        """True when the request says that its reader has this state."""
        if request.if_none_match:
            return not request.if_none_match.star_tag and request.if_none_match.contains_weak(self.etag)
        since = request.if_modified_since
        return bool(since and self.last_modified and self.last_modified <= since)

    def put_on(self, answer: Response) -> None:
        """Send it with an answer."""
        answer.set_etag(self.etag, weak=True)
        if self.last_modified:
            answer.last_modified = self.last_modified


def check_validators(app: Flask, settings: Settings, room: int = ROOM) -> None:
    """Let an app answer readers without making the answer: when they have it, or when it is kept here.

    Answers are kept in `room` bytes. Of what an app does to its answers, only what is registered
    before this is kept with them.
    """
    program = read_program(settings)
    kept = KeptAnswers(room)

    def made_before() -> Response | None:
        if request.method not in {"GET", "HEAD"} or request.blueprint not in READERS:
            return None
        if COOKIE in request.cookies:  # editors see more on a page than readers
            return None
        g.validator = validator(program, edition())
        # Making an answer may bring an index that is behind up to the catalogue; not making one would not.
        if edition().behind:
            return None
        return Response(status=304) if g.validator.known() else kept.get(_place())

    def put(answer: Response) -> Response:
        if "validator" in g and answer.status_code in {200, 304}:
            g.validator.put_on(answer)
        return answer

    def keep(answer: Response) -> Response:
        whole = request.method == "GET" and answer.status_code == 200 and not answer.is_streamed
        if whole and "validator" in g and not edition().behind and _same_for_all(answer):
            kept.put(_place(), answer)
        return answer

    app.before_request(made_before)
    app.after_request(put)
    # Functions that are to come after a request are called in the reverse order.
    app.after_request_funcs[None].insert(0, keep)


def _same_for_all(answer: Response) -> bool:
    return "Set-Cookie" not in answer.headers and {each.lower() for each in answer.vary} <= _TOLD_APART


def _place() -> tuple[str, str]:
    return g.validator.etag, request.headers.get("Accept-Encoding", "")


def validator(program: Program, made_from: Edition) -> Validator:
    """That of the answer to the present request."""
    now = datetime.now(UTC)
    parts = (
        program.digest,
        made_from,
        present_language(),
        now.date(),
        request.host_url,
        request.path,
        request.query_string,
        request.headers.get("Accept") if request.blueprint in _NEGOTIATING else None,
    )
    return Validator(_digest(repr(parts).encode()), _last_modified(program, made_from, now))


def read_program(settings: Settings) -> Program:
    """The code, templates and texts of this process, the libraries beside it and its settings."""
    files = sorted(file for package in (kb, bib, index, web) for file in _files(package.__path__[0]))
    # Where a host keeps its files shapes no answer: what a reader has of one host is as good at another.
    shaping = replace(settings, secret_key=None, home=Path(), index_folder=Path())
    whole = hashlib.sha256(repr((shaping, _libraries())).encode())
    for file in files:
        whole.update(file.read_bytes())
    newest = max(file.stat().st_mtime for file in files)
    return Program(whole.hexdigest(), datetime.fromtimestamp(newest, UTC))


@cache
def _libraries() -> list[str]:
    return sorted(f"{each.name} {each.version}" for each in distributions())


def _last_modified(program: Program, made_from: Edition, now: datetime) -> datetime | None:
    if made_from.behind or made_from.changed is None or now - made_from.changed < _SETTLED:
        return None
    return max(made_from.changed, program.installed).replace(microsecond=0)


def _files(folder: str) -> Iterator[Path]:
    return (
        each
        for each in Path(folder).rglob("*")
        if each.is_file() and "__pycache__" not in each.parts and each.suffix != ".pyc"
    )


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:_LENGTH]
