"""How often each client has asked within a moving window: in this process, or in a Redis.

The package `limits` counts in Redis. Its own memory storages do not serve: one keeps an empty list of each
client for ever and starts a thread each 10 ms that looks through all of them, the other runs a thread a
client (limits 5.8, `storage/memory.py` and `aio/storage/memory.py`). So what memory holds is counted here,
in a place of the same size for each client however many its requests are.
"""

from __future__ import annotations

import logging
import time
from array import array
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from typing import Any, NamedTuple, Protocol

from mockcraft.errors import MockcraftError, SettingsError
from mockcraft.rates import Rate

log = logging.getLogger("mockcraft.server")

# By which a window moves on. The hits of a step leave with its last one, as long after it as the window is:
# never early, and for 100/minute at most a second late.
STEPS = 64
PLACES = STEPS + 1
PARTS = 2**16 - 1  # of a step, to which the time of its last hit is known
MAX_CLIENTS = 50_000  # of one rate; about 800 bytes each
OTHERS = ""  # who counts together, once there are more

NAMESPACE = "mockcraft"  # of keys in Redis
CONNECTIONS = 32  # of each process; more requests wait for one
ANSWER_S = 1.0  # how long Redis may take
AGAIN_S = 2.0  # how long it is not asked after it did not answer


class Standing(NamedTuple):
    """How a client stands after a hit.

    Attributes:
        allowed: whether the hit was within the rate; else it does not count.
        remaining: further hits that are allowed now.
        reset_s: seconds until the oldest hit leaves the window, above 0 and no longer than the window.
    """

    allowed: bool
    remaining: int
    reset_s: float


class Windows(Protocol):
    """Counts hits."""

    async def hit(self, client: str, rate: Rate) -> Standing:
        """Counts one of a client, where the rate allows it."""

    async def close(self) -> None:
        """Gives back what it holds."""


class _Window:
    """The hits of one client, counted by the steps of time in which they fell."""

    __slots__ = ("counts", "last", "oldest", "parts", "total")

    def __init__(self, step: int) -> None:
        self.counts = array("I", bytes(array("I").itemsize * PLACES))
        self.parts = array("H", bytes(array("H").itemsize * PLACES))  # of a step, at its last hit
        self.last = self.oldest = step
        self.total = 0

    def move(self, steps: float) -> None:
        """Forgets what is outside of the window that ends now, by a clock of steps."""
        step = int(steps)
        if self.total:
            for new in range(max(self.last + 1, step - STEPS), step + 1):
                self.total -= self.counts[new % PLACES]
                self.counts[new % PLACES] = 0
            first = (step - STEPS) % PLACES
            if self.counts[first] and (steps - step) * PARTS >= self.parts[first]:
                self.total -= self.counts[first]
                self.counts[first] = 0
        self.last = step
        self.oldest = max(self.oldest, step - STEPS) if self.total else step
        while self.total and not self.counts[self.oldest % PLACES]:
            self.oldest += 1

    def add(self, steps: float) -> None:
        """Counts a hit, of the time that the window has moved to."""
        place = self.last % PLACES
        self.counts[place] += 1
        self.parts[place] = ceil((steps - self.last) * PARTS)
        self.total += 1

    def left(self, steps: float) -> float:
        """Steps until the oldest hit leaves."""
        return self.oldest + STEPS + self.parts[self.oldest % PLACES] / PARTS - steps


class MemoryWindows:
    """Counts in this process. What it holds is bounded, whoever asks: MAX_CLIENTS of each rate."""

    def __init__(self) -> None:
        self.clients: dict[Rate, OrderedDict[str, _Window]] = {}

    async def hit(self, client: str, rate: Rate) -> Standing:
        """Counts one of a client, where the rate allows it."""
        return self.count(client, rate, time.monotonic())

    async def close(self) -> None:
        """Holds nothing that is not this process's own."""

    def count(self, client: str, rate: Rate, now: float) -> Standing:
        """Counts one at a time, in seconds of any clock that does not go back."""
        length = rate.seconds / STEPS
        steps = now / length
        clients = self.clients.setdefault(rate, OrderedDict())
        if client not in clients:
            client = _enter(clients, client, int(steps))
        clients.move_to_end(client)
        window = clients[client]
        window.move(steps)
        allowed = window.total < rate.amount
        if allowed:
            window.add(steps)
        reset_s = _within(window.left(steps) * length, rate)
        return Standing(allowed, rate.amount - window.total, reset_s)


