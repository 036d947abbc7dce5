"""A disk that is full at some point of an import, an indexing, a rebuild, a backup, a restore or a save.

    python -m tests.trials.full_disk [--points 40] [--tmpfs] [--seed 7]

Without --tmpfs no file may grow beyond a size drawn at random (RLIMIT_FSIZE), which anybody may ask for;
with it, the home is on a small file system of its own that has so much room left (needs the right to
mount). A point is well when what failed says so in words, leaves nothing half done and nothing lying
about, and succeeds once there is room.
"""

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.sync import drift
from kb.check import faults
from kb.ids import new_id
from tests.conftest import start_server
from tests.factories import a_record
from tests.trials.homes import Desk, fill, opened
from web.cli import main as main_of_kb
from web.wiring import Site, follow

_REFERENCES = 400
_BLOCK = 4096
_MOUNTED = 64 * 2**20
_UNLIMITED = resource.RLIM_INFINITY
Limit = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Work:
    """Something that needs room: what precedes it, the command, and whether it was done."""

    before: Callable[[Site], None]
    command: tuple[str, ...]
    done: Callable[[Site], bool]


def _nothing(_: Site) -> None:
    pass


def _more_references(site: Site) -> None:
    with site.catalogue.writing("anna") as write:
        for number in range(_REFERENCES):
            write.add_record(a_record(f"More{number}", title=f"More of shelf {number} and its books"))


def _imported(site: Site) -> bool:
    """True when all were taken in, and none twice; one that was cut off goes on when it is run again."""
    with site.catalogue.reading() as read:
        number = sum(each.described.title.startswith("Given number") for each in read.records())
    return number == _REFERENCES


def _indexed(site: Site) -> bool:
    with site.catalogue.reading() as read:
        return site.index.revision == read.revision()


def _is_there(name: str) -> Callable[[Site], bool]:
    return lambda site: (site.settings.home / name).exists()


WORKS: Mapping[str, Work] = {
    "import": Work(_nothing, ("import-refs", "{home}/given.bib"), _imported),
    "index": Work(_more_references, ("sync",), _indexed),
    "rebuild": Work(_more_references, ("rebuild",), _indexed),
    "backup": Work(_more_references, ("backup", "{home}/copy.kb"), _is_there("copy.kb")),
    "restore": Work(_more_references, ("restore", "{home}/sound.kb", "--replace"), _indexed),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one point: whether the disk was full, and what was wrong with how that went."""

    full: bool
    wrong: tuple[str, ...]


def prepared(folder: Path) -> Path:
    """A home to begin with, a file to import and a backup to restore."""
    home = folder / "home"
    fill(home, 50)
    entries = (
        f"@article{{Given{n}, title = {{Given number {n}}}, author = {{Moss, Anna}}, journal = {{Invented}},"
        f" year = 2015, pages = {{{n}--{n + 3}}}, note = {{{'words ' * 20}}}}}"
        for n in range(_REFERENCES)
    )
    (home / "given.bib").write_text("\n\n".join(entries), encoding="utf-8")
    kb(home, ("backup", str(home / "sound.kb")))
    return home


def kb(home: Path, arguments: tuple[str, ...], most: int = _UNLIMITED) -> tuple[int, str]:
    """Run a command, in a process of its own, that can write no file larger than `most` bytes.

    Its exit status and what it said on standard error. It is forked: to import it all takes longer.
    """
    end, written = os.pipe()
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.stderr = os.fdopen(written, "w", buffering=1)
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, _UNLIMITED))
            sys.argv = ["kb", "--home", str(home), *arguments]
            main_of_kb()
        except SystemExit as stopped:
            code = stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(written)
    with os.fdopen(end) as said:
        words = said.read()
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), words


def at_a_point(work: Work, home: Path, room: int, *, tmpfs: bool = False) -> Outcome:
    """Do the work in a home with so much room, look at what is left, and do it once more with room."""
    with opened(home) as site:
        work.before(site)
    command = tuple(each.format(home=home) for each in work.command)
    before = _lying_about(home)
    wrong = []
    with _crammed(home, room) if tmpfs else ExitStack():
        code, words = kb(home, command, _UNLIMITED if tmpfs else room)
    if "Traceback" in words or "[Errno" in words or code not in {0, 1}:
        wrong.append(f"not in words: {words.strip()[-300:]}")
    if code == 1 and "kb: " not in words:
        wrong.append("no word of what went wrong")
    if left := _lying_about(home) - before - {"copy.kb"}:
        wrong.append(f"left lying about: {', '.join(sorted(left))}")
    with opened(home) as site:
        wrong += [str(each) for each in faults(site.catalogue)]
        finished = work.done(site)
    if code == 0 and not finished:
        wrong.append("it said that it was done, and was not")
    if not finished:
        again, words = kb(home, command)
        if again:
            wrong.append(f"refused with room: {words.strip()[-300:]}")
    with opened(home) as site:
        follow(site)
        wrong += [*map(str, faults(site.catalogue)), *drift(site.catalogue, site.index)]
        if not work.done(site):
            wrong.append("not done with room")
    return Outcome(code != 0, tuple(wrong))


def at_the_desk(home: Path, rooms: list[int]) -> list[Outcome]:
    """Save at the desk of a running server that has so much room, then, the same server, with room."""
    address, process = start_server(home, KB_CROSSREF_URL="http://127.0.0.1:1")
    outcomes = []
    try:
        desk = Desk(address)
        desk.sign_in()
        for number, room in enumerate(rooms):
            wrong = []
            text = f"Typed-{number} " + "words that nobody wants to type again " * 500
            form = {"title": f"Typed {number}", "month": "2016-05", "body": text}
            place = f"/editor/summaries/{new_id()}"
            _limit(process.pid, room)
            code, _, page = desk.post(place, **form)
            search, _ = desk.get("/search?q=empathy")
            _limit(process.pid, _UNLIMITED)
            full = code == 507
            if code not in {303, 507}:
                wrong.append(f"answered {code}")
            if full and not ("no room left" in page and f"Typed-{number}" in page):
                wrong.append("the page does not say why, or has not kept what was typed")
            if search != 200:
                wrong.append(f"a reader was answered {search}")
            if full and desk.post(place, **form)[0] != 303:
                wrong.append("not saved once there was room")
            outcomes.append(Outcome(full, tuple(wrong)))
    finally:
        process.terminate()
        process.wait()
    with opened(home) as site, site.catalogue.reading() as read:
        titles = sorted(each.title for each in read.summaries() if each.title.startswith("Typed "))
        if titles != sorted(f"Typed {number}" for number in range(len(rooms))):
            outcomes.append(Outcome(True, (f"saved are {', '.join(titles)}",)))
    return outcomes


def _limit(server: int, most: int) -> None:
    """Bound the files that a server and its workers may write, or let go of it."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    for each in (server, *map(int, children)):
        resource.prlimit(each, resource.RLIMIT_FSIZE, (most, _UNLIMITED))


def _lying_about(home: Path) -> set[str]:
    """The files and folders of a home that are not part of it at rest: unfinished copies, generations."""
    names = {each.name for each in home.iterdir()} - {"catalogue.db-wal", "catalogue.db-shm", "secret.key"}
    generations = sorted(each.name for each in (home / "index").glob("g*"))
    in_use = home / "index" / "current"
    present = in_use.read_text().strip() if in_use.exists() else ""
    return names | {each for each in generations if each != present}


@contextmanager
def _crammed(home: Path, room: int) -> Iterator[None]:
    """Fill the file system of a home up to so much room."""
    ballast = home.parent / "ballast"
    free = os.statvfs(home).f_bavail * os.statvfs(home).f_frsize
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free - room, 1))
    try:
        yield
    finally:
        ballast.unlink()


