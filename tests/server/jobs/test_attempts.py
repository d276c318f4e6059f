"""Attempts, run by a worker's parts in this process: the job's process is a real one."""

import hashlib
import io
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs import attempt as attempts
from mockcraft.server.jobs import janitor as janitors
from mockcraft.server.jobs.attempt import Attempt
from mockcraft.server.jobs.files import JobFiles
from mockcraft.server.jobs.janitor import Janitor
from mockcraft.server.jobs.queue import Queue
from mockcraft.server.jobs.record import Job
from mockcraft.server.jobs.store import JobStore
from server.jobs.conftest import ENOUGH, a_job, entered
from servers import runs

LONG = "tables: {t: {count: 5000000, columns: {a: email, b: name}}}"


@pytest.fixture
def config(tmp_path: Path) -> ServerConfig:
    return ServerConfig(job_folder=str(tmp_path / "jobs"), job_lease=2)


class Bench:
    """A worker's parts, and what to say of them."""

    def __init__(self, store: JobStore, files: JobFiles, config: ServerConfig) -> None:
        self.store, self.files, self.config = store, files, config
        self.stop = threading.Event()

    def claim(self) -> Job:
        job = self.store.claim(self.config.job_lease, 2**40)
        assert job is not None
        return job

    def attempt(self, job: Job, **changes: Any) -> Attempt:
        config = replace(self.config, **changes)
        return Attempt(job, self.store, self.files, config, self.stop)

    def run(self, text: str, output: str = "csv", **changes: Any) -> Job:
        job = entered(self.store, self.files, text, output)
        self.attempt(self.claim(), **changes).run()
        return self.found(job)

    def found(self, job: Job) -> Job:
        found = self.store.get(job.id)
        assert found is not None
        return found

    def left(self) -> list[str]:
        return [each.name for each in self.files.attempts.iterdir()]


@pytest.fixture
def bench(store: JobStore, files: JobFiles, config: ServerConfig) -> Bench:
    return Bench(store, files, config)


@contextmanager
def running(attempt: Attempt) -> Iterator[int]:
    """An attempt in a thread, as in a worker; the number of its process, which makes rows. It has ended afterwards."""
    started: list[int] = []
    real = attempt._start

    def start(data: Path) -> object:
        process = real(data)
        started.append(process.pid)
        return process

    attempt._start = start  # type: ignore[method-assign,assignment]
    thread = threading.Thread(target=attempt.run)
    thread.start()
    try:
        until(lambda: bool(attempt.done) and sum(attempt.done.values()) > 0)
        yield started[0]
    finally:
        thread.join(20)
        assert not thread.is_alive()
        assert not runs(started[0])


def until(
    true: Callable[[], bool], first: Callable[[], object] = lambda: None, seconds: float = 20
) -> None:
    """Waits, and does something before each look."""
    deadline = time.monotonic() + seconds
    while first() or not true():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)


def test_a_job_ends_in_a_zip_of_its_files_and_leaves_nothing_else(bench: Bench) -> None:
    job = bench.run(
        "tables: {a: {count: 3, columns: {n: sequence}}, b: {count: 2, columns: {n: sequence}}}"
    )
    data = bench.files.result(job.artifact).read_bytes()
    with ZipFile(io.BytesIO(data)) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist()}

    assert {"a.csv": "n\n1\n2\n3\n", "b.csv": "n\n1\n2\n"} == texts
    assert ("done", {"a": 3, "b": 2}, 1) == (job.state, job.done, job.attempt)
    assert (len(data), hashlib.sha256(data).hexdigest()) == (job.size, job.digest)
    assert [] == bench.left()


def test_a_job_may_not_be_larger_or_take_longer_or_more_memory_than_allowed(bench: Bench) -> None:
    large = bench.run(LONG, job_bytes=100_000)
    long = bench.run(LONG, job_seconds=1)
    wide = bench.run(LONG, job_memory=2**20)

    assert "the files are larger than 100,000 bytes" in large.error["detail"]
    assert "it took longer than 1 seconds" in long.error["detail"]
    assert "it needs more than 1,048,576 bytes of memory" in wide.error["detail"]
    assert ["failed"] * 3 == [large.state, long.state, wide.state]
    assert [] == bench.left()


def test_a_cancelled_job_stops_soon(bench: Bench) -> None:
    job = entered(bench.store, bench.files, LONG)
    with running(bench.attempt(bench.claim())) as process:
        bench.store.cancel(job.id, 60)
        until(lambda: not runs(process), seconds=20)  # a quarter of a second, and what others take

    assert "cancelled" == bench.found(job).state
    assert [] == bench.left()


def test_a_worker_that_stops_puts_its_job_back(bench: Bench) -> None:
    job = entered(bench.store, bench.files, LONG)
    with running(bench.attempt(bench.claim())):
        bench.stop.set()
    found = bench.found(job)

    assert ("queued", 0, {}) == (found.state, found.attempt, found.done)
    assert [] == bench.left()


