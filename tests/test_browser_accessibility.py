"""Whether everybody can use every page: axe-core, keyboard, zoom, stillness, no jumping, little weight."""

import sys

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.page_states import DESK, LOOKED_AT, PHONE, audited_site, first_visit

RULES = {
    "resultTypes": ["violations"],
    "runOnly": [
        *("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"),
        "best-practice",
    ],
}
# In the dark only colours differ.
COLOURS = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """The address of a server that has something to show for every state."""
    with audited_site(tmp_path_factory.mktemp("audited")) as address:
        yield address


@pytest.fixture
def open_state(browser, audited):
    """Opens a state as a new reader has it, in a window of some width."""
    contexts = []

    def opened(state, width, **wishes):
        size = PHONE if width == PHONE["width"] else {**DESK, "width": width}
        context = browser.new_context(base_url=audited, viewport=size, **wishes)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(state.address)
        if state.steps:
            state.steps(page)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("state", LOOKED_AT, ids=str)
def test_axe_finds_nothing_to_complain_of(open_state, state):
    pages = {width: open_state(state, width, reduced_motion="reduce") for width in state.widths}
    for page in pages.values():
        page.evaluate(AXE_SCRIPT)
    for scheme, rules in (("light", RULES), ("dark", COLOURS)):
        for page in pages.values():  # each in a process of its own: they look at the same time
            page.emulate_media(color_scheme=scheme)
            page.evaluate("(rules) => { window.looking = axe.run(rules); }", rules)
        for width, page in pages.items():
            found = page.evaluate("window.looking")["violations"]
            nodes = [
                (each["id"], node["failureSummary"], node["html"]) for each in found for node in each["nodes"]
            ]
            assert nodes == [], (width, scheme)


# The keyboard

MAIN = tuple(
    state
    for state in LOOKED_AT
    if state.name
    in {
        "home",
        "search, all opened",
        "search, drawer",
        "summary, all opened",
        "reference, all opened",
        "topics",
        "topic",
        "authors",
        "overview",
        "month",
        "selection in another style",
        "API",
    }
)
_STOPS = 40  # of the keyboard on a page: beyond, the same kinds of things come again


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", MAIN, ids=str)
def test_where_the_keyboard_is_can_be_seen(open_state, state, scheme):
    page = open_state(state, state.widths[-1], reduced_motion="reduce", color_scheme=scheme)
    unseen = []
    for _ in range(_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        if not page.evaluate(_FOCUS_SEEN):
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert unseen == []


# On screen, and with an outline, or drawn otherwise than without the focus (WCAG 2.2, 2.4.7).
_FOCUS_SEEN = """
() => {
  const at = document.activeElement;
  const outlined = (each) => {
    const style = getComputedStyle(each);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  };
  const looks = () => JSON.stringify([at, ...at.querySelectorAll("*")].map((each) => {
    const { fill, stroke, strokeWidth, backgroundColor, boxShadow, textDecoration } = getComputedStyle(each);
    return [fill, stroke, strokeWidth, backgroundColor, boxShadow, textDecoration];
  }));
  const differs = () => {
    const focused = looks();
    at.blur();
    const without = looks();
    at.focus();
    return focused !== without;
  };
  const box = at.getBoundingClientRect();
  const within = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return within && (outlined(at) || outlined(at.parentElement) || differs());
}
"""


# Motion, zoom, colours of the system's own


@pytest.mark.parametrize("state", MAIN, ids=str)
def test_nothing_moves_for_who_asks_for_stillness(open_state, state):
    page = open_state(state, state.widths[-1], reduced_motion="reduce")
    assert page.evaluate(_MOVING) == []


_MOVING = """
() => [...document.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  const long = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
  return long(style.transitionDuration) || style.animationName !== "none" && long(style.animationDuration)
    || style.scrollBehavior === "smooth";
}).map((each) => each.outerHTML.slice(0, 80))
"""


@pytest.mark.parametrize("state", LOOKED_AT, ids=str)
def test_at_twice_the_size_everything_is_there(open_state, state):
    """1280 pixels at 200 % are 640; at 400 % they are 320 (WCAG 2.2, 1.4.4 and 1.4.10)."""
    if PHONE["width"] not in state.widths:
        return
    page = open_state(state, 640, device_scale_factor=2, reduced_motion="reduce")
    for width in (640, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(_CUT_OFF) == [], width
        if not state.steps:  # a menu that was opened lies over the page
            assert page.evaluate(_COVERED) == [], width


_CONTROLS = """
const controls = [...document.querySelectorAll("a, button, input, select, summary")].filter((each) =>
  each.checkVisibility({ visibilityProperty: true, opacityProperty: true })
  && !each.closest("svg, .skip, .unseen") && getComputedStyle(each).clipPath === "none");
const named = (each) => each.outerHTML.slice(0, 120);
"""

# Words that do not fit in their button or link.
_CUT_OFF = f"""
() => {{
  {_CONTROLS}
  return controls.filter((each) => !["INPUT", "SELECT"].includes(each.tagName)
    && each.scrollWidth > each.clientWidth + 1
    && !["inline", "contents"].includes(getComputedStyle(each).display)).map(named);
}}
"""

# Controls that cannot be clicked, even when brought into view: something lies over them.
_COVERED = f"""
() => {{
  {_CONTROLS}
  return controls.filter((each) => {{
    each.scrollIntoView({{ block: "center", inline: "center" }});
    const box = each.getClientRects()[0];
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return hit && !each.contains(hit) && !hit.contains(each) && !hit.closest("label");
  }}).map(named);
}}
"""


# Quiet pages


@pytest.mark.parametrize("width", [PHONE["width"], DESK["width"]])
@pytest.mark.parametrize("address", ["/", "/search?q=therapy", "/summaries/retracted", "/overview"])
def test_nothing_jumps_while_a_page_loads(browser, audited, address, width):
    page = watched(browser, audited, width)
    page.goto(address, wait_until="networkidle")
    moved = jumps(page)
    assert sum(value for value, *_ in moved) < UNSEEN, moved
    page.context.close()


# Cumulative layout shift: people notice 0.1. A button that scripts show may come after the first paint.
UNSEEN = 0.001


def watched(browser, address, width):
    context = browser.new_context(base_url=address, viewport={**DESK, "width": width})
    context.add_init_script(_WATCH)
    return context.new_page()


def jumps(page):
    page.wait_for_timeout(300)
    return page.evaluate("window.jumps")


_WATCH = """
window.jumps = [];
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) {
    if (!each.hadRecentInput) {
      window.jumps.push([each.value, ...each.sources.map((it) => it.node?.outerHTML?.slice(0, 100))]);
    }
  }
}).observe({ type: "layout-shift", buffered: true });
"""


# Weight

_MOST = 120_000  # bytes


@pytest.mark.parametrize(
    "address", ["/", "/search?q=therapy", "/search", "/summaries/retracted", "/overview"]
)
def test_a_first_visit_weighs_little_and_asks_nobody_else(browser, audited, address, capsys):
    asked, weight = first_visit(browser, audited + address)
    with capsys.disabled():
        sys.stdout.write(f"\n{address}: {weight / 1000:.1f} kB in {len(asked)} requests ")
    assert all(each.startswith(audited) for each in asked)
    assert weight <= _MOST
