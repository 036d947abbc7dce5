"""Several processes that write at once.

    python -m tests.trials.writers [--changes 150] [--references 3000] [--writers 4]
                                   [--database sqlite|postgresql]

Processes write as many changes each, at the same time: of four, one through the catalogue itself, one by
commands, two at the desk of one server as two editors; meanwhile one more takes in a long file, and another
lets the index follow. Every change is answered in the ordinary way, in time, and is there in the end, once,
in the catalogue and in the index.
"""

import argparse
import json
import os
import select
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from index.sync import catch_up, drift
from kb.check import faults
from tests.conftest import start_server
from tests.databases import KINDS, databases
from tests.factories import a_record
from tests.trials.homes import Command, Desk, fill, opened
from web.wiring import follow

_WAYS = ("catalogue", "commands", "first", "second")
_LOOK = 0.05  # seconds between looks of the index at the catalogue
_PATIENCE = 15.0  # seconds that a writer may wait, with all its work
WORDS = (
    *("alliance", "outcome", "rupture", "repair", "attachment"),
    *("feedback", "training", "supervision", "trauma", "dropout"),
)


@dataclass
class Written:
    """What the writers were answered, what is there in the end, how often the index followed meanwhile."""

    writers: int = 0
    seconds: float = 0.0
    followed: int = 0
    asked: int = 0
    lost: int = 0
    refused: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)
    unsound: list[str] = field(default_factory=list)

    def line(self) -> str:
        """All of it in one line."""
        waits = sorted(self.waits)
        return (
            f"writers={self.writers} changes={self.asked} seconds={self.seconds:.1f} "
            f"followed={self.followed} "
            f"lost={self.lost} refused={len(self.refused)} "
            f"median={waits[len(waits) // 2] * 1000:.0f}ms p99={waits[len(waits) * 99 // 100] * 1000:.0f}ms "
            + "".join(f"slowest_{who}={wait:.2f}s " for who, wait in self.slowest.items())
            + f"unsound={len(self.unsound)}"
        )

    @property
    def failed(self) -> bool:
        """Whether anything was lost, refused, too slow or unsound."""
        return bool(self.lost or self.refused or self.unsound or max(self.waits) > _PATIENCE)


def write_at_once(folder: Path, changes: int, long_file: int, writers: int = 4) -> Written:
    """Let writers make so many changes each, while one more takes in a file of so many references."""
    home = folder / "home"
    fill(home, 100)
    address, process = start_server(home)
    names = [f"{_WAYS[number % len(_WAYS)]}{number // len(_WAYS) or ''}" for number in range(writers)]
    written = Written(writers=writers)
    begun = time.monotonic()
    try:
        with _following(home) as followed:
            ends = [_apart(partial(_changes_of, each, home, address, changes)) for each in names]
            long = Command(home, "import-refs", str(_file(folder / "long.json", "long", long_file)), "--json")
            told = [end() for end in ends]
            code, report = long.result()
        written.followed = followed()
        written.seconds = time.monotonic() - begun
        for answers in map(json.loads, told):
            written.asked += len(answers["titles"])
            written.refused += answers["refused"]
            written.waits += answers["waits"]
            if answers["titles"]:
                written.slowest[answers["titles"][0].split()[0]] = max(answers["waits"])
        if code != 0 or len(json.loads(report)["added"]) != long_file:
            written.refused.append(f"The long import: exit status {code}, {report[:300]}")
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
    with opened(home) as site:
        follow(site)
        with site.catalogue.reading() as read:
            there = Counter(each.reference.title for each in read.records())
        expected = [a_title(who, number) for who in names for number in range(changes)]
        expected += [a_title("long", number) for number in range(long_file)]
        written.lost = sum(there[each] != 1 for each in expected)
        written.unsound += [*map(str, faults(site.catalogue)), *drift(site.catalogue, site.index)]
    return written


def _changes_of(who: str, home: Path, address: str, changes: int) -> Iterator[tuple[str, Callable[[], str]]]:
    if who.startswith("catalogue"):
        return _by_catalogue(home, who, changes)
    if who.startswith("commands"):
        return _by_commands(home, who, changes)
    return _by_desk(address, who, changes)


