"""The search engine away for a while: readers read on, the editor saves, and the index catches up by itself.

    python -m tests.trials.engine_away [--seconds 60] [--way killed|frozen]

A real server of the demonstration corpus whose index is in OpenSearch. OpenSearch is killed (kill -9) or
frozen, so that it takes connections and never answers; readers go on asking for pages and searches, and an
editor saves a summary. Then it comes back, and nobody does anything but read. Prints figures and ends with
status 1 when a page failed, a search was answered otherwise than with a plain notice (503), a page took
longer than fifteen seconds, or the index did not catch up within a minute.
"""

import argparse
import os
import signal
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from index.sync import drift
from kb.summary import Summary
from tests.opensearch_server import OpenSearch, opensearch_server
from tests.trials.homes import Desk, asked, fill, opened, wait_until
from tests.trials.servers import served

Way = Literal["killed", "frozen"]
_SLOWEST = 15.0  # seconds that a page may take
_BACK = 60.0  # seconds in which the index has caught up
# What is made without a search, and what is one or counts what it would find.
_PAGES = (
    "/",
    "/summaries/{slug}",
    "/summaries/{slug}.bib",
    "/archive",
    "/api/v1/summaries/{slug}",
    "/readyz",
)
_SEARCHES = ("/search?q=therapist", "/api/v1/search?q=therapist", "/topics")
_NOTICE = "does not answer at the moment"
_WORD = "zwieback"  # which only what was saved meanwhile has


@dataclass
class Away:
    """What came of it: pages and searches asked for while it was away, and how it went on."""

    pages: int = 0
    notices: int = 0
    slowest: float = 0.0
    slowest_search: float = 0.0
    caught_up: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """All of it in one line."""
        return (
            f"pages={self.pages} slowest_s={self.slowest:.2f} notices={self.notices} "
            f"slowest_notice_s={self.slowest_search:.2f} caught_up_s={self.caught_up:.1f} "
            f"wrong={len(self.wrong)}"
        )


def without_engine(folder: Path, server: OpenSearch, seconds: float, way: Way) -> Away:
    """Take the engine away from a served home for so many seconds."""
    home = folder / "home"
    home.mkdir()
    (home / "settings.toml").write_text(f'index_url = "{server.url}/away-{way}"\n', encoding="utf-8")
    fill(home, 50)
    done = Away()
    with served(home) as site:
        desk = Desk(site.address)
        desk.sign_in()
        summary, form = _a_form(home)
        if asked(site.address, "therapist")[0] != 200:
            done.wrong.append("Nothing is found before it went away.")
        with _taken_away(server, way):
            until = time.monotonic() + seconds
            _read(site.address, summary, done)
            code, _, page = desk.post(f"/editor/summaries/{summary.id}", **form)
            if code != 303:
                done.wrong.append(f"The editor's save was answered {code}: {page[:200]}")
            while time.monotonic() < until:
                _read(site.address, summary, done)
        done.caught_up = wait_until(lambda: asked(site.address, _WORD)[1].get("total") == 1, _BACK)
    if done.caught_up > _BACK:
        done.wrong.append("What was saved meanwhile is not found.")
    if max(done.slowest, done.slowest_search) > _SLOWEST:
        done.wrong.append("A page took too long.")
    with opened(home) as filled:
        done.wrong += drift(filled.catalogue, filled.index)
    return done


@contextmanager
def _taken_away(server: OpenSearch, way: Way) -> Iterator[None]:
    process = server.nodes[0].process
    assert process
    if way == "killed":
        server.kill(0)
        yield
        server.start(0)
        server.wait()
    else:
        os.kill(process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process.pid, signal.SIGCONT)


def _a_form(home: Path) -> tuple[Summary, dict[str, str]]:
    """A published summary, and the desk's form that changes its text."""
    with opened(home) as site, site.catalogue.reading() as read:
        summary = next(each for each in read.published() if len(each.topics) == len(each.citations) == 1)
        (record,) = read.records_of(summary)
        version = read.version("summary", summary.id)
    return summary, {
        "title": summary.title,
        "slug": summary.slug,
        "month": str(summary.month),
        "body": f"{summary.body}\n\nThey ate {_WORD}.",
        "implications": summary.implications,
        "topic": summary.topics[0],
        "research_type": summary.research_type or "",
        "cites": record.citekey,
        "seen": str(version),
        "then": "save",
    }


def _read(address: str, summary: Summary, done: Away) -> None:
    """Every kind of page once, and every kind of search."""
    for path in _PAGES:
        code, text, seconds = _got(address + path.format(slug=summary.slug))
        done.pages += 1
        done.slowest = max(done.slowest, seconds)
        if code != 200:
            done.wrong.append(f"{path} was answered {code}: {text[-500:]}")
    for path in _SEARCHES:
        code, text, seconds = _got(address + path)
        done.notices += 1
        done.slowest_search = max(done.slowest_search, seconds)
        if code != 503 or _NOTICE not in text:
            done.wrong.append(f"{path} was answered {code}: {text[-500:]}")
    time.sleep(0.05)


def _got(address: str) -> tuple[int, str, float]:
    begun = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 # our own server
            return answer.status, answer.read().decode(), time.monotonic() - begun
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode(), time.monotonic() - begun
    except OSError as error:
        return 0, str(error), time.monotonic() - begun


def main() -> int:
    """Take it away and tell what came of it."""
    parser = argparse.ArgumentParser(description="Take the search engine away from a server.")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--way", choices=get_args(Way), action="append")
    chosen = parser.parse_args()
    failed = False
    with TemporaryDirectory(prefix="engine-away-") as folder, opensearch_server() as server:
        for way in chosen.way or get_args(Way):
            own = Path(folder) / way
            own.mkdir()
            done = without_engine(own, server, chosen.seconds, way)
            print(f"{way}: {done.line()}", *done.wrong[:10], sep="\n  ")  # noqa: T201 # what it is for
            failed |= bool(done.wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
