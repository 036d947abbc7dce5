"""Whether everybody can use every page: axe-core, keyboard, zoom, stillness, no jumping, little weight."""

import sys
from contextlib import ExitStack, contextmanager

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.conftest import signed_in
from tests.desk_site import PEOPLE, filled_desk
from tests.desk_states import DESK_STATES
from tests.page_states import DESK, LOOKED_AT, PHONE, first_visit, served
from web.sessions import COOKIE

EVERY = (*LOOKED_AT, *DESK_STATES)
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
def filled(tmp_path_factory):
    """A site that has something to show for every state, and what stands in braces in them."""
    with filled_desk(tmp_path_factory.mktemp("audited")) as desk:
        yield desk


@pytest.fixture(scope="module")
def audited(filled):
    """The address of its server."""
    with served(filled[0]) as address:
        yield address


@pytest.fixture(scope="module")
def cookies(filled, audited):
    """What the browsers of the people at the desk bear."""
    clients = {role: signed_in(filled[0], name, role) for role, name in PEOPLE.items()}
    found = {role: client.get_cookie(COOKIE) for role, client in clients.items()}
    return {
        role: [{"name": COOKIE, "value": cookie.value, "url": audited}]
        for role, cookie in found.items()
        if cookie
    }


@pytest.fixture(scope="module")
def shown(browser, filled, audited, cookies):
    """Shows a state as a new reader, or somebody at the desk, has it, in a window of some width."""

    @contextmanager
    def showing(state, width, **wishes):
        there = state.at(filled[1])
        size = PHONE if width == PHONE["width"] else {**DESK, "width": width}
        with browser.new_context(
            base_url=audited, viewport=size, reduced_motion="reduce", **wishes
        ) as context:
            context.add_cookies(cookies.get(there.role, []))
            page = context.new_page()
            page.set_default_timeout(10_000)
            if there.posted is None:
                page.goto(there.address)
            else:
                page.goto("/editor/account")
                with page.expect_navigation():
                    page.evaluate(_POST, [there.address, list(there.posted.items())])
            if there.steps:
                there.steps(page)
            yield page

    return showing


@pytest.fixture(scope="module", params=EVERY, ids=str)
def state(request):
    """One state after the other, each with all that is asked of it."""
    return request.param


@pytest.fixture(scope="module")
def pages(state, shown):
    """A state in each of its windows."""
    with ExitStack() as opened:
        yield {width: opened.enter_context(shown(state, width)) for width in state.widths}


# Sends a form as a page of the desk would.
_POST = """
([address, fields]) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = address;
  const token = document.querySelector("meta[name=csrf-token]").content;
  for (const [name, value] of [...fields, ["csrf_token", token]]) {
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
"""


def test_axe_finds_nothing_to_complain_of(pages):
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
    for state in EVERY
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
        "desk: sign in",
        "desk: home",
        "desk: people",
        "desk: import, all items",
        "desk: item",
        "desk: references",
        "desk: reference to put right",
        "desk: reference and Crossref",
        "desk: duplicates side by side",
        "desk: summaries",
        "desk: summary, all opened",
        "desk: summary, two versions",
        "desk: history of a summary",
        "desk: activity",
        "desk: topic",
        "desk: month",
    }
)
_STOPS = 40  # of the keyboard on a page: beyond, the same kinds of things come again


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("main", MAIN, ids=str)
def test_where_the_keyboard_is_can_be_seen(shown, main, scheme):
    unseen = []
    with shown(main, main.widths[-1], color_scheme=scheme) as page:
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


def test_nothing_moves_for_who_asks_for_stillness(pages):
    assert [page.evaluate(_MOVING) for page in pages.values()] == [[] for _ in pages]


_MOVING = """
() => [...document.querySelectorAll("*")].filter((each) => {
  const style = getComputedStyle(each);
  const long = (times) => times.split(",").some((time) => parseFloat(time) > 0.01);
  return long(style.transitionDuration) || style.animationName !== "none" && long(style.animationDuration)
    || style.scrollBehavior === "smooth";
}).map((each) => each.outerHTML.slice(0, 80))
"""


def test_at_twice_the_size_everything_is_there(pages, state):
    """1280 pixels at 200 % are 640; at 400 % they are 320 (WCAG 2.2, 1.4.4 and 1.4.10)."""
    page = pages.get(PHONE["width"])
    if page is None:
        return
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
