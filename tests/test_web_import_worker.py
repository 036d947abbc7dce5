import time
from dataclasses import replace

import pytest

from bib.desk_intake import take_in
from bib.pasted import read_pasted
from kb.batches import ItemState
from tests.crossref_stand_in import invented_work
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
