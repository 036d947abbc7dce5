"""What the trials share: a home of some size, commands that can be killed, an editor's HTTP, a Crossref."""

import http.cookiejar
import json
import os
import re
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bib.demonstration import load_demonstration
from tests.conftest import PASSWORD, add_person
from tests.crossref_stand_in import StandIn, Work, invented_work
from tests.factories import a_record
from web.cli import kb
from web.settings import read_settings
from web.wiring import Site, follow, open_site

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"|name="csrf-token" content="([^"]+)"')


@contextmanager
def opened(home: Path) -> Iterator[Site]:
    """A home at work in this process, for a while."""
    site = open_site(read_settings(home))
    try:
        yield site
    finally:
        site.index.close()
        site.catalogue.close()


def fill(home: Path, references: int) -> None:
    """A home with the demonstration corpus, so many further references and an editor, Anna."""
    with opened(home) as site:
        load_demonstration(site.catalogue)
        with site.catalogue.writing("anna") as write:
            for number in range(references):
                write.add_record(
                    a_record(f"Filled{number}", title=f"Filled shelf {number}", doi=f"10.5555/f.{number}")
                )
        add_person(site, "anna", "editor")
        follow(site)


class Command:
    """A `kb` command in a process of its own, begun like any other and with its imports done."""

    def __init__(self, home: Path, *arguments: str) -> None:
        self._end, written = os.pipe()
        sys.stdout.flush()
        self._process = os.fork()
        if self._process == 0:
            os.dup2(written, 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            code = 1
            try:
                kb.main(["--home", str(home), *arguments], standalone_mode=False)
                code = 0
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            finally:
                sys.stdout.flush()
                os._exit(code)
        os.close(written)

    def kill(self) -> None:
        """Kill -9."""
        os.kill(self._process, signal.SIGKILL)

    def result(self) -> tuple[int, str]:
        """The exit status (negative: the signal) and what was printed; waits for the end."""
        with os.fdopen(self._end, "rb") as printed:
            text = printed.read().decode()
        _, status = os.waitpid(self._process, 0)
        return os.waitstatus_to_exitcode(status), text


class AnyWork(dict[str, Work]):
    """Works that are invented as they are asked for: `10.5555/trial.17`."""

    def __contains__(self, doi: object) -> bool:
        return str(doi).startswith("10.5555/trial.")

    def __missing__(self, doi: str) -> Work:
        return invented_work(doi, int(doi.rpartition(".")[2]))

    def get(self, doi: str, default: Any = None) -> Any:
        """The work of a DOI, if it is one of these."""
        return self[doi] if doi in self else default  # noqa: SIM401 # which would ask itself


@contextmanager
def crossref() -> Iterator[str]:
    """The address of a stand-in for Crossref in a process of its own, which a fork does not meet."""
    end, written = os.pipe()
    process = os.fork()
    if process == 0:
        with StandIn() as stand_in:
            stand_in.works = AnyWork()
            os.write(written, stand_in.url.encode())
            os.close(written)
            signal.pause()
        os._exit(0)
    os.close(written)
    with os.fdopen(end, "rb") as told:
        url = told.read().decode()
    try:
        yield url
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


class Desk:
    """Anna at the desk, over HTTP: one address after another of the same home."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            _Stay(),
        )
        self._token = ""

    def sign_in(self) -> None:
        """Sign in, and keep the token that forms bear."""
        self.look_for_token()
        code, _, text = self.post("/editor/sign-in", name="anna", password=PASSWORD)
        assert code == 303, (code, text[:300])
        self._token = self._token_of("/editor/new-reference")

    def look_for_token(self) -> None:
        """Keep the token that forms bear for whoever has not signed in."""
        self._token = self._token_of("/editor/sign-in")

    def get(self, path: str) -> tuple[int, str]:
        """The status and the page."""
        code, _, text = self._open(urllib.request.Request(self.address + path))  # noqa: S310 # our own server
        return code, text

    def post(self, path: str, **form: str) -> tuple[int, str, str]:
        """Send a form: the status, where it leads and the page. Raises OSError when nobody answers."""
        data = urllib.parse.urlencode({"csrf_token": self._token, **form}).encode()
        headers = {"Referer": self.address + "/", "Origin": self.address}
        return self._open(urllib.request.Request(self.address + path, data, headers))  # noqa: S310 # our own server

    def _open(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self._opener.open(request, timeout=60) as answer:
                return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, answer.headers.get("Location", ""), answer.read().decode()

    def _token_of(self, path: str) -> str:
        _, page = self.get(path)
        found = _TOKEN.search(page)
        assert found, page[:500]
        return found[1] or found[2]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Answers that lead elsewhere are answers."""


def asked(address: str, query: str) -> tuple[int, dict[str, Any]]:
    """What the API answers to a query: the status and the JSON."""
    words = urllib.parse.urlencode({"q": query})
    try:
        with urllib.request.urlopen(f"{address}/api/v1/search?{words}", timeout=60) as answer:  # noqa: S310 # our own
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, json.load(answer)


def wait_until(true: Any, seconds: float = 30.0) -> float:
    """How long it took until something was true, in seconds; infinity when it was not in time."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > seconds:
            return float("inf")
        time.sleep(0.05)
    return time.monotonic() - begun
