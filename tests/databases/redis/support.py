"""Redis as tests look at it: its keys and what is under them, past MockCraft."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import redis

from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.schema.bind import load
from mockcraft.sink import LoadOptions, Sink
from mockcraft.sinks.database import DatabaseSink

READERS: Mapping[str, Callable[[Any, bytes], Any]] = {
    "string": lambda client, key: client.get(key),
    "hash": lambda client, key: client.hgetall(key),
    "list": lambda client, key: client.lrange(key, 0, -1),
    "set": lambda client, key: sorted(client.smembers(key)),
    "zset": lambda client, key: client.zrange(key, 0, -1, withscores=True),
    "stream": lambda client, key: client.xrange(key),
}


def client_of(url: str) -> Any:
    """A client that gives bytes."""
    return redis.Redis.from_url(url, protocol=2)


def content(url: str) -> dict[bytes, Any]:
    """What is under each key, those of locks and checkpoints among them."""
    with client_of(url) as client:
        keys = sorted(set(client.scan_iter()))
        return {key: READERS[client.type(key).decode()](client, key) for key in keys}


def plan_of(tables: Mapping[str, Any], seed: int = 3) -> Plan:
    return load({"seed": seed, "tables": tables})[1]


def sink(
    url: str, existing: str = "refuse", batch_rows: int | None = None, **options: Any
) -> DatabaseSink:
    return DatabaseSink(engine_of(url), url, LoadOptions(existing=existing, **options), batch_rows)


class Target:
    """See testing.Target: hashes in the order of the numbers in their keys."""

    modes, nulls = ("refuse", "append", "truncate"), True

    def __init__(self, url: str) -> None:
        self.url = url

    def sink(self, existing: str) -> Sink:
        return sink(self.url, existing, batch_rows=25)

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        prefix = f"{table}:".encode()
        with client_of(self.url) as client:
            found = {key for key in client.scan_iter() if key.startswith(prefix)}
            keys = sorted(found, key=lambda key: int(key.removeprefix(prefix)))
            held = [client.hgetall(key) for key in keys]
        return [
            [
                None if (value := row.get(name.encode())) is None else value.decode()
                for name in columns
            ]
            for row in held
        ]
