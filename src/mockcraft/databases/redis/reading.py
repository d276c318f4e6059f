"""Values of columns read back from the keys of a table, as text."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from mockcraft.core.plan import Table
from mockcraft.databases.redis.asked import Asked
from mockcraft.databases.redis.keys import row_keys
from mockcraft.formats.key_templates import Template, fields_of, pattern_of, touching
from mockcraft.formats.keyspace import Keyspace, keyspace_of

Values = tuple[str | None, ...]


def fields_there(connection: Asked, table: Table, columns: Sequence[str]) -> Iterator[Values]:
    """These columns of the rows that are there, in any order: from the keys where those have them, else from
    what is under them. Nothing where neither has them.
    """
    space = keyspace_of(table)
    key = space.key_of(table)
    if set(columns) <= set(fields_of(key)):
        for block in row_keys(connection, table):
            yield from _parsed(table, key, columns, block)
        return
    for block in row_keys(connection, table):
        for found in connection.run_all(
            [_asks(space, connection.module, each, columns) for each in block]
        ):
            yield from _read(table, space, columns, found)


def _asks(space: Keyspace, module: bool, key: bytes, columns: Sequence[str]) -> Sequence[Any]:
    """The command that reads what is under a key."""
    if space.as_ == "json" and module:
        return ("JSON.GET", key)
    return {
        "hash": ("HMGET", key, *columns), "json": ("GET", key), "string": ("GET", key),
        "list": ("LRANGE", key, 0, -1), "set": ("SMEMBERS", key), "zset": ("ZRANGE", key, 0, -1),
        "stream": ("XRANGE", key, "-", "+"),
    }[space.as_]  # fmt: skip


def _read(table: Table, space: Keyspace, columns: Sequence[str], found: Any) -> Iterator[Values]:
    if space.as_ == "hash":
        yield tuple(None if each is None else each.decode(errors="replace") for each in found)
        return
    if space.as_ == "stream":
        for _, entry in found:
            pairs = (
                dict(zip(entry[::2], entry[1::2], strict=True))
                if isinstance(entry, list)
                else entry
            )
            yield tuple(_text(pairs.get(name.encode())) for name in columns)
        return
    members = [found] if isinstance(found, bytes) else list(found or ())
    template = space.value_of(table)
    if template is not None:
        if set(columns) <= set(fields_of(template)) and not touching(template):
            yield from _parsed(table, template, columns, members)
        return
    for member in members:
        try:
            row = json.loads(member)
        except ValueError:
            continue
        if isinstance(row, dict):
            yield tuple(_text(row.get(name)) for name in columns)


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return str(int(value)) if isinstance(value, bool) else str(value)


def _parsed(
    table: Table, template: Template, columns: Sequence[str], texts: Sequence[bytes]
) -> Iterator[Values]:
    """The columns in texts of a template that has them all."""
    form, fields = re.compile(pattern_of(table, template), re.DOTALL), fields_of(template)
    places = [fields.index(name) + 1 for name in columns]
    for text in texts:
        match = form.fullmatch(text.decode(errors="replace"))
        if match is not None:
            yield tuple(match[place] for place in places)
