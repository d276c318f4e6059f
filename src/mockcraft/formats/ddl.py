"""CREATE TABLE and its parts, in any dialect."""

from collections.abc import Iterable, Sequence

from mockcraft.core.plan import Column, Link, Plan, Table
from mockcraft.formats.checks import checks
from mockcraft.formats.dialects import Dialect
from mockcraft.formats.identity import identity

# The comment on a table that a run makes, with the digest of its plan: by it people know where a table is from.
MARK = "made by MockCraft, plan {}"


def create_table(
    plan: Plan,
    table: Table,
    dialect: Dialect,
    *,
    tables: Sequence[Table] | None = None,
    keys_later: bool = False,
    mark: str = "",
) -> str:
    """CREATE TABLE with its keys, no semicolon.

    Foreign keys that close a circle, or all with `keys_later`, are left out where they can be added later (see
    `added_keys`), and those to tables that are not among `tables`, all of the plan by default. A `mark` (see
    `MARK`) becomes the table's comment, where that is part of CREATE TABLE (see `table_comment`).
    """
    indexed = set(table.primary_key) | {name for group in table.uniques for name in group}
    indexed |= {name for link in table.foreign_keys for name in link.columns}
    lines = []
    for column in table.columns:
        type_ = _type(column, dialect, column.name in indexed or column.unique)
        null = "" if column.nullable else " NOT NULL"
        alone = " UNIQUE" if column.unique and not column.primary_key else ""
        numbered = identity(table, column, dialect)
        lines.append(f"{dialect.identifier(column.name)} {type_}{null}{numbered}{alone}")
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({dialect.identifiers(table.primary_key)})")
    lines += [f"UNIQUE ({dialect.identifiers(group)})" for group in table.uniques]
    for link in table.foreign_keys:
        later = dialect.adds_keys and (keys_later or link.deferred)
        if not later and (tables is None or any(each.name == link.parent for each in tables)):
            lines.append(foreign_key(link, dialect))
    lines += [f"CHECK ({check.said})" for check in checks(table, dialect) if check.said]
    body = ",\n  ".join(lines)
    before, after = dialect.comment if mark else ("", "")
    opening, ending = before.format(mark), after.format(mark)
    return f"CREATE TABLE {dialect.table(table.name)} ({opening}\n  {body}\n){dialect.table_options}{ending}"


def table_comment(table: Table, mark: str, dialect: Dialect) -> str:
    """COMMENT ON TABLE, no semicolon, for a dialect that has no comment in CREATE TABLE."""
    return f"COMMENT ON TABLE {dialect.table(table.name)} IS '{mark}'"


def create_schemas(tables: Sequence[Table], dialect: Dialect) -> list[str]:
    """CREATE SCHEMA for each that the names of tables are qualified with, no semicolons."""
    schemas = dict.fromkeys(dialect.split(table.name)[0] for table in tables)
    return [f"CREATE SCHEMA IF NOT EXISTS {dialect.identifier(each)}" for each in schemas if each]


def circle_keys(tables: Iterable[Table]) -> list[tuple[Table, Link]]:
    """The foreign keys of these tables that close a circle, each with its table: their parents are filled later."""
    return [(table, link) for table in tables for link in table.foreign_keys if link.deferred]


def added_keys(
    plan: Plan, dialect: Dialect, tables: Sequence[Table], all_keys: bool = False
) -> list[str]:
    """ALTER TABLE for each foreign key that closes a circle, or for all of them, no semicolons."""
    if not dialect.adds_keys:
        return []
    known = {each.name for each in tables}
    return [
        f"ALTER TABLE {dialect.table(table.name)} ADD {foreign_key(link, dialect)}"
        for table in tables
        for link in table.foreign_keys
        if (all_keys or link.deferred) and link.parent in known
    ]


def foreign_key(link: Link, dialect: Dialect) -> str:
    """FOREIGN KEY of the columns of a link, which refer to as many columns of the parent."""
    return (
        f"FOREIGN KEY ({dialect.identifiers(link.columns)}) "
        f"REFERENCES {dialect.table(link.parent)} ({dialect.identifiers(link.key)})"
    )


def _type(column: Column, dialect: Dialect, indexed: bool) -> str:
    sql = dialect.type_of(column.type.kind, indexed)
    return sql.format(p=column.type.precision, s=column.type.scale)
