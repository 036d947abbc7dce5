import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.factories import a_record, a_summary

PAGES = (
    "/",
    "/search?q=CBT",
    "/summaries/when-therapists-cry-in-session",
    "/references/BlumeMarcovici2013",
    "/topics",
    "/topics/depression",
    "/archive",
    "/archive/2022/12",
    "/authors",
    "/journals",
)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def page(browser, server):
    """A page that fails the test when it asks another server for something, or complains."""
    complaints = []
    context = browser.new_context(base_url=server, viewport=DESK)
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: complaints.extend(_from_elsewhere(request.url, server)))
    yield opened
    context.close()
    assert complaints == []


@pytest.fixture
def page_without_scripts(browser, server):
    context = browser.new_context(base_url=server, viewport=DESK, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_reader_searches_from_the_home_page(page):
    page.goto("/")
    page.get_by_label("Search summaries and references").fill("CBT")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search\?q=CBT$"))
    expect(page.get_by_role("status")).to_contain_text("9 results")


def test_a_click_on_a_facet_narrows_and_its_chip_widens_again(page):
    page.goto("/search?q=CBT")
    page.get_by_role("navigation", name="Filters").get_by_role(
        "link", name=re.compile("^Meta-analysis")
    ).click()
    expect(page).to_have_url(re.compile(r"q=CBT&type=meta-analysis$"))
    expect(page.get_by_role("status")).to_contain_text("4 results")
    page.get_by_role("link", name=re.compile("Remove Research type Meta-analysis")).click()
    expect(page.get_by_role("status")).to_contain_text("9 results")


def test_a_summary_and_its_citation_are_two_clicks_away(page):
    page.goto("/search?q=crying")
    page.get_by_role("link", name="When therapists cry in session").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("When therapists cry in session")
    with page.expect_download() as download:
        page.get_by_role("link", name="BibTeX").click()
    assert download.value.suggested_filename == "when-therapists-cry-in-session.bib"
    assert "BlumeMarcovici2013" in download.value.path().read_text(encoding="utf-8")


def test_the_citation_can_be_copied(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/summaries/when-therapists-cry-in-session")
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "Blume-Marcovici" in page.evaluate("navigator.clipboard.readText()")


def test_slash_goes_to_the_search_box(page):
    page.goto("/topics")
    page.keyboard.press("/")
    expect(page.get_by_label("Search summaries and references")).to_be_focused()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(page):
    page.goto("/search?q=CBT")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(page, address):
    page.goto(address)
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_words_and_lines_do_not_widen_a_page(browser, site, site_client):
    record = a_record("Long2020", title="T" * 200, url=f"https://example.org/{'u' * 200}")
    body = f"{'b' * 200}\n\n```\n{'c' * 200}\n```"
    contact = f"{'a' * 60}@{'e' * 60}.org"
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(a_summary(record, slug="long", title="S" * 200, body=body, contact=contact))
    context = browser.new_context(base_url="http://long.test")
    context.route("**/*", lambda route: _answered_by(site_client, route))
    page = context.new_page()
    wide = []
    for address in ("/", "/search", "/summaries/long", "/references/Long2020", "/topics/empathy"):
        page.goto(address)
        for width in (320, 390, 768, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append((address, width))
    context.close()
    assert wide == []


def test_on_a_phone_results_come_first_and_filters_are_a_tap_away(page):
    page.set_viewport_size(PHONE)
    page.goto("/search?q=CBT")
    filters = page.get_by_role("navigation", name="Filters")
    expect(filters).to_be_hidden()
    expect(page.get_by_role("article").first).to_be_in_viewport()
    page.get_by_text("Filters", exact=True).click()
    expect(filters).to_be_visible()


def test_beside_the_results_filters_stand_open(page):
    page.goto("/search?q=CBT")
    expect(page.get_by_role("navigation", name="Filters")).to_be_visible()


def test_everything_works_without_scripts(page_without_scripts):
    page = page_without_scripts
    page.goto("/")
    page.get_by_label("Search summaries and references").fill("CBT")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("navigation", name="Filters").get_by_role(
        "link", name=re.compile("^Meta-analysis")
    ).click()
    page.get_by_label("Years, such as 2010-2015").fill("2016-2019")
    page.get_by_role("button", name="Apply").click()
    assert page.url.endswith("/search?q=CBT&type=meta-analysis&year=2016-2019")
    page.get_by_role("article").first.get_by_role("heading").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Practice implications")).to_be_visible()
    expect(page.get_by_role("button", name="Copy citation")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/search?q=CBT&type=meta-analysis", PAGES[2], PAGES[3]])
def test_text_stands_out_from_its_ground(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    faint = page.evaluate(_FAINT_TEXT)
    assert faint == []


def _answered_by(client, route):
    parts = urlsplit(route.request.url)
    with client.get(f"{parts.path}?{parts.query}") as answer:
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)


def _from_elsewhere(address, server):
    return [] if address.startswith((server, "blob:")) else [address]


# WCAG 2.2, success criterion 1.4.3: a contrast of 4.5, and 3 for large text.
_FAINT_TEXT = """
() => {
  const parts = (colour) => (colour.match(/[\\d.]+/g) || [0, 0, 0, 0]).map(Number);
  const light = (colour) => {
    const [r, g, b] = parts(colour).slice(0, 3).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      const [, , , alpha = 1] = parts(colour);
      if (alpha > 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(style.color), light(ground(element))].sort((x, y) => y - x);
    const large = parseFloat(style.fontSize) >= 24;
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < (large ? 3 : 4.5)) faint.push([element.textContent.trim().slice(0, 40), contrast]);
  }
  return faint;
}
"""
