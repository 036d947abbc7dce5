"""Scripts in everything that people and publishers write: none runs in a real browser.

    python -m tests.trials.payloads [--payloads 100]

Every payload stands in a title, an author, an abstract in JATS, a summary's title and Markdown, an address,
a topic and a query. Each page of readers and of the desk that shows one is opened twice, with the site's
Content-Security-Policy and without it, so that escaping has to hold by itself. Feeds, JSON and exports are
read as a careless program would: as HTML of its own.
"""

import argparse
import logging
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from lxml import etree
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bib.desk_intake import take_in
from bib.formats import FORMATS
from bib.pasted import NothingToImport, read_pasted
from bib.works import to_notices, to_reference
from kb.catalogue import Catalogue
from kb.reference import Record, Source, SourceKind
from kb.summary import Status
from kb.vocabulary import Term, TermKind
from tests.conftest import CHROMIUM_SWITCHES, add_person, chromium, sign_in_at
from tests.crossref_stand_in import invented_work
from tests.factories import a_summary
from tests.page_states import served
from tests.trials.scripts import payloads
from web.settings import read_settings
from web.wiring import Site, follow, open_site

FIELDS = ("title", "author", "JATS", "Markdown", "URL", "topic", "query")

# Before anything of a page: what a payload calls, and what it could do unseen.
_WATCH = """
window.struck = window.alert = window.confirm = window.prompt = (what) => {
  (window.__struck ||= []).push(String(what));
};
"""
_LIVE = """() => {
  const found = [...(window.__struck || []).map((each) => 'ran: ' + each)];
  for (const each of document.querySelectorAll('*')) {
    for (const {name} of each.attributes) if (/^on/i.test(name)) found.push(`${each.tagName} has ${name}`);
    for (const name of ['href', 'src', 'action', 'formaction', 'data', 'xlink:href']) {
      const value = each.getAttribute(name) || '';
      if (/^[\\s\\x00-\\x1f]*(javascript|vbscript|data):/i.test(value)) found.push(value);
    }
    if (each.localName === 'script' && /struck/.test(each.textContent) && !/json/.test(each.type)) {
      found.push('a script of theirs');
    }
    // Ours are the frame of an e-mail and the base that opens its links in a new window.
    const ours = {iframe: /email\\.html$/.test(each.src), base: !each.hasAttribute('href')};
    if (/^(base|object|embed|iframe)$/.test(each.localName) && !ours[each.localName]) {
      found.push('a ' + each.localName);
    }
  }
  return found;
}"""


@dataclass
class Figures:
    """What a trial went through, and what it found: nothing, when all is well."""

    payloads: int = 0
    noticed: int = 0
    pages: int = 0
    files: int = 0
    found: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.payloads} payloads in {len(FIELDS)} fields ({self.noticed} live if unescaped): "
            f"{self.pages} pages opened, "
            f"{self.files} feeds, answers and exports read, {len(self.found)} executed or live"
        )


@contextmanager
def infested_site(folder: Path, hostile: list[str]) -> Iterator[Site]:
    """A site in which every field says something hostile."""
    site = open_site(read_settings(folder / "home", {"KB_CROSSREF_URL": "http://127.0.0.1:1"}))
    _infest(site.catalogue, hostile)
    follow(site)
    yield site
    site.index.close()
    site.catalogue.close()


def _infest(catalogue: Catalogue, hostile: list[str]) -> None:
    with catalogue.writing("anna") as write:
        for number, payload in enumerate(hostile):
            # A term's slug is ours; its words are the editor's.
            topic = Term(
                kind=TermKind.TOPIC,
                slug=f"topic-{number}",
                label=payload,
                synonyms=(f"other {payload}",),
                description=payload,
            )
            write.put_term(topic)
            record = _record(number, payload)
            write.add_record(record)
            write.add_summary(
                a_summary(
                    record,
                    slug=f"summary-{number}",
                    title=f"{payload} of {number}",
                    body=f"Words before.\n\n{payload}\n\nand {payload} inside",
                    implications=f"- {payload}\n\n{payload}",
                    topics=(topic.slug,),
                    contact=payload,
                    status=Status.DRAFT if number % 10 == 9 else Status.PUBLISHED,
                )
            )
        pasted = "\n\n".join(
            f"Evil, E. {payload} (2019). A study of {payload}. Journal of {payload}, 1(2), 3-4."
            for payload in hostile
        )
        with suppress(NothingToImport):
            take_in(write, read_pasted(pasted), "anna", hostile[0])


