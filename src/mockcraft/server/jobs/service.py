"""What the routes do with jobs. One of it a server process; its methods wait for disk and store, so they run in threads."""

from __future__ import annotations

import logging
import math
import threading
import time
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mockcraft.errors import MockcraftError, UserError
from mockcraft.preview import shown_plan
from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs.files import JobFiles, check_folder, default_folder, remove
from mockcraft.server.jobs.record import (
    CANCELLED,
    DONE,
    FAILED,
    QUEUED,
    STATES,
    UNFINISHED,
    Job,
    is_id,
    new_id,
)  # fmt: skip
from mockcraft.server.jobs.request import request_of, reserved
from mockcraft.server.jobs.store import FILE, JobStore, Limits, StoreUnavailable, open_store
from mockcraft.server.jobs.supervisor import Supervisor
from mockcraft.server.uploads import Upload

if TYPE_CHECKING:
    from mockcraft.core.plan import Plan
    from mockcraft.server.jobs.queue import Queue

log = logging.getLogger("mockcraft.jobs")

MOST_RECORDS = 1000  # of a client's jobs that are known, the newest


class NoSuchJob(UserError):
    """There is no such job, or it is another client's: nobody learns which."""

    http_status = 404


class TooManyJobs(UserError):
    """A client has as many jobs as it may have."""

    http_status = 429
    retry_after = 10


class QueueFull(MockcraftError):
    """No more jobs can wait, or their files have no room."""

    http_status = 503
    retry_after = 30


class TooLargeJob(UserError):
    """A job has more rows, or needs more room, than a job may."""

    http_status = 422


class NoResult(UserError):
    """A job has no result: not yet, or never."""

    http_status = 409


class NoResultYet(NoResult):
    """A job has no result yet."""

    retry_after = 2


class Gone(UserError):
    """The result of a job was there, and is not any more."""

    http_status = 410


class _Opened:
    """The folder and the store; the queue is opened when a job is first added, because huey takes long to import."""

    def __init__(self, config: ServerConfig) -> None:
        self.url = config.jobs
        self.files = JobFiles(config.job_folder)
        self.store: JobStore = open_store(config.jobs, self.files.folder)

    @cached_property
    def queue(self) -> Queue:
        """The tickets; raises StoreUnavailable."""
        from mockcraft.server.jobs.queue import Queue

        return Queue(self.url, self.files.folder)


