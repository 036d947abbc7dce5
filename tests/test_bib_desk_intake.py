from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bib import desk_decisions, desk_intake
from bib.crossref import Crossref
from bib.desk_decisions import (
    ChangedMeanwhile,
    How,
    NotDecidable,
    accept_clean,
    change,
    choose,
    look_up,
    read_as,
    refuse,
    refuse_duplicates,
    reopen,
    state_of,
)
from bib.desk_intake import Asking, take_in
from bib.digest_text import HEAD
from bib.followed_works import FollowedWorks
from bib.intake import import_references
from bib.notes import statement
from bib.pasted import NothingToImport, read_pasted
from bib.ris import read_ris
from kb.batches import ItemState
from kb.errors import NotADOI
from kb.identifiers import DOI
from kb.reference import Notice, NoticeKind, Source, SourceKind
from kb.summary import Month, Status
from tests.crossref_stand_in import StandIn, invented_work
from tests.factories import a_record

# What may be absent is there in these tests.
accept: Any = desk_decisions.accept
proposal_of: Any = desk_intake.proposal_of
proposal_now: Any = desk_intake.proposal_now
MARCH = Month(2026, 3)
WAITING, READY, ACCEPTED, REFUSED = ItemState
PRINTED = (
    "Castellanos, I., & Okafor, C. (1992). Therapist responsiveness and outcome: An invented study, part 2. "
    "Journal of Counseling Psychology, 22(3), 102-112."
)
TEXT = f"Listening Well\n{PRINTED}\nIt was studied in clinics.\nPractice Implications\nListen well.\n"

RETRACTION = Notice(kind=NoticeKind.RETRACTION, source="publisher", doi=DOI("10.5555/notice"))
EXPORTED = f"""{HEAD}

May 2019

Listening Well
{PRINTED}
Notice: {statement(RETRACTION)}
Moss, A. B. (2015). Tears in the consulting room. Journal of Invented Studies, 12(3), 201-214.

It was studied in **clinics**.

[{{"this": "is text"}}]

Practice Implications

Listen well.

Research type: Survey
Topics: Empathy
Author email: anna@example.org
"""


class Clock:
    """A clock that a test turns on."""

    def __init__(self):
        self.now = datetime(2026, 5, 4, 12, tzinfo=UTC)

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def crossref():
    works = [invented_work(f"10.5555/invented.{number}", number) for number in range(1, 9)]
    works[1]["container-title"] = ["Journal of Counseling Psychology"]
    works[2]["updated-by"] = [{"DOI": "10.5555/r", "type": "retraction", "source": "publisher"}]
    with StandIn(works) as stand_in:
        yield stand_in


@pytest.fixture
def works():
    return FollowedWorks()


def asking(catalogue, crossref, clock):
    return Asking(catalogue, Crossref(url=crossref.url, deadline=2, sleep=lambda _: None), clock)


def given(catalogue, text, **options):
    with catalogue.writing("anna") as write:
        return take_in(write, read_pasted(text, month=MARCH, **options), "anna", "An import").id


def looked_up(catalogue, crossref, clock, text):
    batch = given(catalogue, text)
    work = asking(catalogue, crossref, clock)
    while work.round().asked:
        pass
    return batch


def items(catalogue, batch):
    with catalogue.reading() as read:
        return read.batches.items(batch)


def states(catalogue, batch):
    return [each.state for each in items(catalogue, batch)]


def records(catalogue):
    with catalogue.reading() as read:
        return list(read.records())


def dois(numbers):
    return "\n".join(f"doi:10.5555/invented.{number}" for number in numbers)


def test_nothing_enters_the_catalogue_before_the_editor_says_so(catalogue, crossref, clock):
    batch = looked_up(catalogue, crossref, clock, dois([1, 2]))
    assert states(catalogue, batch) == [READY, READY]
    assert records(catalogue) == []


def test_many_dois_are_asked_for_in_one_request(catalogue, crossref, clock):
    looked_up(catalogue, crossref, clock, dois([1, 2, 4, 5]))
    assert [path for path, _ in crossref.requests] == ["/works"]


