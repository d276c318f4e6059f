"""Schema files that are read again, when they change on disk or a SIGHUP comes."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable, Sequence

from mockcraft.errors import MockcraftError

log = logging.getLogger("mockcraft.server")
Stamp = tuple[int, int, int] | None  # None for a file that is not there


class Reloading:
    """Looks at the files, and has those who read them read them again."""

    def __init__(
        self, paths: Sequence[str], reloads: Sequence[Callable[[], Iterable[str]]]
    ) -> None:
        self.paths, self.reloads = paths, reloads
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
        for each in self.reloads:
            try:
                names = await asyncio.to_thread(each)
            except MockcraftError as error:
                log.error("schemas stay as they were: %s", error)
            else:
                log.info("schemas were read again, changed: %s", ", ".join(names) or "none")

    def _look(self) -> list[Stamp]:
        return [_stamp(path) for path in self.paths]


def _stamp(path: str) -> Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
