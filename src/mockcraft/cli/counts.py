"""The flag `--count TABLE=N`: rows of a table, over the schema file's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mockcraft.cli.offers import beginnings, tables
from mockcraft.errors import UserError


def count_flag(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the flag; its values come as `counts`."""
    return click.option(
        "--count", "counts", multiple=True, metavar="TABLE=N",
        help="Rows of one table; repeat for several.", shell_complete=beginnings(tables),
    )(command)  # fmt: skip


def table_counts(counts: tuple[str, ...]) -> dict[str, int]:
    """Rows by table from TABLE=N; raises UserError for anything else."""
    from mockcraft.schema.spec import MAX_COUNT

    made: dict[str, int] = {}
    for text in counts:
        name, _, number = text.rpartition("=")
        digits = number.replace("_", "").lstrip("0")
        if not (name and digits.isdecimal() and digits.isascii()):
            raise UserError(
                f"--count {text!r} is not TABLE=N with N a whole number from 1 (such as users=1000)"
            )
        if name in made:
            raise UserError(f"--count {name} is given twice (keep one)")
        if len(digits) > 19 or int(digits) > MAX_COUNT:
            raise UserError(f"--count {name}: more than 2**62 rows cannot be numbered")
        made[name] = int(digits)
    return made
