"""Takes back what a run has committed to a database: the tables that it made, and its rows in others."""

from collections.abc import Mapping, Sequence

from mockcraft.core.plan import Plan, Table
from mockcraft.database import Engine, Store, Written
from mockcraft.errors import SinkError
from mockcraft.formats.ddl import MARK
from mockcraft.sinks.present import key_of, key_values
from mockcraft.stored import StoredTable
from mockcraft.traits import KeyedStore, MarkedStore, NumberedStore

BLOCK_ROWS = 4_096  # that are deleted with one statement


def take_back(
    store: Store,
    engine: Engine,
    plan: Plan,
    run: str | None,
    *,
    names: Sequence[str],
    made: Sequence[str],
    written: Sequence[Written],
) -> None:
    """Over a new connection, drops the tables that a run made, and deletes the rows that it wrote into others.

    Meanwhile the tables were not locked: what others have done with them stays.

    Args:
        store: of the run.
        engine: that it is of.
        plan: of the run.
        run: by which its checkpoints know it; None for one whose rows were taken back with their transaction.
        names: of all tables that it was to fill.
        made: names of those that it was to make.
        written: rows that it has committed, or may have.

    Raises:
        SinkError: it cannot be done, or not wholly.
    """
    filled = [name for name in dict.fromkeys(each.table for each in written) if name not in made]
    store.reopen()
    store.lock(names)
    if run and store.checkpoints and run not in store.checkpoints.unfinished(names):
        return  # it has begun nothing, or others have begun anew
    store.begin(())
    found = store.connection.catalogue(names).tables
    ours = [
        name
        for name in made
        if name in found and (not engine.dialect or is_made(plan, found[name]))
    ]
    store.drop([name for name in ours if run or not store.connection.count(name)])
    there = [name for name in filled if name in found]
    delete_written(store, engine, plan, found, [each for each in written if each.table in there])
    if store.checkpoints:
        store.checkpoints.forget(names)
    store.commit()


def delete_written(
    store: Store,
    engine: Engine,
    plan: Plan,
    found: Mapping[str, StoredTable],
    written: Sequence[Written],
) -> None:
    """Deletes rows that a run has written into tables that are `found`, children first."""
    for name in reversed(list(dict.fromkeys(each.table for each in written))):
        rows = [each for each in written if each.table == name]
        if isinstance(store, MarkedStore):
            store.delete_marked(name, [each.mark for each in rows])
            continue
        for each in reversed(rows):
            stored = found[name] if engine.can.transactions else None  # see `is_whole`
            delete_rows(store, plan, plan.table(name), range(each.start, each.stop), stored)


def is_made(plan: Plan, stored: StoredTable) -> bool:
    """Whether a run of the plan made the table, as its comment says in every SQL dialect."""
    return stored.kind == "table" and stored.comment == MARK.format(plan.digest)


def delete_rows(
    store: Store, plan: Plan, table: Table, rows: range, stored: StoredTable | None = None
) -> None:
    """Deletes those of the rows of a plan that a table has, by their keys (see `key_of`) or their numbers.

    The last ones go first: rows of a table that refers to itself refer to earlier ones.

    Raises:
        SinkError: it has no key.
    """
    if isinstance(store, NumberedStore):
        for block in reversed(blocks_of(rows)):
            store.delete_rows(plan, table, block)
        return
    key = key_of(table, stored)
    if key is None or not isinstance(store, KeyedStore):
        raise SinkError(
            f"{store.connection.target}: table {table.name} has no key to know its rows by"
        )
    for block in reversed(blocks_of(rows)):
        store.delete(table, key_values(plan, table, key, block))


def blocks_of(rows: range) -> list[range]:
    """The rows in pieces of which one statement takes the keys."""
    starts = range(rows.start, rows.stop, BLOCK_ROWS)
    return [range(start, min(start + BLOCK_ROWS, rows.stop)) for start in starts]
