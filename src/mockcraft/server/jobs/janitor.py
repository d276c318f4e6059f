"""Puts things right, every now and then: after workers that died, and when the time of results is over."""

from __future__ import annotations

import logging
import time

from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs.attempt import MOST_ATTEMPTS
from mockcraft.server.jobs.files import JobFiles, remove
from mockcraft.server.jobs.queue import Queue
from mockcraft.server.jobs.record import DONE, QUEUED, RUNNING, UNFINISHED
from mockcraft.server.jobs.store import JobStore, Standing

log = logging.getLogger("mockcraft.jobs")

SWEEP_S = 10.0  # between two sweeps, which look at all files
MOST_DUE = 1000  # records of a round
ORPHAN_S = 600.0  # an input without a record is one that is being added, unless it is older


class Janitor:
    """Several may be at work at a time, on one host or many: each step is one of the store's."""

    def __init__(
        self, store: JobStore, queue: Queue, files: JobFiles, config: ServerConfig
    ) -> None:
        self.store, self.queue, self.files, self.config = store, queue, files, config
        self.next_sweep = 0.0  # on the monotonic clock

    def round(self) -> None:
        """Does all of it, the sweep now and then; raises StoreUnavailable."""
        self.reap()
        self.expire()
        if time.monotonic() >= self.next_sweep:
            self.sweep()
            self.next_sweep = time.monotonic() + SWEEP_S
        self.wake()

    def reap(self) -> None:
        """Puts back the jobs whose worker has not been heard of for a lease, or gives them up."""
        now = self.store.now()
        for job in self.store.select(states=[RUNNING]):
            if job.lease >= now:
                continue
            if job.attempt < MOST_ATTEMPTS:
                if self.store.release(job, lease_before=now):
                    log.warning("job %s: its worker is gone, it is run again", job.id)
                    self.next_sweep = 0.0  # for the files of the attempt
            else:
                detail = f"its worker was lost, {MOST_ATTEMPTS} times (ask for fewer rows)"
                error = {"detail": detail, "errors": []}
                self.store.fail(job, self.config.job_expiry, error, lease_before=now)

    def expire(self) -> None:
        """Ends results whose time is over, and forgets jobs that have long ended."""
        now = self.store.now()
        for job in self.store.due(now, MOST_DUE):
            if job.state == DONE:
                self.store.expire(job.id, self.config.job_expiry)
                remove(self.files.result(job.artifact))
            else:
                self.store.remove(job.id)

    def sweep(self) -> None:
        """Removes files that no record needs."""
        entries = list(
            self.files.entries()
        )  # first: a record that is read later is no older than they
        jobs = self.store.standings(sorted({id for _, id, _, _ in entries}))
        young = time.time() - ORPHAN_S
        for path, id, token, written in entries:
            job = jobs.get(id)
            entering = not token and written > young  # all else has had a record
            if not (entering if job is None else _needs(job, path.name, token)):
                remove(path)

    def wake(self) -> None:
        """Replaces tickets that were lost."""
        missing = self.store.counts()[QUEUED] - self.queue.waiting()
        for _ in range(missing):
            self.queue.put()


def _needs(job: Standing, name: str, token: str) -> bool:
    """Whether a job needs a file: its input until it ends, what its attempt writes, its result."""
    if not token:
        return job.state in UNFINISHED
    return (job.state == RUNNING and job.token == token) or (
        job.state == DONE and job.artifact == name
    )
