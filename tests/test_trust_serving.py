import asyncio
import inspect
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker

from tests.databases import databases
from tests.trials.homes import wait_until
from tests.trials.load import mix_of, press
from tests.trials.servers import served
from tests.trials.short_deadlines import GUNICORN
from tests.trials.stopping import reloaded_while_asked, stopped_while_asked
from web.serving import Worker, bytes_wanted

LONG = 60  # seconds that a busy machine may take
SOON = 3.0  # seconds; who had to wait for 40 slow ones would wait for ten or more
KEY = "k3y-0f-Wh03ver-Reads-Figures"


@pytest.fixture(scope="module")
def mix(demo_site):
    return mix_of(demo_site)


@pytest.fixture
def filled(demo_site, tmp_path):
    """A home with the demonstration corpus, for a server of a test's own."""
    with demo_site.catalogue.reading():
        databases.copied(demo_site.settings.home, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture(scope="module")
def hasty(demo_site, tmp_path_factory):
    """A server that ends what lasts longer than two seconds."""
    home = tmp_path_factory.mktemp("hasty") / "home"
    databases.copied(demo_site.settings.home, home)
    with served(home, program=GUNICORN) as server:
        yield server


def get(address, timeout=30, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, headers=named)  # noqa: S310 # our own server
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310 # likewise
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.headers, answer.read().decode()


def connection(server):
    return socket.create_connection(("127.0.0.1", server.port), timeout=20)


def test_answers_under_load_are_right_and_many(server, mix):
    outcome = asyncio.run(press(server, mix, 32, 2.0))
    assert outcome.wrong == {}
    assert len(outcome.seconds) > 20


def test_a_server_that_stops_answers_what_was_asked(filled, mix):
    with served(filled) as server:
        answered, dropped = asyncio.run(stopped_while_asked(server, mix, 12, 1.0))
        assert server.process.wait(timeout=30) == 0
    assert answered > 12
    assert dropped == 0


def test_a_reload_takes_in_settings_and_drops_nothing(filled, mix):
    settings = filled / "settings.toml"
    with served(filled) as server:
        settings.write_text('site_title = "Anew"', encoding="utf-8")
        before = server.workers()
        outcome = asyncio.run(reloaded_while_asked(server, mix, 8, 1, 4.0))
        assert outcome.wrong == {}
        assert wait_until(lambda: not set(before) & set(server.workers()), LONG) < LONG
        assert "Anew" in get(server.address + "/")[2]
        settings.write_text('secret_key = "short"', encoding="utf-8")
        server.process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: "Nothing was reloaded. The setting secret_key" in server.log(), LONG) < LONG
        assert get(server.address + "/")[0] == 200


@pytest.mark.sqlite  # another database is named in a file, which the environment overrules
def test_a_reload_after_which_nothing_could_begin_changes_nothing(filled):
    with served(filled) as server:
        before = server.workers()
        (filled / "settings.toml").write_text(
            'database_url = "sqlite:////nowhere/at/all.db"', encoding="utf-8"
        )
        server.process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: "No new process could begin" in server.log(), LONG) < LONG
        assert server.workers() == before
        assert get(server.address + "/healthz")[0] == 200


def test_a_connection_is_kept_unless_others_wait_for_its_process(hasty):
    ask = b"GET /takes-a-while HTTP/1.1\r\nHost: x\r\n\r\n"
    many = [connection(hasty) for _ in range(24)]
    for each in many:
        each.sendall(ask)
    answers = [each.recv(4096).lower() for each in many]
    with connection(hasty) as alone:
        alone.sendall(ask)
        assert b"connection: keep-alive" in alone.recv(4096).lower()
    for each in many:
        each.close()
    assert len([each for each in answers if b"connection: close" in each]) >= 6


def test_who_connects_and_says_nothing_keeps_nobody_waiting(hasty):
    silent = [connection(hasty) for _ in range(40)]
    begun = time.monotonic()
    assert get(hasty.address + "/healthz")[0] == 200
    assert time.monotonic() - begun < SOON
    for each in silent:
        each.close()


@pytest.mark.parametrize(
    "beginning",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\nX-",
        b"POST /editor/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nname=",
    ],
)
def test_who_sends_a_request_bit_by_bit_keeps_nobody_waiting(hasty, beginning):
    slow = [connection(hasty) for _ in range(40)]
    for each in slow:
        each.sendall(beginning)
    begun = time.monotonic()
    assert get(hasty.address + "/healthz")[0] == 200
    assert time.monotonic() - begun < SOON
    with pytest.raises(OSError):  # noqa: PT012 # the end comes with one of the next
        while time.monotonic() - begun < 10:
            slow[0].sendall(b"x")
            time.sleep(0.2)
    for each in slow:
        each.close()


def test_who_sends_bit_by_bit_is_ended_in_time_though_others_come_after(hasty):
    begun = time.monotonic()
    later = []
    with connection(hasty) as slow, pytest.raises(OSError):  # noqa: PT012 # the end comes with one of the next
        while time.monotonic() - begun < SOON:
            later.append(connection(hasty))
            slow.sendall(b"G")
            time.sleep(0.1)
    for each in later:
        each.close()


def test_who_does_not_hang_up_after_the_answer_keeps_nobody_waiting(hasty):
    stay = [connection(hasty) for _ in range(40)]
    for each in stay:
        each.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    begun = time.monotonic()
    assert get(hasty.address + "/healthz")[0] == 200
    assert time.monotonic() - begun < SOON
    for each in stay:
        each.close()


