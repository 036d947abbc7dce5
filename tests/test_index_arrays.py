import multiprocessing
import re
import shutil
import threading
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

import index as index_package
from index import generations
from index.arrays import Column
from index.documents import Document
from index.facet_table import FacetTable
from index.memory import Memory
from index.query import Query
from index.unavailable import IndexUnavailable
from index.whoosh_engine import WhooshEngine
from index.whoosh_store import Store
from tests.engine_contract import Place
from tests.index_corpus import documents, seeded
from tests.index_exactness import FILLINGS, asked, both, differences


def a_document(number, body="grief", **facets):
    return Document(
        id=str(number),
        kind="summary",
        title=f"Title {number}",
        date=(2013, 1, 0),
        text={"body": (body,)},
        facets={name: tuple(pairs) for name, pairs in facets.items()},
    )


@pytest.fixture
def store(tmp_path):
    generation = generations.fresh(tmp_path / "index")
    store = Store.create(generation)
    generations.use(generation)
    return store


@pytest.fixture
def index(store, tmp_path):
    return WhooshEngine(tmp_path / "index")


def found(index, text):
    return {hit.id for hit in index.search(Query(text=text, per_page=100)).hits}


# Segments and commits


def test_a_commit_leaves_the_arrays_of_the_other_segments_as_they_were(store, index):
    store.write(documents(seeded(1), 80))
    [before] = index.snapshot().parts
    store.write([a_document(1)])
    assert [part.segment is before.segment for part in index.snapshot().parts] == [True, False]


def test_deleting_a_document_changes_only_which_are_live(store, index):
    store.write(documents(seeded(1), 80))
    [before] = index.snapshot().parts
    store.write([], [before.facts.ids[3]])
    [after] = index.snapshot().parts
    assert after.segment is before.segment
    assert before.live is None
    assert set(np.flatnonzero(~after.live)) == {3}


def test_a_search_under_way_keeps_the_snapshot_it_began_with(store, index):
    store.write([a_document(1, "grief and solace"), a_document(2, "joy")])
    before = index.snapshot()
    store.write([a_document(3, "solace")], ["1"])
    assert found(index, "solace") == {"3"}
    assert before.parts[0].segment.postings("body", "solace").numbers.tolist() == [0]
    assert before.passages(0)["body"] == "grief and solace"


def test_whoosh_never_refreshes_what_it_opened():
    files = Path(index_package.__file__).parent.glob("*.py")
    for path in (each for each in files if not each.name.startswith("opensearch_")):
        assert not re.search(r"\brefresh\(|\bup_to_date\(", path.read_text(encoding="utf-8")), path.name


def test_threads_searching_while_documents_come_in_see_whole_commits(store, index):
    store.write([a_document(number, "grief") for number in range(50)])
    seen, wrong, done = set(), [], threading.Event()

    def search():
        while not done.is_set():
            results = index.search(Query(text="grief", per_page=100))
            seen.add(results.total)
            if results.total % 10 or len(results.hits) != results.total:
                wrong.append(results.total)

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for first in range(50, 100, 10):
        store.write([a_document(number, "grief") for number in range(first, first + 10)])
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert index.search(Query(text="grief")).total == 100


def test_a_forked_process_answers_even_when_a_thread_was_opening_the_index(store, index):
    store.write([a_document(1)])
    assert found(index, "grief") == {"1"}
    store.write([a_document(2)])
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=lambda: answers.put(found(index, "grief")))
    lock = threading.Lock()
    lock.acquire()
    index._locks[multiprocessing.current_process().pid] = lock  # as if a thread were at it
    child.start()
    assert answers.get(timeout=60) == {"1", "2"}
    child.join()


def test_a_rebuilt_index_is_seen_at_the_next_question(store, index, tmp_path):
    store.write([a_document(1)])
    assert found(index, "grief") == {"1"}
    generation = generations.fresh(tmp_path / "index")
    Store.create(generation).write([a_document(2)])
    generations.use(generation)
    assert found(index, "grief") == {"2"}


def test_an_index_that_is_gone_is_said_to_be_so(store, index, tmp_path):
    store.write([a_document(1)])
    assert found(index, "grief") == {"1"}
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(IndexUnavailable):
        index.search(Query(text="grief"))


# Whoosh leaves a file open that it could not make sense of.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_damaged_index_is_said_to_be_so(store, index, tmp_path):
    store.write([a_document(1)])
    generation = generations.current(tmp_path / "index")
    assert generation
    for each in generation.glob("MAIN_*"):
        each.write_bytes(bytes(each.stat().st_size))
    with pytest.raises(IndexUnavailable):
        WhooshEngine(tmp_path / "index").search(Query(text="grief"))


# Memory


def test_memory_drops_what_was_unused_for_longest():
    memory = Memory(3_000)
    for key in ("a", "b"):
        memory.keep(key, key, 900)
    assert memory.get("a") == "a"
    memory.keep("c", "c", 900)
    assert [memory.get(key) for key in "abc"] == ["a", None, "c"]
    assert memory.used <= memory.budget


@pytest.mark.parametrize("filling", FILLINGS, ids=lambda each: each.__name__)
def test_answers_do_not_depend_on_what_fits_into_memory(filling, tmp_path):
    index, oracle = both(Place("whoosh", str(tmp_path)), filling, seeded(4))
    scarce = WhooshEngine(tmp_path, memory=0)
    snapshot = scarce.snapshot()
    assert snapshot
    for query in islice(asked(seeded(5)), 15):
        assert differences(scarce.search(query), oracle.search(query)) == [], query
    assert snapshot.memory.used == 0
    assert scarce.search(Query(text="therapy")) == index.search(Query(text="therapy"))


# Facets


def test_a_document_with_very_many_authors_counts_for_each():
    table = FacetTable()
    values = [table.ordinal(f"a{each}", f"A {each}") for each in range(40)]
    column = Column(np.array([*values, 7, *values[:30]]), np.array([40, 1, 0, 30]))
    counts = column.tally(np.array([0, 1, 2, 3]), 40)
    assert counts.tolist() == [2] * 7 + [3] + [2] * 22 + [1] * 10
    assert column.tally(np.array([1, 2]), 40).sum() == 1
    assert np.flatnonzero(column.having([7])).tolist() == [0, 1, 3]
    assert np.flatnonzero(column.having([35, 7])).tolist() == [0, 1, 3]
    assert np.flatnonzero(column.having([99])).tolist() == []


def test_labels_stand_in_order_however_they_came():
    table = FacetTable()
    for label in ("beta", "Delta", "alpha"):
        table.ordinal(label.lower(), label)
    table.settle()
    first = table.naming
    table.ordinal("charlie", "Charlie")
    table.settle()
    assert first.ranks.tolist() == [1, 2, 0]
    assert table.naming.ranks.tolist() == [1, 3, 0, 2]
