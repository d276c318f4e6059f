"""Schema files as texts: what they mean, and what is wrong with them."""

from typing import Any

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range, whole
from mockcraft.errors import SchemaError
from mockcraft.schema.bind import Overrides, bind
from mockcraft.schema.reader import read_spec
from mockcraft.schema.source import parse

FILE = "s.yaml"


def plan_of(text: str, overrides: Overrides | None = None) -> Plan:
    """The plan of a schema file."""
    spec, problems = read_spec(parse(text, FILE))
    return bind(spec, overrides, problems)


def problems_of(text: str) -> list[str]:
    """`line:column: message` of each problem of a schema file; [] where there are none."""
    try:
        plan_of(text)
    except SchemaError as error:
        return [str(problem).removeprefix(f"{FILE}:") for problem in error.problems]
    return []


def rows_of(plan: Plan, table: str = "t", start: int = 0, stop: int | None = None) -> list[Any]:
    """Rows of a table as dictionaries."""
    found = plan.table(table)
    last = found.count if stop is None else stop
    return list(batch_of(plan, whole(Range(table, start, last))).to_pylist())


def table(columns: str, count: int | str = 10, more: str = "", name: str = "t") -> str:
    """A table of a schema file, its columns one a line; in a file of its own they begin on line 5."""
    lines = "".join(f"      {line}\n" for line in columns.strip().splitlines())
    return f"  {name}:\n    count: {count}\n{more}    columns:\n{lines}"


def schema(columns: str, count: int | str = 10, more: str = "") -> str:
    """A schema file of one table, `t`."""
    return "tables:\n" + table(columns, count, more)


def values_of(columns: str, name: str = "a", count: int = 10) -> list[Any]:
    """Values of the column `name` of a table with these columns."""
    return [row[name] for row in rows_of(plan_of(schema(columns, count)))]
