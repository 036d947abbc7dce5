import multiprocessing
import threading
from dataclasses import replace

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from kb.catalogue import Catalogue
from kb.errors import AlreadyThere, CannotUndo, CatalogueUnusable, NotFound, StillCited
from kb.reference import Record, Reference, Source, SourceKind
from kb.summary import Citation, Month, Status, Summary
from kb.tables import metadata
from kb.vocabulary import Term, TermKind
from tests.databases import databases

EDITOR = Source(kind=SourceKind.EDITOR)


@pytest.fixture
def url(tmp_path):
    return databases.address_of(tmp_path)


@pytest.fixture
def catalogue(url):
    opened = Catalogue(url)
    yield opened
    opened.close()


def record(citekey="Elliott2018", **fields):
    described = Reference(**{"type": "article-journal", "title": "Therapist empathy"} | fields)
    return Record(citekey=citekey, described=described, source=EDITOR)


def summary(slug="empathy", *records, **fields):
    citations = tuple(Citation(reference=each.id) for each in records)
    return Summary(**{"slug": slug, "title": slug, "month": Month(2018, 12), "citations": citations} | fields)


def revision(catalogue):
    with catalogue.reading() as read:
        return read.revision()


def test_new_catalogue_begins_with_the_vocabulary(catalogue):
    with catalogue.reading() as read:
        assert read.vocabulary().find(TermKind.TOPIC, "Empathy")


def test_what_is_added_is_found_by_id_and_by_its_public_name(catalogue):
    empathy = record(doi="10.1037/pst0000175")
    text = summary("empathy", empathy)
    with catalogue.writing("anna") as write:
        write.add_record(empathy)
        write.add_summary(text)
    with catalogue.reading() as read:
        assert read.summary(text.id) == read.summary_at("empathy") == text
        assert read.record(empathy.id) == read.record_at("Elliott2018") == empathy
        assert read.record_with_doi("10.1037/pst0000175") == empathy
        assert read.records_of(text) == (empathy,)
        assert read.cited_by(empathy.id) == (text,)


def test_every_change_takes_the_next_revision(catalogue):
    start = revision(catalogue)
    with catalogue.writing("anna") as write:
        write.add_record(record())
        write.add_summary(summary())
    assert revision(catalogue) == start + 2


def test_a_change_that_changes_nothing_is_no_change(catalogue):
    with catalogue.writing("anna") as write:
        write.add_summary(same := summary())
        before = write.revision()
        assert not write.change_summary(same)
        assert write.revision() == before


def test_a_failing_transaction_leaves_neither_change_nor_revision(catalogue):
    start = revision(catalogue)

    def add_and_fail():
        with catalogue.writing("anna") as write:
            write.add_summary(summary())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        add_and_fail()
    with catalogue.reading() as read:
        assert read.revision() == start
        assert read.summary_at("empathy") is None


def test_a_reader_sees_one_state_while_others_write(catalogue):
    with catalogue.reading() as read:
        before = read.revision()
        with catalogue.writing("anna") as write:
            write.add_summary(summary())
        assert read.revision() == before
        assert read.summary_at("empathy") is None


def test_changes_since_name_the_summaries_that_show_a_changed_reference(catalogue):
    empathy = record()
    text = summary("empathy", empathy)
    with catalogue.writing("anna") as write:
        write.add_record(empathy)
        write.add_summary(text)
        seen = write.revision()
        write.change_record(replace(empathy, overrides={"volume": "55"}))
    with catalogue.reading() as read:
        changes = read.changes_since(seen)
    assert changes.summaries == {text.id}
    assert changes.references == {empathy.id}
    assert changes.revision == seen + 1


def test_changes_since_name_the_reference_a_summary_no_longer_cites(catalogue):
    empathy = record()
    text = summary("empathy", empathy)
    with catalogue.writing("anna") as write:
        write.add_record(empathy)
        write.add_summary(text)
        seen = write.revision()
        write.change_summary(replace(text, citations=()))
    with catalogue.reading() as read:
        assert read.changes_since(seen).references == {empathy.id}


