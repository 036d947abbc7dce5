"""Backups taken while somebody writes, put back, damaged, and catalogues of every released schema.

python -m tests.trials.backups [--home A_FILLED_HOME] [--times 20] [--damaged 200] [--searches 200]
"""

import argparse
import random
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections import Counter
from contextlib import closing
from itertools import count
from pathlib import Path

from index.query import Query
from index.sync import rebuild
from kb.backup import BackupFailed, backup, restore
from kb.catalogue import Catalogue
from kb.check import faults
from kb.summary import Status
from tests.databases import databases
from tests.factories import a_record, a_summary
from tests.trials.homes import fill, opened
from web.wiring import follow

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
_BLOCK = 4096


def url_of(file: Path) -> str:
    """The address of a catalogue's file."""
    return f"sqlite:///{file}"


def while_writing(url: str, folder: Path, times: int) -> tuple[int, int]:
    """Take backups while another thread writes: how many lost an acknowledged change or were not sound,
    and how many changes were made meanwhile."""
    catalogue, stopping, acknowledged = Catalogue(url), threading.Event(), [0]

    def write() -> None:
        for number in count():
            if stopping.is_set():
                return
            record = a_record(f"Busy{number}", doi=f"10.5555/busy.{number}")
            with catalogue.writing("writer") as at:
                at.add_record(record)
                at.add_summary(a_summary(record, slug=f"busy-{number}"))
            acknowledged[0] = number + 1

    writer = threading.Thread(target=write)
    writer.start()
    wrong = 0
    try:
        for number in range(times):
            before = acknowledged[0]
            file, other = folder / f"{number}.kb", folder / "other.db"
            said = backup(url, file)
            other.unlink(missing_ok=True)
            wrong += restore(url_of(other), file) != said
            restored = Catalogue(url_of(other))
            with restored.reading() as read:
                busy = sum(each.citekey.startswith("Busy") for each in read.records())
                wrong += busy < before or busy != sum(
                    each.slug.startswith("busy-") for each in read.summaries()
                )
            wrong += bool(faults(restored))
            restored.close()
            file.unlink()
    finally:
        stopping.set()
        writer.join()
        catalogue.close()
    return wrong, 2 * acknowledged[0]


def same_answers(home: Path, other: Path, searches: int, seed: int = 7) -> int:
    """Back a home up into another: how many of the searches are answered otherwise there."""
    other.mkdir()
    file = other.parent / "whole.kb"
    chosen = random.Random(seed)  # noqa: S311 # no secret
    with opened(home) as site:
        backup(site.settings.database_url, file)
        restore(databases.address_of(other), file)
        follow(site)
        with site.catalogue.reading() as read:
            words = sorted(
                {word for each in read.published() for word in f"{each.title} {each.body}".split()}
            )
        queries = [" ".join(chosen.sample(words, chosen.choice((1, 1, 2, 3)))) for _ in range(searches)]
        with opened(other) as there:
            rebuild(there.catalogue, there.index)
            return sum(
                site.index.search(Query(text=each)) != there.index.search(Query(text=each))
                for each in queries
            )


def damaged(url: str, folder: Path, times: int, seed: int = 7) -> Counter[str]:
    """Damage a backup and try to restore it over a full catalogue: how often it was refused, harmless
    (restored word for word: the damage was where nothing stands), or wrong."""
    sound, file, target = folder / "sound.kb", folder / "damaged.kb", folder / "target.db"
    said = backup(url, sound)
    with closing(Catalogue(url_of(target))) as catalogue, catalogue.writing("anna") as write:
        write.add_record(a_record("Kept2015"))
    present = contents(target)
    whole = sound.read_bytes()
    chosen = random.Random(seed)  # noqa: S311 # no secret
    found: Counter[str] = Counter()
    for _ in range(times):
        file.write_bytes(_damaged(whole, chosen))
        other = folder / "other.db"
        other.unlink(missing_ok=True)
        try:
            restore(url_of(target), file, replace=True)
        except BackupFailed:
            found["refused" if contents(target) == present else "wrong"] += 1
            continue
        restored = backup(url_of(target), other)
        found["harmless" if restored.digest == said.digest else "wrong"] += 1
        target.unlink()
        with closing(Catalogue(url_of(target))) as catalogue, catalogue.writing("anna") as write:
            write.add_record(a_record("Kept2015"))
        present = contents(target)
    return found


