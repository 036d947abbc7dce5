"""What a catalogue promises of either database, and what is PostgreSQL's own."""

import multiprocessing
import os
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace

import pytest

from kb.catalogue import Catalogue
from kb.errors import CatalogueUnusable, NotADOI
from kb.identifiers import parse_doi
from kb.summary import Month
from tests.factories import a_record, a_summary
from tests.postgresql import postgresql_server, what_is_missing


@contextmanager
def opened(url):
    """A catalogue for a block."""
    catalogue = Catalogue(url)
    try:
        yield catalogue
    finally:
        catalogue.close()


def _begin(url, ready, revisions):
    ready.wait()
    with opened(url) as catalogue, catalogue.reading() as read:
        revisions.put((read.revision(), read.has_vocabulary()))


def test_one_process_at_a_time_brings_the_schema_up(new_address):
    url = new_address()
    context = multiprocessing.get_context("spawn")
    ready, revisions = context.Barrier(4), context.Queue()
    processes = [context.Process(target=_begin, args=(url, ready, revisions)) for _ in range(4)]
    for each in processes:
        each.start()
    found = [revisions.get(timeout=60) for _ in processes]
    for each in processes:
        each.join()
    assert len(set(found)) == 1


def test_a_name_is_held_by_one_alone(new_address):
    with opened(url := new_address()) as one, opened(url) as two:
        with one.alone("imports") as first:
            assert first
            assert first.still()
            with two.alone("imports", timeout=0.3) as second:
                assert not second
                assert not second.still()
            with two.alone("index") as other:
                assert other
        with two.alone("imports") as again:
            assert again


def test_who_waits_for_a_name_gets_it_when_it_is_given_back(new_address):
    with opened(new_address()) as catalogue:
        with catalogue.alone("imports"):
            got = []
            waiting = threading.Thread(target=lambda: got.append(_took(catalogue)))
            waiting.start()
        waiting.join()
        assert got == [True]


def _took(catalogue):
    with catalogue.alone("imports", timeout=10) as hold:
        return bool(hold)


def test_a_name_is_given_back_when_its_holder_is_killed(new_address):
    with opened(url := new_address()) as catalogue:
        context = multiprocessing.get_context("spawn")
        held = context.Event()
        holder = context.Process(target=_hold, args=(url, held))
        holder.start()
        assert held.wait(30)
        with catalogue.alone("imports") as hold:
            assert not hold
        holder.kill()
        holder.join()
        with catalogue.alone("imports", timeout=5) as hold:
            assert hold


def _hold(url, held):
    with opened(url) as catalogue, catalogue.alone("imports") as hold:
        assert hold
        held.set()
        threading.Event().wait(60)


def test_lists_are_ordered_by_code_point(new_address):
    names = ["Zimmer2001", "anna2001", "Anna2001b", "Ärger2001", "a-b2001", "ab2001", "Œuvre1"]
    with opened(new_address()) as catalogue:
        with catalogue.writing("anna") as write:
            for each in names:
                write.add_record(a_record(each))
        with catalogue.reading() as read:
            assert [each.citekey for each in read.records()] == sorted(names)


def test_texts_longer_than_foreseen_are_kept(new_address):
    key = "Long" * 100
    with opened(new_address()) as catalogue:
        with catalogue.writing("Anna " * 60) as write:
            write.add_record(a_record(key))
            write.add_summary(a_summary(slug="long-" * 60))
        with catalogue.reading() as read:
            assert read.record_at(key)
            assert read.summary_at("long-" * 60)


def test_an_address_with_a_nul_means_nothing(new_address):
    with opened(new_address()) as catalogue, catalogue.reading() as read:
        assert read.summary_at("tears\0") is None
        assert read.record_at("\0") is None
        assert read.batches.get("\0") is None
        assert read.latest(5, by="anna\0") == ()


def test_numbers_that_no_database_counts_to_mean_nothing(new_address):
    with opened(new_address()) as catalogue, catalogue.reading() as read:
        for number in (2**31, 2**63, 10**30, -(10**30)):
            assert read.change(number) is None
            assert read.batches.item("b", number) is None
        assert len(read.latest(3, 10**30)) == 3


def test_a_text_with_a_nul_is_kept(new_address):
    with opened(new_address()) as catalogue:
        with catalogue.writing("anna\0") as write:
            write.add_summary(a_summary(slug="tears", body="One\0two."))
        with catalogue.reading() as read:
            assert read.summary_at("tears").body == "One\0two."
            assert read.latest(1)[0].by == "anna\ufffd"


