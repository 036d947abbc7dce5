"""Two web hosts of one catalogue: what one is told the other finds, and what one began the other ends.

    python -m tests.trials.hosts [--edits 50] [--items 100] [--engine whoosh|opensearch]

Two `kb serve` with a home each and one PostgreSQL database. Anna, signed in at one, edits through one and the
other finds it by a search, in turns; an import that was given to one is looked up at a stand-in for Crossref
by that one, which is killed (kill -9) in the middle of it, and must be finished by the other. Prints figures
and ends with status 1 when an edit was not found within two seconds or anything of the import was lost.
"""

import argparse
import contextlib
import os
import signal
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bib.demonstration import load_demonstration
from kb.batches import ItemState
from kb.catalogue import Catalogue
from kb.errors import KnowledgeBaseError
from kb.identifiers import parse_doi
from tests.conftest import add_person
from tests.opensearch_server import opensearch_server
from tests.postgresql import postgresql_server
from tests.trials.homes import Desk, asked, crossref, wait_until
from tests.trials.servers import Server, served
from tests.trials.writers import a_title
from web.settings import read_settings
from web.wiring import open_site

SOON = 2.0  # seconds in which an edit through one host must be found through the other
_KEY = "trial-f0r-Two-Hosts-0f-One-Catalogue"
_LONG = 180.0  # seconds that a busy machine may take


@dataclass(frozen=True, slots=True)
class Hosts:
    """Hosts at work, the catalogue they share and Anna's desk, which is at any of them."""

    servers: tuple[Server, ...]
    catalogue: Catalogue
    desk: Desk


@dataclass(frozen=True, slots=True)
class TakenOver:
    """An import whose host was killed: how many items it had settled by then, in how many seconds the other
    settled all, and what was wrong in the end."""

    before: int
    seconds: float
    wrong: tuple[str, ...]


@contextlib.contextmanager
def hosts(folder: Path, database_url: str, environment: Mapping[str, str], *, number: int) -> Iterator[Hosts]:
    """So many hosts of a new catalogue with the demonstration corpus. The first of them asks Crossref."""
    shared = {"KB_DATABASE_URL": database_url, "KB_SECRET_KEY": _KEY, **environment}
    site = open_site(read_settings(folder / "host0", shared))
    load_demonstration(site.catalogue)
    add_person(site, "anna", "editor")
    site.index.close()
    with contextlib.ExitStack() as running:
        running.callback(site.catalogue.close)
        servers = []
        for each in range(number):
            servers.append(
                running.enter_context(served(folder / f"host{each}", workers=2, program=(), **shared))
            )
            wait_until(lambda: is_asking(site.catalogue), _LONG)
        desk = Desk(servers[0].address)
        desk.sign_in()
        yield Hosts(tuple(servers), site.catalogue, desk)


def is_asking(catalogue: Catalogue) -> bool:
    """Whether some process of some host has taken it upon itself to ask Crossref."""
    with catalogue.alone("imports") as hold:
        return not hold


def seconds_until_found(at: Hosts, edits: int) -> list[float]:
    """Edit through one host and the other in turns; how long each edit took to be found through the other."""
    taken = []
    for number in range(edits):
        here, there = at.servers if number % 2 else reversed(at.servers)
        at.desk.address = here.address
        title = a_title("elsewhere", number)
        form = {"type": "article-journal", "title": title, "author": "Moss, Anna", "issued": "2001"}
        code, _, page = at.desk.post("/editor/new-reference", anyway="1", **form)
        assert code == 303, (code, page[:300])
        taken.append(wait_until(lambda: asked(there.address, f'"{title}"')[1].get("total") == 1))  # noqa: B023 # at once
    return taken


