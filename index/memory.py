"""What was read or worked out and may be asked for again, within a budget of bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any

_OVERHEAD = 400  # bytes of Python objects around an array and its key, about


class Memory:
    """Values by key, those unused for longest dropped when all together exceed `budget` bytes."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._held: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._used = 0
        self._lock = Lock()

    @property
    def used(self) -> int:
        """Bytes held now."""
        return self._used

    def get(self, key: Hashable) -> Any:
        """What was kept under the key; None when it was not, or no longer is."""
        with self._lock:
            found = self._held.get(key)
            if found is None:
                return None
            self._held.move_to_end(key)
            return found[0]

    def keep(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of about `size` bytes."""
        with self._lock:
            before = self._held.pop(key, None)
            self._used += size + _OVERHEAD - (before[1] if before else 0)
            self._held[key] = value, size + _OVERHEAD
            while self._used > self.budget and self._held:
                _, (_, freed) = self._held.popitem(last=False)
                self._used -= freed

    def forget(self, owner: Hashable) -> None:
        """Drop all that is kept under tuples beginning with `owner`."""
        with self._lock:
            for key in [key for key in self._held if isinstance(key, tuple) and key[0] == owner]:
                self._used -= self._held.pop(key)[1]