def test_a_doi_given_twice_is_asked_for_once_and_named_as_given_twice(catalogue, crossref, clock):
    batch = looked_up(catalogue, crossref, clock, dois([1, 1]))
    (duplicate,) = proposal_of(items(catalogue, batch)[1]).duplicates
    assert (duplicate.kind, duplicate.id, duplicate.reason) == ("item", "0", "given twice; line 1 has it too")


def test_a_doi_that_crossref_gave_us_before_is_not_asked_for_again(catalogue, crossref, clock):
    with catalogue.writing("anna") as write:
        write.add_record(a_record(doi="10.5555/invented.1", source=Source(kind=SourceKind.CROSSREF)))
    batch = looked_up(catalogue, crossref, clock, dois([1]))
    assert states(catalogue, batch) == [READY]
    assert crossref.requests == []


def test_a_part_nobody_can_read_is_refused_from_the_beginning_with_the_reason(catalogue):
    batch = given(catalogue, "10.5555/invented.1\n\nwords")
    assert items(catalogue, batch)[1].reason.startswith("No DOI")


def test_what_crossref_does_not_answer_for_waits_longer_each_time_and_then_goes_on(
    catalogue, crossref, clock
):
    batch = given(catalogue, dois([1, 2]))
    away = Asking(catalogue, Crossref(url="http://127.0.0.1:1", sleep=lambda _: None), clock)
    assert (away.round().asked, away.round().asked) == (2, 0)
    assert "cannot be reached" in items(catalogue, batch)[0].reason
    clock.now += timedelta(seconds=6)
    assert (away.round().asked, away.round().asked) == (2, 0)
    clock.now += timedelta(seconds=6)
    assert away.round().asked == 0
    clock.now += timedelta(seconds=6)
    assert asking(catalogue, crossref, clock).round().unanswered == 0
    assert states(catalogue, batch) == [READY, READY]


def test_while_crossref_is_away_not_every_item_of_a_long_import_is_tried(catalogue, clock):
    batch = given(catalogue, dois(range(100)))
    away = Asking(catalogue, Crossref(url="http://127.0.0.1:1", sleep=lambda _: None), clock)
    assert (away.round().asked, away.round().asked) == (40, 0)
    assert sum(each.tries for each in items(catalogue, batch)) == 40


def test_an_item_that_alone_fails_does_not_hold_up_the_others(catalogue, crossref, clock):
    crossref.fail("10.5555/invented.1", "500", times=99)
    batch = looked_up(catalogue, crossref, clock, dois([1, 2]))
    assert states(catalogue, batch) == [WAITING, READY]


def test_a_worker_that_died_loses_nothing(catalogue, crossref, clock):
    batch = given(catalogue, dois([1, 2]))
    with catalogue.writing("worker") as write:
        write.batches.claim(40, timedelta(minutes=10), clock())
    another = asking(catalogue, crossref, clock)
    assert another.round().asked == 0
    another.begin()
    assert another.round().asked == 2
    assert states(catalogue, batch) == [READY, READY]


def test_an_answer_for_an_item_decided_meanwhile_changes_nothing(catalogue, crossref, clock, monkeypatch):
    batch = given(catalogue, dois([1]))
    door = Crossref(url=crossref.url, sleep=lambda _: None)
    answers = door.works

    def refusing_first(wanted):
        with catalogue.writing("anna") as write:
            refuse(write, batch, 0, "not for us")
        yield from answers(wanted)

    monkeypatch.setattr(door, "works", refusing_first)
    Asking(catalogue, door, clock).round()
    assert states(catalogue, batch) == [REFUSED]


def test_a_reference_whose_doi_nobody_knows_is_looked_up_by_its_words(catalogue, crossref, clock):
    batch = looked_up(catalogue, crossref, clock, f"{PRINTED} doi:10.5555/slip")
    proposal = proposal_of(items(catalogue, batch)[0])
    assert proposal.found.reference.doi == "10.5555/invented.2"
    assert not proposal.clean


def test_an_item_accepted_is_in_the_catalogue_with_what_crossref_said(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, dois([1]))
    with catalogue.writing("anna") as write:
        made = accept(write, works.at(write), batch, 0)
    (record,) = records(catalogue)
    assert (record, record.source.kind) == (made.record, SourceKind.CROSSREF)
    (item,) = items(catalogue, batch)
    assert (item.state, item.entity) == (ACCEPTED, record.id)


