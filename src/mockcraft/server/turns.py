"""Work that takes long: some of a kind at the same time, one of a client, for those alone who wait for it.

Python runs one thread at a time, so more of them together would end no sooner, and hold up the event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from importlib import import_module
from typing import TypeVar
from weakref import WeakValueDictionary

import anyio
from anyio import to_thread
from starlette.requests import ClientDisconnect, Request

from mockcraft.core.effort import Exhausted
from mockcraft.server.budget import Budget, Overdue, Unwanted
from mockcraft.server.caller import caller_of

PLACES = 2  # requests of a kind that are worked on at the same time
WAIT_S = 30.0  # that a request waits for its turn

T = TypeVar("T")


class Busy(Overdue):
    """Other requests are worked on, of the same client or of others."""

    retry_after = 10


class Turns:
    """Whose request is worked on: of each client one, so that many of one client keep out nobody else."""

    def __init__(self, limit: int, seconds: float | None = None, drains: bool = False) -> None:
        """`limit` and `seconds` are those of one request; `drains`: see Budget."""
        self.budget = Budget(limit, seconds, drains)
        self._places = anyio.CapacityLimiter(PLACES)
        self._threads = anyio.CapacityLimiter(PLACES)  # there is one for each place
        self._clients: WeakValueDictionary[str, anyio.Lock] = WeakValueDictionary()
        self._imported: set[str] = set()

    async def soon(
        self, request: Request, work: Callable[[], T], modules: tuple[str, ...] = ()
    ) -> T:
        """What `work` gives: at once, or in a turn where that takes more than a slice; see `run`.

        `modules` are those that it imports, and that take long: until they are there, it is not begun before.
        """
        if self._imported.issuperset(modules):
            try:
                return self.budget.at_once(work)
            except Exhausted:
                return await self.run(request, work)

        def imported() -> T:
            for each in modules:
                import_module(each)
            self._imported.update(modules)
            return work()

        return await self.run(request, imported)

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """What `work` gives, from a thread, when it is the client's turn. The request's body has been read.

        Raises Busy where that does not come, ClientDisconnect soon after the client has hung up, and what
        Budget.aside raises.
        """
        return await while_wanted(request, lambda wanted: self._in_turn(request, work, wanted))

    async def _in_turn(
        self, request: Request, work: Callable[[], T], wanted: Callable[[], bool]
    ) -> T:
        own = self._clients.setdefault(caller_of(request.scope), anyio.Lock())
        async with AsyncExitStack() as held:
            try:
                with anyio.fail_after(WAIT_S):
                    await held.enter_async_context(own)
                    await held.enter_async_context(self._places)
            except TimeoutError:
                raise Busy(
                    f"other requests are worked on, one of a client at a time, since {WAIT_S:g} seconds (ask again)"
                ) from None
            return await self._aside(work, wanted)

    async def placed(self, work: Callable[[], T], wanted: Callable[[], bool]) -> T:
        """What `work` gives that is of several clients: as soon as there is a place, from a thread."""
        async with self._places:
            return await self._aside(work, wanted)

    async def _aside(self, work: Callable[[], T], wanted: Callable[[], bool]) -> T:
        return await to_thread.run_sync(self.budget.aside, work, wanted, limiter=self._threads)


async def while_wanted(
    request: Request, answered: Callable[[Callable[[], bool]], Awaitable[T]]
) -> T:
    """What `answered` gives, which is told how to see whether the client is there.

    It is cancelled when the client hangs up: raises ClientDisconnect then. The request's body has been read.
    """
    gone = asyncio.ensure_future(_hung_up(request))
    try:
        with anyio.CancelScope() as scope:
            gone.add_done_callback(lambda _: scope.cancel())
            return await answered(lambda: not gone.done())
    except Unwanted:
        pass
    finally:
        gone.cancel()
    raise ClientDisconnect


async def _hung_up(request: Request) -> None:
    """Waits until the client of a request is gone."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def turns_of(request: Request) -> Turns:
    """The turns of the application that serves a request, for schemas that clients send."""
    found: Turns = request.app.state.turns
    return found
