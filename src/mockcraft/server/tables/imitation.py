"""A slow or failing backend, imitated: by the settings of the server, or by headers of a request.

Which requests fail, and how long each waits within a span, are numbers drawn from one stream that begins
anew with the server.
"""

from __future__ import annotations

import asyncio
from random import Random

from starlette.requests import Request

from mockcraft.errors import MockcraftError
from mockcraft.latency import Latency
from mockcraft.settings import ERROR_RATE, LATENCY

LATENCY_HEADER, RATE_HEADER = "X-Mockcraft-Latency", "X-Mockcraft-Error-Rate"


class Imitated(MockcraftError):
    """A failure that was asked for."""

    http_status = 503


class Imitation:
    """Delays and failures of one application."""

    def __init__(self, latency: Latency | None, error_rate: float) -> None:
        """`error_rate` is a share from 0 to 1."""
        self.latency, self.error_rate = latency, error_rate
        self._draws = Random(0)

    async def __call__(self, request: Request) -> None:
        """Waits as long as is asked for; raises Imitated for the share of requests that fail."""
        span, rate = self.latency, self.error_rate
        if (given := request.headers.get(LATENCY_HEADER)) is not None:
            span = LATENCY.parse(given, LATENCY_HEADER)
        if (given := request.headers.get(RATE_HEADER)) is not None:
            rate = ERROR_RATE.parse(given, RATE_HEADER)
        if span is not None:
            await asyncio.sleep(self._draws.randint(span.low, span.high) / 1000)
        if rate and self._draws.random() < rate:
            raise Imitated(f"this failure is imitated (error rate {rate:g})")
