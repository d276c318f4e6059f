"""Stores of jobs, and a worker's parts in this process."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mockcraft.schema.bind import Overrides
from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs.files import JobFiles
from mockcraft.server.jobs.queue import Queue
from mockcraft.server.jobs.record import Job, new_id
from mockcraft.server.jobs.request import request_of
from mockcraft.server.jobs.store import JobStore, Limits, open_store
from mockcraft.server.uploads import Upload

SCHEMA = """tables:
  users:
    count: 3000
    columns:
      id: {generator: sequence, primary_key: true}
      email: email
"""
ENOUGH = Limits(queue=100, client=100, disk=2**40)


@pytest.fixture(params=["sqlite", "redis"])
def config(request: pytest.FixtureRequest, tmp_path: Path) -> ServerConfig:
    """Of a server with a folder of its own, and each kind of store."""
    jobs = None if request.param == "sqlite" else request.getfixturevalue("redis")
    return ServerConfig(jobs=jobs, job_folder=str(tmp_path / "jobs"), job_lease=2)


@pytest.fixture
def files(config: ServerConfig) -> JobFiles:
    return JobFiles(config.job_folder)


@pytest.fixture
def store(config: ServerConfig, files: JobFiles) -> Iterator[JobStore]:
    store = open_store(config.jobs, files.folder)
    yield store
    store.close()


@pytest.fixture
def queue(config: ServerConfig, files: JobFiles) -> Queue:
    return Queue(config.jobs, files.folder)


def a_job(client: str = "me", **values: Any) -> Job:
    """One that no store has."""
    return Job(new_id(), client, {"output": "csv"}, {"users": 3000}, **values)


def entered(store: JobStore, files: JobFiles, text: str = SCHEMA, output: str = "csv") -> Job:
    """A job that waits, with its input."""
    upload = Upload(text, False, Overrides(), {"output": output, "dialect": "postgresql"})
    plan = upload.load()[1]
    totals = {table.name: table.count for table in plan.tables}
    job = Job(new_id(), "me", request_of(upload, plan), totals)
    files.input(job.id).write_text(text)
    assert "" == store.add(job, ENOUGH)
    return job
