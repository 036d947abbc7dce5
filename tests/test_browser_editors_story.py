"""The editor's whole story in a real browser, at a real server: from ten DOIs to a summary and back."""

import re
import time

import pytest
from playwright.sync_api import expect

from kb.reference import Source, SourceKind
from tests.crossref_stand_in import invented_work
from tests.factories import a_record
from tests.test_web_desk_imports import TEN

DONE = 20_000  # milliseconds for what a busy machine may take long for
AT_ONCE = 2.0  # seconds after which a search must find what is published, and not what is withdrawn
BODY = "Sixty therapists told when they had **wept**. Empathy for their clients was why.\n\nMost felt closer."
RETRACTION = {"updated-by": [{"DOI": "10.5555/r", "type": "retraction", "source": "publisher"}]}


@pytest.fixture
def ten_dois(crossref, site):
    """Ten DOIs in ten forms: two are duplicates, one nobody knows, one is of a retracted study."""
    for number in range(1, 9):
        work = invented_work(f"10.5555/invented.{number}", number)
        crossref.works[work["DOI"]] = work
    crossref.works["10.5555/invented.3"].update(RETRACTION)
    with site.catalogue.writing("anna") as write:
        write.add_record(a_record("Held2015", doi="10.5555/held", source=Source(kind=SourceKind.CROSSREF)))
    return TEN


@pytest.fixture
def reader(browser, desk_server):
    """A reader's page, signed in nowhere."""
    with browser.new_context(base_url=desk_server) as context:
        page = context.new_page()
        page.goto("/search")
        yield page


def shows(reader, words, wanted):
    """True when a search that a reader sends within two seconds finds just the summaries wanted."""
    began = time.monotonic()
    while time.monotonic() - began < AT_ONCE:
        reader.get_by_role("combobox").first.fill(words)
        reader.keyboard.press("Enter")
        reader.wait_for_url(re.compile(f"q={words}$"))
        links = reader.locator("main a[href^='/summaries/']").all()
        if {link.get_attribute("href") for link in links} == wanted:
            return True
        reader.goto("/search")
    return False


def paste(page, text):
    page.goto("/editor/imports/")
    page.get_by_label("DOIs, references or text").fill(text)
    page.get_by_role("button", name="Look it up").click()
    expect(page.locator("#standing")).to_have_attribute("data-waiting", "0", timeout=DONE)
    expect(page.locator("#item-3")).to_contain_text("This work has been retracted")
    expect(page.locator("#item-7")).to_contain_text("given twice")
    expect(page.locator("#item-9")).to_contain_text("Held2015")
    expect(page.locator("#item-10")).to_contain_text("does not know")


def write(page):
    page.get_by_label("Title", exact=True).fill("What tears tell")
    page.get_by_label("Text", exact=True).fill(BODY)
    expect(page.locator("[data-preview=body] strong")).to_have_text("wept")
    page.get_by_label("Practice implications", exact=True).fill("Talk about it afterwards.")
    page.locator("#suggestions button", has_text="Empathy").first.click()
    expect(page.locator(".chips")).to_contain_text("Empathy")
    page.get_by_label("Research type", exact=True).select_option("survey")
    expect(page.locator("#checks")).to_contain_text("Nothing speaks against publishing it.")


def withdraw(page):
    page.get_by_text("Withdraw it", exact=True).click()
    page.get_by_label("Note that takes the place of the text").fill("We got a number wrong.")
    page.get_by_role("button", name="Withdraw", exact=True).click()
    expect(page.locator(".said")).to_contain_text("Withdrawn.")


def held(site):
    with site.catalogue.reading() as read:
        return len(list(read.records()))


def test_ten_dois_become_references_and_one_of_them_a_summary_that_readers_find_until_it_is_withdrawn(
    desk_page, reader, site, ten_dois
):
    page = desk_page  # signed in
    paste(page, ten_dois)
    assert held(site) == 1  # nothing enters before the editor says so
    page.locator("#item-10 summary", has_text="Refuse").click()
    page.locator("#item-10").get_by_role("button", name="Refuse it").click()
    expect(page.locator("#item-10")).to_have_attribute("data-state", "refused")
    page.locator("#item-1").get_by_role("button", name="Accept and write a summary").click()
    page.wait_for_url(re.compile("/summaries/new"))
    expect(page.locator("#cited li")).to_have_count(1)

    write(page)
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator(".said")).to_contain_text("Published.")
    tears = {"/summaries/what-tears-tell"}
    assert shows(reader, "wept", tears)

    page.get_by_label("Text", exact=True).fill(BODY.replace("wept", "sobbed"))
    page.get_by_role("button", name="Save for readers").click()
    expect(page.locator(".said")).to_contain_text("readers see it at once")
    assert shows(reader, "sobbed", tears)
    page.get_by_role("button", name="Undo it").click()
    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("wept"))
    assert shows(reader, "sobbed", set())

    withdraw(page)
    assert shows(reader, "wept", set())
    answer = page.request.get("/summaries/what-tears-tell")
    assert (answer.status, "We got a number wrong." in answer.text()) == (410, True)
    for address in ("/", "/feed.atom", "/api/v1/search?q=tears", "/sitemap.xml"):
        assert "what-tears-tell" not in page.request.get(address).text()

    page.goto("/editor/imports/")
    page.locator(".batch-title a").click()
    page.get_by_role("button", name="Accept all 5 clean ones").click()
    page.get_by_role("button", name="Refuse 2 duplicates").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("Retracted")
    assert held(site) == 7  # one before, one summarised, five clean
