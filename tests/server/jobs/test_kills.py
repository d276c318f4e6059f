"""Servers and workers that are killed or stopped in mid-job: the job is done all the same, with the same bytes."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from mockcraft.server.jobs.outage import TELL_S
from mockcraft.server.jobs.record import Job
from mockcraft.server.jobs.store import open_store
from server.conftest import running
from servers import OwnRedis, runs

YAML = {"content-type": "application/yaml"}
SCHEMA = """
seed: {seed}
tables:
  t: {{count: {rows}, columns: {{a: {{generator: email, unique: true}}, b: iban}}}}
"""
ROWS = 400_000  # which take a second and more


def flags(folder: Path, *more: str) -> list[str]:
    return [
        "--job-folder", str(folder / "jobs"), "--job-processes", "1", "--job-lease", "2",
        "--log-level", "warning", *more,
    ]  # fmt: skip


def ask(address: str, seed: int = 1, rows: int = ROWS) -> str:
    answer = httpx.post(
        f"{address}/api/seed", content=SCHEMA.format(seed=seed, rows=rows), headers=YAML, timeout=30
    )
    assert 202 == answer.status_code, answer.text
    made: str = answer.json()["id"]
    return made


def until(true: Callable[[], Any], seconds: float = 120) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.05)
    return found


def job(address: str, id: str) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{address}/api/jobs/{id}", timeout=30).json()
    return found


def reached(address: str, id: str, state: str) -> dict[str, Any]:
    """The job once it is in a state; `running` counts from its first row on."""

    def look() -> dict[str, Any] | None:
        found = job(address, id)
        assert "failed" != found["state"], found["error"]
        return found if found["state"] == state and (found["rows"] or state != "running") else None

    made: dict[str, Any] = until(look)
    return made


def children(pid: int) -> list[int]:
    """Processes that a process has started, and those that they have."""
    found = []
    for each in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] != "Z":
            child = int(each.parent.name)
            found += [child, *children(child)]
    return found


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Of a job that nobody disturbed: the server's folder, its id, its digest."""
    folder = tmp_path_factory.mktemp("undisturbed")
    with running(*flags(folder), folder=folder) as (address, _):
        done = reached(address, ask(address), "done")
    return folder, done["id"], done["sha256"]


@pytest.fixture
def digest(undisturbed: tuple[Path, str, str]) -> str:
    return undisturbed[2]


def test_a_job_whose_worker_is_killed_is_run_again(tmp_path: Path, digest: str) -> None:
    with running(*flags(tmp_path), folder=tmp_path) as (address, server):
        id = ask(address)
        reached(address, id, "running")
        worker, child = children(server.pid)
        os.kill(worker, signal.SIGKILL)
        until(lambda: not runs(child), 5)
        done = reached(address, id, "done")

        assert (digest, 2) == (done["sha256"], done["attempt"])
        assert [] == list((tmp_path / "jobs/attempts").iterdir())


@pytest.mark.parametrize("all_at_once", [False, True])
def test_a_job_whose_server_is_killed_goes_on_with_the_next_server(
    tmp_path: Path, digest: str, all_at_once: bool
) -> None:
    with running(*flags(tmp_path), folder=tmp_path) as (address, server):
        id = ask(address)
        reached(address, id, "running")
        others = children(server.pid)
        for each in [server.pid, *(others if all_at_once else [])]:
            os.kill(each, signal.SIGKILL)
        until(lambda: not any(map(runs, others)), 5)
    with running(*flags(tmp_path), folder=tmp_path) as (address, _):
        done = reached(address, id, "done")
        data = httpx.get(f"{address}/api/download/{id}").content

    assert digest == done["sha256"] == hashlib.sha256(data).hexdigest()
    assert 1 == len(list((tmp_path / "jobs/results").iterdir()))


