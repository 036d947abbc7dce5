"""Every page readers can see, in every state that looks different: what the audits go through.

A new page comes into the list by its address; test_web_html.py tells which are missing. Those of the
desk are in tests/desk_states.py.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from playwright.sync_api import Browser, Page, ViewportSize
from werkzeug.serving import make_server

from bib.demonstration import load_demonstration
from kb.catalogue import Catalogue
from kb.editors import Role
from kb.identifiers import parse_doi
from kb.reference import Name, Notice, NoticeKind, PartialDate, Source, SourceKind
from kb.summary import Month, Status
from kb.vocabulary import Term
from tests.factories import a_record, a_summary
from web.app import create_app
from web.settings import read_settings
from web.wiring import Site, follow, open_site

PHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1440, height=900)


@dataclass(frozen=True, slots=True)
class State:
    """A page as a reader may have it before them: its address, and what they did there.

    `widths` are the windows in which that can be done at all; a `file` is kept rather than looked at.
    What a `role` is named for, somebody who is signed in has before them; `posted` is what a form sent.
    """

    name: str
    address: str
    steps: Callable[[Page], None] | None = None
    status: int = 200
    widths: tuple[int, ...] = (PHONE["width"], DESK["width"])
    file: bool = False
    role: Role | None = None
    posted: Mapping[str, str] | None = None

    def __str__(self) -> str:
        return self.name

    def at(self, names: Mapping[str, str]) -> Self:
        """The state at a site where what stands in {braces} has these names."""
        posted = {key.format_map(names): text.format_map(names) for key, text in (self.posted or {}).items()}
        return replace(self, address=self.address.format_map(names), posted=posted or None)


def open_drawer(page: Page) -> None:
    """Open the filters of a search on a phone."""
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("dialog").wait_for()


def _type(page: Page) -> None:
    page.get_by_role("combobox").first.fill("")
    page.get_by_role("combobox").first.press_sequentially("depr")
    page.locator("[role=option]:visible").first.wait_for()
    page.keyboard.press("ArrowDown")


def _find_author(page: Page) -> None:
    page.get_by_label("Find an author").first.fill("hill")
    page.wait_for_load_state("networkidle")


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def _select(page: Page) -> None:
    for button in page.locator("[data-keep]:visible").all()[:2]:
        button.click()


def _open_selection(page: Page) -> None:
    _select(page)
    page.locator("[data-selection-link]").click()
    page.wait_for_url("**/selection?*")


STATES = (
    State("home", "/"),
    State("home, completions", "/", _type),
    State("search, everything", "/search"),
    State("search, results", "/search?q=CBT"),
    State("search, all opened", "/search?q=CBT", open_all),
    State("search, filters chosen", "/search?q=therapy&topic=depression&type=meta-analysis&year=2010-2020"),
    State("search, find an author", "/search?q=therapy", _find_author, widths=(DESK["width"],)),
    State("search, page 2", "/search?page=2"),
    State("search, beyond the last page", "/search?q=CBT&page=40"),
    State("search, relaxed", "/search?q=alliance+zebrafish+crying"),
    State("search, corrected", "/search?q=allianse"),
    State("search, did you mean", "/search?q=depresion+therapy"),
    State("search, nothing", "/search?q=zzyzx"),
    State("search, nothing with filters", "/search?q=crying&type=practice-guideline&topic=anxiety-disorders"),
    State("search, warnings", "/search?q=*+AND+(a*&year=abc&nothing=1"),
    State("search, drawer", "/search?q=CBT", open_drawer, widths=(PHONE["width"],)),
    State("search, completions", "/search?q=CBT", _type),
    State("search, some selected", "/search?q=CBT", _select),
    State("all authors of a search", "/search/choices/author?q=therapy"),
    State("journals found in a search", "/search/choices/journal?q=therapy&find=psych"),
    State("summary", "/summaries/when-therapists-cry-in-session"),
    State("summary, all opened", "/summaries/when-therapists-cry-in-session", open_all),
    State("summary in another citation style", "/summaries/when-therapists-cry-in-session?style=vancouver"),
    State("summary of retracted work", "/summaries/retracted"),
    State("reference", "/references/BlumeMarcovici2013"),
    State("reference, all opened", "/references/BlumeMarcovici2013", open_all),
    State("reference, retracted", "/references/Retracted2015"),
    State("reference without a summary", "/references/Alone2015"),
    State("summary withdrawn", "/summaries/withdrawn", status=410),
    State("nothing here", "/summaries/crying-in-therapy", status=404),
    State("month without summaries", "/archive/1999/01", status=404),
    State("topics", "/topics"),
    State("topics, found", "/topics?find=anx"),
    State("topic", "/topics/depression"),
    State("topic, all opened", "/topics/depression", open_all),
    State("topic without summaries", "/topics/empty"),
    State("authors", "/authors"),
    State("authors, found", "/authors?find=hill"),
    State("authors, none found", "/authors?find=zzyzx"),
    State("journals", "/journals"),
    State("overview", "/overview"),
    State("overview, all opened", "/overview", open_all),
    State("archive", "/archive"),
    State("year", "/archive/2022"),
    State("month", "/archive/2022/12"),
    State("month, all opened", "/archive/2022/12", open_all),
    State("month as an e-mail", "/archive/2022/12/email"),
    State("month's e-mail itself", "/archive/2022/12/email.html", file=True),
    State("selection, empty", "/selection"),
    State("selection, unknown", "/selection?id=none&id=Alone2015"),
    State("selection, with items", "/search?q=CBT", _open_selection),
    State("selection in another style", "/selection?id=BlumeMarcovici2013&id=Alone2015&style=vancouver"),
    State("formatted references", "/export/apa-html?id=BlumeMarcovici2013&id=Alone2015", file=True),
    State("API", "/api"),
    State("API, all opened", "/api", open_all),
)
LOOKED_AT = tuple(state for state in STATES if not state.file)


@contextmanager
def audited_site(folder: Path, *, odd: bool = True) -> Iterator[str]:
    """The address of a server with the demonstration corpus and, if `odd`, what that lacks."""
    with filled_site(folder, odd=odd) as site, served(site) as address:
        yield address


@contextmanager
def filled_site(folder: Path, *, odd: bool = True, crossref: str = "") -> Iterator[Site]:
    """A site with the demonstration corpus and, if `odd`, what that lacks; `crossref` is whom it asks."""
    site = open_site(read_settings(folder / "home", {"KB_CROSSREF_URL": crossref}))
    load_demonstration(site.catalogue)
    if odd:
        add_oddities(site.catalogue)
    follow(site)
    yield site
    site.index.close()
    site.catalogue.close()


@contextmanager
def served(site: Site) -> Iterator[str]:
    """The address of a server of a site, in this process."""
    server = make_server("127.0.0.1", 0, create_app(site), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()


def first_visit(browser: Browser, address: str) -> tuple[list[str], int]:
    """What a browser that has nothing yet asks for, and the bytes that come, headers included."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    session = context.new_cdp_session(page)
    asked: list[str] = []
    weights: list[int] = []
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    session.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    context.close()
    return asked, sum(weights)


