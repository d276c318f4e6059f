"""Numbers that move in time: walks, and measurements with seasons, a trend and noise."""

from __future__ import annotations

import math

from mockcraft.core.durations import DAY
from mockcraft.core.ladder import Ladder
from mockcraft.core.values import civil, days_of
from mockcraft.generator import (
    Annotated,
    Beside,
    Between,
    Decimal,
    Draw,
    ParameterError,
    Timestamp,
    generator,
)
from mockcraft.generators.numbers import NOTHING, ONE, floor_units

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from mockcraft.core.distributions import Segments

FINE = 8  # bits behind the last place of a value, in which a walk is made
LARGEST = (
    10**9
)  # of a deviation, in its last place: 2**16 times it, 8 deviations and FINE bits are within 63 bits
HIGHEST = 10**17  # of start, min and max, in their last place
LEAST = 1e-6  # of a share that steps take back, so that a walk is no wider than 1000 of its steps
LEVELS = 32  # after 2**32 rows a walk begins anew
NORMAL_BITS = 12  # behind the point of a normal number
NORMAL_END = 2**15  # 8 deviations
SHARE_BITS = 20  # of a factor below 1
TURN = 4096  # steps of a turn that cosines are known of, and TURN places between them
HEIGHT = 2**20  # of a cosine of 1
YEAR = 31_556_952  # seconds of an average year of the Gregorian calendar
TIMES = Beside("timeline", "datetime", "past_datetime", "future_datetime")
SCALE = Between(0, 9)


def _normal(draw: Draw) -> Any:
    """A normal number of deviation 1, in units of 2**-NORMAL_BITS."""
    return draw.within("normal", _bell()) - NORMAL_END


def _bell() -> Segments:
    from mockcraft.core.distributions import segments

    return segments("normal", 2 * NORMAL_END + 1, NORMAL_END, 2.0**NORMAL_BITS)


def _times(number: Any, factor: int, bits: int) -> Any:
    """number * factor / 2**bits, rounded down, where the product has more than 63 bits."""
    return (number >> bits) * factor + ((number & ((1 << bits) - 1)) * factor >> bits)


# ---------------------------------------------------------------------- walks


@generator("number", aliases=("random_walk", "brownian"), series=True)
def walk(
    draw: Draw,
    *,
    start: Annotated[
        Decimal, "first value; with reverting, the one it keeps coming back to"
    ] = NOTHING,
    deviation: Annotated[Decimal, "standard deviation of a step"] = ONE,
    drift: Annotated[Decimal, "mean of a step"] = NOTHING,
    reverting: Annotated[
        float, Between(0, 0.99), "share of the distance from start that each step takes back"
    ] = 0.0,
    min: Annotated[Decimal | None, "smallest value, from which the walk turns back"] = None,
    max: Annotated[Decimal | None, "largest value, from which the walk turns back"] = None,
    scale: Annotated[int, SCALE, "places after the point"] = 2,
) -> Decimal:
    """Value of a random walk: each row is a normal step away from the row before.

    Any row is made by itself: the walk is fixed at rows that are powers of two apart, and what lies between two
    that are known is a normal number around their middle, level by level (Lévy's construction of Brownian motion,
    "midpoint displacement": Fournier, Fussell and Carpenter 1982). With `reverting` it is an autoregressive
    process of the first order, whose bridges have exact middles too.
    """
    draw.step(draw.row)  # no values of series are unique by their decisions
    row: Any = draw.row % 2**LEVELS
    draw.spend(2 * _length(row))
    begin, step = floor_units(start, scale), floor_units(deviation, scale)
    if not 0 <= step <= LARGEST:
        raise ParameterError(
            f"deviation is not within 0..{LARGEST} in the last of {scale} places", "deviation"
        )
    low = None if min is None else floor_units(min, scale)
    high = None if max is None else floor_units(max, scale)
    for name, bound in (("start", begin), ("min", low or 0), ("max", high or 0)):
        if abs(bound) > HIGHEST:
            raise ParameterError(f"{name} has too many digits for scale={scale}", name)
    if 0 < reverting < LEAST:
        raise ParameterError(f"reverting={reverting!r} is above 0 and below {LEAST}", "reverting")
    if drift.units and reverting:
        raise ParameterError("drift and reverting do not go together (leave one out)", "drift")
    if low is not None and high is not None and low >= high:
        raise ParameterError("min is not below max", "min")
    _check_start(begin, low, high)
    fine = step << FINE
    moved = _reverting(draw, row, fine, 1 - reverting) if reverting else _free(draw, row, fine)
    value = begin + (moved + (1 << FINE >> 1) >> FINE) + _drifted(row, drift, scale)
    return Decimal(_turned(value, low, high), scale)