def test_what_no_index_could_hold_is_no_doi():
    with pytest.raises(NotADOI):
        parse_doi("10.1000/" + "é" * 1100)
    assert parse_doi("10.1000/" + "e" * 1100)


def test_a_reader_sees_one_state_whatever_is_written(new_address):
    with opened(url := new_address()) as catalogue, opened(url) as other, catalogue.reading() as read:
        before = read.revision()
        with other.writing("anna") as write:
            write.add_summary(a_summary(slug="tears"))
        assert read.revision() == before
        assert read.summary_at("tears") is None


def test_summaries_that_cite_a_work_twice_are_told_once(new_address):
    with opened(new_address()) as catalogue, catalogue.writing("anna") as write:
        record = a_record("Moss2015")
        write.add_record(record)
        twice = a_summary(record, record, slug="twice")
        write.add_summary(twice)
        write.add_summary(older := replace(a_summary(record, slug="older"), month=Month(1999, 1)))
        assert write.cited_by(record.id) == (twice, older)


def test_who_waits_too_long_for_other_writers_is_told_so(new_address, monkeypatch):
    monkeypatch.setattr("kb.sqlite.PATIENCE", 0.2)
    monkeypatch.setattr("kb.postgresql.PATIENCE", 0.2)
    with (
        opened(url := new_address()) as one,
        opened(url) as two,
        one.writing("anna"),
        pytest.raises(CatalogueUnusable, match="busy with another writer"),
        two.writing("ben"),
    ):
        pass


def test_a_child_takes_no_connection_of_its_parent(new_address):
    with opened(new_address()) as catalogue:
        with catalogue.reading() as read:
            revision = read.revision()
        child = os.fork()
        if child == 0:
            with suppress(BaseException), catalogue.reading() as read:
                os._exit(0 if read.revision() == revision else 1)
            os._exit(2)
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        with catalogue.reading() as read:  # which the end of the child has not ended
            assert read.revision() == revision


def test_sessions_on_postgresql_are_as_promised(postgresql):
    names = (
        *("transaction_isolation", "transaction_read_only", "lock_timeout", "idle_session_timeout"),
        *("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count"),
    )

    def told(transaction):
        with transaction as connection:
            return tuple(connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names)

    with opened(postgresql.new_database()) as catalogue:
        database = catalogue._database
        for _ in range(2):  # one after the other on the same connection
            assert told(database.reading()) == ("repeatable read", "on", "15s", "0", "10", "5", "3")
            assert told(database.writing()) == ("read committed", "off", "15s", "0", "10", "5", "3")


# A server that goes away


@pytest.fixture
def own_server():
    """A PostgreSQL server to be killed."""
    if missing := what_is_missing():
        pytest.skip(missing)
    with postgresql_server() as server:
        yield server


def test_after_a_restart_of_the_server_the_next_request_works(own_server):
    with opened(own_server.new_database()) as catalogue:
        with catalogue.writing("anna") as write:
            write.add_summary(a_summary(slug="tears"))
        own_server.kill()
        with pytest.raises(CatalogueUnusable, match="cannot be used"), catalogue.reading():
            pass
        own_server.start()
        with catalogue.reading() as read:
            assert read.summary_at("tears")


def test_a_change_is_refused_in_words_when_the_server_goes_meanwhile(own_server):
    def change(catalogue):
        with catalogue.writing("anna") as write:
            write.add_summary(a_summary(slug="tears"))
            own_server.kill()

    with opened(own_server.new_database()) as catalogue:
        with pytest.raises(CatalogueUnusable, match="cannot be used"):
            change(catalogue)
        own_server.start()
        with catalogue.reading() as read:
            assert read.summary_at("tears") is None


def test_who_holds_a_name_learns_that_it_is_lost(own_server):
    with opened(own_server.new_database()) as catalogue:
        with catalogue.alone("imports") as hold:
            own_server.kill()
            assert not hold.still()
            own_server.start()
            assert not hold.still()
        with catalogue.alone("imports") as hold:
            assert hold.still()


def test_no_password_is_told(tmp_path):
    with pytest.raises(CatalogueUnusable) as told:
        Catalogue("postgresql+psycopg://kb:hunter2@127.0.0.1:1/kb")
    assert "hunter2" not in str(told.value)
    assert "kb at 127.0.0.1" in str(told.value)
