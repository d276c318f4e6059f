"""Keeps the worker of a server alive: a process that is started again when it dies, and ends with the server."""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
from contextlib import suppress

from mockcraft.plugin import plugins
from mockcraft.server.config import ServerConfig

log = logging.getLogger("mockcraft.jobs")

LOOK_S = 0.5  # between two looks
LONGEST_S = 30.0  # between two starts of one that dies at once
END_S = 4.0  # for the worker to put its jobs back; the server itself waits for 5 s


class Supervisor:
    """Starts the worker when it is first needed: a server that has no jobs has no worker."""

    def __init__(self, config: ServerConfig) -> None:
        self.config = config
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.thread: threading.Thread | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the worker, if it is not started and the server is to have one."""
        with self.lock:
            if self.thread is None and self.config.job_processes and not self.stop.is_set():
                self.thread = threading.Thread(target=self._keep, name="jobs", daemon=True)
                self.thread.start()

    def end(self) -> None:
        """Ends the worker, which puts its jobs back."""
        with self.lock:
            self.stop.set()
        if self.thread is not None:
            self.thread.join()

    def _keep(self) -> None:
        pause = LOOK_S
        try:
            while not self.stop.is_set():
                lived, what = self._lived()
                if not self.stop.is_set():
                    pause = LOOK_S if lived > LONGEST_S else min(2 * pause, LONGEST_S)
                    log.error("the worker %s, it is started again", what)
                    self.stop.wait(pause)
        finally:
            self._end()

    def _lived(self) -> tuple[float, str]:
        """Starts a worker and watches it: how many seconds it lived, and what became of it."""
        try:
            self.process = self._started()
        except OSError as error:  # no process or memory is left now
            return 0.0, f"cannot be started ({error})"
        lived = 0.0
        while self.process.poll() is None and not self.stop.wait(LOOK_S):
            lived += LOOK_S
        return lived, f"ended with {self.process.returncode}"

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "mockcraft.server.jobs.worker"],  # nothing of the folder it is in
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is the server's, which then ends the worker
        )  # fmt: skip
        assert process.stdin
        with suppress(BrokenPipeError):
            process.stdin.write(pickle.dumps((self.config, plugins())))
            process.stdin.flush()  # and stays open: its end would end the worker
        return process

    def _end(self) -> None:
        process = self.process
        if process is None:
            return
        assert process.stdin
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
