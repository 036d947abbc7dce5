"""References on the desk in a real browser: edited, compared with Crossref, made one, by keyboard too."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from bib.doi_intake import read_work
from kb.reference import Name, PartialDate, Record, Source, SourceKind
from tests.crossref_stand_in import invented_work
from tests.factories import a_record, a_reference, a_summary

ADDRESSES = (
    "/editor/references/",
    "/editor/references/?show=faults",
    "/editor/references/Bad",
    "/editor/references/Berg1991",
    "/editor/references/Berg1991/crossref",
    "/editor/references/Bad/candidates",
    "/editor/duplicates",
    "/editor/duplicates/merge?kept=One&gone=Other",
    "/editor/new-reference",
    "/editor/new-reference?doi=10.5555/new",
)


@pytest.fixture
def shelf(site, crossref):
    """References with something to do about each, at an installation that asks the stand-in."""
    work = invented_work("10.5555/tears", 1)
    crossref.works["10.5555/tears"] = work | {"page": "1-9"}
    crossref.works["10.5555/new"] = invented_work("10.5555/new", 3)
    read = read_work(work)
    berg = Record(citekey="Berg1991", described=read.reference, source=read.source, overrides={"issue": "7"})
    bad = a_reference(
        title="LAUGHTER IN THE WAITING ROOM.",
        author=(Name(family="MOSS", given="Anna B."), Name(literal="World Health Organization")),
        issued=PartialDate(2015, 2, 31),
        page=None,
        volume="21(2)",
        issue=None,
    )
    one, other = a_record("One"), a_record("Other", page=None)
    printed = Source(kind=SourceKind.PRINTED, payload="Moss, A. B. (2015). Laughter in the waiting room.")
    with site.catalogue.writing("ben") as write:
        for each in (berg, a_record("Bad", described=bad, source=printed), one, other):
            write.add_record(each)
        write.add_summary(a_summary(other, title="Weeping therapists"))
    return site


def open_at(page, address):
    page.goto(address)
    return page


def test_a_field_is_overridden_and_given_back(shelf, desk_page):
    page = open_at(desk_page, "/editor/references/")
    page.get_by_role("link", name=re.compile("An invented study, part 1")).click()
    page.get_by_label("Volume", exact=True).fill("99")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.locator("#field-volume")).to_contain_text("editor’s word")
    page.get_by_role("button", name=re.compile("Use that.*Volume")).click()
    expect(page.get_by_label("Volume", exact=True)).to_have_value("21")
    expect(page.locator("#field-volume")).to_contain_text("from Crossref")


def test_remarks_are_mended_by_one_click_each(shelf, desk_page):
    page = open_at(desk_page, "/editor/references/Bad")
    page.get_by_role("button", name="Change to “Laughter in the Waiting Room.”").click()
    expect(page.get_by_label("Title")).to_have_value("Laughter in the Waiting Room.")
    page.get_by_role("button", name="Change to “Laughter in the Waiting Room”").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Laughter in the Waiting Room")
    page.get_by_role("button", name="Change to “21”; Issue: “2”").click()
    expect(page.get_by_label("Issue", exact=True)).to_have_value("2")


def test_enter_in_a_field_saves_and_mends_nothing(shelf, desk_page):
    page = open_at(desk_page, "/editor/references/Bad")
    page.get_by_label("Issue", exact=True).fill("9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Saved.")
    expect(page.get_by_label("Title")).to_have_value("LAUGHTER IN THE WAITING ROOM.")


def test_a_remark_is_mended_and_what_was_typed_is_saved_with_it(shelf, desk_page):
    page = open_at(desk_page, "/editor/references/Bad")
    page.get_by_label("Note", exact=True).evaluate("box => { box.value = 'Seen in print.' }")
    page.get_by_role("button", name="Change to “Laughter in the Waiting Room.”").dblclick()
    expect(page.get_by_role("status")).to_have_text("Put right.")
    expect(page.get_by_label("Note", exact=True)).to_have_value("Seen in print.")


def test_names_are_shown_as_they_are_read_while_they_are_typed(shelf, desk_page):
    page = open_at(desk_page, "/editor/references/Berg1991")
    page.get_by_label("Authors").fill("Adler, Nora\nWorld Health Organization\n{Moss, Inc.}")
    read_as = page.locator("#field-author .read-as li")
    expect(read_as).to_have_text(
        ["Read as:", "Nora Adler", "World Health Organization (organisation)", "Moss, Inc. (organisation)"]
    )
    page.keyboard.press("Control+s")
    expect(page.get_by_role("status")).to_have_text("Saved.")


def test_typed_text_is_not_left_without_a_word(shelf, desk_page):
    asked = []
    page = open_at(desk_page, "/editor/references/Berg1991")

    def refuse(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.get_by_label("Volume", exact=True).fill("99")
    page.get_by_role("link", name="References").first.click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Volume", exact=True)).to_have_value("99")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert asked == ["beforeunload"]


def test_two_editors_on_one_reference_choose_field_by_field(shelf, desk_page_of):
    anna, ben = desk_page_of("anna"), desk_page_of("ben")
    for page in (anna, ben):
        page.goto("/editor/references/Berg1991")
        page.get_by_label("Volume", exact=True).fill("7" if page is anna else "8")
    ben.get_by_label("Issue", exact=True).fill("11")
    anna.get_by_role("button", name="Save").first.click()
    expect(anna.get_by_role("status")).to_have_text("Saved.")
    ben.get_by_role("button", name="Save").first.click()
    expect(ben.get_by_role("heading", level=1)).to_have_text("Two versions of one reference")
    ben.get_by_role("group", name="Volume").get_by_label(re.compile("Keep mine")).check()
    ben.get_by_role("button", name="Save what I chose").click()
    expect(ben.get_by_label("Volume", exact=True)).to_have_value("8")
    expect(ben.get_by_label("Issue", exact=True)).to_have_value("11")


def test_crossref_is_asked_again_and_taken_over_in_part(shelf, desk_page):
    page = open_at(desk_page, "/editor/references/Berg1991")
    page.get_by_role("button", name="Ask Crossref again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What Crossref says now")
    expect(page.get_by_label("Pages")).to_be_checked()
    expect(page.get_by_label("Issue")).not_to_be_checked()
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(page.get_by_label("Pages")).to_have_value("1-9")
    expect(page.get_by_label("Issue", exact=True)).to_have_value("7")


def test_two_references_are_made_one_and_parted_by_keyboard(shelf, desk_page):
    page = open_at(desk_page, "/editor/duplicates")
    page.get_by_role("link", name=re.compile("Side by side")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("What will happen")
    swap = page.get_by_role("link", name="Keep One instead")
    if swap.count():
        swap.press("Enter")
    expect(page.get_by_role("link", name="Weeping therapists")).to_be_visible()
    page.get_by_role("button", name="Make them one, as One").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Other is part of One now.")
    expect(page.get_by_role("link", name="Weeping therapists")).to_be_visible()
    page.get_by_role("button", name="Part them again").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Other is back")


def test_a_reference_is_added_by_doi_and_removed_and_brought_back(shelf, desk_page):
    page = open_at(desk_page, "/editor/references/")
    page.get_by_role("link", name="Add a reference").click()
    page.get_by_label("DOI or link").fill("https://doi.org/10.5555/NEW")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("An invented study, part 3")
    page.get_by_role("button", name="Remove this reference").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_role("status")).to_have_text("It is back.")


def test_all_of_it_works_without_scripts(shelf, desk_page_of):
    page = desk_page_of("anna", java_script_enabled=False)
    page.goto("/editor/new-reference")
    page.get_by_text("By hand").click()
    page.get_by_label("Title").fill("Rooms")
    page.get_by_label("Date").fill("once")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Write the date as 2013")).to_be_visible()
    page.get_by_label("Date").fill("2013-06")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rooms")
    page.get_by_label("Title").fill("Rooms and doors")
    page.get_by_role("button", name="Save").first.click()
    page.get_by_role("button", name=re.compile("Use that.*Title")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rooms")


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
def test_no_page_of_references_scrolls_sideways(shelf, desk_page, width):
    with shelf.catalogue.writing("ben") as write:
        long = a_reference(
            title="T" * 200, author=(Name(literal="N" * 200),), url=f"https://a.org/{'u' * 200}"
        )
        write.add_record(a_record("K" * 60, described=long))
        write.change_record(replace(write.record_at("One"), overrides={"note": "n" * 200}))
    desk_page.set_viewport_size({"width": width, "height": 900})
    wide = []
    for address in (*ADDRESSES, f"/editor/references/{'K' * 60}"):
        desk_page.goto(address)
        if desk_page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(address)
    assert wide == []
