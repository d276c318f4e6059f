"""The queue: huey, in SQLite or Redis, which wakes a worker for each job.

A message is a ticket that says that some job waits; which one, the store says to who claims it. So a
ticket too many does nothing, and lost ones (huey forgets what a killed worker had taken) are replaced by
the janitor, which counts them.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

from mockcraft.server.jobs.files import make_private
from mockcraft.server.jobs.store import StoreUnavailable

NAME = "mockcraft"
FILE = "queue.sqlite"  # in the job folder
POLL_S = 0.1  # how soon a worker sees a ticket in SQLite; Redis wakes it
SLOW_POLL_S = 0.5  # after some time without any


class Queue:
    """Tickets, and the threads that take them."""

    def __init__(
        self, url: str | None, folder: Path, work: Callable[[], None] | None = None
    ) -> None:
        """Opens the queue; `work` is what a ticket has a worker do. Raises StoreUnavailable."""
        logging.getLogger("huey").setLevel(
            logging.CRITICAL
        )  # while Redis is away, it logs twice a second
        options: dict[str, Any] = {"results": False, "serializer": _Json()}
        try:
            if not url:
                make_private(folder / FILE)
            self.huey: Huey = (
                RedisHuey(NAME, url=url, **options)
                if url
                else SqliteHuey(NAME, filename=str(folder / FILE), **options)
            )
        except Exception as error:
            raise StoreUnavailable(f"the queue of the jobs cannot be opened: {error}") from error

        def job() -> None:  # huey calls a task by its module too: here, whoever works
            if work:
                work()

        self._put = self.huey.task()(job)

    def put(self) -> None:
        """Adds a ticket; raises StoreUnavailable."""
        try:
            self._put()
        except Exception as error:
            raise StoreUnavailable(f"the queue of the jobs does not answer: {error}") from error

    def waiting(self) -> int:
        """Tickets that nobody has taken; raises StoreUnavailable."""
        try:
            return int(self.huey.pending_count())
        except Exception as error:
            raise StoreUnavailable(f"the queue of the jobs does not answer: {error}") from error

    def consumer(self, workers: int) -> Consumer:
        """Threads that take tickets and do what they have to; the caller starts and stops them."""
        return _Consumer(
            self.huey, workers=workers, periodic=False, initial_delay=POLL_S, max_delay=SLOW_POLL_S
        )


class _Json(Serializer):  # type: ignore[misc]
    """Messages as JSON: huey's pickles would be code for who may write to Redis."""

    def _serialize(self, message: Message) -> bytes:
        return json.dumps(message).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(data))


class _Consumer(Consumer):  # type: ignore[misc]
    """Leaves the signals to the process."""

    def _set_signal_handlers(self) -> None:
        pass
