"""Requests that are answered together: those that came while the ones before were answered.

Most of the work on a page of few rows is the same for many pages (16 of them take 1.4 times as long as one),
so a busy server does it once for all that wait, and nobody waits for others to come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

import anyio
from starlette.requests import Request
from starlette.responses import Response

from mockcraft.server.turns import WAIT_S, Busy, Turns, while_wanted

MOST = 64  # requests at a time
Answer = tuple[int, Response | Exception]  # with the place of its request
_Waiting = tuple[Request, asyncio.Future[Response]]


class Together:
    """Answers requests in a thread, all that wait at a time."""

    def __init__(
        self, answers: Callable[[Sequence[Request]], Iterable[Answer]], turns: Turns
    ) -> None:
        """`answers` gives a response, or what is wrong, for each of the requests, or for the first of them at least.

        Those that it gives none are asked for again.
        """
        self._answers, self._turns = answers, turns
        self._waiting: list[_Waiting] = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, request: Request) -> Response:
        """The response; raises what is wrong with the request, Busy, and what Turns.run raises."""
        return await while_wanted(request, lambda _: self._answered(request))

    async def _answered(self, request: Request) -> Response:
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Response] = loop.create_future()
        self._waiting.append((request, future))
        if self._task is None:  # it belongs to none of the requests, any of which may be given up
            self._task = loop.create_task(self._work())
        try:
            with anyio.fail_after(WAIT_S):
                return await future
        except TimeoutError:
            raise Busy(f"other pages are made since {WAIT_S:g} seconds (ask again)") from None

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        batch: list[_Waiting] = []

        def wanted() -> bool:
            return not all(future.done() for _, future in batch)

        def answer() -> None:
            for place, made in self._answers([request for request, _ in batch]):
                loop.call_soon_threadsafe(_settle, batch[place][1], made)

        try:
            while self._waiting:
                there = [each for each in self._waiting if not each[1].done()]
                batch, self._waiting = there[:MOST], there[MOST:]
                try:
                    if batch:
                        await self._turns.placed(answer, wanted)
                except Exception as error:
                    for _, future in batch:
                        _settle(future, error)
                self._waiting[:0] = batch  # those that are answered are dropped
        finally:
            for _, future in (*batch, *self._waiting):
                future.cancel()  # where they are not answered: the server ends
            self._waiting, self._task = [], None


def _settle(future: asyncio.Future[Response], answer: Response | Exception) -> None:
    if future.done():  # the client has left
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
