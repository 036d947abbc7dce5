"""The site in French, in a real browser: what scripts say, and that longer words have room."""

import pytest
from playwright.sync_api import expect

from tests.page_states import DESK, LOOKED_AT, PHONE, audited_site

# What a reader does in the other states is done by English words.
STILL = [state for state in LOOKED_AT if not state.steps or state.name.endswith("all opened")]


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """The address of a server that has something to show for every state."""
    with audited_site(tmp_path_factory.mktemp("audited")) as address:
        yield address


@pytest.fixture
def open_page(browser):
    """Opens pages as a reader of Canadian French has them."""
    contexts = []

    def opened(address, size=DESK, path="/"):
        context = browser.new_context(base_url=address, viewport=size, locale="fr-CA")
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()


# Words that do not fit in their button or link.
_CUT_OFF = """
() => [...document.querySelectorAll("a, button, summary")].filter((each) =>
  each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  && !each.closest("svg, .skip, .past, .unseen") && each.scrollWidth > each.clientWidth + 1
  && !["inline", "contents"].includes(getComputedStyle(each).display)
).map((each) => each.outerHTML.slice(0, 120))
"""


@pytest.mark.parametrize("width", [320, PHONE["width"], 768])
def test_nothing_is_wider_than_the_window(open_page, audited, width):
    page = open_page(audited, {**PHONE, "width": width})
    for state in STILL:
        page.goto(state.address)
        if state.steps:
            state.steps(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state.name
        assert page.evaluate(_CUT_OFF) == [], state.name


def test_the_page_says_what_language_it_is_in(open_page, server):
    page = open_page(server)
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.get_by_role("link", name="Français")).to_have_attribute("aria-current", "true")


def test_a_reader_may_prefer_english_and_come_back(open_page, server):
    page = open_page(server, path="/topics/empathy")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Empathy")
    page.get_by_role("link", name="Français").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Empathie")


def test_completions_are_named_in_french_and_read_in_english(open_page, server):
    page = open_page(server)
    page.get_by_role("combobox").press_sequentially("anx")
    option = page.get_by_role("option").filter(has_text="Thème").first
    expect(option).to_be_visible()
    expect(option.locator("[lang=en]")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("Suggestions\u202f:")


def test_what_is_selected_is_said_in_french(open_page, server):
    page = open_page(server, path="/search?q=CBT")
    page.locator("[data-keep]:visible").first.click()
    expect(page.locator("[data-keep]:visible").first).to_contain_text("Sélectionné")
    expect(page.locator("[data-keep-all]")).to_have_text("Tout sélectionner sur cette page")


def test_a_search_in_place_stays_french(open_page, server):
    page = open_page(server, path="/search?q=therapy")
    page.locator("#filters").get_by_role("link", name="Méta-analyse").click()
    expect(page.locator(".chip").first).to_contain_text("Type de recherche Méta-analyse")
    page.go_back()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#results")).to_contain_text("résultats pour «\u202ftherapy\u202f»")


def test_copying_is_said_in_french(open_page, server):
    page = open_page(server, path="/summaries/when-therapists-cry-in-session")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copier la citation").first.click()
    expect(page.locator("#said")).to_have_text("Copié")
