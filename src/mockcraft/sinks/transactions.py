"""Whether the rows of a run into a database are one transaction, or are cut into several.

Of one transaction, a failure or a kill leaves nothing. It is used for few rows, and wherever several could
not be taken back row by row, or not be gone on with.
"""

from collections.abc import Sequence

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range, rows_of, tables_of
from mockcraft.database import Store
from mockcraft.errors import Unsupported
from mockcraft.formats.ddl import circle_keys
from mockcraft.formats.dialects import dialect_of
from mockcraft.sinks.present import key_of
from mockcraft.sinks.target import Target
from mockcraft.stored import StoredTable
from mockcraft.traits import MarkedStore


def is_whole(
    target: Target,
    store: Store,
    plan: Plan,
    ranges: Sequence[Range],
    *,
    batch_rows: int,
    keeps: bool,
) -> bool:
    """Whether the rows of these ranges are one transaction.

    `keeps` says that nobody can take back a part: tables had rows, or keys are checked at the commit.
    """
    can = target.engine.can
    if not can.transactions:
        return False
    if keeps or store.checkpoints is None:
        return True
    if len(ranges) > len(tables_of(ranges)):  # a checkpoint has one place in a table
        return True
    tables = [plan.table(name) for name in tables_of(ranges)]
    existing = [table for table in tables if target.has(table)]
    stored = target.catalogue.tables
    if any(is_bound(store, table, stored[table.name]) for table in existing):
        return True
    if _has_circle(target, plan, ranges):
        return True
    makes = len(existing) < len(tables)
    if rows_of(ranges) <= batch_rows and (can.transactional_ddl or not makes):
        return True
    return not store.checkpoints.possible()


def is_bound(store: Store, table: Table, found: StoredTable | None) -> bool:
    """Whether rows of a table, with what is stored of it, can be taken back by their transaction alone: they set
    something off, or nothing tells them from other rows.
    """
    if found is not None and found.side_effects:
        return True
    return not isinstance(store, MarkedStore) and key_of(table, found) is None


def _has_circle(target: Target, plan: Plan, ranges: Sequence[Range]) -> bool:
    """Whether new tables have keys that close a circle, and the engine adds none behind the rows."""
    dialect = target.engine.dialect
    if not dialect or dialect_of(dialect).adds_keys:
        return False
    return bool(circle_keys(plan.table(name) for name in tables_of(ranges)))


def check_circles(target: Target, new: Sequence[Table]) -> None:
    """Refuses new tables in a circle beside one transaction for the rows, which making their keys would commit."""
    circle = list(dict.fromkeys(table.name for table, _ in circle_keys(new)))
    if circle and not target.engine.can.transactional_ddl:
        raise Unsupported(
            f"{target.name}: {', '.join(circle)} would be made with a foreign key that closes a circle, which in "
            f"{target.engine.title} commits the rows that this run adds or replaces (seed the new tables first, or "
            "make them by hand)"
        )
