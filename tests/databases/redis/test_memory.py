"""Servers that drop keys when their memory is full: no run ends well without its rows."""

from collections.abc import Iterator
from typing import Any

import pytest

import servers
from mockcraft.engine import run
from mockcraft.errors import SinkError

from .support import client_of, content, plan_of, sink

SPARE = 3_000_000  # bytes


def plan(count: int) -> Any:
    columns = {"id": {"generator": "sequence", "primary_key": True}, "text": "sentence"}
    return plan_of({"users": {"count": count, "columns": columns}})


@pytest.fixture(params=["allkeys-random", "allkeys-lru"])
def evicting(request: pytest.FixtureRequest) -> Iterator[str]:
    daemon = servers.OwnRedis()
    try:
        url = daemon.start().uri
        with client_of(url) as client:
            client.set("somebody", "else")
            client.config_set("maxmemory-policy", request.param)
            client.config_set("maxmemory", client.info("memory")["used_memory"] + SPARE)
        yield url
    finally:
        daemon.remove()


def dropped(url: str) -> int:
    with client_of(url) as client:
        return int(client.info("stats")["evicted_keys"])


def test_rows_for_which_keys_would_be_dropped_are_refused_before_the_first(evicting: str) -> None:
    many = plan(50_000)
    said = r"the rows take some [\d,]+ bytes, .* would drop keys to make room \(maxmemory-policy allkeys-"
    outlook = sink(evicting).foresee(many, many.ranges)
    with pytest.raises(SinkError, match=said) as caught:
        run(many, sink(evicting))

    assert str(outlook.refusal).partition(" bytes")[0] == str(caught.value).partition(" bytes")[0]
    assert 0 == dropped(evicting)
    assert {b"somebody": b"else"} == content(evicting)


def test_rows_that_have_room_are_stored(evicting: str) -> None:
    few = plan(500)

    assert sink(evicting).foresee(few, few.ranges).refusal is None
    run(few, sink(evicting))
    assert 501 == len(content(evicting))


def test_a_run_ends_before_keys_are_dropped(evicting: str) -> None:
    run(plan(10), sink(evicting))
    with pytest.raises(SinkError, match="memory is full, and for more it would drop other keys"):
        run(plan(50_000), sink(evicting, "truncate", batch_rows=500), batch_rows=500)

    assert 0 == dropped(evicting)
    assert {b"somebody": b"else"} == content(evicting)
