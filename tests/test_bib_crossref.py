import itertools
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.crossref import Crossref
from bib.errors import CrossrefError, CrossrefUnavailable, DOINotRegistered
from bib.pace import Pace, retry_after
from kb.errors import KnowledgeBaseError, NotADOI
from kb.identifiers import DOI, parse_doi
from tests.crossref_stand_in import POLITE, StandIn, dois_of, invented_work

DEADLINE = 0.6
SLACK = 0.05  # we stay a little below the limits


class Time:
    """A clock that only moves when somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock():
    return Time()


@pytest.fixture
def dois():
    return [parse_doi(f"10.5555/invented.{n}") for n in range(100)]


@pytest.fixture
def crossref(dois):
    with StandIn(invented_work(doi, n) for n, doi in enumerate(dois)) as stand_in:
        yield stand_in


def door(stand_in, clock, **settings):
    settings = {"mailto": "editor@example.org", "deadline": DEADLINE * 30, **settings}
    return Crossref(url=stand_in.url, clock=clock, sleep=clock.sleep, **settings)


def impatient(stand_in):
    """A door that gives a hanging server little time, by the real clock."""
    return Crossref(url=stand_in.url, mailto="editor@example.org", deadline=DEADLINE)


def test_a_doi_brings_its_work(crossref, clock, dois):
    assert door(crossref, clock).work(dois[3]) == invented_work(dois[3], 3)


def test_crossref_is_told_whom_to_write_to(crossref, clock, dois):
    door(crossref, clock).work(dois[0])
    assert "mailto:editor@example.org" in crossref.agents[0]


def test_address_beyond_ascii_is_told_as_in_a_link(crossref, clock, dois):
    door(crossref, clock, mailto="jörg@example.org\nX: y").work(dois[3])
    assert "mailto:j%C3%B6rg@example.org%0AX%3A%20y)" in crossref.agents[0]


def test_an_unknown_doi_is_not_registered(crossref, clock):
    doi = DOI("10.5555/nobody")
    with pytest.raises(DOINotRegistered, match=r"does not know 10\.5555/nobody") as caught:
        door(crossref, clock).work(doi)
    assert caught.value.doi == doi
    assert len(crossref.requests) == 1


def test_every_error_is_one_the_pages_can_show():
    assert issubclass(CrossrefError, KnowledgeBaseError)
    assert issubclass(DOINotRegistered, CrossrefError)
    assert issubclass(CrossrefUnavailable, CrossrefError)


@pytest.mark.parametrize(
    "text",
    [
        "10.1000/a#b",
        "10.1000/a?b=c&d",
        "10.1000/a%2Fb",
        "10.1000/100%",
        "10.1000/a+b",
        "10.1000/é",
        "10.1002/(SICI)1097-4679(199907)55:7<881::AID-JCLP7>3.0.CO;2-#",
        "10.1890/0012-9658(2006)87[1411:TSOPAR]2.0.CO;2",
        "10.1000/a/b/c",
        "10.1000/.x",
        "10.1000/182/",
        '10.1000/x"y{z}|^`\\',
    ],
)
def test_an_awkward_doi_arrives_whole(text, clock):
    doi = parse_doi(text)
    with StandIn([invented_work(doi)]) as stand_in:
        assert door(stand_in, clock).work(doi)["DOI"] == doi
        assert len(stand_in.requests) == 1


@settings(max_examples=30, deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=20))
def test_any_doi_arrives_whole_alone_and_in_a_batch(suffix):
    try:
        doi = parse_doi(f"10.1000/{suffix}")
    except NotADOI:
        return
    other = DOI("10.5555/another")
    with StandIn([invented_work(doi), invented_work(other)]) as stand_in:
        crossref = door(stand_in, Time())
        assert crossref.work(doi)["DOI"] == doi
        assert dict(crossref.works([doi, other])) == {doi: invented_work(doi), other: invented_work(other)}


def test_a_climbing_doi_never_gets_as_far_as_a_request():
    with pytest.raises(NotADOI):
        parse_doi("10.1000/../members/1")


def test_an_alias_brings_the_work_it_stands_for(clock):
    with StandIn([invented_work("10.5555/new")]) as stand_in:
        stand_in.works["10.5555/old"] = stand_in.works["10.5555/new"]
        assert door(stand_in, clock).work(DOI("10.5555/old"))["DOI"] == "10.5555/new"


def test_a_redirection_within_crossref_is_followed_with_the_doi_whole(clock):
    with StandIn([invented_work("10.5555/new#1")]) as stand_in:
        stand_in.aliases["10.5555/old"] = "10.5555/new#1"
        assert door(stand_in, clock).work(DOI("10.5555/old"))["DOI"] == "10.5555/new#1"


def test_a_redirection_in_a_circle_is_left(clock):
    with StandIn() as stand_in:
        stand_in.aliases["10.5555/a"] = "10.5555/a"
        with pytest.raises(CrossrefUnavailable, match="from one address to the next"):
            door(stand_in, clock).work(DOI("10.5555/a"))


@pytest.mark.parametrize("fault", ["429", "500", "truncated", "garbage", "closed"])
def test_a_passing_fault_is_outlasted(crossref, clock, dois, fault):
    crossref.fail(dois[0], fault, times=2)
    assert door(crossref, clock).work(dois[0])["DOI"] == dois[0]
    assert len(crossref.requests) == 3


@pytest.mark.parametrize("fault", ["429", "500", "truncated", "garbage", "closed"])
def test_a_lasting_fault_ends_after_three_tries(crossref, clock, dois, fault):
    crossref.fail(dois[0], fault, times=99)
    with pytest.raises(CrossrefUnavailable, match="Try again later") as caught:
        door(crossref, clock).work(dois[0])
    assert caught.value.doi == dois[0]
    assert len(crossref.requests) == 3


@pytest.mark.parametrize("fault", ["oversized", "wrong shape", "elsewhere"])
def test_an_answer_that_will_not_get_better_is_not_asked_for_again(crossref, clock, dois, fault):
    crossref.fail(dois[0], fault, times=99)
    with pytest.raises(CrossrefUnavailable):
        door(crossref, clock).work(dois[0])
    assert len(crossref.requests) == 1


def test_an_answer_over_two_megabytes_is_refused_by_its_size(crossref, clock, dois):
    crossref.fail(dois[0], "oversized")
    with pytest.raises(CrossrefUnavailable, match="larger than 2 MB"):
        door(crossref, clock).work(dois[0])


def test_another_host_is_not_followed(crossref, clock, dois):
    crossref.fail(dois[0], "elsewhere")
    with pytest.raises(CrossrefUnavailable, match=r"elsewhere\.invalid, where we do not follow"):
        door(crossref, clock).work(dois[0])


def test_a_server_that_hangs_is_left_within_the_deadline(crossref, dois):
    crossref.fail(dois[0], "hang", times=99)
    with pytest.raises(CrossrefUnavailable, match="did not answer in time"):
        impatient(crossref).work(dois[0])
    assert len(crossref.requests) <= 3


def test_a_server_that_drips_bytes_is_left_within_the_deadline(crossref, dois):
    crossref.fail(dois[0], "drip", times=99)
    with pytest.raises(CrossrefUnavailable, match="did not answer in time"):
        impatient(crossref).work(dois[0])


def test_retry_after_is_honoured(crossref, clock, dois):
    crossref.retry_after = 4
    crossref.fail(dois[0], "429")
    door(crossref, clock).work(dois[0])
    assert sum(clock.slept) == pytest.approx(4, abs=0.2)


def test_a_retry_after_beyond_the_deadline_is_not_sat_out(crossref, clock, dois):
    crossref.retry_after = 3600
    crossref.fail(dois[0], "429")
    with pytest.raises(CrossrefUnavailable, match="too busy"):
        door(crossref, clock).work(dois[0])
    assert clock.slept == []
    assert len(crossref.requests) == 1


def test_nobody_is_asked_while_crossref_wants_to_be_left_alone(crossref, clock, dois):
    crossref.retry_after = 3600
    crossref.fail(dois[0], "429")
    crossref_door = door(crossref, clock)
    with pytest.raises(CrossrefUnavailable):
        crossref_door.work(dois[0])
    with pytest.raises(CrossrefUnavailable, match="asked us to wait"):
        crossref_door.work(dois[1])
    assert len(crossref.requests) == 1


@pytest.mark.parametrize(
    ("value", "seconds"), [("7", 7), ("", 1), ("soon", 1), ("-3", 1), ("Wed, 21 Oct 2015 07:28:00 GMT", 1)]
)
def test_retry_after_is_read_in_any_form(value, seconds):
    assert retry_after(value) == seconds


def test_a_hundred_dois_take_a_handful_of_requests(crossref, clock, dois):
    found = dict(door(crossref, clock).works(dois))
    assert found == {doi: invented_work(doi, n) for n, doi in enumerate(dois)}
    assert len(crossref.requests) == 3


def test_list_requests_keep_the_polite_pace_before_crossref_states_its_own(crossref, clock, dois):
    crossref.limits = (0, 1, 1)
    list(door(crossref, clock).works(dois))
    assert clock.slept == pytest.approx([1 / 3] * 2, rel=SLACK)
    assert min(clock.slept) > 1 / 3


def test_without_an_address_we_go_at_the_public_pace(crossref, clock, dois):
    crossref.limits = (0, 1, 1)
    list(door(crossref, clock, mailto=None).works(dois))
    assert clock.slept == pytest.approx([1.0] * 2, rel=SLACK)


def test_the_pace_is_the_one_that_the_headers_state(crossref, clock, dois):
    crossref.limits = (1, 2, 1)
    crossref_door = door(crossref, clock)
    crossref_door.match("Therapist responsiveness")
    list(crossref_door.works(dois))
    assert clock.slept == pytest.approx([2.0] * 3, rel=SLACK)


def test_a_server_that_enforces_its_limits_never_has_to(dois):
    with StandIn((invented_work(doi) for doi in dois[:60]), limits=(20, 1, 1), enforce=True) as stand_in:
        crossref = Crossref(url=stand_in.url, mailto="editor@example.org")
        assert len(dict(crossref.works(dois[:60]))) == 60
        assert len(stand_in.requests) == 2
        assert stand_in.refused == 0


@pytest.mark.parametrize(("mailto", "at_once"), [("editor@example.org", 3), (None, 1)])
def test_as_many_batches_are_under_way_at_once_as_the_pool_allows(clock, dois, mailto, at_once):
    limits = (50, 1, at_once)
    with StandIn((invented_work(doi) for doi in dois), limits=limits, latency=0.2, enforce=True) as stand_in:
        assert len(dict(door(stand_in, clock, mailto=mailto).works(dois))) == 100
        assert stand_in.at_once == at_once
        assert stand_in.refused == 0


def test_no_more_are_under_way_at_once_than_the_headers_state(clock, dois):
    with StandIn((invented_work(doi) for doi in dois), limits=(50, 1, 2), latency=0.1) as stand_in:
        crossref_door = door(stand_in, clock)
        crossref_door.match("Therapist responsiveness")
        assert len(dict(crossref_door.works(dois))) == 100
        assert stand_in.at_once == 2


def test_crossrefs_own_limits_are_kept_by_the_real_clock(dois):
    limits, single_limits = POLITE
    with StandIn(
        (invented_work(doi) for doi in dois[:80]),
        limits=limits,
        single_limits=single_limits,
        enforce=True,
        latency=0.3,
    ) as stand_in:
        for doi in dois[76:80]:
            del stand_in.works[doi]
        outcomes = dict(Crossref(url=stand_in.url, mailto="editor@example.org").works(dois[:80]))
        assert sum(isinstance(each, DOINotRegistered) for each in outcomes.values()) == 4
        assert len(stand_in.requests) == 6
        assert stand_in.refused == 0


def test_a_batch_too_large_for_an_answer_is_halved(crossref, clock, dois):
    crossref.fail(dois[7], "oversized", times=99)
    outcomes = dict(door(crossref, clock).works(dois[:40]))
    assert [doi for doi, each in outcomes.items() if isinstance(each, CrossrefError)] == [dois[7]]
    assert len(outcomes) == 40
    assert sum(path != "/works" for path, _ in crossref.requests) <= 2
    assert len(crossref.requests) <= 13


def crossref_threads():
    return [each.name for each in threading.enumerate() if each.name.startswith("crossref")]


@pytest.mark.parametrize("fault", [None, "hang", "drip", "429"])
def test_whoever_stops_early_leaves_nothing_under_way(crossref, dois, fault):
    if fault:
        crossref.fail(dois[45], fault, times=99)
    crossref.retry_after = 60
    works = Crossref(url=crossref.url, mailto="editor@example.org", deadline=100).works(dois)
    next(works)
    while len(crossref.requests) < 2:
        time.sleep(0.01)
    works.close()
    asked = len(crossref.requests)
    assert crossref_threads() == []
    time.sleep(0.5)
    assert len(crossref.requests) == asked


def test_an_interrupted_wait_leaves_nothing_under_way(crossref, dois, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    crossref.latency = 30
    monkeypatch.setattr("bib.crossref.wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        next(Crossref(url=crossref.url, mailto="editor@example.org").works(dois))
    assert crossref_threads() == []


def test_a_finished_import_leaves_no_thread_behind(crossref, clock, dois):
    list(door(crossref, clock).works(dois))
    assert crossref_threads() == []


def test_several_threads_share_one_pace(clock, dois):
    with StandIn((invented_work(doi) for doi in dois), limits=(50, 1, 2), latency=0.05) as stand_in:
        crossref_door = door(stand_in, clock)
        crossref_door.match("Therapist responsiveness")
        with ThreadPoolExecutor(6) as pool:
            works = list(pool.map(crossref_door.work, dois[:12]))
        assert [work["DOI"] for work in works] == dois[:12]
        assert stand_in.at_once == 2


def test_of_a_hundred_dois_with_faults_among_them_every_one_is_accounted_for_once(crossref, dois):
    crossref.fail(dois[10], "429", times=1)
    del crossref.works[dois[20]]
    crossref.fail(dois[40], "hang", times=99)
    crossref.fail(dois[60], "truncated", times=99)
    crossref.fail(dois[80], "closed", times=1)
    clock = Time()
    outcomes = list(door(crossref, clock, deadline=DEADLINE * 2).works(dois))
    assert sorted(doi for doi, _ in outcomes) == sorted(dois)
    failed = {doi: type(outcome) for doi, outcome in outcomes if isinstance(outcome, CrossrefError)}
    assert failed == {
        dois[20]: DOINotRegistered,
        dois[40]: CrossrefUnavailable,
        dois[60]: CrossrefUnavailable,
    }


def test_a_doi_asked_for_twice_is_answered_once(crossref, clock, dois):
    assert len(list(door(crossref, clock).works([dois[0], dois[1], dois[0]]))) == 2


def test_a_doi_that_a_batch_leaves_out_is_confirmed_alone(crossref, clock, dois):
    del crossref.works[dois[1]]
    outcomes = dict(door(crossref, clock).works(dois[:3]))
    assert isinstance(outcomes[dois[1]], DOINotRegistered)
    assert [dois_of(*request) for request in crossref.requests] == [dois[:3], [dois[1]]]


def test_an_alias_in_a_batch_is_found_alone(clock):
    alias, other = DOI("10.5555/old"), DOI("10.5555/other")
    with StandIn([invented_work("10.5555/new"), invented_work(other)]) as stand_in:
        stand_in.works[alias] = stand_in.works["10.5555/new"]
        outcomes = dict(door(stand_in, clock).works([alias, other]))
    assert outcomes[alias]["DOI"] == "10.5555/new"


def test_a_doi_with_a_comma_is_asked_for_alone(clock):
    odd, plain = DOI("10.5555/a,b"), DOI("10.5555/c")
    with StandIn([invented_work(odd), invented_work(plain)]) as stand_in:
        outcomes = dict(door(stand_in, clock).works([odd, plain]))
        assert {doi: work["DOI"] for doi, work in outcomes.items()} == {odd: odd, plain: plain}
        assert all("%2C" in path for path, query in stand_in.requests if "b" in path)


def test_long_dois_share_an_address_of_bounded_length(clock):
    long = [DOI(f"10.5555/{'x' * 900}{n}") for n in range(10)]
    with StandIn(invented_work(doi) for doi in long) as stand_in:
        assert len(dict(door(stand_in, clock).works(long))) == 10
        assert max(len(query) for _, query in stand_in.requests) < 6000


@pytest.mark.parametrize("mailto", [None, "editor@example.org"])
def test_no_connection_fails_at_once_and_for_all(dois, clock, mailto):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    outcomes = list(Crossref(url=url, mailto=mailto, clock=clock, sleep=clock.sleep).works(dois))
    assert [doi for doi, _ in outcomes] == dois
    assert all(isinstance(error, CrossrefUnavailable) and not error.reachable for _, error in outcomes)
    assert str(outcomes[5][1]) == (
        "10.5555/invented.5 could not be looked up: Crossref cannot be reached; check the network. "
        "Try again later."
    )
    assert sum(clock.slept) < (1 if mailto else 0.01)


def test_a_server_that_fails_at_everything_is_given_up(crossref, clock, dois):
    for number in range(1, 400):
        crossref.fail(number, "500")
    outcomes = list(door(crossref, clock).works(dois))
    assert len(outcomes) == 100
    assert all(isinstance(error, CrossrefUnavailable) for _, error in outcomes)
    assert len(crossref.requests) < 30


def test_a_printed_reference_brings_the_works_most_like_it(crossref, clock):
    works = door(crossref, clock).match(
        "Castellanos, I. Therapist responsiveness and outcome, part 42.", rows=3
    )
    assert len(works) == 3
    assert "part 42" in works[0]["title"][0]


def test_an_empty_reference_matches_nothing_and_asks_nobody(crossref, clock):
    assert door(crossref, clock).match(" \n ") == ()
    assert crossref.requests == []


def test_a_search_that_fails_names_no_doi(crossref, clock):
    crossref.fail(1, "wrong shape")
    with pytest.raises(CrossrefUnavailable, match="This could not be looked up") as caught:
        door(crossref, clock).match("Anything at all")
    assert caught.value.doi is None


def test_a_fault_of_one_doi_does_not_delay_the_next(crossref, clock, dois):
    crossref.fail(dois[0], "garbage", times=99)
    crossref_door = door(crossref, clock)
    with pytest.raises(CrossrefUnavailable):
        crossref_door.work(dois[0])
    before = clock.now
    crossref_door.work(dois[1])
    assert clock.now - before <= 0.1


@pytest.mark.parametrize(
    "message",
    [{}, {"items": None, "total-results": 1}, {"items": "x", "total-results": 1}, {"items": [1, {}, None]}],
)
def test_a_list_of_another_shape_yields_no_work_but_every_doi(message, clock, dois, monkeypatch):
    with StandIn() as stand_in:
        monkeypatch.setattr(
            "tests.crossref_stand_in._envelope", lambda *_: json.dumps({"message": message}).encode()
        )
        assert len(list(door(stand_in, clock).works(dois[:3]))) == 3


def test_an_endless_next_cursor_does_not_set_us_going(clock, dois, monkeypatch):
    message = {"items": [], "total-results": 10**9, "next-cursor": "more"}
    with StandIn() as stand_in:
        monkeypatch.setattr(
            "tests.crossref_stand_in._envelope", lambda *_: json.dumps({"message": message}).encode()
        )
        assert door(stand_in, clock).match("anything") == ()
        assert len(stand_in.requests) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([None, "429", "404", "500", "truncated", "garbage", "closed", "wrong shape"]),
        max_size=12,
    )
)
def test_whatever_fails_every_doi_comes_back_once(faults):
    wanted = [parse_doi(f"10.5555/{n}") for n in range(6)]
    with StandIn(invented_work(doi) for doi in wanted) as stand_in:
        for number, fault in zip(itertools.count(1), faults, strict=False):
            if fault:
                stand_in.fail(number, fault)
        outcomes = list(door(stand_in, Time()).works(wanted))
    assert sorted(doi for doi, _ in outcomes) == wanted


def test_a_pace_never_lets_two_requests_go_closer_than_the_limit(clock):
    pace = Pace(polite=True, clock=clock, sleep=clock.sleep)
    went = []
    for _ in range(7):
        assert pace.wait("list", clock.now + 60, threading.Event())
        went.append(clock.now)
    assert min(later - earlier for earlier, later in itertools.pairwise(went)) >= 1 / 3 - 1e-9


@pytest.mark.parametrize("limit", ["0", "-1", "many", "", "9" * 30])
def test_a_nonsensical_limit_changes_nothing(limit, clock):
    pace = Pace(polite=True, clock=clock, sleep=clock.sleep)
    pace.learn("list", {"x-rate-limit-limit": limit, "x-rate-limit-interval": "1s"})
    pace.wait("list", clock.now + 60, threading.Event())
    pace.wait("list", clock.now + 60, threading.Event())
    assert clock.slept == pytest.approx([1 / 3], rel=SLACK)
