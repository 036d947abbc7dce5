"""Queries, DOIs and uploads that nobody sane would send: each is answered in words, in time and in bounds.

    python -m tests.trials.fuzz [--home FOLDER] [--queries 4000] [--dois 3000] [--uploads 3000]

Hypothesis invents them from the pieces that break parsers; hostile sets beside the project and uploads as
large as an editor may send come on top. `--home` is a filled installation, of which a copy is searched.
A search may take 0.5 s, an upload 5 s and 300 MB. What counts is the processor's time, the least of three
when it is too long, so that a busy machine is not taken for a slow program.
"""

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bib.demonstration import load_demonstration
from kb.batches import ItemState
from kb.errors import NotADOI
from kb.identifiers import parse_doi
from tests.conftest import signed_in
from tests.trials.hostile import (
    dois,
    hostile_dois,
    hostile_files,
    hostile_queries,
    invented,
    invented_files,
    large_files,
    queries,
)
from web.settings import read_settings
from web.wiring import Site, follow, open_site

SEARCH_BOUND, UPLOAD_BOUND, ROOM = 0.5, 5.0, 300  # seconds, seconds, megabytes
_NOBODY = "http://127.0.0.1:1"  # a Crossref that never answers
_MOST_SHOWN = 20


@dataclass
class Figures:
    """One trial: how many were tried, how long the slowest took, and what was wrong."""

    what: str
    bound: float
    tried: int = 0
    refused: int = 0
    slowest: float = 0.0
    slowest_one: str = ""
    most_room: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        room = f", most room {self.most_room:.0f} MB" if self.most_room else ""
        return (
            f"{self.what}: {self.tried} tried, {self.refused} refused, slowest {self.slowest:.3f} s "
            f"of the processor ({self.slowest_one}; bound {self.bound:g} s){room}, {len(self.wrong)} wrong"
        )

    def blame(self, tried: object, why: str) -> None:
        """Note what was wrong with one."""
        self.wrong.append(f"{self.what}: {why}: {str(tried)[:200]!r}")

    def timed(self, tried: object, ask: Callable[[], Any]) -> Any:
        """What asking brings; again when it took too long, for another program may have been in the way."""
        quickest = float("inf")
        for _ in range(3):
            began = time.process_time()
            answer = ask()
            quickest = min(quickest, time.process_time() - began)
            if quickest <= self.bound:
                break
        self.tried += 1
        if quickest > self.slowest:
            self.slowest, self.slowest_one = quickest, ascii(tried)[:40]
        if quickest > self.bound:
            self.blame(tried, f"took {quickest:.2f} s")
        return answer


def try_queries(site: Site, asked: Iterable[str]) -> Figures:
    """Ask the pages and the API in turn; 4xx is an answer too, but one in words."""
    client = signed_in_reader(site)
    figures = Figures("queries", SEARCH_BOUND)
    doors = ("/search?q={}", "/api/v1/search?q={}", "/feed.atom?q={}", "/search?kind=reference&q={}")
    for number, text in enumerate(asked):
        path = doors[number % len(doors)].format(quote(text[:4_000], safe="", errors="surrogatepass"))
        _judge(figures, text, figures.timed(text, partial(client.get, path)))
    return figures


def try_dois(site: Site, asked: Iterable[str]) -> Figures:
    """Parse each, look it up as a reader would, and paste it at the import desk."""
    client = signed_in(site, "anna", "editor")
    figures = Figures("DOIs", SEARCH_BOUND)
    for number, text in enumerate(asked):
        try:
            parse_doi(text)
        except NotADOI:
            figures.refused += 1
        except Exception as error:
            figures.blame(text, repr(error))
        sent = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        name = quote(sent, safe="")
        ways: tuple[Callable[[], TestResponse], ...] = (
            partial(client.get, f"/api/v1/references/{name}"),
            partial(client.get, f"/unapi?id={name}&format=bibtex"),
            partial(_paste, client, sent, "doi"),
            partial(client.get, f"/api/v1/search?q=doi:{name}"),
        )
        answer = figures.timed(text, ways[number % len(ways)])
        if answer.status_code >= 500:
            figures.blame(text, f"answered {answer.status_code}")
        _clear(site)
    return figures


