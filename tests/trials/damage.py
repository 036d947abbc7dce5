"""Damage to the files of a search index, at random: what readers get, and how long until it stands again.

    python -m tests.trials.damage [--trials 300] [--seed 1]

Each trial damages one file of the index of a copied home: deletes it, cuts it short, turns one bit or
zeroes 4 kB. In half of them the index is in use, with nothing kept in memory; in the others the site is
opened afterwards. Then every question is asked through the site. An answer is wrong when it is neither the
one that the sound index gave nor 503 with Retry-After.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from index import generations
from index.sync import drift
from index.whoosh_engine import WhooshEngine
from index.whoosh_store import Store
from kb.summary import Summary
from tests.databases import databases
from tests.factories import a_record, a_summary
from tests.trials.homes import fill
from web.app import create_app
from web.index_keeper import index_keeper
from web.settings import read_settings
from web.wiring import Site, follow, open_site

KINDS = ("deleted", "cut short", "one bit", "4 kB zeroed")
PATHS = (
    *(
        f"/api/v1/search?per_page=100&q={words}"
        for words in (
            "alliance", "CBT", "therapist*", "%22empathy%22", "depression+-anxiety", "dropout+OR+rupture",
            "author:moss", "outcome+feedback", "weeping", "shelf+7", "filled", "treatment&match=any",
        )
    ),
    "/api/v1/search?topic=empathy&sort=newest",
    "/api/v1/search?type=meta-analysis&sort=title&per_page=50",
    "/api/v1/suggest?q=ther",
    "/api/v1/topics",
)  # fmt: skip
_PATIENCE = 120.0  # seconds until the index must stand again, however busy the machine
_BLOCK = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one damage."""

    damage: str
    noticed: bool
    wrong: tuple[str, ...]
    notices: int
    seconds: float | None  # until all was right again; None: it never was


def prepare(home: Path, references: int = 150) -> tuple[dict[str, str], str]:
    """Fill a home whose index has several segments and deletions; its answers, and a summary's address."""
    fill(home, references)
    site = open_site(read_settings(home))
    for number in range(5):
        record, summary = a_record(title=f"Weeping {number}"), a_summary(title=f"Wet eyes {number}")
        with site.catalogue.writing("anna") as write:
            write.add_record(record)
            write.add_summary(summary)
        follow(site)
    with site.catalogue.writing("anna") as write:
        write.change_summary(_changed(summary))
    follow(site)
    answers = answers_of(create_app(site))
    _close(site)
    return answers, f"/summaries/{summary.slug}"


def answers_of(app: Flask) -> dict[str, str]:
    """What a sound site answers at each path."""
    client = app.test_client()
    found = {path: client.get(path) for path in PATHS}
    assert all(each.status_code == 200 for each in found.values())
    return {path: _plain(each.get_data(as_text=True)) for path, each in found.items()}


