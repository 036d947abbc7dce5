import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from kb.identifiers import DOI
from kb.reference import Notice, NoticeKind, PartialDate
from kb.summary import Status
from tests.conftest import strict_context, widths_that_scroll
from tests.factories import a_record, a_summary
from tests.page_states import DESK, PHONE
from web.app import create_app

TEARS = "/summaries/when-therapists-cry-in-session"
WORK = "/references/BlumeMarcovici2013"
PAGES = (
    "/",
    "/search?q=CBT",
    TEARS,
    WORK,
    "/topics",
    "/topics/depression",
    "/archive",
    "/archive/2022/12",
    "/authors",
    "/journals",
)
SHEETS = ("A4", "Letter")


@pytest.fixture
def page_of(browser, site):
    """Opens pages of a new installation that holds the values given."""
    contexts = []

    def open_with(*values):
        with site.catalogue.writing(by="anna") as write:
            for value in values:
                write.add_record(value) if hasattr(value, "citekey") else write.add_summary(value)
        client = create_app(site).test_client()
        contexts.append(browser.new_context(base_url="http://kb.test", viewport=DESK))
        contexts[-1].route("**/*", lambda route: _answered_by(client, route))
        return contexts[-1].new_page()

    yield open_with
    for context in contexts:
        context.close()


@pytest.fixture
def retracted():
    notice = Notice(kind=NoticeKind.RETRACTION, doi=DOI("10.1000/notice"), date=PartialDate(2019, 6, 4))
    return a_record("Moss2015", notices=(notice,))


def cited(page, name):
    """The buttons and menus of a citation."""
    return page.get_by_role("group", name=name)


# Citations


def test_a_citation_is_two_clicks_away(page):
    page.goto(TEARS)
    article = cited(page, "Cite the article")
    article.get_by_text("Download", exact=True).click()
    with page.expect_download() as download:
        article.get_by_role("link", name="BibTeX").click()
    assert download.value.suggested_filename == "when-therapists-cry-in-session.bib"
    assert "BlumeMarcovici2013" in download.value.path().read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("group", "button", "copied"),
    [
        ("Cite the article", "Copy citation", r"^Blume-Marcovici, A. C., .*10\.1037/a0031384$"),
        ("Cite the article", "Copy BibTeX", r"^@article\{BlumeMarcovici2013,"),
        ("Cite the article", "Copy link", r"^https://doi\.org/10\.1037/a0031384$"),
        (
            "Cite this summary",
            "Copy citation",
            r"^When therapists cry in session\. \(2016, June\)\. Practice KB",
        ),
        ("Cite this summary", "Copy link", rf"^http://127\.0\.0\.1:\d+{TEARS}$"),
    ],
)
def test_citations_and_links_can_be_copied(page, group, button, copied):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(TEARS)
    page.evaluate("navigator.clipboard.writeText('')")  # all pages of a browser share one
    cited(page, group).get_by_role("button", name=button).click()
    is_on_clipboard(page, copied)


def is_on_clipboard(page, pattern):
    """Wait for what is copied: it is there a moment after the button was pressed."""
    page.wait_for_function(
        "(pattern) => navigator.clipboard.readText().then((text) => new RegExp(pattern).test(text))",
        arg=pattern,
    )


def test_a_style_is_chosen_in_place(page):
    page.goto(TEARS)
    page.evaluate("document.title = 'the same page'")
    chosen = page.get_by_role("navigation", name="Citation style").get_by_role("link", name="Vancouver")
    chosen.click()
    expect(page.locator("#citation-1")).to_contain_text("Blume-Marcovici AC, Stolberg RA")
    expect(page.locator("#citation-of-summary")).to_contain_text("Practice KB [Internet]. 2016 Jun.")
    expect(chosen).to_have_attribute("aria-current", "true")
    expect(chosen).to_be_focused()
    expect(page).to_have_title("the same page")
    expect(page).to_have_url(re.compile(r"\?style=vancouver#cite$"))


def test_the_style_chosen_is_told_to_those_who_listen(page):
    page.goto(WORK)
    page.get_by_role("link", name="Chicago").click()
    expect(page.locator("[aria-live=polite]")).to_have_text("Citations are in Chicago style.")


