"""What one request may cost, and where its work is done.

Work is counted in steps (see `core.effort`): the decisions behind a value, and its characters. Work of a few
steps is done between two other requests. More of it is done in one of a few threads (see `turns`), and ends
when the request has had its steps or its time, when nobody wants it, and when the server stops. So no request
holds up another one for long, and none bloats the process.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import monotonic, thread_time
from typing import TypeVar

from fastapi import FastAPI

from mockcraft.core.effort import Effort, Exhausted, limited, spend
from mockcraft.errors import MockcraftError, UserError

VALUE_STEPS = 4  # of a value, apart from the decisions that are counted
STEP_CHARACTERS = 8  # written in the time of one step; and a limit on memory
AT_ONCE_STEPS = 1000  # that other requests wait for, about a millisecond
FEW = 50  # values that are made without asking first what they cost
SECONDS = 10.0  # of the processor, for one request
STOPPING = "the server is stopping (ask again)"
LAST_S = 1.0  # of what is under way when the server is told to stop: what takes longer is answered by 503

T = TypeVar("T")


class TooCostly(UserError):
    """A request asks for more work than one may."""

    http_status = 422


class Overdue(MockcraftError):
    """A request took longer than it may, or the server stops before it is answered."""

    exit_code = 3
    http_status = 503


class Unwanted(Overdue):
    """Whoever asked does not wait for an answer any more."""


class _Slice(Effort):
    """What is done between two other requests."""


class _Aside(Effort):
    """What is done in a thread: for some seconds of the processor, and while server and client are there."""

    __slots__ = ("budget", "end", "last", "wanted")

    def __init__(self, budget: Budget, wanted: Callable[[], bool]) -> None:
        super().__init__(budget.limit)
        self.budget, self.end, self.wanted = budget, thread_time() + budget.seconds, wanted
        self.last: float | None = None  # by the monotonic clock, once the server is told to stop

    def spend(self, steps: int) -> None:
        """See Effort; raises Overdue at the end of its time, and Unwanted."""
        super().spend(steps)
        if self.budget.stopped:
            raise Overdue(STOPPING)
        if self.budget.stopping and not self.budget.drains:
            now = monotonic()
            self.last = now + LAST_S if self.last is None else self.last
            if now > self.last:
                raise Overdue(STOPPING)
        if not self.wanted():
            raise Unwanted("the client has hung up")
        if thread_time() > self.end:
            raise Overdue(
                f"this took longer than {self.budget.seconds:g} seconds (ask for less, or later)"
            )


class Budget:
    """The limits of one server.

    Attributes:
        limit: steps of one request.
        seconds: of the processor, for one request.
        drains: whether work that was waiting when the server is told to stop is begun all the same, and not cut short.
        stopped: whether the server has stopped, and what is under way with it.
    """

    def __init__(self, limit: int, seconds: float | None = None, drains: bool = False) -> None:
        self.limit, self.drains, self.stopped = limit, drains, False
        self.seconds = SECONDS if seconds is None else seconds
        self._told: asyncio.Event | None = None  # that of the application, see `lifespan`

    @property
    def stopping(self) -> bool:
        """Whether the server is told to stop."""
        return self.stopped or (self._told is not None and self._told.is_set())

    def at_once(self, work: Callable[[], T]) -> T:
        """What `work` gives; raises Exhausted where that takes more than a slice."""
        with limited(_Slice(AT_ONCE_STEPS)):
            return work()

    def aside(self, work: Callable[[], T], wanted: Callable[[], bool] = lambda: True) -> T:
        """What `work` gives, in this thread, which is none of the event loop's.

        Raises TooCostly where it takes more steps than a request may, Overdue where it takes too long or the
        server stops, and Unwanted soon after `wanted` is false.
        """
        if self.stopped or (self.stopping and not self.drains):
            raise Overdue(STOPPING)
        try:
            with limited(_Aside(self, wanted)):
                return work()
        except Exhausted as error:
            raise TooCostly(
                f"{error} than the {self.limit:,} that one request may take (ask for less at a time)"
            ) from None

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Ends the threads with the server: soon after it is told to stop, at once when it has."""
        self.stopped, self._told = False, app.state.stopping
        try:
            yield
        finally:
            self.stopped = True


def spend_on(text: str | bytes | memoryview, values: int = 1) -> None:
    """Counts what was written: its characters, and so many values."""
    spend(values * VALUE_STEPS + len(text) // STEP_CHARACTERS)
