"""From a DOI to a published summary, at a person's pace, with pictures: editor_walk.py [FOLDER]

A browser does what docs/editor.md tells, at a real server with the demonstration corpus that asks a
stand-in for Crossref about an invented study. The text is at hand and pasted. Before each click or
field it waits as long as a person looks for it, longer on a page that is new. It takes the pictures of
docs/editor.md, into docs/screenshots unless told otherwise, and prints how long each part took.
"""

import argparse
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Locator, Page, ViewportSize, expect, sync_playwright

from bib.demonstration import load_demonstration
from tests.conftest import CHROMIUM_SWITCHES, add_person, chromium, serving, sign_in_at
from tests.crossref_stand_in import StandIn, invented_work
from web.settings import read_settings
from web.wiring import follow, open_site

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
WINDOW = ViewportSize(width=1180, height=820)
LOOKING = 3.0  # seconds until a person has found the next button or field
READING = 6.0  # seconds a person looks at a page that is new, or at what came back

DOI = "https://doi.org/10.5555/invented.silence"
WORK = {
    **invented_work("10.5555/invented.silence", 29),
    "title": ["SILENCE IN THE CONSULTING ROOM: A SURVEY OF CLIENTS &amp; THERAPISTS"],
    "author": [{"family": "Okafor", "given": "Chidi"}, {"family": "van der Berg", "given": "Joost"}],
    "container-title": ["Psychotherapy Research"],
}
TITLE = "What clients make of a therapist's silence"
TEXT = """Clients and therapists often remember the same silence differently. In this invented study, \
240 clients and their therapists filled in a short questionnaire after an ordinary session.

- Clients with a **strong working alliance** mostly took silence as time to think.
- Those with a weak one more often felt left alone, and said so to nobody.
- Therapists seldom knew which it had been.

The authors looked at one session per pair, so that nothing can be said of a whole therapy."""
IMPLICATIONS = """- After a long silence, ask what it was like.
- Early in therapy, say beforehand that silence is meant as room to think."""


class Walk:
    """A person on the way: what they do takes the time it takes, and is counted."""

    def __init__(self, page: Page, folder: Path) -> None:
        self.page = page
        self.folder = folder
        self.acts = 0

    def click(self, what: Locator) -> None:
        """Find a button or link, and press it."""
        self._look(what)
        what.click()

    def fill(self, what: Locator, text: str) -> None:
        """Find a field, and paste into it."""
        self._look(what)
        what.fill(text)

    def read(self) -> None:
        """Look at what is new."""
        time.sleep(READING)

    def picture(self, name: str, part: str = "header") -> None:
        """Take a picture of a part of the page, which costs the person no time."""
        self.page.locator(part).first.evaluate("(part) => part.scrollIntoView({ block: 'center' })")
        self.page.screenshot(path=self.folder / f"editor-{name}.png")

    def _look(self, what: Locator) -> None:
        what.scroll_into_view_if_needed()
        time.sleep(LOOKING)
        self.acts += 1


def main() -> None:
    """Walk the way once."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    reader.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder: Path = reader.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with desk() as page:
        walk = Walk(page, folder)
        began = time.monotonic()
        for part in (bring_the_study_in, write_the_summary, file_it, publish_it):
            start = time.monotonic()
            part(walk)
            _say(f"{part.__name__.replace('_', ' ')}: {time.monotonic() - start:.0f} s")
        whole = time.monotonic() - began
        _say(f"From the DOI to the published summary: {whole:.0f} s, {walk.acts} clicks and fields")


@contextmanager
def desk() -> Iterator[Page]:
    """The desk of an editor who has just signed in."""
    with ExitStack() as opened:
        home = Path(opened.enter_context(TemporaryDirectory())) / "home"
        site = open_site(read_settings(home, {}))
        load_demonstration(site.catalogue)
        add_person(site, "anna", "editor")
        follow(site)
        site.index.close()
        site.catalogue.close()
        crossref = opened.enter_context(StandIn([WORK], latency=0.5))
        address = opened.enter_context(serving(home, KB_CROSSREF_URL=crossref.url))
        playwright = opened.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_SWITCHES))
        opened.callback(browser.close)
        context = browser.new_context(base_url=address, viewport=WINDOW, reduced_motion="reduce")
        opened.callback(context.close)
        page = context.new_page()
        sign_in_at(page, "anna")
        yield page


def bring_the_study_in(walk: Walk) -> None:
    """A DOI, looked up at Crossref, cleaned and accepted."""
    page = walk.page
    walk.picture("desk")
    walk.fill(page.get_by_label("Bring in a study"), DOI)
    walk.click(page.get_by_role("button", name="Look it up"))
    accept = page.get_by_role("button", name="Accept and write a summary")
    accept.wait_for()
    walk.read()
    walk.picture("import")
    walk.click(accept)
    page.wait_for_url(re.compile("/summaries/new"))
    walk.read()


def write_the_summary(walk: Walk) -> None:
    """The title, the text and the practice implications, with the preview beside them."""
    page = walk.page
    walk.fill(page.get_by_label("Title", exact=True), TITLE)
    walk.fill(page.get_by_label("Text", exact=True), TEXT)
    walk.fill(page.get_by_label("Practice implications", exact=True), IMPLICATIONS)
    expect(page.locator("[data-preview=implications] li")).to_have_count(2)
    walk.read()
    walk.picture("writing", "#text")


def file_it(walk: Walk) -> None:
    """The topics and the research type that the text suggests."""
    page = walk.page
    suggestions = page.locator("#suggestions button")
    suggestions.first.wait_for()
    walk.read()
    walk.picture("filing", "#filing")
    walk.click(suggestions.filter(has_text="lliance").first)
    walk.click(suggestions.filter(has_text="Survey").first)


def publish_it(walk: Walk) -> None:
    """The checks, and the summary as readers have it."""
    page = walk.page
    expect(page.locator("#checks")).to_contain_text("Nothing speaks against publishing it.")
    walk.read()
    walk.picture("publishing", ".publication")
    walk.click(page.get_by_role("button", name="Publish now"))
    expect(page.locator(".said")).to_contain_text("Published.")
    page.goto("/search?q=silence")
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    walk.picture("found")


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
