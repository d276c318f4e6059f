"""What is known of a job: its record, which every process reads and only the store changes."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, field, fields
from typing import Any

from mockcraft.dataclass import dataclass

QUEUED, RUNNING, DONE, FAILED, CANCELLED, EXPIRED = (
    "queued", "running", "done", "failed", "cancelled", "expired",
)  # fmt: skip
STATES = (QUEUED, RUNNING, DONE, FAILED, CANCELLED, EXPIRED)
UNFINISHED = (QUEUED, RUNNING)
ID_BYTES = 16  # 128 bits: nobody guesses one


def new_id() -> str:
    """An id, or a token, that cannot be guessed: 32 hexadecimal digits."""
    return secrets.token_hex(ID_BYTES)


def is_id(text: str) -> bool:
    """Whether a text has the form of an id."""
    return len(text) == 2 * ID_BYTES and not set(text) - set("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Job:
    """A job at one moment. Times are seconds since 1970 on the store's clock, 0 for not yet.

    Attributes:
        id: see `new_id`; who has not been told it cannot find the job.
        client: who asked for it, see server.caller.
        request: what is made, see `request.Request`.
        totals: rows that are made, by table, in the order in which they are.
        inputs: bytes of the schema and its lists.
        reserve: bytes that it is expected to take on the disk while it runs.
        created: when it was asked for; the oldest runs first.
        state: one of STATES.
        attempt: how often it was begun.
        token: of the attempt that runs; only who knows it may change the record of a running job.
        lease: until when the attempt is taken for alive.
        started: when the attempt began.
        ended: when the job came to its end.
        expires: until when the result stays; of other jobs that ended, until when the record does.
        held: bytes that it may have on the disk now.
        done: rows that were made, by table.
        error: why it failed: `detail`, and `errors` with the places of a schema's problems; {} where it did not.
        artifact: name of the result's file; "" for none.
        size: of the result, in bytes.
        digest: SHA-256 of the result, hexadecimal.
        downloaded: when it was first downloaded whole, at once or in ranges that one server process sent.
    """

    id: str
    client: str
    request: dict[str, Any]
    totals: dict[str, int]
    inputs: int = 0
    reserve: int = 0
    created: float = 0.0
    state: str = QUEUED
    attempt: int = 0
    token: str = ""
    lease: float = 0.0
    started: float = 0.0
    ended: float = 0.0
    expires: float = 0.0
    held: int = 0
    done: dict[str, int] = field(default_factory=dict)
    error: dict[str, Any] = field(default_factory=dict)
    artifact: str = ""
    size: int = 0
    digest: str = ""
    downloaded: float = 0.0

    @property
    def rows(self) -> int:
        """Rows that were made."""
        return sum(self.done.values())

    @property
    def total(self) -> int:
        """Rows that are made in all."""
        return sum(self.totals.values())

    def stored(self) -> dict[str, str | int | float]:
        """The record as stores keep it: texts and numbers."""
        return stored(asdict(self))


def stored(values: Mapping[str, Any]) -> dict[str, str | int | float]:
    """Values of a record's attributes as stores keep them."""
    return {
        name: json.dumps(value) if isinstance(value, dict) else value
        for name, value in values.items()
    }


def read(values: Mapping[str, Any]) -> Job:
    """The record of what a store has kept; numbers may have become texts."""
    return Job(**{name: READERS[kind](values[name]) for name, kind in KINDS.items()})


KINDS = {each.name: str(each.type).partition("[")[0] for each in fields(Job)}
READERS: dict[str, Any] = {"str": str, "int": int, "float": float, "dict": json.loads}
SQL_TYPES = {"str": "TEXT", "int": "INTEGER", "float": "REAL", "dict": "TEXT"}
