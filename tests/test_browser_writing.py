"""Writing a summary in a real browser, from its first word to its withdrawal."""

import re
import time

import pytest
from playwright.sync_api import expect

from kb.reference import Source, SourceKind
from kb.summary import Status
from tests.conftest import PASSWORD
from tests.crossref_stand_in import invented_work
from tests.factories import a_record, a_summary

PHONE = {"viewport": {"width": 390, "height": 844}}
BODY = "Sixty therapists told when they had wept.\n\nMost had **warmth** for their clients, and empathy."


@pytest.fixture
def draft(site):
    """A draft about a study that Crossref vouches for."""
    record = a_record("Moss2015", source=Source(kind=SourceKind.CROSSREF), doi="10.1000/moss")
    summary = a_summary(record, slug="tears", title="Tears", status=Status.DRAFT)
    with site.catalogue.writing("anna") as write:
        write.add_record(record)
        write.add_summary(summary)
    return summary


def now(site, name):
    with site.catalogue.reading() as read:
        return read.summary(name) or read.summary_at(name)


def until_kept(site, summary):
    """Wait for what the browser sends while it leaves a page."""
    for _ in range(100):
        with site.catalogue.reading() as read:
            if read.working_copies.get(summary.id, "anna"):
                return
        time.sleep(0.05)
    pytest.fail("What was typed did not arrive.")


def kept(page):
    expect(page.locator("#kept")).to_contain_text("Kept for you")


def pasted(page, text):
    """Put a text where the focus is, as a paste does."""
    page.evaluate(
        """text => {
            const event = new InputEvent("input", { inputType: "insertFromPaste", bubbles: true });
            document.activeElement.value = text;
            document.activeElement.dispatchEvent(event);
        }""",
        text,
    )


def test_a_summary_from_its_doi_to_its_readers_and_back(desk_page, crossref, site):
    crossref.works = {"10.5555/tears": invented_work("10.5555/tears")}
    page = desk_page
    page.goto("/editor/summaries/new")
    expect(page.get_by_label("Add a study")).to_be_focused()
    pasted(page, "https://doi.org/10.5555/TEARS")
    expect(page.locator("#found")).to_contain_text("Therapist responsiveness and outcome")
    expect(page.get_by_role("button", name="Add to the catalogue and cite")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cited li")).to_have_count(1)
    expect(page.get_by_label("Title", exact=True)).to_be_focused()
    page.keyboard.type("What tears tell")
    page.get_by_label("Text", exact=True).fill(BODY)
    expect(page.locator("[data-preview=body] strong")).to_have_text("warmth")
    expect(page.locator("#body-count")).to_contain_text("15 words")
    page.get_by_label("Practice implications", exact=True).fill("Talk about it afterwards.")
    suggestion = page.locator("#suggestions button", has_text="Empathy").first
    suggestion.click()
    expect(page.locator(".chips")).to_contain_text("Empathy")
    page.get_by_label("Research type", exact=True).select_option("survey")
    kept(page)
    expect(page.locator("#checks")).to_contain_text("Nothing speaks against publishing it.")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".said")).to_contain_text("Published.")

    published = time.monotonic()
    answer = page.request.get("/api/v1/search?q=wept").json()
    assert answer["hits"][0]["slug"] == "what-tears-tell"
    assert time.monotonic() - published < 2

    page.get_by_label("Title", exact=True).fill("What tears may tell")
    page.get_by_role("button", name="Save for readers").click()
    expect(page.locator(".said")).to_contain_text("readers see it at once")
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("What tears tell")

    page.get_by_text("Withdraw it", exact=True).click()
    page.get_by_label("Note that takes the place of the text").fill("We got a number wrong.")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Withdrawn.")
    hits = page.request.get("/api/v1/search?q=wept").json()["hits"]
    assert not [hit for hit in hits if hit["kind"] == "summary"]
    assert page.request.get("/summaries/what-tears-tell").status == 410


def test_text_that_was_never_saved_is_there_again_after_the_window_was_closed(desk_page, site, draft):
    page = desk_page
    page.goto("/editor/summaries/tears")
    page.get_by_label("Text", exact=True).fill("Half a sent")
    page.goto("/editor/")  # at once, before anything was kept
    until_kept(site, draft)
    page.goto("/editor/summaries/tears")
    expect(page.get_by_label("Text", exact=True)).to_have_value("Half a sent")
    expect(page.locator(".unsaved")).to_contain_text("You have unsaved text")
    page.get_by_role("button", name="Discard it and take the saved text").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(draft.body)
    assert now(site, "tears") == draft


def test_a_new_summary_is_kept_under_an_address_of_its_own(desk_page):
    page = desk_page
    page.goto("/editor/summaries/new")
    page.get_by_label("Title", exact=True).fill("Begun on a train")
    kept(page)
    page.reload()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Begun on a train")
    expect(page.get_by_label("Address", exact=True)).to_have_attribute("placeholder", "begun-on-a-train")


