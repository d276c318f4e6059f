"""What is there of tables: a table is there where a key of its template is, or what led to rows that are gone."""

from collections.abc import Iterable, Iterator

from mockcraft.core.plan import Table
from mockcraft.databases.redis.asked import Asked
from mockcraft.databases.redis.keys import distinct, keys_of, row_keys, type_of
from mockcraft.formats.key_templates import Template, template_of
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.stored import Catalogue, Remains, StoredColumn, StoredTable

_LENGTHS = {"list": "LLEN", "set": "SCARD", "zset": "ZCARD", "stream": "XLEN"}


def read(connection: Asked, tables: Iterable[Table]) -> Catalogue:
    """See database.Connection.catalogue."""
    stored = {}
    for table in tables if connection.run("DBSIZE") else ():
        there = any(keys_of(connection, table, keyspace_of(table).key_of(table)))
        obstacle = next(_obstacles(connection, table), "")
        remains = () if there else tuple(_leading(connection, table))
        if there or obstacle or remains:
            stored[table.name] = StoredTable(
                table.name,
                columns=tuple(StoredColumn(column.name, "any") for column in table.columns),
                obstacle=obstacle,
                remains=remains,
            )
    return Catalogue(stored)


def _leading(connection: Asked, table: Table) -> Iterator[Remains]:
    """What would lead to rows of a table: keys of its lookups, and the members of its set of ids."""
    space = keyspace_of(table)
    keys = {
        key
        for lookup in space.lookups
        for block in keys_of(connection, table, template_of(lookup), "string")
        for key in block
    }
    if keys:
        example = f"the key {min(keys).decode(errors='replace')!r} for its lookups"
        yield Remains("lookup", len(keys), example)
    if space.ids is not None and connection.run("TYPE", space.ids) == b"set":
        count = int(connection.run("SCARD", space.ids))
        yield Remains("id", count, f"the key {space.ids!r} for its ids")


def _obstacles(connection: Asked, table: Table) -> Iterator[str]:
    """Why rows cannot be put beside the keys that are there: those of the table's templates with other types."""
    space, advice = keyspace_of(table), "delete it, or choose another key"
    if space.ids is not None:
        type_ = connection.run("TYPE", space.ids).decode()
        if type_ not in ("set", "none"):
            yield f"has the key {space.ids!r} for its ids, a {type_} and no set ({advice})"
    for lookup in space.lookups:
        for key, type_ in _others(connection, table, template_of(lookup), "string"):
            yield f"has the key {key!r} for its lookups, a {type_} and no string ({advice})"
    wanted = type_of(connection, table)
    for key, type_ in _others(connection, table, space.key_of(table), wanted):
        yield f"has the key {key!r}, a {type_} and no {wanted} ({advice})"


def _others(
    connection: Asked, table: Table, template: Template, wanted: str
) -> Iterator[tuple[str, str]]:
    """The keys of a template that are not of the wanted type, each with its type."""
    there = distinct(keys_of(connection, table, template))
    if not there or there == distinct(keys_of(connection, table, template, wanted)):
        return
    for block in keys_of(connection, table, template):
        types = connection.run_all([("TYPE", key) for key in block])
        for key, type_ in zip(block, types, strict=True):
            if type_.decode() not in (wanted, "none"):
                yield key.decode(errors="replace"), type_.decode()


def count(connection: Asked, table: Table) -> int:
    """How many rows a table has: keys, or members of its keys."""
    verb = _LENGTHS.get(keyspace_of(table).as_)
    if verb is None:
        return distinct(row_keys(connection, table))
    keys = {key for block in row_keys(connection, table) for key in block}
    lengths = connection.run_all([(verb, key) for key in keys]) if keys else []
    return sum(map(int, lengths))
