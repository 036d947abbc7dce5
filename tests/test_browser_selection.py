import csv
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from bib.bibtex_reading import read_bibtex
from index.query import Query

CRYING = "/summaries/when-therapists-cry-in-session"


@pytest.fixture
def context(context):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context


def link(page):
    return page.get_by_role("link", name=re.compile("^Selection"))


def select(page, query, count=1):
    """Select the first results of a search; their titles."""
    page.goto(f"/search?q={query}")
    titles = []
    for button in page.locator("main [data-keep]").all()[:count]:
        button.click()
        titles.append(button.get_attribute("data-title"))
    return titles


def titles_of(page):
    return [each.inner_text() for each in page.locator(".selected h2").all()]


def test_a_selection_grows_across_pages_and_is_taken_away(page):
    chosen = select(page, "crying", 2) + select(page, "depression", 3)
    expect(link(page)).to_have_text("Selection (5)")
    link(page).click()
    expect(page.locator(".selected")).to_have_count(5)
    assert titles_of(page) == chosen
    page.get_by_text("Take the citations away").click()
    page.get_by_label("Format").select_option("bibtex")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == "references.bib"
    read = read_bibtex(download.value.path().read_text(encoding="utf-8"))
    assert "BlumeMarcovici2013" in {item.citekey for item in read.items}
    assert len(read.items) >= 5


def test_a_button_says_whether_its_item_is_selected(page):
    page.goto("/search?q=crying")
    button = page.locator("main [data-keep]").first
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(button).to_have_text(re.compile("^Select "))
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(button).to_have_text(re.compile("^Selected "))
    page.reload()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("Space")
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(link(page)).to_have_text(re.compile("^Selection *$"))


def test_another_tab_sees_the_selection_at_once(context, page):
    page.goto("/search?q=crying")
    other = context.new_page()
    other.goto("/search?q=crying")
    page.locator("main [data-keep]").first.click()
    expect(link(other)).to_have_text("Selection (1)")
    expect(other.locator("main [data-keep]").first).to_have_attribute("aria-pressed", "true")


def test_all_of_a_page_are_selected_and_unselected_at_once(page):
    page.goto("/search?q=depression&per_page=10")
    count = page.locator("main [data-keep]").count()
    page.get_by_role("button", name="Select all on this page").click()
    expect(link(page)).to_have_text(f"Selection ({count})")
    page.get_by_role("button", name="Unselect all on this page").click()
    expect(link(page)).to_have_text(re.compile("^Selection *$"))


def test_a_search_page_takes_the_selection_away_too(page):
    select(page, "crying", 2)
    page.goto("/search?q=depression")
    page.get_by_text("Take the citations away").click()
    page.get_by_label("your selection (2)").check()
    page.get_by_label("Format").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    with download.value.path().open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert "BlumeMarcovici2013" in {row["citekey"] for row in rows}
    assert len(rows) == 2


def test_a_search_page_takes_away_this_page_or_all(page):
    page.goto("/search?q=therapy&per_page=5")
    page.get_by_text("Take the citations away").click()
    page.get_by_label("Format").select_option("csv")
    counts = []
    for label in ("this page (", "all 4"):
        page.get_by_label(label).check()
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
        with download.value.path().open(encoding="utf-8", newline="") as file:
            counts.append(len(list(csv.DictReader(file))))
    assert counts[0] == 5
    assert counts[1] > 20


def test_removing_keeps_the_place_and_forgets_the_item(page):
    chosen = select(page, "depression", 3)
    link(page).click()
    page.get_by_role("button", name=f"Remove {chosen[1]}").click()
    expect(page.locator(".selected")).to_have_count(2)
    assert titles_of(page) == [chosen[0], chosen[2]]
    expect(page.get_by_role("button", name=f"Remove {chosen[2]}")).to_be_focused()
    expect(link(page)).to_have_text("Selection (2)")
    assert len(parse_qs(urlsplit(page.url).query)["id"]) == 2
    page.get_by_role("button", name=f"Remove {chosen[0]}").click()
    page.get_by_role("button", name=f"Remove {chosen[2]}").click()
    expect(page.get_by_text("Nothing is selected yet.")).to_be_visible()


def test_clearing_empties_the_selection_and_going_back_offers_it_again(page):
    select(page, "depression", 3)
    link(page).click()
    page.get_by_role("link", name="Clear all").click()
    expect(page.get_by_text("Nothing is selected yet.")).to_be_visible()
    expect(link(page)).to_have_text(re.compile("^Selection *$"))
    page.go_back()
    page.get_by_role("button", name="Add all to my selection").click()
    expect(link(page)).to_have_text("Selection (3)")


