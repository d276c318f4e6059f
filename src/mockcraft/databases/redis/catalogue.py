"""What is there of tables: a table is there where a key of its template is, or what led to rows that are gone."""

from collections.abc import Iterable

from mockcraft.core.plan import Table
from mockcraft.databases.redis.asked import Asked
from mockcraft.databases.redis.keys import distinct, keys_of, row_keys, type_of
from mockcraft.formats.key_templates import template_of
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.stored import Catalogue, StoredColumn, StoredTable

_LENGTHS = {"list": "LLEN", "set": "SCARD", "zset": "ZCARD", "stream": "XLEN"}


def read(connection: Asked, tables: Iterable[Table]) -> Catalogue:
    """See database.Connection.catalogue."""
    stored = {}
    for table in tables if connection.run("DBSIZE") else ():
        there = distinct(keys_of(connection, table, keyspace_of(table).key_of(table)))
        remains = not there and leads_nowhere(connection, table)
        if there or remains:
            stored[table.name] = StoredTable(
                table.name,
                columns=tuple(StoredColumn(column.name, "any") for column in table.columns),
                obstacle=_obstacle(connection, table, there),
                remains=remains,
            )
    return Catalogue(stored)


def leads_nowhere(connection: Asked, table: Table) -> bool:
    """Whether a table without rows, which have expired, has its set of ids or keys of its lookups."""
    space = keyspace_of(table)
    if space.ids is not None and connection.run("TYPE", space.ids) == b"set":
        return True
    lookups = (
        keys_of(connection, table, template_of(lookup), "string") for lookup in space.lookups
    )
    return any(block for blocks in lookups for block in blocks)


def _obstacle(connection: Asked, table: Table, there: int) -> str:
    """Why rows cannot be put beside the keys that are there, so many of which are of the row's template."""
    space, advice = keyspace_of(table), "delete it, or choose another key"
    if space.ids is not None:
        type_ = connection.run("TYPE", space.ids).decode()
        if type_ not in ("set", "none"):
            return f"has the key {space.ids!r} for its ids, a {type_} and no set ({advice})"
    if distinct(row_keys(connection, table)) == there:
        return ""
    wanted = type_of(connection, table)
    for block in keys_of(connection, table, space.key_of(table)):
        types = connection.run_all([("TYPE", key) for key in block])
        for key, type_ in zip(block, types, strict=True):
            if type_.decode() != wanted:
                shown = key.decode(errors="replace")
                return f"has the key {shown!r}, a {type_.decode()} and no {wanted} ({advice})"
    return ""


def count(connection: Asked, table: Table) -> int:
    """How many rows a table has: keys, or members of its keys."""
    verb = _LENGTHS.get(keyspace_of(table).as_)
    if verb is None:
        return distinct(row_keys(connection, table))
    keys = {key for block in row_keys(connection, table) for key in block}
    lengths = connection.run_all([(verb, key) for key in keys]) if keys else []
    return sum(map(int, lengths))