@contextmanager
def _following(home: Path) -> Iterator[Callable[[], int]]:
    """Let the index follow in a process of its own; what is yielded tells, after the block, how often."""
    end, told = os.pipe()
    stop, stopping = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(stopping)
        times = 0
        try:
            with opened(home) as site:
                while not select.select([stop], [], [], _LOOK)[0]:
                    times += bool(catch_up(site.catalogue, site.index))
        finally:
            os.write(told, str(times).encode())
            os._exit(0)
    os.close(told)
    try:
        yield lambda: int(os.read(end, 100) or b"-1")
    finally:
        os.close(stopping)
        os.waitpid(process, 0)


def _by_catalogue(home: Path, who: str, changes: int) -> Iterator[tuple[str, Callable[[], str]]]:
    with opened(home) as site:

        def add(number: int) -> str:
            with site.catalogue.writing(who) as write:
                write.add_record(a_record(f"{who}-{number}", title=a_title(who, number)))
            return ""

        for number in range(changes):
            yield a_title(who, number), partial(add, number)


def _by_commands(home: Path, who: str, changes: int) -> Iterator[tuple[str, Callable[[], str]]]:
    def bring(number: int) -> str:
        file = _file(home.parent / f"{who}.json", who, 1, number)
        code, report = Command(home, "import-refs", str(file), "--json").result()
        return "" if code == 0 else f"exit status {code}: {report[:200]}"

    for number in range(changes):
        yield a_title(who, number), partial(bring, number)


def _by_desk(address: str, who: str, changes: int) -> Iterator[tuple[str, Callable[[], str]]]:
    desk = Desk(address)
    desk.sign_in()

    def add(number: int) -> str:
        form = {
            "type": "article-journal",
            "title": a_title(who, number),
            "author": "Moss, Anna",
            "anyway": "1",
        }
        code, _, page = desk.post("/editor/new-reference", issued="2001", **form)
        return "" if code == 303 else f"{code}: {page[:200]}"

    for number in range(changes):
        yield a_title(who, number), partial(add, number)


def _apart(changes: Callable[[], Iterator[tuple[str, Callable[[], str]]]]) -> Callable[[], str]:
    """Make the changes in a process of its own; what is returned waits for what they came to."""
    end, told = os.pipe()
    process = os.fork()
    if process == 0:
        titles: list[str] = []
        waits: list[float] = []
        refused: list[str] = []
        try:
            for title, change in changes():
                begun = time.monotonic()
                try:
                    if failure := change():
                        refused.append(failure)
                except Exception as error:  # whatever a writer would see
                    refused.append(repr(error))
                titles.append(title)
                waits.append(time.monotonic() - begun)
        except Exception as error:  # likewise
            refused.append(repr(error))
        finally:
            with os.fdopen(told, "w") as file:
                json.dump({"titles": titles, "waits": waits, "refused": refused}, file)
            os._exit(0)
    os.close(told)

    def result() -> str:
        with os.fdopen(end) as file:
            text = file.read()
        os.waitpid(process, 0)
        return text

    return result


def _file(path: Path, who: str, number: int, first: int = 0) -> Path:
    items = [
        {
            "id": f"{who}{each}",
            "type": "article-journal",
            "title": a_title(who, each),
            "author": [{"family": f"Berg{each}", "given": "Joost"}],
            "DOI": f"10.5555/{who}.{each}",
        }
        for each in range(first, first + number)
    ]
    path.write_text(json.dumps(items), encoding="utf-8")
    return path


def a_title(who: str, number: int) -> str:
    """A title that no other of them is like."""
    digits = " ".join(WORDS[int(each)] for each in f"{number:05}")
    return f"{who} {digits} {number}"


def main() -> int:
    """Let them write and tell what came of it."""
    parser = argparse.ArgumentParser(description="Write from many sides at once.")
    parser.add_argument("--changes", type=int, default=150)
    parser.add_argument("--references", type=int, default=3000, help="of the long file taken in meanwhile")
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--database", choices=KINDS, default=KINDS[0])
    chosen = parser.parse_args()
    kind = databases.on_postgresql() if chosen.database == "postgresql" else nullcontext()
    with kind, tempfile.TemporaryDirectory(prefix="writers-") as folder:
        written = write_at_once(Path(folder), chosen.changes, chosen.references, chosen.writers)
    print(written.line())  # noqa: T201 # what it is for
    for each in (*written.refused[:10], *written.unsound[:10]):
        print(each)  # noqa: T201 # likewise
    return int(written.failed)


if __name__ == "__main__":
    sys.exit(main())
