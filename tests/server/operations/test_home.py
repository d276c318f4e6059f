"""`/`, `/docs` and `/readyz`: what people and their tools look at first."""

import asyncio
import re
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest

from mockcraft import __version__
from mockcraft.errors import SinkError
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


@pytest.mark.parametrize("path", ["/docs/", "/docs/../docs/start.js", "/docs/%2e%2e/__init__.py"])
def test_only_the_files_of_the_documentation_are_given(client: httpx.Client, path: str) -> None:
    assert "import" not in client.get(path).text