def test_a_server_that_is_stopped_puts_its_job_back(tmp_path: Path) -> None:
    with running(*flags(tmp_path), folder=tmp_path) as (address, server):
        id = ask(address, rows=20 * ROWS)  # more than are made until it is stopped
        reached(address, id, "running")
        others = children(server.pid)
        server.send_signal(signal.SIGTERM)
        assert 0 == server.wait(10)
    store = open_store(None, tmp_path / "jobs")
    found = store.get(id)
    store.close()

    assert not any(map(runs, others))
    assert isinstance(found, Job)
    assert ("queued", 0) == (found.state, found.attempt)


def test_whoever_follows_a_job_is_let_go_when_the_server_is_stopped(tmp_path: Path) -> None:
    with running(*flags(tmp_path), folder=tmp_path) as (address, server):
        id = ask(address, rows=20 * ROWS)
        with httpx.stream("GET", f"{address}/api/jobs/{id}/events", timeout=30) as told:
            lines = told.iter_lines()
            assert "retry: 2000" == next(lines)
            assert any(each.startswith("data: ") for each in lines)
            server.send_signal(signal.SIGTERM)
            begun = time.monotonic()
            rest = list(lines)  # a stream that is cut off would raise
            seconds = time.monotonic() - begun
        assert 0 == server.wait(20)

    assert "event: end" not in rest
    assert seconds < 4  # of the 5 s of grace


def test_a_download_goes_on_with_the_next_server(undisturbed: tuple[Path, str, str]) -> None:
    folder, id, digest = undisturbed
    with (
        running(*flags(folder), folder=folder) as (address, server),
        httpx.stream("GET", f"{address}/api/download/{id}") as answer,
    ):
        etag, first = answer.headers["etag"], next(answer.iter_raw(100_000))
        server.kill()
    with running(*flags(folder), folder=folder) as (address, _):
        range = {"range": f"bytes={len(first)}-", "if-range": etag}
        rest = httpx.get(f"{address}/api/download/{id}", headers=range)

    assert 206 == rest.status_code
    assert digest == hashlib.sha256(first + rest.content).hexdigest()


