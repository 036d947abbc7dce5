from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kb.batches import Batch, BatchItem, ItemState
from kb.catalogue import Catalogue
from kb.errors import AlreadyThere, CannotUndo, NotFound, Outdated, StillUsed
from kb.publishing import objections, publish_due
from kb.reference import Notice, NoticeKind, Source, SourceKind
from kb.refiling import merge_terms, rename_term
from kb.summary import Status
from kb.vocabulary import Term, TermKind
from tests.databases import databases
from tests.factories import a_record, a_summary

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
LEASE = timedelta(minutes=1)


def test_a_change_made_from_an_older_version_is_refused_and_names_who_came_first(catalogue, text):
    with catalogue.writing("anna") as write:
        seen = write.version("summary", text.id)
        write.change_summary(replace(text, title="Anna's title"), seen=seen)
    with catalogue.writing("ben") as write, pytest.raises(Outdated, match="anna changed") as refused:
        write.change_summary(replace(text, title="Ben's title"), seen=seen)
    with catalogue.reading() as read:
        assert read.summary(text.id).title == "Anna's title"
        assert read.version("summary", text.id) == refused.value.version


def test_any_version_can_be_restored_as_a_new_change(catalogue, text):
    with catalogue.writing("anna") as write:
        first = write.version("summary", text.id)
        write.change_summary(replace(text, title="Second"))
        write.change_summary(replace(text, title="Third"))
        write.restore(first)
    with catalogue.reading() as read:
        assert read.summary(text.id) == text
        assert [change.action for change in read.history("summary", text.id)][-1] == "restored"


def test_restoring_what_is_there_changes_nothing(catalogue, text):
    with catalogue.writing("anna") as write:
        revision = write.revision()
        assert write.restore(write.version("summary", text.id)) is None
        assert write.revision() == revision


def test_a_removal_cannot_be_restored(catalogue):
    term = Term(kind=TermKind.TOPIC, slug="tears", label="Tears")
    with catalogue.writing("anna") as write:
        write.put_term(term)
        write.remove_term(TermKind.TOPIC, "tears")
        with pytest.raises(CannotUndo):
            write.restore(write.version("term", "topic/tears"))


def test_a_former_address_of_a_summary_still_means_it(catalogue, text):
    with catalogue.writing("anna") as write:
        write.change_summary(replace(text, slug="renamed"))
        assert write.summary_at(text.slug).slug == "renamed"
        with pytest.raises(AlreadyThere):
            write.add_summary(a_summary(slug=text.slug))


def test_a_draft_leaves_no_address_behind(catalogue):
    draft = a_summary(status=Status.DRAFT)
    with catalogue.writing("anna") as write:
        write.add_summary(draft)
        write.change_summary(replace(draft, slug="renamed"))
        assert write.summary_at(draft.slug) is None


def test_addresses_of_published_summaries_are_known_in_a_catalogue_from_before_the_desk(tmp_path):
    url = databases.address_of(tmp_path)
    opened = Catalogue(url)
    text = a_summary()
    with opened.writing("anna") as write:
        write.add_summary(text)
        for table in ("slugs", "working_copies", "batch_items", "batches", "ended_sessions"):
            write._connection.exec_driver_sql(f"DROP TABLE {table}")
        write._connection.exec_driver_sql("ALTER TABLE editors DROP COLUMN sessions")
        write._connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0002'")
    opened.close()
    renewed = Catalogue(url)
    with renewed.writing("anna") as write:
        write.change_summary(replace(text, slug="renamed"))
        assert write.summary_at(text.slug) == write.summary(text.id)
    renewed.close()


def test_a_scheduled_summary_is_published_when_its_day_has_come(catalogue):
    study = a_record()
    scheduled = a_summary(study, status=Status.SCHEDULED, publish_on=date(2026, 5, 4))
    lacking = a_summary(status=Status.SCHEDULED, publish_on=date(2026, 5, 4))  # it cites nothing
    with catalogue.writing("clock") as write:
        write.add_record(study)
        write.add_summary(scheduled)
        write.add_summary(lacking)
        assert publish_due(write, date(2026, 5, 3)) == ()
        assert [each.slug for each in publish_due(write, date(2026, 5, 4))] == [scheduled.slug]
        assert write.summary(scheduled.id).status is Status.PUBLISHED
        assert write.summary(lacking.id).status is Status.SCHEDULED


