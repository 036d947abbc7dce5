"""Load on one server from another process: what it does in a second, how long answers take, what it keeps.

    python -m tests.trials.load HOME [--seconds N] [--connections N ...] [--workers N]

HOME is a filled home, which the trial only reads. Asks as readers do, each connection for one thing after
another: 70% searches with facets, 25% pages, 5% exports, evenly over all that the home holds, so that few
answers are kept from before. Prints a line for each number of connections and ends with status 1 when an
answer was wrong: none at all, or another than 200 and 503 with Retry-After, which is counted apart.
"""

import argparse
import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.trials.homes import opened
from tests.trials.servers import Server, served
from web.wiring import Site

_WARM = 3.0  # seconds before counting
_PATIENCE = 60.0  # seconds for one answer
_LOOKS = 6  # at the memory
_HEADERS = "Accept: text/html\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n"


@dataclass(frozen=True, slots=True)
class Mix:
    """What readers ask for: words of titles, topics to narrow to, pages, and references to export."""

    titles: tuple[str, ...]
    topics: tuple[str, ...]
    pages: tuple[str, ...]
    keys: tuple[str, ...]

    def one(self, chance: random.Random) -> str:
        """The next address of a reader."""
        (kind,) = chance.choices((self._search, self._page, self._export), (70, 25, 5))
        return kind(chance)

    def _search(self, chance: random.Random) -> str:
        words = chance.choice(self.titles).split()
        asked = [("q", " ".join(chance.sample(words, min(2, len(words)))))]
        if chance.random() < 0.5:
            asked.append(("topic", chance.choice(self.topics)))
        return f"/search?{urlencode(asked)}"

    def _page(self, chance: random.Random) -> str:
        return chance.choice(self.pages)

    def _export(self, chance: random.Random) -> str:
        form = chance.choice(("bibtex", "ris", "csl-json", "csv"))
        chosen = chance.sample(self.keys, min(20, len(self.keys)))
        return f"/export/{form}?{urlencode([('id', key) for key in chosen])}"


@dataclass(slots=True)
class Outcome:
    """What came back in how many seconds: the seconds of each answer, how many requests were put off (503),
    and what was wrong."""

    lasted: float = 0.0
    seconds: list[float] = field(default_factory=list)
    put_off: int = 0
    wrong: Counter[str] = field(default_factory=Counter)

    def at(self, share: float) -> float:
        """The milliseconds within which this share of the answers came."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


def mix_of(site: Site) -> Mix:
    """What can be asked of a site."""
    with site.catalogue.reading() as read:
        published = list(read.published())
        cited = read.records_by_id(cited.reference for each in published for cited in each.citations)
        months = [month for month, _ in read.months()]
    keys = [each.citekey for each in cited.values()]
    topics = [each.value for each in site.index.values("topic")]
    pages = [
        *("/", "/topics", "/archive", "/overview"),
        *(f"/summaries/{each.slug}" for each in published),
        *(f"/references/{key}" for key in keys),
        *(f"/topics/{topic}" for topic in topics),
        *(f"/archive/{month.year}/{month.month:02d}" for month in months),
    ]
    return Mix(tuple(each.title for each in published), tuple(topics), tuple(pages), tuple(keys))


async def press(address: str, mix: Mix, connections: int, seconds: float, seed: int = 1) -> Outcome:
    """Ask over so many connections at once for so many seconds."""
    outcome, begun = Outcome(), time.monotonic()
    until = begun + seconds
    readers = (
        _reader(address, mix, until, random.Random(seed * 1000 + each), outcome)  # noqa: S311 # no secret
        for each in range(connections)
    )
    await asyncio.gather(*readers)
    outcome.lasted = time.monotonic() - begun
    return outcome


async def _reader(address: str, mix: Mix, until: float, chance: random.Random, outcome: Outcome) -> None:
    host = urlsplit(address)
    link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while time.monotonic() < until:
        path = mix.one(chance)
        begun = time.monotonic()
        try:
            async with asyncio.timeout(_PATIENCE):
                link = link or await asyncio.open_connection(host.hostname, host.port, limit=2**20)
                status, headers, stays = await asked(*link, host.netloc, path)
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            outcome.wrong[type(error).__name__] += 1
            _close(link)
            link = None
            continue
        if status == 503 and "retry-after" in headers:
            outcome.put_off += 1
            _close(link)
            link = None
            await asyncio.sleep(min(float(headers["retry-after"]), max(0.0, until - time.monotonic())))
            continue
        outcome.seconds.append(time.monotonic() - begun)
        if status != 200:
            outcome.wrong[f"{status} {path.partition('?')[0]}"] += 1
        if not stays:
            _close(link)
            link = None
    _close(link)


async def asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, path: str
) -> tuple[int, dict[str, str], bool]:
    """Ask over a connection: the status, the headers, and whether the connection can be used again."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{_HEADERS}\r\n".encode())
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
    if headers.get("transfer-encoding") == "chunked":
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(headers["content-length"]))
    return int(head[0].split()[1]), headers, headers.get("connection", "").lower() != "close"


def _close(link: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None) -> None:
    if link:
        link[1].close()


def trial(server: Server, mix: Mix, connections: int, seconds: float) -> bool:
    """Press with so many connections, print a line, and say whether all was right."""
    asyncio.run(press(server.address, mix, connections, min(_WARM, seconds), seed=2))
    outcome, memory = asyncio.run(_pressed_and_looked_at(server, mix, connections, seconds))
    print(  # noqa: T201 - a program's output
        f"{connections} connections: {len(outcome.seconds) / outcome.lasted:.0f} answers/s,"
        f" p50 {outcome.at(0.5):.0f} ms, p95 {outcome.at(0.95):.0f} ms, p99 {outcome.at(0.99):.0f} ms,"
        f" slowest {outcome.at(1):.0f} ms; put off {outcome.put_off}, wrong {dict(outcome.wrong)};"
        f" memory of the processes, MB: {', then '.join(memory)}",
        flush=True,
    )
    return not outcome.wrong


async def _pressed_and_looked_at(
    server: Server, mix: Mix, connections: int, seconds: float
) -> tuple[Outcome, list[str]]:
    """What came back, and the memory of each process at the start, after each fifth of the time."""
    memory = []

    async def look() -> None:
        for turn in range(_LOOKS):
            if turn:
                await asyncio.sleep(seconds / (_LOOKS - 1))
            memory.append(" + ".join(f"{each:.0f}" for each in server.memory()))

    outcome, _ = await asyncio.gather(press(server.address, mix, connections, seconds), look())
    return outcome, memory


def main() -> None:
    """Serve, press, print."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("home", type=Path)
    reader.add_argument("--seconds", type=float, default=300.0)
    reader.add_argument("--connections", type=int, nargs="+", default=[1, 8, 32, 128, 600])
    reader.add_argument("--workers", type=int, default=2)
    told = reader.parse_args()
    with opened(told.home) as site:
        mix = mix_of(site)
    with served(told.home, workers=told.workers) as server:
        right = [trial(server, mix, each, told.seconds) for each in told.connections]
        ended = server.process.poll()
    raise SystemExit(0 if all(right) and ended is None else 1)


if __name__ == "__main__":
    main()
