"""CREATE TABLE and its parts, in any dialect."""

from collections.abc import Sequence

from mockcraft.core.plan import Column, Plan, Table
from mockcraft.formats.dialects import Dialect


def create_table(
    plan: Plan,
    table: Table,
    dialect: Dialect,
    tables: Sequence[Table] | None = None,
    keys_later: bool = False,
) -> str:
    """CREATE TABLE with its keys, no semicolon.

    Foreign keys that close a circle, or all with `keys_later`, are left out where they can be added later (see
    `added_keys`), and those to tables that are not among `tables`, all of the plan by default.
    """
    indexed = set(table.primary_key) | {name for group in table.uniques for name in group}
    indexed |= {name for name, _, _ in table.references}
    lines = []
    for column in table.columns:
        type_ = _type(column, dialect, column.name in indexed or column.unique)
        null = "" if column.nullable else " NOT NULL"
        alone = " UNIQUE" if column.unique and not column.primary_key else ""
        lines.append(f"{dialect.identifier(column.name)} {type_}{null}{alone}")
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({dialect.identifiers(table.primary_key)})")
    lines += [f"UNIQUE ({dialect.identifiers(group)})" for group in table.uniques]
    for name, parent, target in table.references:
        later = dialect.adds_keys and (keys_later or (table.name, name) in plan.deferred)
        among = tables is None or any(each.name == parent for each in tables)
        if not later and among and is_key(plan, parent, target):
            lines.append(foreign_key((name,), parent, (target,), dialect))
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {dialect.identifier(table.name)} (\n  {body}\n)"


def added_keys(
    plan: Plan, dialect: Dialect, tables: Sequence[Table], all_keys: bool = False
) -> list[str]:
    """ALTER TABLE for each foreign key that closes a circle, or for all of them, no semicolons."""
    if not dialect.adds_keys:
        return []
    return [
        f"ALTER TABLE {dialect.identifier(table.name)} ADD {foreign_key((name,), parent, (target,), dialect)}"
        for table in tables
        for name, parent, target in table.references
        if (all_keys or (table.name, name) in plan.deferred)
        and is_key(plan, parent, target)
        and parent in {each.name for each in tables}
    ]


def is_key(plan: Plan, parent: str, target: str) -> bool:
    """Whether databases let a foreign key point at the column: it must be unique."""
    return plan.table(parent).column(target).unique


def foreign_key(
    columns: Sequence[str], parent: str, targets: Sequence[str], dialect: Dialect
) -> str:
    """FOREIGN KEY of one or several columns, which refer to as many columns of the parent."""
    return (
        f"FOREIGN KEY ({dialect.identifiers(columns)}) "
        f"REFERENCES {dialect.identifier(parent)} ({dialect.identifiers(targets)})"
    )


def _type(column: Column, dialect: Dialect, indexed: bool) -> str:
    sql = dialect.type_of(column.type.kind, indexed)
    return sql.format(p=column.type.precision, s=column.type.scale)
