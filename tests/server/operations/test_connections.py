"""Clients that are slow, silent or too many, at a real server: it goes on answering."""

import json
import os
import resource
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.operations.conftest import ended

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
Connect = Callable[[str], socket.socket]
HALF = b"GET /api/generate/firstname HTTP/1.1\r\nHost: localhost\r\n"
QUICK = {
    "MOCKCRAFT_TIMEOUT_HEADER": "1",
    "MOCKCRAFT_TIMEOUT_BODY": "1",
    "MOCKCRAFT_TIMEOUT_WRITE": "1",
}
PATIENCE_S = 30  # of a test with a busy machine


@pytest.fixture
def connect() -> Iterator[Callable[[str], socket.socket]]:
    """Opens connections, which are closed in the end."""
    opened: list[socket.socket] = []

    def made(address: str) -> socket.socket:
        opened.append(connection(address))
        return opened[-1]

    yield made
    for each in opened:
        each.close()


def connection(address: str) -> socket.socket:
    host, port = address.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE_S)


@contextmanager
def many(address: str, count: int, data: bytes) -> Iterator[list[socket.socket]]:
    """Connections that have sent the same; the process may have as many files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 500)), hard))
    opened: list[socket.socket] = []
    try:
        for _ in range(count):
            opened.append(connection(address))
            opened[-1].sendall(data)
        yield opened
    finally:
        for each in opened:
            each.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def everything(connection: socket.socket) -> bytes:
    """What a connection gives until it is closed."""
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def closed(reason: str, address: str) -> float:
    """How many connections the server has ended for a reason."""
    start = f'mockcraft_http_connections_closed_total{{reason="{reason}"}} '
    found = [
        line for line in httpx.get(f"{address}/metrics").text.splitlines() if line.startswith(start)
    ]
    return float(found[0].removeprefix(start)) if found else 0.0


def test_half_sent_requests_keep_nobody_out_and_fill_no_log(server: Start) -> None:
    with server() as (address, process):
        with many(address, 1500, HALF):
            began = time.monotonic()
            answers = [httpx.get(f"{address}/healthz", timeout=PATIENCE_S) for _ in range(20)]
            assert time.monotonic() - began < PATIENCE_S
        log = ended(process)

    assert {200} == {each.status_code for each in answers}
    assert len(log) < 20


def test_more_connections_than_there_may_be_take_the_place_of_those_that_owe_a_request(
    server: Start,
) -> None:
    with server("--max-connections", "50") as (address, process):
        with many(address, 400, HALF) as opened:
            for _ in range(20):
                assert httpx.get(f"{address}/healthz", timeout=PATIENCE_S).status_code == 200
            assert b"" == everything(opened[0])  # the oldest went first
            opened[-1].sendall(b"\r\n")
            assert opened[-1].recv(12) == b"HTTP/1.1 200"
            assert closed("displaced", address) >= 350
        log = ended(process)

    assert len([line for line in log if line["event"].startswith("connections were ended")]) <= 3
    assert len(log) < 20


def test_files_that_cannot_be_opened_do_not_take_the_server_down(
    tmp_path: Path, server: Start
) -> None:
    with server("--max-connections", "100000") as (address, process):
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (60, 60))  # behind the server's back
        with many(address, 300, HALF):
            time.sleep(2)
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                assert httpx.get(f"{address}/healthz", timeout=5).status_code == 200
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=PATIENCE_S)

    assert 1 <= log.count("connections are turned away") <= 3
    assert len(log) < 10_000


def read_answer(client: socket.socket) -> None:
    """Reads one response to its end; the connection stays."""
    with client.makefile("rb") as file:
        length = 0
        while (line := file.readline()).strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        file.read(length)


def test_a_head_that_does_not_end_is_answered_with_408(server: Start, connect: Connect) -> None:
    with server(**QUICK) as (address, _):
        half, silent, second = (connect(address) for _ in range(3))
        half.sendall(HALF)
        second.sendall(HALF + b"\r\n")
        read_answer(second)
        second.sendall(HALF)  # of the second request of a client that is kept

        for client in (half, second):
            head, _, body = everything(client).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408 Request Timeout")
            assert json.loads(body)["status"] == 408
        assert b"" == everything(silent)
        assert closed("head", address) == 3


def test_a_body_that_comes_drop_by_drop_is_answered_with_408(
    server: Start, connect: Connect
) -> None:
    head = b"POST /api/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\nContent-Length: 5000\r\n\r\n"
    with server(**QUICK) as (address, process):
        client = connect(address)
        client.sendall(head)
        while not select.select([client], [], [], 0.2)[0]:
            client.sendall(b"#")
        answer = everything(client)
        log = ended(process)

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert [408] == [line["status"] for line in log if line["event"] == "request"]


def test_a_body_that_is_steady_may_take_longer(server: Start, connect: Connect) -> None:
    body = b"# a comment\n" * 200 + b"tables: {t: {columns: {a: {generator: uuid}}}}\n"
    head = b"POST /api/validate HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/yaml\r\n"
    with server(**QUICK) as (address, _):
        client = connect(address)
        client.sendall(head + b"Content-Length: %d\r\n\r\n" % len(body))
        for start in range(0, len(body), 300):
            client.sendall(body[start : start + 300])
            time.sleep(0.25)
        assert b" 408 " not in everything(client)[:20]


def test_a_client_that_does_not_read_is_left(server: Start, connect: Connect) -> None:
    with server(**QUICK) as (address, _):
        client = connect(address)
        client.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n" * 40)
        deadline = time.monotonic() + PATIENCE_S
        while not closed("write", address):
            assert time.monotonic() < deadline
            time.sleep(0.2)


def test_a_silent_connection_is_closed_after_its_time(server: Start, connect: Connect) -> None:
    with server("--timeout-keep-alive", "0.5") as (address, _):
        client = connect(address)
        client.sendall(HALF + b"\r\n")

        assert everything(client).startswith(b"HTTP/1.1 200")


def test_what_is_no_http_gets_a_problem(server: Start, connect: Connect) -> None:
    with server() as (address, _):
        client = connect(address)
        client.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")
        head, _, body = everything(client).partition(b"\r\n\r\n")

    assert head.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"application/problem+json" in head
    assert json.loads(body)["detail"] == "this is no HTTP/1.1 request"


@pytest.mark.parametrize(
    ("sent", "status", "detail"),
    [
        (b"/" + b"a" * 200_000, 414, "the target of the request is too long (a head has 65,536 "),
        (
            b"/ HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000, 431,
            "the headers of the request are too long (a head has 65,536 ",
        ),
        (b"/healthz HTTP/1.1\r\n\r\n", 400, "the request has no Host, which"),
    ],
)  # fmt: skip
def test_a_head_that_is_too_long_or_has_no_host_is_told_so(
    server: Start, connect: Connect, sent: bytes, status: int, detail: str
) -> None:
    with server() as (address, _):
        client = connect(address)
        client.sendall(b"GET " + sent)
        head, _, body = everything(client).partition(b"\r\n\r\n")

    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert json.loads(body)["detail"].startswith(detail)


@pytest.mark.parametrize(
    ("version", "lengths"),
    [
        (b"1.1", b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n"),
        (b"1.1", b"transfer-encoding: Chunked\r\ncontent-length: 5\r\n"),
        (b"1.0", b"Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n"),
    ],
)
def test_a_body_that_might_end_at_two_places_ends_the_connection(
    server: Start, connect: Connect, version: bytes, lengths: bytes
) -> None:
    head = b"POST /api/validate HTTP/%s\r\nHost: localhost\r\n%s\r\n0\r\n\r\n" % (version, lengths)
    with server() as (address, _):
        client = connect(address)
        client.sendall(head + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answers = everything(client)

    assert answers.startswith(b"HTTP/1.1 400 ")
    assert 1 == answers.count(b"HTTP/1.1 ")
    assert b"Transfer-Encoding" in answers


def test_requests_that_are_none_fill_no_log(server: Start, connect: Connect) -> None:
    with server() as (address, process):
        for _ in range(60):
            client = connect(address)
            client.sendall(b"\x16\x03\x01\r\n\r\n")
            assert everything(client).startswith(b"HTTP/1.1 400 ")
        log = ended(process)

    assert len(log) < 10


@pytest.mark.parametrize(
    ("target", "host", "status"),
    [
        (b"http://localhost/healthz", b"localhost", 200),
        (b"HTTP://localhost:80/healthz?a=1", b"evil.example", 200),
        (b"http://localhost", b"localhost", 200),
        (b"http://localhost?a=/b", b"localhost", 200),
        (b"http://evil.example/healthz", b"localhost", 421),
        (b"http://localhost@evil.example/healthz", b"localhost", 400),
        (b"http:///healthz", b"localhost", 400),
        (b"ftp://localhost/healthz", b"localhost", 400),
    ],
)
def test_a_target_that_is_a_whole_url_is_understood(
    server: Start, connect: Connect, target: bytes, host: bytes, status: int
) -> None:
    with server() as (address, _):
        client = connect(address)
        client.sendall(b"GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n" % (target, host))

        assert everything(client).startswith(b"HTTP/1.1 %d " % status)


def test_two_hundred_clients_at_once_are_answered(server: Start) -> None:
    with server("--log-level", "warning") as (address, _):

        def ask(number: int) -> list[Any]:
            with httpx.Client(base_url=address, timeout=PATIENCE_S) as client:
                return [
                    client.get(f"/api/generate/firstname?seed={number}").json()["value"]
                    for _ in range(5)
                ]

        with ThreadPoolExecutor(200) as pool:
            values = list(pool.map(ask, range(200)))

    assert [1] * 200 == [len(set(each)) for each in values]
    assert len({each[0] for each in values}) > 50


def test_a_second_signal_ends_the_server_at_once(server: Start, connect: Connect) -> None:
    with server("--timeout-shutdown", "60") as (address, process):
        body = connect(address)
        body.sendall(
            b"POST /api/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\nContent-Length: 9\r\n\r\n"
        )
        httpx.get(f"{address}/healthz")  # which came later
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=10) == 128 + signal.SIGTERM


@pytest.mark.parametrize(
    "sent",
    [
        HALF,
        b"",
        b"POST /api/validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/yaml\r\nContent-Length: 9\r\n\r\n",
    ],
)
def test_slow_clients_cannot_hold_a_server_that_is_told_to_end(server: Start, sent: bytes) -> None:
    with server("--timeout-shutdown", "1") as (address, process), many(address, 20, sent):
        httpx.get(f"{address}/healthz")  # which came later
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=PATIENCE_S)

    lines = [json.loads(line) for line in errors.splitlines()]
    assert {503} >= {each["status"] for each in lines if each["event"] == "request"} - {200}
    assert process.returncode == 0
    assert time.monotonic() - began < 10
    assert "Traceback" not in errors


def test_what_is_under_way_is_answered_before_the_end(server: Start) -> None:
    with server() as (address, process):
        with ThreadPoolExecutor(8) as pool:
            path = "/api/generate/paragraph?count=1000&seed=1"
            under_way = [
                pool.submit(httpx.get, address + path, timeout=PATIENCE_S) for _ in range(8)
            ]
            deadline = time.monotonic() + PATIENCE_S
            while 'route="/metrics"' not in httpx.get(f"{address}/metrics").text:
                assert time.monotonic() < deadline
            os.kill(process.pid, signal.SIGTERM)
            answers = [each.result() for each in under_way]
        process.wait(timeout=PATIENCE_S)

    assert [200] * 8 == [each.status_code for each in answers]
    assert process.returncode == 0
