"""`GET /api/jobs/{id}/events`: how a job gets on, as server-sent events (the HTML standard, 9.2)."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from mockcraft.errors import MockcraftError
from mockcraft.server.jobs.record import UNFINISHED

LOOK_S = 0.5  # between two looks at the record
QUIET_S = 15.0  # after which a line is sent that says nothing, so that no proxy gives up
LONGEST_S = 600.0  # then the client asks again by itself
END = "end"  # name and id of the last event
MOST_STREAMS = 200  # of one server process
MOST_OF_CLIENT = 20  # of those
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class TooManyStreams(MockcraftError):
    """As many clients follow jobs as can."""

    http_status = 503
    retry_after = 30


class TooManyOfClient(TooManyStreams):
    """A client follows as many jobs as it may."""

    exit_code = 2
    http_status = 429
    retry_after = 10


class Streams:
    """How many streams there are, by client."""

    def __init__(self) -> None:
        self.open: Counter[str] = Counter()

    def enter(self, client: str) -> None:
        """Counts one more; raises TooManyStreams where there are too many."""
        if self.open[client] >= MOST_OF_CLIENT:
            raise TooManyOfClient(
                f"{MOST_OF_CLIENT} of your requests follow jobs, the most of one client here (end one, or ask for the job now and then)"
            )
        if self.open.total() >= MOST_STREAMS:
            raise TooManyStreams("too many clients follow jobs (ask for the job now and then)")
        self.open[client] += 1

    def leave(self, client: str) -> None:
        """Counts one less."""
        self.open[client] -= 1
        if not self.open[client]:
            del self.open[client]


class Followed(StreamingResponse):
    """The response of a stream; `leave` is called when it ends, also where its client never took anything."""

    def __init__(self, told: AsyncIterator[str], leave: Callable[[], None]) -> None:
        super().__init__(told, media_type="text/event-stream", headers=HEADERS)
        self.leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends it."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.leave()


async def events(
    look: Callable[[], Awaitable[dict[str, Any]]], stopping: asyncio.Event
) -> AsyncIterator[str]:
    """An event whenever `look`, the job as it is shown, has something new; `end` and the job at last.

    It breaks off when the server is `stopping`; the client asks again by itself.
    """
    told: dict[str, Any] = {}
    began = spoke = time.monotonic()
    yield "retry: 2000\n\n"
    while time.monotonic() - began < LONGEST_S:
        try:
            job = await look()
        except MockcraftError:  # forgotten meanwhile, or the store is away: the client asks again
            return
        ended = job["state"] not in UNFINISHED
        news = {name: job[name] for name in ("state", "attempt", "rows", "ended")}
        if news != told or ended:
            told, spoke = news, time.monotonic()
            name = f"id: {END}\nevent: {END}" if ended else "event: progress"
            yield f"{name}\ndata: {json.dumps(job)}\n\n"
        elif time.monotonic() - spoke > QUIET_S:
            spoke = time.monotonic()
            yield ": still here\n\n"
        if ended:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), LOOK_S)
            return
