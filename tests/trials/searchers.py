"""Threads that search one index while it is written: each answer is that of one commit, whole.

python -m tests.trials.searchers [--searches 500]
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from index.query import Match, Query
from index.whoosh_engine import WhooshEngine
from tests.factories import a_record
from tests.trials.homes import fill, opened
from tests.trials.writers import WORDS, a_title
from web.wiring import follow

_THREADS = 8
_PAUSE = 0.01  # seconds of a thread between searches, in which commits are made


@dataclass
class Searched:
    """What the searching threads were answered."""

    answers: int = 0
    commits: int = 0
    behind: int = 0
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """All of it in one line."""
        return (
            f"threads={_THREADS} searches={self.answers} commits_meanwhile={self.commits} "
            f"most_commits_behind={self.behind} wrong={len(self.wrong)}"
        )


def search_during_commits(folder: Path, searches: int) -> Searched:
    """Let eight threads search one index, so often each, while a ninth writes and commits.

    An answer is right when a fresh index gave the very same at one of the commits: hits, scores,
    facets and passages.
    """
    home = folder / "searched"
    fill(home, 100)
    stop = threading.Event()
    truth: list[list[str]] = []  # the answers at each commit, in the order of the queries
    given: list[tuple[int, int, str]] = []
    done = Searched()
    queries = _queries()
    with opened(home) as site:

        def note() -> None:
            fresh = WhooshEngine(site.settings.index_folder)
            truth.append([repr(fresh.search(each)) for each in queries])

        def write() -> None:
            number = 0
            while not stop.is_set():
                with site.catalogue.writing("writer") as writer:
                    writer.add_record(a_record(f"New{number}", title=a_title("new", number)))
                    if former := writer.record_at("Filled7"):
                        described = replace(former.described, title=a_title("again", number))
                        writer.change_record(replace(former, described=described))
                follow(site)
                note()
                number += 1

        def search(number: int) -> None:
            chance = random.Random(number)  # noqa: S311 # for the order of queries
            for _ in range(searches):
                at = chance.randrange(len(queries))
                least = len(truth) - 1
                try:
                    given.append((least, at, repr(site.index.search(queries[at]))))
                except Exception as error:  # whatever a reader would see
                    done.wrong.append(f"“{queries[at].text}”: {error!r}")
                time.sleep(_PAUSE)

        note()
        readers = [threading.Thread(target=search, args=(number,)) for number in range(_THREADS)]
        writer = threading.Thread(target=write)
        for each in (writer, *readers):
            each.start()
        for each in readers:
            each.join()
        stop.set()
        writer.join()
    done.answers, done.commits = len(given), len(truth) - 1
    for least, at, answer in given:
        commits = [number for number, answers in enumerate(truth) if answers[at] == answer]
        if not commits:
            done.wrong.append(f"“{queries[at].text}” at commit {least}: the answer of no commit")
        else:
            done.behind = max(done.behind, least - commits[-1])
    if done.behind > 1:  # while one thread reads a new commit, the others search the one before
        done.wrong.append(f"an answer was {done.behind} commits old")
    return done


def _queries() -> tuple[Query, ...]:
    pairs = pairwise(WORDS)
    texts = (*WORDS, *(" ".join(each) for each in pairs), "again", "new AND outcome", '"rupture repair"')
    matches: tuple[Match, ...] = ("all", "any")
    return tuple(Query(text=each, match=match) for each in texts for match in matches)


def main() -> int:
    """Let them search and tell what came of it."""
    parser = argparse.ArgumentParser(description="Search from eight threads during commits.")
    parser.add_argument("--searches", type=int, default=500, help="of each thread")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="searchers-") as folder:
        searched = search_during_commits(Path(folder), chosen.searches)
    print(searched.line(), *searched.wrong[:10], sep="\n")  # noqa: T201 # what it is for
    return int(bool(searched.wrong))


if __name__ == "__main__":
    sys.exit(main())
