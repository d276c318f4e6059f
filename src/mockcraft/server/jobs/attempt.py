"""One attempt at a job: its process, watched from a thread of the worker until it ends or has to."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from mockcraft.plugin import plugins
from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs.files import DATA, JobFiles, remove
from mockcraft.server.jobs.order import Order
from mockcraft.server.jobs.outage import OUTAGE
from mockcraft.server.jobs.record import Job
from mockcraft.server.jobs.store import JobStore, StoreUnavailable
from mockcraft.setting import PREFIX

log = logging.getLogger("mockcraft.jobs")

BEAT_S = 0.25  # between two looks at the record and at the process: so soon a cancelled job stops
END_S = 5.0  # for a killed process to be gone
MOST_ATTEMPTS = 3
# Numbers of threads that libraries start for themselves: a job is one process that counts as one.
SINGLE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}


class Attempt:
    """Runs a job that the worker has claimed. `run` may take as long as the job."""

    def __init__(
        self,
        job: Job,
        store: JobStore,
        files: JobFiles,
        config: ServerConfig,
        stop: threading.Event,
    ) -> None:
        """`stop` says that the worker ends: the job is put back."""
        self.job, self.store, self.files, self.config, self.stop = job, store, files, config, stop
        self.folder = files.attempt(job)
        self.zip = self.folder / files.name_of_result(job)
        self.done: dict[str, int] = {}
        self.bytes = 0
        self.ending: dict[str, Any] = {}  # the last message: result or error
        self.beaten = time.monotonic()

    def run(self) -> None:
        """Runs it to its end and settles its record; leaves nothing but a result."""
        try:
            data = self.folder / DATA
            data.mkdir(mode=0o700, parents=True)
            self._settle(self._watched(self._start(data)))
        except OSError as error:
            log.error("job %s: %s", self.job.id, error)
            self._failed(f"the server cannot run it: {error.strerror}")
        finally:
            remove(self.folder)

    def _start(self, data: Path) -> subprocess.Popen[bytes]:
        config = self.config
        order = Order(
            schema=str(self.files.input(self.job.id)), request=self.job.request, folder=str(data),
            target=str(self.zip), plugins=[os.path.abspath(path) for path in plugins()],
            bytes=config.job_bytes, memory=config.job_memory,
        )  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "mockcraft.server.jobs.child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self.folder,
            env=kept | SINGLE | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            start_new_session=True,  # Ctrl-C is the worker's
        )  # fmt: skip
        assert process.stdin and process.stdout
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(asdict(order)).encode() + b"\n")
            process.stdin.flush()  # and stays open: its end would end the process
        return process

    def _watched(self, process: subprocess.Popen[bytes]) -> str:
        """Waits for the end; says how it came: "" by itself, "stop", "lost", or the limit that was reached."""
        reader = threading.Thread(target=self._read, args=(process,), daemon=True)
        reader.start()
        deadline = time.monotonic() + self.config.job_seconds
        ended = ""
        try:
            while not ended:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(BEAT_S)
                    break
                ended = self._reason(process.pid, deadline)
        finally:
            process.kill()
            process.wait(END_S)
            reader.join(END_S)
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()
        if not ended and not self.ending:
            log.warning("job %s: its process ended with %s", self.job.id, process.returncode)
            return "died"
        return ended

    def _reason(self, pid: int, deadline: float) -> str:
        """Why the process must end now; "" where it may go on."""
        if self.stop.is_set():
            return "stop"
        if not self._beat():
            return "lost"
        if time.monotonic() > deadline:
            return "seconds"
        return "memory" if resident(pid) > self.config.job_memory else ""

    def _beat(self) -> bool:
        """Whether the attempt is still the job's; taken for so for a while when the store does not answer."""
        lease = self.config.job_lease
        try:
            held = max(self.job.held, 2 * self.bytes)
            alive = self.store.beat(self.job, lease, self.done, held)
        except StoreUnavailable as error:
            OUTAGE.met(error)
            return time.monotonic() - self.beaten < lease
        OUTAGE.over()
        self.beaten = time.monotonic()
        return alive

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout
        for line in process.stdout:
            with suppress(ValueError):  # the line that a kill has cut
                message = json.loads(line)
                if "done" in message:
                    self.done, self.bytes = message["done"], message["bytes"]
                else:
                    self.ending = message

    def _settle(self, ended: str) -> None:
        config = self.config
        if ended == "lost":
            log.info("job %s: cancelled, or taken over by another worker", self.job.id)
        elif ended == "stop":
            self._persist(lambda: self.store.release(self.job, counted=False))
        elif ended == "seconds":
            self._failed(
                f"it took longer than {config.job_seconds:,} seconds, the most here (ask for fewer rows)"
            )
        elif ended == "memory":
            self._failed(f"it needs more than {config.job_memory:,} bytes of memory, the most here")
        elif ended == "died" and self.job.attempt < MOST_ATTEMPTS:
            self._persist(lambda: self.store.release(self.job))
        elif ended == "died":
            self._failed(
                f"its process died, {MOST_ATTEMPTS} times (the log of the server may say why)"
            )
        elif "error" in self.ending:
            self._failed(**self.ending["error"])
        else:
            self._publish(self.ending["result"])

    def _failed(self, detail: str, errors: Sequence[object] = ()) -> None:
        error = {"detail": detail, "errors": list(errors)}
        self._persist(lambda: self.store.fail(self.job, self.config.job_expiry, error))

    def _publish(self, result: dict[str, Any]) -> None:
        """The result under its final name, which no other attempt has; it counts once the record names it."""
        final = self.files.result(self.zip.name)
        os.replace(self.zip, final)

        def finish() -> bool:
            if self.store.finish(self.job, self.config.job_expiry, artifact=final.name, **result):
                return True
            now = self.store.get(
                self.job.id
            )  # names it where only the answer of a first try was lost
            return now is not None and now.artifact == final.name

        if not self._persist(finish):
            log.info("job %s: the result of a stalled attempt is dropped", self.job.id)
            remove(final)

    def _persist(self, step: Any) -> Any:
        """Takes a step of the record, again until the store answers or the worker ends."""
        while True:
            try:
                return step()
            except StoreUnavailable as error:
                OUTAGE.met(error)
                if self.stop.wait(1):
                    return None


def resident(pid: int) -> int:
    """Bytes of memory that a process has, where the system says so (Linux); else 0."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0
