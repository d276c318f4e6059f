"""Whether the tables that a part fills let its rows in before those of other parts.

Tables that parts make get their keys behind all rows. Those that exist and whose keys are enforced do not.
"""

from mockcraft.core.plan import Link, Plan, Table
from mockcraft.errors import Unsupported
from mockcraft.sinks.shares import Shares, listed_parts
from mockcraft.sinks.target import Target
from mockcraft.wording import word


def check_part_parents(
    target: Target, plan: Plan, shares: Shares, *, names: list[str], number: int
) -> None:
    """Refuses part `number` of these tables where a key is enforced to rows that other parts have yet to make."""
    for table in plan.tables:
        if table.name not in names or not target.has(table) or shares.is_made(table.name):
            continue
        for link in table.foreign_keys:
            if link.parent not in names or not _is_enforced(target, table, link):
                continue
            if link.parent == table.name:
                _check_earlier(target, shares, table, link, number)
            elif not shares.is_full(link.parent):
                raise Unsupported(_refusal(target, table, link, shares))


def _is_enforced(target: Target, table: Table, link: Link) -> bool:
    """Whether the database holds a key that the link's columns are in."""
    folded = target.engine.can.limits.folded_column
    columns = {folded(name) for name in link.columns}
    stored = target.catalogue.tables[table.name]
    return any(columns & {folded(name) for name in key.columns} for key in stored.keys)


def _check_earlier(target: Target, shares: Shares, table: Table, link: Link, number: int) -> None:
    """Rows of a table that refers to itself refer to earlier ones."""
    missing = [each for each in shares.left(table.name) if each < number]
    if missing:
        raise Unsupported(
            f"{target.name}: {table.name}.{link.name} refers to earlier rows of the table, whose key is enforced: "
            f"{listed_parts(missing, shares.parts)} first"
        )


def _refusal(target: Target, table: Table, link: Link, shares: Shares) -> str:
    refers = (
        f"{target.name}: {table.name}.{link.name} refers to {link.parent}, whose rows other parts make too, and its "
        "key is enforced"
    )
    if link.deferred:
        return f"{refers}; {link.parent} refers to {table.name} in turn (fill them without parts)"
    left = listed_parts(shares.left(link.parent), shares.parts)
    return (
        f"{refers} (fill {link.parent} first, {left}, by itself: {word('only_table', link.parent)}; then "
        f"{table.name}: {word('only_table', table.name)})"
    )
