"""What many tests start from: data, a catalogue, a site with the demonstration corpus, a browser."""

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from bib.crossref import Crossref
from bib.demonstration import load_demonstration
from bib.works import Work
from kb.catalogue import Catalogue
from kb.editors import Editor, Role, hash_password
from kb.summary import Summary
from tests import opensearch_server
from tests.crossref_stand_in import StandIn
from tests.databases import (
    KINDS,
    database_of_the_run,
    databases,
    dropped_databases,
    new_address,
    only_about_sqlite,
)
from tests.factories import a_summary
from tests.page_states import DESK
from tests.postgresql import PostgresServer, postgresql_server, what_is_missing
from tests.shared_server import run_folder, shared
from web.app import create_app
from web.settings import read_settings
from web.wiring import Site, follow, open_site

pytest_plugins = ["tests.engine_contract"]
_SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
PASSWORD = "four words do well"  # noqa: S105 # of accounts that tests make
# A refusal; and a test that types before the page has put the cursor where it belongs.
_NOTICE = re.compile(r"status of 4|Autofocus processing was blocked")
_START = 30  # seconds a server may take to answer
CHROMIUM_SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


# Fixtures; importing them here makes them known.
__all__ = ["database_of_the_run", "dropped_databases", "new_address", "only_about_sqlite"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of this suite."""
    parser.addoption("--database", choices=KINDS, default=KINDS[0], help="what keeps the catalogues of tests")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real data beside the project."""
    if not _SHARED.is_dir():
        pytest.skip("../shared/data is not there")
    return _SHARED


@pytest.fixture(scope="session")
def opensearch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real OpenSearch without the name of an index: each test takes one of its own."""
    if missing := opensearch_server.what_is_missing():
        pytest.skip(missing)
    with shared(run_folder(tmp_path_factory), "opensearch", opensearch_server.start_shared) as address:
        yield address


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresServer]:
    """A real PostgreSQL server: each test makes databases of its own in it, or kills one of its own."""
    if missing := what_is_missing():
        pytest.skip(missing)
    if databases.kind == "postgresql":
        yield databases.server
        return
    with postgresql_server() as server:
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of a new installation."""
    return tmp_path / "home"


@pytest.fixture(scope="session", autouse=True)
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Templates are compiled once for all the apps that tests make."""
    usual = Flask.jinja_options
    folder = str(tmp_path_factory.mktemp("templates"))
    Flask.jinja_options = {**usual, "bytecode_cache": FileSystemBytecodeCache(folder)}
    yield
    Flask.jinja_options = usual


@pytest.fixture(scope="session")
def new_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    """Gives a home a new catalogue, a copy of one that is made once, by all migrations; its address."""
    first = tmp_path_factory.mktemp("new")
    Catalogue(databases.address_of(first)).close()

    def copied_to(home: Path) -> str:
        for file in first.iterdir():
            shutil.copy(file, home)
        return databases.address_of(home)

    return copied_to


@pytest.fixture
def catalogue(tmp_path: Path, new_catalogue: Callable[[Path], str]) -> Iterator[Catalogue]:
    """A catalogue with its first vocabulary and nothing else."""
    opened = Catalogue(new_catalogue(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def text(catalogue: Catalogue) -> Summary:
    """A published summary in the catalogue, under the topic empathy."""
    summary = a_summary()
    with catalogue.writing("anna") as write:
        write.add_summary(summary)
    return summary


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
def site(home: Path, new_catalogue: Callable[[Path], str]) -> Iterator[Site]:
    """A new installation, for a test to fill."""
    home.mkdir()
    new_catalogue(home)
    opened = open_site(read_settings(home, {}))
    yield opened
    opened.index.close()
    opened.catalogue.close()


@pytest.fixture
def site_client(site: Site) -> FlaskClient:
    """A reader of the new installation."""
    return create_app(site).test_client()


@pytest.fixture
def desk_client(site: Site) -> FlaskClient:
    """An editor, Anna, signed in at the new installation. Forms need no token here."""
    return signed_in(site, "anna", "editor")


def signed_in(site: Site, name: str, role: Role) -> FlaskClient:
    """Somebody signed in at an installation, with a new account if they have none."""
    add_person(site, name, role)
    app = create_app(site)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/editor/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


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
    with serving(demo_site.settings.home) as address:
        yield address


@pytest.fixture
def desk_server(site: Site, crossref: StandIn) -> Iterator[str]:
    """The address of a real server of the new installation, which asks the stand-in for Crossref."""
    with serving(site.settings.home, KB_CROSSREF_URL=crossref.url) as address:
        yield address


@contextlib.contextmanager
def serving(home: Path, *, port: int = 0, **environment: str) -> Iterator[str]:
    """A real server of a home, and its address: with more in its environment, on any port or on one."""
    address, process = start_server(home, port=port, **environment)
    try:
        yield address
    finally:
        process.terminate()
        process.wait(timeout=_START)


def start_server(home: Path, *, port: int = 0, **environment: str) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a server that its caller stops, or kills."""
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))
        port = free.getsockname()[1]
    # A shell's proxy or settings must not reach the server under test.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}"),
            *("--config", "python:web.serving", "web.app:from_environment()"),
        ],
        env={**inherited, "KB_HOME": str(home), **databases.environment_of(home), **environment},
        start_new_session=True,  # killed as a whole by whoever wants to see what is left
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/healthz", process)
    except BaseException:
        process.terminate()
        process.wait(timeout=_START)
        raise
    return address, process


