"""Files whose bytes are brought to the disk and which are then closed, several at a time.

Waiting for a disk takes some milliseconds for each file, however small: half a minute for thousands.
"""

from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

AT_ONCE = 32


class Settling:
    """Takes complete files.

    `settle` brings one to the disk, or wherever it goes, and closes it; `failed` makes an error of a system's one
    and the name of the file.
    """

    def __init__(
        self, settle: Callable[[BinaryIO], None], failed: Callable[[str, OSError], Exception]
    ) -> None:
        self.settle, self.failed = settle, failed
        self.pool: ThreadPoolExecutor | None = None
        self.waiting: deque[tuple[str, Future[None]]] = deque()

    def add(self, name: str, file: BinaryIO) -> None:
        """Closes the file soon, and raises what went wrong with another one."""
        from concurrent.futures import ThreadPoolExecutor

        self.pool = self.pool or ThreadPoolExecutor(AT_ONCE, "mockcraft-settling")
        self.waiting.append((name, self.pool.submit(self.settle, file)))
        if len(self.waiting) > AT_ONCE:
            self._take()

    def wait(self) -> None:
        """Returns when all files are on the disk; raises what went wrong with one."""
        while self.waiting:
            self._take()

    def end(self) -> None:
        """Returns when all files are closed, whatever went wrong with them."""
        if self.pool is not None:
            self.pool.shutdown()
            self.waiting.clear()

    def _take(self) -> None:
        name, future = self.waiting.popleft()
        try:
            future.result()
        except OSError as error:
            raise self.failed(name, error) from error
