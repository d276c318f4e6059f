"""What the routes call, without a worker."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from huey import SqliteHuey
from starlette.requests import Request
from starlette.types import Message

import servers
from mockcraft.schema.bind import Overrides
from mockcraft.server.config import ServerConfig
from mockcraft.server.jobs import events, files, supervisor
from mockcraft.server.jobs.download import Downloads, response_of
from mockcraft.server.jobs.files import JobFolderError
from mockcraft.server.jobs.record import Job
from mockcraft.server.jobs.service import Gone, JobService, NoSuchJob, QueueFull, TooLargeJob
from mockcraft.server.jobs.store import StoreUnavailable
from mockcraft.server.uploads import Upload
from server.jobs.conftest import SCHEMA

UPLOAD = Upload(SCHEMA, False, Overrides(), {"output": "csv", "dialect": "postgresql"})
_, PLAN = UPLOAD.load()
MIB = 2**20


@pytest.fixture
def config(tmp_path: Path) -> ServerConfig:
    return ServerConfig(job_folder=str(tmp_path / "jobs"), job_processes=0)


@pytest.fixture
def service(config: ServerConfig) -> Iterator[JobService]:
    service = JobService(config)
    yield service
    service.end()


def limited(service: JobService, **changes: int) -> JobService:
    service.config = replace(service.config, **changes)  # type: ignore[arg-type]
    return service


def inputs(service: JobService) -> int:
    return len(list((Path(service.config.job_folder or "") / "inputs").iterdir()))


def test_a_server_without_jobs_makes_no_folder(service: JobService, tmp_path: Path) -> None:
    service.start()
    with pytest.raises(NoSuchJob):
        service.get("0" * 32, "me")

    assert [] == service.of("me")
    assert [] == list(tmp_path.iterdir())
    assert 0 == sum(service.counts().values())


def test_the_folder_of_jobs_is_its_users_alone(service: JobService) -> None:
    job = service.add(UPLOAD, PLAN, "me")
    folder = Path(service.config.job_folder or "")

    assert [0o700] * 4 == [
        path.stat().st_mode & 0o777
        for path in (folder, *map(folder.joinpath, ("inputs", "attempts", "results")))
    ]
    assert SCHEMA == (folder / "inputs" / job.id).read_text()


def test_a_folder_of_another_user_is_refused(
    config: ServerConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    with pytest.raises(JobFolderError, match="is another user's"):
        JobService(config).add(UPLOAD, PLAN, "me")


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JobFolderError, match="file/jobs cannot be used: Not a directory"):
        JobService(ServerConfig(job_folder=str(tmp_path / "file/jobs"))).add(UPLOAD, PLAN, "me")


def test_without_a_folder_it_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere")
    assert Path("/somewhere/mockcraft/jobs") == files.default_folder()
    monkeypatch.delenv("XDG_STATE_HOME")
    assert Path.home() / ".local/state/mockcraft/jobs" == files.default_folder()


def test_a_job_that_never_fits_on_the_disk_is_refused_for_good(service: JobService) -> None:
    with pytest.raises(TooLargeJob, match=r"the job needs about 1,048,\d+ bytes of disk"):
        limited(service, disk=MIB).add(UPLOAD, PLAN, "me")


def test_a_job_that_does_not_fit_beside_others_may_come_again(service: JobService) -> None:
    job = limited(service, disk=2 * MIB).add(UPLOAD, PLAN, "me")
    assert service._open().store.claim(60, 2**40)
    with pytest.raises(QueueFull, match="the disk is full of results") as caught:
        service.add(UPLOAD, PLAN, "me")

    assert (503, 30) == (caught.value.http_status, caught.value.retry_after)
    assert 1 == inputs(service)
    service.cancel(job.id, "me")
    service.add(UPLOAD, PLAN, "me")


def test_what_the_file_system_has_not_is_not_promised(
    service: JobService, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=files.SPARE + 1000))
    with pytest.raises(QueueFull, match="the disk is full"):
        service.add(UPLOAD, PLAN, "me")


@pytest.mark.parametrize("state", ["queued", "running", "done", "failed", "expired", "none"])
def test_of_another_client_s_job_nothing_is_told_whatever_becomes_of_it(
    service: JobService, state: str
) -> None:
    id = service.add(UPLOAD, PLAN, "me").id if state != "none" else "0" * 32
    store = service._open().store
    claimed = store.claim(60, 2**40) if state not in ("queued", "none") else None
    if claimed is not None and state == "failed":
        store.fail(claimed, 60, {"detail": "secret", "errors": []})
    elif claimed is not None and state in ("done", "expired"):
        store.finish(claimed, 60, artifact="a.zip", size=3, digest="00", done={})
        service._open().files.result("a.zip").write_bytes(b"zip")
    if state == "expired":
        service.cancel(id, "me")

    for ask in (service.get, service.result, service.cancel):
        with pytest.raises(NoSuchJob, match=f"^there is no job '{id}' .see /api/jobs.$"):
            ask(id, "somebody else")
    assert [] == service.of("somebody else")
    assert state == ("none" if state == "none" else service.get(id, "me").state)


def test_a_result_whose_file_is_missing_is_gone(service: JobService) -> None:
    job = service.add(UPLOAD, PLAN, "me")
    store = service._open().store
    claimed = store.claim(60, 2**40)
    assert claimed is not None
    store.finish(claimed, 60, artifact="a.zip", size=1, digest="00", done={})

    with pytest.raises(Gone, match="same schema, same bytes"):
        service.result(job.id, "me")


def test_a_result_that_goes_while_it_is_asked_for_is_gone_or_sent_whole(
    service: JobService,
) -> None:
    id = service.add(UPLOAD, PLAN, "me").id
    opened = service._open()
    claimed = opened.store.claim(60, 2**40)
    assert claimed is not None
    file = opened.files.result("a.zip")
    file.write_bytes(b"zip")
    opened.store.finish(claimed, 60, artifact="a.zip", size=3, digest="00", done={})
    job = service.result(id, "me")
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def gone_while_sent() -> None:
        scope = {"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.4"}}

        async def opened() -> BinaryIO:
            return service.open(job)

        async def downloaded() -> None:
            said.append({"type": "downloaded"})

        response = await response_of(Request(scope), job, opened, Downloads(), downloaded)
        file.unlink()
        await response(scope, Request(scope).receive, send)

    asyncio.run(gone_while_sent())
    assert [200, b"zip", "downloaded"] == [
        said[0]["status"],
        said[1]["body"],
        said[-1]["type"],
    ]
    with pytest.raises(Gone, match="same schema, same bytes"):
        service.open(job)


def test_a_job_whose_ticket_is_lost_is_taken_all_the_same(
    service: JobService, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[bool] = []
    monkeypatch.setattr(service.supervisor, "start", lambda: started.append(True))
    huey = service._open().queue.huey
    assert isinstance(huey, SqliteHuey)
    huey.storage.sql("drop table task", commit=True)

    assert "queued" == service.add(UPLOAD, PLAN, "me").state
    assert [True] == started


def test_a_job_that_is_refused_while_redis_is_away_leaves_nothing(tmp_path: Path) -> None:
    with servers.OwnRedis() as own:
        service = JobService(
            ServerConfig(job_folder=str(tmp_path / "jobs"), job_processes=0, jobs=own.uri)
        )
        service.add(UPLOAD, PLAN, "me")
        own.stop()
        with pytest.raises(StoreUnavailable):
            service.add(UPLOAD, PLAN, "me")

        assert 1 == inputs(service)
        own.start()
        service.add(UPLOAD, PLAN, "me")
        assert 2 == inputs(service)
        service.end()


def test_jobs_that_are_cancelled_do_not_pile_up_tickets(service: JobService) -> None:
    for _ in range(4):
        service.cancel(service.add(UPLOAD, PLAN, "me").id, "me")

    assert 1 == service._open().queue.waiting()
    service.add(UPLOAD, PLAN, "me")
    service.add(UPLOAD, PLAN, "me")
    assert 2 == service._open().queue.waiting()


def test_a_job_that_ends_while_it_is_cancelled_loses_its_result(
    service: JobService, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = service.add(UPLOAD, PLAN, "me").id
    opened = service._open()
    claimed = opened.store.claim(60, 2**40)
    assert claimed is not None
    file = opened.files.result("a.zip")
    file.write_bytes(b"zip")
    cancel = opened.store.cancel

    def late(id: str, expiry: float) -> Job | None:
        opened.store.finish(claimed, 60, artifact="a.zip", size=3, digest="00", done={})
        return cancel(id, expiry)

    monkeypatch.setattr(opened.store, "cancel", late)
    assert "expired" == service.cancel(id, "me").state
    assert not file.exists()


def test_a_worker_that_cannot_be_started_is_tried_again(
    service: JobService, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def full(*_: object, **__: object) -> None:
        tries.append(len(tries))
        if len(tries) == 2:
            service.supervisor.stop.set()
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(supervisor, "LOOK_S", 0.01)
    monkeypatch.setattr(subprocess, "Popen", full)
    service.supervisor._keep()

    assert [0, 1] == tries


def test_a_worker_imports_nothing_from_the_folder_where_the_server_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pickle.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    worker = supervisor.Supervisor(ServerConfig(job_folder=str(tmp_path / "jobs")))._started()

    assert worker.stdin
    worker.stdin.close()
    assert 0 == worker.wait(60)


@pytest.mark.parametrize("id", ["", "x", "../jobs.sqlite", "0" * 32, "0" * 10_000])
def test_an_unknown_id_is_no_job(service: JobService, id: str) -> None:
    with pytest.raises(NoSuchJob) as caught:
        service.get(id, "me")

    assert len(str(caught.value)) < 100


def test_events_tell_what_is_new_and_that_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOK_S", 0.001)
    monkeypatch.setattr(events, "QUIET_S", 0.004)
    states = [("queued", 0)] * 30 + [("running", 5)] * 2 + [("done", 9)]
    looks: Iterator[dict[str, Any]] = iter(
        [{"state": state, "rows": rows, "attempt": 1, "ended": None} for state, rows in states]
    )

    async def look() -> dict[str, Any]:
        return next(looks)

    async def told() -> list[str]:
        return [each async for each in events.events(look, asyncio.Event())]

    said = asyncio.run(told())
    kinds = [each.split("\n")[0] for each in said]

    assert "retry: 2000" == kinds[0]
    assert ["event: progress", "event: progress", "id: end"] == [
        each for each in kinds if each[0] in "ei"
    ]
    assert 1 <= kinds.count(": still here") < 30
    assert '"state": "done"' in said[-1]


def test_events_break_off_when_the_server_stops() -> None:
    async def look() -> dict[str, Any]:
        return {"state": "queued", "rows": 0, "attempt": 0, "ended": None}

    async def told() -> int:
        stopping = asyncio.Event()
        said = 0
        async for _ in events.events(look, stopping):
            said += 1
            stopping.set()
        return said

    assert 2 == asyncio.run(asyncio.wait_for(told(), 20))