def _record(number: int, payload: str) -> Record:
    """A reference as Crossref would bring it, and the editor's word on what Crossref would not bring."""
    work: dict[str, Any] = {
        **invented_work(f"10.5555/hostile.{number}<{number}>", number),
        "title": [payload],
        "subtitle": [payload],
        "author": [{"family": payload, "given": payload}, {"name": payload}],
        "container-title": [payload],
        "publisher": payload,
        "abstract": f"<jats:p>{payload}</jats:p>",
        "URL": payload,
        "updated-by": [{"DOI": f"10.5555/n{number}", "type": "correction", "label": payload}],
    }
    return Record(
        citekey=f"Hostile{number}",
        described=to_reference(work),
        source=Source(kind=SourceKind.CROSSREF, payload=str(work), unread=payload),
        overrides={"url": payload, "note": payload, "volume": payload},
        notices=to_notices(work),
    )


def try_payloads(browser: Browser, folder: Path, hostile: list[str], *, every: int = 1) -> Figures:
    """Open every `every`-th page of each payload, and all pages with many of them."""
    figures = Figures(payloads=len(hostile))
    with infested_site(folder, hostile) as site:
        add_person(site, "ada", "administrator")
        with served(site) as address:
            pages = _pages(hostile, every, site)
            for bypass in (False, True):
                context = browser.new_context(base_url=address, bypass_csp=bypass)
                context.add_init_script(_WATCH)
                _sign_in(context)
                _visit(context, address, [*pages[0], *pages[1]], figures, csp=not bypass)
                context.close()
            context = browser.new_context(base_url=address, bypass_csp=True)
            context.add_init_script(_WATCH)
            figures.noticed = _noticed(context, hostile)
            _read_files(context, address, hostile, figures)
            context.close()
    return figures


def _noticed(context: BrowserContext, hostile: list[str]) -> int:
    """How many payloads come alive in a page that escapes nothing, so that their silence means something."""
    page = context.new_page()
    page.route("**/elsewhere.invalid/**", lambda route: route.abort())
    noticed = 0
    for payload in hostile:
        page.set_content(f"<p>{payload}</p>", wait_until="commit")
        noticed += bool(page.evaluate(_LIVE))
    page.close()
    return noticed


def _pages(hostile: list[str], every: int, site: Site) -> tuple[list[str], list[str]]:
    many = [
        *("/", "/topics", "/authors", "/journals", "/archive", "/archive/2016/05", "/overview", "/search"),
        *("/search?per_page=100", "/search?kind=reference&per_page=100", "/archive/2016/05/email"),
        *("/archive/2016/05/email.html", "/search?q=words+inside&per_page=100", "/api"),
        *(f"/search/choices/{each}" for each in ("topic", "author", "journal")),
        *("/editor/", "/editor/imports/", "/editor/references/", "/editor/summaries/", "/editor/activity"),
        *("/editor/duplicates", "/editor/vocabulary", "/editor/people", "/editor/month/2016/5"),
        "/selection?" + urlencode([("id", f"Hostile{n}") for n in range(0, len(hostile), 2)]),
    ]
    with site.catalogue.reading() as read:
        many += [f"/editor/imports/{batch.id}" for batch, _ in read.batches.all()]
        ids = {each.slug: each.id for each in read.summaries()}
    single: list[str] = []
    for number, payload in list(enumerate(hostile))[::every]:
        asked = quote(payload, safe="")
        single += [
            *(f"/summaries/summary-{number}", f"/references/Hostile{number}", f"/topics/topic-{number}"),
            *(f"/search?q={asked}&topic={asked}&author={asked}&year={asked}&sort={asked}", f"/{asked}"),
            *(f"/selection?id={asked}&style={asked}", f"/authors?find={asked}", f"/summaries/{asked}"),
            *(f"/editor/summaries/{ids[f'summary-{number}']}", f"/editor/references/Hostile{number}"),
            *(f"/editor/references/?q={asked}", f"/editor/imports/?text={asked}"),
            *(f"/editor/new-reference?doi={asked}", f"/editor/vocabulary/topic/topic-{number}"),
            f"/editor/history/summary/{ids[f'summary-{number}']}",
        ]
    return many, single


