"""How fast Crossref lets us ask: its limits as its answers state them, and the pauses it asks for."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from typing import Literal

Kind = Literal["single", "list"]

MOST_AT_ONCE = 8  # requests under way at once, however many Crossref allows

# Crossref's limits since December 2025, until an answer states others: requests a second.
_POLITE: dict[Kind, float] = {"single": 10, "list": 3}
_PUBLIC: dict[Kind, float] = {"single": 5, "list": 1}
_POLITE_AT_ONCE, _PUBLIC_AT_ONCE = 3, 1
_LONGEST_PAUSE = 120.0  # seconds, however long a Retry-After asks for
# Requests arrive less evenly than they leave; this share of an interval keeps them from meeting the limit.
_SLACK = 0.03


class Pace:
    """When the next request of each kind may go, and how many at once; for any number of threads.

    `clock` tells seconds, `sleep` waits for some. Without a `sleep` a wait ends as soon as its `stop`
    is set and the pace woken.
    """

    def __init__(
        self, *, polite: bool, clock: Callable[[], float], sleep: Callable[[float], object] | None = None
    ) -> None:
        rates = _POLITE if polite else _PUBLIC
        self._gaps: dict[Kind, float] = {kind: (1 + _SLACK) / rate for kind, rate in rates.items()}
        self._next: dict[Kind, float] = {"single": 0.0, "list": 0.0}
        self._paused_until = 0.0
        self._most = _POLITE_AT_ONCE if polite else _PUBLIC_AT_ONCE
        self._under_way = 0
        self._changed = threading.Condition()
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def place(self, stop: threading.Event) -> Iterator[None]:
        """One of the places that Crossref has for requests under way at once, held inside the block."""
        with self._changed:
            self._changed.wait_for(lambda: self._under_way < self._most or stop.is_set())
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def wait(self, kind: Kind, until: float, stop: threading.Event, earliest: float = 0.0) -> bool:
        """Wait for the turn of a request, not before `earliest`.

        False when it must not go: at once when its turn is after `until`, else when `stop` is set.
        """
        with self._changed:
            reached = self._clock()
            while (turn := max(earliest, self._next[kind], self._paused_until)) > reached:
                if turn >= until or stop.is_set():
                    return False
                self._rest(turn - self._clock(), stop)
                reached = turn
            if reached >= until or stop.is_set():
                return False
            self._next[kind] = max(reached, self._clock()) + self._gaps[kind]
            return True

    def wake(self) -> None:
        """Let those who wait see that their `stop` is set."""
        with self._changed:
            self._changed.notify_all()

    def learn(self, kind: Kind, headers: Mapping[str, str]) -> None:
        """Take the limits for this kind of request from an answer's headers, where they state usable ones."""
        limit = re.fullmatch(r"\s*([0-9]{1,6})\s*", headers.get("x-rate-limit-limit", ""))
        interval = re.fullmatch(r"\s*([0-9]{1,4})\s*(s|m|)\s*", headers.get("x-rate-limit-interval", ""))
        at_once = re.fullmatch(r"\s*([0-9]{1,6})\s*", headers.get("x-concurrency-limit", ""))
        with self._changed:
            if limit and interval and int(limit[1]):
                seconds = int(interval[1]) * (60 if interval[2] == "m" else 1)
                gap = min((1 + _SLACK) * seconds / int(limit[1]), _LONGEST_PAUSE)
                self._next[kind] += gap - self._gaps[kind]
                self._gaps[kind] = gap
            if at_once and int(at_once[1]):
                self._most = min(int(at_once[1]), MOST_AT_ONCE)
                self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Let nothing go for a while."""
        with self._changed:
            self._paused_until = max(self._paused_until, self._clock() + min(seconds, _LONGEST_PAUSE))

    def _rest(self, seconds: float, stop: threading.Event) -> None:
        if self._sleep:
            self._sleep(seconds)
        else:
            self._changed.wait_for(stop.is_set, seconds)


def retry_after(value: str) -> float:
    """Seconds to wait, from a Retry-After in seconds or as a date (RFC 9110, 10.2.3); 1 when unsaid."""
    if value.strip().isdecimal():
        return max(float(value[:9]), 1.0)
    try:
        return max(parsedate_to_datetime(value).timestamp() - time.time(), 1.0)
    except ValueError:
        return 1.0
