"""The keys of a database, each read in one moment: its dump, when it expires, and what it holds in a form that
two servers tell alike. DUMP itself does not: it depends on the order of a hash table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import redis

from mockcraft.backup import Report
from mockcraft.databases.redis.connection import RedisConnection
from mockcraft.dataclass import dataclass
from mockcraft.formats.own_keys import LOCK

SCANNED = 1_000  # keys that one SCAN looks at, and of which one transaction reads at most
WEIGHT = 100_000  # elements that one transaction reads at most, unless one key has more
BYTES_AN_ELEMENT = 64  # what a string counts for
GONE = "none"  # the type of a key that is not there

_Reader = Callable[[bytes], Sequence[Any]]
# By type: how long a value is, how it is read; https://redis.io/docs/latest/commands/
_LENGTHS = {"string": "STRLEN", "hash": "HLEN", "list": "LLEN", "set": "SCARD", "zset": "ZCARD", "stream": "XLEN"}  # fmt: skip
_READERS: Mapping[str, _Reader] = {
    "string": lambda key: ("GET", key),
    "hash": lambda key: ("HGETALL", key),
    "list": lambda key: ("LRANGE", key, 0, -1),
    "set": lambda key: ("SMEMBERS", key),
    "zset": lambda key: ("ZRANGE", key, 0, -1, "WITHSCORES"),
    "stream": lambda key: ("XINFO", "STREAM", key, "FULL", "COUNT", 0),
    "ReJSON-RL": lambda key: ("JSON.GET", key),
}


def _nothing(key: bytes) -> Sequence[Any]:
    """A command in place of one that reads a value."""
    return ("ECHO", "")


# What XINFO STREAM FULL tells that is no matter of how the server keeps it.
_STREAM = ("length", "last-generated-id", "max-deleted-entry-id", "entries-added", "entries")
_GROUP = ("name", "last-delivered-id", "entries-read", "pending")


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it was at one moment.

    Attributes:
        name: of it.
        type: as TYPE calls it.
        expires: when it does, in milliseconds since 1970; 0 for never.
        payload: of DUMP.
        value: what it holds, as plain values; None of a module's type, which cannot be read.
    """

    name: bytes
    type: str
    expires: int
    payload: bytes
    value: Any


def is_readable(type_: str) -> bool:
    """Whether values of a type can be compared."""
    return type_ in _READERS


def names(connection: RedisConnection) -> Iterator[list[bytes]]:
    """The names of all keys, in blocks; none twice, though SCAN may give one twice, and no locks."""
    seen: set[bytes] = set()
    place: Any = 0
    while True:
        place, found = connection.run("SCAN", place, "COUNT", SCANNED)
        block = [name for name in dict.fromkeys(found) if name not in seen]
        block = [name for name in block if not name.startswith(LOCK.encode())]
        seen.update(block)
        if block:
            yield block
        if int(place) == 0:
            return


def types(connection: RedisConnection, block: Sequence[bytes]) -> dict[bytes, str]:
    """The type by name of those keys that are there still."""
    found = connection.run_all([("TYPE", name) for name in block])
    there = {name: type_.decode() for name, type_ in zip(block, found, strict=True)}
    return {name: type_ for name, type_ in there.items() if type_ != GONE}


def keys(connection: RedisConnection, report: Report, what: str) -> Iterator[list[Key]]:
    """All keys, in blocks; those that come or go meanwhile may be among them or not."""
    total, done = int(connection.run("DBSIZE")), 0
    for block in names(connection):
        for some in _pieces(connection, types(connection, block)):
            yield _read(connection, some)
        done += len(block)
        report(what, min(done, total), total)


def _pieces(connection: RedisConnection, there: dict[bytes, str]) -> Iterator[dict[bytes, str]]:
    """Cuts keys so that no transaction, in which others wait, reads much."""
    lengths = connection.answers(
        [(_LENGTHS.get(type_, "EXISTS"), name) for name, type_ in there.items()]
    )
    some: dict[bytes, str] = {}
    weight = 0
    for (name, type_), length in zip(there.items(), lengths, strict=True):
        elements = length if isinstance(length, int) else 0  # an error where it has changed
        elements = elements // BYTES_AN_ELEMENT if type_ == "string" else elements
        if some and weight + elements > WEIGHT:
            yield some
            some, weight = {}, 0
        some[name] = type_
        weight += elements
    if some:
        yield some


def _read(connection: RedisConnection, some: dict[bytes, str]) -> list[Key]:
    """The keys that are there, each with its dump and its value of one moment."""
    commands: list[Sequence[Any]] = [("MULTI",)]
    for name, type_ in some.items():
        reader = _READERS.get(type_, _nothing)
        commands += [("TYPE", name), ("PEXPIRETIME", name), ("DUMP", name), reader(name)]
    *queued, done = connection.answers([*commands, ("EXEC",)])
    for reply in queued:
        _raise(connection, reply)
    _raise(connection, done)
    found, changed = [], {}
    for place, (name, type_) in enumerate(some.items()):
        now, expires, payload, value = done[4 * place : 4 * place + 4]
        if payload is None:
            continue
        if now.decode() != type_:
            changed[name] = now.decode()
            continue
        for reply in (expires, payload, value):
            _raise(connection, reply)
        found.append(Key(name, type_, max(int(expires), 0), payload, _plain(type_, value)))
    return found + (_read(connection, changed) if changed else [])


def _raise(connection: RedisConnection, reply: Any) -> None:
    if isinstance(reply, redis.RedisError):
        raise connection.failed(reply) from reply


def _plain(type_: str, reply: Any) -> Any:
    """What a value is, whatever the order in which the server keeps it."""
    match type_:
        case "hash":
            return sorted(zip(reply[::2], reply[1::2], strict=True))
        case "set":
            return sorted(reply)
        case "stream":
            return _stream(reply)
    return reply if is_readable(type_) else None


def _stream(reply: Any) -> Any:
    told = _pairs(reply)
    groups = []
    for each in told["groups"]:
        group = _pairs(each)
        consumers = [
            (consumer["name"], consumer["seen-time"])
            for consumer in map(_pairs, group["consumers"])
        ]
        groups.append(([group[name] for name in _GROUP], sorted(consumers)))
    return [told[name] for name in _STREAM], sorted(groups, key=lambda group: group[0][0])


def _pairs(flat: Any) -> dict[str, Any]:
    return {name.decode(): value for name, value in zip(flat[::2], flat[1::2], strict=True)}
