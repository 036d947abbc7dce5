"""A real OpenSearch of one or several nodes on the loopback, each a process of its own that can be killed.

The programs stand in .venv/opensearch once `make opensearch` has fetched them (Java is needed to run
them, Maven to fetch them).
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.shared_server import DETACHED, free_port

_PROGRAMS = Path(sys.prefix) / "opensearch"
_START = 90.0  # seconds that a busy machine may take
# Half of the seconds until a node answers go into compiling well what runs only a moment.
_FOR_A_MOMENT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")


def what_is_missing() -> str | None:
    """Why OpenSearch cannot be started here; None when it can."""
    if not shutil.which("java"):
        return "Java is not installed"
    if not (_PROGRAMS / "Node.class").exists():
        return "OpenSearch is not there: `make opensearch` fetches it"
    return None


@dataclass(slots=True)
class Node:
    """One node: its folder, its ports and its process while it runs."""

    folder: Path
    name: str
    http: int
    transport: int
    data: bool = True
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Where it answers over HTTP."""
        return f"http://127.0.0.1:{self.http}"


@dataclass(frozen=True, slots=True)
class OpenSearch:
    """A cluster of nodes on this machine, by number from 0."""

    nodes: tuple[Node, ...]
    memory: str
    lasting: bool

    @property
    def url(self) -> str:
        """The address of all nodes with data, as `index_url` takes it, without the name of an index."""
        hosts = ",".join(f"127.0.0.1:{each.http}" for each in self.nodes if each.data)
        return f"opensearch://{hosts}"

    def start(self, number: int, entry: int | None = None) -> None:
        """Start a node, again if it was there before. With `entry` as its input it ends only with that."""
        node = self.nodes[number]
        seeds = ",".join(f"127.0.0.1:{each.transport}" for each in self.nodes)
        settings = {
            "path.home": str(node.folder),
            "cluster.name": "practice-kb-tests",
            "node.name": node.name,
            "node.roles": "cluster_manager,data,ingest" if node.data else "cluster_manager",
            "network.host": "127.0.0.1",
            "http.port": str(node.http),
            "transport.port": str(node.transport),
            "discovery.seed_hosts": seeds,
            "cluster.initial_cluster_manager_nodes": self.nodes[0].name,
            # How full the disk of this machine is says nothing.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        (node.folder / "config").mkdir(parents=True, exist_ok=True)
        command = [
            *(DETACHED if entry else ()),
            *("java", f"-Xmx{self.memory if node.data else '192m'}"),
            *(() if self.lasting and node.data else _FOR_A_MOMENT),
            *("-cp", f"{_PROGRAMS}{os.pathsep}{_PROGRAMS}/*", "Node"),
            *(f"{name}={value}" for name, value in settings.items()),
        ]
        with (node.folder / "said").open("ab") as said:
            node.process = subprocess.Popen(
                command, stdin=entry or subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT
            )

    def kill(self, number: int) -> None:
        """Kill -9 a node."""
        process = self.nodes[number].process
        assert process
        process.kill()
        process.wait()
        if process.stdin:
            process.stdin.close()

    def stop(self) -> None:
        """End all nodes."""
        running = [each.process for each in self.nodes if each.process]
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
            if process.stdin:
                process.stdin.close()

    def wait(self, status: str = "yellow", nodes: int | None = None) -> None:
        """Wait until the cluster is at least so well (`yellow` or `green`), with so many nodes or all."""
        until = time.monotonic() + _START
        wanted = f"wait_for_status={status}&wait_for_nodes={nodes or len(self.nodes)}&timeout=1s"
        while time.monotonic() < until:
            for node in self.nodes:
                if _answer(node, wanted):
                    return
            time.sleep(0.05)
        said = "\n".join((each.folder / "said").read_text(errors="replace")[-2000:] for each in self.nodes)
        raise AssertionError(f"OpenSearch does not become {status}.\n{said}")


def _answer(node: Node, wanted: str) -> Any:
    try:
        with urllib.request.urlopen(f"{node.address}/_cluster/health?{wanted}", timeout=5) as answer:  # noqa: S310 # ours
            return json.load(answer)
    except (urllib.error.URLError, OSError):  # 408: not so well yet
        return None


def new_opensearch(
    folder: Path,
    nodes: int = 1,
    *,
    memory: str = "512m",
    lasting: bool = False,
    referee: bool = False,
) -> OpenSearch:
    """A cluster that keeps its data in a folder, yet to be started: so many nodes with so much memory each.

    `lasting` runs them as in earnest, for measurements. With a `referee`, a small further node without data
    lets two others go on when either of them is gone.
    """
    numbers = range(1, nodes + 1)
    made = [Node(folder / f"n{each}", f"n{each}", free_port(), free_port()) for each in numbers]
    if referee:
        made.append(Node(folder / "referee", "referee", free_port(), free_port(), data=False))
    return OpenSearch(tuple(made), memory, lasting)


@contextmanager
def opensearch_server(nodes: int = 1, **how: Any) -> Iterator[OpenSearch]:
    """OpenSearch at work, with the choices of `new_opensearch` and its data in a temporary folder."""
    with TemporaryDirectory(prefix="opensearch-") as folder:
        server = new_opensearch(Path(folder), nodes, **how)
        try:
            for number in range(len(server.nodes)):
                server.start(number)
            server.wait("green")
            yield server
        finally:
            server.stop()


def start_shared(folder: Path, entry: int) -> str:
    """Start one node for a run of tests (`tests.shared_server`): its address."""
    server = new_opensearch(folder)
    server.start(0, entry)
    server.wait()
    server.stop()  # the process that detached it, not the node
    return server.url
