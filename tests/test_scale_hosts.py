"""Several web hosts of one catalogue; first a little of tests/trials/hosts.py and import_restart.py."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine

from bib.desk_intake import take_in
from bib.pasted import read_pasted
from kb.batches import Batches, ItemState
from tests.crossref_stand_in import invented_work
from tests.factories import a_summary
from tests.postgresql import what_is_missing
from tests.trials.homes import wait_until
from web.app import create_app
from web.cli import kb
from web.import_worker import ImportWorker
from web.settings import read_settings
from web.wiring import open_site

LEASE = timedelta(minutes=10)
KEY = "hard-t0-Guess-And-The-Same-0n-All"
_MISSING = what_is_missing()
pytestmark = pytest.mark.skipif(_MISSING is not None, reason=str(_MISSING))


@pytest.fixture
def hosts(postgresql, tmp_path, crossref):
    """Two hosts with one catalogue."""
    environment = {"KB_DATABASE_URL": postgresql.new_database(), "KB_CROSSREF_URL": crossref.url}
    with ExitStack() as opened:
        found = []
        for name in ("one", "other"):
            found.append(open_site(read_settings(tmp_path / name, environment)))
            opened.callback(found[-1].catalogue.close)
            opened.callback(found[-1].index.close)
        yield found


def came_well(trial, *little):
    # In a process of its own: it forks, which one with threads must not.
    command = [sys.executable, "-m", f"tests.trials.{trial}", *little]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong=0" in done.stdout


def test_an_edit_through_one_host_is_found_through_the_other_and_an_import_outlives_its_host():
    came_well("hosts", "--edits", "6", "--items", "60")


def test_an_import_outlives_a_kill_of_the_database():
    came_well("import_restart", "--items", "80", "--kills", "1", "--away", "1")


def given(site, crossref, items):
    """The id of an import of so many works that Crossref knows."""
    works = [invented_work(f"10.5555/given.{number}", number) for number in range(items)]
    crossref.works |= {work["DOI"]: work for work in works}
    with site.catalogue.writing("anna") as write:
        return take_in(write, read_pasted("\n".join(work["DOI"] for work in works)), "anna", "Some").id


def settled(site, batch):
    with site.catalogue.reading() as read:
        return read.batches.counts(batch).get(ItemState.READY, 0)


def cut_off_who_asks(url):
    """Break the connections that hold a name alone, as a fault of the network would; how many there were."""
    holding = (
        "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE locktype = 'advisory' AND state = 'idle' AND datname = current_database()"
    )
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        return len(connection.execute(holding).fetchall())


def test_when_the_connection_of_who_asks_breaks_the_import_goes_on_and_still_one_asks(hosts, crossref):
    crossref.latency = 0.2
    batch = given(hosts[0], crossref, 120)
    workers = [ImportWorker(each) for each in hosts]
    for each in workers:
        each.start()
    try:
        assert wait_until(lambda: settled(hosts[0], batch) > 0) < 30
        assert cut_off_who_asks(hosts[0].catalogue.url)  # and perhaps who has just written
        assert wait_until(lambda: settled(hosts[0], batch) == 120) < 30
        assert wait_until(lambda: is_alone(hosts[0])) < 30
    finally:
        for each in workers:
            each.stop()


def is_alone(site):
    """Whether somebody asks."""
    with site.catalogue.alone("imports") as hold:
        return not hold


def test_two_who_both_believe_to_be_alone_never_take_the_same_item(hosts, crossref):
    given(hosts[0], crossref, 10)
    # Without the writers' turns, which would keep them apart too.
    one, other = (create_engine(each.catalogue.url) for each in hosts)
    now = datetime.now(UTC)
    with one.begin() as first, other.begin() as second:
        taken = [item.input for _, item in Batches(first).claim(4, LEASE, now)]
        begun = time.monotonic()
        left = [item.input for _, item in Batches(second).claim(10, LEASE, now)]
        assert time.monotonic() - begun < 5
    one.dispose()
    other.dispose()
    assert (len(taken), len(left)) == (4, 6)
    assert set(taken).isdisjoint(left)


def test_hosts_that_share_a_search_engine_find_what_was_written_through_another(hosts, opensearch):
    shared = f"{opensearch}/hosts-{uuid4().hex}"
    one, other = (open_site(replace(each.settings, index_url=shared)) for each in hosts)
    with closing(one.index), closing(other.index), closing(one.catalogue), closing(other.catalogue):
        for number, (here, there) in enumerate([(one, other), (other, one)]):
            with here.catalogue.writing("anna") as write:
                write.add_summary(a_summary(slug=f"tears-{number}", title=f"Tears, part {number}"))
            found = create_app(there).test_client().get("/api/v1/search?q=tears")
            assert json.loads(found.text)["total"] == number + 1
        one.index.forget()


@pytest.fixture
def told_by_serve(hosts, monkeypatch):
    """What `kb serve` of a host says before it serves."""
    monkeypatch.setattr(os, "execve", lambda *_: None)

    def told(**environment):
        settings = hosts[1].settings
        known = {"KB_DATABASE_URL": settings.database_url, **environment}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        arguments = ["--home", str(settings.home), "serve", "--port", str(port)]
        return CliRunner().invoke(kb, arguments, env=known, catch_exceptions=False).output

    return told


def test_a_host_that_signs_with_a_key_of_its_own_says_so(told_by_serve):
    assert "set the same secret_key on all of them" in told_by_serve()
    assert "secret_key" not in told_by_serve(KB_SECRET_KEY=KEY)
