"""What many tests start from: data, a catalogue, a site with the demonstration corpus, a browser."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright

from bib.crossref import Crossref
from bib.demonstration import load_demonstration
from bib.works import Work
from kb.catalogue import Catalogue
from tests.crossref_stand_in import StandIn
from web.app import create_app
from web.settings import read_settings
from web.wiring import Site, follow, open_site

_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
_START = 30  # seconds a server may take to answer
CHROMIUM_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data beside the project."""
    if not _SHARED.is_dir():
        pytest.skip("../shared/data is not there")
    return _SHARED


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a new installation."""
    return tmp_path / "home"


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    """A catalogue with its first vocabulary and nothing else."""
    opened = Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")
    yield opened
    opened.close()


@pytest.fixture
def crossref() -> Iterator[StandIn]:
    """A stand-in for Crossref on this machine. It knows no work until it is given some."""
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def crossref_of() -> Iterator[Callable[..., Crossref]]:
    """Opens doors to stand-ins for Crossref that know the works given."""
    with contextlib.ExitStack() as running:

        def start(*works: Work) -> Crossref:
            return Crossref(url=running.enter_context(StandIn(works)).url, sleep=lambda _: None)

        yield start


@pytest.fixture
def site(home: Path) -> Iterator[Site]:
    """A new installation, for a test to fill."""
    opened = open_site(read_settings(home, {}))
    yield opened
    opened.index.close()
    opened.catalogue.close()


@pytest.fixture
def site_client(site: Site) -> FlaskClient:
    """A reader of the new installation."""
    return create_app(site).test_client()


@pytest.fixture(scope="session")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation with the demonstration corpus. Tests only read it."""
    opened = open_site(read_settings(tmp_path_factory.mktemp("demo") / "home", {}))
    load_demonstration(opened.catalogue)
    follow(opened)
    yield opened
    opened.index.close()
    opened.catalogue.close()


@pytest.fixture(scope="session")
def demo_app(demo_site: Site) -> Flask:
    """The application that serves the demonstration corpus."""
    return create_app(demo_site)


@pytest.fixture
def client(demo_app: Flask) -> FlaskClient:
    """A reader of the demonstration corpus."""
    return demo_app.test_client()


@pytest.fixture(scope="session")
def server(demo_site: Site) -> Iterator[str]:
    """The address of a real server with the demonstration corpus."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # A shell's proxy or settings must not reach the server under test.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"),
            *("--threads", "4", "--log-level", "warning", "--no-control-socket"),
            "web.app:from_environment()",
        ],
        env={**environment, "KB_HOME": str(demo_site.settings.home)},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=_START)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window, for one module: while it is open an event loop runs in this thread,
    and what asks Crossref needs one of its own."""
    program = os.environ.get("KB_CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_SWITCHES))
        yield opened
        opened.close()


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1) as answer:  # noqa: S310 # our own server
                answer.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    pytest.fail(f"The server at {address} does not answer.")
