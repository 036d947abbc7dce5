"""The servers that tests start: one for a whole run, gone with it."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests import redis_server
from tests.shared_server import shared
from tests.trials.homes import wait_until


def test_opensearch_answers(opensearch):
    address = opensearch.removeprefix("opensearch://")
    with urllib.request.urlopen(f"http://{address}/_cluster/health", timeout=10) as answer:
        assert json.load(answer)["status"] in {"green", "yellow"}


def answers(url):
    port = int(url.rpartition(":")[2])
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.skipif(bool(redis_server.what_is_missing()), reason="redis-server is not installed")
def test_a_shared_server_goes_with_the_last_process_that_needs_it(tmp_path):
    program = (
        "import pathlib, time, tests.redis_server as redis\n"
        "from tests.shared_server import shared\n"
        f"with shared(pathlib.Path({str(tmp_path)!r}), 'redis', redis.start_shared) as url:\n"
        "    print(url, flush=True)\n"
        "    time.sleep(60)\n"
    )
    first = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert first.stdout
    with first:
        url = first.stdout.readline().strip()
        with shared(tmp_path, "redis", redis_server.start_shared) as same:
            assert same == url
            os.kill(first.pid, signal.SIGKILL)
            first.wait()
            assert answers(url)
        assert wait_until(lambda: not answers(url)) < 30
