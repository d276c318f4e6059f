"""What is done with rows that are there: refused, added to, or replaced."""

from collections.abc import Mapping, Sequence

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range
from mockcraft.database import Store
from mockcraft.errors import Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.target import Target
from mockcraft.traits import WatchfulStore
from mockcraft.wording import counted, word


def present_rows(
    target: Target, store: Store, tables: Sequence[Table], options: LoadOptions
) -> dict[str, int]:
    """Rows that existing tables have; raises Unsupported where they are in the way."""
    present = {}
    for table in tables:
        if not target.has(table):
            continue
        rows = present[table.name] = store.connection.count(table.name)
        refuse_rows(target, table, rows, options)
    if options.existing == "truncate":
        check_emptying(target, tables)
    return present


def check_rows(
    target: Target,
    store: Store,
    plan: Plan,
    ranges: Sequence[Range],
    present: Mapping[str, int] | None,
    options: LoadOptions,
) -> None:
    """Raises SinkError where the rows cannot go in, for what is there or for want of room.

    Args:
        target: with what is there.
        store: that would write them.
        plan: that makes them.
        ranges: those that are left to write.
        present: rows by table that are there, which a run with `options` may replace; None for a run that is
            gone on with, which replaces none.
        options: of the run.
    """
    if not isinstance(store, WatchfulStore):
        return
    kept: Sequence[str] = list(target.catalogue.tables)
    if options.existing == "truncate" and present is not None:
        if any(present.values()):
            return
        kept = ()
    store.check_rows(plan, ranges, kept)


def check_emptying(target: Target, tables: Sequence[Table]) -> None:
    """Refuses to empty a table where rows of tables outside the plan would change with it."""
    emptied = [table.name for table in tables if target.has(table)]
    for name in emptied:
        if target.catalogue.tables[name].instead:
            raise Unsupported(
                f"{target.name}: {name} is a {target.catalogue.tables[name].kind}, which cannot be emptied "
                "(empty the tables behind it)"
            )
    folded = target.engine.can.limits.folded
    for key in target.catalogue.referring:
        if folded(key.parent) not in map(folded, emptied):
            continue
        if target.engine.can.truncates_referred and key.keeps_rows:
            continue
        why = "" if key.keeps_rows else f" with ON DELETE {key.on_delete}"
        what = "change" if not key.keeps_rows else "break the foreign key of"
        raise Unsupported(
            f"{target.name}: emptying {key.parent} would {what} table {key.table}, which refers to it{why} "
            f"(add {key.table} to the schema, or empty the tables by hand)"
        )


def refuse_rows(target: Target, table: Table, present: int, options: LoadOptions) -> None:
    """Raises Unsupported for rows that are there, or what would lead to them, unless more may come beside or replace them."""
    remains = target.catalogue.tables[table.name].remains
    if options.existing != "refuse" or not (present or remains):
        return
    there = counted(present, "row") if present else remains
    nothing = "no run was broken off in it: " if options.resume else ""
    raise Unsupported(
        f"{target.name}: table {table.name} has {there} already "
        f"({nothing}give {word('append')} to add rows, or {word('truncate')} to replace them)"
    )


def refuse_more(target: str, present: Mapping[str, int], agreed: Mapping[str, int] | None) -> None:
    """Raises Unsupported for rows to be replaced, by table, that are more than somebody has agreed to.

    None stands for whoever agrees to all that are there.
    """
    for name, rows in present.items():
        if agreed is not None and rows > agreed.get(name, 0):
            raise Unsupported(
                f"{target}: table {name} has {counted(rows, 'row')}, and had {agreed.get(name, 0):,} when it was looked at "
                "just now (run this again)"
            )
