"""Files that are read again while the server runs, when they change on disk or a SIGHUP comes."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from mockcraft.errors import MockcraftError

log = logging.getLogger("mockcraft.server")
Stamp = tuple[int, int, int] | None  # None for a file that is not there


class Reload(NamedTuple):
    """Files, and who reads them.

    Attributes:
        what: they hold, in the plural.
        paths: of the files.
        read: reads them again, and gives the names of what has changed; raises MockcraftError where a
            file is wrong, and all stays as it was.
    """

    what: str
    paths: Sequence[str]
    read: Callable[[], Iterable[str]]


class Reloading:
    """Looks at files, and has them read again."""

    def __init__(self, reload: Reload) -> None:
        self.reload = reload
        self._stamps = self._look()
        self._running: asyncio.Task[None] | None = None

    def tick(self) -> None:
        """Reads again what has changed since the last look; to be called in the event loop."""
        stamps = self._look()
        if stamps != self._stamps and all(stamps):  # an editor may take a file away for a moment
            self._stamps = stamps
            self.begin()

    def begin(self) -> None:
        """Reads the files again, in a thread; while that goes on, once more is not begun."""
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self._reload())

    async def _reload(self) -> None:
        what = self.reload.what
        try:
            names = await asyncio.to_thread(self.reload.read)
        except MockcraftError as error:
            log.error("%s stay as they were: %s", what, error)
        else:
            log.info("%s were read again, changed: %s", what, ", ".join(names) or "none")

    def _look(self) -> list[Stamp]:
        return [_stamp(path) for path in self.reload.paths]


def _stamp(path: str) -> Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