def test_a_request_in_two_parts_is_answered(hasty):
    with connection(hasty) as link:
        link.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n")
        time.sleep(0.2)
        link.sendall(b"Connection: close\r\n\r\n")
        assert link.recv(100).startswith(b"HTTP/1.1 200")


def test_a_body_without_a_length_is_refused_at_once(hasty):
    with connection(hasty) as link:
        link.sendall(b"POST /editor/sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        assert link.recv(100).startswith(b"HTTP/1.1 411")


def test_who_goes_in_the_middle_of_a_request_costs_nothing(hasty):
    for _ in range(20):
        with connection(hasty) as link:
            link.sendall(b"GET / HTTP/1.1\r\n")
    assert get(hasty.address + "/healthz")[0] == 200


def test_requests_one_behind_another_are_answered_in_turn(hasty):
    with connection(hasty) as link:
        link.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" * 3)
        got = b""
        while got.count(b"HTTP/1.1 200") < 3:
            piece = link.recv(4096)
            assert piece
            got += piece


def test_a_request_that_never_ends_is_ended_and_the_site_goes_on(hasty):
    before = hasty.workers()
    with pytest.raises(OSError):
        get(hasty.address + "/never-ends")
    assert wait_until(lambda: not set(before) <= set(hasty.workers()), LONG) < LONG
    assert get(hasty.address + "/healthz")[0] == 200
    assert "A request does not end" in hasty.log()
    assert "never_ends" in hasty.log()


@pytest.mark.parametrize(
    ("there", "wanted"),
    [
        (b"", 1),
        (b"GET / HTTP/1.1\r\n", 17),
        (b"GET / HTTP/1.1\r\n\r\n", 18),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n", 43),
        (b"POST / HTTP/1.1\r\ncontent-length:5\r\nX: y\r\n\r\nabc", 48),
        (b"POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n", 60),
        (b"POST / HTTP/1.1\r\nContent-Length: 900000\r\n\r\nabc", 46),
    ],
)
def test_a_thread_is_given_to_a_request_that_is_there(there, wanted):
    assert bytes_wanted(there) == wanted


def test_gunicorn_has_what_our_worker_builds_on():
    ends = socket.socketpair()
    worker = Worker(1, 0, [], None, 30, Config(), None)
    connection = TConn(worker.cfg, ends[0], None, None)
    parts = {
        worker: (
            *("alive", "nr_conns", "pending_conns", "poller", "tmp", "age"),
            *(
                "accept",
                "enqueue_req",
                "finish_request",
                "handle",
                "murder_pending",
                "on_pending_socket_readable",
            ),
            *("_cap_keepalive", "run"),
        ),
        Request: ("force_close",),
        connection: ("sock", "timeout", "parser", "data_ready", "close"),
        Arbiter: ("handle_hup", "manage_workers", "reap_workers", "reload"),
    }
    missing = [name for owner, names in parts.items() for name in names if not hasattr(owner, name)]
    for each in (*ends, worker.tmp):
        each.close()
    assert not missing, f"This gunicorn has no {missing}: mend web/serving.py before it is put into the lock."
    called = inspect.getsource(ThreadWorker.run)
    for name in ("self.murder_pending()", "self._cap_keepalive("):
        assert name in called, f"This gunicorn does not call {name} while it serves: mend web/serving.py."


def test_figures_of_all_processes_are_given_to_whoever_shows_the_key(filled):
    with served(filled, KB_METRICS_KEY=KEY, KB_LOG_FORMAT="json") as server:
        for _ in range(6):
            get(server.address + "/search?q=alliance", Connection="close")
        get(server.address + "/nowhere", X_Request_ID="from-the-proxy-17")
        assert get(server.address + "/metrics")[0] == 404
        assert get(server.address + "/metrics", Authorization="Bearer wrong")[0] == 404
        status, headers, text = get(server.address + "/metrics", Authorization=f"Bearer {KEY}")
        assert status == 200
        assert headers["Content-Type"].startswith("text/plain")
        assert 'kb_requests_total{method="GET",route="/search",status="200"} 6.0' in text
        assert 'kb_request_seconds_count{route="/search"} 6.0' in text
        assert "kb_index_lag_revisions 0.0" in text
        assert "kb_disk_free_bytes" in text
        lines = [json.loads(each) for each in server.log().splitlines() if each.startswith("{")]
    found = [each for each in lines if each.get("route") == "/search"]
    assert len(found) == 6
    assert found[0]["status"] == 200
    assert any(each.get("request_id") == "from-the-proxy-17" for each in lines)
    assert "alliance" not in server.log()  # what a clinician looks for is nobody else's business
    assert KEY not in server.log()
    assert (filled / "secret.key").read_text(encoding="ascii") not in server.log()


def test_a_site_with_a_secret_that_can_be_guessed_is_not_served(filled):
    key = "changeme-changeme-changeme-0123456789"
    command = [sys.executable, "-c", "from web.cli import main; main()", "--home", str(filled), "serve"]
    environment = {"KB_SECRET_KEY": key, "KB_SITE_URL": "https://kb.example.org", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "secret_key" in done.stderr
    assert key not in done.stderr
    assert "Traceback" not in done.stderr
