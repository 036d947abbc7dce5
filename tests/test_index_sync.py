"""Following a catalogue, with each engine."""

import multiprocessing
import threading
from dataclasses import replace

import pytest

from index.query import Query
from index.sync import IndexBusy, IndexNotBuilt, catch_up, drift, rebuild
from kb.catalogue import Catalogue
from kb.summary import Status
from kb.vocabulary import Term, TermKind
from tests.engine_contract import found
from tests.factories import a_record, a_summary


def engine_at(place, catalogue):
    return place.engine(lambda timeout: catalogue.alone("index", timeout))


@pytest.fixture
def index(place, catalogue):
    return engine_at(place, catalogue)


def add(catalogue, *things):
    with catalogue.writing("ann") as write:
        for each in things:
            write.add_summary(each) if hasattr(each, "slug") else write.add_record(each)


def test_an_empty_catalogue_makes_an_empty_index(catalogue, index):
    assert catch_up(catalogue, index) == 0
    assert index.search(Query()).warnings == ()
    assert drift(catalogue, index) == ()


def test_a_published_summary_is_found_by_its_words_and_its_study(catalogue, index):
    record = a_record(title="Crying therapists", doi="10.1000/abc")
    summary = a_summary(record, title="Wet eyes", body="Sixty *surveyed* people")
    add(catalogue, record, summary)
    assert catch_up(catalogue, index) == 1
    for text in ("wet eyes", "crying", "surveyed", "10.1000/abc", "moss ab", "topic:empathy", "year:2015"):
        assert found(index, text) == {summary.id}, text


def test_the_second_catching_up_has_nothing_to_do(catalogue, index):
    add(catalogue, a_summary())
    assert catch_up(catalogue, index) == 1
    assert catch_up(catalogue, index) == 0


def test_a_reference_stands_alone_until_a_published_summary_cites_it(catalogue, index):
    record = a_record()
    draft = a_summary(record, status=Status.DRAFT)
    add(catalogue, record, draft)
    catch_up(catalogue, index)
    assert found(index) == {record.id}
    with catalogue.writing("ann") as write:
        write.change_summary(replace(draft, status=Status.PUBLISHED))
    catch_up(catalogue, index)
    assert found(index) == {draft.id}
    with catalogue.writing("ann") as write:
        write.change_summary(replace(draft, status=Status.WITHDRAWN))
    catch_up(catalogue, index)
    assert found(index) == {record.id}


def test_a_citation_taken_away_frees_the_reference(catalogue, index):
    record = a_record()
    summary = a_summary(record)
    add(catalogue, record, summary)
    catch_up(catalogue, index)
    with catalogue.writing("ann") as write:
        write.change_summary(replace(summary, citations=()))
    catch_up(catalogue, index)
    assert found(index) == {record.id, summary.id}
    assert drift(catalogue, index) == ()


def test_a_changed_study_changes_its_summary(catalogue, index):
    record = a_record()
    summary = a_summary(record)
    add(catalogue, record, summary)
    catch_up(catalogue, index)
    with catalogue.writing("ann") as write:
        write.change_record(replace(record, overrides={"title": "Zebras"}))
    assert catch_up(catalogue, index) == 1
    assert found(index, "zebra") == {summary.id}
    assert found(index, "consulting") == set()


def test_a_renamed_topic_is_found_by_its_new_name(catalogue, index):
    summary = a_summary()
    add(catalogue, summary)
    catch_up(catalogue, index)
    with catalogue.writing("ann") as write:
        write.put_term(Term(kind=TermKind.TOPIC, slug="empathy", label="Fellow feeling"))
    catch_up(catalogue, index)
    assert found(index, "topic:fellow") == {summary.id}


def test_an_index_of_another_catalogue_is_not_followed_but_built_anew(catalogue, index, place):
    place.filled()  # as of a revision
    place.engine().take_in([], set(), 10_000)
    summary = a_summary()
    add(catalogue, summary)
    with pytest.raises(IndexNotBuilt):
        catch_up(catalogue, index, building=False)
    assert catch_up(catalogue, index) == 1
    assert found(index) == {summary.id}
    assert drift(catalogue, index) == ()


