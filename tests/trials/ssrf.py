"""Nobody but the configured Crossref is ever asked, and what it answers is cut off at the bounds.

    python -m tests.trials.ssrf

A second server on this machine stands for everything that may not be reached: addresses pasted, dropped,
typed and standing in works lead to it, and redirections do. It counts who comes. Besides, every connection
of this process is looked at, by the address it goes to.
"""

import argparse
import gzip
import json
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bib.crossref import Crossref
from bib.desk_intake import Asking
from bib.errors import CrossrefError
from kb.identifiers import DOI
from tests.conftest import signed_in
from tests.crossref_stand_in import StandIn, invented_work
from tests.trials.fuzz import room_taken
from web.settings import read_settings
from web.wiring import Site, open_site

_PATIENCE = 3.0  # seconds a request may take in this trial; 15 in earnest
_MEGABYTE = 1_000_000
_ROOM = 50  # megabytes that the largest answer may take
_BOMB = 200  # megabytes of it, unpacked

# {trap} is the second server, such as 127.0.0.1:5555.
INPUTS = (
    "http://{trap}/10.5555/a",
    "http://{trap}/works/10.5555%2Fa",
    "https://doi.org@{trap}/10.5555/a",
    "https://doi.org:80@{trap}/10.5555/a",
    "http://{trap}#@doi.org/10.5555/a",
    "http://{trap}/?https://doi.org/10.5555/a",
    "//{trap}/10.5555/a",
    "10.5555/../../../{trap}/a",
    "10.5555/@{trap}/a",
    "10.5555/http://{trap}/a",
    "10.5555/a?url=http://{trap}/",
    "10.5555/a#http://{trap}/",
    "10.5555/a\r\nHost: {trap}",
    "10.5555/a%0d%0aHost:%20{trap}",
    "10.5555/\\\\{trap}\\a",
    "doi:10.5555/a,doi:http://{trap}/",
    "http://localhost/10.5555/a",
    "http://[::1]/10.5555/a",
    "http://169.254.169.254/latest/meta-data/10.5555/a",
    "file:///etc/passwd/10.5555/a",
    "gopher://{trap}/_10.5555/a",
    "http://2130706433/10.5555/a",
    "@article{{a, title={{x}}, doi={{http://{trap}/10.5555/a}}, url={{http://{trap}/}}, file={{{trap}}}}}",
    "<!DOCTYPE html [<!ENTITY a SYSTEM 'http://{trap}/x'>]><html><img src=http://{trap}/>&a; 10.5555/a",
)
_STATUSES = (301, 302, 303, 307, 308)


@dataclass
class Figures:
    """What was tried, and what went wrong: nothing, when all is well."""

    inputs: int = 0
    redirections: int = 0
    answers: int = 0
    slowest: float = 0.0
    most_room: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.inputs} inputs and {self.redirections} redirections: none may leave; "
            f"{self.answers} hostile answers: slowest {self.slowest:.1f} s (bound {_PATIENCE:g} s), "
            f"most room {self.most_room:.0f} MB (bound {_ROOM} MB); {len(self.wrong)} wrong"
        )


