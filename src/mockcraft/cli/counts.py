"""The flag `--count TABLE=N`: rows of a table, over the schema file's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mockcraft.cli.offers import beginnings, tables


def count_flag(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the flag; its values come as `counts`, for `selection.table_counts`."""
    return click.option(
        "--count", "counts", multiple=True, metavar="TABLE=N",
        help="Rows of one table; repeat for several.", shell_complete=beginnings(tables),
    )(command)  # fmt: skip
