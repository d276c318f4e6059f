"""The contract of a store of jobs: what may become of a job, each step of it atomic.

A store fills the small methods; what they are put together to is written here, once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from mockcraft.dataclass import dataclass
from mockcraft.errors import MockcraftError, SettingsError
from mockcraft.server.jobs.record import (
    CANCELLED,
    DONE,
    EXPIRED,
    FAILED,
    QUEUED,
    RUNNING,
    STATES,
    UNFINISHED,
    Job,
    new_id,
)  # fmt: skip
from mockcraft.settings import JOBS

SCHEMES = ("redis", "rediss", "unix")  # redis-py's
FILE = "jobs.sqlite"  # in the job folder


class StoreUnavailable(MockcraftError):
    """The store does not answer: Redis is down, or the disk is full."""

    exit_code = 3
    http_status = 503
    retry_after = 5
    public = "the jobs cannot be reached now (try again later)"


@dataclass(frozen=True, slots=True)
class Limits:
    """How many jobs are taken.

    Attributes:
        queue: jobs that wait.
        client: jobs of one client that wait or run.
        disk: bytes that all jobs may have on the disk, those to come included.
        records: of one client; for one more, those of its jobs that ended are forgotten, the oldest first.
    """

    queue: int
    client: int
    disk: int
    records: int = 1000


class Standing(NamedTuple):
    """What says which files a job needs, see `record.Job`."""

    state: str
    token: str
    artifact: str


class JobStore(ABC):
    """Keeps records. All methods may raise StoreUnavailable, and may be called from any thread."""

    # ---- what a store fills

    @abstractmethod
    def now(self) -> float:
        """The time that all who share the store agree on, in seconds since 1970."""

    @abstractmethod
    def insert(self, job: Job, limits: Limits) -> str:
        """Adds a record; "" where it fits, else which limit it does not: "queue", "client" or "disk"."""

    @abstractmethod
    def change(
        self,
        id: str,
        states: Sequence[str],
        changes: Mapping[str, Any],
        *,
        token: str | None = None,
        lease_before: float | None = None,
    ) -> Job | None:
        """Changes the record if it is in one of the states, has the token and a lease that ended before.

        Returns the record as it is then; None where it was not changed.
        """

    @abstractmethod
    def take(self, changes: Mapping[str, Any], disk: int) -> Job | None:
        """Changes the oldest job that waits: one attempt more, `held` with what it reserves.

        None where none waits, or all would then hold more than `disk` bytes.
        """

    @abstractmethod
    def get(self, id: str) -> Job | None:
        """The record."""

    @abstractmethod
    def select(self, states: Sequence[str] = STATES) -> list[Job]:
        """All records in these states, the oldest first."""

    @abstractmethod
    def newest(self, client: str, most: int) -> list[Job]:
        """Records of a client, the newest first."""

    @abstractmethod
    def due(self, now: float, most: int) -> list[Job]:
        """Records of jobs that ended which expire until then, the first first."""

    @abstractmethod
    def standings(self, ids: Sequence[str]) -> dict[str, Standing]:
        """How jobs stand, by id; those without a record are left out."""

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Number of jobs by state, all of STATES."""

    @abstractmethod
    def rows(self) -> dict[str, int]:
        """Rows that they have made, by state, all of STATES."""

    @abstractmethod
    def remove(self, id: str) -> None:
        """Forgets a record."""

    @abstractmethod
    def close(self) -> None:
        """Ends the connections."""

    # ---- what they are put together to

    def add(self, job: Job, limits: Limits) -> str:
        """Enters a new job, see `insert`."""
        return self.insert(replace(job, created=self.now(), held=job.inputs), limits)

    def claim(self, lease: float, disk: int) -> Job | None:
        """The oldest job that waits, as an attempt of the caller, who beats within `lease` seconds."""
        now = self.now()
        return self.take(
            {
                "state": RUNNING, "token": new_id(), "lease": now + lease, "started": now, "done": {},
            },
            disk,
        )  # fmt: skip

    def beat(
        self, job: Job, lease: float, done: Mapping[str, int], held: int | None = None
    ) -> bool:
        """Says that the attempt lives, and how far it is; False where it is not the job's any more."""
        changes = {"lease": self.now() + lease, "done": dict(done)}
        if held is not None:
            changes["held"] = held
        return self.change(job.id, [RUNNING], changes, token=job.token) is not None

    def finish(self, job: Job, expiry: float, **result: Any) -> bool:
        """The attempt has ended well; `result` has artifact, size, digest and done.

        False where the attempt is not the job's any more: its result counts for nothing.
        """
        return self._end(job, DONE, expiry, held=result["size"], **result)

    def fail(
        self,
        job: Job,
        expiry: float,
        error: Mapping[str, Any],
        lease_before: float | None = None,
    ) -> bool:
        """The job cannot be done; False where the attempt is not the job's any more, or has a later lease."""
        return self._end(job, FAILED, expiry, lease_before, held=0, error=dict(error))

    def _end(
        self,
        job: Job,
        state: str,
        expiry: float,
        lease_before: float | None = None,
        **changes: Any,
    ) -> bool:
        now = self.now()
        ending = {"state": state, "token": "", "ended": now, "expires": now + expiry, **changes}
        ended = self.change(job.id, [RUNNING], ending, token=job.token, lease_before=lease_before)
        return ended is not None

    def release(
        self, job: Job, counted: bool = True, lease_before: float | None = None
    ) -> Job | None:
        """Puts a job back into the queue, at its old place; an attempt that is not `counted` never was."""
        changes = {
            "state": QUEUED, "token": "", "started": 0.0, "done": {}, "held": job.inputs,
            "attempt": job.attempt - (not counted),
        }  # fmt: skip
        return self.change(job.id, [RUNNING], changes, token=job.token, lease_before=lease_before)

    def cancel(self, id: str, expiry: float) -> Job | None:
        """Ends a job that waits or runs; its attempt notices with its next beat. None where it has ended."""
        now = self.now()
        changes = {
            "state": CANCELLED,
            "token": "",
            "ended": now,
            "expires": now + expiry,
            "held": 0,
        }
        return self.change(id, UNFINISHED, changes)

    def expire(self, id: str, kept: float) -> Job | None:
        """Gives up the result of a job that is done; the record stays `kept` seconds to tell of it."""
        changes = {"state": EXPIRED, "expires": self.now() + kept, "held": 0, "artifact": ""}
        return self.change(id, [DONE], changes)

    def downloaded(self, job: Job, kept: float) -> None:
        """Notes that the result was downloaded, after which it stays `kept` seconds at most."""
        if not job.downloaded:
            now = self.now()
            changes = {"downloaded": now, "expires": min(job.expires, now + kept)}
            self.change(job.id, [DONE], changes)


def open_store(url: str | None, folder: Path) -> JobStore:
    """The store at a URL, without one a file in the job folder; raises SettingsError for a URL of no Redis."""
    if url is None:
        from mockcraft.server.jobs.stores.sqlite import SqliteStore

        return SqliteStore(folder / FILE)
    from mockcraft.server.jobs.stores.redis import RedisStore

    check_url(url)
    return RedisStore(url)


def check_url(url: str | None) -> None:
    """Raises SettingsError for a URL of no Redis."""
    if url is None:
        return
    scheme, _, rest = url.partition("://")
    shown = f"jobs={JOBS.shown_value(url)} is not the URL of a Redis"
    if not (scheme in SCHEMES and rest):
        raise SettingsError(f"{shown} (give redis://HOST:PORT/0)")
    from redis.connection import parse_url

    try:
        parse_url(url)  # type: ignore[no-untyped-call]
    except ValueError:  # its text may hold a part of the password
        raise SettingsError(
            f"{shown} (such as redis://user:password@host:6379/0, with / and : within the password as %2F and %3A)"
        ) from None
