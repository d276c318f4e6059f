"""Several processes that answer on one socket, and the one that watches over them.

Each process is begun anew (a fork would copy the locks of Arrow's threads as they stand) and makes its own
application. One that is killed is replaced. Their metrics add up through files, see `metrics`.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait

from mockcraft.errors import MockcraftError, WorkerLost
from mockcraft.plugin import load_plugin, plugins
from mockcraft.server import logs
from mockcraft.server.config import ServerConfig
from mockcraft.server.listening import Listener
from mockcraft.server.metrics import FOLDER, forget
from mockcraft.server.serving import LAST_S, serve

LOOK_S = 0.2  # between two looks at what signals have asked for
AGAIN_S = 1.0  # before a process takes the place of one that has ended
CONTEXT = get_context("spawn")
log = logging.getLogger("mockcraft.server")


def supervise(config: ServerConfig, listener: Listener, ready: Callable[[str], None]) -> None:
    """Serves in `config.workers` processes, until a signal ends them.

    Args:
        config: of the application.
        listener: the socket, which all of them accept from.
        ready: called with the form of the log when all of them answer.

    Raises:
        MockcraftError: a process could not start; where it is the first, none is started after it.
    """
    logs.configure(config.log_level, config.log_format)
    os.environ["PYTHONSAFEPATH"] = "1"  # they import nothing from the current folder
    folder = os.environ[FOLDER] = tempfile.mkdtemp(prefix="mockcraft-metrics-")
    try:
        _Crew(config, listener, folder).run(lambda: ready(logs.chosen(config.log_format)))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Worker:
    """A process, as the watching one sees it."""

    def __init__(self, config: ServerConfig, listener: Listener) -> None:
        self.pipe, its_pipe = CONTEXT.Pipe()
        self.ready = False
        arguments = (config, listener, its_pipe, plugins())
        self.process = CONTEXT.Process(target=_work, args=arguments)
        self.process.start()
        its_pipe.close()

    def hear(self) -> None:
        """Takes what the process has to say; raises the error that kept it from answering."""
        with suppress(EOFError, ConnectionResetError):
            while self.pipe.poll():
                said = self.pipe.recv()
                if isinstance(said, MockcraftError):
                    raise said
                self.ready = True


class _Crew:
    """The processes of a server."""

    def __init__(self, config: ServerConfig, listener: Listener, folder: str) -> None:
        self.config, self.listener, self.folder = config, listener, folder
        self.workers: list[_Worker] = []
        self.signals: list[int] = []
        self.answered = False  # whether one of them ever has

    def run(self, ready: Callable[[], None]) -> None:
        """Starts the processes, and replaces those that end, until a signal comes."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._signalled)
        if (self.config.reload_schemas or self.config.api_keys) and hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, self._pass_on)
        try:
            for count in (1, self.config.workers):  # so that what is wrong for all is said once
                self._begin(count - len(self.workers))
                while not self.signals and not all(each.ready for each in self.workers):
                    self._look()
            if not self.signals:
                ready()
            while not self.signals:
                self._look()
        finally:
            self._end()
        if signal.SIGINT in self.signals:
            raise KeyboardInterrupt
        sys.exit(0)

    def _signalled(self, number: int, _: object) -> None:
        if self.signals:  # whoever asks twice means it
            for each in self.workers:
                each.process.kill()
            os._exit(128 + number)
        self.signals.append(number)

    def _pass_on(self, number: int, _: object) -> None:
        for each in self.workers:
            if each.ready and each.process.is_alive() and each.process.pid is not None:
                os.kill(each.process.pid, number)

    def _begin(self, count: int) -> None:
        self.workers += [_Worker(self.config, self.listener) for _ in range(count)]

    def _look(self) -> None:
        """Waits for news of the processes, and replaces those that have ended.

        Raises what kept one from starting: its error, or WorkerLost where it ended without one. Once one
        has answered, one that a signal ends is replaced however young it is: the system was short of
        memory, or somebody killed it.
        """
        pipes = [each.pipe for each in self.workers if not each.ready]
        wait([*pipes, *(each.process.sentinel for each in self.workers)], LOOK_S)
        lost = [each for each in self.workers if not each.process.is_alive()]
        for each in self.workers:
            if not each.ready:
                each.hear()
                self.answered |= each.ready
        if self.signals:
            return
        for each in lost:
            by_signal = (each.process.exitcode or 0) < 0
            if not each.ready and not (by_signal and self.answered):
                raise WorkerLost(f"a process of the server ended at its start ({_end_of(each)})")
            log.error("a process of the server ended (%s), another takes its place", _end_of(each))
            self._bury(each)
        if lost:
            time.sleep(AGAIN_S)
            self._begin(len(lost))

    def _bury(self, one: _Worker) -> None:
        self.workers.remove(one)
        one.pipe.close()
        forget(one.process.pid, self.folder)

    def _end(self) -> None:
        """Has the processes end; kills those that do not in time."""
        deadline = time.monotonic() + self.config.timeout_shutdown + LAST_S + 1
        for each in self.workers:
            if each.process.is_alive():
                each.process.terminate()
        for each in self.workers:
            each.process.join(max(deadline - time.monotonic(), 0))
            each.process.kill()
            each.process.join()


def _end_of(one: _Worker) -> str:
    code = one.process.exitcode or 0
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _work(
    config: ServerConfig, listener: Listener, pipe: Connection, plugins: tuple[str, ...]
) -> None:
    """One of the processes: answers until it is told to end, or nobody watches over it any more."""
    threading.Thread(target=_end_with_parent, args=(pipe,), daemon=True).start()
    try:
        for path in plugins:
            load_plugin(path)
        serve(config, listener, lambda _: pipe.send("ready"), alone=False)
    except MockcraftError as error:
        pipe.send(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:  # a terminal sends Ctrl-C to all processes
        pass


def _end_with_parent(pipe: Connection) -> None:
    """Waits for the end of the watching process, which never sends anything."""
    with suppress(EOFError, OSError):
        pipe.recv()
    os.kill(os.getpid(), signal.SIGTERM)
