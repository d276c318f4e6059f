"""Whether the tables of a plan fit a database: the tables that are there already, and those they refer to.

Everything is raised before the first row: Unsupported for what the database cannot hold, SinkError for
what this user may not do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, tables_of
from mockcraft.database import Connection
from mockcraft.errors import Unsupported
from mockcraft.sinks.capacity import excesses
from mockcraft.sinks.distinct import repetitions
from mockcraft.sinks.misfits import misfits, refused_as_whole
from mockcraft.sinks.parents import check_parents, check_uncut
from mockcraft.sinks.refusing import refuse_all
from mockcraft.sinks.target import Target
from mockcraft.traits import ApartOptions


def fitted(
    target: Target,
    connection: Connection,
    plan: Plan,
    ranges: Sequence[Range],
    create: bool,
    *,
    alone: bool = True,
) -> Target:
    """The target with what it holds; raises where it cannot take these rows of the plan, with all that is in the way.

    `alone` says that no other run makes rows which these refer to.
    """
    tables = [plan.table(name) for name in tables_of(ranges)]
    found = connection.catalogue([table.name for table in tables])
    target = replace(target, catalogue=found)
    check_values(target, plan, ranges, create)
    if alone:
        check_uncut(target, plan, ranges)
    check_parents(target, connection, plan, ranges)
    return target


def check_values(target: Target, plan: Plan, ranges: Sequence[Range], create: bool) -> None:
    """Raises where tables do not fit, as `check_tables` does, or do not hold these rows: all at once."""
    refuse_all(
        [
            error
            for table in (plan.table(name) for name in tables_of(ranges))
            for error in (
                *misfits(target, table, create),
                *_wrong_values(target, plan, ranges, table),
            )
        ]
    )


def _wrong_values(
    target: Target, plan: Plan, ranges: Sequence[Range], table: Table
) -> Iterator[Unsupported]:
    """Values that a table does not hold, or not twice, or would not once it is made."""
    stored, asked = target.catalogue.tables.get(table.name), table.options.get(target.engine.name)
    if stored is not None:
        if refused_as_whole(target, table, stored) is not None:
            return
        folded = target.engine.can.limits.folded_column
        yield from excesses(target.name, plan, ranges, stored, folded, table)
        yield from repetitions(target.name, plan, ranges, stored.told_apart, table)
    elif isinstance(asked, ApartOptions):
        yield from repetitions(target.name, plan, ranges, asked.told_apart(table), table)


def check_tables(target: Target, tables: Sequence[Table], create: bool) -> None:
    """Raises where one does not exist and may not be made, or cannot hold what the plan makes: all at once."""
    refuse_all([error for table in tables for error in misfits(target, table, create)])