def add_oddities(catalogue: Catalogue) -> None:
    """Add a summary of retracted and corrected works, one withdrawn, a reference alone, an empty topic."""
    retracted = a_record(
        "Retracted2015",
        title="Mindful <b>tears</b> & what H₂O can't explain: a “randomised” trial",
        author=tuple(Name(family=f"Author{number}", given="Q. X.") for number in range(1, 12)),
        doi="10.5555/retracted.2015",
        source=Source(kind=SourceKind.CROSSREF),
        overrides={"volume": "13"},
        notices=(
            Notice(
                kind=NoticeKind.RETRACTION,
                doi=parse_doi("10.5555/retraction"),
                date=PartialDate(2018, 3, 2),
                source="retraction-watch",
                label="Retraction",
            ),
        ),
    )
    corrected = a_record(
        "Corrected2014",
        notices=(
            Notice(kind=NoticeKind.CORRECTION, doi=parse_doi("10.5555/correction"), date=PartialDate(2016)),
        ),
    )
    alone = a_record(
        "Alone2015",
        type="chapter",
        title="A chapter nobody has summarised",
        container_title="A handbook of things",
        editor=(Name(literal="The Editors' Collective"),),
        abstract="First paragraph.\nSecond paragraph with <markup> & signs.",
        url="https://example.org/a-chapter",
        notices=(Notice(kind=NoticeKind.EXPRESSION_OF_CONCERN),),
    )
    with catalogue.writing(by="tests") as write:
        for record in (retracted, corrected, alone):
            write.add_record(record)
        write.add_summary(
            a_summary(
                retracted,
                corrected,
                slug="retracted",
                title="What a retracted study said about <em>tears</em>, and why nobody should act on it",
                month=Month(2022, 12),
                body=_EVERYTHING,
                implications="- Do not act on this.\n- See [the notice](https://example.org/notice).",
                contact="someone@example.org, other@example.org",
            )
        )
        write.add_summary(
            a_summary(corrected, slug="withdrawn", title="A summary withdrawn", status=Status.WITHDRAWN)
        )
        topics = write.vocabulary().terms
        write.put_term(_empty(topics[0]))


def _empty(like: Term) -> Term:
    return Term(
        kind=like.kind, slug="empty", label="A topic without summaries", description="Nothing is here yet."
    )


_EVERYTHING = """
# A heading of the editor's

Words with *stress*, **more stress**, `code` and [a link](https://example.org/page "with a title").

## A smaller heading

1. One
2. Two
   - Two and a half

> Somebody said this.

    preformatted(text)

---

Last words.
"""
