"""Requests that wait are answered together, each as if it were alone."""

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from mockcraft.server.app import create_app
from mockcraft.server.config import ServerConfig
from mockcraft.server.tables import pages, together
from mockcraft.server.tables.together import Together

from .conftest import WORLD

PATHS = (
    *(f"/users?page={page}&limit={limit}" for page in (1, 2, 9, 41, 9999) for limit in (7, 20, 99)),
    "/users?page=3&fields=id,email", "/users?page=4&fields=id,email", "/users?fields=id,boss_id&expand=boss_id",
    "/users?page=2&fields=id,boss_id&expand=boss_id", "/orders?page=3", "/orders?page=4", "/lines?bigints=text",
    "/nothing", "/users?page=0", "/users?limit=a", "/users?fields=x", "/falling?limit=30", "/falling?page=31&limit=1",
)  # fmt: skip


def test_each_is_answered_as_if_it_were_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "world.yaml").write_text(WORLD)
    made: list[int] = []
    real = pages.Page.texts

    def counting(page: pages.Page, numbers: Sequence[int]) -> list[str]:
        made.append(len(numbers))
        return real(page, numbers)  # type: ignore[arg-type]

    async def answers(at_once: bool) -> list[tuple[int, bytes, dict[str, str]]]:
        app = create_app(ServerConfig(schemas=(str(tmp_path / "world.yaml"),)))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            asked = [client.get(f"/api/tables/world{path}") for path in PATHS]
            found = await asyncio.gather(*asked) if at_once else [await each for each in asked]
        return [
            (each.status_code, each.content, {**each.headers, "x-request-id": ""}) for each in found
        ]

    monkeypatch.setattr(pages.Page, "texts", counting)
    alone = asyncio.run(answers(False))
    times = len(made)

    assert alone == asyncio.run(answers(True))
    assert {200, 400, 404} == {status for status, _, _ in alone}
    assert len(made) - times < times / 2  # of the same kind together


def test_those_that_come_meanwhile_are_answered_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where one is wrong, one is given up, or all of a batch fail."""
    monkeypatch.setattr(together, "MOST", 3)
    batches: list[list[str]] = []
    begun, go_on = threading.Event(), threading.Event()

    def answer(requests: Sequence[Request]) -> list[Response | Exception]:
        batches.append([request.url.path for request in requests])
        begun.set()
        assert go_on.wait(10)
        if "/broken" in batches[-1]:
            raise RuntimeError("all")
        wrong = ValueError("one")
        return [wrong if path == "/wrong" else Response(path) for path in batches[-1]]

    async def ask() -> list[Response | BaseException]:
        ours = Together(answer, CapacityLimiter(1))

        def asked(path: str) -> asyncio.Task[Response]:
            scope = {"type": "http", "path": path, "headers": [], "server": ("x", 80)}
            return asyncio.create_task(ours(Request(scope)))

        tasks = [asked("/first")]
        await asyncio.to_thread(begun.wait, 10)
        tasks += map(asked, ("/second", "/wrong", "/left", "/fourth", "/broken", "/last"))
        await asyncio.sleep(0)
        tasks[3].cancel()
        go_on.set()
        return await asyncio.gather(*tasks, asked("/later"), return_exceptions=True)

    answers = [
        bytes(each.body).decode() if isinstance(each, Response) else type(each).__name__
        for each in asyncio.run(ask())
    ]

    expected = [
        ["/first"],
        ["/second", "/wrong", "/left"],
        ["/fourth", "/broken", "/last"],
        ["/later"],
    ]
    assert expected == batches
    assert ["/first", "/second", "ValueError", "CancelledError"] == answers[:4]
    assert ["RuntimeError", "RuntimeError", "RuntimeError", "/later"] == answers[4:]