def test_what_the_editor_changed_stands_over_what_crossref_said(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, dois([1]))
    reference = proposal_of(items(catalogue, batch)[0]).reference
    with catalogue.writing("anna") as write:
        change(write, batch, 0, replace(reference, volume="99"))
        accept(write, works.at(write), batch, 0)
    (record,) = records(catalogue)
    assert (dict(record.overrides), record.described.volume) == ({"volume": "99"}, "21")


def test_an_item_that_changed_after_it_was_seen_is_not_accepted(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, dois([1]))
    (item,) = items(catalogue, batch)
    with catalogue.writing("ben") as write:
        change(write, batch, 0, replace(proposal_of(item).reference, volume="99"))
    with catalogue.writing("anna") as write, pytest.raises(ChangedMeanwhile):
        accept(write, works.at(write), batch, 0, state_of(item))


def test_an_item_is_decided_once(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, dois([1]))
    with catalogue.writing("anna") as write:
        accept(write, works.at(write), batch, 0)
    with catalogue.writing("ben") as write, pytest.raises(NotDecidable):
        accept(write, works.at(write), batch, 0)
    with catalogue.writing("ben") as write, pytest.raises(NotDecidable):
        refuse(write, batch, 0, "no")
    assert len(records(catalogue)) == 1


def test_all_clean_ones_are_accepted_and_the_others_left(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, dois([1, 2, 3, 1, 99]))
    assert accept_clean(catalogue, works, batch, "anna") == (2, True)
    assert states(catalogue, batch) == [ACCEPTED, ACCEPTED, READY, READY, READY]


def test_accepting_all_clean_ones_of_a_long_import_can_be_gone_on_with(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, dois([1, 2]))
    assert accept_clean(catalogue, works, batch, "anna", seconds=0) == (0, False)


def test_one_work_printed_and_by_its_doi_is_taken_once(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, f"doi:10.5555/invented.2\n\n{PRINTED}")
    assert accept_clean(catalogue, works, batch, "anna") == (1, True)
    with catalogue.writing("anna") as write, pytest.raises(NotDecidable, match="duplicate"):
        accept(write, works.at(write), batch, 1)


def test_a_work_known_from_print_can_be_given_crossrefs_word(catalogue, crossref, clock, works):
    import_references(catalogue, read_ris(RIS), "anna")
    batch = looked_up(catalogue, crossref, clock, dois([2]))
    (before,) = records(catalogue)
    with catalogue.writing("anna") as write:
        accept(write, works.at(write), batch, 0, how=How(onto=before.id))
    (after,) = records(catalogue)
    assert (after.id, after.citekey) == (before.id, before.citekey)
    assert (after.source.kind, after.reference.doi) == (SourceKind.CROSSREF, "10.5555/invented.2")


RIS = """TY  - JOUR
AU  - Castellanos, I.
AU  - Okafor, C.
TI  - Therapist responsiveness and outcome: An invented study, part 2
T2  - Journal of Counseling Psychology
PY  - 1992
VL  - 22
SP  - 102
EP  - 112
ER  -
"""


def test_a_sure_duplicate_is_added_only_when_the_editor_insists(catalogue, crossref, clock, works):
    import_references(catalogue, read_ris(RIS), "anna")
    batch = looked_up(catalogue, crossref, clock, dois([2]))
    with catalogue.writing("anna") as write:
        accept(write, works.at(write), batch, 0, how=How(anyway=True))
    assert len(records(catalogue)) == 2


def test_duplicates_are_refused_at_once_with_what_they_duplicate(catalogue, crossref, clock, works):
    with catalogue.writing("anna") as write:
        write.add_record(a_record("Moss1", doi="10.5555/invented.1", source=Source(kind=SourceKind.CROSSREF)))
    batch = looked_up(catalogue, crossref, clock, dois([1, 2, 2]))
    assert refuse_duplicates(catalogue, works, batch, "anna") == (2, True)
    assert [each.reason for each in items(catalogue, batch)] == [
        "A duplicate: the same DOI, Moss1",
        "",
        "A duplicate: given twice; line 2 has it too",
    ]


