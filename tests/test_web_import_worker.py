import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bib.desk_intake import take_in
from bib.pasted import read_pasted
from kb.batches import ItemState
from kb.identifiers import parse_doi
from tests.crossref_stand_in import invented_work
from web import import_worker
from web.import_worker import ImportWorker

LONG = 30  # seconds that a busy machine may take


@pytest.fixture
def asking_site(site, crossref):
    """An installation that asks the stand-in for Crossref."""
    work = invented_work("10.5555/a")
    crossref.works[work["DOI"]] = work
    return replace(site, settings=replace(site.settings, crossref_url=crossref.url))


@pytest.fixture
def working(asking_site):
    """Starts workers of the installation, and stops them in the end."""
    started = []

    def start():
        started.append(ImportWorker(asking_site))
        started[-1].start()
        return started[-1]

    yield start
    for worker in started:
        worker.stop()


def given(site):
    with site.catalogue.writing("anna") as write:
        return take_in(write, read_pasted("10.5555/a"), "anna", "One DOI").id


def becomes_ready(site, batch):
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        with site.catalogue.reading() as read:
            if read.batches.counts(batch) == {ItemState.READY: 1}:
                return True
        time.sleep(0.05)
    return False


def test_what_is_given_is_looked_up_in_the_background(asking_site, working):
    working()
    assert becomes_ready(asking_site, given(asking_site))


def comes_in(site, doi):
    """Whether the server takes in a DOI that a command left waiting."""
    worker = ImportWorker(site, left=timedelta(0))
    worker.start()
    until = time.monotonic() + LONG
    there = None
    while there is None and time.monotonic() < until:
        with site.catalogue.reading() as read:
            there = read.record_with_doi(parse_doi(doi))
        time.sleep(0.05)
    worker.stop()
    return there is not None


def test_dois_that_a_command_left_waiting_are_asked_for_by_the_server(asking_site):
    with asking_site.catalogue.writing("anna") as write:
        write.enqueue([parse_doi("10.5555/a")], "Crossref cannot be reached")
    assert comes_in(asking_site, "10.5555/a")
    with asking_site.catalogue.reading() as read:
        assert read.queued() == ()


def test_dois_that_are_never_answered_do_not_keep_others_waiting(asking_site, crossref, monkeypatch):
    monkeypatch.setattr(import_worker, "BATCH", 1)
    monkeypatch.setattr(import_worker, "_LEFT_AGAIN", 0.0)
    never = parse_doi("10.5555/0.never")
    crossref.fail(never, "garbage", times=1_000)
    with asking_site.catalogue.writing("anna") as write:
        write.enqueue([never], "Crossref cannot be reached")
        write.enqueue([parse_doi("10.5555/a")], "Crossref cannot be reached")
    assert comes_in(asking_site, "10.5555/a")


def test_dois_of_a_command_that_is_at_work_are_left_to_it(asking_site, working, crossref):
    with asking_site.catalogue.writing("anna") as write:
        write.enqueue([parse_doi("10.5555/a")], "not asked yet")
    working()
    assert becomes_ready(asking_site, given(asking_site))
    with asking_site.catalogue.reading() as read:
        assert len(read.queued()) == 1


def test_what_was_left_by_a_worker_that_is_gone_is_taken_up(asking_site, working):
    batch = given(asking_site)
    working()
    assert becomes_ready(asking_site, batch)


def test_of_two_workers_of_a_home_one_asks_and_the_other_takes_its_place(asking_site, working, crossref):
    first, _ = working(), working()
    assert becomes_ready(asking_site, given(asking_site))
    first.stop()
    crossref.requests.clear()
    assert becomes_ready(asking_site, given(asking_site))
    assert len(crossref.requests) == 1
