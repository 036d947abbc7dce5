from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kb.batches import Batch, BatchItem, ItemState
from kb.identifiers import DOI
from kb.reference import Notice, NoticeKind, Source, SourceKind
from kb.summary import Month, Status
from kb.waiting import waiting
from tests.factories import a_record, a_summary

MAY = Month(2026, 5)
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@pytest.fixture
def what_waits(catalogue):
    """What waits for Anna in May after some things were put in the catalogue."""

    def after(*things, editor="anna", since=EVER):
        with catalogue.writing("anna") as write:
            for thing in things:
                (write.add_record if hasattr(thing, "citekey") else write.add_summary)(thing)
        with catalogue.reading() as read:
            return waiting(read, editor, MAY, since)

    return after


def test_drafts_and_scheduled_wait_each_with_what_it_lacks(what_waits):
    record = a_record()
    draft = a_summary(status=Status.DRAFT)
    scheduled = a_summary(record, status=Status.SCHEDULED)
    found = what_waits(record, draft, scheduled, a_summary(record))
    assert [(each.summary, each.ready) for each in found.drafts] == [(draft, False)]
    assert [(each.summary, each.ready) for each in found.scheduled] == [(scheduled, True)]


def test_a_month_holds_what_is_out_and_what_is_to_come(what_waits):
    out = a_summary(month=MAY)
    coming = a_summary(month=MAY, status=Status.DRAFT)
    later = a_summary(month=Month(2026, 6), status=Status.DRAFT)
    found = what_waits(out, coming, later)
    assert found.published == (out,)
    assert [each.summary for each in found.this_month] == [coming]


def test_an_import_waits_until_all_of_it_is_decided(catalogue, what_waits):
    open_batch, done = Batch(by="anna", title="open"), Batch(by="anna", title="done")
    states = [ItemState.WAITING, ItemState.READY, ItemState.REFUSED]
    items = [BatchItem(position=n, kind="doi", input="x", state=state) for n, state in enumerate(states)]
    with catalogue.writing("anna") as write:
        write.batches.add(open_batch, items)
        write.batches.add(done, [items[2]])
    assert [(batch.title, number) for batch, number in what_waits().batches] == [("open", 2)]


def test_a_reference_nobody_can_find_is_unresolved(what_waits):
    typed = a_record("Typed2001")
    with_doi = a_record("Doi2002", doi=DOI("10.1000/x"))
    confirmed = a_record("Known2003", source=Source(kind=SourceKind.CROSSREF))
    assert [each.citekey for each in what_waits(typed, with_doi, confirmed).unresolved] == ["Typed2001"]


def test_a_notice_is_news_from_the_day_it_became_known(catalogue, what_waits):
    record = a_record("Moss2015")
    told = a_summary(record)
    what_waits(record, told)
    retraction = Notice(kind=NoticeKind.RETRACTION)
    with catalogue.writing("the check") as write:
        write.change_record(replace(record, notices=(retraction,)))
        write.change_record(replace(record, notices=(retraction,), overrides={"volume": "13"}))
        known = write.history("reference", record.id)[1].at
    (news,) = what_waits().news
    assert (news.record.citekey, news.notice, news.since, news.touches) == (
        "Moss2015",
        retraction,
        known,
        (told,),
    )
    assert what_waits(since=known + timedelta(seconds=1)).news == ()


def test_what_one_editor_has_not_saved_is_not_anothers(catalogue, what_waits):
    text = a_summary(status=Status.DRAFT)
    with catalogue.writing("anna") as write:
        write.working_copies.put("anna", text, 0)
    assert [each.summary for each in what_waits().unsaved] == [text]
    assert what_waits(editor="ben").unsaved == ()
