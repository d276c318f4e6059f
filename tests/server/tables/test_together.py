"""Requests that wait are answered together, each as if it were alone."""

import asyncio
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from mockcraft.server.app import create_app
from mockcraft.server.config import ServerConfig
from mockcraft.server.serving import LAST_S
from mockcraft.server.tables import ahead, pages, together
from mockcraft.server.tables.read_endpoints import ReadEndpoints
from mockcraft.server.tables.served import Served
from mockcraft.server.tables.together import Together
from mockcraft.server.turns import Busy, Turns

from ..conftest import running
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


Answers = Iterator[tuple[int, Response | Exception]]


def asked(ours: Together, path: str, gone: asyncio.Event | None = None) -> asyncio.Task[Response]:
    """A request, whose client hangs up when `gone` is set."""

    async def receive() -> Message:
        await (gone or asyncio.Event()).wait()
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": path, "headers": [], "server": ("x", 80)}
    return asyncio.create_task(ours(Request(scope, receive)))


def test_those_that_come_meanwhile_are_answered_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where one is wrong, one is given up, one hangs up, some are left over, or all of a batch fail."""
    monkeypatch.setattr(together, "MOST", 3)
    batches: list[list[str]] = []
    begun, go_on = threading.Event(), threading.Event()

    def answer(requests: Sequence[Request]) -> Answers:
        batches.append([request.url.path for request in requests])
        begun.set()
        assert go_on.wait(10)
        if "/broken" in batches[-1]:
            raise RuntimeError("all")
        for place, path in enumerate(batches[-1]):
            yield place, ValueError("one") if path == "/wrong" else Response(path)
            if path == "/large":
                return

    async def ask() -> list[Response | BaseException]:
        ours, gone = Together(answer, Turns(1)), asyncio.Event()
        tasks = [asked(ours, "/first")]
        await asyncio.to_thread(begun.wait, 10)
        tasks += [asked(ours, each) for each in ("/second", "/wrong", "/cancelled")]
        tasks += [asked(ours, "/left", gone)]
        tasks += [asked(ours, each) for each in ("/large", "/fourth", "/broken", "/last")]
        await asyncio.sleep(0)
        tasks[3].cancel()
        gone.set()
        await asyncio.wait([tasks[4]])
        go_on.set()
        return await asyncio.gather(*tasks, asked(ours, "/later"), return_exceptions=True)

    answers = [
        bytes(each.body).decode() if isinstance(each, Response) else type(each).__name__
        for each in asyncio.run(ask())
    ]

    expected = [
        ["/first"],
        ["/second", "/wrong", "/large"],
        ["/fourth", "/broken", "/last"],
        ["/later"],
    ]
    assert expected == batches
    assert ["/first", "/second", "ValueError", "CancelledError"] == answers[:4]
    assert ["ClientDisconnect", "/large", "RuntimeError", "RuntimeError"] == answers[4:8]
    assert ["RuntimeError", "/later"] == answers[8:]


def test_what_is_left_over_is_asked_for_again_before_the_others() -> None:
    batches: list[list[str]] = []

    def answer(requests: Sequence[Request]) -> Answers:
        batches.append([request.url.path for request in requests])
        yield 0, Response(batches[-1][0])

    async def ask() -> list[bytes]:
        ours = Together(answer, Turns(1))
        return [
            bytes(each.body)
            for each in await asyncio.gather(*(asked(ours, each) for each in ("/a", "/b", "/c")))
        ]

    assert [b"/a", b"/b", b"/c"] == asyncio.run(ask())
    assert [["/a", "/b", "/c"], ["/b", "/c"], ["/c"]] == batches


def test_each_is_given_as_soon_as_it_is_made() -> None:
    second = threading.Event()

    def answer(requests: Sequence[Request]) -> Answers:
        yield 0, Response("first")
        assert second.wait(10)
        yield 1, Response("second")

    async def ask() -> bytes:
        ours = Together(answer, Turns(1))
        first, other = asked(ours, "/1"), asked(ours, "/2")
        made = bytes((await first).body)
        second.set()
        await other
        return made

    assert b"first" == asyncio.run(ask())


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "WAIT_S", 0.2)
    go_on = threading.Event()

    def answer(requests: Sequence[Request]) -> Answers:
        assert go_on.wait(10)
        yield 0, Response("done")

    async def ask() -> None:
        with pytest.raises(Busy, match="other pages are made"):
            await asked(Together(answer, Turns(1)), "/")
        go_on.set()

    asyncio.run(ask())


# ---------------------------------------------------------------------- pages


def request(query: str) -> Request:
    """A request for users of the world."""
    return Request(
        {
            "type": "http", "method": "GET", "path": "/api/tables/world/users", "query_string": query.encode(), "headers": [],
            "path_params": {"schema": "world", "table": "users"}, "server": ("x", 80),
        }
    )  # fmt: skip


@pytest.fixture
def endpoints(tmp_path: Path) -> ReadEndpoints:
    """Of the world."""
    (tmp_path / "world.yaml").write_text(WORLD.replace("count: 400", "count: 8000"))
    return ReadEndpoints(Served(ServerConfig(schemas=(str(tmp_path / "world.yaml"),))))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The numbers of the rows that were made at a time; to make row 77 fails."""
    found: list[list[int]] = []
    real = pages.Page.texts

    def noting(page: pages.Page, numbers: Sequence[int]) -> list[str]:
        found.append([int(number) for number in numbers])
        if 77 in found[-1]:
            raise ValueError("row 77")
        return real(page, numbers)  # type: ignore[arg-type]

    monkeypatch.setattr(pages.Page, "texts", noting)
    return found


