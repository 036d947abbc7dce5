"""A small server on the loopback that answers as Crossref does, with faults on demand.

By hand: `python -m tests.crossref_stand_in --port 8085 --works works.json`, where the file holds a
JSON list of works, and `KB_CROSSREF_URL=http://127.0.0.1:8085`; with `--latency 0.5 --pool polite` it
takes its time and keeps Crossref's limits.
"""

import argparse
import contextlib
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import parse_qs, quote, unquote, urlsplit

Work = dict[str, Any]
Fault = Literal[
    "429",
    "404",
    "500",
    "hang",
    "truncated",
    "oversized",
    "garbage",
    "closed",
    "wrong shape",
    "drip",
    "elsewhere",
]

Limits = tuple[int, int, int]  # requests, seconds and requests at once

# Crossref's limits since December 2025: of list requests and of those for a single work.
POLITE: tuple[Limits, Limits] = ((3, 1, 3), (10, 1, 3))
PUBLIC: tuple[Limits, Limits] = ((1, 1, 1), (5, 1, 1))

_JOURNALS = ("Psychotherapy", "Psychotherapy Research", "Journal of Counseling Psychology")
_PEOPLE = (("Adler", "Nora B."), ("van der Berg", "Joost"), ("Castellanos", "Inés"), ("Okafor", "Chidi"))


def invented_work(doi: str, n: int = 1) -> Work:
    """A plausible journal article that nobody wrote."""
    family, given = _PEOPLE[n % len(_PEOPLE)]
    second = _PEOPLE[(n + 1) % len(_PEOPLE)]
    year = 1990 + n % 35
    return {
        "DOI": doi,
        "URL": f"https://doi.org/{doi}",
        "type": "journal-article",
        "title": [f"Therapist responsiveness and outcome: An invented study, part {n}"],
        "author": [
            {"family": family, "given": given, "sequence": "first"},
            {"family": second[0], "given": second[1], "sequence": "additional"},
        ],
        "container-title": [_JOURNALS[n % len(_JOURNALS)]],
        "publisher": "Society of Stand-Ins",
        "volume": str(20 + n % 40),
        "issue": str(1 + n % 4),
        "page": f"{100 + n}-{110 + n}",
        "published-print": {"date-parts": [[year, 1 + n % 12]]},
        "issued": {"date-parts": [[year, 1 + n % 12]]},
        "ISSN": ["0033-3204"],
        "language": "en",
    }


class StandIn:
    """A running stand-in: `url` to ask, `requests` it was asked, `fail` to plan its faults.

    `aliases` map DOIs to the DOIs that a redirection leads to. `limits` are those its headers state, for
    list requests and, unless there are `single_limits`, for single ones; with `enforce` it answers 429 to
    whoever goes beyond them, within any such interval, to come again after `retry_after` seconds.
    Any other answer takes `latency` seconds.
    """

    def __init__(
        self,
        works: Iterable[Work] = (),
        *,
        port: int = 0,
        limits: Limits = (50, 1, 5),
        single_limits: Limits | None = None,
        enforce: bool = False,
        latency: float = 0.0,
    ) -> None:
        self.works = {work["DOI"].lower(): work for work in works}
        self.aliases: dict[str, str] = {}
        self.limits = limits
        self.single_limits = single_limits
        self.enforce = enforce
        self.retry_after = 1
        self.latency = latency
        self.requests: list[tuple[str, str]] = []
        self.agents: list[str] = []
        self.at_once = 0
        self.refused = 0
        self._asked_at: dict[str, list[float]] = {"list": [], "single": []}
        self._faults: dict[str | int, tuple[Fault, int]] = {}
        self._lock = threading.Lock()
        self._open = 0
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def fail(self, what: str | int, fault: Fault, times: int = 1) -> None:
        """Answer with a fault where a DOI is asked for, or to the n-th request (from 1), so many times."""
        self._faults[what.lower() if isinstance(what, str) else what] = (fault, times)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def arrived(self, path: str, query: str, agent: str) -> Fault | None:
        """Write a request down and tell the fault that is due for it."""
        with self._lock:
            self.requests.append((path, query))
            self.agents.append(agent)
            now = time.monotonic()
            kind = "list" if path == "/works" else "single"
            allowed, seconds, at_once = self.limits_of(path)
            recent = [each for each in self._asked_at[kind] if now - each < seconds]
            self._asked_at[kind] = [*recent, now]
            if self.enforce and (len(recent) >= allowed or self._open > at_once):
                self.refused += 1
                return "429"
            asked: list[str | int] = [len(self.requests), *dois_of(path, query)]
            for what in asked:
                planned = self._faults.get(what)
                if planned and planned[1]:
                    self._faults[what] = (planned[0], planned[1] - 1)
                    return planned[0]
        return None

    def limits_of(self, path: str) -> Limits:
        """The limits that hold for a request to a path."""
        return self.limits if path == "/works" else self.single_limits or self.limits

    @contextlib.contextmanager
    def counted(self) -> Any:
        """Count the requests that are open at once."""
        with self._lock:
            self._open += 1
            self.at_once = max(self.at_once, self._open)
        try:
            yield
        finally:
            with self._lock:
                self._open -= 1

    def matching(self, printed: str, rows: int) -> list[Work]:
        """The works that share most words with a printed reference."""
        words = set(re.findall(r"\w+", printed.lower()))

        def score(work: Work) -> int:
            authors = [f"{each.get('family', '')} {each.get('name', '')}" for each in work.get("author", [])]
            text = " ".join([*work.get("title", []), *work.get("container-title", []), *authors])
            return sum((Counter(set(re.findall(r"\w+", text.lower()))) & Counter(words)).values())

        return sorted((work for work in self.works.values() if score(work)), key=score, reverse=True)[:rows]


