"""What a load balancer in front of several hosts is told by each."""

import json
import os
import socket
import time
import urllib.error
import urllib.request

from click.testing import CliRunner

from tests.trials.homes import wait_until
from tests.trials.servers import served
from web.app import create_app
from web.cli import kb
from web.settings import read_settings
from web.wiring import open_site

DRAINED = 2.0  # seconds
NOWHERE = "opensearch://127.0.0.1:1/nowhere"


def get(address):
    """Status and body of a page, asked for over a connection of its own."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 # our own server
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode()


def test_a_host_that_is_about_to_stop_says_so_and_goes_on_answering_meanwhile(tmp_path):
    # In a new home, which `kb serve` makes.
    with served(tmp_path / "home", workers=2, KB_DRAIN=str(DRAINED)) as server:
        assert get(f"{server.address}/readyz")[0] == 200
        begun = time.monotonic()
        server.process.terminate()
        assert wait_until(lambda: get(f"{server.address}/readyz")[0] == 503) < DRAINED
        for _ in range(6):  # whichever process it meets
            status, body = get(f"{server.address}/readyz")
            assert (status, json.loads(body)) == (503, {"status": "stopping"})
            assert get(f"{server.address}/topics")[0] == 200
        assert server.process.wait(timeout=60) == 0
        assert time.monotonic() - begun >= DRAINED


def test_a_host_that_is_told_twice_to_stop_does_so_at_once(tmp_path):
    with served(tmp_path / "home", workers=1, KB_DRAIN="60") as server:
        server.process.terminate()
        assert wait_until(lambda: get(f"{server.address}/readyz")[0] == 503) < 10
        server.process.terminate()
        assert server.process.wait(timeout=30) == 0


def test_a_search_engine_that_is_away_for_all_hosts_takes_none_of_them_out_of_service(home):
    site = open_site(read_settings(home, {"KB_INDEX_URL": NOWHERE}))
    client = create_app(site).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, json.loads(answer.text)["index"]) == (200, "cannot be searched")
    assert {client.get(page).status_code for page in ("/", "/archive", "/editor/sign-in")} == {200}
    site.index.close()
    site.catalogue.close()


def test_a_host_begins_to_serve_though_the_search_engine_is_away(home, monkeypatch):
    begun = []
    monkeypatch.setattr(os, "execve", lambda *arguments: begun.append(arguments))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["--home", str(home), "serve", "--port", str(port)]
    CliRunner().invoke(kb, command, env={"KB_INDEX_URL": NOWHERE}, catch_exceptions=False)
    assert begun
