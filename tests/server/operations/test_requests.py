"""What every request gets: an id, a line of the log, and an answer where the server has a bug."""

import asyncio
import io
import json
import logging
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime

import httpx
import pytest
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from mockcraft.server import logs
from mockcraft.server.app import create_app
from mockcraft.server.keys import new_key
from server.operations.conftest import ended

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]


@pytest.fixture
def lines() -> Iterator[Callable[..., list[str]]]:
    """Configures the log of this process, calls what logs, and returns the lines; then all is as before."""
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def logged(form: str, level: str, act: Callable[[], object]) -> list[str]:
        stream = io.StringIO()
        logs.configure(level, form, stream)
        act()
        return stream.getvalue().splitlines()

    yield logged
    root.handlers[:], root.level = before
    structlog.reset_defaults()
    for name in ("mockcraft", "uvicorn.error"):
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.getLogger("uvicorn.access").disabled = False


def test_a_request_is_one_line_of_json_with_all_that_is_known_of_it(server: Start) -> None:
    with server() as (address, process):
        answer = httpx.get(f"{address}/api/generate/firstname?seed=3")
        httpx.get(f"{address}/api/generate/nope")
        httpx.get(f"{address}/nothing/../here?a=%0A")
        found, missing, nowhere = ended(process)

    assert list(found)[:3] == ["timestamp", "level", "event"]
    assert datetime.fromisoformat(found.pop("timestamp")).tzinfo is not None
    assert 0 < found.pop("duration_ms") < 10_000
    assert found == {
        "level": "info", "event": "request", "client": "127.0.0.1", "method": "GET",
        "route": "/api/generate/{type}", "path": "/api/generate/firstname?seed=3", "status": 200,
        "bytes": len(answer.content), "request_id": answer.headers["x-request-id"],
    }  # fmt: skip
    assert (missing["status"], missing["route"]) == (404, "/api/generate/{type}")
    assert (nowhere["status"], nowhere["route"]) == (404, "none")
    assert nowhere["path"].endswith("here?a=%0A")


def test_an_id_is_made_or_kept_where_it_is_one(client: httpx.Client) -> None:
    made = [client.get("/healthz").headers["x-request-id"] for _ in range(3)]
    sent = {"x-request-id": "01J.abc:7=/+@x-y"}

    assert len(set(made)) == 3
    assert client.get("/healthz", headers=sent).headers["x-request-id"] == sent["x-request-id"]
    for wrong in (b"", b"two words", b"a" * 129, b'"quoted"', b"a;b", b"\xe9"):
        headers = {b"x-request-id": wrong}
        answered = client.get("/healthz", headers=headers).headers["x-request-id"]
        assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]+", answered)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("seed=3&count=2", "seed=3&count=2"),
        ("token=abc", "token=***"),
        ("a=1&Api-Key=abc&b=2", "a=1&Api-Key=***&b=2"),
        ("my_password=a=b", "my_password=***"),
        ("%74oken=abc&x=%20", "%74oken=***&x=%20"),
        ("X-Amz-Signature=abc", "X-Amz-Signature=***"),
        ("db=postgresql://u:geheim@h/d", "db=postgresql://u:***@h/d"),
        ("db=postgresql%3A%2F%2Fu%3Ageheim%40h/d", "db=postgresql://u:***@h/d"),
        ("where=password%20%3D%20'abc'", "where=***"),
        ("next=/a?token=abc", "next=***"),
        ("token", "token"),
        ("monitor=1&assigned=2&passenger=3", "monitor=1&assigned=2&passenger=3"),
        ("\xff=1", "\\xff=1"),
    ],
)
def test_what_is_secret_in_a_query_does_not_show(query: str, shown: str) -> None:
    assert f"/x?{shown}" == logs.target(b"/x", query.encode("latin-1"))


@pytest.mark.parametrize(
    "name",
    ["key", "Key", "KEY", "access_key", "accessKey", "pass", "pwd", "jwt", "sig", "x[key]", "x%5Bkey%5D"],
)  # fmt: skip
def test_what_names_a_secret_hides_its_value(name: str) -> None:
    assert f"/x?a=1&{name}=***" == logs.target(b"/x", f"a=1&{name}=abc".encode())


def test_a_key_shows_nowhere(server: Start) -> None:
    key = new_key()
    with server() as (address, process):
        for path in (
            f"/x/{key}",
            f"/x?a={key}",
            f"/x?{key}",
            f"/x?where={key}",
            f"/x/m%63_{key[3:]}",
        ):
            httpx.get(address + path)
        httpx.get(f"{address}/x", headers={"X-Request-Id": f"a:{key}"})
        process.terminate()
        log = process.communicate(timeout=60)[1]

    assert log.count("/x") == 6
    assert key[3:] not in log


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (b"http://u:geheim@h/api", "http://u:***@h/api"),
        (b"http://u:ge@heim@h/api", "http://u:***@h/api"),
        (b"http://u:" + b"geheim" * 200 + b"@h/api", "http://u:***@h/api"),
    ],
)
def test_the_password_of_a_whole_url_as_the_target_does_not_show(path: bytes, shown: str) -> None:
    assert shown == logs.target(path, b"")