def test_the_style_chosen_is_that_of_what_is_copied_and_downloaded(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(WORK)
    page.get_by_role("link", name="Vancouver").click()
    expect(page.locator("#citation-1")).to_contain_text("Blume-Marcovici AC")
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name="Copy citation").click()
    is_on_clipboard(page, "^Blume-Marcovici AC")
    page.get_by_text("Download", exact=True).click()
    expect(page.get_by_role("link", name="Vancouver, plain text")).to_be_visible()


def test_a_style_that_cannot_be_fetched_is_gone_to(browser, server):
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.goto(TEARS)
    context.route("**/*style=*", _only_navigation)
    page.get_by_role("link", name="Chicago").click()
    expect(page.locator("#citation-1")).to_contain_text("Amy C., Ronald A. Stolberg")
    context.close()


def test_styles_are_chosen_and_nothing_is_copied_without_scripts(page_without_scripts):
    page = page_without_scripts
    page.goto(TEARS)
    page.get_by_role("link", name="Vancouver").click()
    expect(page.locator("#citation-1")).to_contain_text("Blume-Marcovici AC, Stolberg RA")
    expect(page.get_by_role("heading", name="Cite", exact=True)).to_be_in_viewport()
    expect(page.get_by_role("button", name="Copy citation")).to_have_count(0)
    cited(page, "Cite the article").get_by_text("Download", exact=True).click()
    expect(page.get_by_role("link", name="BibLaTeX")).to_be_visible()


