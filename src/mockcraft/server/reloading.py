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
        stamps: of the files, from before they were read for the first time, see `stamps_of`: what changes
            from then on is read again.
        read: reads them again, and gives the names of what has changed; raises MockcraftError where a
            file is wrong, and all stays as it was.
    """

    what: str
    paths: Sequence[str]
    stamps: Sequence[Stamp]
    read: Callable[[], Iterable[str]]


class Reloading:
    """Looks at files, and has them read again."""

    def __init__(self, reload: Reload) -> None:
        self.reload = reload
        self._stamps = list(reload.stamps)
        self._missed = 0  # looks in a row at which a file was not there
        self._wanted = False
        self._running: asyncio.Task[None] | None = None

    def tick(self) -> None:
        """Reads again what has changed since the last look; to be called in the event loop."""
        stamps = stamps_of(self.reload.paths)
        if not all(stamps):
            self._miss(stamps)
            return
        self._missed = 0
        if stamps != self._stamps:
            self._stamps = stamps
            self.begin()

    def _miss(self, stamps: Sequence[Stamp]) -> None:
        """Tells once of files that are gone; an editor may take one away for a moment."""
        self._missed += 1
        if self._missed == 2:
            pairs = zip(self.reload.paths, stamps, strict=True)
            gone = ", ".join(path for path, stamp in pairs if stamp is None)
            log.warning("%s is gone: %s stay as they were until it is back", gone, self.reload.what)

    def begin(self) -> None:
        """Reads the files again, in a thread; where that goes on already, once more after it."""
        self._wanted = True
        if self._running is None or self._running.done():
            self._running = asyncio.get_running_loop().create_task(self._reload())

    async def _reload(self) -> None:
        while self._wanted:
            self._wanted = False
            await self._read()

    async def _read(self) -> None:
        what = self.reload.what
        try:
            names = await asyncio.to_thread(self.reload.read)
        except MockcraftError as error:
            log.error("%s stay as they were: %s", what, error)
        else:
            log.info("%s were read again, changed: %s", what, ", ".join(names) or "none")


def stamps_of(paths: Iterable[str]) -> list[Stamp]:
    """What changes with the files."""
    return [_stamp(path) for path in paths]


def _stamp(path: str) -> Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
