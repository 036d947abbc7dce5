"""Every page as a validator reads it (the Nu Html Checker), and that no page is left out of the audits."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from werkzeug.routing import RequestRedirect

from bib.demonstration import load_demonstration
from tests.page_states import STATES, add_oddities
from web.app import create_app
from web.settings import read_settings
from web.wiring import follow, open_site

ROOT = Path(__file__).resolve().parents[1]
CHECKER = Path(os.environ.get("KB_VNU") or ROOT / ".venv/vnu/node_modules/vnu-jar/build/dist/vnu.jar")
OPTIONS = ("--format", "json", "--stdout", "--also-check-css", "--also-check-svg")
# A property of SVG 2 that all browsers know and the checker does not.
MISTAKEN = ("CSS: “vector-effect”",)
# Addresses that answer something else than a page: files, programs' answers, redirections.
NOT_PAGES = {
    "api_page.attempt",
    "digest.archive",
    "digest.email_text",
    "digest.text",
    "exports.chosen",
    "exports.of_reference",
    "exports.of_summary",
    "feeds.found",
    "language.choose",
    "static",
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """An application with all that the states show."""
    site = open_site(read_settings(tmp_path_factory.mktemp("audited") / "home", {}))
    load_demonstration(site.catalogue)
    add_oddities(site.catalogue)
    follow(site)
    yield create_app(site)
    site.index.close()
    site.catalogue.close()


@pytest.fixture(scope="module")
def checker():
    """The command that checks files."""
    if not CHECKER.exists() or not shutil.which("java"):
        pytest.skip("The Nu Html Checker (vnu-jar) or Java is not installed; .ci/run installs them")
    return ["java", "-Xss8m", "-jar", str(CHECKER), *OPTIONS]


def complaints(checker, folder):
    files = sorted(map(str, folder.iterdir()))
    done = subprocess.run([*checker, *files], capture_output=True, text=True, timeout=100, check=False)
    assert done.stdout.startswith("{"), done.stdout + done.stderr
    return [
        f"{Path(each['url']).name}:{each.get('lastLine', 0)}: {each['message']} {each.get('extract', '')}"
        for each in json.loads(done.stdout)["messages"]
        if (each["type"] != "info" or each.get("subType") == "warning")
        and not each["message"].startswith(MISTAKEN)
    ]


def test_every_page_style_sheet_and_drawing_is_valid(pages, checker, tmp_path):
    client = pages.test_client()
    for number, address in enumerate(dict.fromkeys(state.address for state in STATES)):
        name = "".join(each if each.isalnum() else "-" for each in address)[:60]
        (tmp_path / f"{number:02d}{name}.html").write_bytes(client.get(address).data)
    for pattern in ("*.css", "*.svg"):
        for file in Path(pages.static_folder).glob(pattern):
            shutil.copy(file, tmp_path)
    assert complaints(checker, tmp_path) == []


def test_the_checker_complains_of_what_is_invalid(checker, tmp_path):
    (tmp_path / "page.html").write_text("<!doctype html><title>x</title><p><div></p>", encoding="utf-8")
    (tmp_path / "sheet.css").write_text("p { colour: red }", encoding="utf-8")
    found = " ".join(complaints(checker, tmp_path))
    assert "page.html" in found
    assert "sheet.css" in found


@pytest.mark.parametrize("state", STATES, ids=str)
def test_a_state_is_there_to_be_looked_at(pages, state):
    answer = pages.test_client().get(state.address)
    assert answer.status_code == state.status
    assert answer.mimetype == "text/html"


def test_no_page_is_left_out_of_the_audits(pages):
    audited = set()
    with pages.test_request_context() as context:
        for state in STATES:
            adapter = pages.create_url_adapter(context.request)
            path, _, query = state.address.partition("?")
            try:
                endpoint, _ = adapter.match(path, method="GET", query_args=query)
            except RequestRedirect:
                continue
            audited.add(endpoint)
    answering = {
        rule.endpoint
        for rule in pages.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint.partition(".")[0] not in {"api", "discovery", "health"}
    }
    assert answering - audited - NOT_PAGES == set()
    assert audited <= answering
