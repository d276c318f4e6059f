"""Processes that make payloads. Worker k of n makes every n-th chunk and lays it into memory that is shared.

They are for long runs of tables that numpy makes, which threads would make one at a time, see `engine`: a process
takes a second of processor time to start. Nobody hands out work: each worker counts through the chunks and
takes its own. It has two slots, one to fill while the other is being written, so memory stays flat. One that is
killed is replaced by another, which begins with the chunk that is waited for. Payloads through a pipe were measured
and gained nothing: they are copied twice and wake the processes so often that the kernel keeps them on one
processor.
"""

import os
import pickle
import signal
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import field, replace
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import Any

from mockcraft import signals
from mockcraft.core.ranges import Chunk
from mockcraft.dataclass import dataclass
from mockcraft.errors import WorkerLost
from mockcraft.plugin import load_plugin, plugins
from mockcraft.shared import Shared
from mockcraft.wording import word, worded, words_in_use
from mockcraft.work import Work

SLOTS = 2  # of each worker
SLOT_BYTES = 8 * 2**20  # twice a usual chunk; a larger payload goes through the pipe
# Workers that may be killed in a run, as Spark and Ray have it: a fourth one is no accident.
REPLACED = 3
SAFE_PATH = "PYTHONSAFEPATH"
CONTEXT = get_context("spawn")  # a fork would copy the locks of Arrow's threads as they stand


@dataclass(frozen=True, slots=True)
class Task:
    """What worker number `place` (from 0) of `workers` does: number place, place + workers, … of the chunks,
    but for those before number `first`, which were made already. Messages are in these `words`.
    """

    work: Work
    workers: int
    plugins: tuple[str, ...]
    place: int = 0
    first: int = 0
    words: Mapping[str, str] = field(default_factory=words_in_use)

    def payloads(self) -> Iterator[Any]:
        """What this worker makes, in order."""
        for number, chunk in enumerate(self.work.chunks()):
            if number >= self.first and number % self.workers == self.place:
                yield self.work.payload(chunk)


def payloads(work: Work, workers: int) -> Generator[tuple[Chunk, Any]]:
    """Chunks with their payloads, in order, made by `workers` processes.

    A payload of bytes is valid until the next one is asked for. Raises what a worker raised, and
    WorkerLost where more than REPLACED were killed.
    """
    fresh = replace(work)  # what it keeps for the chunks it made does not pickle
    crew = _Crew(Task(fresh, workers, plugins()))
    try:
        with signals.held():
            crew.begin()
        signals.check()
        for number, chunk in enumerate(work.chunks()):
            with crew.payload(number) as payload:
                yield chunk, payload
    finally:
        with signals.held():
            crew.end()


