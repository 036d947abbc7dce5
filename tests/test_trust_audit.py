"""`make audit` against a stand-in for a server of advisories."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

_PROJECT = Path(__file__).parents[1]
_HOLE = {
    "id": "PYSEC-2026-1",
    "modified": "2026-01-01T00:00:00Z",
    "summary": "A hole that was made up.",
    "affected": [
        {
            "package": {"name": "flask", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
        }
    ],
}


class _Advisories(ThreadingHTTPServer):
    """A server that knows of a hole in one package, or in none."""

    def __init__(self, with_hole: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.with_hole = with_hole
        self.asked: set[str] = set()


class _Handler(BaseHTTPRequestHandler):
    server: _Advisories

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["package"]["name"]
        self.server.asked.add(asked)
        body = json.dumps({"vulns": [_HOLE]} if asked == self.server.with_hole else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep the console free."""


@contextmanager
def advisories(with_hole: str) -> Iterator[_Advisories]:
    """Such a server while it is asked."""
    server = _Advisories(with_hole)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def audit(server: _Advisories | None = None) -> subprocess.CompletedProcess[str]:
    """What `make audit` says, asking a server or nobody."""
    # The environment stays as it is, and is the one these tests run in.
    told = ["make", "--assume-old=.venv/test", "audit", f"BIN={Path(sys.executable).parent}"]
    told += [f"ADVISORIES=http://127.0.0.1:{server.server_address[1]}"] if server else ["ADVISORIES="]
    return subprocess.run(told, cwd=_PROJECT, capture_output=True, text=True, timeout=120, check=False)


def test_nobody_is_asked_for_known_holes_unless_a_server_is_named():
    done = audit()
    assert done.returncode == 0
    assert "Not asked for known holes in dependencies" in done.stdout


@pytest.mark.parametrize(("with_hole", "status"), [("", 0), ("flask", 2)])
def test_a_known_hole_in_a_dependency_fails_the_audit(with_hole, status):
    with advisories(with_hole) as server:
        done = audit(server)
    assert done.returncode == status, done.stderr
    assert ("PYSEC-2026-1" in done.stdout) == bool(with_hole)
    assert {"flask", "argon2-cffi", "sqlalchemy"} <= server.asked
