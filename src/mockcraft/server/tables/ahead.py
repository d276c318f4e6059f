"""Pages that a client is about to ask for: made together with the one before, and kept for a while.

To make 800 rows takes 1.4 times as long as to make 50, so whoever pages through a table has the next
pages made with this one. A page that follows on none is made alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

AHEAD_ROWS = 512  # made for a page that follows on another one
AHEAD_BYTES = 2**20  # of them, as far as it is known before they are made: core.width.least_bytes
MOST_BYTES = 32 * 2**20  # of what is kept
FOLLOWED = 1024  # pages whose next one is known to follow


class Ahead:
    """Rows as text, by what they are of and where they begin; safe for threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[tuple[Hashable, int], list[str]] = OrderedDict()
        self._ends: OrderedDict[tuple[Hashable, int], None] = OrderedDict()
        self._lock = Lock()

    def find(self, name: Hashable, first: int, last: int, end: int) -> tuple[list[str] | None, int]:
        """Rows [first, last) of what is called `name`; else None, and up to where they are to be made.

        That is beyond `last`, and `end` at most, where rows were asked for that end where these begin.
        """
        with self._lock:
            found = self._kept.pop((name, first), None)
            follows = (name, first) in self._ends
            self._ends[name, last] = None
            if len(self._ends) > FOLLOWED:
                self._ends.popitem(last=False)
            if found is not None:
                self._size -= sum(map(len, found))
        length = last - first
        if found is not None and len(found) == length:
            return found, last
        pages = max(AHEAD_ROWS // length, 1) if follows else 1
        return None, min(first + pages * length, max(end, last))

    def keep(self, name: Hashable, first: int, length: int, made: list[str]) -> list[str]:
        """So many of the rows that were made from `first` on; the others are kept, as many at a time."""
        with self._lock:
            for start in range(length, len(made), max(length, 1)):
                self._keep((name, first + start), made[start : start + length])
        return made[:length]

    def _keep(self, key: tuple[Hashable, int], rows: list[str]) -> None:
        self._size += sum(map(len, rows)) - sum(map(len, self._kept.pop(key, ())))
        self._kept[key] = rows
        while self._size > self._most:
            _, dropped = self._kept.popitem(last=False)
            self._size -= sum(map(len, dropped))
