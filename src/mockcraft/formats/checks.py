"""CHECK constraints: the checks of a schema file that a database can hold, and why it cannot hold the others."""

from collections.abc import Sequence
from typing import NamedTuple

from mockcraft.core.plan import Table
from mockcraft.formats.condition_operations import conditions
from mockcraft.formats.condition_words import Unsaid
from mockcraft.formats.dialects import Dialect


class Check(NamedTuple):
    """A check of a table: what the database is told, or why it is not told."""

    said: str = ""
    left_out: str = ""


def checks(table: Table, dialect: Dialect) -> list[Check]:
    """The checks of a table, in order."""
    to, found = conditions(table, dialect), []
    for each in table.checks:
        try:
            found.append(Check(said=to.say(each.tree)))
        except Unsaid as reason:
            found.append(Check(left_out=f'"{" ".join(each.text.split())}": {reason}'))
    return found


def left_out(tables: Sequence[Table], dialect: Dialect) -> list[str]:
    """A sentence for each check of these new tables that is no constraint of theirs."""
    return [
        f"table {table.name} is made without the check {each.left_out}"
        for table in tables
        for each in checks(table, dialect)
        if each.left_out
    ]
