"""Where a request is from: headers that proxies add, and those that clients forge."""

import asyncio
import json
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from ipaddress import ip_network
from typing import Any

import pytest

from mockcraft.server.caller import KEY, caller_of
from mockcraft.server.keys import Key
from mockcraft.server.middleware.proxies import TrustedProxies

from .support import ask

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
TRUSTED = tuple(map(ip_network, ("10.0.0.0/8", "127.0.0.1", "fd00::/8", "2001:db8:f::1")))


def seen(
    *headers: tuple[str, str], peer: str | None = "10.0.0.1", header: str = "x-forwarded-for"
) -> tuple[str, str]:
    """The caller and the scheme that the application sees."""
    scope: dict[str, Any] = {
        "type": "http", "scheme": "http", "client": peer and (peer, 4711),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in headers],
    }  # fmt: skip
    found = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        found.append((caller_of(scope), scope["scheme"]))

    asyncio.run(TrustedProxies(app, TRUSTED, header)(scope, None, None))  # type: ignore[arg-type]
    return found[0]


@pytest.mark.parametrize(
    ("value", "caller"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", "203.0.113.9"),  # what is to the left is the client's own
        ("10.0.0.9, 203.0.113.9", "203.0.113.9"),
        ("203.0.113.9, 10.0.0.2,10.1.1.1", "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("203.0.113.9:51234", "203.0.113.9"),
        ("  203.0.113.9  ", "203.0.113.9"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3::4]:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3::4]", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9, 2001:db8:f::1", "2001:db8:1:2::/64"),
        ("2001:db8:f::2", "2001:db8:f::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("10.0.0.2, 10.0.0.3", "10.0.0.2"),  # all are ours
        ("unknown", "10.0.0.1"),  # not an address: the proxy itself
        ("203.0.113.9, unknown", "10.0.0.1"),
        ("203.0.113.9, unknown, 10.0.0.2", "10.0.0.2"),
        ("203.0.113.9,", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("203.0.113.999", "10.0.0.1"),
        ("203.0.113.9:port", "10.0.0.1"),
        ("[203.0.113.9]:80", "10.0.0.1"),
        ("[2001:db8::1", "10.0.0.1"),
        ("203.0.113.9\x00", "10.0.0.1"),
        ("é", "10.0.0.1"),
    ],
)
def test_the_client_is_the_right_most_that_is_not_trusted(value: str, caller: str) -> None:
    assert caller == seen(("X-Forwarded-For", value))[0]


def test_several_headers_are_one_list() -> None:
    headers = [("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "203.0.113.9, 10.0.0.2")]

    assert "203.0.113.9" == seen(*headers)[0]
    assert "6.6.6.6" == seen(*reversed(headers))[0]


@pytest.mark.parametrize("peer", ["203.0.113.1", "11.0.0.1", "2001:db8:f::2"])
def test_nobody_else_is_believed(peer: str) -> None:
    forged = [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=1.2.3.4")]  # fmt: skip

    for header in ("x-forwarded-for", "forwarded"):
        caller, scheme = seen(*forged, peer=peer, header=header)
        assert caller in (peer, "2001:db8:f::/64")
        assert "http" == scheme


def test_only_the_header_that_is_configured_is_read() -> None:
    assert "10.0.0.1" == seen(("Forwarded", "for=1.2.3.4"))[0]
    assert "10.0.0.1" == seen(("X-Forwarded-For", "1.2.3.4"), header="forwarded")[0]
    assert "http" == seen(("X-Forwarded-Proto", "https"), header="forwarded")[1]


@pytest.mark.parametrize(
    ("value", "caller", "scheme"),
    [
        ("for=203.0.113.9", "203.0.113.9", "http"),
        ("for=203.0.113.9;proto=https;by=10.0.0.1", "203.0.113.9", "https"),
        ("For=203.0.113.9; Proto=HTTPS", "203.0.113.9", "https"),
        ('for="203.0.113.9:4711"', "203.0.113.9", "http"),
        ('for="[2001:db8:1:2:3::4]:4711"', "2001:db8:1:2::/64", "http"),
        ("for=6.6.6.6;proto=https, for=203.0.113.9", "203.0.113.9", "http"),
        ("for=203.0.113.9;proto=https, for=10.0.0.2;proto=http", "203.0.113.9", "https"),
        ("for=203.0.113.9;", "203.0.113.9", "http"),
        ('for=203.0.113.9;x="a,b;for=6.6.6.6"', "203.0.113.9", "http"),
        ("for=_hidden", "10.0.0.1", "http"),
        ("for=unknown, for=10.0.0.2", "10.0.0.2", "http"),
        ("proto=https", "10.0.0.1", "http"),
        ("for=203.0.113.9;proto=gopher", "203.0.113.9", "http"),
        ("203.0.113.9", "10.0.0.1", "http"),
        # A client that leaves a quote open, so that an address which the proxy quotes closes it.
        ('for=6.6.6.6;x=", for="[2001:db8:1::bad]"', "10.0.0.1", "http"),
        ('for=6.6.6.6;x=", for="203.0.113.9:80"', "10.0.0.1", "http"),
        ("for=6.6.6.6," + "a=b;" * 2000 + "for=203.0.113.9", "10.0.0.1", "http"),
    ],
)
def test_forwarded_is_read_by_its_grammar(value: str, caller: str, scheme: str) -> None:
    assert (caller, scheme) == seen(("Forwarded", value), header="forwarded")


@pytest.mark.parametrize(
    ("values", "scheme"),
    [(["https"], "https"), (["HTTP"], "http"), (["http, https"], "https"), (["https", "http"], "http"),
     (["ftp"], "http"), ([""], "http"), ([], "http")],
)  # fmt: skip
def test_the_scheme_is_what_the_nearest_proxy_says(values: list[str], scheme: str) -> None:
    headers = [("X-Forwarded-Proto", value) for value in values]

    assert scheme == seen(("X-Forwarded-For", "1.2.3.4"), *headers)[1]


@pytest.mark.parametrize("size", [60_000, 8_000])
def test_a_long_header_costs_little(size: int) -> None:
    """Only what is read from the right is looked at; see the limit of Forwarded for the other."""
    assert "203.0.113.9" == seen(("X-Forwarded-For", "6.6.6.6," * (size // 8) + "203.0.113.9"))[0]


def test_a_caller_is_a_key_or_an_address_or_a_network() -> None:
    key = Key("ci", b"", {})

    assert "key ci" == caller_of({KEY: key, "client": ("1.2.3.4", 1)})
    assert "1.2.3.4" == caller_of({"client": ("1.2.3.4", 1)})
    assert "1.2.3.4" == caller_of({"client": ("::ffff:1.2.3.4", 1)})
    assert "2001:db8::/64" == caller_of({"client": ("2001:db8::1", 1)})
    assert "fe80::/64" == caller_of({"client": ("fe80::1%eth0", 1)})
    assert "unknown" == caller_of({"client": None}) == caller_of({})


def test_a_server_that_trusts_nobody_counts_forged_addresses_as_one_client(server: Start) -> None:
    with server("--rate-generate", "2/minute") as (address, _):
        statuses = [
            ask(address, f"GET /api/generate/word HTTP/1.1|X-Forwarded-For: 1.2.3.{n}|Forwarded: for=1.2.3.{n}").status
            for n in range(4)
        ]  # fmt: skip

    assert [200, 200, 429, 429] == statuses


def test_a_server_behind_a_proxy_counts_clients_apart_and_logs_them(server: Start) -> None:
    flags = ("--rate-generate", "2/minute", "--trusted-proxies", "127.0.0.0/8,::1", "--log-format", "json")  # fmt: skip
    with server(*flags) as (address, process):
        seen = {
            value: [
                ask(address, f"GET /api/generate/word HTTP/1.1|X-Forwarded-For: {value}").status
                for _ in range(3)
            ]
            for value in (
                "1.2.3.4",
                "6.6.6.6, 1.2.3.4",
                "1.2.3.5",
                "[2001:db8::1]:80",
                "2001:db8::2",
            )
        }
        process.terminate()
        _, log = process.communicate(timeout=20)

    assert seen == {
        "1.2.3.4": [200, 200, 429],
        "6.6.6.6, 1.2.3.4": [429] * 3,
        "1.2.3.5": [200, 200, 429],
        "[2001:db8::1]:80": [200, 200, 429],
        "2001:db8::2": [429] * 3,
    }
    lines = [json.loads(line) for line in log.splitlines() if '"request"' in line]
    assert ["1.2.3.4"] * 6 + ["1.2.3.5"] * 3 == [each["client"] for each in lines[:9]]
    assert {"/api/generate/{type}"} == {each["route"] for each in lines if each["status"] == 200}


def test_a_network_that_is_none_is_refused_at_the_start(start_failing: Callable[..., str]) -> None:
    assert "'10.0.0.1/8' is not an address or a network" in start_failing(
        "--trusted-proxies", "::1,10.0.0.1/8"
    )
