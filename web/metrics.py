"""Figures for Prometheus about the serving of one installation: the door to prometheus_client.

Several processes that serve one home add their counts up in the folder that the environment names as
PROMETHEUS_MULTIPROC_DIR, which `kb serve` sets.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

from kb.catalogue import Catalogue
from kb.errors import KnowledgeBaseError

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the variable of the environment that prometheus_client looks for
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """What a process counts."""

    def __init__(self) -> None:
        own = CollectorRegistry()
        self._own = own
        self._requests = Counter(
            "kb_requests", "Requests answered.", ("route", "method", "status"), registry=own
        )
        self._seconds = Histogram(
            "kb_request_seconds", "Time to answer.", ("route",), buckets=_SECONDS, registry=own
        )
        self._shed = Counter(
            "kb_requests_shed", "Requests answered 503 because they had waited too long.", registry=own
        )
        self._crossref = Counter(
            "kb_crossref_requests", "Requests to Crossref, by what came of them.", ("outcome",), registry=own
        )

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request to a route was answered."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def shed(self) -> None:
        """A request had waited too long to be answered."""
        self._shed.inc()

    def crossref(self, outcome: str) -> None:
        """Crossref was asked: `answered`, `refused` (too busy), `failed` or `unreachable`."""
        self._crossref.labels(outcome).inc()

    def text(self, catalogue: Catalogue, reached: int, home: Path) -> bytes:
        """All of it as Prometheus reads it, with how far the index is and how much room the disk has."""
        whole = CollectorRegistry()
        if FOLDER in os.environ:
            MultiProcessCollector(whole)  # type: ignore[no-untyped-call]
        else:
            whole.register(self._own)  # a registry is a collector of its collectors
        whole.register(_State(catalogue, reached, home))
        return generate_latest(whole)


class _State:
    """How an installation stands when the figures are read."""

    def __init__(self, catalogue: Catalogue, reached: int, home: Path) -> None:
        self._catalogue, self._reached, self._home = catalogue, reached, home

    def collect(self) -> Iterator[Metric]:
        """The figures."""
        try:
            with self._catalogue.reading() as read:
                revision, waiting = read.revision(), len(read.queued())
        except KnowledgeBaseError:
            yield GaugeMetricFamily("kb_database_up", "1 when the database answers.", 0)
            return
        yield GaugeMetricFamily("kb_database_up", "1 when the database answers.", 1)
        yield GaugeMetricFamily("kb_revision", "The catalogue's revision.", revision)
        lag = revision - self._reached
        yield GaugeMetricFamily("kb_index_lag_revisions", "Revisions the index has yet to see.", lag)
        yield GaugeMetricFamily("kb_crossref_queue", "DOIs that wait for Crossref.", waiting)
        free = shutil.disk_usage(self._home).free
        yield GaugeMetricFamily("kb_disk_free_bytes", "Room on the disk of the home.", free)


def begin_counting(home: Path) -> Path:
    """An empty folder of a home for the counts of its processes."""
    folder = home / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    return folder


def forget_process(process: int) -> None:
    """Let go of what only a living process has to say. Its counts stay."""
    if FOLDER in os.environ:
        mark_process_dead(process)  # type: ignore[no-untyped-call]
