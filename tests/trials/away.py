"""Crossref out of reach for an hour, by a simulated clock: imports wait and finish by themselves.

    python -m tests.trials.away [--items N] [--minutes N]

For each way of being away (no connection, 500, 429 with Retry-After, garbage): gives the import desk some
DOIs, lets the minutes pass while readers read, then brings Crossref back. Prints a line for each and ends
with status 1 when an item was lost, a reader got anything but a page, or nothing finished by itself.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from bib.crossref import Crossref
from bib.demonstration import load_demonstration
from bib.desk_intake import Asking, take_in
from bib.pasted import read_pasted
from kb.batches import ItemState
from tests.crossref_stand_in import StandIn, invented_work
from tests.trials.homes import opened
from web.app import create_app
from web.wiring import Site, follow

Way = Literal["closed", "500", "429", "garbage"]
_STEP = 5.0  # seconds
_LONGEST = timedelta(minutes=20)  # until all is done, once Crossref is back
_PAGES = ("/", "/search?q=alliance", "/topics", "/api/v1/search?q=drop-out", "/readyz")


@dataclass(slots=True)
class Clock:
    """A time that passes when it is told to."""

    now: datetime

    def pass_by(self, seconds: float) -> None:
        """Let seconds pass."""
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What came of an hour without Crossref: tries meanwhile, items that were settled after it in how many
    minutes, and readers' requests: how many, how many in vain, the slowest in seconds."""

    tries: int
    ready: int
    minutes: float
    read: int
    in_vain: int
    slowest: float


def without_crossref(site: Site, way: Way, items: int, minutes: float) -> Hour:
    """Give a site's import desk some DOIs with Crossref away, wait, and bring Crossref back."""
    clock = Clock(datetime.now(UTC))
    dois = [f"10.5555/away.{number}" for number in range(1, items + 1)]
    works = [invented_work(doi, number) for number, doi in enumerate(dois, start=1)]
    client = create_app(site).test_client()
    with site.catalogue.writing("anna") as write:
        batch = take_in(write, read_pasted("\n".join(dois)), "anna", "An hour").id
    seconds: list[float] = []
    in_vain = tries = 0

    def counted(_: str) -> None:
        nonlocal tries
        tries += 1

    def ready() -> int:
        with site.catalogue.reading() as read:
            return read.batches.counts(batch).get(ItemState.READY, 0)

    with StandIn() as free:
        url = free.url
    port = int(url.rpartition(":")[2])
    asking = Asking(site.catalogue, _door(url, clock, counted), clock=lambda: clock.now)
    asking.begin()
    with _away(port, way):
        until = clock.now + timedelta(minutes=minutes)
        while clock.now < until:
            asking.round()
            clock.pass_by(_STEP)
            begun = time.perf_counter()
            answer = client.get(_PAGES[len(seconds) % len(_PAGES)])
            seconds.append(time.perf_counter() - begun)
            in_vain += answer.status_code != 200
    meanwhile = tries
    with StandIn(works, port=port):
        returned = clock.now
        while ready() < items and clock.now - returned < _LONGEST:
            asking.round()
            clock.pass_by(_STEP)
    return Hour(
        tries=meanwhile,
        ready=ready(),
        minutes=(clock.now - returned).total_seconds() / 60,
        read=len(seconds),
        in_vain=in_vain,
        slowest=max(seconds),
    )


def _door(url: str, clock: Clock, asked: Callable[[str], None]) -> Crossref:
    return Crossref(
        url=url,
        mailto="trial@example.org",
        clock=lambda: clock.now.timestamp(),  # noqa: PLW0108 # another `now` each time
        sleep=clock.pass_by,
        asked=asked,
    )


@contextmanager
def _away(port: int, way: Way) -> Iterator[None]:
    if way == "closed":
        yield
        return
    with StandIn(port=port) as stand_in:
        for number in range(1, 100_000):
            stand_in.fail(number, way)
        yield


def main() -> None:
    """Go through the ways of being away."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("--items", type=int, default=100)
    reader.add_argument("--minutes", type=float, default=60.0)
    told = reader.parse_args()
    wrong = 0
    for way in get_args(Way):
        with TemporaryDirectory() as temporary, opened(Path(temporary) / "home") as site:
            load_demonstration(site.catalogue)
            follow(site)
            hour = without_crossref(site, way, told.items, told.minutes)
        print(  # noqa: T201 - a program's output
            f"{way}: {hour.tries} requests in {told.minutes:.0f} minutes; {hour.ready} of {told.items}"
            f" settled {hour.minutes:.1f} minutes after it; readers asked {hour.read} times,"
            f" {hour.in_vain} in vain, slowest {hour.slowest * 1000:.0f} ms",
            flush=True,
        )
        wrong += hour.in_vain + told.items - hour.ready
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