def test_a_list_somebody_sent_is_shown_apart_from_ones_own(page, browser, server):
    select(page, "depression", 3)
    link(page).click()
    context = browser.new_context(base_url=server)
    other = context.new_page()
    select(other, "crying")
    other.goto(page.url)
    expect(other.locator(".selected")).to_have_count(3)
    expect(other.get_by_text("This list is not the selection in this browser.")).to_be_visible()
    expect(link(other)).to_have_text("Selection (1)")
    other.get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(other.locator(".selected")).to_have_count(2)
    expect(link(other)).to_have_text("Selection (1)")
    other.get_by_role("button", name="Add all to my selection").click()
    expect(link(other)).to_have_text("Selection (3)")
    context.close()


def test_the_bare_address_shows_what_the_browser_keeps(page):
    select(page, "depression", 2)
    page.goto("/selection")
    expect(page.locator(".selected")).to_have_count(2)


def test_a_full_selection_is_told_in_words(page):
    page.goto("/search?q=depression")
    page.evaluate(
        "localStorage.setItem('selection', JSON.stringify("
        "[...Array(200)].map((_, at) => ({id: `none-${at}`, title: 'x'}))))"
    )
    page.reload()
    page.locator("main [data-keep]").first.click()
    expect(page.locator("#said")).to_have_text(re.compile("Your selection holds 200, the most it can"))
    expect(link(page)).to_have_text("Selection (200)")
    expect(page.locator("main [data-keep]").first).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("kept", ["nonsense", '{"a": 1}', "[null, 1, {}]", "5"])
def test_what_is_no_selection_counts_as_none(page, kept):
    page.goto("/search?q=depression")
    page.evaluate("kept => localStorage.setItem('selection', kept)", kept)
    page.reload()
    page.locator("main [data-keep]").first.click()
    expect(link(page)).to_have_text("Selection (1)")


def test_results_put_in_place_later_show_what_is_selected(page):
    select(page, "depression")
    page.evaluate(
        "() => { const list = document.querySelector('.hits'); list.innerHTML += ''; "
        "document.querySelector('main [data-keep]').setAttribute('aria-pressed', 'false'); "
        "document.dispatchEvent(new Event('results-replaced')); }"
    )
    expect(page.locator("main [data-keep]").first).to_have_attribute("aria-pressed", "true")


def test_the_link_to_a_list_and_its_references_are_copied(page):
    select(page, "crying")
    link(page).click()
    page.get_by_role("button", name="Copy the link to this list").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.locator("#said")).to_have_text("Copied")
    page.wait_for_function("async () => await navigator.clipboard.readText() === location.href")
    page.get_by_role("button", name="Copy the reference list").click()
    page.wait_for_function("async () => (await navigator.clipboard.readText()).includes('Knox, S.')")
    page.wait_for_function(_RICH)


_RICH = """
() => navigator.clipboard.read()
  .then(([item]) => item.getType("text/html")).then((blob) => blob.text())
  .then((html) => html.includes("<i>"), () => false)
"""


def test_copying_works_without_a_clipboard_to_ask(context):
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page = context.new_page()
    select(page, "crying")
    link(page).click()
    page.get_by_role("button", name="Copy the link to this list").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    page.goto("/search")
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.press("Control+V")
    expect(box).to_have_value(re.compile(r"^http.*/selection\?id="))


def test_an_address_that_fails_is_not_said_to_be_copied(browser, server):
    context = browser.new_context(base_url=server)
    page = context.new_page()
    select(page, "crying")
    link(page).click()
    page.route("**/export/**", lambda route: route.fulfill(status=503, body="later"))
    page.get_by_role("button", name="Copy the reference list").click()
    expect(page.get_by_role("button", name="Could not copy")).to_be_visible()
    context.close()


def test_a_selection_prints_as_a_list(page):
    select(page, "depression", 2)
    link(page).click()
    page.emulate_media(media="print")
    expect(page.locator(".selected .line").first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Remove"))).to_have_count(0)
    expect(page.get_by_text("Take the citations away")).to_be_hidden()


def test_without_scripts_a_list_is_shown_cut_down_and_taken_away(browser, server, demo_site):
    hits = demo_site.index.search(Query(text="depression")).hits[:2]
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("/selection?" + "&".join(f"id={hit.id}" for hit in hits))
    expect(page.get_by_role("button", name=re.compile("^Copy"))).to_have_count(0)
    page.get_by_text("Take the citations away").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.path().read_text(encoding="utf-8").count("TY  - ") == 2
    page.get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(page.locator(".selected")).to_have_count(1)
    page.get_by_role("link", name="Clear all").click()
    assert "Selecting needs JavaScript" in page.content()
    page.goto(CRYING)
    expect(page.locator("[data-keep]").first).to_be_hidden()
    context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_state_of_a_selection_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    select(page, "depression", 3)
    page.get_by_text("Take the citations away").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/selection")
    expect(page.locator(".selected")).to_have_count(3)
    page.get_by_text("Take the citations away").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