def test_a_rebuilt_index_equals_a_followed_one(catalogue, index, new_place):
    record = a_record()
    add(catalogue, record, a_summary(record), a_summary(title="Alliance"))
    catch_up(catalogue, index)
    add(catalogue, a_record(), a_summary(title="Rupture"))
    catch_up(catalogue, index)
    told = []
    rebuilt = engine_at(new_place(), catalogue)
    assert rebuild(catalogue, rebuilt, lambda done, total: told.append((done, total))) == 4
    assert told == [(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]
    for text in ("", "alliance OR rupture", "tears"):
        query = Query(text=text)
        assert rebuilt.search(query) == index.search(query)
    assert rebuilt.revision == index.revision


def test_a_crash_in_the_middle_of_a_rebuild_leaves_the_index_as_it_was(catalogue, index):
    add(catalogue, a_summary(), a_summary())
    catch_up(catalogue, index)

    def crash(done, _total):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(catalogue, index, crash)
    assert len(found(index)) == 2
    rebuild(catalogue, index)
    assert drift(catalogue, index) == ()


def test_drift_names_what_is_missing_surplus_and_stale(catalogue, index):
    gone, stale, new = (a_summary(title=title) for title in ("Gone", "Stale", "New"))
    add(catalogue, gone, stale)
    catch_up(catalogue, index)
    with catalogue.writing("ann") as write:
        write.change_summary(replace(gone, status=Status.WITHDRAWN))
        write.change_summary(replace(stale, body="Changed"))
        write.add_summary(new)
    assert sorted(drift(catalogue, index)) == [
        "The summary “Gone” is in the index but no longer to be found in the catalogue.",
        "The summary “New” is missing from the index.",
        "The summary “Stale” is out of date in the index.",
    ]


def test_readers_never_see_an_empty_or_half_index_while_it_is_rebuilt(catalogue, index):
    add(catalogue, *(a_summary() for _ in range(30)))
    catch_up(catalogue, index)
    seen: set[int] = set()
    done = threading.Event()

    def read():
        while not done.is_set():
            seen.add(index.search(Query(text="tears")).total)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for each in readers:
        each.start()
    for _ in range(5):
        rebuild(catalogue, index)
    done.set()
    for each in readers:
        each.join()
    assert seen == {30}


def test_threads_get_the_answers_of_one(catalogue, index, place):
    add(catalogue, *(a_summary(body=f"word{number % 7} grief") for number in range(40)))
    catch_up(catalogue, index)
    texts = [f"word{number} grief" for number in range(7)]
    expected = [place.engine().search(Query(text=text)) for text in texts]
    wrong: list[str] = []

    def read():
        for _ in range(5):
            wrong.extend(
                text
                for text, each in zip(texts, expected, strict=True)
                if index.search(Query(text=text)) != each
            )

    threads = [threading.Thread(target=read) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []


def _catch_up_elsewhere(url, place, results):
    catalogue = Catalogue(url)
    results.put(catch_up(catalogue, engine_at(place, catalogue), timeout=60))
    catalogue.close()


def test_two_processes_that_catch_up_at_once_write_each_document_once(catalogue, index, place):
    add(catalogue, *(a_summary() for _ in range(20)))
    spawn = multiprocessing.get_context("spawn")
    results = spawn.Queue()
    processes = [
        spawn.Process(target=_catch_up_elsewhere, args=(catalogue.url, place, results)) for _ in range(2)
    ]
    for each in processes:
        each.start()
    written = [results.get(timeout=60) for _ in processes]
    for each in processes:
        each.join()
    assert sorted(written) == [0, 20]
    assert len(found(index)) == 20
    assert drift(catalogue, index) == ()


def test_whoever_finds_the_index_busy_for_too_long_gives_way(catalogue, index, place):
    other = engine_at(place, catalogue)
    add(catalogue, a_summary())
    with other.alone(1) as taken:
        assert taken
        assert catch_up(catalogue, index, timeout=0) == 0
        with pytest.raises(IndexBusy):
            rebuild(catalogue, index, timeout=0)
    assert catch_up(catalogue, index) == 1
