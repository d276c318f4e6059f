"""Responses in gzip: who gets one, and what stands in its headers."""

import asyncio
import gzip
from typing import Any

import httpx
import pytest
from starlette.responses import Response, StreamingResponse

from mockcraft.server.middleware.compression import Compression

LONG = "email?count=200&seed=1"


def ask(response: Response, **headers: str) -> httpx.Response:
    """An application that always gives one response, behind the middleware."""
    transport = httpx.ASGITransport(Compression(response))

    async def send() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            return await client.get("/", headers={"accept-encoding": "gzip"} | headers)

    return asyncio.run(send())


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.8, *;q=0.1", True),
        ("x-gzip", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip;q=0.0, *", False),
        ("identity, gzip;q=0.5", False),
        ("br", False),
        ("", False),
        ("gzip;q=much", False),
        ("gzip;q=inf", False),
        ("gzip;q=0.5, identity;q=nan", True),
        ("gzip ; Q=0.001", True),
    ],
)
def test_gzip_is_given_to_those_who_take_it(
    client: httpx.Client, accepted: str, compressed: bool
) -> None:
    headers = {"accept-encoding": accepted}
    with client.stream("GET", f"/api/generate/{LONG}", headers=headers) as answer:
        raw = b"".join(answer.iter_raw())

    assert answer.headers.get("content-encoding") == ("gzip" if compressed else None)
    assert "accept-encoding" in answer.headers["vary"].lower()
    assert int(answer.headers["content-length"]) == len(raw)
    plain = client.get(f"/api/generate/{LONG}", headers={"accept-encoding": "identity"}).content
    assert plain == (gzip.decompress(raw) if compressed else raw)


def test_what_is_small_stays_as_it_is(client: httpx.Client) -> None:
    assert "content-encoding" not in client.get("/healthz").headers


@pytest.mark.parametrize("media_type", ["application/zip", "text/event-stream"])
def test_archives_and_events_stay_as_they_are(media_type: str) -> None:
    async def parts() -> Any:
        yield b"a" * 5000

    for response in (
        Response(b"a" * 5000, media_type=media_type),
        StreamingResponse(parts(), media_type=media_type),
    ):
        assert "content-encoding" not in ask(response).headers


@pytest.mark.parametrize(("etag", "shown"), [('"a"', 'W/"a"'), ('W/"a"', 'W/"a"')])
def test_a_compressed_response_has_a_weak_etag(etag: str, shown: str) -> None:
    def tagged() -> Response:
        return Response(b"a" * 5000, headers={"etag": etag})

    assert ask(tagged()).headers["etag"] == shown
    assert ask(tagged(), **{"accept-encoding": "br"}).headers["etag"] == etag


def test_the_head_of_a_stream_of_events_does_not_wait_for_the_first_event() -> None:
    sent: list[str] = []

    async def stream(scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", b"text/event-stream; charset=utf-8")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        assert sent == ["http.response.start"]
        await send({"type": "http.response.body", "body": b"data: 1", "more_body": False})

    async def send(message: Any) -> None:
        sent.append(message["type"])

    async def receive() -> Any:
        raise AssertionError("nothing is read")

    scope: Any = {"type": "http", "headers": [(b"accept-encoding", b"gzip")]}
    asyncio.run(Compression(stream)(scope, receive, send))
    assert sent == ["http.response.start", "http.response.body"]