def dois_of(path: str, query: str) -> list[str]:
    """The DOIs a request asks for, in lower case."""
    if path.startswith("/works/"):
        return [unquote(path.removeprefix("/works/")).lower()]
    filters = parse_qs(query).get("filter", [""])[0].split(",")
    return [each.removeprefix("doi:").lower() for each in filters if each.startswith("doi:")]


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], stand_in: StandIn) -> None:
        super().__init__(address, _Handler)
        self.stand_in = stand_in

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up early is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep the console free for the tests."""

    def do_GET(self) -> None:
        stand_in = self.server.stand_in
        address = urlsplit(self.path)
        asked = dois_of(address.path, address.query)
        # Whoever has an answer may ask again: it counts as under way until it is sent, not until it is read.
        with stand_in.counted():
            fault = stand_in.arrived(address.path, address.query, self.headers.get("User-Agent", ""))
            if fault != "429":
                stand_in.stopping.wait(30 if fault == "hang" else stand_in.latency)
        if address.path != "/works" and asked and asked[0] in stand_in.aliases:
            location = f"/works/{quote(stand_in.aliases[asked[0]], safe='')}"
            self._answer(301, b"", headers={"Location": location})
            return
        body = self._body(stand_in, address.path, address.query)
        if fault:
            self._fail(fault, body or b"{}")
        elif body is None:
            self._answer(404, b"Resource not found.", "text/plain")
        else:
            self._answer(200, body)

    def _body(self, stand_in: StandIn, path: str, query: str) -> bytes | None:
        if path.startswith("/works/"):
            work = stand_in.works.get(dois_of(path, query)[0])
            return _envelope("work", work) if work else None
        if path != "/works":
            return None
        asked = parse_qs(query)
        rows = int(asked.get("rows", ["20"])[0])
        if printed := asked.get("query.bibliographic"):
            found = stand_in.matching(printed[0], rows)
        else:
            found = [stand_in.works[doi] for doi in dois_of(path, query) if doi in stand_in.works][:rows]
        return _envelope("work-list", {"total-results": len(found), "items-per-page": rows, "items": found})

    def _fail(self, fault: Fault, body: bytes) -> None:
        stand_in = self.server.stand_in
        match fault:
            case "429":
                self._answer(
                    429, b"Too many requests.", "text/plain", {"Retry-After": str(stand_in.retry_after)}
                )
            case "404":
                self._answer(404, b"Resource not found.", "text/plain")
            case "500":
                self._answer(500, b"Internal Server Error", "text/plain")
            case "truncated":
                self._answer(200, body[: len(body) // 2])
            case "oversized":
                self._answer(200, body + b" " * 3_000_000)
            case "garbage":
                self._answer(200, b"<html>Down for maintenance</html>")
            case "wrong shape":
                self._answer(200, b'{"status": "ok", "message": ["no", "work"]}')
            case "elsewhere":
                self._answer(301, b"", headers={"Location": "http://elsewhere.invalid/works/x"})
            case "drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                with contextlib.suppress(OSError):
                    while not stand_in.stopping.wait(0.05):
                        self.wfile.write(b"x-slow: 1\r\n")
                self.close_connection = True
            case "closed" | "hang":
                self.close_connection = True

    def _answer(
        self,
        status: int,
        body: bytes,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
    ) -> None:
        limit, seconds, at_once = self.server.stand_in.limits_of(urlsplit(self.path).path)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-rate-limit-limit", str(limit))
        self.send_header("x-rate-limit-interval", f"{seconds}s")
        self.send_header("x-concurrency-limit", str(at_once))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _envelope(kind: str, message: Any) -> bytes:
    return json.dumps({"status": "ok", "message-type": kind, "message": message}).encode()


def main() -> None:
    parser = argparse.ArgumentParser(description="Answer as Crossref does, from a file of works.")
    parser.add_argument("--port", type=int, default=8085)
    parser.add_argument("--works", type=Path, help="a JSON list of works; without it, ten invented ones")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that an answer takes")
    parser.add_argument("--pool", choices=["polite", "public"], help="keep Crossref's limits of that pool")
    asked = parser.parse_args()
    limits, single_limits = PUBLIC if asked.pool == "public" else POLITE
    if asked.works:
        works = json.loads(asked.works.read_text(encoding="utf-8"))
    else:
        works = [invented_work(f"10.5555/invented.{n}", n) for n in range(1, 11)]
    stand_in = StandIn(
        works,
        port=asked.port,
        limits=limits,
        single_limits=single_limits,
        enforce=asked.pool is not None,
        latency=asked.latency,
    )
    with stand_in, contextlib.suppress(KeyboardInterrupt):
        print(f"{len(works)} works at {stand_in.url}", flush=True)  # noqa: T201 - its only message
        stand_in.stopping.wait()


if __name__ == "__main__":
    main()
