"""What holds for every search engine: what it tells of itself, its facets, and how it takes in changes."""

import threading
from dataclasses import replace

import pytest

from index.documents import Document
from index.engine import Listed
from index.query import Query
from index.tree import Form, Group
from index.unavailable import IndexUnavailable
from tests.engine_contract import found
from tests.index_corpus import documents, seeded
from tests.trials.homes import wait_until


def a_document(number, body="grief", **facets):
    return Document(
        id=str(number),
        kind="summary",
        title=f"Title {number}",
        date=(2013, 1, 0),
        text={"title": (f"Title {number}",), "body": (body,)},
        facets={name: tuple(pairs) for name, pairs in facets.items()},
    )


def take_in(index, revision, *came, gone=()):
    return index.take_in(came, {*(each.id for each in came), *map(str, gone)}, revision)


def labels(index, facet):
    return [(each.value, each.label, each.count) for each in index.search(Query()).facets[facet]]


# What it tells of itself


def test_an_index_that_was_never_built_has_nothing_to_follow_from(place):
    index = place.engine()
    assert (index.revision, index.edition, index.reached(), index.listed()) == (0, None, None, None)
    with pytest.raises(IndexUnavailable):
        index.take_in([a_document(1)], {"1"}, 2)


def test_an_index_tells_the_revision_that_searches_see(place):
    index = place.engine()
    assert index.build([a_document(1)], 7) == 1
    assert (index.revision, index.reached()) == (7, 7)
    assert take_in(index, 9, a_document(2), a_document(3)) == 2
    assert (index.revision, index.reached()) == (9, 9)
    assert place.engine().revision == 9


def test_each_state_has_a_name_of_its_own(place):
    index, other = place.engine(), place.engine()
    index.build([a_document(1)], 1)
    names = [index.edition]
    wait_until(lambda: other.edition == index.edition)  # which it looks at now and then
    take_in(index, 2, a_document(2))
    names.append(index.edition)
    index.build([a_document(1)], 2)
    names.append(index.edition)
    assert None not in names
    assert len(set(names)) == 3
    wait_until(lambda: other.edition == index.edition)  # which it looks at now and then


def test_an_index_lists_what_it_holds(place):
    kept = documents(seeded(2), 30)
    index = place.filled(*kept)
    expected = [Listed(each.id, each.kind, each.title, each.digest) for each in kept]
    assert sorted(index.listed() or (), key=lambda each: each.id) == expected
    assert index.check()


def test_an_index_that_was_let_go_of_holds_nothing(place):
    index = place.filled(a_document(1))
    index.forget()
    for each in (index, place.engine()):
        assert each.reached() is None
        with pytest.raises(IndexUnavailable):
            each.search(Query())
    index.build([a_document(2)], 1)
    assert found(index) == {"2"}


def test_a_closed_engine_opens_again(place):
    index = place.filled(a_document(1))
    index.close()
    assert found(index) == {"1"}


# Taking in


def test_a_document_that_changed_stands_there_once_and_as_it_is_now(place):
    index = place.filled(a_document(1, "grief"), a_document(2, "joy"))
    assert take_in(index, 2, a_document(1, "solace")) == 1
    assert (found(index, "grief"), found(index, "solace"), found(index)) == (set(), {"1"}, {"1", "2"})


def test_what_changed_and_does_not_come_again_is_gone(place):
    index = place.filled(a_document(1), a_document(2), a_document(3))
    assert take_in(index, 2, a_document(2, "joy"), gone=[1, 4]) == 1
    assert found(index) == {"2", "3"}
    assert found(index, "grief") == {"3"}
    take_in(index, 3, a_document(1))
    assert found(index) == {"1", "2", "3"}


def test_a_change_that_was_taken_in_before_changes_nothing(place):
    index = place.filled(a_document(1))
    take_in(index, 3, a_document(1, "joy"))
    edition = index.edition
    take_in(place.engine(), 3, a_document(1, "joy"))
    assert (index.edition, found(index), found(index, "joy")) == (edition, {"1"}, {"1"})


def test_a_revision_without_documents_is_reached(place):
    index = place.filled(a_document(1))
    assert index.take_in([], set(), 5) == 0
    assert (index.revision, found(index)) == (5, {"1"})


def test_a_build_that_breaks_off_leaves_everything_as_it_was(place):
    def breaking():
        yield a_document(8)
        raise KeyboardInterrupt

    index = place.filled(a_document(1))
    edition = index.edition
    with pytest.raises(KeyboardInterrupt):
        index.build(breaking(), 2)
    assert (index.edition, found(index)) == (edition, {"1"})
    take_in(index, 2, a_document(2))
    assert found(index) == {"1", "2"}


def test_searches_see_the_index_before_until_the_new_one_is_whole(place):
    index, other = place.filled(a_document(1)), place.engine()

    def watched():
        for number in range(5):
            assert found(other) == {"1"}
            yield a_document(10 + number)

    index.build(watched(), 2)
    for each in (index, other):
        assert found(each) == {"10", "11", "12", "13", "14"}


