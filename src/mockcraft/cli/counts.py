"""The flag `--count TABLE=N`: rows of a table, over the schema file's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from mockcraft.cli.offers import beginnings, tables

ONE = "Rows of one table; repeat for several."
ANY = f"{ONE} Without a schema file also N alone: rows of every table."


def count_flag(command: Callable[..., Any], text: str = ONE) -> Callable[..., Any]:
    """Gives a command the flag; its values come as `counts`, for the functions of `mockcraft.counts`."""
    return click.option(
        "--count", "counts", multiple=True, metavar="TABLE=N",
        help=text, shell_complete=beginnings(tables),
    )(command)  # fmt: skip
