"""Where an append begins: behind the highest keys that a database has, see `schema.append`."""

from collections.abc import Sequence
from dataclasses import replace

from mockcraft.core.plan import Plan, Table
from mockcraft.database import Connection
from mockcraft.errors import UserError
from mockcraft.schema.append import bind_append
from mockcraft.schema.bind import Overrides, bind
from mockcraft.schema.spec import SchemaSpec
from mockcraft.sinks.fitting import check_values
from mockcraft.sinks.misfits import misfits
from mockcraft.sinks.present import key_values, keys_of
from mockcraft.sinks.table_names import check_names
from mockcraft.sinks.target import Target
from mockcraft.stored import StoredTable
from mockcraft.traits import CollectingConnection, NumberedConnection
from mockcraft.wording import word

BLOCK_ROWS = 4_096  # of which none may be there, for the rows behind them to be free too
ROUNDS = 64  # each moves a table on by a block or more
NUMBERS = ("integer", "decimal", "any")  # kinds of columns whose highest value is that of a number


def append_plan(
    spec: SchemaSpec,
    overrides: Overrides,
    target: Target,
    *,
    connection: Connection,
    names: Sequence[str],
) -> Plan:
    """The plan of an append to the tables of these names; others are referred to as the first run made them.

    Raises:
        SinkError, Unsupported: the tables do not fit.
        UserError: rows that are there stand in the way wherever the append begins.
    """
    first = target.engine.shaped(bind(spec, overrides))
    tables = [table for table in first.tables if table.name in names]
    check_names(target.name, target.engine, tables)
    target = replace(target, catalogue=connection.catalogue(list(names)))
    there = [table for table in tables if target.has(table)]
    if any(error for table in there for error in misfits(target, table, create=True)):
        rows = {table.name: connection.count(table.name) for table in there}
        about = target.engine.shaped(bind_append(spec, overrides, rows))
        names_there = [table.name for table in there]
        made = [each for each in about.ranges if each.table in names_there]
        check_values(target, about, made, create=True)
    for table in there:
        _check_apart(target, connection, table)
    rows = {
        table.name: _next_row(connection, table, target.catalogue.tables[table.name])
        for table in there
    }
    for _ in range(ROUNDS):
        plan = target.engine.shaped(bind_append(spec, overrides, rows))
        free = {
            table.name: _first_free(connection, plan.table(table.name), plan) for table in there
        }
        moved = {name: row for name, row in free.items() if row > plan.table(name).start}
        if not moved:
            return plan
        rows |= moved
    raise UserError(
        f"{target.name}: {word('append')} finds its keys in {', '.join(sorted(moved))} wherever it begins "
        f"(fill the tables anew with {word('truncate')} and a larger {word('scale')})"
    )


def _check_apart(target: Target, connection: Connection, table: Table) -> None:
    """Raises UserError where rows would be one with those that are there, and go with them if the run fails."""
    if not isinstance(connection, CollectingConnection):
        return
    if connection.equal_rows(table.name) == "merged" and connection.count(table.name):
        raise UserError(
            f"{target.name}: rows of {table.name} can equal some that are there, and be one with them, so that "
            f"{word('append')} could not take back its own alone (put a unique column in their value, or replace all "
            f"by {word('truncate')})"
        )


def _next_row(connection: Connection, table: Table, stored: StoredTable) -> int:
    """One past the row of the highest key; where no key is a number, as many as there are rows."""
    if table.numbering is not None:
        column, start, step = table.numbering
        kinds = (each.kind for each in stored.columns if each.name.lower() == column.lower())
        kind = next(kinds, "any")
        extreme = connection.extreme(table.name, column, step > 0) if kind in NUMBERS else None
        if extreme is not None:
            return max((extreme - start) // step + 1, 0)
    return connection.count(table.name)


def _first_free(connection: Connection, table: Table, plan: Plan) -> int:
    """The first row from the table's start on behind which no row of a block is there, as far as is known."""
    start = table.start
    if isinstance(connection, CollectingConnection) and connection.equal_rows(table.name) == "kept":
        return start  # rows that equal others are kept beside them
    if isinstance(connection, NumberedConnection):
        blocks = (
            range(a, min(a + BLOCK_ROWS, table.count))
            for a in range(start, table.count, BLOCK_ROWS)
        )
        return next(
            (each.start for each in blocks if connection.is_free(plan, table, each)),
            table.count,
        )
    groups = [] if table.numbering is not None else keys_of(table)
    while groups and start < table.count:
        rows = range(start, min(start + BLOCK_ROWS, table.count))
        last = max(
            _last_known(connection, plan, table, columns=group, rows=rows) for group in groups
        )
        if last < start:
            break
        start = last + 1
    return start


def _last_known(
    connection: Connection, plan: Plan, table: Table, *, columns: tuple[str, ...], rows: range
) -> int:
    """The last of these rows whose key the database has; -1 for none."""
    known = connection.known(table.name, key_values(plan, table, columns, rows))
    return max((rows[place] for place, there in enumerate(known) if there), default=-1)
