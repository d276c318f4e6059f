"""Turns of threads that make rows: one of them at a time does what needs Python's lock.

Threads that all ask for that lock pass it to and fro at every call of numpy, and two are slower than one (0.7 times
as fast was measured). Who has the turn keeps it, and lends it only while the kernel writes many rows, which
takes most of the time of most tables. So what is made once and kept, as pools and programs are, needs no lock of
its own either.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

LENT_BYTES = 2**18  # what is written sooner than that is written before another thread has woken up


class Turn(Protocol):
    """A lock that all threads of a run share."""

    def acquire(self) -> object:
        """Waits for it."""

    def release(self) -> object:
        """Leaves it to another thread."""


_turn: "ContextVar[Turn | None]" = ContextVar("turn", default=None)


@contextmanager
def taken(turn: Turn) -> Iterator[None]:
    """Within it, this thread has the turn, but where it is lent."""
    turn.acquire()
    token = _turn.set(turn)
    try:
        yield
    finally:
        _turn.reset(token)
        turn.release()


@contextmanager
def lent(size: int) -> Iterator[None]:
    """Within it, other threads take their turns, where so many bytes are written: it touches nothing they share."""
    turn = _turn.get()
    if turn is None or size < LENT_BYTES:
        yield
        return
    turn.release()
    try:
        yield
    finally:
        turn.acquire()
