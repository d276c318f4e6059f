"""Pages that a client is about to ask for: made together with the one before, and kept for a while.

To make 800 rows takes 1.4 times as long as to make 50, so whoever pages through a table has the next
pages made with this one. A page that follows on none is made alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from mockcraft.server.tables.rendering import array_of

AHEAD_ROWS = 512  # made for a page that follows on another one
AHEAD_BYTES = 2**20  # of them, as far as it is known before they are made: core.width.least_bytes
MOST_BYTES = 32 * 2**20  # of what is kept
FOLLOWED = 1024  # pages whose next one is known to follow


class Ahead:
    """Pages as JSON, by what they are of and where they begin; safe for threads."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[tuple[Hashable, int], tuple[int, bytes]] = OrderedDict()
        self._ends: OrderedDict[tuple[Hashable, int], None] = OrderedDict()
        self._lock = Lock()

    def find(self, name: Hashable, first: int, last: int, end: int) -> tuple[bytes | None, int]:
        """Rows [first, last) of what is called `name`; else None, and up to where they are to be made.

        That is beyond `last`, and `end` at most, where rows were asked for that end where these begin.
        """
        with self._lock:
            rows, found = self._kept.pop((name, first), (0, b""))
            follows = (name, first) in self._ends
            self._ends[name, last] = None
            if len(self._ends) > FOLLOWED:
                self._ends.popitem(last=False)
            self._size -= len(found)
        length = last - first
        if rows == length:
            return found, last
        pages = max(AHEAD_ROWS // length, 1) if follows else 1
        return None, min(first + pages * length, max(end, last))

    def keep(self, name: Hashable, first: int, length: int, made: list[str]) -> bytes:
        """So many of the rows that were made from `first` on; the others are kept, as many at a time."""
        for start in range(length, len(made), max(length, 1)):
            rows = made[start : start + length]
            self._keep((name, first + start), len(rows), array_of(rows))
        return array_of(made[:length])

    def _keep(self, key: tuple[Hashable, int], rows: int, page: bytes) -> None:
        with self._lock:
            self._size += len(page) - len(self._kept.pop(key, (0, b""))[1])
            self._kept[key] = (rows, page)
            while self._size > self._most:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._size -= len(dropped)
