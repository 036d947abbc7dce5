"""A real `kb serve` in a process of its own, and what can be seen of it from outside."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.databases import databases

_START = 60.0  # seconds that a busy machine may take
_END = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server at work: where it answers, its process and the file of all that it said."""

    address: str
    process: subprocess.Popen[bytes]
    said: Path

    @property
    def port(self) -> int:
        """The port it answers at."""
        return int(self.address.rpartition(":")[2])

    def log(self) -> str:
        """What it has said up to now."""
        return self.said.read_text(encoding="utf-8")

    def workers(self) -> list[int]:
        """The processes that answer."""
        found = []
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                if folder.name.isdecimal():
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                    if int(fields[1]) == self.process.pid and fields[0] != "Z":
                        found.append(int(folder.name))
        return sorted(found)

    def memory(self) -> list[float]:
        """Megabytes that are resident of each process that answers."""
        pages = [int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in self.workers()]
        return [each * os.sysconf("SC_PAGE_SIZE") / 2**20 for each in pages]


@contextmanager
def served(
    home: Path, *, workers: int = 2, program: tuple[str, ...] = (), **environment: str
) -> Iterator[Server]:
    """Serve a home with `kb serve`, or with gunicorn's arguments as `program` names them, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-c", "from web.cli import main; main()"),
        *("serve", "--port", str(port), "--workers", str(workers)),
    ]
    if program:
        command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", *program]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
    said = home.parent / f"served-{port}.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            command,
            env={
                **inherited,
                "KB_HOME": str(home),
                "KB_CROSSREF_URL": "http://127.0.0.1:1",
                **databases.environment_of(home),
                **environment,
            },
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    server = Server(f"http://127.0.0.1:{port}", process, said)
    try:
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(timeout=_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(server: Server) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.address}/healthz", timeout=2) as answer:  # noqa: S310 # ours
                answer.read()
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"The server does not answer.\n{server.log()}")
