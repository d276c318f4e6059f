"""Requests that are answered together: those that came while the ones before were answered.

Most of the work on a page of few rows is the same for many pages (16 of them take 1.4 times as long as one),
so a busy server does it once for all that wait, and nobody waits for others to come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from starlette.requests import Request
from starlette.responses import Response

MOST = 64  # requests at a time
Answers = Sequence[Response | Exception]


class Together:
    """Answers requests in a thread, all that wait at a time."""

    def __init__(
        self, answer: Callable[[Sequence[Request]], Answers], limiter: CapacityLimiter
    ) -> None:
        """`answer` gives a response, or what is wrong, for each request."""
        self._answer, self._limiter = answer, limiter
        self._waiting: list[tuple[Request, asyncio.Future[Response]]] = []
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, request: Request) -> Response:
        """The response; raises what is wrong with the request."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Response] = loop.create_future()
        self._waiting.append((request, future))
        if self._task is None:  # it belongs to none of the requests, any of which may be given up
            self._task = loop.create_task(self._work())
        return await future

    async def _work(self) -> None:
        batch: list[tuple[Request, asyncio.Future[Response]]] = []
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                answers = await self._answers([request for request, _ in batch])
                for (_, future), answer in zip(batch, answers, strict=True):
                    _settle(future, answer)
        finally:
            for _, future in (*batch, *self._waiting):
                future.cancel()  # where they are not answered: the server ends
            self._waiting, self._task = [], None

    async def _answers(self, requests: Sequence[Request]) -> Answers:
        try:
            return await run_sync(self._answer, requests, limiter=self._limiter)
        except Exception as error:
            return [error] * len(requests)


def _settle(future: asyncio.Future[Response], answer: Response | Exception) -> None:
    if future.done():  # the client has left
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