def chromium() -> str | None:
    """The program of a Chromium: the one without windows if it is installed, which takes half the time."""
    named = os.environ.get("KB_CHROMIUM")
    return named or shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A Chromium without a window, for one module: while it is open an event loop runs in this thread,
    and what asks Crossref needs one of its own."""
    program = chromium()
    if not program:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_SWITCHES))
        yield opened
        opened.close()


@contextlib.contextmanager
def strict_context(
    browser: Browser, server: str, *, excused: str = "", **wishes: Any
) -> Iterator[BrowserContext]:
    """A reader's browser: an error when a page of it complained, or asked another server for something.

    Only complaints about an address that ends in `excused` are none.
    """
    complaints: list[str] = []
    with browser.new_context(base_url=server, viewport=DESK, **wishes) as context:
        note_complaints(context, server, complaints, lambda said: _is_about(said, excused))
        yield context
    assert complaints == []


@pytest.fixture
def context(browser: Browser, server: str) -> Iterator[BrowserContext]:
    """The browser of a reader of the demonstration corpus. Nothing in it may complain."""
    with strict_context(browser, server) as opened:
        yield opened


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A reader's page. It fails the test when it complains, or asks another server for something."""
    return context.new_page()


@pytest.fixture
def page_without_scripts(browser: Browser, server: str) -> Iterator[Page]:
    """The page of a reader whose browser runs no scripts. It fails the test as `page` does."""
    with strict_context(browser, server, java_script_enabled=False) as opened:
        yield opened.new_page()


@pytest.fixture
def desk_page_of(browser: Browser, site: Site, desk_server: str) -> Iterator[Callable[..., Page]]:
    """Opens pages of further people at the new installation, each signed in with a browser of their own.

    A page fails the test when it asks another server for something, or when a script complains.
    """
    complaints: list[str] = []
    with contextlib.ExitStack() as opened:

        def page_of(name: str, role: Role = "editor", **options: Any) -> Page:
            add_person(site, name, role)
            context = browser.new_context(base_url=desk_server, **options)
            opened.callback(context.close)
            note_complaints(context, desk_server, complaints, lambda said: bool(_NOTICE.search(said.text)))
            page = context.new_page()
            sign_in_at(page, name)
            return page

        yield page_of
    assert complaints == []


def sign_in_at(page: Page, name: str) -> None:
    """Sign in at the desk with a password that tests give."""
    page.goto("/editor/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/editor/")


@pytest.fixture
def desk_page(desk_page_of: Callable[..., Page]) -> Page:
    """The desk of an editor, Anna, in a real browser at a real server of the new installation (`site`),
    which asks the stand-in for Crossref (`crossref`); forged requests are refused as they are in earnest."""
    return desk_page_of("anna")


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """Passwords are hashed in a moment; how they are in earnest is proved in test_trust_sign_in."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with patch("kb.editors._hasher", quick):
        yield


def add_person(site: Site, name: str, role: Role) -> None:
    """Make an account at an installation, unless it is there; one password for all: `four words do well`."""
    with site.catalogue.writing(by="the test") as write:
        if write.editor(name) is None:
            write.put_editor(Editor(name=name, role=role, password_hash=_hash()))


@cache
def _hash() -> str:
    return hash_password(PASSWORD)  # which is slow on purpose, but for `quick_hashes`


def widths_that_scroll(page: Page) -> list[int]:
    """In which of the usual widths of a window a page scrolls sideways."""
    found = []
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found


def sign_in_by_keyboard(page: Page) -> None:
    """Sign Anna in where her name is about to be typed, and come to what waits for her."""
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits")


def note_complaints(
    context: BrowserContext,
    server: str,
    complaints: list[str],
    is_excused: Callable[[ConsoleMessage], bool],
) -> None:
    """Note what the pages of a browser ask of another server, and what is complained of in them."""
    context.on("console", lambda said: None if is_excused(said) else complaints.append(said.text))
    context.on("weberror", lambda raised: complaints.append(str(raised.error)))
    context.on(
        "request", lambda asked: None if asked.url.startswith(server) else complaints.append(asked.url)
    )


def _is_about(said: ConsoleMessage, address: str) -> bool:
    return bool(address) and said.location["url"].endswith(address)


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
