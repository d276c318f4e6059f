"""`/`, `/docs` and `/readyz`: what people and their tools look at first."""

import asyncio
import re
import subprocess
import threading
import zlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest

from mockcraft import __version__
from mockcraft.errors import SinkError
from mockcraft.server import home
from mockcraft.server.app import create_app

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]


def test_the_root_says_what_is_here(client: httpx.Client) -> None:
    found = client.get("/").json()
    routes = {(each["method"], each["path"]) for each in found["routes"]}

    assert (found["name"], found["version"]) == ("MockCraft", __version__)
    assert {
        ("GET", "/api/generate/{type}"),
        ("GET", "/metrics"),
        ("POST", "/api/preview"),
    } <= routes
    assert all(each["summary"] for each in found["routes"])
    for link in ("documentation", "openapi"):
        assert client.get(found[link]).status_code == 200


def test_a_browser_gets_a_page_with_the_same(client: httpx.Client) -> None:
    page = client.get("/", headers={"accept": "text/html,*/*;q=0.8"})

    assert page.headers["content-type"].startswith("text/html")
    assert "Accept" in page.headers["vary"]
    for each in client.get("/").json()["routes"]:
        assert f"<code>{each['path']}</code>" in page.text
    for link in re.findall('href="([^"]+)"', page.text):
        assert client.get(f"/{link.replace('&amp;', '&')}").status_code == 200


def test_the_documentation_names_nothing_of_another_host(client: httpx.Client) -> None:
    page = client.get("/docs").text
    files = re.findall('(?:href|src)="([^"]+)"', page)

    assert "//" not in page
    assert len(files) == 4
    assert {200} == {client.get(f"/{file}").status_code for file in files}
    assert client.get("/docs/nothing.js").status_code == 404
    assert "//" not in client.get("/docs/start.js").text


def test_the_server_is_ready_until_something_it_needs_is_missing(client: httpx.Client) -> None:
    app = create_app()

    def ask() -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                return await client.get("/readyz")

        return asyncio.run(send())

    def missing() -> None:
        raise SinkError("the store does not answer")

    assert client.get("/readyz").json() == {"status": "ready"}
    assert ask().status_code == 200
    app.state.checks["jobs"] = missing
    assert (ask().status_code, ask().json()["detail"]) == (503, "the store does not answer")
    app.state.checks.clear()
    app.state.stopping.set()
    assert (ask().status_code, ask().json()["detail"]) == (503, "the server is being stopped")


def test_the_document_is_made_once(client: httpx.Client) -> None:
    assert client.get("/openapi.json").content == client.get("/openapi.json").content


def test_the_document_is_made_and_compressed_once_however_many_ask(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = []

    class Counted(home.Document):
        def __init__(self, document: dict[str, Any]) -> None:
            made.append(threading.current_thread())
            super().__init__(document)

    monkeypatch.setattr(home, "Document", Counted)
    monkeypatch.setattr(zlib, "compressobj", None)  # nothing is compressed for a request

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(create_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            asked = [client.get("/openapi.json") for _ in range(5)]
            return await asyncio.gather(*asked, client.get("/", headers={"accept-encoding": "br"}))

    *documents, _ = asyncio.run(ask())
    assert {"gzip"} == {each.headers["content-encoding"] for each in documents}
    assert len({each.content for each in documents}) == 1
    assert threading.main_thread() not in made
    assert len(made) == 1


def test_a_client_that_has_the_document_gets_none(client: httpx.Client) -> None:
    first = client.get("/openapi.json")
    plain = client.get("/openapi.json", headers={"accept-encoding": "identity"})
    again = client.get("/openapi.json", headers={"if-none-match": first.headers["etag"]})
    other = client.get("/openapi.json", headers={"if-none-match": '"another"'})

    assert "content-encoding" not in plain.headers
    assert plain.json() == first.json()
    assert "accept-encoding" in first.headers["vary"].lower()
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"] == plain.headers["etag"]
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/docs/", "/docs/../docs/start.js", "/docs/%2e%2e/__init__.py"])
def test_only_the_files_of_the_documentation_are_given(client: httpx.Client, path: str) -> None:
    assert "import" not in client.get(path).text


def test_a_client_that_has_a_file_of_the_documentation_gets_none(client: httpx.Client) -> None:
    path = "/docs/swagger-ui.css"
    first = client.get(path)
    for headers in (
        {"if-none-match": first.headers["etag"]},
        {"if-modified-since": first.headers["last-modified"]},
    ):
        again = client.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
    for status, name in ((200, "if-none-match"), (412, "if-match")):
        assert client.get(path, headers={name: '"another"'}).status_code == status
    assert client.get("/openapi.json", headers={"if-match": '"another"'}).status_code == 412
