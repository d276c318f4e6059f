"""`GET /api/jobs/{id}/events`: how a job gets on, as server-sent events (the HTML standard, 9.2)."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Any

from mockcraft.errors import MockcraftError
from mockcraft.server.jobs.record import UNFINISHED

LOOK_S = 0.5  # between two looks at the record
QUIET_S = 15.0  # after which a line is sent that says nothing, so that no proxy gives up
LONGEST_S = 600.0  # then the client asks again by itself
END = "end"  # name and id of the last event
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


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