def test_changes_since_name_the_summaries_of_a_renamed_topic(catalogue):
    text = summary("empathy", topics=("empathy",))
    other = summary("training", topics=("training",))
    with catalogue.writing("anna") as write:
        write.add_summary(text)
        write.add_summary(other)
        seen = write.revision()
        write.put_term(Term(kind=TermKind.TOPIC, slug="empathy", label="Therapist empathy"))
    with catalogue.reading() as read:
        assert read.changes_since(seen).summaries == {text.id}


def test_nothing_changed_since_the_last_revision(catalogue):
    with catalogue.reading() as read:
        changes = read.changes_since(read.revision())
    assert not changes.summaries
    assert not changes.references


def test_history_tells_who_did_what(catalogue):
    text = summary()
    with catalogue.writing("anna") as write:
        write.add_summary(text)
    with catalogue.writing("ben") as write:
        write.change_summary(replace(text, status=Status.PUBLISHED))
    with catalogue.reading() as read:
        history = read.history("summary", text.id)
    assert [(change.by, change.action) for change in history] == [("anna", "added"), ("ben", "published")]


def test_undo_puts_back_what_stood_before_and_can_be_undone(catalogue):
    text = summary()
    with catalogue.writing("anna") as write:
        write.add_summary(text)
        write.change_summary(replace(text, title="Empathy matters"))
        undone = write.undo(write.revision())
        assert write.summary(text.id) == text
        write.undo(undone.revision)
        assert write.summary(text.id).title == "Empathy matters"


def test_undoing_an_addition_takes_the_summary_away_and_keeps_its_history(catalogue):
    text = summary()
    with catalogue.writing("anna") as write:
        write.add_summary(text)
        write.undo(write.revision())
        assert write.summary(text.id) is None
        assert len(write.history("summary", text.id)) == 2


def test_undo_of_a_term_brings_its_old_name_back(catalogue):
    with catalogue.writing("anna") as write:
        write.put_term(Term(kind=TermKind.TOPIC, slug="empathy", label="Feeling with"))
        write.undo(write.revision())
        assert write.vocabulary().label(TermKind.TOPIC, "empathy") == "Empathy"


def test_only_the_last_change_can_be_undone(catalogue):
    text = summary()
    with catalogue.writing("anna") as write:
        write.add_summary(text)
        first = write.revision()
        write.change_summary(replace(text, title="Changed"))
        with pytest.raises(CannotUndo, match="came after it"):
            write.undo(first)


def test_a_cited_reference_cannot_be_taken_away(catalogue):
    empathy = record()
    with catalogue.writing("anna") as write:
        write.add_record(empathy)
        added = write.revision()
        write.add_summary(summary("empathy", empathy))
        with pytest.raises(StillCited, match="empathy"):
            write.undo(added)


def test_a_key_once_given_never_means_another_work(catalogue):
    with catalogue.writing("anna") as write:
        write.add_record(record("Elliott2018"))
        write.undo(write.revision())
        with pytest.raises(AlreadyThere):
            write.add_record(record("elliott2018"))


def test_a_former_key_still_answers(catalogue):
    empathy = record("Elliott2018")
    with catalogue.writing("anna") as write:
        write.add_record(empathy)
        write.change_record(replace(empathy, citekey="ElliottBohart2018"))
        assert write.record_at("Elliott2018").citekey == "ElliottBohart2018"


def test_one_doi_is_one_reference(catalogue):
    with catalogue.writing("anna") as write:
        write.add_record(record("Elliott2018", doi="10.1037/pst0000175"))
        with pytest.raises(AlreadyThere, match=r"There is already a reference .*Elliott2018"):
            write.add_record(record("Other2018", doi="10.1037/pst0000175"))