def _damaged(whole: bytes, chosen: random.Random) -> bytes:
    at = chosen.randrange(len(whole))
    way = chosen.choice(("truncated", "bit", "zeroed", "garbage"))
    if way == "truncated":
        return whole[:at]
    if way == "bit":
        return whole[:at] + bytes([whole[at] ^ 1 << chosen.randrange(8)]) + whole[at + 1 :]
    filling = bytes(_BLOCK) if way == "zeroed" else chosen.randbytes(_BLOCK)
    return (whole[:at] + filling + whole[at + _BLOCK :])[: len(whole)]


def contents(file: Path) -> list[str]:
    """All that a database holds, as SQL."""
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def catalogue_of(schema: Path, file: Path) -> None:
    """A catalogue as the release with that schema left it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(schema.read_text(encoding="utf-8"))


def brought_forward(file: Path) -> list[str]:
    """What is wrong with a catalogue of an earlier release after it was opened: nothing, if all is well."""
    catalogue = Catalogue(url_of(file))
    wrong = [str(each) for each in faults(catalogue)]
    with catalogue.writing("carla") as write:
        summary = write.summary_at("what-tears-mean")
        records = {each.citekey: each for each in write.records()}
        seen = {
            "body": summary is not None and summary.body.startswith("Sixty-one"),
            "history": summary is not None and len(write.history("summary", summary.id)) >= 2,
            "override": records["Moss2015a"].reference.title == "Tears in the room",
            "notice": records["Moss2015b"].retracted,
            "merged": write.record_at("Moss2015e") == records["Moss2015d"],
            "withdrawn": [each.slug for each in write.summaries(Status.WITHDRAWN)] == ["a-study-taken-back"],
            "addresses": write.slug_taken("what-tears-mean"),
            "queue": [each.doi for each in write.queued()] == ["10.5555/waits.1"],
            "people": [each.name for each in write.editors()] == ["anna"],
        }
        write.add_record(a_record("New2020"))
    wrong += [name for name, well in seen.items() if not well]
    catalogue.close()
    return wrong


def main() -> None:
    """Run it all and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, help="a filled home; a copy of it is used")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--damaged", type=int, default=200)
    parser.add_argument("--searches", type=int, default=200)
    asked = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / "home"
        if asked.home:
            shutil.copytree(asked.home, home)
        else:
            fill(home, 200)
        otherwise = same_answers(home, folder / "other", asked.searches)
        print(f"restored: {asked.searches} searches, {otherwise} answered otherwise")  # noqa: T201 # what it is for
        wrong, changes = while_writing(url_of(home / "catalogue.db"), folder, asked.times)
        print(f"while writing: {asked.times} backups, {changes} changes meanwhile, {wrong} wrong")  # noqa: T201 # what it is for
        small = folder / "small"
        fill(small, 50)
        found = damaged(url_of(small / "catalogue.db"), folder, asked.damaged)
        told = ", ".join(f"{found[each]} {each}" for each in ("refused", "harmless", "wrong"))
        print(f"damaged: {asked.damaged} restores over a catalogue, {told}")  # noqa: T201 # what it is for
        failed += otherwise + wrong + found["wrong"]
        for schema in sorted(SCHEMAS.glob("*.sql")):
            file = folder / f"{schema.stem}.db"
            catalogue_of(schema, file)
            astray = brought_forward(file)
            print(f"schema {schema.stem}: {'sound' if not astray else '; '.join(astray)}")  # noqa: T201 # what it is for
            failed += bool(astray)
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
