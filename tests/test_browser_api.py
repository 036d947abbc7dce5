import re
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.conftest import widths_that_scroll


@pytest.fixture
def page(page):
    """The page about the API."""
    page.goto("/api")
    return page


@pytest.fixture
def other_site(tmp_path):
    """The address of a site that is not ours, with a page on it."""
    (tmp_path / "index.html").write_text("<!doctype html><link rel=icon href=data:,><title>Other</title>")
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=tmp_path)) as other:
        Thread(target=other.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{other.server_port}/"
        other.shutdown()


def test_the_footer_leads_to_the_api(page):
    page.goto("/topics")
    page.get_by_role("link", name="API for programs").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The API")


def test_a_search_tried_on_the_page_shows_its_answer(page):
    form = page.locator("#search form")
    form.get_by_label("topic", exact=True).fill("empathy")
    form.get_by_label("sort").select_option("newest")
    form.get_by_role("button", name="Try it").click()
    expect(form.get_by_role("status")).to_contain_text("200 OK")
    expect(form.locator(".answer-address")).to_have_text("/api/v1/search?q=crying&topic=empathy&sort=newest")
    expect(form.get_by_role("region", name="Answer")).to_contain_text('"slug": "')
    expect(form.locator(".answer-headers")).to_contain_text("etag:")


def test_a_refusal_is_shown_as_well(browser, server):
    context = browser.new_context(base_url=server)
    page = context.new_page()
    page.goto("/api")
    form = page.locator("#search form")
    form.get_by_label("year", exact=True).fill("soon")
    form.get_by_role("button", name="Try it").click()
    expect(form.get_by_role("status")).to_contain_text("400")
    expect(form.get_by_role("region", name="Answer")).to_contain_text("It should be a year")
    context.close()


def test_an_operation_is_tried_with_the_keyboard_alone(page):
    box = page.locator("#suggest").get_by_label("q", exact=True)
    box.focus()
    page.keyboard.press("Enter")
    answer = page.locator("#suggest").get_by_role("region", name="Answer")
    expect(answer).to_contain_text("Alliance and Therapeutic Relationship")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(answer).to_be_focused()


def test_without_scripts_the_browser_goes_to_the_answer(page_without_scripts):
    page = page_without_scripts
    page.goto("/api")
    page.locator("#summary form").get_by_role("button", name="Try it").click()
    expect(page).to_have_url(re.compile(r"/api/v1/summaries/[a-z0-9-]+$"))
    expect(page.locator("body")).to_contain_text('"implications":')


def test_a_page_of_another_site_can_read_the_api(browser, server, other_site):
    context = browser.new_context()
    page = context.new_page()
    page.goto(other_site)
    read = page.evaluate(
        """async (address) => {
            const answer = await fetch(address, { headers: { "If-None-Match": '"x"' } });
            const told = ["ETag", "Link"].map((name) => answer.headers.has(name));
            return [answer.status, ...told, (await answer.json()).page];
        }""",
        f"{server}/api/v1/search?q=crying",
    )
    context.close()
    assert read == [200, True, True, 1]


def test_the_page_never_scrolls_sideways(page):
    page.locator("#search").get_by_role("button", name="Try it").click()
    expect(page.locator("#search .answer-body")).to_be_visible()
    assert widths_that_scroll(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_used_by_everyone(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.locator("#search").get_by_role("button", name="Try it").click()
    expect(page.locator("#search .answer-body")).to_be_visible()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
