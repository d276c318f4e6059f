"""Headers that tell browsers to be careful, on whatever the server answers."""

import asyncio
from typing import Any

import httpx
import pytest

from mockcraft.generator import Generator
from mockcraft.server.app import create_app
from mockcraft.server.middleware.headers import SecurityHeaders

CAREFUL = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/generate/firstname", 200),
        ("GET", "/healthz", 200),
        ("GET", "/api/generate/firstnam", 404),
        ("GET", "/api/generate/password?length=0", 400),
        ("DELETE", "/healthz", 405),
        ("GET", "/nothing", 404),
    ],
)
def test_every_answer_has_them(client: httpx.Client, method: str, path: str, status: int) -> None:
    response = client.request(method, path)

    assert response.status_code == status
    assert CAREFUL.items() <= dict(response.headers).items()
    assert len(response.headers.get_list("cache-control")) == 1


def test_an_answer_to_a_bug_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(create_app(), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.get("/api/generate/firstname")

    monkeypatch.setattr(Generator, "bind", broken)
    response = asyncio.run(ask())

    assert response.status_code == 500
    assert CAREFUL.items() <= dict(response.headers).items()


def test_a_page_may_run_its_own_scripts_but_be_in_no_frame(client: httpx.Client) -> None:
    policy = client.get("/docs").headers["content-security-policy"]

    assert "frame-ancestors 'none'" in policy
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        ([(b"etag", b'"1"')], "no-cache"),
        ([(b"cache-control", b"max-age=9")], "max-age=9"),
        ([], "no-store"),
    ],
)
def test_what_has_an_etag_may_be_kept_and_asked_for_again(
    own: list[tuple[bytes, bytes]], kept: str
) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body"})

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(SecurityHeaders(app))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.get("/")

    assert [kept] == asyncio.run(ask()).headers.get_list("cache-control")
