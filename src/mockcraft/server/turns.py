"""Work on the schemas that clients send: a few at the same time, one of a client, and not for long.

A schema within all bounds takes some seconds of a core to plan. Python runs one thread at a time, so more of
them together would end no sooner, and hold up the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from time import thread_time
from typing import TypeVar
from weakref import WeakValueDictionary

import anyio
from anyio import to_thread
from starlette.requests import ClientDisconnect, Request

from mockcraft.server.budget import Budget, Overdue, Unwanted
from mockcraft.server.caller import caller_of

PLACES = 2  # schemas that are worked on at the same time
WAIT_S = 30.0  # that a request waits for its turn

T = TypeVar("T")


class Busy(Overdue):
    """Other schemas are worked on, of the same client or of others."""

    retry_after = 10


class Turns:
    """Whose schema is worked on: of each client one, so that many of one client keep out nobody else."""

    def __init__(self, limit: int) -> None:
        """`limit` is that of the steps of one schema."""
        self.budget = Budget(limit)
        self._places = anyio.CapacityLimiter(PLACES)
        self._threads = anyio.CapacityLimiter(PLACES)  # there is one for each place
        self._clients: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """What `work` gives, from a thread, when it is the client's turn. The request's body has been read.

        Raises Busy where that does not come, ClientDisconnect soon after the client has hung up, and what
        Budget.run raises.
        """
        gone = asyncio.ensure_future(_hung_up(request))
        try:
            with anyio.CancelScope() as scope:
                gone.add_done_callback(lambda _: scope.cancel())
                return await self._in_turn(request, work, lambda: not gone.done())
        except Unwanted:
            pass
        finally:
            gone.cancel()
        raise ClientDisconnect

    async def _in_turn(
        self, request: Request, work: Callable[[], T], wanted: Callable[[], bool]
    ) -> T:
        client = caller_of(request.scope)
        own = self._clients.setdefault(client, anyio.Lock())
        async with AsyncExitStack() as held:
            try:
                with anyio.fail_after(WAIT_S):
                    await held.enter_async_context(own)
                    await held.enter_async_context(self._places)
            except TimeoutError:
                raise Busy(
                    f"other schemas are worked on, one of a client at a time, since {WAIT_S:g} seconds (ask again)"
                ) from None
            if request.app.state.stopping.is_set():
                raise Overdue("the server is stopping (ask again)")
            return await to_thread.run_sync(
                self.budget.aside, work, thread_time, wanted, limiter=self._threads
            )


async def _hung_up(request: Request) -> None:
    """Waits until the client of a request is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def turns_of(request: Request) -> Turns:
    """The turns of the application that serves a request."""
    found: Turns = request.app.state.turns
    return found
