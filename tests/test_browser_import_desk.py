import contextlib
import os
import re
import signal
import socket
import time

import pytest
from playwright.sync_api import expect

from kb.reference import Source, SourceKind
from tests.conftest import PASSWORD, add_person, start_server
from tests.crossref_stand_in import invented_work
from tests.factories import a_record
from tests.test_web_desk_imports import TEN

DONE = 20_000  # milliseconds for what a busy machine may take long for
RETRACTED = {"updated-by": [{"DOI": "10.5555/r", "type": "retraction", "source": "publisher"}]}
PRINTED = "Adler, N. B. (1994). Therapist responsiveness and outcome: An invented study, part 4. Bees, 24(1)."


@pytest.fixture
def works(crossref):
    """Works that the stand-in for Crossref knows: one in capitals, one retracted."""
    know(crossref, range(1, 9))
    crossref.works["10.5555/invented.2"]["title"] = ["ALLIANCE &amp; OUTCOME IN <i>BRIEF</i> CBT"]
    crossref.works["10.5555/invented.3"].update(RETRACTED)
    return crossref


def know(crossref, numbers):
    for number in numbers:
        work = invented_work(f"10.5555/invented.{number}", number)
        crossref.works[work["DOI"]] = work


@pytest.fixture
def held(site):
    record = a_record("Held2015", doi="10.5555/held", source=Source(kind=SourceKind.CROSSREF))
    with site.catalogue.writing("anna") as write:
        write.add_record(record)


@pytest.fixture
def page(desk_page, works):
    desk_page.goto("/editor/imports/")
    return desk_page


def paste(page, text):
    page.get_by_label("DOIs, references or text").fill(text)
    page.get_by_role("button", name="Look it up").click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f]+$"))


def looked_up(page, text):
    paste(page, text)
    expect(page.locator("#standing")).to_have_attribute("data-waiting", "0", timeout=DONE)


def item(page, number):
    return page.locator(f"#item-{number}")


def until_free(port):
    """Wait until the system has cleared away a server that was killed."""
    for _ in range(200):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
        time.sleep(0.05)
    pytest.fail(f"Port {port} stays taken.")


def test_ten_dois_in_ten_forms_become_references_without_leaving_the_page(page, held, site):
    looked_up(page, TEN)
    expect(page.get_by_text("Clean", exact=True)).to_have_count(6)
    expect(item(page, 3)).to_contain_text("This work has been retracted")
    expect(item(page, 7)).to_contain_text("given twice; line 1 has it too")
    expect(item(page, 9).get_by_role("link", name=re.compile("Held2015"))).to_be_visible()
    item(page, 1).get_by_role("button", name="Accept", exact=True).click()
    expect(item(page, 1)).to_have_attribute("data-state", "accepted")
    item(page, 10).get_by_text("Refuse", exact=False).first.click()
    expect(item(page, 10).get_by_label("Because")).to_have_value(re.compile("does not know"))
    item(page, 10).get_by_role("button", name="Refuse it").click()
    expect(item(page, 10)).to_have_attribute("data-state", "refused")
    page.get_by_role("button", name="Accept all 5 clean ones").click()
    page.get_by_role("button", name="Refuse 2 duplicates").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article")).to_contain_text("Retracted")
    with site.catalogue.reading() as read:
        assert len(list(read.records())) == 7


def test_after_a_decision_the_next_one_is_at_hand_on_the_keyboard(page):
    looked_up(page, "10.5555/invented.1\n10.5555/invented.4\n10.5555/invented.5")
    item(page, 1).get_by_role("button", name="Accept", exact=True).focus()
    for number in (1, 2, 3):
        page.keyboard.press("Enter")
        expect(item(page, number)).to_have_attribute("data-state", "accepted")
    expect(page.locator("#told")).to_contain_text("Accepted: it is in the catalogue as")


