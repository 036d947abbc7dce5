"""Stopping and reloading a server while it is asked: nothing that was asked goes unanswered.

    python -m tests.trials.stopping HOME [--times N] [--connections N]

Stops a server (SIGTERM) that many times, each time at another moment under load, and reloads one (SIGHUP)
as often. Prints a line for each and ends with status 1 when an answer was missing.
"""

import argparse
import asyncio
import random
import signal
import time
from pathlib import Path

from tests.trials.homes import opened
from tests.trials.load import Mix, Outcome, asked, mix_of, press
from tests.trials.servers import Server, served


async def stopped_while_asked(server: Server, mix: Mix, connections: int, after: float) -> tuple[int, int]:
    """Stop a server after some seconds of questions: how many were answered, and how many that had been
    asked before were not."""
    host, port = "127.0.0.1", server.port
    stopping = float("inf")
    answered = dropped = 0

    async def ask(chance: random.Random) -> None:
        nonlocal answered, dropped
        link = None
        while link or stopping == float("inf"):
            begun = time.monotonic()
            try:
                link = link or await asyncio.open_connection(host, port, limit=2**20)
                _, _, stays = await asked(*link, f"{host}:{port}", mix.one(chance))
            except (OSError, EOFError, ValueError):
                dropped += begun < stopping
                break
            answered += 1
            if not stays:
                link[1].close()
                link = None
        if link:
            link[1].close()

    async def stop() -> None:
        nonlocal stopping
        await asyncio.sleep(after)
        stopping = time.monotonic()
        server.process.terminate()

    await asyncio.gather(stop(), *(ask(random.Random(each)) for each in range(connections)))  # noqa: S311 # no secret
    return answered, dropped


async def reloaded_while_asked(
    server: Server, mix: Mix, connections: int, times: int, pause: float
) -> Outcome:
    """Reload a server so many times while it is asked."""

    async def reload() -> None:
        for _ in range(times):
            await asyncio.sleep(pause)
            server.process.send_signal(signal.SIGHUP)

    outcome, _ = await asyncio.gather(press(server.address, mix, connections, (times + 1) * pause), reload())
    return outcome


def main() -> None:
    """Stop, reload, print."""
    reader = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("home", type=Path)
    reader.add_argument("--times", type=int, default=20)
    reader.add_argument("--connections", type=int, default=16)
    told = reader.parse_args()
    with opened(told.home) as site:
        mix = mix_of(site)
    missing = 0
    chance = random.Random(1)  # noqa: S311 # no secret
    for turn in range(1, told.times + 1):
        with served(told.home) as server:
            after = chance.uniform(0.2, 2.0)
            answered, dropped = asyncio.run(stopped_while_asked(server, mix, told.connections, after))
            began = time.monotonic()
            code = server.process.wait(timeout=60)
        missing += dropped + (code != 0)
        print(  # noqa: T201 - a program's output
            f"stop {turn}: after {after:.1f} s, {answered} answered, {dropped} dropped,"
            f" gone after {time.monotonic() - began:.1f} s more",
            flush=True,
        )
    with served(told.home) as server:
        outcome = asyncio.run(reloaded_while_asked(server, mix, told.connections, told.times, 5.0))
    print(  # noqa: T201 - a program's output
        f"{told.times} reloads: {len(outcome.seconds)} answered, p50 {outcome.at(0.5):.0f} ms,"
        f" slowest {outcome.at(1):.0f} ms, put off {outcome.put_off}, wrong {dict(outcome.wrong)}"
    )
    raise SystemExit(1 if missing or outcome.wrong else 0)


if __name__ == "__main__":
    main()
