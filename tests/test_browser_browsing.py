import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import expect

from tests.conftest import widths_that_scroll
from tests.page_states import PHONE
from web.addresses import read_query

PAGES = ("/", "/topics", "/topics/depression", "/overview", "/authors", "/journals?find=xqzzy")


def by_years(page):
    return page.get_by_role("region", name="Topics by the year of the study")


def number(page, name):
    return by_years(page).get_by_role("link", name=name, exact=True)


def focused(page):
    return page.evaluate(
        "document.activeElement.querySelector('title')?.textContent ?? document.activeElement.textContent"
    )


def test_a_number_of_the_overview_leads_to_so_many_results(page, demo_site):
    page.goto("/overview")
    number(page, "Alliance and Therapeutic Relationship, 2018: 4").click()
    expect(page).to_have_url(re.compile(r"/search\?topic=alliance&year=2018$"))
    asked = read_query(parse_qsl(urlsplit(page.url).query))
    assert demo_site.index.search(asked).total == 4
    expect(page.get_by_text("4 results").first).to_be_visible()


def test_the_overview_is_crossed_with_few_stops_of_the_keyboard(page):
    page.goto("/overview")
    number(page, "Therapist Factors, 2007: 1").focus()
    page.keyboard.press("Tab")
    assert focused(page) == "The same as a table"


def test_arrow_keys_move_from_number_to_number(page):
    page.goto("/overview")
    number(page, "Therapist Factors, 2007: 1").focus()
    for key, expected in (
        ("ArrowRight", "Therapist Factors, 2010: 1"),
        ("ArrowDown", "Depression and Depressive Symptoms, 2008: 1"),
        ("End", "Depression and Depressive Symptoms, 2019: 1"),
        ("ArrowUp", "Therapist Factors, 2019: 2"),
        ("Home", "Therapist Factors, 2007: 1"),
        ("ArrowLeft", "Therapist Factors, 2007: 1"),
    ):
        page.keyboard.press(key)
        assert focused(page) == expected
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"topic=therapist-factors&year=2007$"))


def test_a_map_can_be_skipped(page):
    page.goto("/overview")
    skip = by_years(page).get_by_role("link", name="Skip this map")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert focused(page) == "The same as a table"


def test_the_map_is_there_as_a_table_too(page):
    page.goto("/overview")
    by_years(page).get_by_text("The same as a table").click()
    table = by_years(page).get_by_role("table", name="Topics by the year of the study")
    row = table.get_by_role("row", name=re.compile("^Alliance"))
    assert row.get_by_role("cell").first.inner_text() == "9"
    row.get_by_role("link", name="4", exact=True).click()
    expect(page).to_have_url(re.compile(r"topic=alliance&year=2018$"))


def test_on_a_phone_a_map_scrolls_in_its_own_frame_beside_its_topics(page):
    page.set_viewport_size(PHONE)
    page.goto("/overview")
    frame = by_years(page).locator(".map-scroll")
    assert frame.evaluate("(frame) => frame.scrollWidth > frame.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(by_years(page).get_by_text("2023").first).to_be_in_viewport()
    expect(by_years(page).get_by_role("link", name="Therapist Factors", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("media", ["screen", "print"])
def test_numbers_stand_beside_their_topic(page, media):
    page.emulate_media(media=media)
    page.goto("/overview")
    apart = page.evaluate(_APART)
    assert len(apart) == 2
    assert max(apart) < 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_numbers_stand_out_from_their_shades(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto("/overview")
    contrasts = page.evaluate(_CONTRASTS)
    assert len(contrasts) > 4
    assert {shades: contrast for shades, contrast in contrasts.items() if contrast < 4.5} == {}


def test_an_author_is_found_by_keyboard(page):
    page.goto("/authors")
    page.get_by_role("searchbox", name="Find an author").focus()
    page.keyboard.type("hil")
    expect(page.get_by_role("status")).to_have_text("1 name found")
    expect(page).to_have_url(re.compile(r"/authors\?find=hil$"))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert focused(page) == "Hill CE"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?author=hill-ce$"))


def test_what_was_typed_away_is_all_there_again(page):
    page.goto("/authors?find=hil")
    page.get_by_role("searchbox", name="Find an author").fill("")
    expect(page.get_by_role("link", name="Andersson G")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("")
    expect(page).to_have_url(re.compile(r"/authors$"))


def test_names_are_found_without_scripts(page_without_scripts):
    page = page_without_scripts
    page.goto("/topics")
    page.get_by_role("searchbox", name="Find a topic").fill("dropout")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_text("1 topic found")).to_be_visible()
    page.get_by_role("link", name="Attendance, Attrition, and Drop-Out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Attendance, Attrition, and Drop-Out")


def test_numbers_of_the_overview_are_links_without_scripts(page_without_scripts):
    page_without_scripts.goto("/overview")
    number(page_without_scripts, "Alliance and Therapeutic Relationship, 2018: 4").click()
    assert page_without_scripts.url.endswith("/search?topic=alliance&year=2018")


def test_on_a_phone_home_shows_the_search_box_and_the_first_title_at_once(page):
    page.set_viewport_size(PHONE)
    page.goto("/")
    expect(page.get_by_label("Search summaries and references")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("article").first.get_by_role("heading")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("address", PAGES)
def test_pages_to_browse_fit_every_width(page, address):
    page.goto(address)
    assert widths_that_scroll(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_what_can_be_tapped_is_large_enough(page, address):
    page.set_viewport_size(PHONE)
    page.goto(address)
    assert page.evaluate(_SMALL_TARGETS) == []


# The contrast of each number with its shade (WCAG 2.2, success criterion 1.4.3).
_CONTRASTS = """
() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = {};
  for (const cell of document.querySelectorAll(".map-cells a")) {
    const [text, rect] = ["text", "rect"].map((name) => getComputedStyle(cell.querySelector(name)).fill);
    const [a, b] = [light(text), light(rect)].sort((x, y) => y - x);
    found[`${text} on ${rect}`] = (a + 0.05) / (b + 0.05);
  }
  return found;
}
"""

# How far the last row of each map is from the name of its topic, in pixels.
_APART = """
() => [...document.querySelectorAll(".map-scroll")].map((map) => {
  const [row, cell] = [".map-rows li:last-child", "svg > a:last-of-type"].map((each) => {
    const box = map.querySelector(each).getBoundingClientRect();
    return box.top + box.height / 2;
  });
  return Math.abs(row - cell);
})
"""

# Success criterion 2.5.8: 24 by 24 pixels, but for links within sentences.
_SMALL_TARGETS = """
() => [...document.querySelectorAll("main a, main button, main input, main summary, header a")]
  .filter((each) => each.checkVisibility() && !each.closest("p.lead, .none") && !each.matches(".past"))
  .map((each) => [each.textContent.trim().slice(0, 30), each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([words, box]) => `${words}: ${Math.round(box.width)} by ${Math.round(box.height)}`)
"""
