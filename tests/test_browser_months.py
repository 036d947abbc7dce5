"""The archive, the digest of a month and its e-mail, as people use them."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import strict_context, widths_that_scroll
from tests.page_states import DESK, PHONE

PAGES = ("/archive", "/archive/2022", "/archive/2022/12", "/archive/2022/12/email")


@pytest.fixture
def context(browser, server):
    # A feed has no place to name an icon in, so that Chromium asks for the one sites had of old.
    with strict_context(browser, server, excused="/favicon.ico") as opened:
        yield opened


def pasted(page):
    """What stands on the clipboard, read where no policy takes anything from it."""
    page.context.route("**/blank", lambda route: route.fulfill(content_type="text/html", body="<p>Paste"))
    blank = page.context.new_page()
    blank.goto("/blank")
    kinds = blank.evaluate(_COPIED)
    blank.close()
    return kinds


def test_a_reader_goes_from_the_archive_to_a_month_and_on_to_the_next(page):
    page.goto("/archive")
    page.get_by_role("link", name="December 2022: 3 summaries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("December 2022")
    expect(page.get_by_role("article")).to_have_count(3)
    page.get_by_role("link", name="August 2023").click()
    expect(page).to_have_url(re.compile(r"/archive/2023/08$"))
    page.get_by_role("main").get_by_role("link", name="2023", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("2023")


def test_the_contents_of_a_month_lead_to_its_entries(page):
    page.goto("/archive/2022/12")
    contents = page.get_by_role("navigation", name="In this month")
    title = contents.get_by_role("link").last.text_content()
    contents.get_by_role("link").last.click()
    expect(page.get_by_role("article").filter(has_text=title)).to_be_in_viewport()


def test_the_email_is_copied_with_its_looks_and_as_plain_text(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/archive/2016/06/email")
    page.get_by_role("button", name="Copy for e-mail").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    kinds = pasted(page)
    assert "When therapists cry in session\nSurvey" in kinds["text/plain"].replace("\r\n", "\n")
    assert "font-family" in kinds["text/html"]
    assert f"{page.url.removesuffix('/archive/2016/06/email')}/summaries/" in kinds["text/html"]
    page.bring_to_front()
    expect(page.get_by_role("button", name="Copy for e-mail")).to_be_visible()


def test_the_email_is_shown_as_it_will_look(page):
    page.goto("/archive/2016/06/email")
    heading = page.frame_locator("iframe").get_by_role("heading", level=1)
    expect(heading).to_have_text("June 2016")
    expect(heading).to_have_css("font-family", "Georgia, serif")


def test_the_email_and_the_archive_can_be_downloaded(page):
    page.goto("/archive/2016/06/email")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the HTML").click()
    assert download.value.suggested_filename == "2016-06.html"
    page.goto("/archive")
    with page.expect_download() as download:
        page.get_by_role("link", name="Whole archive as text").click()
    assert download.value.suggested_filename == "archive.txt"
    assert download.value.path().read_text(encoding="utf-8").count("Author email:") == 53


def test_without_scripts_the_email_can_be_downloaded_and_nothing_is_offered_that_does_not_work(
    page_without_scripts,
):
    page = page_without_scripts
    page.goto("/archive/2016/06/email")
    expect(page.get_by_role("button", name="Copy for e-mail")).to_be_hidden()
    expect(page.get_by_role("link", name="Download the HTML")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_role("heading", level=1)).to_have_text("June 2016")


def test_a_feed_opened_in_a_browser_says_what_to_do_with_it(page):
    page.goto("/archive")
    page.get_by_role("link", name="Follow by feed").click()
    expect(page.get_by_text("give the address of this page to a feed reader")).to_be_visible()
    expect(page.get_by_text("urn:uuid:").first).to_be_hidden()


def test_a_month_prints_its_summaries_and_nothing_around_them(page):
    page.goto("/archive/2022/12")
    page.emulate_media(media="print")
    expect(page.get_by_role("article")).to_have_count(3)
    expect(page.get_by_text("Practice implications").first).to_be_visible()
    for gone in (
        page.get_by_text("Take it away"),
        page.get_by_role("banner"),
        page.get_by_text("Follow by feed"),
    ):
        expect(gone).to_be_hidden()


@pytest.mark.parametrize("address", PAGES)
def test_no_page_scrolls_sideways(page, address):
    page.goto(address)
    assert widths_that_scroll(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", PAGES)
def test_no_page_keeps_anyone_out(page, address, viewport, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(viewport)
    page.goto(address)
    assert Axe().run(page).response["violations"] == []


_COPIED = """
async () => {
  const [item] = await navigator.clipboard.read();
  return Object.fromEntries(await Promise.all(
    item.types.map(async (kind) => [kind, await (await item.getType(kind)).text()])));
}
"""
