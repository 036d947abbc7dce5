import re

import pytest
from playwright.sync_api import expect

from tests.page_states import PHONE

BOX = "Search summaries and references"


@pytest.fixture
def box(page):
    """The search box of the home page."""
    page.goto("/")
    return page.get_by_role("combobox", name=BOX)


def complete(page, box, typed):
    box.press_sequentially(typed)
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    return page.get_by_role("option")


def test_a_topic_is_an_arrow_and_enter_away(page, box):
    complete(page, box, "alli")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/topics/alliance$"))


def test_an_author_leads_to_the_search_for_them(page, box):
    complete(page, box, "cuij").filter(has_text="Author").first.click()
    expect(page).to_have_url(re.compile(r"/search\?author=cuijpers"))


def test_a_title_leads_to_the_summary(page, box):
    complete(page, box, "when therapists cry").filter(has_text="Title").first.click()
    expect(page).to_have_url(re.compile(r"/summaries/when-therapists-cry-in-session$"))


def test_a_phrase_is_searched_for_and_keeps_what_is_chosen(page):
    page.goto("/search?q=depression&type=meta-analysis")
    box = page.get_by_role("combobox", name=BOX)
    box.fill("")
    complete(page, box, "alliance rup").filter(has_text="Phrase").first.click()
    expect(page).to_have_url(re.compile(r"q=alliance\+rupture.*type=meta-analysis"))


def test_enter_without_a_choice_searches_for_what_was_typed(page, box):
    complete(page, box, "alli")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=alli$"))


def test_escape_first_closes_and_then_clears(page, box):
    complete(page, box, "alli")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("alli")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    expect(box).to_be_focused()


def test_the_arrows_go_round_through_the_box_and_open_the_list_again(page, box):
    options = complete(page, box, "alli")
    last = options.count() - 1
    page.keyboard.press("ArrowUp")
    expect(options.nth(last)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")


def test_a_screen_reader_is_told_what_is_open_and_which_is_chosen(page, box):
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    options = complete(page, box, "alli")
    expect(box).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    expect(page.locator("#said")).to_have_text(f"Suggestions: {options.count()}")
    page.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    expect(options.first).to_have_accessible_name("Alliance and Therapeutic Relationship Topic")
    page.keyboard.press("ArrowLeft")
    assert box.get_attribute("aria-activedescendant") is None


def test_nothing_to_complete_is_told_too(page, box):
    box.press_sequentially("xqzzy")
    expect(page.locator("#said")).to_have_text("No suggestions")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_tab_goes_on_and_closes_the_list(page, box):
    complete(page, box, "alli")
    page.keyboard.press("Tab")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_one_letter_asks_for_nothing_and_quick_typing_asks_once(page, box):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/suggest" in request.url else None)
    box.press_sequentially("a")
    page.wait_for_timeout(300)
    assert asked == []
    complete(page, box, "llian")
    assert [url.partition("?")[2] for url in asked] == ["q=allian"]


def test_a_late_answer_does_not_open_what_was_left(page, box):
    page.route("**/suggest*", lambda route: (page.wait_for_timeout(200), route.continue_()))
    with page.expect_request("**/suggest*"):
        box.press_sequentially("alli")
    page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_nothing_moves_when_the_list_opens(page, box):
    before = page.locator(".hero, main h1").first.bounding_box(), page.locator("footer").bounding_box()
    complete(page, box, "alli")
    after = page.locator(".hero, main h1").first.bounding_box(), page.locator("footer").bounding_box()
    assert before == after


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_the_list_fits_the_page_at_every_width(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    for address in ("/", "/topics"):
        page.goto(address)
        box = page.get_by_role("combobox", name=BOX)
        complete(page, box, "cogn")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        area = page.get_by_role("listbox").bounding_box()
        assert area["x"] >= 0
        assert area["x"] + area["width"] <= width


def test_a_finger_chooses_as_well(browser, server):
    context = browser.new_context(base_url=server, viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto("/")
    box = page.get_by_role("combobox", name=BOX)
    complete(page, box, "alli").first.tap()
    expect(page).to_have_url(re.compile(r"/topics/alliance$"))
    context.close()