class JobService:
    """Opens store, queue and folder when a job first needs them."""

    def __init__(self, config: ServerConfig) -> None:
        self.config = config
        self.supervisor = Supervisor(config)
        self.lock = threading.Lock()
        self.opened: _Opened | None = None

    def start(self) -> None:
        """Has the jobs go on that an earlier server left; without any, nothing is made or started."""
        try:
            check_folder(self.config.job_folder)
            there = self._existing()
            if there and (self.config.jobs or any(there.store.counts().values())):
                self.supervisor.start()
        except MockcraftError as error:
            log.error("%s", error)

    def end(self) -> None:
        """Ends the worker and the connections."""
        self.supervisor.end()
        if self.opened:
            self.opened.store.close()

    def _open(self) -> _Opened:
        with self.lock:
            if self.opened is None:
                self.opened = _Opened(self.config)
            return self.opened

    def _existing(self) -> _Opened | None:
        """What is opened, or was made before; None where there has never been a job."""
        if self.opened is None and not self.config.jobs:
            folder = Path(self.config.job_folder) if self.config.job_folder else default_folder()
            if not (folder / FILE).exists():
                return None
        return self._open()

    def now(self) -> float:
        """The time of the store, in seconds since 1970."""
        there = self._existing()
        return there.store.now() if there else time.time()

    def check(self) -> None:
        """Raises StoreUnavailable where the store of the jobs does not answer."""
        there = self._existing()
        if there:
            there.store.counts()

    def counts(self) -> dict[str, int]:
        """Number of the jobs that are known, by state."""
        there = self._existing()
        return there.store.counts() if there else dict.fromkeys(STATES, 0)

    def rows(self) -> dict[str, int]:
        """Rows that they have made, by state."""
        there = self._existing()
        return there.store.rows() if there else dict.fromkeys(STATES, 0)

    def add(self, upload: Upload, plan: Plan, client: str) -> Job:
        """A new job, of an upload and its plan; raises the errors of limits."""
        if plan.rows > self.config.job_rows:
            raise TooLargeJob(
                f"the job has {plan.rows:,} rows, {self.config.job_rows:,} are the most here (lower the counts, or scale)"
            )
        opened = self._open()
        text = upload.text.encode()
        job = Job(
            new_id(), client, request_of(upload, plan),
            {table.name: table.count for table in shown_plan(plan, upload.settings["output"]).tables},
            inputs=len(text), reserve=reserved(plan, self.config.job_bytes),
        )  # fmt: skip
        self._enter(job, text, opened)
        self._wake(opened)
        self.supervisor.start()
        return opened.store.get(job.id) or job

    def _wake(self, opened: _Opened) -> None:
        """Adds a ticket, if fewer are there than jobs wait: cancelled ones have left theirs."""
        try:
            if opened.queue.waiting() < opened.store.counts()[QUEUED]:
                opened.queue.put()
        except (
            StoreUnavailable
        ) as error:  # the job is entered: the janitor sees that its ticket is missing
            log.warning("%s", error)

    def _enter(self, job: Job, text: bytes, opened: _Opened) -> None:
        """Adds the record, its input before it; raises which limit it does not fit."""
        config = self.config
        needed = job.inputs + job.reserve
        if needed > config.disk:
            raise TooLargeJob(
                f"the job needs about {needed:,} bytes of disk, {config.disk:,} are the most here (lower the counts)"
            )
        path = opened.files.input(job.id)
        room = opened.files.room(config.disk)
        limits = Limits(config.job_queue, config.jobs_per_client, room, MOST_RECORDS)
        full = "unknown"
        try:
            path.write_bytes(text)
            full = opened.store.add(job, limits)
        except OSError as error:
            raise QueueFull(f"the job cannot be kept: {error.strerror} (try later)") from error
        finally:
            if (
                full
            ):  # also where the store does not answer: the client is told that there is no job
                remove(path)
        if full == "client":
            raise TooManyJobs(
                f"{config.jobs_per_client:,} of your jobs wait or run, the most of one client (wait for one, or cancel it)"
            )
        if full:
            why = (
                f"{config.job_queue:,} jobs wait"
                if full == "queue"
                else "the disk is full of results"
            )
            raise QueueFull(f"{why}: no more are taken now (try later)")

    def get(self, id: str, client: str) -> Job:
        """A job of the client; raises NoSuchJob."""
        there = self._existing() if is_id(id) else None
        job = there.store.get(id) if there else None
        if job is None or job.client != client:
            raise NoSuchJob(f"there is no job {id[:40]!r} (see /api/jobs)")
        return job

    def of(self, client: str) -> list[Job]:
        """The jobs of a client, the newest first."""
        there = self._existing()
        return there.store.newest(client, MOST_RECORDS) if there else []

    def cancel(self, id: str, client: str) -> Job:
        """Ends a job of the client that has not ended; gives up the result of one that is done."""
        job = self.get(id, client)
        opened, expiry = self._open(), self.config.job_expiry
        if job.state in UNFINISHED and not opened.store.cancel(id, expiry):
            job = self.get(id, client)  # it has ended meanwhile
        if job.state == DONE:
            opened.store.expire(id, expiry)
            remove(opened.files.result(job.artifact))
        return self.get(id, client)

    def result(self, id: str, client: str) -> Job:
        """A job that has a result; raises why there is none."""
        job = self.get(id, client)
        if job.state in UNFINISHED:
            raise NoResultYet(
                f"the job is {job.state}: its files are not made yet (see /api/jobs/{id})"
            )
        if job.state in (FAILED, CANCELLED):
            raise NoResult(
                f"the job {'failed' if job.state == FAILED else 'was cancelled'}: it has no files"
            )
        opened = self._open()
        there = job.state == DONE and opened.files.result(job.artifact).is_file()
        if not there or job.expires <= opened.store.now():
            raise self._gone(job)
        return job

    def open(self, job: Job) -> BinaryIO:
        """The ZIP of a job, which stays while it is read; raises Gone where it was removed meanwhile."""
        try:
            return open(self._open().files.result(job.artifact), "rb")
        except FileNotFoundError:
            raise self._gone(job) from None

    def _gone(self, job: Job) -> Gone:
        why = (
            "after its download"
            if job.downloaded
            else f"{math.ceil(self.config.job_expiry / 60):,} minutes after it was made"
        )
        return Gone(
            f"the result was deleted, {why} (ask for the same job again: same schema, same bytes)"
        )

    def downloaded(self, job: Job) -> None:
        """Notes a whole download, after which the result stays for some time only."""
        self._open().store.downloaded(job, self.config.keep_downloaded)
