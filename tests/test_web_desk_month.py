from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kb.reference import Source, SourceKind
from kb.summary import Month, Status
from tests.conftest import signed_in
from tests.factories import a_record, a_summary

TODAY = datetime.now(UTC).astimezone().date()
MAY = "/editor/month/2031/5"


@pytest.fixture
def drafts(site):
    """A draft of May 2031 that is ready, one that bears no topic, and one without text."""
    record = a_record(source=Source(kind=SourceKind.CROSSREF))
    common = {"status": Status.DRAFT, "month": Month(2031, 5)}
    made = {
        "ready": a_summary(record, title="Ready", **common),
        "doubtful": a_summary(record, title="Doubtful", topics=(), **common),
        "hindered": a_summary(record, title="Hindered", body="", **common),
    }
    with site.catalogue.writing("ben") as write:
        write.add_record(record)
        for each in made.values():
            write.add_summary(each)
    return made


def chosen(site, *summaries, **more):
    """The form with summaries ticked, as it was sent with the page."""
    with site.catalogue.reading() as read:
        versions = {f"seen-{each.id}": read.version("summary", each.id) for each in summaries}
    return {"summary": [each.id for each in summaries], **versions, **more}


def status(site, summary):
    """How far a summary has come."""
    with site.catalogue.reading() as read:
        return read.summary(summary.id).status


def test_the_way_to_the_month_leads_to_the_coming_one(desk_client, drafts):
    assert desk_client.get("/editor/month").location == MAY


def test_the_month_shows_its_digest_and_what_each_summary_lacks(desk_client, drafts):
    page = desk_client.get(MAY).text
    assert "Talk about it afterwards." in page
    assert "It has no text." in page
    assert "It is filed under no topic." in page
    assert "Journal of Invented Studies" in page


def test_what_is_ready_is_ticked_and_what_is_doubtful_is_not(desk_client, drafts):
    page = desk_client.get(MAY).text
    boxes = {each.split('value="')[1].split('"')[0]: each for each in page.split('type="checkbox"')[1:]}
    assert " checked" in boxes[drafts["ready"].id].split(">")[0]
    assert " checked" not in boxes[drafts["doubtful"].id].split(">")[0]
    assert drafts["hindered"].id not in boxes


def test_the_month_is_published_as_a_whole_and_found_at_once(desk_client, site, drafts):
    form = chosen(site, drafts["ready"], drafts["doubtful"], how="now")
    answer = desk_client.post(MAY, data=form, follow_redirects=True)
    assert "2 summaries are published." in answer.text
    assert status(site, drafts["doubtful"]) is Status.PUBLISHED
    assert "Ready" in desk_client.get("/search?q=therapists").text
    assert "Ready" in desk_client.get("/archive/2031/05").text


def test_what_is_hindered_is_not_published_whatever_is_sent(desk_client, site, drafts):
    form = chosen(site, *drafts.values(), how="now")
    answer = desk_client.post(MAY, data=form, follow_redirects=True)
    assert "Left as it is: “Hindered”. It has no text." in answer.text
    assert status(site, drafts["hindered"]) is Status.DRAFT


def test_what_somebody_changed_meanwhile_is_left_as_it_is(desk_client, site, drafts):
    form = chosen(site, drafts["ready"], how="now")
    with site.catalogue.writing("carol") as write:
        write.change_summary(replace(drafts["ready"], body="Quite another text."))
    answer = desk_client.post(MAY, data=form, follow_redirects=True)
    assert "carol changed it after you opened this page" in answer.text
    assert status(site, drafts["ready"]) is Status.DRAFT


def test_the_month_is_scheduled_for_a_day(desk_client, site, drafts):
    day = TODAY + timedelta(days=9)
    form = chosen(site, drafts["ready"], how="later", on=day.isoformat())
    assert "1 summary will appear on" in desk_client.post(MAY, data=form, follow_redirects=True).text
    with site.catalogue.reading() as read:
        scheduled = read.summary(drafts["ready"].id)
    assert (scheduled.status, scheduled.publish_on) == (Status.SCHEDULED, day)


@pytest.mark.parametrize("day", ["", "tomorrow", TODAY.isoformat()], ids=["none", "in words", "today"])
def test_a_day_that_is_not_to_come_is_refused_at_its_field_and_the_choice_stays(
    desk_client, site, drafts, day
):
    answer = desk_client.post(MAY, data=chosen(site, drafts["doubtful"], how="later", on=day))
    assert answer.status_code == 422
    assert "Give a day from tomorrow on." in answer.text
    box = answer.text.split(f'value="{drafts["doubtful"].id}"')[1].split(">")[0]
    assert "checked" in box


def test_without_a_choice_nothing_appears(desk_client, site, drafts):
    answer = desk_client.post(MAY, data={"how": "now"})
    assert answer.status_code == 422
    assert "Choose what is to appear." in answer.text


def test_a_summary_is_moved_to_another_month(desk_client, site, drafts):
    draft = drafts["ready"]
    with site.catalogue.reading() as read:
        seen = read.version("summary", draft.id)
    form = {"summary": draft.id, "seen": seen, "month": "2031-05", "to": "2031-06"}
    answer = desk_client.post("/editor/month/move", data=form, follow_redirects=True)
    assert "“Ready” is now in June 2031." in answer.text
    with site.catalogue.reading() as read:
        assert read.summary(draft.id).month == Month(2031, 6)
    again = desk_client.post("/editor/month/move", data={**form, "to": "2031-07"}, follow_redirects=True)
    assert "Nothing was moved: anna changed it" in again.text


def test_who_else_has_unsaved_text_of_a_summary_is_said(desk_client, site, drafts):
    with site.catalogue.writing("carol") as write:
        write.working_copies.put("carol", drafts["ready"], 1)
        write.working_copies.put("anna", drafts["ready"], 1)
    assert "carol has text of it not saved yet" in desk_client.get(MAY).text


def test_there_is_no_thirteenth_month(desk_client):
    assert desk_client.get("/editor/month/2031/13").status_code == 404


def test_who_may_only_read_publishes_nothing(site, drafts):
    reader = signed_in(site, "rosa", "reader")
    assert "Publish now" not in reader.get(MAY).text
    assert reader.post(MAY, data=chosen(site, drafts["ready"], how="now")).status_code == 403
