"""Every page as a validator reads it (the Nu Html Checker), and that no page is left out of the audits."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.routing import RequestRedirect

from tests.conftest import signed_in
from tests.desk_site import PEOPLE, filled_desk
from tests.desk_states import DESK_STATES
from tests.page_states import STATES
from web.app import create_app

EVERY = (*STATES, *DESK_STATES)
ROOT = Path(__file__).resolve().parents[1]
CHECKER = Path(os.environ.get("KB_VNU") or ROOT / ".venv/vnu/node_modules/vnu-jar/build/dist/vnu.jar")
OPTIONS = ("--format", "json", "--stdout", "--also-check-css", "--also-check-svg")
MISTAKEN = (
    # Properties that browsers know and the checker does not; where one is unknown nothing is lost.
    "CSS: “vector-effect”",
    "CSS: “field-sizing”",
    # What was typed where a browser has no field for a month is shown again as it was typed.
    "Bad value “soon” for attribute “value” on element “input”",
)
# Addresses that answer something else than a page: files, programs' answers, redirections.
NOT_PAGES = {
    "api_page.attempt",
    "desk_drafting.cited",
    "desk_drafting.find",
    "desk_drafting.look_up",
    "desk_imports.progress",
    "desk_month.month",
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
def desk(tmp_path_factory):
    """A site that has all states to show, and what stands in braces in them."""
    with filled_desk(tmp_path_factory.mktemp("audited")) as filled:
        yield filled


@pytest.fixture(scope="module")
def pages(desk):
    """The application of that site."""
    return create_app(desk[0])


@pytest.fixture(scope="module")
def answer_of(desk, pages):
    """What is answered to whoever has a state before them."""
    site, names = desk
    clients = {role: signed_in(site, name, role) for role, name in PEOPLE.items()}

    def answer(state):
        there = state.at(names)
        client = clients[there.role] if there.role else pages.test_client()
        if there.posted is None:
            return client.get(there.address)
        client.application.config["WTF_CSRF_ENABLED"] = False
        return client.post(there.address, data=there.posted, follow_redirects=True)

    return answer


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


def test_every_page_style_sheet_and_drawing_is_valid(pages, answer_of, checker, tmp_path):
    asked = {(state.address, state.role, str(state.posted)): state for state in EVERY}
    for number, state in enumerate(asked.values()):
        name = "".join(each if each.isalnum() else "-" for each in str(state))
        (tmp_path / f"{number:03d}-{name}.html").write_bytes(answer_of(state).data)
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


@pytest.mark.parametrize("state", EVERY, ids=str)
def test_a_state_is_there_to_be_looked_at(answer_of, state):
    answer = answer_of(state)
    assert answer.status_code == state.status
    assert answer.mimetype == "text/html"


def test_no_page_is_left_out_of_the_audits(desk, pages):
    audited = set()
    with pages.test_request_context() as context:
        for state in EVERY:
            adapter = pages.create_url_adapter(context.request)
            path, _, query = state.at(desk[1]).address.partition("?")
            try:
                endpoint, _ = adapter.match(path, method="GET", query_args=query)
            except (RequestRedirect, MethodNotAllowed):
                continue
            audited.add(endpoint)
    answering = {
        rule.endpoint
        for rule in pages.url_map.iter_rules()
        if "GET" in rule.methods and rule.endpoint.partition(".")[0] not in {"api", "discovery", "health"}
    }
    assert answering - audited - NOT_PAGES == set()
    assert audited <= answering