def _check_start(begin: int, low: int | None, high: int | None) -> None:
    """Raises ParameterError for a walk that does not start between its bounds."""
    if low is not None and begin < low:
        raise ParameterError("start is below min (give a higher one)", "start")
    if high is not None and begin > high:
        raise ParameterError("start is above max (give a lower one)", "start")


def _drifted(row: Any, drift: Decimal, scale: int) -> Any:
    """What the drift has come to, in the last place, rounded down."""
    wanted, own = 10**scale, 10**drift.scale
    if abs(drift.units) * wanted > LARGEST * own:
        raise ParameterError(
            f"drift is not within {LARGEST} in the last of {scale} places", "drift"
        )
    whole, rest = divmod(drift.units * wanted, own)
    shift = 1 << 30  # the rest of a step, to 30 bits
    return row * whole + (row * (rest * shift // own) >> 30)


def _free(draw: Draw, row: Any, deviation: int) -> Any:
    """Where a walk without bounds is, in units of 2**-FINE.

    At the powers of two it is a sum of steps that grow; between two of them it is halved down to the row.
    """
    highest = _length(row)
    here: Any = 0
    beyond: Any = 0
    for level in range(highest + 1):
        width = deviation if not level else _root(deviation, level - 1)
        leap = _scaled(_normal(draw.step(1 << level)), width)
        here = here + (row >= 1 << level) * leap
        beyond = beyond + (row >= (1 << level >> 1)) * leap
    for level in range(highest - 1, 0, -1):
        half = 1 << (level - 1)
        middle = draw.step((row >> level << level) + half)
        made = (here + beyond >> 1) + _scaled(_normal(middle), _root(deviation, level - 2))
        on, second = (row >> level > 0) * 1, row >> (level - 1) & 1
        here, beyond = (
            here + on * second * (made - here),
            beyond + on * (1 - second) * (made - beyond),
        )
    return here


def _length(row: Any) -> int:
    """Bits of the largest row."""
    largest = row if isinstance(row, int) else int(row.max(initial=0))
    return largest.bit_length()


def _root(deviation: int, level: int) -> int:
    """deviation * sqrt(2**level), of so many steps; the level may be -1."""
    square = deviation * deviation
    return math.isqrt(square << level if level >= 0 else square >> -level)


def _scaled(normal: Any, width: int) -> Any:
    """A normal number times a deviation: the deviation is cut in two, so that no product leaves 63 bits."""
    high, low = width >> NORMAL_BITS, width & ((1 << NORMAL_BITS) - 1)
    return normal * high + normal * low // (1 << NORMAL_BITS)


def _reverting(draw: Draw, row: Any, deviation: int, kept: float) -> Any:
    """How far a walk that comes back is from where it comes back to, in units of 2**-FINE.

    Rows so far apart that they have nothing to do with one another any more are independent; between two of
    them, the walk is halved down to the row.
    """
    halves, around = _bridges(deviation, kept)
    top = len(halves)
    first = row >> top << top
    here = _scaled(_normal(draw.step(first)), around)
    beyond = _scaled(_normal(draw.step(first + (1 << top))), around)
    for level in range(top, 0, -1):
        share, width = halves[level - 1]
        middle = draw.step((row >> level << level) + (1 << (level - 1)))
        made = _times(here + beyond, share, SHARE_BITS) + _scaled(_normal(middle), width)
        second = row >> (level - 1) & 1
        here, beyond = here + second * (made - here), beyond + (1 - second) * (made - beyond)
    return here


def _bridges(deviation: int, kept: float) -> tuple[list[tuple[int, int]], int]:
    """Of each level, which share of the sum of its ends a middle has, and its deviation; and that of all.

    Products and roots are rounded alike on every machine, so powers are made by squaring.
    """
    around = deviation / math.sqrt(1 - kept * kept)
    halves: list[tuple[int, int]] = []
    power = kept  # to half the rows of a level
    while power > 2.0**-SHARE_BITS and len(halves) < LEVELS:
        square = power * power
        width = around * math.sqrt((1 - square) / (1 + square))
        halves.append((round(power / (1 + square) * 2**SHARE_BITS), round(width)))
        power = square
    return halves, round(around)


def _turned(value: Any, low: int | None, high: int | None) -> Any:
    """The value, thrown back by its bounds as often as it meets them."""
    if low is None and high is None:
        return value
    if high is None or low is None:
        bound, sign = (low, 1) if low is not None else (high, -1)
        beyond = (value - bound) * sign
        return bound + sign * (beyond + (beyond < 0) * -2 * beyond)
    room = high - low
    place = (value - low) % (2 * room)
    return low + place - (place > room) * 2 * (place - room)


# ---------------------------------------------------------------------- measurements


@generator("number", aliases=("seasonal", "signal"))
def measurement(
    draw: Draw,
    *,
    at: Annotated[
        Timestamp | None,
        TIMES,
        "time of the measurement; default: the row's only one, or an hour a row",
    ] = None,
    mean: Annotated[Decimal, "value around which it moves, at the time of the clock"] = NOTHING,
    trend: Annotated[Decimal, "how much higher it is each year"] = NOTHING,
    daily: Annotated[
        Decimal, "how much higher it is at the best hour of the day, and lower at the other end"
    ] = NOTHING,
    peak_hour: Annotated[int, Between(0, 23), "hour of the day at which it is highest"] = 15,
    weekly: Annotated[Decimal, "likewise, highest in the middle of Wednesday"] = NOTHING,
    yearly: Annotated[Decimal, "likewise, highest in the middle of a month"] = NOTHING,
    peak_month: Annotated[int, Between(1, 12), "month in which it is highest"] = 7,
    noise: Annotated[Decimal, "standard deviation of what is by chance"] = ONE,
    min: Annotated[Decimal | None, "smallest value: what is below is this"] = None,
    max: Annotated[Decimal | None, "largest value: what is above is this"] = None,
    scale: Annotated[int, SCALE, "places after the point"] = 1,
) -> Decimal:
    """Measured value: seasons of the day, the week and the year, a trend, and noise around them."""
    now = draw.now.seconds
    time: Any = now - 365 * DAY + draw.row * 3600 if at is None else at.seconds
    parts = {
        "mean": mean,
        "trend": trend,
        "daily": daily,
        "weekly": weekly,
        "yearly": yearly,
        "noise": noise,
    }
    known = {name: floor_units(each, scale) for name, each in parts.items()}
    for name, size in known.items():
        if abs(size) > LARGEST:
            raise ParameterError(
                f"{name} is not within {LARGEST} in the last of {scale} places", name
            )
    if known["noise"] < 0:
        raise ParameterError("noise is below 0", "noise")
    low = None if min is None else floor_units(min, scale)
    high = None if max is None else floor_units(max, scale)
    for name, bound in (("min", low or 0), ("max", high or 0)):
        if abs(bound) > HIGHEST:
            raise ParameterError(f"{name} has too many digits for scale={scale}", name)
    if low is not None and high is not None and low > high:
        raise ParameterError("min is above max", "min")
    units: Any = (time - now) // 60 * known["trend"] // (YEAR // 60) + known["mean"]
    for height, part, whole in (
        (known["daily"], time % DAY - peak_hour * 3600, DAY),
        (known["weekly"], (time + 3 * DAY) % (7 * DAY) - 2 * DAY - DAY // 2, 7 * DAY),
        (known["yearly"], _in_year(time) - (peak_month * 2 - 1) * YEAR // 24, YEAR),
    ):
        if height:
            units = units + _wave(draw, part % whole, whole, height)
    if known["noise"]:
        units = units + _scaled(_normal(draw["noise"]), known["noise"] << FINE) // (1 << FINE)
    if low is not None:
        units = units + (units < low) * (low - units)
    if high is not None:
        units = units - (units > high) * (units - high)
    return Decimal(units, scale)


def _in_year(time: Any) -> Any:
    """Seconds since the first of January of the time's year."""
    return time - days_of(civil(time // DAY)[0], 1, 1) * DAY


def _wave(draw: Draw, part: Any, whole: int, height: int) -> Any:
    """`height` times the cosine of a part of a whole turn, in whole numbers."""
    place = part * (TURN * TURN) // whole
    step, rest = place // TURN, place % TURN
    first = draw.number_at(_cosines(), step)
    cosine = first + (draw.number_at(_cosines(), step + 1) - first) * rest // TURN
    return (cosine * height + HEIGHT // 2) // HEIGHT


_kept: list[Ladder] = []


def _cosines() -> Ladder:
    """The cosines of a turn and of what is behind it, rounded beyond where machines differ."""
    if not _kept:
        turn = (math.cos(math.tau * i / TURN) for i in range(TURN + 2))
        _kept.append(Ladder(round(each * HEIGHT) for each in turn))
    return _kept[0]