def test_a_citation_of_nothing_is_refused(catalogue):
    with pytest.raises(NotFound), catalogue.writing("anna") as write:
        write.add_summary(summary("empathy", record()))


def test_two_summaries_of_one_title_get_two_addresses(catalogue):
    with catalogue.writing("anna") as write:
        write.add_summary(summary(write.free_slug("Empathy")))
        assert write.free_slug("Empathy") == "empathy-2"


def test_readers_see_published_summaries_newest_month_first(catalogue):
    with catalogue.writing("anna") as write:
        write.add_summary(summary("old", month=Month(2013, 3), status=Status.PUBLISHED))
        write.add_summary(summary("new", month=Month(2013, 8), status=Status.PUBLISHED))
        write.add_summary(summary("unfinished"))
    with catalogue.reading() as read:
        assert [each.slug for each in read.published()] == ["new", "old"]
        assert read.months() == ((Month(2013, 8), 1), (Month(2013, 3), 1))
        assert [each.slug for each in read.published_in(Month(2013, 3))] == ["old"]


def test_a_queued_doi_waits_once_with_its_latest_reason(catalogue):
    with catalogue.writing("anna") as write:
        write.enqueue(["10.1000/1"], "no network")
        write.enqueue(["10.1000/1", "10.1000/1"], "too busy")
        assert [(each.doi, each.reason) for each in write.queued()] == [("10.1000/1", "too busy")]
        write.dequeue("10.1000/1")
        assert write.queued() == ()


def test_migrations_make_the_tables_the_code_knows(url, catalogue):
    engine = create_engine(url)
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert difference == []


@pytest.mark.sqlite
def test_database_keeps_every_acknowledged_change(catalogue):
    with catalogue._database.reading() as connection:  # the promise is in the pragmas
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_database_of_a_later_version_is_left_alone_with_advice(url, catalogue):
    catalogue.close()
    with databases.outside(url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(CatalogueUnusable, match="later"):
        Catalogue(url)


@pytest.mark.sqlite
def test_what_is_no_database_is_refused_in_words(tmp_path):
    (tmp_path / "catalogue.db").write_text("this is not a database " * 100)
    with pytest.raises(CatalogueUnusable, match="not a database"):
        Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")


def add_many(url, start):
    catalogue = Catalogue(url)
    for number in range(start, start + 25):
        with catalogue.writing(f"writer {start}") as write:
            write.add_summary(summary(f"summary-{number}"))
    catalogue.close()


def test_writers_in_several_processes_lose_nothing(url, catalogue):
    start = revision(catalogue)
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=add_many, args=(url, n * 100)) for n in range(4)]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert [each.exitcode for each in writers] == [0, 0, 0, 0]
    with catalogue.reading() as read:
        assert len(list(read.summaries())) == 100
        assert read.revision() == start + 100


def test_threads_may_share_a_catalogue(catalogue):
    def add(number):
        with catalogue.writing("thread") as write:
            write.add_summary(summary(f"summary-{number}"))

    threads = [threading.Thread(target=add, args=(n,)) for n in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with catalogue.reading() as read:
        assert len(list(read.summaries())) == 20


def test_catalogue_opens_for_reading_while_another_writes(url, catalogue):
    with catalogue.writing("anna") as write:
        write.add_summary(summary("empathy"))
        other = Catalogue(url)
        with other.reading() as read:
            assert read.summary_at("empathy") is None
        other.close()


@pytest.mark.parametrize("address", ["nonsense", "nosuch://host/base", "postgresql+nodriver://host/base"])
def test_what_is_no_database_address_is_refused_in_words(address):
    with pytest.raises(CatalogueUnusable, match="address"):
        Catalogue(address)


def test_imported_text_means_what_was_last_made_of_it(catalogue):
    with catalogue.writing("anna") as write:
        write.remember_import("d1", "summary", "first")
        write.remember_import("d1", "summary", "second")
    with catalogue.reading() as read:
        assert read.imported("d1") == "second"
