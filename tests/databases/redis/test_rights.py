"""Users of Redis with the rights that the documentation names, and with fewer."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.core.ranges import Range
from mockcraft.database import engine_of
from mockcraft.databases.redis.connection import RedisConnection
from mockcraft.databases.redis.locks import Locks
from mockcraft.engine import Progress, run
from mockcraft.errors import SinkError
from mockcraft.sinks.cleaning import Cleaning

from .support import content, plan_of, sink

PAGE = Path(__file__).parents[3] / "docs" / "databases.md"
ID = {"generator": "sequence", "primary_key": True}
OPTIONS: dict[str, dict[str, Any]] = {
    "hash": {"ids": "users", "ttl": 600, "lookups": ["user:by-number:{number}"]},
    "json": {"as": "json"},
    "string": {"as": "string", "value": "{number}"},
    "list": {"as": "list", "key": "user:list"},
    "set": {"as": "set", "key": "user:set"},
    "zset": {"as": "zset", "key": "user:zset", "score": "number"},
    "stream": {"as": "stream", "key": "user:stream"},
}


def plan() -> Any:
    columns = {"id": ID, "number": {"generator": "sequence", "unique": True}}
    tables = {
        name: {"count": 40, "redis": {"key": f"user:{name}:{{id}}", **options}, "columns": columns}
        for name, options in OPTIONS.items()
    }
    return plan_of(tables)


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Redis]:
    daemon = servers.OwnRedis()
    try:
        yield daemon.start()
    finally:
        daemon.remove()


def user(server: servers.Redis, fewer: str) -> str:
    """URL of a user who has the rights of the page but for these."""
    found = re.search(r"^ACL SETUSER seeder .*$", PAGE.read_text(), re.MULTILINE)
    assert found is not None
    server.execute("FLUSHALL")
    server.execute(f"{found[0]} {fewer}")
    url = urlsplit(server.uri)
    return f"redis://seeder:password@{url.hostname}:{url.port}/0"


def fail(progress: Progress) -> None:
    if progress.rows >= 250:
        raise RuntimeError


@pytest.mark.parametrize("fewer", ["", "-info -client|list"])
def test_the_rights_of_the_page_are_enough(server: servers.Redis, fewer: str) -> None:
    url, all_ = user(server, fewer), plan()
    with pytest.raises(RuntimeError):
        run(all_, sink(url, batch_rows=20), batch_rows=10, report=fail)
    assert {} == content(server.uri)
    run(all_, sink(url), [Range(each.name, 0, 20) for each in all_.tables])
    run(all_, sink(url, "append"), [Range(each.name, 20, 40) for each in all_.tables])
    once = content(server.uri)
    run(all_, sink(url, "truncate"))
    assert once == content(server.uri)
    assert sink(url, "truncate").foresee(all_, all_.ranges).refusal is None
    Cleaning(engine_of(url), url, all_).run()

    assert {} == content(server.uri)


def test_who_may_not_see_the_server_takes_no_lock_of_who_is_connected(
    server: servers.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.databases.redis.locks.WAIT_S", 0.2)
    url = user(server, "-info")
    for holder, other in ((server.uri, url), (url, server.uri)):
        first, second = RedisConnection(holder, True), RedisConnection(other, True)
        held = Locks(first)
        held.take(["hash"])
        with pytest.raises(SinkError, match="another run is filling table hash .*connected from"):
            Locks(second).take(["hash"])
        held.release()
        first.close()
        second.close()