def test_text_is_kept_again_when_the_server_could_not_be_reached(desk_page, draft):
    page = desk_page
    page.goto("/editor/summaries/tears")
    page.route("**/keep", lambda route: route.fulfill(status=429, body=""))
    page.get_by_label("Text", exact=True).fill("Out of reach")
    expect(page.locator("#kept")).to_contain_text("Could not be kept")
    page.unroute("**/keep")
    page.get_by_label("Title", exact=True).fill("Within reach")
    kept(page)


def test_writing_goes_on_when_somebody_signs_in_again_after_the_session_has_ended(desk_page, site, draft):
    page = desk_page
    page.goto("/editor/summaries/tears")
    page.context.clear_cookies()
    page.get_by_label("Text", exact=True).fill("Written overnight.")
    with page.context.expect_page() as opened:
        page.locator("#kept").get_by_role("link", name="Sign in").click()
    other = opened.value
    other.get_by_label("Name").fill("anna")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/editor/")
    other.close()
    page.get_by_label("Text", exact=True).press("End")
    page.keyboard.type(" And in the morning.")
    kept(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Saved.")
    assert now(site, "tears").body == "Written overnight. And in the morning."


def test_what_is_missing_for_publication_is_where_one_goes_on(desk_page, site, draft):
    page = desk_page
    page.goto("/editor/summaries/tears")
    page.get_by_label("Title", exact=True).fill("")
    page.get_by_role("button", name="Publish now").click()
    expect(page.get_by_label("Title", exact=True)).to_be_focused()


def test_crossref_away_is_said_and_tried_again(desk_page, crossref):
    page = desk_page
    page.goto("/editor/summaries/new")
    pasted(page, "10.5555/tears")
    expect(page.locator("#found")).to_contain_text("Crossref does not know")
    crossref.works = {"10.5555/tears": invented_work("10.5555/tears")}
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="Add to the catalogue and cite")).to_be_focused()


def test_of_two_editors_the_second_chooses_field_by_field(desk_page, desk_page_of, site, draft):
    anna, ben = desk_page, desk_page_of("ben")
    anna.goto("/editor/summaries/tears")
    ben.goto("/editor/summaries/tears")
    ben.get_by_label("Title", exact=True).fill("Ben's title")
    kept(ben)
    anna.get_by_label("Practice implications", exact=True).fill("Anna's advice.")
    anna.get_by_label("Title", exact=True).fill("Anna's title")
    kept(anna)
    expect(anna.locator("#others")).to_contain_text("ben is writing this too")
    ben.get_by_role("button", name="Save", exact=True).click()
    expect(ben.locator(".said")).to_contain_text("Saved.")
    anna.get_by_role("button", name="Save", exact=True).click()
    expect(anna.locator("h1")).to_have_text("Two versions of one summary")
    assert now(site, draft.id).title == "Ben's title"
    anna.get_by_role("group", name="Title").get_by_label("Keep ben’s").check()
    anna.get_by_role("button", name="Save what I chose").click()
    expect(anna.locator(".said")).to_contain_text("Saved.")
    joined = now(site, draft.id)
    assert (joined.title, joined.implications) == ("Ben's title", "Anna's advice.")


def test_studies_and_topics_are_chosen_by_keyboard_alone(desk_page, site, draft):
    other = a_record("Lane2001", title="Laughter in the consulting room")
    with site.catalogue.writing("anna") as write:
        write.add_record(other)
    page = desk_page
    page.goto("/editor/summaries/tears")
    page.get_by_label("Add a study").focus()
    page.keyboard.type("laughter")
    page.keyboard.press("Enter")
    expect(page.locator("#found button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#cited li")).to_have_count(2)
    page.get_by_role("button", name="Move Lane2001 up").press("Enter")
    expect(page.locator("#cited li").first).to_contain_text("Laughter")
    page.get_by_role("combobox", name="Add a topic").focus()
    page.keyboard.type("trainin")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("Training")
    page.keyboard.press("Control+s")
    expect(page.locator(".said")).to_contain_text("Saved.")
    saved = now(site, "tears")
    assert ("training" in saved.topics, len(saved.citations)) == (True, 2)


def test_a_phone_shows_the_text_or_its_preview(desk_page_of, site, draft):
    page = desk_page_of("anna", **PHONE)
    page.goto("/editor/summaries/tears")
    expect(page.locator("[data-preview=body]")).to_be_hidden()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("[data-preview=body]")).to_be_visible()
    expect(page.locator("#body")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_a_summary_is_written_and_published(desk_page_of, site, draft):
    page = desk_page_of("anna", java_script_enabled=False)
    page.goto("/editor/summaries/tears")
    page.get_by_label("Text", exact=True).fill("Written by hand.")
    page.get_by_label("Training", exact=False).first.check()
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".said")).to_contain_text(re.compile("Published"))
    assert now(site, "tears").body == "Written by hand."