def test_following_pages_are_made_ahead_within_what_is_left_of_the_batch(
    endpoints: ReadEndpoints, made: list[list[int]]
) -> None:
    firsts = range(101, 5000, 75)[:64]
    for step in range(2):
        made.clear()
        asked = [request(f"limit=5&page={first + step}") for first in firsts]
        assert len(dict(endpoints.pages(asked))) == 64

    assert 64 * 5 < sum(map(len, made)) <= pages.TOGETHER_ROWS
    assert ahead.AHEAD_ROWS < pages.TOGETHER_ROWS


def test_one_page_is_made_once(endpoints: ReadEndpoints, made: list[list[int]]) -> None:
    asked = [request("limit=9&page=40"), request("limit=9&page=60"), request("limit=9&page=40&x=1")]
    answers = dict(endpoints.pages([*asked[:2] * 32, asked[2]]))

    assert [18] == [len(numbers) for numbers in made]
    assert isinstance(answers[64], Exception)
    bodies = {bytes(each.body) for each in answers.values() if isinstance(each, Response)}
    assert len(bodies) == 2


def test_of_pages_one_of_which_fails_halves_are_made(
    endpoints: ReadEndpoints, made: list[list[int]]
) -> None:
    asked = [request(f"limit=1&page={page}") for page in range(2, 130, 2)]
    answers = dict(endpoints.pages(asked))

    failed = [place for place, each in answers.items() if isinstance(each, Exception)]
    assert [asked[place].query_params["page"] for place in failed] == ["78"]
    assert len(made) == 1 + 2 * 6


def test_a_page_does_not_fail_by_one_that_is_made_ahead(
    endpoints: ReadEndpoints, made: list[list[int]]
) -> None:
    answers = [
        next(endpoints.pages([request(f"limit=10&page={page}")]))[1] for page in range(1, 10)
    ]

    assert [7] == [place for place, each in enumerate(answers) if isinstance(each, Exception)]


def test_a_batch_ends_with_its_bytes(
    endpoints: ReadEndpoints, made: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is asked for again, see Together."""
    asked = [request(f"limit=90&page={page}") for page in range(2, 100, 2)]
    assert len(dict(endpoints.pages(asked))) == len(asked)
    monkeypatch.setattr(pages, "TOGETHER_BYTES", 100_000)

    some = dict(endpoints.pages(asked))

    assert 0 < len(some) < len(asked)
    assert sum(len(each.body) for each in some.values() if isinstance(each, Response)) < 300_000


WIDE = "tables:\n  wide:\n    count: 100000\n    columns:\n" + "".join(
    f"      c{each}: {{generator: paragraph, sentences: 100}}\n" for each in range(30)
)


@pytest.mark.parametrize("limit", [99, 100])
def test_work_on_tables_ends_with_the_server_and_its_clients(tmp_path: Path, limit: int) -> None:
    """A page of these takes about two seconds."""
    (tmp_path / "wide.yaml").write_text(WIDE)
    grace = 2
    words = ("wide.yaml", "--log-level", "error", "--timeout-shutdown", str(grace))
    with running(*words, folder=tmp_path) as (address, process):
        port = int(address.rpartition(":")[2])
        assert httpx.get(f"{address}/api/tables/wide/wide?limit=1", timeout=60).status_code == 200

        def ask(page: int) -> socket.socket:
            made = socket.create_connection(("127.0.0.1", port))
            target = f"/api/tables/wide/wide?limit={limit}&page={page}"
            made.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            return made

        for page in range(20):
            with ask(page * 3 + 5):
                time.sleep(0.01)
        before = time.monotonic()
        assert httpx.get(f"{address}/api/tables/wide/wide?limit=1", timeout=60).status_code == 200
        assert time.monotonic() - before < 10  # 40 where all of them were made
        waiting = [ask(page * 3 + 100) for page in range(40)]
        time.sleep(0.5)
        before = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert 0 == process.wait(timeout=60)
        assert time.monotonic() - before < grace + LAST_S + 1
        for each in waiting:
            each.close()
