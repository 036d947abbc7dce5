"""OpenSearch on two nodes with a copy of everything on each, and one of them killed while it is at work.

    python -m tests.trials.engine_nodes [--rounds 4] [--seconds 20] [--memory 1g]

A catalogue is written to, change after change, the index follows it, and threads search without a pause. In
each round one node in turn is killed (kill -9) after a third of the seconds; in the end it is started again.
Two nodes with data are not enough: of two, none can tell that the other is gone and not merely out of
reach. A third, small and without data, gives the majority.

Counts the searches that failed, the longest time without an answer, changes that the index had said to have
and later had not, and what differs between catalogue and index after the last catching up. Ends with
status 1 when a change is missing, or searches stop for longer than ten seconds.
"""

import argparse
import sys
import threading
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from index.engine import Engine
from index.query import Query
from index.sync import catch_up, drift
from kb.catalogue import Catalogue
from kb.errors import KnowledgeBaseError
from tests.engine_contract import Place
from tests.factories import a_record
from tests.opensearch_server import OpenSearch, opensearch_server
from tests.trials.homes import wait_until

_SEARCHERS = 2
_LONGEST = 10.0  # seconds without an answer that readers are asked to bear


@dataclass
class Round:
    """What came of one node's death."""

    killed: str = ""
    changes: int = 0
    taken_in: int = 0
    refused: int = 0
    searches: int = 0
    failed: int = 0
    pause: float = 0.0
    green: float = 0.0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """All of it in one line."""
        return (
            f"killed={self.killed} changes={self.changes} taken_in={self.taken_in} put_off={self.refused} "
            f"searches={self.searches} failed={self.failed} longest_pause_s={self.pause:.2f} "
            f"whole_again_s={self.green:.1f} wrong={len(self.wrong)}"
        )


def rounds(folder: Path, number: int, seconds: float, **how: Any) -> list[Round]:
    """Let two nodes die in turn, so often in all; `how` are choices of `new_opensearch`."""
    catalogue = Catalogue(f"sqlite:///{folder / 'catalogue.db'}")
    with opensearch_server(2, referee=True, **how) as server:
        place = Place("opensearch", f"{server.url}/nodes")
        engine = place.engine(lambda timeout: catalogue.alone("index", timeout))
        _add(catalogue, "first", 200)
        catch_up(catalogue, engine)
        server.wait("green")
        done = [_round(catalogue, engine, server, each, seconds) for each in range(number)]
        engine.close()
    catalogue.close()
    return done


def _round(catalogue: Catalogue, engine: Engine, server: OpenSearch, number: int, seconds: float) -> Round:
    victim = number % 2
    done = Round(killed=server.nodes[victim].name)
    over = threading.Event()
    work = [threading.Thread(target=_write, args=(catalogue, engine, number, over, done))]
    answered: list[list[tuple[float, bool]]] = [[] for _ in range(_SEARCHERS)]
    work += [threading.Thread(target=_search, args=(engine, over, each)) for each in answered]
    for each in work:
        each.start()
    time.sleep(seconds / 3)
    server.kill(victim)
    time.sleep(2 * seconds / 3)
    over.set()
    for each in work:
        each.join()
    done.searches = sum(map(len, answered))
    done.failed = sum(not found for each in answered for _, found in each)
    done.pause = max(_longest([at for at, found in each if found]) for each in answered)
    with_one = wait_until(lambda: _caught_up(catalogue, engine), 60)
    if with_one > 60:
        done.wrong.append("The index does not catch up with one node.")
    done.wrong += drift(catalogue, engine)
    server.start(victim)
    begun = time.monotonic()
    server.wait("green")
    done.green = time.monotonic() - begun
    done.wrong += drift(catalogue, engine)
    return done


def _write(catalogue: Catalogue, engine: Engine, number: int, over: threading.Event, done: Round) -> None:
    acknowledged = engine.reached() or 0
    while not over.is_set():
        _add(catalogue, f"round {number} change {done.changes}", 1)
        done.changes += 1
        try:
            reached = engine.reached() or 0
            if reached < acknowledged:
                done.wrong.append(f"The index went back from revision {acknowledged} to {reached}.")
            done.taken_in += catch_up(catalogue, engine)
            acknowledged = engine.reached() or acknowledged
        except KnowledgeBaseError:
            done.refused += 1
        time.sleep(0.02)


def _search(engine: Engine, over: threading.Event, answered: list[tuple[float, bool]]) -> None:
    while not over.is_set():
        try:
            found = engine.search(Query(text="shelf", per_page=5)).total >= 200
        except KnowledgeBaseError:
            found = False
        answered.append((time.monotonic(), found))
        time.sleep(0.01)


def _longest(times: list[float]) -> float:
    """The longest time between two answers."""
    return max((later - earlier for earlier, later in pairwise(times)), default=float("inf"))


def _caught_up(catalogue: Catalogue, engine: Engine) -> bool:
    try:
        catch_up(catalogue, engine)
        with catalogue.reading() as read:
            return engine.reached() == read.revision()
    except KnowledgeBaseError:
        return False


def _add(catalogue: Catalogue, what: str, count: int) -> None:
    with catalogue.writing("the trial") as write:
        for number in range(count):
            write.add_record(a_record(title=f"Shelf {what} {number}"))


def main() -> int:
    """Let them die and tell what came of it."""
    parser = argparse.ArgumentParser(description="Kill nodes of OpenSearch while they are at work.")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--memory", default="1g")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="nodes-") as folder:
        done = rounds(Path(folder), chosen.rounds, chosen.seconds, memory=chosen.memory, lasting=True)
    for each in done:
        print(each.line(), *each.wrong[:5], sep="\n  ")  # noqa: T201 # what it is for
    return int(any(each.wrong or each.pause > _LONGEST for each in done))


if __name__ == "__main__":
    sys.exit(main())
