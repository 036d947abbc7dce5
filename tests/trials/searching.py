"""A process that searches a server while others are at work on its home."""

import json
import os
import signal
import time

from tests.trials.homes import asked

_QUERIES = ("therapist", "alliance", "shelf", "responsiveness", "tears OR shelf")


class Searching:
    """A process that searches a server without a pause, and counts what it is answered."""

    def __init__(self, address: str) -> None:
        self._end, written = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            stop = [False]
            signal.signal(signal.SIGTERM, lambda *_: stop.append(True))
            told: dict[str, object] = {"searches": 0, "notices": 0, "faults": []}
            try:
                self._search(address, stop, told)
            except Exception as error:  # whatever a reader would see
                told["faults"] = [f"The server did not answer: {error!r}"]
            finally:
                os.write(written, json.dumps(told).encode())
                os._exit(0)
        os.close(written)

    def stop(self) -> tuple[int, int, list[str]]:
        """End it: how many searches, how many plain notices, and what was wrong."""
        os.kill(self._process, signal.SIGTERM)
        with os.fdopen(self._end, "rb") as told:
            counted = json.loads(told.read())
        os.waitpid(self._process, 0)
        return counted["searches"], counted["notices"], counted["faults"]

    def _search(self, address: str, stop: list[bool], told: dict[str, object]) -> None:
        searches = notices = 0
        wrong: list[str] = []
        while len(stop) == 1:
            query = _QUERIES[searches % len(_QUERIES)]
            code, answer = asked(address, query)
            searches += 1
            if code == 503 and answer.get("detail"):
                notices += 1
            elif code != 200 or not answer["total"]:
                wrong.append(f"“{query}” was answered {code}: {str(answer)[:200]}")
            told.update(searches=searches, notices=notices, faults=wrong[:20])
            time.sleep(0.02)
