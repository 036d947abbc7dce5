"""The desk by keyboard alone, from signing in to a summary that readers find."""

import re

import pytest
from playwright.sync_api import expect

from kb.summary import Status
from tests.conftest import add_person, sign_in_by_keyboard
from tests.crossref_stand_in import invented_work

DONE = 20_000  # milliseconds for what a busy machine may take long for
_FARTHEST = 120  # steps of the keyboard to anything on a page


@pytest.fixture
def page(browser, site, desk_server, crossref):
    """A page before its editor has signed in, at a site whose Crossref knows one work."""
    crossref.works = {"10.5555/tears": invented_work("10.5555/tears")}
    add_person(site, "anna", "editor")
    context = browser.new_context(base_url=desk_server, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def step_to(page, wanted):
    """Go on with the Tab key until something has the focus."""
    expect(wanted).to_be_visible(timeout=DONE)
    for _ in range(_FARTHEST):
        page.keyboard.press("Tab")
        if wanted.evaluate("(each) => each === document.activeElement"):
            return
    pytest.fail(f"The keyboard does not come to {wanted}.")


def skip_to_content(page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_doi_becomes_a_published_summary_by_the_keyboard_alone(page, site):
    page.goto("/")
    step_to(page, page.get_by_role("link", name="For editors"))
    page.keyboard.press("Enter")
    sign_in_by_keyboard(page)
    skip_to_content(page)
    step_to(page, page.get_by_label("Bring in a study"))
    page.keyboard.type("https://doi.org/10.5555/tears")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/imports/[0-9a-f]+$"))
    step_to(page, page.get_by_role("button", name="Accept and write a summary"))
    page.keyboard.press("Space")

    expect(page.locator("#cited li")).to_have_count(1)
    skip_to_content(page)
    step_to(page, page.get_by_label("Title", exact=True))
    page.keyboard.type("What tears tell")
    step_to(page, page.get_by_label("Text", exact=True))
    page.keyboard.type("Sixty therapists told when they had wept.")
    step_to(page, page.get_by_label("Practice implications", exact=True))
    page.keyboard.type("Talk about it afterwards.")
    step_to(page, page.get_by_role("combobox", name="Add a topic"))
    page.keyboard.type("empath")
    expect(page.get_by_role("option", name="Empathy")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_contain_text("Empathy")
    step_to(page, page.get_by_label("Research type", exact=True))
    page.keyboard.type("Surv")
    expect(page.locator("#checks")).to_contain_text("Nothing speaks against publishing it.", timeout=DONE)
    step_to(page, page.get_by_role("button", name="Publish now"))
    page.keyboard.press("Enter")

    expect(page.locator(".said")).to_contain_text("Published.")
    with site.catalogue.reading() as read:
        (summary,) = read.summaries()
    assert (summary.status, summary.topics, summary.research_type) == (
        Status.PUBLISHED,
        ("empathy",),
        "survey",
    )
    skip_to_content(page)
    step_to(page, page.get_by_role("link", name="View", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What tears tell")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_page_of_the_desk_says_its_language_and_that_of_what_was_written(desk_page_of, site, language):
    page = desk_page_of("anna")
    page.goto(f"/language/{language}?to=/editor/vocabulary")
    expect(page.locator("html")).to_have_attribute("lang", language)
    term = page.locator(".terms a").first
    assert (term.get_attribute("lang") or language) == "en"