def test_a_long_target_is_cut_and_takes_no_time() -> None:
    for piece in (b"token", b"://:", b"%3a%2f%2f", b"a=%61&"):
        assert len(logs.target(b"/" + b"p" * 10**5, piece * 10**5)) == logs.LONGEST + 3
        assert len(logs.target(piece * 10**5, b"")) == logs.LONGEST


def test_health_and_metrics_are_logged_only_when_everything_is(server: Start) -> None:
    counts = []
    for level in ("info", "debug"):
        with server("--log-level", level) as (address, process):
            for path in ("/healthz", "/metrics"):
                httpx.get(address + path)
            counts.append(sum(line["event"] == "request" for line in ended(process)))

    assert counts == [0, 2]


def test_a_bug_is_told_by_the_id_of_its_request_and_nothing_of_the_inside(
    server: Start, bug: str
) -> None:
    with server(MOCKCRAFT_PLUGIN=bug) as (address, process):
        answer = httpx.get(f"{address}/api/generate/buggy", headers={"x-request-id": "abc-1"})
        metrics = httpx.get(f"{address}/metrics").text
        failed, request = ended(process)

    assert answer.status_code == answer.json()["status"] == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["request_id"] == answer.headers["x-request-id"] == "abc-1"
    assert "ZeroDivision" not in answer.text
    assert (failed["level"], failed["kind"], failed["request_id"]) == (
        "error", "ZeroDivisionError", "abc-1",
    )  # fmt: skip
    assert failed["event"] == "GET /api/generate/buggy failed"
    assert failed["exception"].startswith("Traceback")
    assert failed["exception"].endswith("ZeroDivisionError: the bug")
    assert "in a variable" not in failed["exception"]
    assert (request["level"], request["status"]) == ("warning", 500)
    assert 'mockcraft_errors_total{kind="ZeroDivisionError"} 1.0' in metrics


@pytest.mark.parametrize("raw", [True, False])
def test_no_path_of_a_bug_forges_a_line_of_the_console(
    lines: Callable[..., list[str]], raw: bool
) -> None:
    async def broken(request: Request) -> Response:
        raise RuntimeError(f"nothing at {request.url.path}\n{request.path_params['rest']}")

    app = create_app()
    app.add_route("/broken/{rest}", broken)

    async def served(scope: Scope, receive: Receive, send: Send) -> None:
        if not raw:
            del scope["raw_path"]  # which the server of another may leave out
        await app(scope, receive, send)

    async def ask() -> None:
        transport = httpx.ASGITransport(served, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            path = "/broken/%0A2026-11-28T00:00:00Z%20[info]%20forged%1B[31m%C2%9B"
            assert (await client.get(path)).status_code == 500

    logged = lines("console", "info", lambda: asyncio.run(ask()))

    assert any("%0A2026-11-28T00" in line and "kind=RuntimeError" in line for line in logged)
    assert any(line.startswith("  RuntimeError: nothing at") for line in logged)
    assert not any(line.startswith("2026-11-28T00:00:00Z") for line in logged)
    assert not {"\x1b", "\x9b"} & set("".join(logged))


def test_lines_of_libraries_have_the_same_form(lines: Callable[..., list[str]]) -> None:
    def act() -> None:
        logging.getLogger("uvicorn.error").warning("Invalid %s", "request")
        logging.getLogger("somebody").info("not shown")
        logs.logger().info("own", number=1)
        logs.logger().debug("not shown")

    first, second = (json.loads(line) for line in lines("json", "info", act))

    assert (first["event"], first["level"]) == ("Invalid request", "warning")
    assert (second["event"], second["number"]) == ("own", 1)
    assert list(first)[:3] == list(second)[:3] == ["timestamp", "level", "event"]


def test_a_console_shows_the_same_on_one_line(lines: Callable[..., list[str]]) -> None:
    (line,) = lines("console", "info", lambda: logs.logger().info("request", status=200, path="/a"))

    assert re.fullmatch(r"\d{4}-\S+Z \[info\s*\] request\s+status=200 path=/a", line)


def test_json_is_for_programs_and_a_console_for_terminals() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert logs.chosen(None, io.StringIO()) == "json"
    assert logs.chosen(None, Terminal()) == "console"
    assert logs.chosen("json", Terminal()) == "json"
