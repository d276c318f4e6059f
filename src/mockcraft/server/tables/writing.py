"""What the routes that write do: rows added, replaced, changed and deleted over those of the plan."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any
from urllib.parse import quote
from uuid import UUID

from mockcraft.core.plan import Column, Table
from mockcraft.errors import ParameterError, UserError
from mockcraft.server.tables.bodies import Row, batch_of, canonical, merged
from mockcraft.server.tables.finding import equal
from mockcraft.server.tables.rows import BETWEEN, ROW, NoSuchRow, Reading, text_of
from mockcraft.server.tables.store import Store

LARGEST = {"int32": 2**31}  # beyond which no whole number of a kind is


class Conflict(UserError):
    """There is a row of that key already, or no key is left."""

    http_status = 409


def added(store: Store, reading: Reading, table: Table, given: Row) -> int:
    """Adds a row and returns its number; raises Conflict, and ParameterError for what is not of its columns.

    Columns that are not given are NULL. A key that counts the rows goes on by itself, and a UUID is made.
    """
    batch_of(table, [given])  # what is wrong with it is told before that no key is left
    number = store.next_number(reading.world, table)
    row = dict(given)
    for name in table.primary_key:
        column = table.column(name)
        if row.get(name) is None:
            row[name] = _next(reading, table, column, number)
    _check_key(reading, table, row)
    store.put(reading.world, table, number, canonical(table, row))
    return number


def changed(
    store: Store, reading: Reading, table: Table, number: int, given: Row, *, whole: bool
) -> None:
    """Replaces a row (`whole`), or merges into it what is given; its key stays."""
    before = reading.row(table, number)
    keys = {name: before[name] for name in table.primary_key}
    row = keys | given if whole else merged(before, given)
    for name, value in keys.items():
        if text_of(row[name]) != text_of(value):
            raise ParameterError(
                f"{name} is the key of the row and stays {text_of(value)} (delete the row and add another)",
                name,
            )
    store.put(reading.world, table, number, canonical(table, row))


def deleted(store: Store, reading: Reading, table: Table, number: int) -> None:
    """Deletes a row. Rows that refer to it stay as they are."""
    store.put(reading.world, table, number, None)


def path_of(table: Table, row: Row, number: int) -> str:
    """The last part of the path of a row."""
    values = [text_of(row[name]) for name in table.primary_key]
    return quote(BETWEEN.join(values) if values else f"{ROW}{number}", safe=BETWEEN)


def _next(reading: Reading, table: Table, column: Column, number: int) -> Any:
    sequence = column.sequence
    if sequence is not None:
        start, step = sequence
        last = _last(reading, table, column)
        found = max(start + number * step, last + step, key=lambda n: n * step)
        if abs(found) >= LARGEST.get(column.type.kind, 2**63):
            raise Conflict(
                f"{table.name} has no key {column.name} behind {last} (drop what was written: "
                f"DELETE /api/tables/{quote(reading.world.name)})"
            )
        return found
    if column.type.kind == "uuid":
        named = f"{reading.plan.seed} {table.name} {number}".encode()
        return str(UUID(bytes=blake2b(named, digest_size=16).digest(), version=4))
    raise ParameterError(
        f"{column.name} is the key of {table.name} (give a value for it)", column.name
    )


def _last(reading: Reading, table: Table, column: Column) -> int:
    """The key of the last row, of those that were added too."""
    _, step = column.fill.sequence  # type: ignore[attr-defined]
    changes = reading.changes(table)
    last = table.last_number
    if len(changes.added):
        array = reading.arrays(table, changes.added[-1:], [column.name])[0]
        last = max(last, array[0].as_py(), key=lambda n: n * step)
    return last


def _check_key(reading: Reading, table: Table, row: Row) -> None:
    names = table.primary_key
    if not names:
        return
    wanted = [equal(table.column(name), text_of(row[name])) for name in names]
    try:
        found = reading.row_with(table, wanted)
    except NoSuchRow:  # nobody can tell: the table is too large to be looked through
        found = None
    if found is not None:
        shown = BETWEEN.join(text_of(row[name]) for name in names)
        raise Conflict(f"{table.name} has a row {shown} already (change it with PATCH or PUT)")
    column = table.column(names[0])
    sequence = column.sequence
    if len(names) == 1 and sequence is not None:
        last = _last(reading, table, column)
        if (wanted[0].value.as_py() - last) * sequence[1] <= 0:
            raise ParameterError(
                f"{names[0]}={text_of(row[names[0]])} is not behind the last one, {last} (leave it out)",
                names[0],
            )
