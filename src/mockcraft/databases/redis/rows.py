"""Rows of a plan by their numbers: which of them are there, and whether streams can take them."""

from collections.abc import Sequence

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, whole
from mockcraft.databases.redis.asked import Asked
from mockcraft.databases.redis.keys import row_keys
from mockcraft.errors import Unsupported
from mockcraft.formats.keyspace import keyspace_of
from mockcraft.formats.resp_rows import RowCommands, is_found
from mockcraft.wording import word


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