class _Answering(ThreadingHTTPServer):
    """A server that does one thing to whoever comes, and counts them."""

    daemon_threads = True

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler], None]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[str] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up is right to."""


class _Handler(BaseHTTPRequestHandler):
    server: _Answering

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep the console free."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.answer(self)


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[_Answering]:
    """A server on this machine that answers so."""
    server = _Answering(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def watched(allowed: str, figures: Figures) -> Iterator[None]:
    """Note every connection to another place than the one allowed, and every name that is looked up."""
    real_connect, real_look_up = socket.socket.connect, socket.getaddrinfo
    host, port = allowed.split(":")

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[:2] != (host, int(port)):
            figures.wrong.append(f"connects to {address}")
        real_connect(self, address)

    def look_up(name: Any, *rest: Any, **more: Any) -> Any:
        if name not in {host, host.encode()}:
            figures.wrong.append(f"looks up {name}")
        return real_look_up(name, *rest, **more)

    with patch.object(socket.socket, "connect", connect), patch.object(socket, "getaddrinfo", look_up):
        yield


def try_inputs(folder: Path, inputs: Sequence[str] = INPUTS) -> Figures:
    """Bring in every input by every door that asks Crossref, and works full of addresses."""
    figures = Figures()
    with answering(_plainly) as trap:
        work = {
            **invented_work("10.5555/a"),
            "URL": f"http://{trap.place}/",
            "link": [{"URL": f"http://{trap.place}/full", "content-type": "application/pdf"}],
            "resource": {"primary": {"URL": f"http://{trap.place}/primary"}},
            "license": [{"URL": f"http://{trap.place}/licence"}],
            "relation": {"is-same-as": [{"id": f"http://{trap.place}/", "id-type": "uri"}]},
            "abstract": f"<jats:p><img src='http://{trap.place}/i'/></jats:p>",
        }
        with StandIn([work]) as crossref, _site(folder, crossref.url) as site:
            client = signed_in(site, "anna", "editor")
            with watched(crossref.url.removeprefix("http://"), figures):
                for text in (each.format(trap=trap.place) for each in inputs):
                    figures.inputs += 1
                    client.post("/editor/imports/", data={"text": text})
                    client.post("/editor/new-reference/doi", data={"doi": text})
                    client.get("/editor/new-reference", query_string={"doi": text})
                    client.post("/editor/imports/", data={"text": text, "kind": "doi"})
                    client.get("/search", query_string={"q": text})
                with ThreadPoolExecutor(1) as apart:
                    apart.submit(_ask_all, site).result()
            figures.wrong += [f"the stand-in was asked for {path}" for path in _strange(crossref)]
        figures.wrong += [f"another server was asked for {path}" for path in trap.asked]
    return figures


def try_redirections(figures: Figures, statuses: Sequence[int] = _STATUSES) -> None:
    """Let Crossref send us on, with each status, to the second server, a name, a file, or in circles."""
    with answering(_plainly) as trap:
        targets = (
            f"http://{trap.place}/works/10.5555%2Fa",
            f"//{trap.place}/works/10.5555%2Fa",
            "http://elsewhere.invalid/",
            "http://169.254.169.254/latest/meta-data/",
            "file:///etc/passwd",
            "/works/10.5555%2Fa",
        )
        for status in statuses:
            for target in targets:

                def send_on(handler: BaseHTTPRequestHandler, status=status, target=target) -> None:
                    handler.send_response(status)
                    handler.send_header("Location", target)
                    handler.send_header("Content-Length", "0")
                    handler.end_headers()

                figures.redirections += 1
                with answering(send_on) as crossref, watched(crossref.place, figures):
                    _ask(figures, crossref, f"{status} to {target}")
        figures.wrong += [f"a redirection led to {path}" for path in trap.asked]


def try_answers(figures: Figures, names: Collection[str] = ()) -> None:
    """Answers too large, too slow, without an end, and small ones that unpack to hundreds of megabytes."""
    _bomb(1), _bomb(2)  # what it costs to make them is not what it costs to be sent them
    for name in names or _ANSWERS:
        answer = _ANSWERS[name]
        figures.answers += 1
        with answering(answer) as crossref, watched(crossref.place, figures):
            began, before = time.monotonic(), room_taken(begin=True)
            _ask(figures, crossref, name)
            took, room = time.monotonic() - began, room_taken() - before
        figures.slowest = max(figures.slowest, took)
        figures.most_room = max(figures.most_room, room)
        if room > _ROOM:
            figures.wrong.append(f"{name}: took {room:.0f} MB")
        if took > _PATIENCE + 1:
            figures.wrong.append(f"{name}: took {took:.1f} s")


def _ask(figures: Figures, crossref: _Answering, what: str) -> None:
    door = Crossref(url=f"http://{crossref.place}", deadline=_PATIENCE, sleep=lambda _: None)
    with ThreadPoolExecutor(1) as apart:
        try:
            work = apart.submit(door.work, DOI("10.5555/a")).result()
            figures.wrong.append(f"{what}: brought {str(work)[:80]}")
        except CrossrefError:
            pass
        except Exception as error:
            figures.wrong.append(f"{what}: {error!r}")


def _plainly(handler: BaseHTTPRequestHandler) -> None:
    _send(handler, json.dumps({"message": invented_work("10.5555/a")}).encode())


def _send(handler: BaseHTTPRequestHandler, body: bytes, **headers: str) -> None:
    handler.send_response(200)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _endless(
    piece: bytes, pause: float = 0.0, *, begun: bool = True
) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if begun:
            handler.send_response(200)
            handler.end_headers()
        until = time.monotonic() + 2 * _PATIENCE
        while time.monotonic() < until:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)

    return answer


def _written(data: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(data)

    return answer


@cache
def _bomb(rounds: int) -> bytes:
    packed = b" " * (_BOMB * _MEGABYTE)
    for _ in range(rounds):
        packed = gzip.compress(packed, 9)
    return packed


_ANSWERS: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {
    "3 MB": lambda handler: _send(handler, b" " * 3 * _MEGABYTE),
    "a body without end": _endless(b" " * 65_536),
    "a body drop by drop": _endless(b" ", 0.1),
    "headers without end": _endless(b"X-More: and more\r\n", 0.001, begun=False),
    "one header of 10 MB": lambda handler: _send(handler, b"{}", X_Long="x" * 10 * _MEGABYTE),
    "silence": lambda _: time.sleep(2 * _PATIENCE),
    "a length that never comes": _written(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
    "a gzip bomb": lambda handler: _send(handler, _bomb(1), Content_Encoding="gzip"),
    "a bomb in a bomb": lambda handler: _send(handler, _bomb(2), Content_Encoding="gzip, gzip"),
    "no gzip at all": lambda handler: _send(handler, b"x", Content_Encoding="gzip"),
    "JSON 100,000 deep": lambda handler: _send(
        handler, b'{"message":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    ),
    "a number of a million digits": lambda handler: _send(handler, b'{"message":' + b"9" * _MEGABYTE + b"}"),
    "no HTTP": _written(b"SSH-2.0-OpenSSH\r\n"),
}


def _strange(crossref: StandIn) -> list[str]:
    """What the stand-in was asked that is neither one work nor a list of works."""
    return [path for path, _ in crossref.requests if path != "/works" and path.count("/") != 2]


def _ask_all(site: Site) -> None:
    asking = Asking(site.catalogue, site.crossref())
    while asking.round().asked:
        pass


@contextmanager
def _site(folder: Path, crossref: str) -> Iterator[Site]:
    site = open_site(read_settings(folder / "home", {"KB_CROSSREF_URL": crossref}))
    yield site
    site.index.close()
    site.catalogue.close()


def main() -> int:
    """Try everything; 1 when something left, or was not cut off."""
    argparse.ArgumentParser(description="See that only Crossref is asked, and in bounds.").parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = try_inputs(Path(folder))
    try_redirections(figures)
    try_answers(figures)
    print(figures)  # noqa: T201 - what it is for
    for each in figures.wrong:
        print(f"  {each}", file=sys.stderr)  # noqa: T201
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
