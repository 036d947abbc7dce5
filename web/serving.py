"""How gunicorn serves the site: the door to gunicorn. `kb serve` names this module as its configuration.

Beyond gunicorn's own thread worker: no thread waits for a request to arrive, however slowly it is sent; a
request that waited too long for a thread is answered so at once (`web.watch`); what never ends is ended.
"""

import logging
import os
import re
import socket
import sys
import threading
import time
import traceback
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from operator import attrgetter
from selectors import EVENT_READ
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn, ThreadWorker

from kb.errors import KnowledgeBaseError
from web.import_worker import IMPORT_WORKER
from web.logs import log_form, write_logs
from web.metrics import forget_process
from web.settings import metrics_key, read_settings, secret_key
from web.stopping import announce_stop, let_know
from web.throttle import check_place
from web.watch import waited

# What gunicorn takes from here (https://gunicorn.org/reference/settings/).
worker_class = "web.serving.Worker"
logger_class = "web.serving.Log"
threads = 4
worker_connections = 500  # of each process; more wait for the system to hand them over
keepalive = 5  # seconds
graceful_timeout = 30  # seconds that a stopping process gives to what is under way
limit_request_line = 8190  # bytes: the most gunicorn takes; a selection is named in full
loglevel = "warning"
proc_name = "practice-kb"
control_socket_disable = True

ARRIVAL = 10.0  # seconds for a request to arrive
WHOLE = 120.0  # seconds until the answer to it is sent
_FAREWELL = 2.0  # seconds for a reader to close a connection that is over
_BEGINNING = 60.0  # seconds that new processes may take to begin to serve
_PEEKED = 96 * 1024  # bytes: the largest request of a reader, and some
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,6})[ \t]*(?:\r\n|$)", re.IGNORECASE)
_WAITS = re.compile(rb"\r\nexpect:", re.IGNORECASE)  # whose body comes when it is asked for

_log = logging.getLogger(__name__)


def when_ready(arbiter: Arbiter) -> None:
    """Make a stop and a reload cost nobody anything.

    A stop is announced first, where that was asked for (`web.stopping`). A reload with settings that cannot
    be used is left undone; and the old processes serve until the new ones do. gunicorn would stop them at
    once, and the whole server when a new one cannot begin.
    """
    announce_stop(arbiter)
    reload = arbiter.handle_hup

    def reload_with_care() -> None:
        try:
            settings = read_settings()
            secret_key(settings)
            metrics_key(settings)
            check_place(settings)
        except KnowledgeBaseError as error:
            _log.error("Nothing was reloaded. %s", error)
            return
        arbiter.manage_workers = partial(_manage_once_new_serve, arbiter, arbiter.worker_age)
        try:
            reload()
        except HaltServer as error:  # which would stop the old ones too
            _log.error("Nothing was reloaded. %s", error.reason)
        finally:
            del arbiter.manage_workers

    arbiter.handle_hup = reload_with_care


def _manage_once_new_serve(arbiter: Arbiter, oldest: int) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < _BEGINNING:
        with suppress(HaltServer):
            arbiter.reap_workers()
        new = [each for each in arbiter.WORKERS.values() if each.age > oldest]
        if not new:
            raise HaltServer("No new process could begin; the lines above say why.")
        # A worker gives its first sign of life, in monotonic time, once it serves.
        if all(begun <= each.tmp.last_update() <= time.monotonic() for each in new):
            break
        time.sleep(0.1)
    Arbiter.manage_workers(arbiter)


def post_fork(arbiter: Arbiter, worker: Any) -> None:
    """A worker is about to begin."""
    worker.announced = arbiter.announced


def post_worker_init(worker: Any) -> None:
    """A worker has its application."""
    let_know(worker.wsgi, lambda: bool(worker.announced[0]))


def pre_request(worker: Any, request: Any) -> None:
    """Keep no connection while others wait here: who comes again may find a process that has nothing to do.

    Kept, all of them may be one process's for as long as they last.
    """
    if worker.queued:
        request.force_close()


def worker_exit(_: Arbiter, worker: Any) -> None:
    """A worker is about to go."""
    if hasattr(worker, "wsgi"):  # else it could not begin
        worker.wsgi.extensions[IMPORT_WORKER].end()


def child_exit(_: Arbiter, worker: Any) -> None:
    """A worker has gone."""
    forget_process(worker.pid)


class Log(Logger):  # type: ignore[misc] # gunicorn carries no types
    """gunicorn's own log and everything else, in the form that the settings ask for."""

    def setup(self, cfg: Any) -> None:
        """Begin, and again with each reload."""
        super().setup(cfg)
        form = read_settings().log_format
        write_logs(form)
        for handler in self.error_log.handlers:
            handler.setFormatter(log_form(form))


