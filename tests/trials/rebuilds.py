"""Rebuilds, changes of format and schema, and backups, while a served site is searched.

    python -m tests.trials.rebuilds [--rounds 5] [--references 2000]

Threads search a `kb serve` all the time, each question one whose number of hits is known. In each round the
index is built anew by a command, then found in another format (as after an update) and built anew by the
server itself, the catalogue goes from the schema before the last to the present one, and a backup is made.
"""

import argparse
import json
import random
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from index import generations
from index.checksums import sealed
from index.lasting import put
from tests.databases import databases
from tests.trials.homes import Command, fill, opened
from tests.trials.servers import served

_SEARCHERS = 4
_PATIENCE = 120.0  # seconds for a server to build an index
_LOOK = 0.05


@dataclass(slots=True)
class Searched:
    """What the searchers saw."""

    searches: int = 0
    failed: list[str] = field(default_factory=list)
    longest: float = 0.0

    def line(self) -> str:
        """The figures."""
        return f"{self.searches} searches, {len(self.failed)} failed or empty, longest {self.longest:.2f} s"


def rebuilds(home: Path, rounds: int) -> dict[str, Searched]:
    """Do everything in turn with a filled home that is served and searched; what was seen in each."""
    steps: dict[str, Callable[[Path], None]] = {
        "rebuilt by a command": _rebuilt,
        "an index of another format": _of_another_format,
        "the schema before the last": _of_an_older_schema,
        "backed up": _backed_up,
    }
    seen = {name: Searched() for name in steps}
    with served(home) as server:
        expected = {path: total for path in _paths(home) if (total := _total(server.address + path)) > 0}
        assert len(expected) > 3
        for _ in range(rounds):
            for name, step in steps.items():
                with _searching(server.address, expected, seen[name]):
                    step(home)
    return seen


@contextmanager
def _searching(address: str, expected: dict[str, int], seen: Searched) -> Iterator[None]:
    """Threads that search for the time of a block."""
    done = threading.Event()
    lock = threading.Lock()

    def search(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 # only which question comes next
        while not done.is_set():
            path = chance.choice(list(expected))
            begun = time.monotonic()
            try:
                total: int | str = _total(f"{address}{path}&per_page={chance.randrange(1, 100)}")
            except (OSError, ValueError) as error:
                total = repr(error)
            with lock:
                seen.searches += 1
                seen.longest = max(seen.longest, time.monotonic() - begun)
                if total != expected[path]:
                    seen.failed.append(f"{path}: {total} instead of {expected[path]}")

    searchers = [threading.Thread(target=search, args=(each,)) for each in range(_SEARCHERS)]
    for each in searchers:
        each.start()
    try:
        yield
    finally:
        done.set()
        for each in searchers:
            each.join()


def _rebuilt(home: Path) -> None:
    code, _ = Command(home, "rebuild").result()
    assert code == 0


def _of_another_format(home: Path) -> None:
    """As a release finds it that counts a format further: the files are sound, the words may be others."""
    generation = _generation(home)
    state = generations.state(generation)
    assert state
    told = {"revision": state.revision, "format": state.format - 1, "commit": state.commit}
    put(generation / "state.json", sealed(json.dumps(told).encode()).decode())
    begun = time.monotonic()
    while _generation(home) == generation:
        assert time.monotonic() - begun < _PATIENCE, "The server has not built the index anew."
        time.sleep(_LOOK)


def _of_an_older_schema(home: Path) -> None:
    """The last step of the schema added a table that readers do without: taken away, a command brings it."""
    with databases.outside(databases.address_of(home)) as database:
        database.exec_driver_sql("DROP TABLE ended_sessions")
        database.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    code, _ = Command(home, "sync").result()
    assert code == 0
    with databases.outside(databases.address_of(home)) as database:
        assert database.exec_driver_sql("SELECT count(*) FROM ended_sessions").first() is not None


def _backed_up(home: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        code, _ = Command(home, "backup", f"{folder}/copy.db").result()
        assert code == 0


def _generation(home: Path) -> Path:
    found = generations.current(home / "index")
    assert found
    return found


def _paths(home: Path) -> Iterator[str]:
    with opened(home) as site:
        yield from (f"/api/v1/search?topic={each.value}" for each in site.index.values("topic")[:5])
    for words in ("alliance", "CBT", "therapist*", "filled+shelf", "shelf+7", "tears", "depression"):
        yield f"/api/v1/search?q={words}"


def _total(address: str) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=60) as answer:  # our own server
        return int(json.load(answer)["total"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it and print what the searchers saw."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--references", type=int, default=2000)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        fill(home, asked.references)
        seen = rebuilds(home, asked.rounds)
    for name, each in seen.items():
        print(f"{name}, {asked.rounds} times: {each.line()}", *each.failed[:10], sep="\n  ")  # noqa: T201 # what it is for
    return 1 if any(each.failed for each in seen.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