def trial(
    prepared: Path, answers: dict[str, str], page: str, kind: str, *, in_use: bool, chance: random.Random
) -> Outcome:
    """Damage the index of a copy of a prepared home, and ask."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "home")
        databases.copied(prepared, home)
        settings = read_settings(home)
        opened = open_site(settings)
        # Nothing is kept in memory, so that every question reads the files.
        engine = WhooshEngine(settings.index_folder, memory=0)
        site = Site(opened.settings, opened.catalogue, engine)
        before = generations.current(engine.folder)
        assert before
        if in_use:
            engine.snapshot()
        file = damage(engine.folder, kind, chance)
        app = create_app(site, room=0)
        try:
            return _asked(app, site, before, f"{kind}: {_kind_of(file)}", answers, page)
        finally:
            _close(site)


def damage(folder: Path, kind: str, chance: random.Random) -> Path:
    """Damage one file of an index; which."""
    files = sorted(each for each in folder.rglob("*") if each.is_file() and each.stat().st_size)
    file = chance.choice(files)
    content = file.read_bytes()
    if kind == "deleted":
        file.unlink()
    elif kind == "cut short":
        with file.open("r+b") as opened:
            opened.truncate(chance.randrange(len(content)))
    else:
        at = chance.randrange(len(content))
        length = _BLOCK if kind == "4 kB zeroed" else 1
        at = min(at, max(0, len(content) - length))
        there = content[at : at + length]
        other = bytes(len(there)) if length > 1 else bytes([there[0] ^ 1 << chance.randrange(8)])
        if there == other:  # it was all zeroes
            other = bytes([1]) * len(there)
        with file.open("r+b") as opened:
            opened.seek(at)
            opened.write(other)
    return file


def _asked(app: Flask, site: Site, before: Path, told: str, answers: dict[str, str], page: str) -> Outcome:
    begun = time.monotonic()
    wrong: list[str] = []
    notices = 0
    client = app.test_client()
    looked = False
    while True:
        right = 0
        for path, expected in answers.items():
            answer = client.get(path)
            if answer.status_code == 503 and answer.headers.get("Retry-After"):
                notices += 1
            elif answer.status_code != 200 or _plain(answer.get_data(as_text=True)) != expected:
                wrong.append(path)
            else:
                right += 1
        if client.get(page).status_code != 200 or client.get("/").status_code != 200:
            wrong.append(page)
        now = generations.current(site.settings.index_folder)
        seconds = time.monotonic() - begun
        if right == len(answers) and now not in {None, before}:
            break
        if seconds > _PATIENCE:
            return Outcome(
                damage=told, noticed=now != before, wrong=tuple(wrong), notices=notices, seconds=None
            )
        if not looked and right == len(answers):
            looked = True  # as the site itself does now and then
            if not site.index.check():
                with app.app_context():
                    index_keeper().follow()
        time.sleep(0.02)
    assert now
    Store(now).check_all()
    assert drift(site.catalogue, site.index) == ()
    return Outcome(damage=told, noticed=True, wrong=tuple(wrong), notices=notices, seconds=seconds)


def _plain(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


def _kind_of(file: Path) -> str:
    return file.name if file.name in {"current", "state.json"} else file.name.partition(".")[2]


def _changed(summary: Summary) -> Summary:
    return replace(summary, body="Sixty therapists told, once more, of their weeping.")


def _close(site: Site) -> None:
    site.index.close()
    site.catalogue.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the trials and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--trials", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    chance = random.Random(asked.seed)  # noqa: S311 # trials that can be run again
    bad = 0
    kinds: Counter[str] = Counter()
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder, "home")
        answers, page = prepare(prepared)
        for number in range(asked.trials):
            kind, in_use = KINDS[number % len(KINDS)], bool(number // len(KINDS) % 2)
            outcome = trial(prepared, answers, page, kind, in_use=in_use, chance=chance)
            outcomes.append(outcome)
            kinds[outcome.damage] += 1
            failed = bool(outcome.wrong) or not outcome.noticed or outcome.seconds is None
            bad += failed
            print(  # noqa: T201 # what it is for
                f"{number + 1:3} {outcome.damage}{', in use' if in_use else ''}: "
                f"{'noticed' if outcome.noticed else 'NOT NOTICED'}, {len(outcome.wrong)} wrong, "
                f"{outcome.notices} notices, "
                + (f"{outcome.seconds:.2f} s" if outcome.seconds is not None else "never mended"),
                *outcome.wrong,
                flush=True,
            )
    times = sorted(each.seconds for each in outcomes if each.seconds is not None)
    print(  # noqa: T201 # likewise
        f"{len(outcomes)} damages of {len(kinds)} kinds: {sum(each.noticed for each in outcomes)} noticed, "
        f"{sum(len(each.wrong) for each in outcomes)} wrong answers, "
        f"{sum(each.notices for each in outcomes)} notices, standing again after "
        f"{times[len(times) // 2]:.2f} s (median), {times[-1]:.2f} s (longest)"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
