"""How long the site works on each kind of page: one process, no network.

    python -m tests.benchmarks.page_speed CORPUS [--home FOLDER] [--rounds N] [--cpu] [--profile PAGE]

Stores CORPUS/docs.jsonl as published summaries in a new home (in FOLDER, which is kept and used again,
or a temporary one), then asks the application for pages as a browser does, compressed answers
included. Prints milliseconds, median and 95th percentile over many addresses of each kind, of each the
best round, after one that is not counted. First comes the making of a page, then `search`, the
index's own share of a search page; `kept` is when somebody had the page before, `had` when the browser
has it already. On a busy machine `--cpu` counts processor time
alone. `--profile search` prints where the time of one kind goes.
"""

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask
from werkzeug.test import Client, EnvironBuilder

from index import rescue
from index.query import Query
from tests.benchmarks.page_corpus import fill
from tests.benchmarks.search_corpus import as_typed, told_queries
from web.addresses import read_query
from web.app import create_app
from web.settings import read_settings
from web.wiring import Site, follow, open_site

_MANY = 40  # addresses of a kind
_clock = [time.perf_counter]
_BROWSER = {
    "Accept": "text/html, */*;q=0.8",
    "Accept-Language": "en",
    "Accept-Encoding": "gzip, deflate, br, zstd",
}


def addresses(site: Site, corpus: Path) -> dict[str, list[str]]:
    """What is asked of the site, by kind of page."""
    with site.catalogue.reading() as read:
        summaries = [each for _, each in zip(range(_MANY * 50), read.published(), strict=False)][::50]
        records = [read.records_of(each)[0] for each in summaries]
        months = [month for month, _ in read.months()][:_MANY]
    topics = [each.value for each in site.index.values("topic")]
    types = [each.value for each in site.index.values("type")]
    asked = [as_typed(each) for each in told_queries(corpus)]
    words = [each for each in asked if " " in each][: 3 * _MANY : 3]
    faceted = [
        [("q", text), ("topic", topics[number % len(topics)]), ("type", types[number % len(types)])]
        for number, text in enumerate(asked[:_MANY])
    ]
    return {
        "home": ["/"],
        "summary": [f"/summaries/{each.slug}" for each in summaries],
        "reference": [f"/references/{each.citekey}" for each in records],
        "topics": ["/topics"],
        "topic": [f"/topics/{each}" for each in topics],
        "archive": ["/archive"],
        "month": [f"/archive/{each.year}/{each.month:02d}" for each in months[:5]],
        "overview": ["/overview"],
        "search, words": [f"/search?{urlencode({'q': each})}" for each in words],
        "search, words and one facet": [f"/search?{urlencode(each[:2])}" for each in faceted],
        "search, words and two facets": [f"/search?{urlencode(each)}" for each in faceted],
        "search, one facet": [f"/search?topic={each}" for each in topics],
        "search, everything": ["/search"],
        "export of a page, BibTeX": [
            "/export/bibtex?" + "&".join(f"id={each.citekey}" for each in records[:20])
        ],
        "API search": [f"/api/v1/search?{urlencode({'q': each})}" for each in words],
        "API summary": [f"/api/v1/summaries/{each.slug}" for each in summaries],
        "feed of a topic": [f"/feed.atom?topic={each}" for each in topics],
    }


def timed(app: Flask, address: str, headers: Mapping[str, str]) -> tuple[float, int]:
    """The milliseconds that one answer takes to its last byte, and its status."""
    environ = EnvironBuilder(address, headers=list(headers.items())).get_environ()
    statuses: list[str] = []

    def start(status: str, *_: object) -> Callable[[bytes], object]:
        statuses.append(status)
        return bytes.__len__

    begin = _clock[0]()
    answer = app(environ, start)
    try:
        for _ in answer:
            pass
    finally:
        if close := getattr(answer, "close", None):
            close()
    return (_clock[0]() - begin) * 1000, int(statuses[0].split()[0])


def main() -> None:
    """Fill, ask and print."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("corpus", type=Path)
    reader.add_argument("--home", type=Path)
    reader.add_argument("--rounds", type=int, default=5)
    reader.add_argument("--cpu", action="store_true")
    reader.add_argument("--profile", default="")
    told = reader.parse_args()
    if told.cpu:
        _clock[0] = time.thread_time
    with TemporaryDirectory() as temporary:
        site = _site(told.home or Path(temporary) / "home", told.corpus)
        apps = create_app(site, room=0), create_app(site)
        for kind, asked in addresses(site, told.corpus).items():
            if told.profile in kind:
                _measure(apps, site, kind, asked, rounds=told.rounds)
                if told.profile:
                    _profile(apps[0], asked)


def _measure(apps: tuple[Flask, Flask], site: Site, kind: str, asked: Sequence[str], *, rounds: int) -> None:
    making, keeping = apps
    found = [address for address in asked if timed(making, address, _BROWSER)[1] == 200]
    if not found:
        print(f"{kind}: not there", flush=True)  # noqa: T201 - a program's output
        return
    line = f"{kind}: {_told(_best(making, address, rounds) for address in found)} ms"
    if kind.startswith(("search", "API search")):
        queries = [read_query(parse_qsl(urlsplit(address).query)) for address in found]
        line += f", of it search {_told(_searched(site, each, rounds) for each in queries)}"
    timed(keeping, found[0], _BROWSER)
    kept, had = [], []
    for address in found:
        with Client(keeping).get(address, headers=_BROWSER) as answer:
            known = {"If-None-Match": answer.headers.get("ETag", "")}
        kept.append(_best(keeping, address, rounds))
        if timed(keeping, address, _BROWSER | known)[1] == 304:
            had.append(_best(keeping, address, rounds, _BROWSER | known))
    line += f", kept {_told(kept)}" + (f", had {_told(had)}" if had else "")
    print(f"{line} ({len(found)} addresses)", flush=True)  # noqa: T201 - a program's output


def _best(app: Flask, address: str, rounds: int, headers: Mapping[str, str] = _BROWSER) -> float:
    return min(timed(app, address, headers)[0] for _ in range(rounds))


def _profile(app: Flask, asked: Sequence[str]) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for address in asked:
        timed(app, address, _BROWSER)
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(90)


def _searched(site: Site, query: Query, rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begin = _clock[0]()
        rescue.search(site.index, query)
        times.append(_clock[0]() - begin)
    return min(times) * 1000


def _site(home: Path, corpus: Path) -> Site:
    site = open_site(read_settings(home, {}))
    with site.catalogue.reading() as read:
        filled = read.revision() > 1000
    if not filled:
        fill(site.catalogue, corpus)
    follow(site)
    return site


def _told(times: Iterable[float]) -> str:
    ordered = sorted(times)
    return f"{median(ordered):.2f}/{ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]:.2f}"


if __name__ == "__main__":
    main()
