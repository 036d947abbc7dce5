import re

import pytest
from playwright.sync_api import expect

from kb.batches import Batch, BatchItem, ItemState
from kb.reference import Notice, NoticeKind
from kb.summary import Status
from tests.conftest import PASSWORD, sign_in_by_keyboard
from tests.factories import a_record, a_summary


@pytest.fixture
def filled(site):
    """An installation where something of everything waits."""
    retracted = a_record(notices=(Notice(kind=NoticeKind.RETRACTION),))
    with site.catalogue.writing(by="anna") as write:
        write.add_record(retracted)
        write.add_summary(a_summary(title="Still short", status=Status.DRAFT))
        write.add_summary(a_summary(retracted, title="Long " * 40, status=Status.SCHEDULED))
        batch = Batch(by="ben", title="w" * 120)
        write.batches.add(batch, [BatchItem(position=0, kind="doi", input="x", state=ItemState.READY)])
        write.working_copies.put("ada", a_summary(title="Begun at lunch"), 0)
    return site


@pytest.fixture
def ada(filled, desk_page_of):
    """An administrator's page where something of everything waits."""
    return desk_page_of("ada", "administrator")


def test_an_editor_signs_in_by_the_keyboard_and_out_again(desk_page):
    page = desk_page
    expect(page.get_by_role("heading", level=1)).to_have_text("What waits")
    page.get_by_role("button", name="Sign out").press("Enter")
    expect(page).to_have_url(re.compile(r"/$"))
    page.get_by_role("link", name="For editors").press("Enter")
    sign_in_by_keyboard(page)


def test_after_signing_out_the_way_back_shows_nothing_of_the_desk(desk_page):
    page = desk_page
    page.goto("/editor/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_signing_in_leads_to_the_page_that_was_asked_for(desk_page):
    page = desk_page
    page.get_by_role("button", name="Sign out").click()
    page.goto("/editor/account")
    page.get_by_label("Name").fill("Anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/editor/account$"))


def test_a_wrong_password_is_said_where_the_next_is_typed(desk_page):
    page = desk_page
    page.get_by_role("button", name="Sign out").click()
    page.goto("/editor/sign-in")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Name and password do not belong together.")
    expect(page.get_by_label("Password")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("anna")


def test_a_changed_password_puts_other_devices_out(desk_page, desk_page_of):
    phone = desk_page_of("anna", viewport={"width": 390, "height": 844})
    page = desk_page
    page.goto("/editor/account")
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password, 12 characters or more").fill("another four words here")
    page.get_by_label("New password again").fill("another four words here")
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("status")).to_contain_text("Your password is changed.")
    phone.goto("/editor/")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_what_was_typed_while_the_session_ended_is_not_lost(ada):
    ada.goto("/editor/people")
    form = ada.locator("form", has=ada.get_by_role("heading", name="Add somebody"))
    form.get_by_label("Name").fill("A name worth keeping")
    form.get_by_label("First password").fill("four words for a start")
    ada.context.clear_cookies()
    form.get_by_role("button", name="Add").click()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Not saved")
    expect(ada.get_by_label("Name")).to_have_value("A name worth keeping")
    assert "four words for a start" not in ada.content()


def test_an_administrator_lets_somebody_in_and_shuts_them_out(ada, desk_page_of):
    ben = desk_page_of("ben")
    ada.goto("/editor/people")
    ada.get_by_label("Role of ben").select_option("reader")
    ada.get_by_role("button", name="Change ben").click()
    expect(ada.get_by_role("status")).to_have_text("ben is now: Reader.")
    ada.get_by_role("button", name="Disable ben").click()
    expect(ada.get_by_role("status")).to_contain_text("ben is signed out everywhere")
    ben.reload()
    expect(ben.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_study_is_brought_in_from_the_desk(desk_page):
    desk_page.get_by_label("Bring in a study").fill("10.1037/a0031384")
    desk_page.keyboard.press("Enter")
    expect(desk_page).to_have_url(re.compile(r"/editor/imports/.+"))
    expect(desk_page.get_by_text("10.1037/a0031384").first).to_be_visible()