def _visit(context: BrowserContext, address: str, pages: list[str], figures: Figures, *, csp: bool) -> None:
    page = context.new_page()
    where = [""]
    _listen(page, address, where, figures)
    for path in pages:
        where[0] = path
        answer = page.goto(path, wait_until="load")
        figures.pages += 1
        if answer is None or answer.status >= 500:
            figures.found.append(f"{path}: no answer")
        policy = "with" if csp else "without"
        figures.found += [f"{path} ({policy} policy): {each}" for each in page.evaluate(_LIVE)]
    page.wait_for_timeout(300)


def _listen(page: Page, address: str, where: list[str], figures: Figures) -> None:
    def asked(url: str) -> None:
        if not url.startswith((address, "data:", "about:", "blob:")):
            figures.found.append(f"{where[0]}: asks for {url}")

    def said(text: str) -> None:
        if "Content Security Policy" in text:
            figures.found.append(f"{where[0]}: {text[:200]}")

    def opened(dialog: Any) -> None:
        figures.found.append(f"{where[0]}: a dialog")
        dialog.dismiss()

    page.on("dialog", opened)
    page.on("request", lambda request: asked(request.url))
    page.on("console", lambda message: said(message.text))


def _sign_in(context: BrowserContext) -> None:
    page = context.new_page()
    sign_in_at(page, "ada")
    page.close()


def _read_files(context: BrowserContext, address: str, hostile: list[str], figures: Figures) -> None:
    """Read what programs read: it must be no page for a browser, and safe in a page where it is HTML."""
    names = urlencode([("id", f"Hostile{number}") for number in range(len(hostile))])
    files = [
        *("/feed.atom", "/archive.txt", "/archive/2016/05.txt", "/archive/2016/05/email.txt", "/sitemap.xml"),
        *("/opensearch.xml", "/api/v1/search?per_page=100", "/api/v1/topics", "/api/v1/openapi.json"),
        *(f"/export/{name}?{names}" for name in FORMATS),
        *("/api/v1/summaries/summary-0", "/api/v1/references/Hostile0", "/unapi?id=Hostile0"),
    ]
    for payload in hostile:
        asked = quote(payload, safe="")
        files += [f"/feed.atom?q={asked}", f"/api/v1/search?q={asked}", f"/api/v1/suggest?q={asked}"]
        files += [f"/export/csv?q={asked}", f"/api/v1/references/{asked}"]
    page = context.new_page()
    where = [""]
    _listen(page, address, where, figures)
    page.goto("/robots.txt")
    for path in files:
        where[0] = path
        answer = context.request.get(path)
        figures.files += 1
        if answer.status >= 500:
            figures.found.append(f"{path}: no answer")
        kind = answer.headers["content-type"]
        kept = "attachment" in answer.headers.get("content-disposition", "")
        if answer.headers["x-content-type-options"] != "nosniff" or ("text/html" in kind and not kept):
            figures.found.append(f"{path}: {kind} that a browser takes for a page")
        for html in _html_in(kind, answer.body()):
            page.set_content(html)
            figures.found += [f"{path}: {each}" for each in page.evaluate(_LIVE)]
    # A feed is shown by browsers as it is.
    page.goto("/feed.atom")
    figures.found += [f"/feed.atom: {each}" for each in page.evaluate(_LIVE)]


def _html_in(kind: str, body: bytes) -> list[str]:
    """What of an answer is meant to be HTML."""
    if "text/html" in kind:
        return [body.decode()]
    if "xml" not in kind:
        return []
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        return ["<object>a document type</object>"]
    root = etree.fromstring(body)
    return [each.text or "" for each in root.iter("{*}summary", "{*}content") if each.get("type") == "html"]


def main() -> int:
    """Try all payloads; 1 when one came alive."""
    parser = argparse.ArgumentParser(description="Open every page with hostile content in a browser.")
    parser.add_argument("--payloads", type=int, default=100)
    parser.add_argument("--every", type=int, default=1, help="open the own pages of every n-th payload")
    asked = parser.parse_args()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_SWITCHES))
        figures = try_payloads(browser, Path(folder), payloads(asked.payloads), every=asked.every)
        browser.close()
    print(figures)  # noqa: T201 - what it is for
    for each in figures.found:
        print(f"  {each}", file=sys.stderr)  # noqa: T201
    return 1 if figures.found else 0


if __name__ == "__main__":
    sys.exit(main())
