"""CREATE TABLE and its parts, in the dialects of PostgreSQL, MySQL and SQLite."""

from collections.abc import Sequence
from dataclasses import dataclass

from mockcraft.core.expression import can_be_null
from mockcraft.core.fills import Computed, Constant, Generated, Picked, Reference
from mockcraft.core.plan import Column, Plan, Table
from mockcraft.errors import UserError, did_you_mean

DIALECTS = ("postgresql", "mysql", "sqlite")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one database writes names and types.

    Attributes:
        name: one of DIALECTS.
        quote: around names; doubled within them.
        types: SQL type by the kind of a column's type; {p} and {s} are precision and scale.
        key_text: type of text that is indexed.
        adds_keys: whether foreign keys that close a circle are added after the rows.
    """

    name: str
    quote: str
    types: dict[str, str]
    key_text: str
    adds_keys: bool

    def identifier(self, name: str) -> str:
        """A name in quotes, so that any name is legal."""
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def identifiers(self, names: "tuple[str, ...] | list[str]") -> str:
        """Names in quotes, with commas."""
        return ", ".join(map(self.identifier, names))


_POSTGRESQL = Dialect(
    "postgresql", '"',
    {
        "text": "text", "uuid": "uuid", "json": "jsonb", "integer": "bigint", "boolean": "boolean",
        "decimal": "numeric({p},{s})", "float": "double precision", "date": "date",
        "timestamp": "timestamp", "time": "time", "struct": "jsonb", "list": "jsonb",
    },
    "text", True,
)  # fmt: skip
_MYSQL = Dialect(
    "mysql", "`",
    {
        "text": "text", "uuid": "char(36)", "json": "json", "integer": "bigint", "boolean": "boolean",
        "decimal": "decimal({p},{s})", "float": "double", "date": "date", "timestamp": "datetime",
        "time": "time", "struct": "json", "list": "json",
    },
    "varchar(255)", True,
)  # fmt: skip
_SQLITE = Dialect(
    "sqlite", '"',
    {
        "text": "TEXT", "uuid": "TEXT", "json": "TEXT", "integer": "INTEGER", "boolean": "BOOLEAN",
        "decimal": "NUMERIC({p},{s})", "float": "REAL", "date": "DATE", "timestamp": "DATETIME",
        "time": "TIME", "struct": "TEXT", "list": "TEXT",
    },
    "TEXT", False,
)  # fmt: skip


def dialect_of(name: str) -> Dialect:
    """The dialect of that name; raises UserError for one that is not known."""
    for dialect in (_POSTGRESQL, _MYSQL, _SQLITE):
        if dialect.name == name:
            return dialect
    hint = did_you_mean(name, list(DIALECTS)) or f" (one of {', '.join(DIALECTS)})"
    raise UserError(f"dialect {name!r} is not known{hint}")


def create_table(
    plan: Plan, table: Table, dialect: Dialect, tables: Sequence[Table] | None = None
) -> str:
    """CREATE TABLE with its keys, no semicolon.

    Foreign keys that close a circle are left out where they can be added later (see `added_keys`), and
    those to tables that are not among `tables`, all of the plan by default.
    """
    known = {each.name for each in (plan.tables if tables is None else tables)}
    indexed = set(table.primary_key) | {name for group in table.uniques for name in group}
    indexed |= {name for name, _, _ in table.references}
    lines = []
    for column in table.columns:
        type_ = _type(column, dialect, column.name in indexed or column.unique)
        null = "" if may_be_null(plan, table, column.name) else " NOT NULL"
        alone = " UNIQUE" if column.unique and not column.primary_key else ""
        lines.append(f"{dialect.identifier(column.name)} {type_}{null}{alone}")
    if table.primary_key:
        lines.append(f"PRIMARY KEY ({dialect.identifiers(table.primary_key)})")
    lines += [f"UNIQUE ({dialect.identifiers(group)})" for group in table.uniques]
    for name, parent, target in table.references:
        later = dialect.adds_keys and (table.name, name) in plan.deferred
        if not later and is_key(plan, parent, target) and parent in known:
            lines.append(_foreign_key(name, parent, target, dialect))
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {dialect.identifier(table.name)} (\n  {body}\n)"


def added_keys(plan: Plan, dialect: Dialect, tables: Sequence[Table]) -> list[str]:
    """ALTER TABLE for each foreign key that closes a circle, no semicolons."""
    if not dialect.adds_keys:
        return []
    return [
        f"ALTER TABLE {dialect.identifier(table.name)} ADD {_foreign_key(name, parent, target, dialect)}"
        for table in tables
        for name, parent, target in table.references
        if (table.name, name) in plan.deferred and is_key(plan, parent, target)
    ]


def is_key(plan: Plan, parent: str, target: str) -> bool:
    """Whether databases let a foreign key point at the column: it must be unique."""
    return plan.table(parent).column(target).unique


def may_be_null(plan: Plan, table: Table, path: str) -> bool:
    """Whether a row can have no value there: `nulls`, or made from what has none (`a.b`: through a key)."""
    name, _, rest = path.partition(".")
    column = table.column(name)
    fill = column.fill
    if column.nulls:
        return True
    if isinstance(fill, Reference):
        parent = plan.table(fill.parent)
        if rest:
            return may_be_null(plan, parent, rest)
        return fill.parent != table.name and may_be_null(plan, parent, fill.target)
    if isinstance(fill, Computed):
        return can_be_null(fill.expression, lambda each: may_be_null(plan, table, each))
    if isinstance(fill, Generated):
        return any(may_be_null(plan, table, each) for _, each, _ in fill.inputs)
    if isinstance(fill, Picked):
        return None in fill.values
    return isinstance(fill, Constant) and fill.value is None


def _foreign_key(name: str, parent: str, target: str, dialect: Dialect) -> str:
    return (
        f"FOREIGN KEY ({dialect.identifier(name)}) "
        f"REFERENCES {dialect.identifier(parent)} ({dialect.identifier(target)})"
    )


def _type(column: Column, dialect: Dialect, indexed: bool) -> str:
    if column.type.kind == "text" and indexed:
        return dialect.key_text
    sql = dialect.types[column.type.kind]
    return sql.format(p=column.type.precision, s=column.type.scale)
