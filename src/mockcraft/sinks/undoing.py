"""Takes back what a run has committed to a database: the tables that it made, and its rows in others."""

from collections.abc import Sequence

from mockcraft.core.plan import Plan, Table
from mockcraft.database import Engine, Store, Written
from mockcraft.errors import SinkError
from mockcraft.sinks.present import key_of, key_values

BLOCK_ROWS = 4_096  # that are deleted with one statement


def take_back(
    store: Store, engine: Engine, plan: Plan, made: Sequence[str], written: Sequence[Written]
) -> None:
    """Over a new connection, drops the tables that a run made, and deletes the rows that it wrote into others.

    Raises:
        SinkError: it cannot be done, or not wholly.
    """
    filled = [name for name in dict.fromkeys(each.table for each in written) if name not in made]
    store.reopen()
    store.lock([*made, *filled])
    store.begin(())
    store.drop(made)
    for name in reversed(filled):
        rows = [each for each in written if each.table == name]
        if engine.can.marks:
            store.delete_marked(name, [each.mark for each in rows])
        else:
            for each in reversed(rows):
                delete_rows(store, plan, plan.table(name), range(each.start, each.stop))
    if store.checkpoints:
        store.checkpoints.forget([*made, *filled])
    store.commit()


def delete_rows(store: Store, plan: Plan, table: Table, rows: range) -> None:
    """Deletes those of the rows of a plan that a table has, by their keys; raises SinkError where it has none.

    The last ones go first: rows of a table that refers to itself refer to earlier ones.
    """
    key = key_of(table)
    if key is None:
        raise SinkError(
            f"{store.connection.target}: table {table.name} has no key to know its rows by"
        )
    for block in reversed(blocks_of(rows)):
        store.delete(table, key_values(plan, table, key, block))


def blocks_of(rows: range) -> list[range]:
    """The rows in pieces of which one statement takes the keys."""
    starts = range(rows.start, rows.stop, BLOCK_ROWS)
    return [range(start, min(start + BLOCK_ROWS, rows.stop)) for start in starts]
