"""Rows of a plan by their numbers: which of them are there, and whether streams can take them."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, whole
from mockcraft.databases.redis.asked import Asked
from mockcraft.databases.redis.keys import row_keys
from mockcraft.errors import Unsupported
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.formats.resp_rows import RowCommands, is_found
from mockcraft.wording import word

BLOCK_ROWS = 16_384  # that are made at a time
ASKED = 1_000  # members that are asked for together


def commands_of(connection: Asked, plan: Plan, table: Table, rows: range) -> RowCommands:
    """The commands about these rows."""
    chunk = whole(Range(table.name, rows.start, rows.stop))
    return RowCommands(table, batch_of(plan, chunk), chunk, connection.module)


def count_rows(connection: Asked, plan: Plan, table: Table, rows: range) -> int:
    """How many of these rows are there."""
    commands = commands_of(connection, plan, table, rows)
    made = commands.found()
    found = connection.replies(made, commands.commands)
    as_ = keyspace_of(table).as_
    return sum(is_found(as_, each) for each in found if not isinstance(each, Exception))


def count_members(connection: Asked, plan: Plan, table: Table, rows: range) -> int:
    """How many members of lists, sets and sorted sets are there that these rows are.

    Of a list as many of a text as rows are it, at most.
    """
    blocks = [
        range(at, min(at + BLOCK_ROWS, rows.stop))
        for at in range(rows.start, rows.stop, BLOCK_ROWS)
    ]
    members = [commands_of(connection, plan, table, block).members() for block in blocks]
    found, as_ = 0, keyspace_of(table).as_
    wanted = pa.chunked_array(members, pa.string()).value_counts()
    for start in range(0, len(wanted), ASKED):
        commands = [_finds(as_, each) for each in wanted.slice(start, ASKED).to_pylist()]
        replies = connection.run_all(commands)
        found += sum(len(each) if as_ == "list" else is_found(as_, each) for each in replies)
    return found


def _finds(as_: str, wanted: dict[str, Any]) -> tuple[Any, ...]:
    """The command that finds a member which so many rows are."""
    key, _, member = wanted["values"].partition("\0")
    if as_ == "list":
        return "LPOS", key, member, "COUNT", wanted["counts"]
    return "SISMEMBER" if as_ == "set" else "ZSCORE", key, member


def check_behind(connection: Asked, plan: Plan, ranges: Sequence[Range]) -> None:
    """Raises Unsupported where a stream has an id that is not before those of these rows, or has had one."""
    for each in ranges:
        table = plan.table(each.table)
        if keyspace_of(table).as_ != "stream" or not each.rows:
            continue
        first = (each.start + 1, 0)
        for keys in row_keys(connection, table):
            infos = connection.run_all([("XINFO", "STREAM", key) for key in keys])
            for key, info in zip(keys, infos, strict=True):
                said = dict(zip(info[::2], info[1::2], strict=True))
                last = said[b"last-generated-id"].decode()
                if tuple(map(int, last.split("-"))) >= first:
                    shown = key.decode(errors="replace")
                    also = (
                        f"or replace its entries by {word('truncate')}"
                        if said[b"length"]
                        else "or delete the stream"
                    )
                    raise Unsupported(
                        f"{connection.target}: table {table.name}: the stream {shown!r} has come to the id {last}, and "
                        f"takes only later ones, but new entries have the numbers of their rows, from {each.start + 1}-0 "
                        f"(choose another key, {also})"
                    )