def test_what_speaks_against_publishing_is_said_gravest_first():
    retracted = a_record(
        notices=(Notice(kind=NoticeKind.RETRACTION),), source=Source(kind=SourceKind.PRINTED)
    )
    codes = [each.code for each in objections(a_summary(implications="", topics=()), (retracted,))]
    assert codes == ["no-implications", "retracted", "unresolved", "no-topic"]
    assert not objections(a_summary(), (a_record(source=Source(kind=SourceKind.CROSSREF)),))


def test_a_renamed_topic_takes_its_summaries_along_and_its_old_name_still_finds_it(catalogue, text):
    with catalogue.writing("anna") as write:
        tears = Term(kind=TermKind.TOPIC, slug="warmth", label="Warmth")
        moved = rename_term(write, TermKind.TOPIC, "empathy", tears)
        assert [each.id for each in moved] == [text.id]
        assert write.summary(text.id).topics == ("warmth",)
        assert write.vocabulary().find(TermKind.TOPIC, "empathy").slug == "warmth"


def test_a_topic_merged_into_another_leaves_each_summary_the_other_once(catalogue):
    both = a_summary(topics=("training", "empathy"))
    with catalogue.writing("anna") as write:
        write.add_summary(both)
        merge_terms(write, TermKind.TOPIC, "empathy", "training")
        assert write.summary(both.id).topics == ("empathy",)
        assert write.vocabulary().find(TermKind.TOPIC, "Training").slug == "empathy"


def test_a_topic_that_summaries_bear_cannot_be_removed(catalogue, text):
    with catalogue.writing("anna") as write:
        with pytest.raises(StillUsed, match=text.slug):
            write.remove_term(TermKind.TOPIC, "empathy")
        with pytest.raises(NotFound):
            write.remove_term(TermKind.TOPIC, "no-such-topic")


def test_each_editor_has_a_working_copy_of_their_own(catalogue, text):
    with catalogue.writing("anna") as write:
        write.working_copies.put("anna", replace(text, title="A"), 1)
        write.working_copies.put("ben", replace(text, title="B"), 1)
        write.working_copies.put("anna", replace(text, title="A2"), 1)
    with catalogue.writing("anna") as write:
        assert write.working_copies.get(text.id, "anna").summary.title == "A2"
        write.working_copies.drop(text.id, "anna")
        assert [each.editor for each in write.working_copies.of(text.id)] == ["ben"]


def test_an_item_claimed_by_one_worker_is_not_given_to_another_until_the_lease_ends(catalogue):
    batch = Batch(by="anna", title="Ten DOIs")
    items = [BatchItem(position=number, kind="doi", input=f"10.1000/{number}") for number in range(3)]
    with catalogue.writing("worker") as write:
        write.batches.add(batch, items)
        first = write.batches.claim(2, LEASE, NOW)
        assert [item.position for _, item in first] == [0, 1]
        assert [item.position for _, item in write.batches.claim(5, LEASE, NOW)] == [2]
        assert [item.position for _, item in write.batches.claim(5, LEASE, NOW + 2 * LEASE)] == [0, 1, 2]


def test_what_became_of_an_item_is_kept_and_counted(catalogue):
    batch = Batch(by="anna", title="One DOI")
    item = BatchItem(position=0, kind="doi", input="10.1000/x")
    with catalogue.writing("anna") as write:
        write.batches.add(batch, [item])
        refused = replace(item, state=ItemState.REFUSED, reason="a duplicate")
        write.batches.put(batch.id, refused)
        assert write.batches.all() == ((batch, {ItemState.REFUSED: 1}),)
        assert write.batches.items(batch.id) == (refused,)
        assert write.batches.next_due() is None
        write.batches.remove(batch.id)
        assert write.batches.item(batch.id, 0) is None
