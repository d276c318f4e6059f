"""Documents (`as: json`) by RedisJSON and without it.

No server with the module is to be had from Debian or PyPI. What stands in is a Redis whose HMSET and HVALS are
renamed JSON.SET and JSON.GET: they take and give the same words, so that a document is the field `$` of a hash.
What the module itself makes of a document is not shown by it.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

import servers
from mockcraft.core.frame import batch_of
from mockcraft.core.ranges import whole
from mockcraft.engine import run
from mockcraft.formats.json import JsonLines
from mockcraft.sinks.cleaning import Cleaning

from .support import client_of, plan_of, sink

USERS: dict[str, Any] = {
    "users": {
        "count": 60,
        "embed": "orders",
        "redis": {"as": "json", "ttl": 5000, "ids": "ids", "lookups": ["user:{email}"]},
        "columns": {
            "id": {"generator": "sequence", "primary_key": True},
            "email": {"generator": "email", "unique": True},
            "nick": {"generator": "username", "absent": 0.4, "nulls": 0.2},
            "note": {"values": ['"quoted" ☃\n', "plain"]},
        },
    },
    "orders": {
        "count": {"per": "users", "min": 0, "max": 2},
        "columns": {"user": {"ref": "users.id"}, "total": {"generator": "price"}},
    },
}
NOTE = "JSON documents are strings: this server has no RedisJSON"


@pytest.fixture
def with_json(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr("mockcraft.formats.resp_removal.MODULE_TYPE", "hash")
    with servers.OwnRedis(
        "rename-command=HMSET JSON.SET", "rename-command=HVALS JSON.GET", "appendonly=no"
    ) as daemon:
        server = daemon.kind(daemon.uri)
        url = server.new_database()
        yield url
        server.drop_database(url)


def documents() -> list[Any]:
    into = sink("redis://127.0.0.1/0")
    plan = into.shaped(plan_of(USERS))
    (rows,) = map(whole, plan.ranges)
    lines = bytes(JsonLines().encode(plan.table("users"), batch_of(plan, rows), rows))
    return [json.loads(line) for line in lines.splitlines()]


def filled(url: str, existing: str = "refuse") -> str:
    """Runs the plan; what the run says of it."""
    into = sink(url, existing, batch_rows=25)
    plan = into.shaped(plan_of(USERS))
    return run(plan, into, batch_rows=10).note


def test_documents_are_strings_without_the_module(redis: str) -> None:
    assert NOTE == filled(redis)
    with client_of(redis) as client:
        found = [json.loads(client.get(f"users:{number}")) for number in range(1, 61)]

    assert documents() == found


def test_documents_go_by_json_set_where_there_is_one(with_json: str) -> None:
    assert "" == filled(with_json)
    with client_of(with_json) as client:
        found = [client.execute_command("JSON.GET", f"users:{number}") for number in range(1, 61)]
        fields = {name for number in range(1, 61) for name in client.hkeys(f"users:{number}")}
        lives = client.ttl("users:1")
        ids = client.scard("ids")

    assert documents() == [json.loads(each) for (each,) in found]
    assert {b"$"} == fields
    assert 0 < lives <= 5000
    assert 60 == ids


def test_documents_of_the_module_are_counted_replaced_and_removed(with_json: str) -> None:
    filled(with_json)
    plan = sink(with_json).shaped(plan_of(USERS))
    outlook = sink(with_json, "truncate").foresee(plan, plan.ranges)

    assert "users: has 60 rows, 60 will replace them" in outlook.lines
    filled(with_json, "truncate")
    with client_of(with_json) as client:
        client.set("users:theirs", "1")
        assert 60 + 60 + 1 + 1 == client.dbsize()
        assert [60] == [
            each.rows for each in Cleaning(sink(with_json).engine, with_json, plan_of(USERS)).run()
        ]
        assert [b"users:theirs"] == client.keys()


def test_the_outlook_shows_what_the_server_is_sent(with_json: str, redis: str) -> None:
    plan = sink(redis).shaped(plan_of(USERS))
    by_module = sink(with_json).foresee(plan, plan.ranges).lines
    without = sink(redis).foresee(plan, plan.ranges).lines

    assert NOTE not in by_module
    assert [True] == [each.startswith("users: JSON.SET users:1 $ ") for each in by_module[-1:]]
    assert NOTE in without
    assert [True] == [each.startswith("users: SET users:1 ") for each in without[-1:]]