def test_a_refusal_needs_a_reason_and_can_be_taken_back(catalogue, crossref, clock):
    batch = looked_up(catalogue, crossref, clock, dois([1]))
    with catalogue.writing("anna") as write:
        with pytest.raises(NotDecidable, match="Say in a few words"):
            refuse(write, batch, 0, "  ")
        refuse(write, batch, 0, "not about therapy")
        reopen(write, batch, 0)
    assert states(catalogue, batch) == [READY]


def test_an_item_that_waits_can_be_refused(catalogue):
    batch = given(catalogue, dois([1]))
    with catalogue.writing("anna") as write:
        refuse(write, batch, 0, "no")
    assert states(catalogue, batch) == [REFUSED]


def test_a_doi_with_a_slip_is_corrected_and_asked_for(catalogue, crossref, clock):
    batch = looked_up(catalogue, crossref, clock, dois([99]))
    with catalogue.writing("anna") as write:
        with pytest.raises(NotADOI):
            look_up(write, batch, 0, "not a DOI")
        look_up(write, batch, 0, "https://doi.org/10.5555/invented.4")
    asking(catalogue, crossref, clock).round()
    assert proposal_of(items(catalogue, batch)[0]).reference.doi == "10.5555/invented.4"


def test_the_editor_chooses_among_works_or_none_of_them(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, PRINTED.replace("Counseling Psychology", "Bees"))
    with catalogue.writing("anna") as write:
        choose(write, batch, 0, 0)
        assert proposal_of(write.batches.item(batch, 0)).found.reference.doi == "10.5555/invented.2"
        choose(write, batch, 0, None)
        accept(write, works.at(write), batch, 0)
        with pytest.raises(NotDecidable):
            choose(write, batch, 0, 0)
    assert [each.source.kind for each in records(catalogue)] == [SourceKind.PRINTED]


def test_a_text_becomes_a_draft_that_cites_its_study_with_its_doi(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, TEXT)
    with catalogue.writing("anna") as write:
        made = accept(write, works.at(write), batch, 0)
    (record,) = records(catalogue)
    assert record.reference.doi == "10.5555/invented.2"
    assert made.summary.status is Status.DRAFT
    assert (made.summary.month, made.summary.citations[0].reference) == (MARCH, record.id)


def test_a_text_whose_study_we_hold_cites_what_is_there(catalogue, crossref, clock, works):
    import_references(catalogue, read_ris(RIS), "anna")
    batch = looked_up(catalogue, crossref, clock, TEXT)
    with catalogue.writing("anna") as write:
        accept(write, works.at(write), batch, 0)
    assert len(records(catalogue)) == 1


def test_a_text_imported_before_is_a_duplicate(catalogue, crossref, clock, works):
    for _ in range(2):
        batch = looked_up(catalogue, crossref, clock, TEXT)
        accept_clean(catalogue, works, batch, "anna")
    (item,) = items(catalogue, batch)
    assert item.state is READY
    with catalogue.reading() as read:
        assert [each.kind for each in proposal_now(read, works.at(read), item).duplicates] == ["summary"]


def test_a_text_given_in_two_imports_becomes_one_summary(catalogue, crossref, clock, works):
    batches = [looked_up(catalogue, crossref, clock, TEXT) for _ in range(2)]
    assert accept_clean(catalogue, works, batches[0], "anna") == (1, True)
    assert accept_clean(catalogue, works, batches[1], "bea") == (0, True)
    with catalogue.writing("bea") as write, pytest.raises(NotDecidable, match="duplicate"):
        accept(write, works.at(write), batches[1], 0)


def test_another_text_under_the_same_title_and_month_is_for_the_editor_to_decide(
    catalogue, crossref, clock, works
):
    accept_clean(catalogue, works, looked_up(catalogue, crossref, clock, TEXT), "anna")
    other = looked_up(catalogue, crossref, clock, TEXT.replace("Listen well.", "Listen better."))
    assert accept_clean(catalogue, works, other, "anna") == (0, True)
    assert refuse_duplicates(catalogue, works, other, "anna") == (0, True)
    with catalogue.writing("anna") as write:
        assert accept(write, works.at(write), other, 0).summary.implications == "Listen better."


