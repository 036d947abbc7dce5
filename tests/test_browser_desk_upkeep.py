"""The upkeep of the desk in a real browser: history, vocabulary and a month's work."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from kb.reference import Notice, NoticeKind, Source, SourceKind
from kb.summary import Month, Status
from kb.vocabulary import TermKind
from tests.factories import a_record, a_summary


@pytest.fixture
def texts(site):
    """A published summary that was changed, and two drafts of May 2031: one ready, one without text."""
    record = a_record(source=Source(kind=SourceKind.CROSSREF), notices=(Notice(kind=NoticeKind.CORRECTION),))
    open_one = {"status": Status.DRAFT, "month": Month(2031, 5)}
    made = {
        "published": a_summary(record, title="What tears mean", slug="tears"),
        "ready": a_summary(record, title="Weeping therapists", slug="weeping", **open_one),
        "hindered": a_summary(record, title="Without a text", body="", topics=(), **open_one),
    }
    with site.catalogue.writing("ben") as write:
        write.add_record(record)
        for each in made.values():
            write.add_summary(each)
        write.change_summary(replace(made["published"], body="Seventy therapists wept, and said so."))
    return made


def test_a_change_is_seen_word_by_word_undone_and_an_earlier_version_restored(desk_page, site, texts):
    desk_page.goto("/editor/activity")
    desk_page.get_by_role("link", name="What tears mean").first.click()
    expect(desk_page.locator("ins").filter(has_text="Seventy")).to_be_visible()
    desk_page.get_by_role("button", name="Undo this change").click()
    expect(desk_page.get_by_role("status")).to_contain_text("The change is undone.")
    with site.catalogue.reading() as read:
        assert read.summary(texts["published"].id).body == texts["published"].body
    desk_page.get_by_role("link", name="This version").nth(1).click()
    desk_page.get_by_role("button", name="Restore this version").click()
    expect(desk_page.get_by_role("status")).to_contain_text("The earlier version is back.")
    with site.catalogue.reading() as read:
        assert read.summary(texts["published"].id).body == "Seventy therapists wept, and said so."


def test_a_topic_is_renamed_by_keyboard_after_its_summaries_were_shown(desk_page, site, texts):
    desk_page.goto("/editor/vocabulary")
    desk_page.get_by_role("link", name="Empathy", exact=True).focus()
    desk_page.keyboard.press("Enter")
    name = desk_page.get_by_label("Name", exact=True)
    name.focus()
    desk_page.keyboard.press("ControlOrMeta+a")
    desk_page.keyboard.type("Human warmth")
    desk_page.keyboard.press("Enter")
    expect(desk_page.get_by_text("2 summaries will bear the new name:")).to_be_visible()
    expect(desk_page.get_by_role("link", name="What tears mean")).to_be_visible()
    desk_page.get_by_role("button", name="Rename").focus()
    desk_page.keyboard.press("Enter")
    expect(desk_page.get_by_role("status")).to_contain_text("“Human warmth” is saved.")
    desk_page.goto("/topics/empathy")
    expect(desk_page).to_have_url(re.compile("/topics/human-warmth$"))
    expect(desk_page.get_by_role("link", name="What tears mean").first).to_be_visible()


def test_two_topics_become_one(desk_page, site, texts):
    desk_page.goto("/editor/vocabulary/topic/empathy")
    desk_page.get_by_label("Into").select_option("Training")
    desk_page.get_by_role("button", name="See what would change").click()
    expect(desk_page.get_by_text("2 summaries will be filed under “Training” instead:")).to_be_visible()
    desk_page.get_by_role("button", name="Merge").click()
    expect(desk_page.get_by_role("heading", level=1)).to_have_text("Training")
    with site.catalogue.reading() as read:
        assert [each.slug for each in read.bearing(TermKind.TOPIC, "training")] == ["weeping", "tears"]


def test_a_month_is_published_and_what_is_not_ready_stays(desk_page, site, texts):
    desk_page.goto("/editor/")
    desk_page.get_by_role("navigation", name="Desk").get_by_role("link", name="Month").click()
    expect(desk_page.get_by_role("heading", level=1)).to_have_text("May 2031")
    expect(desk_page.get_by_role("checkbox", name="Weeping therapists")).to_be_checked()
    expect(desk_page.get_by_text("It has no text.").first).to_be_visible()
    desk_page.get_by_role("button", name="Publish now").click()
    expect(desk_page.get_by_role("status")).to_contain_text("1 summary is published.")
    desk_page.goto("/search?q=weeping")
    expect(desk_page.get_by_role("link", name="Weeping therapists").first).to_be_visible(timeout=2000)
    with site.catalogue.reading() as read:
        assert read.summary(texts["hindered"].id).status is Status.DRAFT


def test_moments_are_those_of_the_readers_own_clock(desk_page_of, texts):
    here = desk_page_of("anna", timezone_id="Pacific/Auckland", locale="en-GB")
    here.goto("/editor/activity")
    shown = here.locator("time").first
    here.wait_for_function("document.querySelector('time[data-moment]').title")
    own = shown.evaluate("each => new Date(each.dateTime).toTimeString().slice(0, 5)")
    assert own in shown.get_attribute("title")
