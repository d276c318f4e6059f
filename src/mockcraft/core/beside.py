"""What is done beside the thread that writes, by the threads of a run where it has some."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor

T = TypeVar("T")

_threads: "ContextVar[tuple[Executor, int] | None]" = ContextVar("threads", default=None)


@contextmanager
def offered(threads: "tuple[Executor, int] | None") -> Iterator[None]:
    """Within it, `begun` has these threads, so many of them, or none."""
    token = _threads.set(threads)
    try:
        yield
    finally:
        _threads.reset(token)


def begun(make: Callable[[], T]) -> Callable[[], T]:
    """Begins to make something; what is returned waits for it, and raises what it raised."""
    threads = _threads.get()
    if threads is None:
        made = make()
        return lambda: made
    return threads[0].submit(make).result


def at_most() -> int:
    """How many things may be begun that nobody has waited for: as many as are made at a time."""
    threads = _threads.get()
    return threads[1] if threads else 0
