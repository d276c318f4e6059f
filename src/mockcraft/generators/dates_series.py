"""Times of series: one step after another, with gaps and delays."""

from __future__ import annotations

from mockcraft.core.durations import WANTED, Duration, duration
from mockcraft.core.values import LAST_DAY
from mockcraft.generator import (
    Annotated,
    Between,
    Draw,
    Integer,
    ParameterError,
    Timestamp,
    generator,
)
from mockcraft.generators._spread import LENGTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DAY = 86_400
YEAR = 365 * DAY  # before the clock, where nothing says when a series starts
LAST = LAST_DAY * DAY + DAY - 1
MOST = (
    2**30
)  # rows and steps of a series whose gaps follow from its end: their products fit 63 bits
PARTS = 10**6  # the share of gaps is told in
NODE = 24  # gaps of a block of rows at most, where it is more than one row
ADVICE = {
    "every": "give longer steps, or an earlier end", "end": "give a later end",
    "rows": "raise rows, or leave it out",
}  # fmt: skip
BITS = 48  # of a decision that gaps are shared out by: more than there are


def _limit(
    start: Timestamp | None = None,
    end: Timestamp | None = None,
    every: str | None = None,
    gaps: float = 0.0,
    rows: int | None = None,
    **others: Any,
) -> int:
    """How many rows a series of these parameters has; those that columns give are not known."""
    if rows is not None:
        return rows
    if every is None and end is not None:
        return MOST
    first = 0 if start is None else start.seconds
    if start is not None and end is not None and end.seconds < first:
        raise ParameterError("end is before start (give a later end)", "end")
    steps = int(_length("every", every).between(first, LAST if end is None else end.seconds)) + 1
    return steps if end is not None else int(steps * (1 - gaps))


def _length(name: str, text: str | None) -> Duration:
    """The length of a parameter; an hour where there is none."""
    try:
        return Duration(3600) if text is None else duration(text)
    except ValueError:
        raise ParameterError(
            f"{name}={text!r} is less than a second, or a part of a month (give {WANTED})", name
        ) from None


@generator("date", aliases=("time_series",), limit=_limit, series=True)
def timeline(
    draw: Draw,
    *,
    start: Annotated[
        Timestamp | None, "time of the first step; default: 365 days before the clock"
    ] = None,
    end: Annotated[Timestamp | None, "latest time of a step; see the description"] = None,
    every: Annotated[
        str | None, LENGTH, "from one step to the next; default without end: 1 h"
    ] = None,
    gaps: Annotated[float, Between(0, 0.999), "share of steps that no row has"] = 0.0,
    jitter: Annotated[str | None, LENGTH, "how much later than its step a row is at most"] = None,
    rows: Annotated[
        Integer | None,
        Between(1, MOST),
        "how many rows the series has, where it has an end; default: those of the table, or of the parent",
    ] = None,
) -> Timestamp:
    """Time of a step of a series, each row later than the one before.

    `start` and `every` say all steps, and `gaps` which share of them is left out, at random places. With `end`
    too, as many are left out as there are more steps than rows. With `start` and `end` alone, the rows are
    spread evenly.
    """
    first = draw.now.seconds - YEAR if start is None else start.seconds
    if end is None:
        if rows is not None:
            raise ParameterError("rows goes with an end (give one, or leave it out)", "rows")
        length = _length("every", every)
        late = _length("jitter", jitter).average if jitter else 0
        room = (
            length.between(first, LAST - late) + 1
        )  # beyond the year 9999 it begins anew: see _limit
        room = room + (room < 1) * (1 - room)
        share = round(gaps * PARTS)
        steps = _after(draw, share, PARTS - share, ends=False) if share else draw.row
        return _delayed(draw, length, first, steps % room, jitter)
    if rows is None:
        raise ParameterError("end needs the number of rows (give rows, or leave end out)", "rows")
    row: Any = draw.row
    _refuse(
        row >= rows,
        lambda at: f"row {at(row) + 1:,} of the series, which has {at(rows):,}",
        "rows",
    )
    if every is None:
        if jitter is not None:
            raise ParameterError("jitter needs a length of steps (give every too)", "jitter")
        return Timestamp(_spread(draw, first, end.seconds, rows, gaps))
    if gaps:
        raise ParameterError(
            "gaps follows from start, end, every and the number of rows (leave it or end out)",
            "gaps",
        )
    length = _length("every", every)
    last = length.between(first, end.seconds)
    _check_room(rows, last + 1, every)
    return _delayed(draw, length, first, _after(draw, last + 1 - rows, rows), jitter)