def _within(seconds: float, rate: Rate) -> float:
    """A time until a reset, as it can be: clocks of hosts differ, and numbers are rounded."""
    return min(max(seconds, 0.001), float(rate.seconds))


def _enter(clients: OrderedDict[str, _Window], client: str, step: int) -> str:
    """Adds a new client; gives the name that it counts under.

    Those that asked longest ago stand first, so two that are done with make room for one more.
    """
    for _ in range(2):
        first = next(iter(clients), None)
        if first is not None and clients[first].last < step - STEPS:
            del clients[first]
    name = client if len(clients) < MAX_CLIENTS else OTHERS
    clients.setdefault(name, _Window(step))
    return name


class RedisWindows:
    """Counts in a Redis, which several processes and hosts share; see `limits` for its scripts.

    While it does not answer, each process counts for itself: clients are then limited less, by the number
    of processes, but neither refused nor let through without a limit.
    """

    def __init__(self, url: str, missed: Callable[[], None] = lambda: None) -> None:
        """`missed` is called for each hit that Redis did not count.

        Raises:
            SettingsError: the URL is not one that its client takes.
        """
        from limits.aio.storage import RedisStorage
        from limits.aio.strategies import MovingWindowRateLimiter
        from redis import RedisError
        from redis.asyncio import BlockingConnectionPool
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        try:
            pool: Any = BlockingConnectionPool.from_url(
                url, max_connections=CONNECTIONS, timeout=None, socket_timeout=ANSWER_S,
                socket_connect_timeout=ANSWER_S, retry=Retry(NoBackoff(), 1),
            )  # fmt: skip
        except ValueError:  # its text may hold a part of the password
            raise SettingsError(
                "rate_limits is no URL of a Redis (such as redis://user:password@host:6379/0, with / and : "
                "within the password as %2F and %3A)"
            ) from None
        # The pool has the URL; `limits` would ask it for a port.
        storage = RedisStorage("async+redis://", implementation="redispy", connection_pool=pool)
        self.pool = pool
        self.limiter = MovingWindowRateLimiter(storage)
        self.errors = (RedisError, OSError, TimeoutError)
        self.alone, self.missed = MemoryWindows(), missed
        self.away = False
        self.again = 0.0  # when it is asked again, by the clock that does not go back

    async def hit(self, client: str, rate: Rate) -> Standing:
        """Counts one of a client, where the rate allows it."""
        from limits import RateLimitItemPerSecond

        if self.away and time.monotonic() < self.again:
            return await self._alone(client, rate)
        self.again = time.monotonic() + AGAIN_S  # others need not wait for the same silence
        item = RateLimitItemPerSecond(rate.amount, rate.seconds, namespace=NAMESPACE)
        try:
            allowed = await self.limiter.hit(item, client)
            reset, remaining = await self.limiter.get_window_stats(item, client)
        except self.errors as error:
            self._turn(True, f"does not answer, so each process counts for itself: {error}")
            return await self._alone(client, rate)
        self._turn(False, "answers again")
        return Standing(allowed, max(remaining, 0), _within(reset - time.time(), rate))

    async def close(self) -> None:
        """Closes its connections."""
        await self.pool.disconnect()

    async def _alone(self, client: str, rate: Rate) -> Standing:
        self.missed()
        return await self.alone.hit(client, rate)

    def _turn(self, away: bool, sentence: str) -> None:
        if away != self.away:
            log.warning("the Redis of rate_limits %s", sentence)
        self.away = away


class CannotCount(MockcraftError):
    """The Redis of rate_limits does not answer."""

    exit_code = 3
    http_status = 503


def check_answer(url: str) -> None:
    """Raises CannotCount where the Redis of a URL that RedisWindows takes does not answer."""
    if url.startswith("memory:"):
        return
    from redis import Redis, RedisError

    try:
        Redis.from_url(url, socket_timeout=ANSWER_S, socket_connect_timeout=ANSWER_S).ping()
    except RedisError as error:
        raise CannotCount(f"the Redis of rate_limits does not answer: {error}") from error


def windows_of(url: str, missed: Callable[[], None]) -> Windows:
    """Where the hits of a URL are counted, see RedisWindows; raises SettingsError."""
    return MemoryWindows() if url.startswith("memory:") else RedisWindows(url, missed)