class _Crew:
    """The workers of a run."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.workers: list[_Worker] = []
        self.replaced = 0

    def begin(self) -> None:
        """Starts all of them."""
        for place in range(self.task.workers):
            self.workers.append(_Worker(replace(self.task, place=place)))

    def payload(self, number: int) -> "_Lent":
        """The payload of a chunk; each is asked for once, in order."""
        place = number % self.task.workers
        while True:
            try:
                return self.workers[place].payload()
            except WorkerLost:
                if self.replaced == REPLACED:
                    raise
            self.replaced += 1
            with signals.held():
                killed = self.workers[place]
                self.workers[place] = _Worker(replace(self.task, place=place, first=number))
                killed.end()
            signals.check()

    def end(self) -> None:
        """Stops all of them."""
        for worker in self.workers:
            worker.end()


class _Worker:
    """A worker process, as the main process sees it."""

    def __init__(self, task: Task) -> None:
        self.slots = [Shared(SLOT_BYTES) for _ in range(SLOTS)]
        self.pipe, its_pipe = CONTEXT.Pipe()
        arguments = (_Side(its_pipe, tuple(self.slots)), task)
        self.process = CONTEXT.Process(target=_work, args=arguments, daemon=True)
        with _safe_path(), _signals_blocked():
            self.process.start()
        its_pipe.close()

    def payload(self) -> "_Lent":
        """The next payload of the worker; raises what it raised, or WorkerLost."""
        try:
            kind, value = self.pipe.recv()
            if kind == "large":
                value = self.pipe.recv_bytes()
        except (EOFError, OSError):  # it may have been killed in the midst of a message
            raise WorkerLost(
                f"workers are killed again and again, perhaps for want of memory ({word('smaller_chunks')})"
            ) from None
        if kind == "error":
            raise value
        return _Lent(self, kind, value)

    def end(self) -> None:
        """Stops the process and frees its memory."""
        self.process.kill()  # it ignores gentler signals, and has nothing to clean up
        self.process.join()
        self.pipe.close()
        for slot in self.slots:
            slot.close()


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Signals that end a run are the main process's to handle: a process started here never gets one,
    not even while it starts, whether they come from a terminal or to all processes of a service.

    A blocked signal stays blocked in a new process, and reaches this one afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals.ENDING)
    try:
        resource_tracker.ensure_running()  # which is started now, and unblocks some of the signals
        signal.pthread_sigmask(signal.SIG_BLOCK, signals.ENDING)
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _safe_path() -> Iterator[None]:
    """A Python that is started here imports nothing from the current folder (`python -P`)."""
    with _environment:
        before = os.environ.get(SAFE_PATH)
        os.environ[SAFE_PATH] = "1"
        try:
            yield
        finally:
            if before is None:
                del os.environ[SAFE_PATH]
            else:
                os.environ[SAFE_PATH] = before


_environment = threading.Lock()


class _Lent:
    """A payload whose slot goes back to its worker afterwards."""

    def __init__(self, worker: _Worker, kind: str, value: Any) -> None:
        self.worker, self.kind, self.value = worker, kind, value
        self.view: memoryview | None = None

    def __enter__(self) -> Any:
        if self.kind != "slot":
            return pickle.loads(self.value) if self.kind == "pickle" else self.value
        slot, size, pickled = self.value
        self.view = memoryview(self.worker.slots[slot].bytes)[:size]
        return pickle.loads(bytes(self.view)) if pickled else self.view

    def __exit__(self, *error: object) -> None:
        if self.view is not None:
            self.view.release()
            with suppress(BrokenPipeError, ConnectionResetError):  # it has ended, or was killed
                self.worker.pipe.send(self.value[0])


@dataclass(frozen=True, slots=True)
class _Side:
    """A worker's side of what it shares with the main process."""

    pipe: Connection
    slots: tuple[Shared, ...]


def _work(side: _Side, task: Task) -> None:
    """The process: makes the payloads of the task and lays each into a free slot."""
    for each in signals.ENDING:  # where they cannot be blocked
        signal.signal(each, signal.SIG_IGN)
    pipe, free = side.pipe, list(range(SLOTS))
    try:
        for path in task.plugins:
            load_plugin(path)
        with worded(task.words):
            for payload in task.payloads():
                _hand_over(payload, side, free)
        while len(free) < SLOTS:
            free.append(pipe.recv())
    except (BrokenPipeError, EOFError):
        pass  # the main process has ended the run
    except BaseException as error:
        with suppress(BrokenPipeError):
            pipe.send(("error", _portable(error)))


def _portable(error: BaseException) -> BaseException:
    """An error that the main process can read: one of a plugin may not survive the way there."""
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def _hand_over(payload: Any, side: _Side, free: list[int]) -> None:
    pickled = not isinstance(payload, bytes | memoryview)
    data = pickle.dumps(payload, protocol=5) if pickled else payload
    if len(data) > SLOT_BYTES:
        side.pipe.send(("pickle", data) if pickled else ("large", None))
        if not pickled:
            side.pipe.send_bytes(data)
        return
    if not free:
        free.append(side.pipe.recv())
    slot = free.pop()
    memoryview(side.slots[slot].bytes)[: len(data)] = memoryview(data).cast("B")
    side.pipe.send(("slot", (slot, len(data), pickled)))
