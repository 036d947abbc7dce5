from dataclasses import replace
from datetime import date

import pytest

from kb.errors import NotFound, Outdated
from kb.month_work import coming_month, following, months_work, move_to, show_month
from kb.summary import Month, Status
from tests.factories import a_record, a_summary

MAY, JUNE = Month(2026, 5), Month(2026, 6)


@pytest.fixture
def record(catalogue):
    """A reference in the catalogue."""
    made = a_record()
    with catalogue.writing("anna") as write:
        write.add_record(made)
    return made


@pytest.fixture
def draft_of(catalogue, record):
    """Adds drafts of May to the catalogue."""

    def add(**changes):
        draft = a_summary(record, **{"status": Status.DRAFT, "month": MAY, **changes})
        with catalogue.writing("anna") as write:
            write.add_summary(draft)
        return draft

    return add


def test_a_months_work_is_what_is_open_and_what_appeared_in_the_order_of_its_digest(catalogue, draft_of):
    draft_of(slug="b")
    draft_of(slug="a", status=Status.PUBLISHED)
    draft_of(slug="c", status=Status.WITHDRAWN)
    draft_of(slug="d", month=JUNE)
    with catalogue.reading() as read:
        work = months_work(read, MAY)
    assert [each.summary.slug for each in work.planned] == ["a", "b"]
    assert [each.summary.slug for each in work.open] == ["b"]
    assert [each.slug for each in work.withdrawn] == ["c"]
    assert work.others == ((JUNE, 1),)


def test_what_hinders_a_summary_keeps_it_from_being_ready(catalogue, draft_of):
    draft_of(slug="ready")
    draft_of(slug="without-text", body="")
    with catalogue.reading() as read:
        work = months_work(read, MAY)
    assert [each.summary.slug for each in work.ready] == ["ready"]
    assert [each.summary.slug for each in work.hindered] == ["without-text"]


def test_the_usual_number_is_that_of_the_middle_month(catalogue, draft_of):
    for month, number in ((1, 1), (2, 3), (3, 9)):
        for _ in range(number):
            draft_of(month=Month(2026, month), status=Status.PUBLISHED)
    with catalogue.reading() as read:
        assert months_work(read, MAY).usual == 3
        assert months_work(read, Month(2026, 2)).usual == 1


def test_the_coming_month_is_the_first_with_something_open(catalogue, draft_of):
    draft_of(month=Month(2026, 3))
    draft_of(month=JUNE)
    with catalogue.reading() as read:
        assert coming_month(read, MAY) == JUNE


def test_without_anything_open_the_coming_month_is_the_first_still_empty(catalogue, draft_of):
    with catalogue.reading() as read:
        assert coming_month(read, MAY) == MAY
    draft_of(status=Status.PUBLISHED)
    with catalogue.reading() as read:
        assert coming_month(read, MAY) == JUNE


def test_the_month_before_january_is_december():
    assert following(Month(2026, 1), -1) == Month(2025, 12)


def test_a_month_is_published_but_for_what_is_hindered(catalogue, draft_of):
    ready, hindered = draft_of(), draft_of(implications="")
    with catalogue.writing("anna") as write:
        chosen = {each.id: write.version("summary", each.id) for each in (ready, hindered)}
        shown = show_month(write, chosen)
        assert [each.id for each in shown.done] == [ready.id]
        assert [(each.summary.id, each.why) for each in shown.held] == [(hindered.id, "hindered")]
        assert write.summary(ready.id).status is Status.PUBLISHED
        assert write.summary(hindered.id).status is Status.DRAFT


def test_a_summary_changed_since_it_was_looked_at_is_not_published(catalogue, draft_of):
    draft = draft_of()
    with catalogue.writing("ben") as write:
        seen = write.version("summary", draft.id)
        write.change_summary(replace(draft, title="Ben's title"))
        shown = show_month(write, {draft.id: seen})
    assert [(each.why, each.by) for each in shown.held] == [("changed", "ben")]


def test_a_month_can_be_made_to_appear_on_a_day(catalogue, draft_of):
    draft = draft_of()
    with catalogue.writing("anna") as write:
        show_month(write, {draft.id: write.version("summary", draft.id)}, date(2026, 5, 2))
        scheduled = write.summary(draft.id)
    assert (scheduled.status, scheduled.publish_on) == (Status.SCHEDULED, date(2026, 5, 2))


def test_a_summary_moved_to_another_month_loses_the_day_it_had(catalogue, draft_of):
    scheduled = draft_of(status=Status.SCHEDULED, publish_on=date(2026, 5, 2))
    with catalogue.writing("anna") as write:
        moved = move_to(write, scheduled.id, JUNE, write.version("summary", scheduled.id))
    assert (moved.month, moved.status, moved.publish_on) == (JUNE, Status.DRAFT, None)


def test_a_published_summary_stays_in_its_month_and_a_changed_one_is_looked_at_first(catalogue, draft_of):
    published, draft = draft_of(status=Status.PUBLISHED), draft_of()
    with catalogue.writing("anna") as write:
        with pytest.raises(NotFound):
            move_to(write, published.id, JUNE, write.version("summary", published.id))
        with pytest.raises(Outdated):
            move_to(write, draft.id, JUNE, 1)
