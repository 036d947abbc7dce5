"""Answers kept in memory for whoever asks for the same next: the home page is made once, not for each reader.

They are kept under what they were made from (see web.validators), so that none outlives a change, and as
they went out, compressed.
"""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from flask.wrappers import Response

_OVERHEAD = 1024  # bytes, about, that an answer takes beside its body
_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Kept:
    body: bytes
    headers: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        return len(self.body) + _OVERHEAD


class KeptAnswers:
    """The answers last asked for, as many as fit into `room` bytes. Threads may share it."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._used = 0
        self._answers: OrderedDict[_Key, _Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: _Key) -> Response | None:
        """The answer kept under a key, as a new one."""
        with self._lock:
            kept = self._answers.get(key)
            if kept is None:
                return None
            self._answers.move_to_end(key)
        return Response(kept.body, headers=list(kept.headers))

    def put(self, key: _Key, answer: Response) -> None:
        """Keep a whole answer. One that takes an eighth of the room or more is let go."""
        kept = _Kept(answer.get_data(), tuple(answer.headers.items()))
        if kept.size * 8 > self._room:
            return
        with self._lock:
            if before := self._answers.pop(key, None):
                self._used -= before.size
            self._answers[key] = kept
            self._used += kept.size
            while self._used > self._room:
                _, gone = self._answers.popitem(last=False)
                self._used -= gone.size