class Worker(ThreadWorker):  # type: ignore[misc] # likewise
    """A process that answers with a few threads, none of which waits for what has yet to be sent.

    `arrival` and `whole` are ARRIVAL and WHOLE, `end` is how long a thread may take to see that its
    connection is gone: all in seconds.
    """

    arrival = ARRIVAL
    whole = WHOLE
    end = 5.0

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.queued: dict[TConn, float] = {}  # and since when
        self._seen: dict[TConn, int] = {}  # bytes of requests that have not wholly arrived
        self._under_way: dict[TConn, tuple[float, int]] = {}
        self._given_up: set[TConn] = set()  # connections of threads that do not end

    def enqueue_req(self, conn: TConn) -> None:
        """Let a thread have a connection once its request is there; browsers open some in advance."""
        if self._has_arrived(conn):
            self._seen.pop(conn, None)
            conn.data_ready = True
            self.queued[conn] = time.monotonic()
            super().enqueue_req(conn)
            return
        if conn.timeout is None or conn not in self._seen:
            conn.timeout = time.monotonic() + self.arrival
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _has_arrived(self, conn: TConn) -> bool:
        if conn.parser is not None and conn.parser.unreader.buf.getvalue():
            return True  # read already, behind the request before
        conn.sock.setblocking(False)
        try:
            there = conn.sock.recv(_PEEKED, socket.MSG_PEEK)
        except BlockingIOError:
            there, wanted = b"", 1
        except OSError:
            return True  # gone: its thread will say so
        else:
            wanted = bytes_wanted(there)
        before = self._seen.get(conn, -1)
        # Woken for nothing new, the connection has ended in the middle of a request.
        arrived = len(there) >= wanted or len(there) == before
        self._seen[conn] = len(there)
        with suppress(OSError):
            # The system wakes us when so many bytes are there.
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1 if arrived else wanted)
        return arrived

    def handle(self, conn: TConn) -> Any:
        """Answer the request of a connection, in a thread."""
        now = time.monotonic()
        waited.set(now - self.queued.pop(conn, now))
        self._under_way[conn] = now, threading.get_ident()
        try:
            return super().handle(conn)
        finally:
            self._under_way.pop(conn, None)

    def finish_request(self, conn: TConn, answered: Future[Any]) -> None:
        """Go on with a connection once its thread is done with it."""
        if answered.cancelled() or answered.exception() or answered.result():
            super().finish_request(conn, answered)
            return
        if conn in self._given_up:
            return
        if conn.sock.fileno() < 0:  # closed in the middle of an answer that broke
            self.nr_conns -= 1
            return
        # It is over. Closed while its reader still sends, it would take the end of the answer with it. But
        # nobody would be served while gunicorn waits for the reader to close it.
        with suppress(OSError):
            conn.sock.shutdown(socket.SHUT_WR)
        conn.sock.setblocking(False)
        conn.timeout = time.monotonic() + _FAREWELL
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._say_farewell, conn))

    def _say_farewell(self, conn: TConn, _: socket.socket) -> None:
        with suppress(OSError):
            if conn.sock.recv(_PEEKED):
                return
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        self.nr_conns -= 1
        conn.close()

    def murder_pending(self) -> None:
        """End what is overdue; gunicorn calls this once a second or more often."""
        # It looks at the first, until one has time left; who sends bit by bit comes last with each of them.
        by_end = sorted(self.pending_conns, key=attrgetter("timeout"))
        self.pending_conns.clear()
        self.pending_conns.extend(by_end)
        super().murder_pending()
        if len(self._seen) > len(self.pending_conns):
            self._seen = {conn: self._seen.get(conn, -1) for conn in self.pending_conns}
        now = time.monotonic()
        for conn, (since, thread) in tuple(self._under_way.items()):
            if now - since > self.whole:
                _hang_up(conn)
            if now - since > self.whole + self.end and conn not in self._given_up:
                # A thread cannot be ended, only its process; others take over what comes.
                self._given_up.add(conn)
                self.nr_conns -= 1  # or the process would wait for it
                self.alive = False
                frame = sys._current_frames().get(thread)
                where = "".join(traceback.format_stack(frame)) if frame else ""
                _log.error("A request does not end; its process is replaced. It is at:\n%s", where)

    def _cap_keepalive(self, deadline: float) -> None:
        # With this a process begins to stop. Who is at the door by now is still let in; and for connections
        # that never said anything it waits no longer than for those that are kept.
        for listener in self.sockets:
            before = None
            while self.nr_conns != before:
                before = self.nr_conns
                self.accept(listener)
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            if not self._seen.get(conn):
                conn.timeout = min(conn.timeout, deadline)

    def run(self) -> None:
        """Serve until told to stop."""
        super().run()
        if self._given_up:
            os._exit(0)  # a usual end would wait for the thread


def bytes_wanted(there: bytes) -> int:
    """How many bytes of a request must be there before a thread is given to it, by those that are.

    All of it, unless it is long: what only editors may send is read as it comes.
    """
    head, end, _ = there.partition(b"\r\n\r\n")
    if not end:
        return min(len(there) + 1, _PEEKED)
    length = _LENGTH.search(head)
    whole = len(head) + len(end) + (int(length[1]) if length and not _WAITS.search(head) else 0)
    return whole if whole <= _PEEKED else len(there)


def _hang_up(conn: TConn) -> None:
    """Let the thread that reads from or writes to a connection see its end."""
    with suppress(OSError):
        conn.sock.shutdown(socket.SHUT_RDWR)