def test_a_text_exported_here_becomes_a_draft_as_it_was(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, EXPORTED)
    assert accept_clean(catalogue, works, batch, "anna") == (0, True)
    with catalogue.writing("anna") as write:
        made = accept(write, works.at(write), batch, 0)
    summary = made.summary
    assert (summary.status, summary.month, summary.research_type) == (Status.DRAFT, Month(2019, 5), "survey")
    assert summary.topics == ("empathy",)
    assert summary.body == 'It was studied in **clinics**.\n\n[{"this": "is text"}]'
    with catalogue.reading() as read:
        first, second = read.records_of(summary)
    assert first.reference.doi == "10.5555/invented.2"
    assert [each.doi for each in first.notices] == ["10.5555/notice"]
    assert second.reference.title == "Tears in the consulting room"


def test_a_text_read_as_something_else_can_be_read_as_a_text_again(catalogue):
    batch = given(catalogue, EXPORTED.replace("10.5555/notice", "").replace("clinics", "clinics, 10.5555/a"))
    with catalogue.writing("anna") as write:
        assert read_as(write, batch, 0, "doi", MARCH) == 1
        assert read_as(write, batch, 0, "blog", MARCH) == 1
    (item,) = items(catalogue, batch)
    entry = proposal_of(item).entry
    assert (entry.month, entry.exported, len(entry.further)) == (Month(2019, 5), True, 1)


def test_what_changed_meanwhile_is_not_read_again(catalogue):
    batch = given(catalogue, PRINTED)
    with catalogue.writing("anna") as write, pytest.raises(ChangedMeanwhile):
        read_as(write, batch, 0, "printed", MARCH, "another")


def test_a_part_is_read_again_as_what_the_editor_says_it_is(catalogue, crossref, clock):
    batch = given(catalogue, "10.5555/invented.1\n\nMoss on tears, 1999\nand Muran on ruptures, 2001")
    with catalogue.writing("anna") as write:
        with pytest.raises(NothingToImport):
            read_as(write, batch, 1, "doi", MARCH)
        assert read_as(write, batch, 1, "printed", MARCH) == 1
    assert states(catalogue, batch) == [WAITING, WAITING]


def test_a_part_that_turns_out_to_be_several_items_gives_each_its_own(catalogue):
    batch = given(catalogue, f"{PRINTED} Cited with 10.5555/a.", kind="printed")
    with catalogue.writing("anna") as write:
        item = write.batches.item(batch, 0)
        write.batches.put(batch, replace(item, input="10.5555/a\n10.5555/b"))
        assert read_as(write, batch, 0, "doi", MARCH) == 2
    assert [(each.position, each.kind) for each in items(catalogue, batch)] == [(0, "doi"), (1, "doi")]


def test_a_file_accepted_here_is_known_again_by_other_imports(catalogue, crossref, clock, works):
    batch = looked_up(catalogue, crossref, clock, RIS)
    with catalogue.writing("anna") as write:
        accept(write, works.at(write), batch, 0)
    report = import_references(catalogue, read_ris(RIS), "anna")
    assert (len(report.unchanged), len(report.added)) == (1, 0)


def test_works_are_followed_through_changes_and_removals(catalogue):
    followed = FollowedWorks()
    record = a_record()
    with catalogue.reading() as read:
        assert followed.at(read).find(record.reference) is None
    with catalogue.writing("anna") as write:
        write.add_record(record)
        assert followed.at(write).find(record.reference) == record
        write.undo(write.revision())
        assert followed.at(write).find(record.reference) is None


def test_items_are_read_page_by_page(catalogue):
    batch = given(catalogue, dois(range(5)))
    with catalogue.reading() as read:
        page = read.batches.items(batch, states=(WAITING,), start=2, most=2)
        assert [each.position for each in page] == [2, 3]
        assert read.batches.items(batch, states=(READY,)) == ()
        assert read.batches.counts(batch) == {WAITING: 5}