def try_uploads(site: Site, files: Iterable[tuple[str, bytes]]) -> Figures:
    """Drop each file on the import desk and look at what came of it."""
    client = signed_in(site, "anna", "editor")
    figures = Figures("uploads", UPLOAD_BOUND)
    for name, data in files:
        before = room_taken(begin=True)
        answer = figures.timed(name, partial(_drop, client, name, data))
        room = room_taken() - before
        figures.most_room = max(figures.most_room, room)
        if room > ROOM:
            figures.blame(name, f"took {room:.0f} MB")
        tried = f"{name} {data[:150]!r}"
        _judge(figures, tried, answer)
        if answer.status_code == 303:
            _look_at(site, client, figures, tried, answer.location)
        _clear(site)
    return figures


def signed_in_reader(site: Site) -> FlaskClient:
    """Somebody who may only read, so that answers are made anew and never come from memory."""
    return signed_in(site, "rita", "reader")


@contextmanager
def open_copy(home: Path | None) -> Iterator[Site]:
    """A copy of a filled installation, or one with the demonstration corpus."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "home"
        if home:
            shutil.copytree(home, copy)
        site = open_site(read_settings(copy, {"KB_CROSSREF_URL": _NOBODY}))
        if not home:
            load_demonstration(site.catalogue)
        follow(site)
        yield site
        site.index.close()
        site.catalogue.close()


def _drop(client: FlaskClient, name: str, data: bytes) -> TestResponse:
    return client.post("/editor/imports/", data={"text": "", "files": (BytesIO(data), name)})


def _paste(client: FlaskClient, text: str, kind: str) -> TestResponse:
    return client.post("/editor/imports/", data={"text": text, "kind": kind})


def _judge(figures: Figures, tried: object, answer: TestResponse) -> None:
    if answer.status_code >= 500:
        figures.blame(tried, f"answered {answer.status_code}")
    elif answer.status_code >= 400:
        figures.refused += 1
        failure = re.search(r'(?:role="alert"|class="failure"|"detail":)[^>]*>?\s*\S', answer.text)
        if not failure and "<h1" not in answer.text:
            figures.blame(tried, f"refused without a word ({answer.status_code})")


def _look_at(site: Site, client: FlaskClient, figures: Figures, tried: str, location: str) -> None:
    """The page of a batch has to come, and every item that was refused has to say why."""
    page = client.get(location)
    if page.status_code != 200:
        figures.blame(tried, f"the page of the import answered {page.status_code}")
    with site.catalogue.reading() as read:
        for batch, _ in read.batches.all():
            refused = read.batches.items(batch.id, states=(ItemState.REFUSED,), start=0, most=50)
            if any(not each.reason.strip() for each in refused):
                figures.blame(tried, "an item was refused without a reason")


def _clear(site: Site) -> None:
    with site.catalogue.writing("anna") as write:
        for batch, _ in write.batches.all():
            write.batches.remove(batch.id)


def room_taken(*, begin: bool = False) -> float:
    """Megabytes of memory this process held at most since the last beginning; 0 where nobody counts."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    if begin:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
    return int(peak[1]) / 1024 if peak else 0.0


def main() -> int:
    """Try them all; 1 when one was answered wrongly, late, or not at all."""
    parser = argparse.ArgumentParser(description="Ask and send what breaks programs.")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--queries", type=int, default=4_000)
    parser.add_argument("--dois", type=int, default=3_000)
    parser.add_argument("--uploads", type=int, default=3_000)
    parser.add_argument("--no-large", dest="large", action="store_false", help="leave out uploads of 10 MB")
    asked = parser.parse_args()
    every: list[Figures] = []
    with open_copy(asked.home) as site, tempfile.TemporaryDirectory() as folder:
        trials: tuple[Callable[[], Figures], ...] = (
            lambda: try_queries(site, [*hostile_queries(), *invented(queries, asked.queries)]),
            lambda: try_dois(site, [*hostile_dois(), *invented(dois, asked.dois)]),
            lambda: try_uploads(site, invented_files(asked.uploads)),
            lambda: try_uploads(site, hostile_files(Path(folder))),
            lambda: try_uploads(site, large_files() if asked.large else ()),
        )
        for trial in trials:
            every.append(trial())
            print(every[-1], flush=True)  # noqa: T201 - what it is for
            for each in every[-1].wrong[:_MOST_SHOWN]:
                print(f"  {each}", file=sys.stderr, flush=True)  # noqa: T201
    return 1 if any(each.wrong for each in every) else 0


if __name__ == "__main__":
    sys.exit(main())
