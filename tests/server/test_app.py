"""The application in this process: what a process of its own cannot be made to do."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from mockcraft.clock import read_clock
from mockcraft.errors import UserError
from mockcraft.generator import Generator
from mockcraft.server import values
from mockcraft.server.app import create_app
from mockcraft.server.config import ServerConfig


def ask(path: str, config: ServerConfig | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(create_app(config), raise_app_exceptions=False)

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.get(path)

    return asyncio.run(send())


def test_a_bug_is_a_500_that_tells_nothing_of_the_inside(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Generator, "bind", broken)
    response = ask("/api/generate/firstname")

    assert response.status_code == response.json()["status"] == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    assert "GET /api/generate/firstname failed" in caplog.text


def test_a_query_is_parsed_once_for_many_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[tuple[Any, ...]] = []
    real = values.Query

    def counting(*words: Any) -> values.Query:
        parsed.append(words)
        return real(*words)

    monkeypatch.setattr(values, "Query", counting)
    app = create_app()

    async def send() -> None:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            for _ in range(3):
                await client.get("/api/generate/firstname?seed=1")
                await client.get("/api/generate/firstname?seed=2")
                await client.get(f"/api/generate/firstname?x={'a' * values.KEPT_LENGTH}")

    asyncio.run(send())

    assert [len(words[1]) > values.KEPT_LENGTH for words in parsed].count(False) == 2
    assert [len(words[1]) > values.KEPT_LENGTH for words in parsed].count(True) == 3


def test_a_request_counts_from_the_clock_of_the_server_or_its_own() -> None:
    path = "/api/generate/birth_date?min_age=30&max_age=30&seed=1"
    own = ask(path, ServerConfig(now=read_clock("2000-01-01")))
    asked = ask(path + "&now=2010-01-01")

    assert ("1969", "1979") == (own.json()["value"][:4], asked.json()["value"][:4])
    assert "now" not in own.json()
    assert "2010-01-01T00:00:00Z" == asked.json()["now"]
    before = read_clock("now")
    assert read_clock(ask(path + "&now=now").json()["now"]) - before in range(60)
    assert "now='x' is not a date" in ask(path + "&now=x").json()["detail"]


def test_the_methods_of_a_path_are_those_of_all_its_routes(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("tables: {t: {count: 1, columns: {a: word}}}")
    config = ServerConfig(schemas=(str(tmp_path / "s.yaml"),), writes=True)
    transport = httpx.ASGITransport(create_app(config))

    async def send(method: str, path: str) -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.request(method, path)

    refused, answer, missing = (
        asyncio.run(send(*each))
        for each in (("POST", "/api/tables/s/t/row:0"), ("OPTIONS", "/api/tables/s/t/row:0"), ("OPTIONS", "/no"))
    )  # fmt: skip

    allowed = "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"
    assert (405, allowed) == (refused.status_code, refused.headers["allow"])
    assert f"it takes {allowed}" in refused.json()["detail"]
    assert (204, allowed, b"") == (answer.status_code, answer.headers["allow"], answer.content)
    assert 404 == missing.status_code


def test_processes_that_take_writes_share_a_file() -> None:
    with pytest.raises(UserError, match="workers=2: processes that take writes share a file"):
        create_app(ServerConfig(writes=True, workers=2))


def test_what_answers_get_answers_head(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("tables: {t: {count: 3, columns: {a: word}}}")
    config = ServerConfig(schemas=(str(tmp_path / "s.yaml"),), job_folder=str(tmp_path / "jobs"))
    app = create_app(config)

    async def send() -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            for path in (
                "/healthz", "/readyz", "/metrics", "/", "/openapi.json", "/docs", "/api/generators",
                "/api/generators/word", "/api/generate/word?seed=1", "/api/jobs", "/api/jobs/none",
                "/api/jobs/none/events", "/api/download/none", "/api/tables", "/api/tables/s",
                "/api/tables/s/t", "/api/tables/s/t/row:1",
            ):  # fmt: skip
                get, head = await client.get(path), await client.head(path)
                assert (path, get.status_code) == (path, head.status_code)
                assert get.headers["content-type"] == head.headers["content-type"]
            refused = await client.post("/api/tables/s/t")
            assert (405, "GET, HEAD, OPTIONS") == (refused.status_code, refused.headers["allow"])

    asyncio.run(send())
    assert not [path for path, methods in app.openapi()["paths"].items() if "head" in methods]


def test_an_application_is_there_before_what_takes_long_to_import() -> None:
    """Arrow, sqlglot, huey and what FastAPI imports for parameters of its own are not needed to listen."""
    code = (
        "import sys\nfrom mockcraft.server.app import create_app\ncreate_app()\nprint(*sys.modules)"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    slow = {"numpy", "pyarrow", "sqlglot", "huey", "redis", "rich", "pydantic.v1"}
    assert set() == slow & set(made.stdout.split())


def test_values_are_answered_ahead_of_the_routes_and_wherever_the_application_is_mounted() -> None:
    app, path = create_app(), "/api/generate/word?seed=1"

    def statuses(asked: Any, start: str = "") -> list[int]:
        async def send() -> list[int]:
            transport = httpx.ASGITransport(asked)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                paths = [f"{start}{each}" for each in (path, f"{path}&x=1", "/healthz")]
                answers = [await client.get(each) for each in paths]
                return [each.status_code for each in (*answers, await client.post(paths[0]))]

        return asyncio.run(send())

    assert [200, 400, 200, 405] == statuses(app)
    assert [200, 400, 200, 405] == statuses(Starlette(routes=[Mount("/mock", app)]), "/mock")
    app.router.routes.clear()
    assert [200, 400, 404, 404] == statuses(app)