def _delayed(draw: Draw, length: Duration, first: Any, steps: Any, jitter: str | None) -> Timestamp:
    """The time of a step, and what it is late."""
    made = length.after(first, steps)
    if jitter is None:
        return Timestamp(made)
    late = _length("jitter", jitter).average
    if late >= length.least:
        raise ParameterError(
            f"jitter={jitter!r} is not below every, so that rows could change places (give a shorter one)",
            "jitter",
        )
    made = made + draw.step(draw.row)["jitter"].integer(0, late)
    return Timestamp(made - (made > LAST) * (made - LAST))


def _spread(draw: Draw, first: Any, end: Any, rows: Any, gaps: float) -> Any:
    """Rows at even distances from the first time to the last, those of gaps left out."""
    share = round(gaps * PARTS)
    slots = -(-rows * PARTS // (PARTS - share))
    steps = _after(draw, slots - rows, rows) if share else draw.row
    _refuse(first > end, lambda at: "end is before start", "end")
    distances = slots - 1 + (slots == 1) * 1
    whole, rest = (end - first) // distances, (end - first) % distances
    return first + whole * steps + rest * steps // distances


def _check_room(rows: Any, steps: Any, every: str) -> None:
    """Raises ParameterError where there are more rows than steps, or more steps than gaps are shared out to."""
    _refuse(
        steps > 2 * MOST,
        lambda at: f"there are more than {2 * MOST:,} steps of {every} up to end",
        "every",
    )
    _refuse(
        rows > steps,
        lambda at: (
            f"from start to end there are {max(at(steps), 0):,} steps of {every}, for {at(rows):,} rows"
        ),
        "end",
    )


def _refuse(wrong: Any, message: Callable[[Callable[[Any], int]], str], parameter: str) -> None:
    """Raises ParameterError where `wrong` holds for a row; `message` is given what picks that row's value."""
    if not (wrong if isinstance(wrong, bool) else wrong.any()):
        return
    row = None if isinstance(wrong, bool) else int(wrong.argmax())
    text = message(lambda value: value if isinstance(value, int) else int(value[row]))
    error = ParameterError(f"{text} ({ADVICE[parameter]})", parameter)
    if row is not None:
        error.row = row  # type: ignore[attr-defined]
    raise error


def _after(draw: Draw, missing: Any, rows: Any, ends: bool = True) -> Any:
    """The step of each row of a series that leaves `missing` steps out for every `rows` rows, or ends with them.

    Rows stand in blocks of a power of two, each with its part of the gaps. A block's gaps are shared out to its
    halves by a coin for each gap, and so on down to single rows: so any row finds the gaps before it in as many
    steps as its block has halves, and each is as likely before one row as before any other of the block. What is
    left at a single row stands before it or behind it.
    """
    own = draw.step(draw.row)["gaps"]  # first, as no values of series are unique by their decisions
    row: Any = draw.row
    levels: Any = 0
    for level in range(1, 31):
        levels = levels + (missing << level <= NODE * rows) * 1
    levels = levels * ((missing > 0) * 1)
    block = row >> levels
    before = (block << levels) * missing // rows
    end: Any = (block + 1) << levels
    if ends:  # what the last block has beyond the last row has no gaps
        end = end - (end > rows) * (end - rows)
    left: Any = end * missing // rows - before
    highest = levels if isinstance(levels, int) else int(levels.max(initial=0))
    for level in range(highest, 0, -1):
        half = 1 << (level - 1)
        coins = draw.step((row >> level << level) + half)["gaps"].below("half", 1 << BITS)
        first = _ones(coins & ((1 << left) - 1))
        on, second = (levels >= level) * 1, row >> (level - 1) & 1
        before = before + on * second * first
        left = left + on * (second * (left - first) + (1 - second) * first - left)
    return row + before + own.below("own", left + 1)


def _ones(bits: Any) -> Any:
    """How many of 48 bits are set, by adding neighbours (Knuth, TAOCP 4A, 7.1.3)."""
    for shift, mask in (
        (1, 0x555555555555),
        (2, 0x333333333333),
        (4, 0x0F0F0F0F0F0F),
        (8, 0x00FF00FF00FF),
        (16, 0xFFFF0000FFFF),
    ):
        bits = (bits & mask) + (bits >> shift & mask)
    return (bits & 0xFFFF) + (bits >> 32)
