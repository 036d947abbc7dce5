"""Commands and servers killed while they write: what was acknowledged is there, everything whole and once.

    python -m tests.trials.kills [--trials 200] [--seed 7]

A twentieth of the trials kills what makes a new home, an eighth the server itself, in the middle of an
import at the desk; a third of the others is made while a server of the same home is searched without a
pause. After each: the index is brought up to the catalogue as at the next start of a command, or by the
server at its first search (the one that runs, or the one started anew), in five seconds at most, and compared
with it, document by document; an import that was cut off is run again.
"""

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen

from index.query import Query
from index.sync import drift
from kb.batches import ItemState
from kb.check import faults
from tests.conftest import start_server
from tests.factories import a_record
from tests.trials.homes import Command, Desk, asked, crossref, fill, opened, wait_until
from tests.trials.searching import Searching
from web.wiring import follow

_AT_ONCE = 30  # references of an import
_LONGEST = 5.0  # seconds until the index equals the catalogue after the next start
_KINDS = ("import-refs", "import-doi", "sync", "rebuild")


@dataclass
class Found:
    """What came of the trials."""

    killed: Counter[str] = field(default_factory=Counter)
    in_time: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    caught_up: list[float] = field(default_factory=list)
    searches: int = 0
    notices: int = 0

    def line(self) -> str:
        """All of it in one line."""
        times = sorted(self.caught_up) or [0.0]
        kinds = " ".join(f"{kind}={self.killed[kind]}" for kind in sorted(self.killed))
        return (
            f"trials={self.killed.total()} {kinds} acknowledged_before_the_kill={self.in_time.total()} "
            f"caught_up_median={times[len(times) // 2]:.2f}s caught_up_worst={times[-1]:.2f}s "
            f"searches_meanwhile={self.searches} plain_notices={self.notices} faults={len(self.faults)}"
        )


