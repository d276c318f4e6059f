"""Primary keys that the database numbers where a row brings none: an application can insert after a run."""

from collections.abc import Sequence

from mockcraft.core.plan import Column, Table
from mockcraft.formats.dialects import Dialect

BOUNDS = {"integer": (-(2**63), 2**63 - 1), "int32": (-(2**31), 2**31 - 1)}  # by kind


def identity(table: Table, column: Column, dialect: Dialect) -> str:
    """What stands behind the type of a column that the database numbers; "" for others.

    PostgreSQL goes on with the start and the step of the plan. MySQL takes the highest number plus 1,
    and 1 at least, whatever the step, so that it meets no row either; so does SQLite, for every primary key of one INTEGER.
    """
    if table.identity is None or table.identity[0] != column.name:
        return ""
    return dialect.identity.format(_options(*table.identity[1:]))


def _options(start: int, step: int) -> str:
    """Where a sequence begins and how it goes on, without what is so by default.

    It may not begin outside its bounds, which end at 1 and -1,
    https://www.postgresql.org/docs/current/sql-createsequence.html.
    """
    first, bound = (1, "MINVALUE") if step > 0 else (-1, "MAXVALUE")
    options = [
        f"INCREMENT BY {step}" * (step != 1),
        f"{bound} {start}" * (start < first if step > 0 else start > first),
        f"START WITH {start}" * (start != first),
    ]
    given = " ".join(filter(None, options))
    return f" ({given})" if given else ""


def restarts(dialect: Dialect, tables: Sequence[Table]) -> list[str]:
    """ALTER TABLE for each identity that does not follow its rows by itself, no semicolons.

    The next number is the one behind those of all rows; where there is none within the type, it is
    the last one's, so that an insert is refused.
    """
    if "{}" not in dialect.identity:
        return []
    statements = []
    for table in tables:
        if table.identity is None:
            continue
        name, _, step = table.identity
        least, most = BOUNDS[table.column(name).type.kind]
        ahead = table.last_number + step
        number = ahead if least <= ahead <= most else ahead - step
        statements.append(
            f"ALTER TABLE {dialect.table(table.name)} ALTER COLUMN {dialect.identifier(name)} "
            f"RESTART WITH {number}"
        )
    return statements
