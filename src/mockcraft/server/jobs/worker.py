"""A worker: threads that claim jobs and watch over their processes, and a janitor.

`mockcraft worker` runs one until it is stopped. A server starts one as a process of its own, `python -m
mockcraft.server.jobs.worker`, which gets its configuration over standard input and ends when that does.
"""

from __future__ import annotations

import logging
import os
import pickle
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from mockcraft.errors import MockcraftError
from mockcraft.plugin import load_plugin
from mockcraft.server import logs
from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs.attempt import Attempt
from mockcraft.server.jobs.files import JobFiles
from mockcraft.server.jobs.janitor import Janitor
from mockcraft.server.jobs.outage import OUTAGE
from mockcraft.server.jobs.queue import Queue
from mockcraft.server.jobs.store import StoreUnavailable, open_store
from mockcraft.unfinished import locked

log = logging.getLogger("mockcraft.jobs")

ROUND_S = 1.0  # between two rounds of the janitor
LOCK_S = 0.5  # between two tries to be the worker of this host


class Worker:
    """Takes jobs from the queue until it is stopped."""

    def __init__(self, config: ServerConfig, stop: threading.Event | None = None) -> None:
        """Opens store, queue and folder; raises MockcraftError where one of them cannot be."""
        self.config = config
        self.files = JobFiles(config.job_folder)
        self.store = open_store(config.jobs, self.files.folder)
        self.queue = Queue(config.jobs, self.files.folder, self.work)
        self.janitor = Janitor(self.store, self.queue, self.files, config)
        self.stop = stop or threading.Event()
        self.told = ""

    def run(self) -> None:
        """Works until `stop` is set; jobs that run then are put back."""
        consumer = self.queue.consumer(self.config.job_processes)
        consumer.start()
        try:
            while not self.stop.wait(ROUND_S):
                self._tidy()
                consumer.check_worker_health()
        finally:
            self.stop.set()
            consumer.stop(graceful=True)
            self.store.close()

    def work(self) -> None:
        """What a ticket is for: the oldest job, if one waits and there is room for it."""
        if self.stop.is_set():
            return
        try:
            job = self.store.claim(self.config.job_lease, self.files.room(self.config.disk))
        except StoreUnavailable as error:
            OUTAGE.met(error)
            return
        if job is not None:
            log.info("job %s: attempt %d begins", job.id, job.attempt)
            Attempt(job, self.store, self.files, self.config, self.stop).run()

    def _tidy(self) -> None:
        """A round of the janitor; what is in its way is told once."""
        told = ""
        try:
            self.janitor.round()
            OUTAGE.over()
        except StoreUnavailable as error:
            OUTAGE.met(error)
        except OSError as error:
            told = str(error)
            if told != self.told:
                log.warning("%s", told)
        self.told = told


def main() -> None:
    """The worker of a server: of several that share the job folder on a host, one works and the others wait."""
    source = os.fdopen(0, "rb", buffering=0, closefd=False)
    config, plugins = pickle.load(source)
    logs.configure(config.log_level, config.log_format)
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=_watch, args=(source, stop), daemon=True).start()
    try:
        for path in plugins:
            load_plugin(path)
        with _only_one(JobFiles(config.job_folder).folder, stop):
            if not stop.is_set():
                Worker(config, stop).run()
    except MockcraftError as error:
        log.error("the worker ends: %s", error)
        sys.exit(1)


def _watch(source: BinaryIO, stop: threading.Event) -> None:
    """Stops with the server, whose end of the pipe the system closes however it ended."""
    while source.read(1):
        pass
    stop.set()


@contextmanager
def _only_one(folder: Path, stop: threading.Event) -> Iterator[None]:
    """Waits until no other worker of a server of this host has the folder, or until it is to stop."""
    lock = os.open(folder / f"worker.{socket.gethostname()}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not locked(lock, fresh=True) and not stop.wait(LOCK_S):
            pass
        yield
    finally:
        os.close(lock)


if __name__ == "__main__":
    main()
