"""Schemas that take seconds: others are answered meanwhile, and the server ends when it is told to."""

import asyncio
import json
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from typing import Any

import httpx
import pytest
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from mockcraft.core.effort import spend
from mockcraft.server import budget, turns
from mockcraft.server.app import create_app
from mockcraft.server.budget import Overdue
from mockcraft.server.serving import LAST_S
from mockcraft.server.turns import PLACES, Busy, Turns
from mockcraft.server.uploads import Upload
from mockcraft.settings import MAX_COST
from server.test_server import problem

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
YAML = {"content-type": "application/yaml"}
# As much as the bounds allow: 2,000 columns, each of them unique, in 90 KB.
LARGE = "tables:\n" + "".join(
    f"  t{table}:\n    count: 1000\n    columns:\n"
    + "".join(f"      c{i}: {{generator: email, unique: true}}\n" for i in range(20))
    for table in range(100)
)
MANY = 20


def test_others_are_answered_meanwhile_and_sigterm_ends_the_server(server: Start) -> None:
    grace = 3
    with server("--log-level", "error", "--timeout-shutdown", str(grace)) as (address, process):
        assert httpx.get(address, timeout=60).status_code == 200  # the document of the API is made

        shared = httpx.Client(timeout=60)

        def send() -> None:
            with suppress(httpx.HTTPError):
                shared.post(f"{address}/api/validate", content=LARGE, headers=YAML)

        clients = [threading.Thread(target=send) for _ in range(MANY)]
        for each in clients:
            each.start()
        time.sleep(1)
        waited = []
        with httpx.Client(base_url=address, timeout=60) as client:
            for watched in ("/healthz", "/readyz", "/metrics", "/") * 5:
                before = time.perf_counter()
                assert client.get(watched).status_code == 200
                waited.append(time.perf_counter() - before)
        before = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)

        assert process.returncode == 0
        assert time.monotonic() - before < grace + LAST_S
        assert sorted(waited)[len(waited) // 2] < 0.3
        assert max(waited) < 2  # a machine that is busy with other tests
        for each in clients:
            each.join()
        shared.close()


def test_a_schema_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    Upload("tables: {t: {count: 1, columns: {a: email}}}").load()  # what it needs is imported
    monkeypatch.setattr(budget, "SECONDS", 0.2)  # of two that it takes
    with pytest.raises(Overdue, match="this took longer than"):
        Turns(MAX_COST.default).budget.aside(Upload(LARGE).load)


def test_a_schema_that_costs_too_much_is_refused(server: Start) -> None:
    with server("--max-cost", "3000") as (address, _):
        rows = "tables: {t: {count: 1000, columns: {a: email}}}"
        many = httpx.post(f"{address}/api/preview?rows=1000", content=rows, headers=YAML)
        for path in ("/api/validate", "/api/seed"):
            large = httpx.post(address + path, content=LARGE, headers=YAML, timeout=60)
            assert "than the 3,000 that one request may take" in problem(large, 422)
        few = httpx.post(f"{address}/api/preview?rows=5", content=rows, headers=YAML)

    assert "than the 3,000 that one request may take" in problem(many, 422)
    assert len(few.json()) == 5


# ---------------------------------------------------------------------- turns


def request_of(app: Any, client: str, gone: asyncio.Event | None = None) -> Request:
    """A request whose client hangs up when that is set."""

    async def receive() -> Message:
        await (gone or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    return Request({"type": "http", "app": app, "client": (client, 1), "headers": []}, receive)


def endless(begun: threading.Event) -> None:
    """Work that nothing ends but its effort."""
    begun.set()
    while True:
        spend(0)


def test_whoever_hangs_up_gives_the_turn_away_at_once() -> None:
    app = create_app()

    async def ask() -> None:
        made: Turns = app.state.turns
        begun, gone = threading.Event(), asyncio.Event()
        first = asyncio.create_task(
            made.run(request_of(app, "10.0.0.1", gone), lambda: endless(begun))
        )
        await asyncio.to_thread(begun.wait)
        waiting = asyncio.create_task(
            made.run(request_of(app, "10.0.0.1", gone), lambda: endless(begun))
        )
        third = asyncio.create_task(made.run(request_of(app, "10.0.0.1"), lambda: "done"))
        await asyncio.sleep(0)
        gone.set()
        for each in (first, waiting):
            with pytest.raises(ClientDisconnect):
                await each
        assert "done" == await third

    asyncio.run(ask())


def test_what_is_under_way_when_the_server_stops_has_a_second_more() -> None:
    app = create_app()

    async def ask() -> float:
        made: Turns = app.state.turns
        async with made.budget.lifespan(app):
            begun = threading.Event()
            work = asyncio.create_task(
                made.run(request_of(app, "10.0.0.1"), lambda: endless(begun))
            )
            await asyncio.to_thread(begun.wait)
            app.state.stopping.set()
            before = time.monotonic()
            with pytest.raises(Overdue, match="the server is stopping"):
                await work
            return time.monotonic() - before

    assert budget.LAST_S <= asyncio.run(ask()) < budget.SECONDS / 2


def test_a_schema_under_way_is_answered_when_the_server_is_stopped(server: Start) -> None:
    with server("--log-level", "error", "--timeout-shutdown", "20") as (address, process):
        answers: list[httpx.Response] = []

        def send() -> None:
            answers.append(
                httpx.post(f"{address}/api/validate", content=LARGE, headers=YAML, timeout=60)
            )

        client = threading.Thread(target=send)
        client.start()
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        client.join()
        assert 0 == process.wait(timeout=30)

    if answers[0].status_code != 200:  # where the machine has not made it in two seconds
        assert "the server is stopping (ask again)" == problem(answers[0], 503)


def test_a_client_has_one_place_and_keeps_out_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAIT_S", 0.3)
    app = create_app()
    free, running = threading.Event(), threading.Semaphore(0)

    def work() -> str:
        running.release()
        assert free.wait(20)
        return "done"

    async def ask() -> list[Any]:
        made: Turns = app.state.turns
        async with made.budget.lifespan(app):
            return await answers(made)

    async def answers(made: Turns) -> list[Any]:
        first = asyncio.create_task(made.run(request_of(app, "10.0.0.1"), work))
        await asyncio.to_thread(running.acquire)
        with pytest.raises(Busy):
            await made.run(request_of(app, "10.0.0.1"), work)
        assert "at once" == await made.run(request_of(app, "10.0.0.2"), lambda: "at once")
        second = asyncio.create_task(made.run(request_of(app, "10.0.0.2"), work))
        await asyncio.to_thread(running.acquire)
        with pytest.raises(Busy):  # all places are taken
            await made.run(request_of(app, "10.0.0.3"), work)
        waiting = asyncio.create_task(made.run(request_of(app, "10.0.0.1"), work))
        await asyncio.sleep(0)
        app.state.stopping.set()
        free.set()
        return [*await asyncio.gather(first, second, waiting, return_exceptions=True)]

    done, also, refused = asyncio.run(ask())
    assert (done, also) == ("done", "done")
    assert "the server is stopping" in str(refused)
    assert PLACES == 2


HELD = "/api/generate/paragraph?sentences=100&count=600"  # about a second
COLUMNS = {"columns": {"a": {"generator": "paragraph", "sentences": 100}}, "count": 600}


def leave(address: str, head: str, body: str = "") -> None:
    """Sends a request, and hangs up."""
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as connection:
        connection.sendall(
            f"{head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        time.sleep(0.01)


def test_nobody_waits_for_values_and_rows_of_those_who_have_hung_up(server: Start) -> None:
    with server("--log-level", "error") as (address, _):
        for method, path, body, asked in (
            ("GET", HELD, "", {"url": f"{address}/api/generate/email?count=5000"}),
            (
                "POST", "/api/generate", json.dumps(COLUMNS),
                {"url": f"{address}/api/generate", "json": {"columns": ["email"], "count": 5000}},
            ),
        ):  # fmt: skip
            assert httpx.request(method, **asked, timeout=60).status_code == 200
            for _ in range(30):
                leave(address, f"{method} {path}", body)
            before = time.monotonic()
            assert httpx.request(method, **asked, timeout=60).status_code == 200
            assert time.monotonic() - before < 5  # more than 10 where each of them was made


def test_values_wait_for_their_turn_for_a_while_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "WAIT_S", 0.3)

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            assert (await client.get("/api/generate/email?count=200")).status_code == 200
            return await asyncio.gather(*(client.get(f"{HELD}&seed={seed}") for seed in range(8)))

    answers = asyncio.run(ask())

    refused = [each for each in answers if each.status_code != 200]
    assert 0 < len(refused) < 8
    for each in refused:
        assert "other requests are worked on" in problem(each, 503)
        assert each.headers["retry-after"] == "10"
