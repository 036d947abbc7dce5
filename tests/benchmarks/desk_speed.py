"""How quick the desk is, at a real gunicorn of two processes: desk_speed.py [--dois 20000]

Served is the demonstration corpus; Crossref is away, so that nothing of an import is looked up. Printed is:

    publish, withdraw   how long the step took, and how long after it a search first found the summary,
                        or no more; then how many answers of readers' addresses are behind, each
                        asked four times so that both processes answer
    history             the page of a summary with so many versions, of one word changed in 600; and of
                        one with two versions, texts of 6,000 words drawn apart
    paste               of so many DOIs in one text: until the page of the import is there, and how long
                        another editor, who saves all the while, waited for a save at most
"""

import argparse
import random
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

import httpx2

from bib.demonstration import load_demonstration
from kb.reference import Source, SourceKind
from kb.summary import Status, Summary
from tests.conftest import PASSWORD, add_person, serving
from tests.factories import a_record, a_summary
from web.settings import read_settings
from web.wiring import Site, follow, open_site

SLUG = "quokkas-at-work"
SEARCH = "/api/v1/search?q=quokka"
READERS = (
    f"/summaries/{SLUG}",
    "/search?q=quokka",
    SEARCH,
    "/feed.atom",
    "/sitemap.xml",
    "/archive/2016/05",
)
_NOBODY = "http://127.0.0.1:9"
_TIMES = 4
_VERSIONS = 50
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_chance = random.Random(6)  # noqa: S311 - texts, not secrets
_LANGUAGE = ["".join(_chance.choices("aeioulmnrst", k=6)) for _ in range(3000)]


class Desk:
    """The desk of an editor who has signed in."""

    def __init__(self, site: Site, address: str, name: str) -> None:
        add_person(site, name, "editor")
        self._site = site
        self._client = httpx2.Client(base_url=address, timeout=None)
        self._token = _found_token(self.get("/editor/sign-in"))
        self._post("/editor/sign-in", {"name": name, "password": PASSWORD})
        self._token = _found_token(self.get("/editor/account"))

    def get(self, address: str) -> str:
        """A page."""
        return self._client.get(address).raise_for_status().text

    def save(self, summary: Summary, then: str = "save", **more: str) -> None:
        """Save a summary as it is given, and take a step."""
        with self._site.catalogue.reading() as read:
            seen = read.version("summary", summary.id)
            cited = [record.citekey for record in read.records_of(summary)]
        texts = {name: getattr(summary, name) for name in ("title", "slug", "body", "implications")}
        lists = {"topic": list(summary.topics), "cites": cited}
        said = {"month": str(summary.month), "research_type": summary.research_type, "seen": str(seen)}
        self._post(f"/editor/summaries/{summary.id}", {**texts, **lists, **said, "then": then, **more})

    def paste(self, text: str) -> str:
        """Begin an import; its page."""
        return self.get(self._post("/editor/imports/", {"text": text}))

    def _post(self, address: str, form: dict[str, object]) -> str:
        answer = self._client.post(address, data={**form, "csrf_token": self._token})
        if answer.status_code != httpx2.codes.SEE_OTHER:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return str(answer.headers["Location"])


def main() -> None:
    """Fill, serve, ask and print."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--dois", type=int, default=10_000)
    dois: int = reader.parse_args().dois
    with TemporaryDirectory() as folder:
        site = open_site(read_settings(Path(folder) / "home", {}))
        load_demonstration(site.catalogue)
        draft, other, *told = _add(site)
        follow(site)
        with serving(site.settings.home, KB_CROSSREF_URL=_NOBODY, WEB_CONCURRENCY="2") as address:
            anna, ben = (Desk(site, address, name) for name in ("anna", "ben"))
            _steps(anna, address, draft)
            for words, summary in zip((f"{_VERSIONS} versions", "two of 6,000 words"), told, strict=True):
                took = _seconds(partial(anna.get, f"/editor/history/summary/{summary.id}"))
                _say(f"history, {words}: {took:.2f} s")
            text = "\n".join(f"10.5555/pasted.{number}" for number in range(dois))
            with _saving(ben, other) as waits:
                took = _seconds(lambda: anna.paste(text))
            _say(f"paste, {dois} DOIs: {took:.1f} s, longest of {len(waits)} saves {max(waits):.2f} s")
        site.index.close()
        site.catalogue.close()


def _add(site: Site) -> tuple[Summary, ...]:
    """A draft to publish, one to save, a summary of many versions and one of two that differ."""
    study = a_record("Quokka2015", source=Source(kind=SourceKind.CROSSREF))
    draft = a_summary(study, slug=SLUG, title="Quokkas at work", status=Status.DRAFT)
    other = a_summary(study, status=Status.DRAFT)
    words = _words(600)
    many, apart = a_summary(study, body=_text(words)), a_summary(study, body=_text(_words(6000)))
    with site.catalogue.writing(by="anna") as write:
        write.add_record(study)
        for each in (draft, other, many, apart):
            write.add_summary(each)
        for number in range(1, _VERSIONS):
            words[_chance.randrange(len(words))] = f"changed{number}"
            write.change_summary(replace(many, body=_text(words)))
        write.change_summary(replace(apart, body=_text(_words(6000))))
    return draft, other, many, apart


def _steps(desk: Desk, address: str, draft: Summary) -> None:
    published = replace(draft, status=Status.PUBLISHED)
    took = _seconds(lambda: desk.save(draft, "publish"))
    _say(f"publish: {took:.2f} s, found by a search {_shown(address, there=True)}")
    took = _seconds(lambda: desk.save(published, "withdraw", withdrawal_note="It was invented."))
    _say(f"withdraw: {took:.2f} s, gone from it {_shown(address, there=False)}")


def _shown(address: str, *, there: bool) -> str:
    """How long until a search first has a summary, or has it no more; then how many answers are behind."""
    took = _seconds(lambda: _wait_until(lambda: _shows(f"{address}{SEARCH}") is there))
    answers = [_shows(f"{address}{each}") for each in READERS for _ in range(_TIMES)]
    return f"{took:.2f} s later; {answers.count(not there)} of {len(answers)} answers behind"


def _wait_until(found: Callable[[], bool]) -> None:
    while not found():
        pass


def _shows(address: str) -> bool:
    # A connection of its own, which either process may take.
    try:
        with urllib.request.urlopen(address) as answer:  # noqa: S310 # our own server
            return SLUG.encode() in answer.read()
    except urllib.error.HTTPError as error:  # not yet there, or gone
        error.close()
        return False


@contextmanager
def _saving(desk: Desk, summary: Summary) -> Iterator[list[float]]:
    """An editor who saves one summary after every change, and how many seconds each save took."""
    waits: list[float] = []
    done = Event()

    def save() -> None:
        while not done.is_set() or not waits:
            changed = replace(summary, body=f"{summary.body} {len(waits)}")
            waits.append(_seconds(partial(desk.save, changed)))

    saving = Thread(target=save)
    saving.start()
    try:
        yield waits
    finally:
        done.set()
        saving.join()


def _words(number: int) -> list[str]:
    # As in a language: a few words are most of a text.
    return _chance.choices(_LANGUAGE, weights=[1 / (rank + 1) for rank in range(len(_LANGUAGE))], k=number)


def _text(words: list[str]) -> str:
    return "\n\n".join(" ".join(words[start : start + 100]) for start in range(0, len(words), 100))


def _seconds(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _found_token(page: str) -> str:
    found = _TOKEN.search(page)
    if not found:
        raise RuntimeError("A page of the desk has no form.")
    return found[1]


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - a program's output


if __name__ == "__main__":
    main()
