"""How large a body may be, however it is sent; and what happens to those that nobody reads."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from .support import Answer, ask, connect, read

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
LIMIT = 4096
PREVIEW = "POST /api/preview?table=t HTTP/1.1|Content-Type: application/yaml"
SCHEMA = b"tables: {t: {count: 3, columns: {id: {generator: sequence}}}}\n#"


@pytest.fixture(scope="module")
def address(running_module: Start) -> Iterator[str]:
    with running_module("--max-upload", str(LIMIT)) as (address, _):
        yield address


def schema(size: int) -> bytes:
    return SCHEMA + b"x" * (size - len(SCHEMA))


def chunked(data: bytes, size: int = 1000) -> bytes:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(each), each) for each in [*pieces, b""])


def sent(address: str, body: bytes, how: str) -> Answer:
    if how == "chunked":
        return ask(address, f"{PREVIEW}|Transfer-Encoding: chunked", chunked(body))
    return ask(address, f"{PREVIEW}|Content-Length: {len(body)}", body)


@pytest.mark.parametrize("how", ["length", "chunked"])
@pytest.mark.parametrize(
    ("size", "status"), [(LIMIT - 1, 200), (LIMIT, 200), (LIMIT + 1, 413), (3 * LIMIT, 413)]
)
def test_a_body_is_taken_up_to_the_limit(address: str, size: int, status: int, how: str) -> None:
    answer = sent(address, schema(size), how)

    assert status == answer.status
    if status == 413:
        assert (
            b"the body is larger than 4,096 bytes (send less, or raise max_upload)" in answer.body
        )
        assert "application/problem+json" == answer.headers["content-type"]


@pytest.mark.parametrize("how", ["length", "chunked"])
def test_an_empty_body_is_no_schema_but_no_larger_than_may_be(address: str, how: str) -> None:
    assert 422 == sent(address, b"", how).status


@pytest.mark.parametrize("path", ["/api/preview", "/healthz", "/nothing", "/api/generate/word"])
def test_a_length_is_enough_to_refuse(address: str, path: str) -> None:
    """Nothing of the body is sent."""
    with connect(address) as connection:
        connection.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n".encode())  # fmt: skip
        answer = read(connection)

    assert 413 == answer.status
    assert "close" == answer.headers["connection"]


def test_an_endless_body_is_refused_while_it_is_sent(address: str) -> None:
    piece = b"%x\r\n%s\r\n" % (LIMIT, b"x" * LIMIT)
    with connect(address) as connection:
        head = f"{PREVIEW}|Host: localhost|Transfer-Encoding: chunked||".replace("|", "\r\n")
        connection.sendall(head.encode() + piece + piece)
        answer = read(connection)
        assert 413 == answer.status
        with pytest.raises(OSError):  # it is cut off after what it may still send
            for _ in range(100_000):
                connection.sendall(piece)


def test_a_client_that_waits_for_continue_is_refused_without_it(address: str) -> None:
    head = f"{PREVIEW}|Host: localhost|Expect: 100-continue|Content-Length: %d||".replace(
        "|", "\r\n"
    )
    with connect(address) as connection:
        connection.sendall((head % (LIMIT + 1)).encode())
        answer = read(connection)
        assert (413, "close") == (answer.status, answer.headers["connection"])
        assert b"" == connection.recv(10)  # and the connection is closed
    body = schema(LIMIT)
    with connect(address) as connection:
        connection.sendall((head % LIMIT).encode())
        assert 100 == read(connection).status
        connection.sendall(body)
        assert 200 == read(connection).status


def test_curl_sees_the_refusal_of_a_body_that_it_is_still_sending(address: str) -> None:
    """Closed at once, the connection would be reset and the answer lost."""
    for options in ((), ("-H", "Expect:"), ("-H", "Transfer-Encoding: chunked", "-H", "Expect:")):
        done = subprocess.run(
            ["curl", "-sS", "-w", "%{http_code}", "--data-binary", "@-", "-H", "Content-Type: application/yaml",
             *options, f"{address}/api/preview?table=t"],
            input=b"x" * 900_000, capture_output=True, timeout=30,
        )  # fmt: skip
        assert b"" == done.stderr
        assert done.stdout.endswith(b"413")


def test_a_refused_client_does_not_send_its_body_for_ever(running_module: Start) -> None:
    """What a rate limit refuses nobody reads."""
    piece = b"%x\r\n%s\r\n" % (LIMIT, b"x" * LIMIT)
    with running_module("--rate-generate", "1/hour") as (address, _):
        head = f"{PREVIEW}|Host: localhost|Transfer-Encoding: chunked||".replace(
            "|", "\r\n"
        ).encode()
        assert 200 == sent(address, schema(300), "length").status
        with connect(address) as connection:
            connection.sendall(head)
            answer = read(connection)
            assert 429 == answer.status
            assert "close" == answer.headers["connection"]
            with pytest.raises(OSError):
                for _ in range(100_000):
                    connection.sendall(piece)


def test_a_connection_goes_on_after_a_small_body_that_nobody_reads(address: str) -> None:
    request = b"POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
    with connect(address) as connection:
        for _ in range(3):
            connection.sendall(request)
            answer = read(connection)
            assert 404 == answer.status
            assert "connection" not in answer.headers


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ("Content-Encoding: gzip", 415),
        ("Content-Encoding: identity|Content-Encoding: br", 415),
        ("Content-Encoding: Identity", 200),
    ],
)
def test_a_compressed_body_is_not_overlooked(address: str, lines: str, status: int) -> None:
    answer = ask(address, f"{PREVIEW}|{lines}|Content-Length: {len(SCHEMA)}", SCHEMA)

    assert status == answer.status
    if status == 415:
        assert "identity" == answer.headers["accept-encoding"]
        assert b"is not read here (send the body as it is)" in answer.body


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("/api/preview?table=t", "application/yaml", SCHEMA),
        ("/api/generate", "application/json", b'{"template": "a"}'),
    ],
)
def test_a_text_that_is_not_in_utf_8_is_told(
    address: str, path: str, kind: str, body: bytes
) -> None:
    for charset, status in (
        ("utf-16", 415),
        ('"ISO-8859-1"', 415),
        ("UTF-8", 200),
        ('"utf-8"', 200),
    ):
        head = f"POST {path} HTTP/1.1|Content-Type: {kind}; charset={charset}|Content-Length: {len(body)}"
        assert status == ask(address, head, body).status
