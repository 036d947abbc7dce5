"""One server for a whole run of tests, however many processes run them.

Who needs it first starts it; it ends by itself when the last of them has gone, in whatever way: its standard
input is a named pipe, and comes to its end when nobody holds the other side any more.
"""

import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

DETACHED = ("setsid", "--fork")  # what stands before a command that outlives who begins it


def run_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run of tests share, and no other run."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@contextmanager
def shared(folder: Path, name: str, start: Callable[[Path, int], str]) -> Iterator[str]:
    """The address of the server `name` of the run of tests that this folder is of.

    `start` starts one, given a folder of its own and what its standard input is to be, and returns its
    address once it answers.
    """
    pipe, address = folder / f"{name}.pipe", folder / f"{name}.address"
    with (folder / f"{name}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        held = _held(pipe)
        if held is None:
            held = _started(pipe, address, lambda entry: start(folder / name, entry))
    try:
        yield address.read_text(encoding="utf-8")
    finally:
        os.close(held)


def _held(pipe: Path) -> int | None:
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:  # nobody has begun it, or it has gone
        return None


def _started(pipe: Path, address: Path, start: Callable[[int], str]) -> int:
    if not pipe.exists():
        os.mkfifo(pipe)
    entry = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    held = os.open(pipe, os.O_WRONLY)
    os.set_blocking(entry, True)
    try:
        address.write_text(start(entry), encoding="utf-8")
    except BaseException:
        os.close(held)  # what has been started of it ends
        raise
    finally:
        os.close(entry)
    return held


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
