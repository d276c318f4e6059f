"""Rate limits of a server process, with many requests at once, in memory and in a real Redis."""

import json
import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager

import httpx
import pytest

import servers

from .support import ask, statuses

Start = Callable[..., AbstractContextManager["tuple[str, subprocess.Popen[str]]"]]
VALUE = "GET /api/generate/firstname HTTP/1.1"


def test_of_ten_thousand_requests_exactly_a_hundred_pass(server: Start) -> None:
    with server("--rate-generate", "100/minute", "--log-level", "error") as (address, _):
        assert {200: 100, 429: 9900} == statuses([address], VALUE, 10_000)
        shown = httpx.get(f"{address}/metrics").text

    assert 'mockcraft_http_requests_limited_total{limit="generate"} 9900.0' in shown


def test_of_ten_thousand_to_two_servers_with_one_redis_exactly_a_hundred_pass(
    server: Start, redis: str
) -> None:
    flags = ("--rate-generate", "100/minute", "--rate-limits", redis, "--log-level", "error")
    with server(*flags) as (first, _), server(*flags) as (second, _):
        assert {200: 100, 429: 9900} == statuses([first, second], VALUE, 10_000)
        assert "mockcraft_rate_limits_alone_total 0.0" in httpx.get(f"{first}/metrics").text


def test_an_answer_says_how_the_client_stands(server: Start) -> None:
    with server("--rate-generate", "2/minute") as (address, _):
        first, second, third = (httpx.get(f"{address}/api/generate/word") for _ in range(3))

    assert [200, 200, 429] == [each.status_code for each in (first, second, third)]
    assert ["1", "0", "0"] == [
        each.headers["ratelimit-remaining"] for each in (first, second, third)
    ]
    for each in (first, second, third):
        assert "2" == each.headers["ratelimit-limit"]
        assert "2;w=60" == each.headers["ratelimit-policy"]
        assert int(each.headers["ratelimit-reset"]) in range(1, 61)
    assert "retry-after" not in second.headers
    wait = third.headers["retry-after"]
    assert int(wait) in range(1, 61)
    assert "application/problem+json" == third.headers["content-type"]
    assert "no-store" == third.headers["cache-control"]
    assert third.json()["detail"] == (
        f"2/minute are allowed here, and they are used up (ask again in {wait} s)"
    )


def test_endpoints_of_other_classes_have_their_own_rates(server: Start) -> None:
    flags = ("--rate-generate", "1/minute", "--rate-other", "2/minute", "--rate-seed", "1/hour")
    with server(*flags) as (address, _), httpx.Client(base_url=address) as client:
        values = [client.get(f"/api/generate/{name}").status_code for name in ("word", "uuid")]
        previews = client.post("/api/preview", content=b"").status_code
        others = [client.get("/api/generators?search=uuid").status_code for _ in range(3)]
        jobs = [client.post("/api/seed", content=b"").status_code for _ in range(2)]
        free = [client.get(path) for path in ("/healthz", "/metrics", "/healthz") for _ in range(3)]

    assert [200, 429] == values
    assert 429 == previews
    assert [200, 200, 429] == others
    assert 429 == jobs[1] != jobs[0]
    assert {200} == {each.status_code for each in free}
    assert not any("ratelimit-limit" in each.headers for each in free)


def test_without_rates_nothing_is_counted(client: httpx.Client) -> None:
    assert "ratelimit-limit" not in client.get("/api/generate/word").headers


def test_a_server_goes_on_by_itself_while_redis_is_away_and_says_so(server: Start) -> None:
    with (
        servers.OwnRedis() as own,
        server("--rate-generate", "5/minute", "--rate-limits", own.uri, "--log-format", "json") as (
            address,
            process,
        ),
    ):
        assert 200 == ask(address, VALUE).status
        own.kill()
        assert {200: 5, 429: 15} == statuses([address], VALUE, 20, connections=1)
        assert "mockcraft_rate_limits_alone_total 20.0" in httpx.get(f"{address}/metrics").text
        process.terminate()
        _, log = process.communicate(timeout=20)

    said = [json.loads(line) for line in log.splitlines() if "the Redis of rate_limits" in line]
    assert 1 == len(said)
    assert "warning" == said[0]["level"]
    assert own.password not in log
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--rate-seed", "x"), "--rate-seed='x' is not a rate such as 100/minute or 5/10 seconds"),
        (("--rate-limits", "http://x"), "--rate-limits=http://… is not memory://, or a URL"),
        (("--rate-limits", "redis://u:se/cret@h:1", "--rate-seed", "1/day"), "rate_limits is no"),
    ],
)
def test_what_cannot_be_is_refused_at_the_start(
    start_failing: Callable[..., str], flags: tuple[str, ...], sentence: str
) -> None:
    said = start_failing(*flags)

    assert sentence in said
    assert "cret" not in said
