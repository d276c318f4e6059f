"""Which rows the partitions of a table take, as a condition: those of RANGE and LIST are not for all values."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime

from mockcraft.definitions.partitions import beyond, parted

# What ranges of days are cut by: a function of a column.
_OF_A_COLUMN = re.compile(r"(year|to_days|unix_timestamp)\(\s*`?(\w+)`?\s*\)", re.IGNORECASE)
_YEAR_0 = 365  # days that TO_DAYS counts before the first one of our calendar


def condition(method: str, expression: str, bounds: Sequence[str]) -> str:
    """The condition of the rows that a partition takes; "" where all have one.

    Args:
        method: of the partitions, as PARTITION_METHOD has it.
        expression: that they are cut by.
        bounds: PARTITION_DESCRIPTION of each, in order.
    """
    if not bounds or not expression:
        return ""
    several = expression.count(",") and "COLUMNS" in method
    subject = f"({expression})" if several else expression
    if method.startswith("LIST"):
        return f"{subject} IN ({', '.join(bounds)})"
    last = bounds[-1]
    if not method.startswith("RANGE") or last == "MAXVALUE":
        return ""
    found = _OF_A_COLUMN.fullmatch(expression)
    day = _day(found[1].lower(), last) if found else None
    if found and day:
        return f"`{found[2]}` < '{day}'"
    return beyond(parted(expression), parted(last), "<", "MAXVALUE")


def _day(function: str, bound: str) -> str | None:
    """The first moment that a range does not take any more; None for a bound that is no number."""
    if not bound.isdigit():
        return None
    number = int(bound)
    try:
        if function == "year":
            return str(date(number, 1, 1))
        if function == "to_days":
            return str(date.fromordinal(number - _YEAR_0))
        return f"{datetime.fromtimestamp(number, UTC):%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError):
        return None