def test_a_stalled_worker_cannot_publish_over_its_successor(
    bench: Bench, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = entered(bench.store, bench.files)
    stalled = bench.attempt(bench.claim())
    monkeypatch.setattr(
        stalled, "_beat", lambda: True
    )  # it learns nothing of what goes on meanwhile
    publish, woken = stalled._publish, threading.Event()
    monkeypatch.setattr(stalled, "_publish", lambda result: (woken.wait(30), publish(result)))
    thread = threading.Thread(target=stalled.run)
    thread.start()
    janitor = Janitor(bench.store, queue, bench.files, bench.config)
    until(lambda: bench.found(job).state == "queued", first=janitor.reap)
    successor = bench.claim()
    bench.attempt(successor).run()
    done = bench.found(job)
    woken.set()
    thread.join(20)

    assert stalled.job.token != successor.token
    assert done == bench.found(job)
    assert "done" == done.state
    assert done.artifact.startswith(f"{job.id}.{successor.token}")
    assert [done.artifact] == [each.name for each in bench.files.results.iterdir()]


def test_a_process_that_dies_is_tried_again_but_not_for_ever(bench: Bench) -> None:
    job = entered(bench.store, bench.files, LONG)
    states = []
    for _ in range(attempts.MOST_ATTEMPTS):
        with running(bench.attempt(bench.claim())) as process:
            os.kill(process, signal.SIGKILL)
        states.append(bench.found(job).state)

    assert ["queued", "queued", "failed"] == states
    assert "its process died, 3 times" in bench.found(job).error["detail"]


def test_a_job_whose_worker_is_gone_is_put_back_but_not_for_ever(
    bench: Bench, queue: Queue
) -> None:
    job = entered(bench.store, bench.files)
    janitor = Janitor(bench.store, queue, bench.files, bench.config)
    states = []
    for _ in range(attempts.MOST_ATTEMPTS):
        assert bench.store.claim(-1, 2**40)
        janitor.reap()
        states.append(bench.found(job).state)

    assert ["queued", "queued", "failed"] == states
    assert "its worker was lost, 3 times" in bench.found(job).error["detail"]


def test_the_janitor_removes_what_a_crash_has_left_and_nothing_else(
    bench: Bench, queue: Queue
) -> None:
    done, waits = (
        bench.run("tables: {a: {count: 1, columns: {n: sequence}}}"),
        entered(bench.store, bench.files),
    )
    lost = bench.files.results / f"{done.id}.{'0' * 32}.zip"
    lost.write_text("x")
    dead = bench.files.attempts / f"{waits.id}.{'1' * 32}"
    (dead / "files").mkdir(parents=True)
    strange = bench.files.inputs / ("2" * 32)
    strange.write_text("x")
    young = bench.files.inputs / ("3" * 32)
    young.write_text("x")
    os.utime(strange, (1, 1))
    Janitor(bench.store, queue, bench.files, bench.config).round()

    assert not any(each.exists() for each in (lost, dead, strange, bench.files.input(done.id)))
    assert young.exists()
    assert bench.files.input(waits.id).exists()
    assert bench.files.result(done.artifact).exists()


def test_results_expire_and_are_forgotten(bench: Bench, queue: Queue) -> None:
    done = bench.run("tables: {a: {count: 1, columns: {n: sequence}}}", job_expiry=1)
    janitor = Janitor(bench.store, queue, bench.files, replace(bench.config, job_expiry=1))
    until(lambda: bench.found(done).state == "expired", first=janitor.round)
    assert [] == list(bench.files.results.iterdir())
    until(lambda: bench.store.get(done.id) is None, first=janitor.round)


def test_the_result_of_a_job_that_is_forgotten_goes_with_the_next_sweep(
    bench: Bench, queue: Queue
) -> None:
    done = bench.run("tables: {a: {count: 1, columns: {n: sequence}}}")
    bench.store.remove(done.id)
    Janitor(bench.store, queue, bench.files, bench.config).sweep()

    assert [] == list(bench.files.results.iterdir())


def test_a_job_whose_worker_is_heard_of_meanwhile_does_not_fail(
    bench: Bench, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered(bench.store, bench.files)
    job = bench.store.claim(-1, 2**40)
    assert job is not None
    monkeypatch.setattr(janitors, "MOST_ATTEMPTS", 1)
    select = bench.store.select

    def select_then_beat(**what: Any) -> list[Job]:
        found = select(**what)
        assert bench.store.beat(job, 60, {})
        return found

    monkeypatch.setattr(bench.store, "select", select_then_beat)
    Janitor(bench.store, queue, bench.files, bench.config).reap()

    assert "running" == bench.found(job).state


def test_lost_tickets_are_replaced(bench: Bench, queue: Queue) -> None:
    for _ in range(3):
        bench.store.add(a_job(), ENOUGH)
    queue.put()
    Janitor(bench.store, queue, bench.files, bench.config).wake()

    assert 3 == queue.waiting()
