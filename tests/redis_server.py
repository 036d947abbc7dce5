"""A real Redis on the loopback, which keeps nothing on a disk and can be killed and started again."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.shared_server import DETACHED, free_port

_START = 30.0  # seconds that a busy machine may take
# Ends it with its standard input, which is that of `cat`.
_WITH_INPUT = 'redis-server "$@" </dev/null & cat >/dev/null; kill $!'


def what_is_missing() -> str | None:
    """Why Redis cannot be started here; None when it can."""
    return None if shutil.which("redis-server") else "redis-server is not installed"


@dataclass(slots=True)
class Redis:
    """A Redis at one port, and its process while it runs."""

    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address, as `limits_url` takes it."""
        return f"redis://127.0.0.1:{self.port}"

    def start(self, entry: int | None = None) -> None:
        """Start it, empty, and wait until it answers. With `entry` as its input it ends only with that."""
        self.process = subprocess.Popen(
            [
                *(DETACHED if entry else ()),
                *("sh", "-c", _WITH_INPUT, "redis"),
                *("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
            ],
            stdin=entry or subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        until = time.monotonic() + _START
        while not self._answers():
            assert time.monotonic() < until, "Redis does not answer."
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill -9, with all that it counted."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as asked:
                asked.sendall(b"PING\r\n")
                return asked.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextmanager
def redis_server() -> Iterator[Redis]:
    """A Redis of one's own, stopped in the end."""
    server = Redis(free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()


def start_shared(_: Path, entry: int) -> str:
    """Start one for a run of tests (`tests.shared_server`): its address."""
    server = Redis(free_port())
    server.start(entry)
    assert server.process
    server.process.wait()  # what detached it
    return server.url
