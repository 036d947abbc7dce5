"""PostgreSQL killed in the middle of an import: nothing acknowledged is lost, and the import ends by itself.

    python -m tests.trials.import_restart [--items 1000] [--away 5] [--kills 3]

A `kb serve` on a PostgreSQL of its own looks up an import of so many DOIs at a stand-in for Crossref, while
Anna adds one reference after the other at the desk. The server of the database is killed (kill -9, with all
its processes) as often as told, each time after some more items, and started again after some seconds. Prints
figures and ends with status 1 when an acknowledged reference or an item was lost, when the import did not end
without anybody's doing, or when anybody was answered with an internal error.
"""

import argparse
import contextlib
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.postgresql import PostgresServer, postgresql_server
from tests.trials.homes import Desk, asked, crossref, wait_until
from tests.trials.hosts import Hosts, given, hosts, settled, wrong_with
from tests.trials.writers import a_title

_LONG = 300.0  # seconds that a busy machine may take
_WORDS_FOR_IT = {303, 503}  # done, or told that it was not; None is no answer at all


@dataclass(slots=True)
class Adding:
    """Anna, who adds references until told to stop: what each was answered with."""

    desk: Desk
    statuses: Counter[int | None] = field(default_factory=Counter)
    acknowledged: list[str] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Add one after the other."""
        number = 0
        while not self.stopping.is_set():
            number += 1
            title = a_title("meanwhile", number)
            form = {"type": "article-journal", "title": title, "author": "Moss, Anna", "issued": "2001"}
            status = None
            with contextlib.suppress(OSError):
                status = self.desk.post("/editor/new-reference", anyway="1", **form)[0]
            self.statuses[status] += 1
            if status == 303:
                self.acknowledged.append(title)
            self.stopping.wait(0.05)


@dataclass(frozen=True, slots=True)
class Restarted:
    """An import through kills of the database: after how many items each, the seconds from the last start
    of the server until all was settled, what Anna was answered with, and what was wrong in the end."""

    killed_at: tuple[int, ...]
    seconds: float
    statuses: Counter[int | None]
    wrong: tuple[str, ...]

    @property
    def failed(self) -> bool:
        """Whether it was not as it must be."""
        return bool(self.wrong) or self.seconds == float("inf")


def through_restarts(at: Hosts, server: PostgresServer, items: int, kills: int, away: float) -> Restarted:
    """Kill the database that often while the import is looked up, and start it again after some seconds."""
    dois = [f"10.5555/trial.{number}" for number in range(1, items + 1)]
    batch = given(at.desk, dois)
    adding = Adding(at.desk)
    thread = threading.Thread(target=adding.run)
    thread.start()
    killed_at: list[int] = []
    not_ready: list[object] = []
    try:
        for number in range(kills):
            target = items * (number + 1) // (kills + 2)
            wait_until(lambda: settled(at.catalogue, batch) >= target, _LONG)  # noqa: B023 # at once
            killed_at.append(settled(at.catalogue, batch))
            server.kill()
            time.sleep(away)
            not_ready.append(at.desk.get("/readyz")[0])
            server.start()
        seconds = wait_until(lambda: settled(at.catalogue, batch) == items, _LONG)
    finally:
        adding.stopping.set()
        thread.join()
    wrong = list(wrong_with(at.desk, at.catalogue, batch, dois))
    if any(each == items for each in killed_at):
        wrong.append(f"A kill came too late to be one in the middle: {killed_at}")
    if set(not_ready) != {503}:
        wrong.append(f"Without its database the server calls itself {not_ready}.")
    if odd := set(adding.statuses) - _WORDS_FOR_IT:
        wrong.append(f"Anna was answered {odd}.")
    with at.catalogue.reading() as read:
        there = {each.reference.title for each in read.records()}
    wrong += [f"Acknowledged and not there: {each}" for each in adding.acknowledged if each not in there]
    found = asked(at.desk.address, "meanwhile")[1].get("total", 0)
    if found < len(adding.acknowledged):
        wrong.append(f"Of {len(adding.acknowledged)} references acknowledged {found} are found.")
    return Restarted(tuple(killed_at), seconds, adding.statuses, tuple(wrong))


def main() -> int:
    """Go through it and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--away", type=float, default=5.0, help="seconds until it is started again")
    parser.add_argument("--kills", type=int, default=3)
    chosen = parser.parse_args()
    with contextlib.ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="restart-")))
        environment = {"KB_CROSSREF_URL": running.enter_context(crossref())}
        server = running.enter_context(postgresql_server())
        at = running.enter_context(hosts(folder, server.new_database(), environment, number=1))
        came = through_restarts(at, server, chosen.items, chosen.kills, chosen.away)
    answers = " ".join(f"{status}:{number}" for status, number in sorted(came.statuses.items(), key=str))
    print(  # noqa: T201 # what it is for
        f"items={chosen.items} killed_at={','.join(map(str, came.killed_at))} away={chosen.away}s "
        f"settled_after_the_last_start={came.seconds:.1f}s desk_meanwhile={answers} wrong={len(came.wrong)}"
    )
    for each in came.wrong[:10]:
        print(each)  # noqa: T201 # likewise
    return int(came.failed)


if __name__ == "__main__":
    sys.exit(main())