def points(
    folder: Path, number: int, seed: int, *, tmpfs: bool = False
) -> Iterator[tuple[str, int, Outcome]]:
    """Points drawn over all the works in turn: which, the room, and what came of it."""
    chosen = random.Random(seed)  # noqa: S311 # no secret
    first = prepared(folder)
    most = {name: _needed(first, folder / "tried", work, tmpfs=tmpfs) for name, work in WORKS.items()}
    names = list(WORKS)
    for at in range(number):
        name = names[at % len(names)]
        room = chosen.randrange(0, most[name], _BLOCK)
        home = folder / "point"
        shutil.copytree(first, home)
        yield name, room, at_a_point(WORKS[name], home, room, tmpfs=tmpfs)
        shutil.rmtree(home)


def _needed(first: Path, home: Path, work: Work, *, tmpfs: bool) -> int:
    """About as much room as the work takes: the largest file it leaves, or how much larger the home is."""
    shutil.copytree(first, home)
    with opened(home) as site:
        work.before(site)
    before = _size(home)
    kb(home, tuple(each.format(home=home) for each in work.command))
    largest = max(each.stat().st_size for each in home.rglob("*") if each.is_file())
    grown = max(_size(home) - before, largest)
    shutil.rmtree(home)
    return grown if tmpfs else largest


def _size(home: Path) -> int:
    return sum(each.stat().st_size for each in home.rglob("*") if each.is_file())


@contextmanager
def _folder(*, tmpfs: bool) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        if tmpfs:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_MOUNTED}", "none", name], check=True)
        try:
            yield Path(name)
        finally:
            if tmpfs:
                subprocess.run(["umount", name], check=True)


def main() -> None:
    """Try all points and say what came of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--points", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--tmpfs", action="store_true")
    asked = parser.parse_args()
    with _folder(tmpfs=asked.tmpfs) as folder:
        outcomes = []
        for name, room, outcome in points(folder, asked.points, asked.seed, tmpfs=asked.tmpfs):
            outcomes.append(outcome)
            told = "; ".join(outcome.wrong) or "well"
            print(f"{name}, {room} bytes: {'full' if outcome.full else 'fitted'}, {told}", flush=True)  # noqa: T201 # what it is for
        if not asked.tmpfs:
            for outcome in at_the_desk(folder / "home", [0, _BLOCK, 8 * _BLOCK, 16 * _BLOCK, 2**30]):
                outcomes.append(outcome)
                told = "; ".join(outcome.wrong) or "well"
                print(f"desk: {'full' if outcome.full else 'fitted'}, {told}", flush=True)  # noqa: T201 # what it is for
    full = sum(each.full for each in outcomes)
    wrong = sum(bool(each.wrong) for each in outcomes)
    print(f"{len(outcomes)} points, {full} of them full, {wrong} wrong")  # noqa: T201 # what it is for
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