def test_a_menu_closes_with_escape_and_by_a_click_elsewhere(page):
    page.goto(TEARS)
    menu = cited(page, "Cite the article").get_by_text("Download", exact=True)
    item = page.get_by_role("link", name="BibLaTeX")
    menu.press("Enter")
    expect(item).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(item).to_be_hidden()
    expect(menu).to_be_focused()
    menu.click()
    page.get_by_role("heading", level=1).click()
    expect(item).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_an_open_menu_stays_on_the_screen(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    for address in (TEARS, WORK):
        page.goto(address)
        page.get_by_text("Download", exact=True).click()
        box = page.locator("details[open] ul").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


# The text


def test_on_a_phone_the_implications_are_on_the_first_screen(page):
    page.set_viewport_size(PHONE)
    page.goto(TEARS)
    expect(page.get_by_text("If you have cried with a client")).to_be_in_viewport()


@pytest.mark.parametrize("width", [768, 1440])
def test_lines_of_text_are_easily_followed(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(TEARS)
    longest = page.evaluate(_LONGEST_LINE)
    assert 60 <= longest <= 75


def test_a_retraction_is_seen_first_and_read_out(page_of, retracted):
    page = page_of(retracted, a_summary(retracted, slug="s"))
    for address in ("/summaries/s", "/references/Moss2015"):
        page.goto(address)
        banner = page.get_by_role("note").filter(has_text="This work has been retracted")
        expect(banner).to_be_in_viewport()
        expect(banner.locator("svg")).to_be_visible()
        expect(banner.get_by_role("link", name="Read the notice")).to_have_attribute(
            "href", "https://doi.org/10.1000/notice"
        )


# On paper


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_summary_prints_on_one_page(browser, server, demo_site, sheet):
    context = browser.new_context(base_url=server, color_scheme="dark")
    page = context.new_page()
    with demo_site.catalogue.reading() as read:
        longest = sorted(read.published(), key=lambda each: -len(each.body + each.implications))[:5]
    sheets = {}
    for summary in longest:
        page.goto(f"/summaries/{summary.slug}")
        sheets[summary.slug] = _sheets(page.pdf(format=sheet))
    context.close()
    assert sheets == dict.fromkeys(sheets, 1)


def test_a_printed_summary_says_what_it_is_and_where_it_stands(page):
    page.emulate_media(media="print")
    page.goto(TEARS)
    for shown in (
        page.get_by_role("heading", level=1),
        page.get_by_text("June 2016").first,
        page.get_by_role("heading", name="Practice implications"),
        page.locator("#citation-1"),
        page.get_by_text("https://doi.org/10.1037/a0031384"),
        page.get_by_text(f"This summary: {page.url}"),
    ):
        expect(shown).to_be_visible()
    for hidden in (
        page.get_by_role("navigation"),
        page.get_by_role("button"),
        page.get_by_text("Download"),
        page.get_by_role("heading", name="Similar summaries"),
        page.locator("#citation-of-summary"),
    ):
        expect(hidden.filter(visible=True)).to_have_count(0)


def test_a_printed_notice_says_where_it_is_to_be_read(page_of, retracted):
    page = page_of(retracted, a_summary(retracted, slug="s"))
    page.emulate_media(media="print")
    page.goto("/summaries/s")
    told = page.evaluate("getComputedStyle(document.querySelector('.notice a'), '::after').content")
    assert "https://doi.org/10.1000/notice" in told.replace('" "', "")


@pytest.mark.parametrize("address", [TEARS, WORK])
def test_paper_is_light_whatever_the_screen(page, address):
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(address)
    ground, ink = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert (ground, ink) == ("rgb(255, 255, 255)", "rgb(0, 0, 0)")
    assert page.evaluate(_FAINT_TEXT) == []


# Ways through


def test_older_and_newer_summaries_lead_back_and_forth(page):
    page.goto(TEARS)
    ways = page.get_by_role("navigation", name="Other summaries by month")
    ways.get_by_role("link").first.click()
    expect(page).not_to_have_url(re.compile(TEARS))
    ways.get_by_role("link").last.click()
    expect(page).to_have_url(re.compile(f"{TEARS}$"))


def test_a_withdrawn_summary_leads_on_to_its_study(page_of):
    record = a_record("Moss2015")
    page = page_of(record, a_summary(record, slug="s", status=Status.WITHDRAWN))
    page.goto("/summaries/s")
    page.get_by_role("link", name=record.reference.title).click()
    expect(page).to_have_url(re.compile("/references/Moss2015$"))


def test_from_a_missing_page_readers_search_on(browser, server):
    missing = "/summaries/crying-therapists"
    with strict_context(browser, server, excused=missing, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(missing)
        expect(page.get_by_role("link", name="When therapists cry in session")).to_be_visible()
        page.get_by_role("button", name="Search").click()
        expect(page).to_have_url(re.compile(r"/search\?q=crying\+therapists$"))


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


# Every size and light


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(page, address):
    page.goto(address)
    assert widths_that_scroll(page) == []


def test_long_words_and_lines_do_not_widen_a_page(page_of):
    record = a_record("Long2020", title="T" * 200, url=f"https://example.org/{'u' * 200}")
    record = replace(record, overrides={"title": "V" * 200})
    body = f"{'b' * 200}\n\n```\n{'c' * 200}\n```"
    contact = f"{'a' * 60}@{'e' * 60}.org"
    page = page_of(
        record,
        a_summary(record, slug="long", title="S" * 200, body=body, contact=contact),
        a_summary(record, slug="gone", title="G" * 200, status=Status.WITHDRAWN),
    )
    wide = []
    for address in (
        *("/", "/search", "/summaries/long", "/references/Long2020", "/topics/empathy"),
        *("/summaries/gone", f"/summaries/{'n' * 200}"),
    ):
        page.goto(address)
        wide += [(address, width) for width in widths_that_scroll(page)]
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/", "/search?q=CBT&type=meta-analysis", TEARS, WORK])
def test_text_stands_out_from_its_ground(page, address, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address)
    assert page.evaluate(_FAINT_TEXT) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_notices_and_open_menus_stand_out_too(page_of, retracted, scheme):
    page = page_of(retracted, a_summary(retracted, slug="s"))
    page.emulate_media(color_scheme=scheme)
    page.goto("/summaries/s")
    page.get_by_text("Download", exact=True).click()
    assert page.evaluate(_FAINT_TEXT) == []


def _answered_by(client, route):
    parts = urlsplit(route.request.url)
    with client.get(f"{parts.path}?{parts.query}") as answer:
        route.fulfill(status=answer.status_code, headers=dict(answer.headers), body=answer.data)


def _only_navigation(route):
    if route.request.is_navigation_request():
        route.continue_()
    else:
        route.abort()


def _sheets(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


# The most characters that stand on one line of the body.
_LONGEST_LINE = """
() => {
  let longest = 0;
  for (const paragraph of document.querySelectorAll(".body p")) {
    const range = document.createRange();
    const text = paragraph.firstChild;
    let top = null, line = "";
    for (let at = 0; at < text.length; at++) {
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      const here = Math.round(range.getBoundingClientRect().top);
      if (here !== top) {
        longest = Math.max(longest, line.trim().length);
        line = "";
        top = here;
      }
      line += text.data[at];
    }
  }
  return longest;
}
"""

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
