"""A slow or failing backend, by the settings of the server and by headers of a request."""

import time
from pathlib import Path

import httpx
import pytest

from mockcraft.latency import Latency, read_latency

from ..conftest import running
from ..test_schemas import problem


@pytest.mark.parametrize(
    ("text", "latency"),
    [("300ms", Latency(300, 300)), ("1.5s", Latency(1500, 1500)), ("100ms..2s", Latency(100, 2000)),
     (" 0 MS ", Latency(0, 0)), ("30s", Latency(30_000, 30_000)), ("0.5ms .. 30.0s", Latency(0, 30_000)),
     ("30000ms", Latency(30_000, 30_000)), ("29999.9ms", Latency(30_000, 30_000))],
)  # fmt: skip
def test_a_time_or_a_span_is_read(text: str, latency: Latency) -> None:
    assert latency == read_latency(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "300",
        "-1ms",
        "31s",
        "30.1s",
        "30001ms",
        "300ms\n",
        ".5s",
        "2s..1s",
        "1s..2s..3s",
        "1m",
        "nan s",
        "..",
        "٣ms",
    ],
)
def test_other_times_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_latency(text)


def test_a_request_waits_as_long_as_it_asks_for(api: httpx.Client) -> None:
    begun = time.monotonic()
    answer = api.get("/world/users/1", headers={"X-Mockcraft-Latency": "400ms"})

    assert 200 == answer.status_code
    assert time.monotonic() - begun >= 0.4


def test_the_share_that_is_asked_for_fails(api: httpx.Client) -> None:
    def statuses(rate: str) -> list[int]:
        headers = {"X-Mockcraft-Error-Rate": rate}
        return [api.get("/world/users/1", headers=headers).status_code for _ in range(40)]

    assert {200} == set(statuses("0"))
    assert {503} == set(statuses("1"))
    assert {200, 503} == set(statuses("0.5"))
    refused = api.get("/world/users/1", headers={"X-Mockcraft-Error-Rate": "1"})
    assert "this failure is imitated (error rate 1)" == problem(refused, 503)["detail"]


@pytest.mark.parametrize(
    ("header", "value", "sentence"),
    [
        (
            "X-Mockcraft-Latency",
            "1 hour",
            "X-Mockcraft-Latency='1 hour' is not a time of at most 30s",
        ),
        ("X-Mockcraft-Latency", "", "X-Mockcraft-Latency='' is not a time"),
        ("X-Mockcraft-Latency", "40s", "is not a time of at most 30s"),
        ("X-Mockcraft-Error-Rate", "2", "X-Mockcraft-Error-Rate='2' is not a number in 0..1"),
    ],
)
def test_a_wrong_header_is_told(api: httpx.Client, header: str, value: str, sentence: str) -> None:
    assert sentence in problem(api.get("/world/users/1", headers={header: value}))["detail"]


def test_the_settings_of_the_server_count_where_a_request_says_nothing(files: Path) -> None:
    flags = ("world.yaml", "--error-rate", "1", "--latency", "50ms..100ms")
    with running(*flags, folder=files) as (address, _):
        users = f"{address}/api/tables/world/users"
        begun = time.monotonic()
        assert 503 == httpx.get(users).status_code
        assert time.monotonic() - begun >= 0.05
        assert 200 == httpx.get(users, headers={"X-Mockcraft-Error-Rate": "0"}).status_code
        assert 200 == httpx.get(f"{address}/api/generate/firstname").status_code
