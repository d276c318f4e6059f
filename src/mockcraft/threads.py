"""Threads that make payloads, each one of a chunk, for the thread that writes them in order.

Their time is the kernel's, which needs no lock of Python's; what does is made by one at a time, see
`core.turns`. So the more of a table the kernel draws the more several of them gain, and they lose nothing where it
draws none. They begin in no time and share all memory, in which a bounded number of payloads waits.
"""

from collections import deque
from collections.abc import Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from itertools import islice
from threading import Lock
from typing import Any

from mockcraft.core.beside import offered
from mockcraft.core.ranges import Chunk
from mockcraft.core.turns import taken
from mockcraft.work import Work

AHEAD = 1  # payloads that wait beside one a thread: enough to keep the writer busy


def payloads(work: Work, threads: int) -> Generator[tuple[Chunk, Any]]:
    """Chunks with their payloads, in order. Raises what a thread raised, of several the first in order."""
    turn = Lock()

    def made(chunk: Chunk) -> Any:
        with taken(turn):
            return work.payload(chunk)

    chunks = work.chunks()
    waiting: deque[tuple[Chunk, Future[Any]]] = deque()
    asked = copy_context()  # in which messages are in the caller's words
    with ThreadPoolExecutor(threads, "mockcraft") as pool, offered((pool, threads)):

        def begin(count: int) -> None:
            """Has so many chunks more made."""
            for each in islice(chunks, count):
                waiting.append((each, pool.submit(asked.copy().run, made, each)))

        try:
            begin(threads + AHEAD)
            while waiting:
                chunk, future = waiting.popleft()
                payload = future.result()
                begin(1)
                yield chunk, payload
        finally:
            for _, future in waiting:
                future.cancel()