def taken_over(at: Hosts, items: int) -> TakenOver:
    """Give an import to the host that asks, kill that one in the middle, and wait for the other."""
    one, other = at.servers
    at.desk.address = one.address
    dois = [f"10.5555/trial.{number}" for number in range(1, items + 1)]
    batch = given(at.desk, dois)
    wait_until(lambda: settled(at.catalogue, batch) > 0, _LONG)
    kill(one)
    before = settled(at.catalogue, batch)
    at.desk.address = other.address
    seconds = wait_until(lambda: settled(at.catalogue, batch) == items, _LONG)
    wrong = list(wrong_with(at.desk, at.catalogue, batch, dois))
    if before == items:
        wrong.append("The kill came too late to be one in the middle.")
    return TakenOver(before, seconds, tuple(wrong))


def given(desk: Desk, dois: list[str]) -> str:
    """The id of an import of these DOIs, which the desk has acknowledged."""
    code, where, page = desk.post("/editor/imports/", text="\n".join(dois))
    assert code == 303, (code, page[:300])
    return where.rstrip("/").rpartition("/")[2]


def settled(catalogue: Catalogue, batch: str) -> int:
    """How many items of an import wait for the editor and no more for Crossref; -1 while nobody can say."""
    try:
        with catalogue.reading() as read:
            return read.batches.counts(batch).get(ItemState.READY, 0)
    except KnowledgeBaseError:
        return -1


def kill(server: Server) -> None:
    """Kill -9 a host's server with all its processes."""
    workers = server.workers()
    server.process.kill()
    server.process.wait()
    for each in workers:
        os.kill(each, signal.SIGKILL)


def wrong_with(desk: Desk, catalogue: Catalogue, batch: str, dois: list[str]) -> Iterator[str]:
    """What is not as it should be once an import is settled and accepted: each work there once, and found."""
    with catalogue.reading() as read:
        items = read.batches.items(batch)
    if [each.input for each in items] != dois:
        yield f"Of {len(dois)} items given there are {len(items)}."
    for item in items:
        if item.state is not ItemState.READY or "Therapist responsiveness" not in str(item.proposal):
            yield f"{item.input} is {item.state}: {item.reason}"
    left = len(items)
    while left:  # of a long import each press takes a part
        code, _, page = desk.post(f"/editor/imports/{batch}/accept-clean")
        before, left = left, settled(catalogue, batch)
        if code != 303 or left >= before:
            yield f"Accepting is answered {code}, and {left} are left: {page[:200]}"
            break
    with catalogue.reading() as read:
        missing = [doi for doi in dois if read.record_with_doi(parse_doi(doi)) is None]
    if missing:
        yield f"{len(missing)} works are not in the catalogue: {missing[:3]}"
    found = asked(desk.address, '"invented study"')[1].get("total")
    if found != len(dois):
        yield f"Of {len(dois)} works {found} are found."


def main() -> int:
    """Go through it and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--edits", type=int, default=50)
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--engine", choices=("whoosh", "opensearch"), default="whoosh")
    chosen = parser.parse_args()
    with contextlib.ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="hosts-")))
        environment = {"KB_CROSSREF_URL": running.enter_context(crossref())}
        if chosen.engine == "opensearch":
            environment["KB_INDEX_URL"] = f"{running.enter_context(opensearch_server()).url}/hosts"
        database = running.enter_context(postgresql_server()).new_database()
        at = running.enter_context(hosts(folder, database, environment, number=2))
        taken = seconds_until_found(at, chosen.edits)
        came = taken_over(at, chosen.items)
    print(  # noqa: T201 # what it is for
        f"engine={chosen.engine} edits={len(taken)} found_median={statistics.median(taken):.3f}s "
        f"found_max={max(taken):.3f}s import_items={chosen.items} settled_before_the_kill={came.before} "
        f"finished_by_the_other_after={came.seconds:.1f}s wrong={len(came.wrong)}"
    )
    for each in came.wrong[:10]:
        print(each)  # noqa: T201 # likewise
    return int(max(taken) > SOON or bool(came.wrong) or came.seconds == float("inf"))


if __name__ == "__main__":
    sys.exit(main())
