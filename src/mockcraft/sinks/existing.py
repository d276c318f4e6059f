"""What is done with rows that are there: refused, added to, or replaced."""

from collections.abc import Mapping, Sequence

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range
from mockcraft.database import Store
from mockcraft.errors import Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.target import Target
from mockcraft.stored import Catalogue, Remains
from mockcraft.traits import WatchfulStore
from mockcraft.wording import counted, word

ROW = "row"
Replaced = Mapping[str, Mapping[str, int]]  # by table, and by what they are called, how many go


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
    there = counted(present, "row") if present else remains[0].example
    nothing = "no run was broken off in it: " if options.resume else ""
    replace = f", or {word('truncate')} to replace them" if target.engine.can.empties else ""
    raise Unsupported(
        f"{target.name}: table {table.name} has {there} already "
        f"({nothing}give {word('append')} to add rows{replace})"
    )


def left_behind(remains: Sequence[Remains]) -> str:
    """What leads to rows that are gone, in words."""
    return (
        f"{' and '.join(counted(each.count, each.one) for each in remains)} of rows that are gone"
    )


def replaced(catalogue: Catalogue, present: Mapping[str, int]) -> Replaced:
    """What goes where tables that have so many rows are emptied."""
    found = {}
    for name, rows in present.items():
        goes = {each.one: each.count for each in catalogue.tables[name].remains}
        if rows:
            goes[ROW] = rows
        if goes:
            found[name] = goes
    return found


def losses(replaced: Replaced) -> list[str]:
    """The same in words, for each table: `2,000 rows of users`, `1 lookup and 2 ids of users`."""
    return [f"{amounts(goes)} of {name}" for name, goes in replaced.items()]


def amounts(goes: Mapping[str, int]) -> str:
    """What goes of a table, in words."""
    return " and ".join(counted(number, one) for one, number in goes.items())


def refuse_more(target: str, found: Replaced, agreed: Replaced | None) -> None:
    """Raises Unsupported where more would go than somebody has agreed to.

    None stands for whoever agrees to all that is there.
    """
    if agreed is None:
        return
    for name, goes in found.items():
        for one, number in goes.items():
            if number > (before := agreed.get(name, {}).get(one, 0)):
                raise Unsupported(
                    f"{target}: table {name} has {counted(number, one)}, and had {before:,} when it was looked at "
                    "just now (run this again)"
                )
