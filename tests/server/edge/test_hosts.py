"""By which names a server is asked: a page whose name was made to point here (DNS rebinding) is refused."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from mockcraft.addresses import read_host

from .support import Answer, connect, place, read

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
OURS = ["localhost", "LOCALHOST:80", "shop.localhost:8080", "localhost.", "127.0.0.1:1", "127.8.9.1", "[::1]:8080"]  # fmt: skip
OTHERS = [
    "evil.example", "evil.example:8080", "localhost.evil.example", "evillocalhost", "127.0.0.1.nip.io",
    "0.0.0.0", "192.0.2.7", "[2001:db8::1]", "127.0.0.1@evil.example", "", ".",
]  # fmt: skip


def asked(address: str, host: str, request: str = "GET /api/generate/word") -> Answer:
    """The answer to a request for a host."""
    head = (
        f"{request} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Length: 0\r\n\r\n"
    )
    with connect(address) as connection:
        connection.sendall(head.encode())
        return read(connection)


@pytest.fixture(scope="module")
def local(running_module: Start) -> Iterator[str]:
    """A server as it is without settings."""
    with running_module() as (address, _):
        yield address


@pytest.mark.parametrize("host", OURS)
def test_this_machine_is_answered(local: str, host: str) -> None:
    assert 200 == asked(local, host).status


@pytest.mark.parametrize("host", OTHERS)
def test_a_page_whose_name_points_here_is_refused(local: str, host: str) -> None:
    assert 421 == asked(local, host).status


def test_such_a_page_neither_writes_nor_starts_jobs(server: Start, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(
        "tables: {users: {count: 3, columns: {id: sequence, email: email}}}\n"
    )
    with server("shop.yaml", "--writes") as (address, _):
        port = place(address)[1]
        for path in ("/api/tables/shop/users", "/api/seed", "/api/preview"):
            refused = asked(address, f"evil.example:{port}", f"POST {path}")
            assert 421 == refused.status
            assert "application/problem+json" == refused.headers["content-type"]
            assert b"'evil.example' (add it to hosts)" in refused.body
            assert "nosniff" == refused.headers["x-content-type-options"]
        assert 415 == asked(address, f"localhost:{port}", "POST /api/preview").status


def test_a_request_without_a_host_is_no_browser_s(local: str) -> None:
    with connect(local) as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert 200 == read(connection).status


def test_hosts_are_answered_beside_this_machine(server: Start) -> None:
    with server("--hosts", "Mock.Example,*.mock.example", "--hosts", "[2001:db8::1]") as (
        address,
        _,
    ):
        ours = ["mock.example:8080", "MOCK.example", "a.b.mock.example", "[2001:DB8::1]:80", *OURS]
        others = ["example", "evilmock.example", "mock.example.evil.example", "evil.example"]

        assert {200} == {asked(address, host).status for host in ours}
        assert {421} == {asked(address, host).status for host in others}


def test_a_star_lets_every_name_in(server: Start) -> None:
    with server("--hosts", "*") as (address, _):
        assert 200 == asked(address, "evil.example").status


def test_a_public_server_is_asked_by_any_name_until_hosts_are_given(server: Start) -> None:
    everywhere = ("--host", "0.0.0.0")
    with server(*everywhere) as (address, _):
        assert 200 == asked(address.replace("0.0.0.0", "127.0.0.1"), "mock.example").status
    with server(*everywhere, "--hosts", "mock.example") as (address, _):
        near = address.replace("0.0.0.0", "127.0.0.1")
        statuses = [
            asked(near, host).status for host in ("mock.example", "localhost", "evil.example")
        ]
    assert [200, 200, 421] == statuses


def test_each_process_of_several_looks(server: Start) -> None:
    with server("--workers", "2") as (address, _):
        assert {421} == {asked(address, "evil.example").status for _ in range(10)}


@pytest.mark.parametrize(
    ("text", "host"),
    [("Mock.Example", "mock.example"), ("*.example", "*.example"), ("[2001:DB8::1]", "2001:db8::1"), ("*", "*")],
)  # fmt: skip
def test_a_host_is_written_as_browsers_send_it(text: str, host: str) -> None:
    assert host == read_host(text)


@pytest.mark.parametrize("text", ["", "mock.example:8080", "https://mock.example", "a.*.example", "a b", ".example"])  # fmt: skip
def test_what_is_no_host_is_told_at_the_start(start_failing: Callable[..., str], text: str) -> None:
    with pytest.raises(ValueError):
        read_host(text)
    assert f"{text!r} is not a host such as mock.example" in start_failing("--hosts", f"a,{text}")
