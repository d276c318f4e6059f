"""Processes that make payloads. Worker k of n makes every n-th chunk and lays it into memory that is shared.

Nobody hands out work: each worker counts through the chunks and takes its own. It has two slots,
one to fill while the other is being written, so memory stays flat. Two other ways were measured and gained
nothing: threads, which spend their time passing Python's lock to and fro, and payloads through a pipe,
which copies them twice and wakes the processes so often that the kernel keeps them on one processor.
"""

import pickle
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.shared_memory import SharedMemory
from typing import Any

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Chunk, Range, chunks
from mockcraft.errors import WorkerLost
from mockcraft.plugin import load_plugin, plugins
from mockcraft.sink import Encoder

SLOTS = 2  # of each worker
SLOT_BYTES = 8 * 2**20  # twice a usual chunk; a larger payload goes through the pipe
CONTEXT = get_context("spawn")  # a fork would copy the locks of Arrow's threads as they stand


def payloads(
    plan: Plan, format: Encoder, ranges: Sequence[Range], workers: int, batch_rows: int
) -> Iterator[tuple[Chunk, Any]]:
    """Chunks with their payloads, in order, made by `workers` processes.

    A payload of bytes is valid until the next one is asked for. Raises what a worker raised, and
    WorkerLost where one was killed.
    """
    crew: list[_Worker] = []
    try:
        for place in range(workers):
            crew.append(_Worker(plan, format, list(ranges), batch_rows, place, workers))
        for number, chunk in enumerate(chunks(ranges, batch_rows)):
            with crew[number % workers].payload() as payload:
                yield chunk, payload
    finally:
        for worker in crew:
            worker.end()


class _Worker:
    """A worker process, as the main process sees it."""

    def __init__(self, *task: Any) -> None:
        self.slots = [SharedMemory(create=True, size=SLOT_BYTES) for _ in range(SLOTS)]
        self.pipe, its_pipe = CONTEXT.Pipe()
        names = [slot.name for slot in self.slots]
        arguments = (its_pipe, names, plugins(), *task)
        self.process = CONTEXT.Process(target=_work, args=arguments, daemon=True)
        with _interrupt_blocked():
            self.process.start()
        its_pipe.close()

    def payload(self) -> "_Lent":
        """The next payload of the worker."""
        try:
            kind, value = self.pipe.recv()
            if kind == "error":
                raise value
            if kind == "large":
                value = self.pipe.recv_bytes()
        except (EOFError, ConnectionResetError):
            raise WorkerLost(
                "a worker was killed, perhaps for want of memory "
                "(use fewer --workers or a smaller --batch-size)"
            ) from None
        return _Lent(self, kind, value)

    def end(self) -> None:
        """Stops the process and frees its memory."""
        self.process.terminate()
        self.process.join()
        self.pipe.close()
        for slot in self.slots:
            slot.close()
            slot.unlink()


@contextmanager
def _interrupt_blocked() -> Iterator[None]:
    """Ctrl-C is the main process's to handle: a process started here never gets it, not even while it starts.

    A blocked signal stays blocked in a new process, and reaches this one afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Lent:
    """A payload whose slot goes back to its worker afterwards."""

    def __init__(self, worker: _Worker, kind: str, value: Any) -> None:
        self.worker, self.kind, self.value = worker, kind, value
        self.view: memoryview | None = None

    def __enter__(self) -> Any:
        if self.kind != "slot":
            return pickle.loads(self.value) if self.kind == "pickle" else self.value
        slot, size, pickled = self.value
        self.view = self.worker.slots[slot].buf[:size]
        return pickle.loads(bytes(self.view)) if pickled else self.view

    def __exit__(self, *error: object) -> None:
        if self.view is not None:
            self.view.release()
            with suppress(BrokenPipeError):  # it was its last one, and it has ended
                self.worker.pipe.send(self.value[0])


def _work(
    pipe: Connection,
    names: list[str],
    plugin_paths: tuple[str, ...],
    plan: Plan,
    format: Encoder,
    ranges: list[Range],
    batch_rows: int,
    place: int,
    workers: int,
) -> None:
    """Makes the chunks number place, place + workers, … and lays each into a free slot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    slots = [SharedMemory(name) for name in names]
    free = list(range(SLOTS))
    try:
        for path in plugin_paths:
            load_plugin(path)
        for number, chunk in enumerate(chunks(ranges, batch_rows)):
            if number % workers != place:
                continue
            payload = format.encode(plan.table(chunk.table), batch_of(plan, chunk), chunk)
            pickled = not isinstance(payload, bytes | memoryview)
            data = pickle.dumps(payload, protocol=5) if pickled else payload
            if len(data) > SLOT_BYTES:
                pipe.send(("pickle", data) if pickled else ("large", None))
                if not pickled:
                    pipe.send_bytes(data)
                continue
            if not free:
                free.append(pipe.recv())
            slot = free.pop()
            memoryview(slots[slot].buf or b"")[: len(data)] = memoryview(data).cast("B")
            pipe.send(("slot", (slot, len(data), pickled)))
        while len(free) < SLOTS:
            free.append(pipe.recv())
    except (BrokenPipeError, EOFError):
        pass  # the main process has ended the run
    except BaseException as error:
        pipe.send(("error", error))
    finally:
        for shared in slots:
            shared.close()
