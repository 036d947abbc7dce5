import re

import pytest
from playwright.sync_api import expect

from tests.page_states import DESK, PHONE


@pytest.fixture
def open_page(browser, server):
    """Opens pages, each a reader's of their own; the test fails when one complains."""
    contexts, complaints = [], []

    def opened(address, viewport=DESK, **wishes):
        context = browser.new_context(base_url=server, viewport=viewport, **wishes)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        # Whether the page was loaded anew or changed in place.
        page.evaluate("window.sameDocument = true")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for each in complaints if "Failed to load" not in each] == []


def filters(page):
    return page.get_by_role("navigation", name="Filters")


def choice(page, name):
    return filters(page).get_by_role("link", name=re.compile(name))


def heading(page):
    return page.get_by_role("heading", level=1)


def same_document(page):
    return page.evaluate("window.sameDocument === true")


def focused_key(page):
    return page.evaluate("document.activeElement.dataset.key ?? document.activeElement.id")


def titles(page):
    return page.locator(".entry-title").all_inner_texts()


def test_choosing_a_filter_changes_the_results_in_place(open_page):
    page = open_page("/search?q=CBT")
    choice(page, "^Meta-analysis").click()
    expect(heading(page)).to_have_text("4 results for “CBT”")
    expect(page).to_have_url(re.compile(r"/search\?q=CBT&type=meta-analysis$"))
    assert same_document(page)
    expect(page.get_by_role("status").filter(has=heading(page))).to_be_visible()


def test_an_address_gives_another_reader_the_same_results(open_page):
    page = open_page("/search?q=therapy")
    choice(page, "^Meta-analysis").click()
    expect(page).to_have_url(re.compile("type=meta-analysis"))
    page.get_by_role("link", name="Newest").click()
    expect(page).to_have_url(re.compile("sort=newest"))
    expect(page.get_by_role("link", name="Newest")).to_have_attribute("aria-current", "true")
    other = open_page(page.url)
    assert titles(other) == titles(page)
    assert other.title() == page.title()
    assert other.locator(".facets").inner_html().split() == page.locator(".facets").inner_html().split()


def test_back_and_forward_bring_results_scroll_and_focus(open_page):
    page = open_page("/search?q=therapy")
    chosen = choice(page, "^Meta-analysis")
    chosen.scroll_into_view_if_needed()
    page.evaluate("window.scrollTo(0, 300)")
    before = page.evaluate("window.scrollY")
    chosen.click()
    expect(heading(page)).to_contain_text("21 results")
    page.get_by_role("link", name="Next").click()
    expect(heading(page)).to_be_focused()
    expect(page).to_have_url(re.compile("page=2"))
    page.go_back()
    expect(page).to_have_url(re.compile("type=meta-analysis$"))
    expect(page.locator(".pager [aria-current]")).to_have_text(re.compile("1$"))
    page.go_back()
    expect(heading(page)).to_contain_text("46 results")
    expect(page.locator("[data-key='type:meta-analysis']")).to_be_focused()
    assert page.evaluate("window.scrollY") == before
    page.go_forward()
    expect(heading(page)).to_contain_text("21 results")
    assert same_document(page)


def test_after_a_summary_back_leads_to_the_narrowed_results(open_page):
    page = open_page("/search?q=therapy")
    choice(page, "^Meta-analysis").click()
    expect(heading(page)).to_contain_text("21 results")
    page.locator(".entry-title a").nth(3).click()
    expect(page).to_have_url(re.compile("/summaries/"))
    page.go_back()
    expect(heading(page)).to_contain_text("21 results")


def test_what_was_clicked_stays_in_place_and_keeps_the_focus(open_page):
    page = open_page("/search?q=therapy")
    chosen = choice(page, "Naturalistic study")
    page.evaluate("window.scrollTo(0, 300)")
    before = chosen.bounding_box()["y"]
    chosen.focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_contain_text("4 results")
    assert abs(chosen.bounding_box()["y"] - before) <= 1
    assert focused_key(page) == "type:naturalistic-study"


def test_what_stands_open_stays_open(open_page):
    page = open_page("/search?q=therapy")
    filters(page).get_by_text("27 more").click()
    choice(page, "^Empathy").click()
    expect(heading(page)).not_to_contain_text("46 results")
    expect(choice(page, "Remove Empathy")).to_be_visible()
    choice(page, "Remove Empathy").click()
    expect(heading(page)).to_contain_text("46 results")
    expect(choice(page, "^Empathy")).to_be_visible()


def test_when_a_chip_is_gone_the_focus_is_on_the_results(open_page):
    page = open_page("/search?q=CBT&type=meta-analysis")
    page.get_by_role("link", name="Remove Research type Meta-analysis").focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("9 results for “CBT”")
    expect(heading(page)).to_be_focused()


def test_a_whole_search_with_the_keyboard(open_page):
    page = open_page("/search")
    page.keyboard.press("/")
    page.keyboard.type("crying")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=crying"))
    expect(heading(page)).to_contain_text("for “crying”")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.choice[data-key^=\"topic:\"]')"):
            break
    key = focused_key(page)
    page.keyboard.press("Enter")
    expect(page.locator(f"[data-key='{key}']")).to_have_attribute("aria-current", "true")
    assert focused_key(page) == key
    for _ in range(80):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.entry-title a')"):
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/summaries/"))


def test_a_new_search_keeps_what_was_chosen_meanwhile(open_page):
    page = open_page("/search?q=CBT")
    choice(page, "^Meta-analysis").click()
    expect(page).to_have_url(re.compile("type=meta-analysis"))
    page.get_by_label("Search summaries and references").fill("depression")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?q=depression&type=meta-analysis$"))
    expect(heading(page)).to_contain_text("for “depression”")
    assert same_document(page)