def test_threads_that_search_while_documents_come_in_see_whole_changes(place):
    index = place.filled(*(a_document(number) for number in range(50)))
    wrong, done = [], threading.Event()

    def search():
        while not done.is_set():
            results = index.search(Query(text="grief", per_page=100))
            if results.total % 10 or len(results.hits) != results.total:
                wrong.append((results.total, len(results.hits)))

    threads = [threading.Thread(target=search) for _ in range(4)]
    for thread in threads:
        thread.start()
    for turn in range(1, 6):
        first = 40 + 10 * turn
        take_in(index, turn + 1, *(a_document(number) for number in range(first, first + 10)))
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert index.search(Query(text="grief")).total == 100


# Facets


def test_a_value_is_called_what_most_documents_call_it(place):
    names = ("Sjöström A", "Sjostrom A")
    index = place.filled(*(a_document(each, author=[("sjostrom-a", names[each % 2])]) for each in range(5)))
    assert labels(index, "author") == [("sjostrom-a", "Sjöström A", 5)]
    take_in(index, 2, gone=[0, 2])
    fresh = place.engine()  # one that knew a name before may keep to it while some document has it
    assert labels(fresh, "author") == [("sjostrom-a", "Sjostrom A", 3)]
    results = fresh.search(Query(filters={"author": ("sjostrom-a",)}))
    assert [(each.label, each.count) for each in results.facets["author"]] == [("Sjostrom A", 3)]
    take_in(index, 3, gone=[1, 3, 4])
    for each in (index, place.engine()):
        results = each.search(Query(filters={"author": ("sjostrom-a",)}))
        assert [(each.label, each.count) for each in results.facets["author"]] == [("sjostrom-a", 0)]


def test_only_the_facets_asked_for_are_counted_and_no_more_values(place):
    index = place.filled(
        *(a_document(each, topic=[(f"t{at}", f"T {at}") for at in range(each + 1)]) for each in range(6))
    )
    results = index.search(Query(facets=("topic",), facet_size=2, filters={"topic": ("t5",)}))
    assert list(results.facets) == ["topic"]
    assert [(each.value, each.count, each.selected) for each in results.facets["topic"]] == [
        ("t0", 6, False),
        ("t1", 5, False),
        ("t5", 1, True),
    ]
    assert index.search(Query(facets=())).facets == {}


def test_as_many_values_of_a_facet_are_given_as_are_asked_for(place):
    many = [a_document(each, author=[(f"a-{each:04}", f"A {each:04}")]) for each in range(1_500)]
    index = place.filled(*many)
    results = index.search(Query(facets=("author",), facet_size=1_000_000, per_page=1))
    assert [each.value for each in results.facets["author"]] == [f"a-{each:04}" for each in range(1_500)]
    assert len(index.values("author")) == 1_500


def test_all_values_of_a_facet_can_be_listed(place):
    index = place.filled(a_document(1, topic=[("b", "B"), ("a", "Z")]), a_document(2, topic=[("b", "B")]))
    assert [(each.value, each.label, each.count) for each in index.values("topic")] == [
        ("a", "Z", 1),
        ("b", "B", 2),
    ]
    take_in(index, 2, gone=[1])
    assert [each.value for each in index.values("topic")] == ["b"]


# Other questions


def test_a_query_may_do_without_quotations(filled):
    index = filled(a_document(1))
    assert index.search(Query(text="grief", snippets=False)).hits[0].snippets == ()


def test_documents_with_groups_of_words_are_counted(filled):
    index = filled(a_document(1, "grief and loss"), a_document(2, "griefs"), a_document(3, "the loss of it"))
    wide, plain = (Group(forms=(Form(("grief",), wide),)) for wide in (True, False))
    row, titled = Group(forms=(Form(("loss", "of")),)), Group(forms=(Form(("title",)),), field="title")
    counts = index.counts([wide, plain, row, titled, replace(titled, field="body")])
    assert (counts.having, counts.all) == ((2, 1, 1, 3, 0), 3)


def test_summaries_like_a_text_are_told_with_how_they_are_filed(place):
    sleep = "A watch on the wrist recorded sleep and insomnia, night after night."
    chess = "Players of chess followed openings and endgames."
    index = place.filled(
        a_document(1, sleep, topic=[("sleep", "Sleep")]),
        a_document(2, sleep + " Again, sleep."),
        a_document(3, chess),
        replace(a_document(4, sleep), kind="reference"),
        *(a_document(number, "Other things entirely, such as bees.") for number in range(5, 12)),
    )
    alike = index.alike({"body": "Nights of insomnia, and a watch on the wrist"}, 3)
    assert {each.id for each in alike[:2]} == {"1", "2"}
    first = next(each for each in alike if each.id == "1")
    assert (first.title, dict(first.facets).get("topic")) == ("Title 1", (("sleep", "Sleep"),))
    assert first.score > 0
    assert [each.id for each in index.alike({"body": sleep}, 1, without="1")] == ["2"]
    assert index.similar("1", 1) == ("2",)
    assert set(index.similar("4", 2)) == {"1", "2"}