def test_one_more_enter_does_not_accept_a_retracted_work(page):
    looked_up(page, "10.5555/invented.1\n10.5555/invented.3\n10.5555/invented.4")
    item(page, 1).get_by_role("button", name="Accept", exact=True).focus()
    page.keyboard.press("Enter")
    expect(item(page, 2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(item(page, 1)).to_have_attribute("data-state", "accepted")
    expect(item(page, 2)).to_have_attribute("data-state", "ready")


def test_when_the_session_has_ended_a_decision_says_so_in_words(page):
    looked_up(page, "10.5555/invented.1")
    page.context.clear_cookies()
    item(page, 1).get_by_role("button", name="Accept", exact=True).click()
    expect(item(page, 1).get_by_role("alert")).to_contain_text("session has ended")


def test_rows_fill_in_while_the_page_is_open(page, works):
    works.latency = 1.5
    paste(page, "10.5555/invented.2")
    expect(item(page, 1)).to_contain_text("Being looked up")
    expect(item(page, 1)).to_contain_text("Alliance & Outcome in Brief CBT", timeout=DONE)


def test_while_crossref_is_away_the_page_says_so_and_goes_on_when_it_is_back(page, works):
    works.fail("10.5555/invented.1", "500", times=9)
    paste(page, "10.5555/invented.1")
    expect(page.get_by_text("It will be asked again by itself")).to_be_visible(timeout=DONE)
    works.fail("10.5555/invented.1", "500", times=0)
    page.get_by_role("button", name="Ask again now").click()
    expect(item(page, 1)).to_have_attribute("data-state", "ready", timeout=DONE)


def test_an_import_outlives_its_server_and_the_page_follows_it(browser, site, works, held):
    add_person(site, "anna", "editor")
    know(works, range(9, 101))
    works.latency = 1.0
    address, process = start_server(site.settings.home, KB_CROSSREF_URL=works.url)
    again = None
    try:
        page = browser.new_context(base_url=address).new_page()
        page.goto("/editor/imports/")
        page.get_by_label("Name").fill("anna")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        paste(page, "\n".join(f"doi:10.5555/invented.{number}" for number in range(1, 101)))
        expect(page.get_by_text("40 of 100 looked up")).to_be_visible(timeout=DONE)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        port = until_free(int(address.rpartition(":")[2]))
        _, again = start_server(site.settings.home, port=port, KB_CROSSREF_URL=works.url)
        expect(page.locator("#standing")).to_have_attribute("data-waiting", "0", timeout=2 * DONE)
        page.get_by_role("button", name=re.compile("Accept all")).click()
        expect(page.get_by_role("status").filter(has_text="were accepted")).to_contain_text("99 items")
        page.context.close()
    finally:
        for each in filter(None, (process, again)):
            if each.poll() is None:
                each.terminate()
                each.wait(timeout=30)


def test_a_file_is_dropped_on_the_page(page):
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["@article{a, title={Dropped}, year=2001}"], "refs.bib"));
          const drop = new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true });
          document.querySelector("form[data-drop]").dispatchEvent(drop);
        }"""
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("refs.bib")
    expect(item(page, 1)).to_contain_text("Dropped")


def test_an_item_is_changed_before_it_is_accepted(page, site):
    looked_up(page, "10.5555/invented.4")
    item(page, 1).get_by_role("link", name=re.compile("^Change")).click()
    page.get_by_label("Title").fill("A title put right")
    page.get_by_role("button", name="Keep the changes").click()
    expect(item(page, 1)).to_contain_text("A title put right")
    page.get_by_role("button", name="Accept", exact=True).click()
    page.wait_for_url(re.compile(r"/imports/[0-9a-f]+#item-1$"))
    with site.catalogue.reading() as read:
        (record,) = read.records()
    assert (record.reference.title, list(record.overrides)) == ("A title put right", ["title"])


def test_one_of_the_works_offered_is_chosen(page):
    looked_up(page, PRINTED)
    page.get_by_role("button", name=re.compile("It is this one.*part 4$")).click()
    expect(item(page, 1)).to_contain_text("Chosen")
    expect(item(page, 1).get_by_role("link", name="10.5555/invented.4").first).to_be_visible()


def test_a_decision_someone_else_made_first_is_told_and_not_overwritten(page, desk_page_of):
    looked_up(page, "10.5555/invented.4")
    other = desk_page_of("ben")
    other.goto(page.url)
    other.get_by_role("button", name="Accept", exact=True).click()
    expect(item(other, 1)).to_have_attribute("data-state", "accepted")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("changed after the page was shown")
    expect(item(page, 1)).to_have_attribute("data-state", "accepted")


def test_everything_works_without_scripts(desk_page_of, works):
    page = desk_page_of("cleo", java_script_enabled=False)
    page.goto("/editor/imports/")
    paste(page, "10.5555/invented.4")
    expect(page.get_by_role("link", name="See how far it is now")).to_be_visible()
    for _ in range(20):
        if page.locator("[data-state=ready]").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_text("Accepted: it is in the catalogue as Adler1994.")).to_be_visible()