def test_servers_with_one_folder_share_a_worker(tmp_path: Path) -> None:
    with (
        running(*flags(tmp_path), folder=tmp_path) as (address, server),
        running(*flags(tmp_path), folder=tmp_path) as (other, _),
    ):
        for each in (address, other):
            ask(each, rows=ROWS // 6)
        at_once = set()

        def all_done() -> bool:
            found = httpx.get(f"{other}/api/jobs", timeout=30).json()["jobs"]  # all at one moment
            states = [each["state"] for each in found]
            at_once.add(states.count("running"))
            return ["done"] * 2 == states

        until(all_done)
        server.kill()  # whose worker may be the one
        reached(other, ask(other, rows=10), "done")

    assert at_once <= {0, 1}


def test_a_result_stays_a_while_after_its_download_and_is_gone_then(tmp_path: Path) -> None:
    with running(*flags(tmp_path, "--keep-downloaded", "3"), folder=tmp_path) as (address, _):
        id = ask(address, rows=10)
        done = reached(address, id, "done")
        url = f"{address}/api/download/{id}"
        begun = httpx.get(url, headers={"range": "bytes=0-9"})
        assert done["expires"] == job(address, id)["expires"]
        once, twice = httpx.get(url), httpx.get(url)
        gone = until(lambda: (found := httpx.get(url)).status_code != 200 and found)

        assert (206, 200, 200) == (begun.status_code, once.status_code, twice.status_code)
        assert 410 == gone.status_code
        assert "after its download" in gone.json()["detail"]
        until(lambda: job(address, id)["state"] == "expired")
        assert [] == list((tmp_path / "jobs/results").iterdir())


# ---------------------------------------------------------------------- many hosts


def worker(folder: Path, redis: str) -> subprocess.Popen[bytes]:
    """`mockcraft worker`, as on a host of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOCKCRAFT_")}
    return subprocess.Popen(
        [sys.executable, "-m", "mockcraft", "worker", *flags(folder, "--jobs", redis)],
        env=kept | {"PYTHONPATH": os.pathsep.join(sys.path)}, stderr=subprocess.DEVNULL,
    )  # fmt: skip


@pytest.fixture
def workers(tmp_path: Path, redis: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Three workers; who kills one adds another."""
    made = [worker(tmp_path, redis) for _ in range(3)]
    yield made
    for each in made:
        each.kill()
        each.wait()


def test_workers_of_many_hosts_lose_no_job_and_do_none_twice(
    tmp_path: Path, redis: str, workers: list[subprocess.Popen[bytes]]
) -> None:
    shared = flags(tmp_path, "--jobs", redis)
    shared[shared.index("--job-processes") + 1] = "0"
    with (
        running(*shared, folder=tmp_path) as (address, _),
        running(*shared, folder=tmp_path) as (other, _),
    ):
        ids = [
            ask(address if number % 2 else other, seed=number % 2, rows=ROWS // 2)
            for number in range(5)
        ]
        running_now = until(lambda: [id for id in ids if job(address, id)["rows"]])
        killed, stalled = workers[0], workers[1]
        killed.kill()
        workers.append(worker(tmp_path, redis))
        stalled.send_signal(signal.SIGSTOP)
        time.sleep(3)  # longer than a lease
        stalled.send_signal(signal.SIGCONT)
        done = [reached(other, id, "done") for id in ids]

        assert running_now
        assert 1 == len({each["sha256"] for each in done[::2]})
        assert 1 == len({each["sha256"] for each in done[1::2]})
        # On a busy machine a lease may lapse that nobody stalled.
        assert 5 < sum(each["attempt"] for each in done) <= 5 + 5
        until(lambda: not list((tmp_path / "jobs/attempts").iterdir()))
        assert sorted(ids) == sorted(
            each.name[:32] for each in (tmp_path / "jobs/results").iterdir()
        )


def test_jobs_outlive_redis(tmp_path: Path, digest: str) -> None:
    with OwnRedis() as own:
        shared = flags(tmp_path, "--jobs", own.server.uri)
        with running(*shared, folder=tmp_path) as (address, _):
            id = ask(address)
            reached(address, id, "running")
            own.kill()
            away = httpx.get(f"{address}/api/jobs/{id}", timeout=30)
            unready = httpx.get(f"{address}/readyz", timeout=30)
            own.start()
            until(lambda: httpx.get(f"{address}/api/jobs/{id}", timeout=30).status_code == 200)
            done = reached(address, id, "done")

    assert (503, "5") == (away.status_code, away.headers["retry-after"])
    assert "the jobs cannot be reached now (try again later)" == away.json()["detail"]
    assert 503 == unready.status_code
    assert digest == done["sha256"]


def test_an_outage_of_redis_is_a_few_lines_of_the_log(tmp_path: Path) -> None:
    most = 0  # lines, of the worker: one at once and after each TELL_S
    with OwnRedis() as own:
        shared = flags(tmp_path, "--jobs", own.server.uri, "--log-format", "json")
        with running(*shared, folder=tmp_path) as (address, server):
            id = ask(address)
            reached(address, id, "running")
            for _ in range(2):
                began = time.monotonic()
                own.stop()
                time.sleep(3)  # in which the worker asks a dozen times
                own.start()
                until(lambda: httpx.get(f"{address}/api/jobs/{id}", timeout=30).status_code == 200)
                time.sleep(1)
                most += 1 + int((time.monotonic() - began) / TELL_S)
            reached(address, id, "done")
            server.terminate()
            _, log = server.communicate(timeout=30)
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    said = [each["event"] for each in lines]
    away = [each for each in said if "does not answer" in each]

    assert "Traceback" not in log
    assert own.password not in log
    assert 2 == said.count("the store of the jobs answers again"), said
    assert 2 <= len(away) <= most, said
    assert all("127.0.0.1" in each for each in away)