class Trials:
    """One home, killed again and again, and what is known to be acknowledged in it."""

    def __init__(self, home: Path, chance: random.Random, found: Found) -> None:
        self._home = home
        self._chance = chance
        self._found = found
        self._titles: dict[str, str] = {}  # of all that was ever given, by DOI
        self._acknowledged: set[str] = set()
        self._number = 0
        self._takes: dict[str, float] = {}

    def measure(self) -> None:
        """Let every command run once to its end, to know within what time to kill it."""
        for kind in _KINDS:
            dois, arguments = self._given(kind)
            begun = time.monotonic()
            code, text = Command(self._home, *arguments).result()
            self._takes[kind] = time.monotonic() - begun
            if code != 0:
                self._found.faults.append(f"{kind} without a kill: exit status {code}, {text[:200]}")
            self._acknowledged.update(dois)

    def command(self, kind: str, server: str | None = None) -> None:
        """Kill a command, see what is left, and run it again."""
        dois, arguments = self._given(kind)
        command = Command(self._home, *arguments)
        time.sleep(self._chance.uniform(0, 1.15 * self._takes[kind]))
        command.kill()
        _, text = command.result()
        self._found.killed[kind if server is None else f"{kind}+server"] += 1
        if _is_report(text):
            self._acknowledged.update(dois)
            self._found.in_time[kind] += 1
        self.look(kind, server)
        if kind.startswith("import"):
            code, text = Command(self._home, *arguments).result()
            if code != 0:
                self._found.faults.append(f"{kind} again: exit status {code}, {text[:300]}")
            self._acknowledged.update(dois)
            self.look(f"{kind} again", server)

    def first_start(self) -> None:
        """Kill what makes a new home, and start again."""
        home = self._home.parent / "new"
        shutil.rmtree(home, ignore_errors=True)
        begun = time.monotonic()
        if "first start" not in self._takes:
            Command(home, "sync").result()
            self._takes["first start"] = time.monotonic() - begun
            shutil.rmtree(home)
        command = Command(home, "sync")
        time.sleep(self._chance.uniform(0, 1.15 * self._takes["first start"]))
        command.kill()
        command.result()
        self._found.killed["first start"] += 1
        with opened(home) as site:
            follow(site)
            for each in (*drift(site.catalogue, site.index), *faults(site.catalogue)):
                self._found.faults.append(f"After a first start: {each}")

    def at_the_desk(self, desk: Desk, start: Callable[[], tuple[str, Popen[bytes]]]) -> None:
        """Kill a server while it asks Crossref about an import, and again while an editor accepts it."""
        dois = self._dois(_AT_ONCE)
        desk.address, process = start()
        if not self._found.killed["asking"]:
            desk.sign_in()
        code, where, page = desk.post("/editor/imports/", text="\n".join(dois))
        if code != 303:
            self._found.faults.append(f"The import desk answers {code}: {page[:200]}")
        batch = where.rstrip("/").rpartition("/")[2]
        time.sleep(self._chance.uniform(0, 0.8))
        _end(process)
        self._found.killed["asking"] += 1
        self._items(batch, {ItemState.WAITING, ItemState.READY})

        desk.address, process = start()
        self.look("asking", desk.address)
        ready = wait_until(lambda: self._states(batch) == {ItemState.READY: len(dois)})
        if ready == float("inf"):
            self._found.faults.append(f"The import does not go on after a kill: {self._states(batch)}")
        pressing = os.fork()
        if pressing == 0:
            answered = 1
            try:
                answered = int(desk.post(f"/editor/imports/{batch}/accept-clean")[0] != 303)
            except OSError:
                pass
            finally:
                os._exit(answered)
        time.sleep(self._chance.uniform(0, 0.6))
        _end(process)
        self._found.killed["accepting"] += 1
        if os.waitstatus_to_exitcode(os.waitpid(pressing, 0)[1]) == 0:
            self._acknowledged.update(dois)
            self._found.in_time["accepting"] += 1
        self._items(batch, {ItemState.READY, ItemState.ACCEPTED})
        self.look("accepting", None)

    def look(self, after: str, server: str | None) -> None:
        """Compare what is left with what was given and acknowledged."""
        tell = self._found.faults.append
        begun = time.monotonic()
        with opened(self._home) as site:
            if server:
                # Where a server runs, or has just started, it is the server that follows, at the next search.
                taken = wait_until(lambda: self._follows(server, site), _LONGEST)
            else:
                follow(site)
                taken = time.monotonic() - begun
            self._found.caught_up.append(taken)
            if taken > _LONGEST:
                tell(f"After {after} it took {taken:.1f} s until the index had caught up.")
                follow(site)
            for each in (*drift(site.catalogue, site.index), *faults(site.catalogue)):
                tell(f"After {after}: {each}")
            with site.catalogue.reading() as read:
                held = [each.reference for each in read.records() if each.reference.doi in self._titles]
            counts = Counter(each.doi for each in held)
            for doi in self._acknowledged - set(counts):
                tell(f"After {after}: {doi} was acknowledged and is not there.")
            tell_twice = [doi for doi, number in counts.items() if number > 1]
            if tell_twice:
                tell(f"After {after}: {tell_twice} are there twice.")
            for each in held:
                if each.title != self._titles[each.doi or ""] or not each.author or not each.issued:
                    tell(f"After {after}: {each.doi} is there in part: {each}")
            sought = self._chance.choice(sorted(self._acknowledged))
            if site.index.search(Query(text=f'doi:"{sought}"')).total != 1:
                tell(f"After {after}: {sought} is not found.")

    def _follows(self, server: str, site: object) -> bool:
        asked(server, "therapist")
        index, catalogue = site.index, site.catalogue  # type: ignore[attr-defined]
        with catalogue.reading() as read:
            return bool(index.revision == read.revision())

    def _given(self, kind: str) -> tuple[list[str], tuple[str, ...]]:
        """What a command will bring in, and its arguments."""
        if kind == "import-refs":
            file = self._home.parent / "given.json"
            dois = self._dois(_AT_ONCE)
            file.write_text(json.dumps([_item(doi, self._titles[doi]) for doi in dois]), encoding="utf-8")
            return dois, (kind, str(file), "--json")
        if kind == "import-doi":
            dois = self._dois(_AT_ONCE // 2)
            return dois, (kind, *dois, "--json")
        with opened(self._home) as site, site.catalogue.writing("anna") as write:
            dois = self._dois(_AT_ONCE // 2)
            for doi in dois:
                write.add_record(a_record(f"Given{doi[14:]}", title=self._titles[doi], doi=doi))
        self._acknowledged.update(dois)  # the transaction has ended
        return [], (kind,)

    def _dois(self, number: int) -> list[str]:
        dois = [f"10.5555/trial.{self._number + each}" for each in range(1, number + 1)]
        for doi in dois:
            part = doi.rpartition(".")[2]
            self._titles[doi] = f"Therapist responsiveness and outcome: An invented study, part {part}"
        self._number += number
        return dois

    def _states(self, batch: str) -> dict[ItemState, int]:
        with opened(self._home) as site, site.catalogue.reading() as read:
            return read.batches.counts(batch)

    def _items(self, batch: str, allowed: set[ItemState]) -> None:
        with opened(self._home) as site, site.catalogue.reading() as read:
            items = read.batches.items(batch)
            if [each.position for each in items] != list(range(_AT_ONCE)):
                self._found.faults.append(f"An acknowledged import has {len(items)} of {_AT_ONCE} items.")
            for each in items:
                if each.state not in allowed:
                    self._found.faults.append(f"{each.input} is {each.state}: {each.reason}")
                there = read.record_with_doi(each.input) is not None  # type: ignore[arg-type] # as given
                if there != (each.state is ItemState.ACCEPTED):
                    self._found.faults.append(f"{each.input} is {each.state}, in the catalogue: {there}.")


def _item(doi: str, title: str) -> dict[str, object]:
    return {
        "id": doi[8:],
        "type": "article-journal",
        "title": title,
        "author": [{"family": "Adler", "given": "Nora B."}],
        "container-title": "Psychotherapy",
        "issued": {"date-parts": [[2001, 3]]},
        "DOI": doi,
    }


def _is_report(text: str) -> bool:
    """Whether a command said that it was done."""
    if "documents written" in text:
        return True
    try:
        return "added" in json.loads(text)
    except ValueError:
        return False


def _end(process: Popen[bytes]) -> None:
    """Kill -9 a server with all its workers."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run(trials: int, seed: int, folder: Path) -> Found:
    """All the trials."""
    found = Found()
    chance = random.Random(seed)  # noqa: S311 # for the moments of the kills
    template = folder / "template"
    fill(template, 200)
    servers = max(1, trials // 16)  # two kills each
    starts = trials // 20
    commands = trials - 2 * servers - starts
    served = commands // 3
    with crossref() as url:
        os.environ["KB_CROSSREF_URL"] = url
        per_home = 40  # a new home now and then: trials on thousands of references take long to compare
        for first in range(0, commands - served, per_home):
            here = _home(folder, template, chance, found)
            for number in range(first, min(first + per_home, commands - served)):
                here.command(_KINDS[number % len(_KINDS)])
        for _ in range(starts):
            here.first_start()
        home = folder / "home"
        if served:
            address, process = start_server(home, KB_CROSSREF_URL=url)
            searching = Searching(address)
            for number in range(served):
                here.command(_KINDS[number % len(_KINDS)], address)
            searches, notices, wrong = searching.stop()
            found.searches += searches
            found.notices += notices
            found.faults += wrong
            _end(process)
        desk = Desk("")
        for _ in range(servers):
            here.at_the_desk(desk, lambda: start_server(home, KB_CROSSREF_URL=url))
    return found


def _home(folder: Path, template: Path, chance: random.Random, found: Found) -> Trials:
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    here = Trials(home, chance, found)
    here.measure()
    return here


def main() -> int:
    """Run them and tell what came of it."""
    parser = argparse.ArgumentParser(description="Kill commands and servers while they write.")
    parser.add_argument("--trials", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        found = run(chosen.trials, chosen.seed, Path(folder))
    print(found.line())  # noqa: T201 # what it is for
    for each in found.faults[:20]:
        print(each)  # noqa: T201 # likewise
    return int(bool(found.faults))


if __name__ == "__main__":
    sys.exit(main())