def test_a_click_meant_for_another_tab_is_left_to_the_browser(open_page):
    page = open_page("/search?q=CBT")
    with page.context.expect_page() as other:
        choice(page, "^Meta-analysis").click(modifiers=["Control"])
    expect(other.value).to_have_url(re.compile("type=meta-analysis"))
    expect(page).to_have_url(re.compile(r"q=CBT$"))


def test_the_links_lead_there_when_results_cannot_be_fetched(open_page, server):
    page = open_page("/search?q=CBT")
    page.route(
        "**/search?**",
        lambda route: route.abort() if route.request.resource_type == "fetch" else route.continue_(),
    )
    choice(page, "^Meta-analysis").click()
    expect(heading(page)).to_have_text("4 results for “CBT”")
    assert not same_document(page)


def test_two_clicks_on_the_years_make_a_range(open_page):
    page = open_page("/search?q=CBT")
    page.get_by_role("link", name="2013: 3 results").click()
    expect(heading(page)).to_have_text("3 results for “CBT”")
    page.get_by_role("link", name=re.compile("^2016: ")).click()
    expect(page).to_have_url(re.compile("year=2013-2016$"))
    expect(heading(page)).to_have_text("5 results for “CBT”")
    expect(page.get_by_label("From")).to_have_value("2013")


def test_a_range_of_years_can_be_drawn(open_page):
    page = open_page("/search?q=CBT")
    first, last = (page.get_by_role("link", name=re.compile(f"^{year}: ")) for year in (2013, 2016))
    last.scroll_into_view_if_needed()
    for end, move in ((first, page.mouse.down), (last, page.mouse.up)):
        box = end.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
        move()
    expect(page).to_have_url(re.compile(r"q=CBT&year=2013-2016$"))
    expect(heading(page)).to_have_text("5 results for “CBT”")
    assert same_document(page)


def test_years_can_be_chosen_with_the_keyboard(open_page):
    page = open_page("/search?q=CBT")
    page.get_by_role("link", name="2013: 3 results").focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text("3 results for “CBT”")
    assert focused_key(page) == "year:2013"
    page.get_by_label("to", exact=True).fill("2016")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("year=2013-2016$"))


def test_an_author_is_found_while_typing(open_page):
    page = open_page("/search?q=therapy")
    box = page.get_by_label("Find an author")
    box.fill("hil ce")
    expect(choice(page, "^Hill CE")).to_be_visible()
    expect(choice(page, "^Cuijpers P")).to_be_hidden()
    choice(page, "^Hill CE").click()
    expect(page).to_have_url(re.compile("author=hill-ce$"))
    expect(choice(page, "Remove Hill CE")).to_be_focused()
    page.go_back()
    expect(choice(page, "Remove Hill CE")).to_have_count(0)
    page.get_by_label("Find an author").fill("hil ce")
    expect(choice(page, "^Hill CE")).to_be_visible()
    page.get_by_label("Find an author").fill("")
    expect(choice(page, "^Cuijpers P")).to_be_visible()


def test_on_a_phone_the_filters_are_a_drawer(open_page):
    page = open_page("/search?q=CBT&topic=depression", viewport=PHONE)
    expect(filters(page)).to_be_hidden()
    button = page.get_by_role("button", name="Filters 1")
    button.click()
    drawer = page.get_by_role("dialog", name="Narrow the results")
    expect(drawer).to_be_visible()
    choice(page, "^Meta-analysis").click()
    show = drawer.get_by_role("button", name=re.compile(r"^Show \d+ result"))
    expect(page).to_have_url(re.compile("type=meta-analysis"))
    expect(choice(page, "Remove Meta-analysis")).to_be_focused()
    for _ in range(60):
        page.keyboard.press("Tab")
        inside = page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
        assert inside
    shown = re.sub(r"\D", "", show.inner_text())
    show.click()
    expect(drawer).to_be_hidden()
    expect(page.get_by_role("button", name="Filters 2")).to_be_focused()
    expect(heading(page)).to_contain_text(f"{shown} result")
    page.keyboard.press("Enter")
    expect(drawer).to_be_visible()
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_a_drawer_on_a_screen_that_widens_becomes_a_column(open_page):
    page = open_page("/search?q=CBT", viewport=PHONE)
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.set_viewport_size(DESK)
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(filters(page)).to_be_visible()


def test_without_scripts_filters_follow_the_results(open_page):
    page = open_page("/search?q=CBT", viewport=PHONE, java_script_enabled=False)
    page.get_by_role("link", name="Filters").click()
    expect(filters(page)).to_be_in_viewport()
    page.get_by_label("From").fill("2013")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile(r"/search\?q=CBT&year=2013-\d{4}$"))
    page.get_by_role("link", name="Filters").click()
    page.get_by_role("link", name="All authors of these results").click()
    page.get_by_label("Find an author").fill("cuij")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=re.compile("^Cuijpers P")).click()
    expect(page).to_have_url(re.compile(r"/search\?q=CBT&year=2013-\d{4}&author=cuijpers-p$"))


def test_what_stays_stays_where_it_is_while_the_results_change(open_page):
    page = open_page("/search?q=therapy")
    kept = [page.get_by_role("combobox"), page.get_by_role("banner")]
    kept += [page.get_by_role("navigation", name="Filters")]
    before = [each.bounding_box() for each in kept]
    choice(page, "^Meta-analysis").click()
    expect(heading(page)).to_contain_text("21 results")
    after = [each.bounding_box() for each in kept]
    assert [(box["x"], box["width"]) for box in after] == [(box["x"], box["width"]) for box in before]
    assert [box["y"] for box in after[:2]] == [box["y"] for box in before[:2]]
