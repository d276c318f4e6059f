"""The flags that say how fast rows are written, and whether they go on: --rate and --follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from mockcraft.errors import Interrupted, UserError
from mockcraft.wording import counted

if TYPE_CHECKING:
    from mockcraft.seeder import SeedRequest

MOST = 1_000_000_000  # rows a second


def pace_flags(function: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the parameters `rate` (a text, or None) and `follow`."""
    rate = click.option("--rate", metavar="ROWS/s", help="Write at most so many rows a second.")
    follow = click.option(
        "--follow", is_flag=True,
        help="Go on adding rows of one table at that rate, with the machine's clock, until stopped.",
    )  # fmt: skip
    return rate(follow(function))


def rate_of(text: str | None) -> float | None:
    """Rows a second of `5000/s` or `0.5/s`; raises UserError for anything else."""
    if text is None:
        return None
    match = re.fullmatch(r"([0-9][0-9_]{0,12}(?:\.[0-9]{1,6})?)(?:/s)?", text, re.ASCII)
    rate = float(match[1].replace("_", "")) if match else 0.0
    if not 0 < rate <= MOST:
        raise UserError(
            f"--rate {text!r} is not a number of rows a second (such as 5000/s, at most {MOST:,})"
        )
    return rate


def follow(request: SeedRequest, rate: float | None, workers: int) -> None:
    """Writes rows until a signal comes; raises UserError where none can follow on."""
    from mockcraft.following import Following
    from mockcraft.signals import number_of

    if rate is None:
        raise UserError("--follow goes on without an end: say how fast (such as --rate 100/s)")
    following = Following(request, rate)
    try:
        following.run(workers)
    except KeyboardInterrupt as error:
        rows = following.rows + (following.begun if request.output else 0)
        stays = "" if request.output else "; those of the last second were taken back"
        raise Interrupted(
            f"stopped after {counted(rows, 'row')} of {following.table}{stays}", number_of(error)
        ) from None
