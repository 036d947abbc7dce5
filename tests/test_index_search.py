"""Searches, with each engine: what a reader types, and what is found."""

import json
from dataclasses import replace

import pytest

from index.documents import Document
from index.query import SORTS, Query
from index.unavailable import IndexUnavailable
from tests.engine_contract import found
from tests.trials.homes import wait_until


def a_document(number, title, body, kind="summary", **changes):
    values = {
        "id": str(number),
        "kind": kind,
        "title": title,
        "date": (2013, 1, 0),
        "text": {"title": (title,), "body": (body,)},
        "facets": {"kind": ((kind, kind.title()),)},
    }
    return Document(**{**values, **changes})


@pytest.fixture(scope="module")
def index(filled):
    return filled(
        a_document(1, "Drop-out in CBT", "Many left early. The behaviour of counsellors mattered."),
        a_document(2, "Dropout and the clinic", "Attrition, and cognitive-behavioral therapy."),
        a_document(3, "Therapists drop out too", "They act in plays.", date=(2015, 2, 0)),
        a_document(4, "Acceptance", "Acceptance and commitment therapy for pain.", kind="reference"),
    )


@pytest.mark.parametrize("text", ["drop-out", "dropout", "drop out", "drop-outs", "attrition"])
def test_the_spellings_of_drop_out_meet(index, text):
    assert found(index, text) == {"1", "2", "3"}


@pytest.mark.parametrize("text", ["CBT", "cognitive behaviour therapy", "cognitive behavioural therapies"])
def test_an_abbreviation_and_its_long_form_meet(index, text):
    assert found(index, text) == {"1", "2"}


def test_an_abbreviation_in_capitals_finds_the_long_form_and_the_letters(index):
    assert found(index, "ACT") == {"3", "4"}


def test_the_english_word_does_not_find_the_therapy(index):
    assert found(index, "act") == {"3"}
    assert found(index, "acceptance and commitment therapy") == {"4"}


@pytest.mark.parametrize("text", ["counselors behavior", "counsellor behaviours"])
def test_british_and_american_spelling_meet(index, text):
    assert found(index, text) == {"1"}


def test_a_quoted_phrase_means_just_what_it_says(index):
    assert found(index, '"counselors"') == set()
    assert found(index, '"drop out"') == {"1", "3"}


def test_when_nothing_has_all_words_any_of_them_will_do_and_it_is_said(index):
    results = index.search(Query(text="clinic plays attrition"))
    assert results.relaxed
    assert [hit.id for hit in results.hits] == ["2", "3", "1"]


def test_filters_do_not_relax_a_query(index):
    results = index.search(Query(text="clinic attrition", filters={"kind": ("reference",)}))
    assert (results.total, results.relaxed) == (0, False)


def test_an_empty_query_shows_everything_summaries_first(index):
    assert [hit.id for hit in index.search(Query()).hits] == ["3", "1", "2", "4"]


def test_what_matched_is_marked(index):
    [hit] = index.search(Query(text="counselors")).hits
    assert hit.snippets[0].html == "The behaviour of <mark>counsellors</mark> mattered."


def test_function_words_are_not_marked(index):
    results = index.search(Query(text="the counsellors"))
    assert "<mark>The" not in results.hits[0].snippets[0].html


def test_an_unknown_filter_is_ignored_with_a_warning(index):
    results = index.search(Query(filters={"colour": ("red",)}))
    assert results.total == 4
    assert "colour" in results.warnings[0]


def test_a_chosen_value_is_shown_even_when_nothing_has_it(index):
    results = index.search(Query(filters={"topic": ("no-such",)}))
    assert [(each.value, each.count, each.selected) for each in results.facets["topic"]] == [
        ("no-such", 0, True)
    ]


@pytest.mark.parametrize(("page", "per_page"), [(0, 0), (-3, 5), (11, 100), (10**9, 10**9)])
def test_odd_pages_are_answered(index, page, per_page):
    results = index.search(Query(page=page, per_page=per_page))
    assert results.total == 4
    assert 1 <= results.per_page <= 100
    assert bool(results.warnings) == ((results.page - 1) * results.per_page >= 1000)


def test_without_an_index_nothing_is_answered_rather_than_that_nothing_was_found(place):
    index = place.engine()
    assert (index.revision, index.edition, index.reached(), index.listed()) == (0, None, None, None)
    for ask in (
        lambda: index.search(Query(text="empathy")),
        lambda: index.first(Query(), 10),
        lambda: index.suggest("emp"),
        lambda: index.similar("1"),
        lambda: index.values("topic"),
        lambda: index.alike({"title": "Grief"}, 3),
        lambda: index.counts(()),
    ):
        with pytest.raises(IndexUnavailable):
            ask()


def test_an_empty_index_answers(place):
    index = place.filled()
    assert index.search(Query()).total == 0
    assert index.search(Query(text="empathy -grief")).total == 0
    assert index.suggest("emp") == ()
    assert index.similar("1") == ()
    assert index.alike({"title": "Grief"}, 3) == ()
    assert index.values("topic") == ()
    assert list(index.listed() or ["no index"]) == []


def test_hostile_queries_are_answered(index, shared_data):
    lines = (shared_data / "hostile" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    hostile = [json.loads(line) for line in lines if not line.startswith("#")]
    assert len(hostile) > 100
    for each in hostile:
        text = "".join(part * times for part, times in each["parts"])
        for match in ("all", "any"):
            results = index.search(Query(text=text, match=match))
            assert len(results.hits) == min(results.total, 20)


def test_many_words_with_many_synonyms_are_answered(index):
    text = "self-harm PTSD CBT RCT drop-out ACT alliance DBT"
    for match in ("all", "any"):
        assert index.search(Query(text=f"{text} {text}", match=match)).total == 4


def test_many_small_changes_keep_every_document(place):
    index = place.filled()
    for number in range(40):
        changed = {str(number), str(number - 7)}
        index.take_in([a_document(number, f"Title {number}", "grief")], changed, number + 2)
    assert found(index, "grief") == {str(number) for number in range(33, 40)}


def test_a_change_by_another_is_seen_in_a_moment(place):
    index = place.filled(a_document(1, "Zebra", "x"))
    assert found(index, "giraffe") == set()
    place.engine().take_in([a_document(9, "Giraffe", "x")], {"9"}, 2)
    assert wait_until(lambda: found(index, "giraffe") == {"9"}, 2) < 1


def test_the_first_hits_are_those_of_the_pages_and_go_deeper(place):
    many = 1_205
    index = place.filled(*(a_document(number, f"Talk {number % 7}", "Words.") for number in range(many)))
    for sort in SORTS:
        query = Query(text="talk", sort=sort, per_page=100, facets=(), snippets=False)
        paged = [hit for page in range(1, 11) for hit in index.search(replace(query, page=page)).hits]
        first = index.first(query, 2_000)
        assert list(first.hits[:1_000]) == paged
        assert first.total == len(first.hits) == many


def test_fewer_first_hits_are_given_with_the_number_of_all(index):
    first = index.first(Query(), 2)
    assert (len(first.hits), first.total) == (2, 4)
