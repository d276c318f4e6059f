"""Distributions over whole numbers: a weighted choice of segments, and a uniform place within one.

Every shape, continuous or discrete, becomes an alias table over segments of a range. What is drawn
is then made by integer arithmetic alone and is the same on every machine: `log`, `exp` and `erfc`,
whose last bits differ between machines, only set the weights, which are rounded to 16 bits.

What is drawn is the shape, rounded to whole numbers and cut to the range. Its mean is right to 1/100 of
its deviation, or to 1/1000 of one number, and its deviation to 1/50, whatever the parameters: those of
any size and far from the range too, for which a range that lies in a tail has the shape of that tail.
What fewer than one row in 10**10 would show is left out: the far tail of a log-normal shape whose
deviation is more than twenty times its mean.
"""

import math
from functools import lru_cache
from itertools import pairwise

from mockcraft.core.bell import Bell
from mockcraft.core.pool import Alias
from mockcraft.errors import ParameterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    Shape = tuple[
        list[int], Callable[[int, int], float]
    ]  # edges of segments, mass of [start, stop)

NAMES = ("uniform", "normal", "log_normal", "exponential", "zipf", "poisson")
BINS = 4096  # segments of equal width a wide range is cut into; a narrower range has one a number
ZIPF_EXPONENT = 1.1  # rank-frequency slope of word and popularity data is 1.0 to 1.2 (Newman 2005)
MOST_EXPONENT = 10.0  # of zipf: beyond, the first one has all but a thousandth
POISSON_MEAN = 100_000  # above, it is normal to within 1/300, and its logarithms lose digits
SYMMETRIC = (
    1e-3  # a log-normal shape whose deviation is a smaller share of its mean is a normal one
)
FARTHEST, NEAREST = (
    1e40,
    1e-40,
)  # of a mean or a deviation; beyond, squares leave the floating point
_EMPTY = 40.0  # exp(-40) is nothing
_FINE, _COARSE = 24, 16  # bits of an edge and of a weight
_TOTAL = 2**48  # what the weights add up to: finer than a choice among BINS segments is


class Segments:
    """Weighted segments of [0, size): a number is uniform within the segment that is chosen."""

    __slots__ = ("alias", "arrays", "starts", "widths")

    def __init__(self, starts: "Sequence[int]", end: int, masses: "Sequence[float]") -> None:
        total = math.fsum(masses)
        weights = [int(_rounded(mass / total, _COARSE) * _TOTAL) for mass in masses]
        self.starts = list(starts)
        self.widths = [stop - start for start, stop in zip(starts, [*starts[1:], end], strict=True)]
        self.alias = Alias(weights)
        self.arrays: Any = None  # the vector evaluator's copy


def _rounded(value: float, bits: int) -> float:
    """The value to so many bits, which the last bits of `exp` and its like do not reach."""
    fraction, exponent = math.frexp(value)
    return math.ldexp(round(math.ldexp(fraction, bits)), exponent - bits)


@lru_cache(maxsize=1024)
def segments(
    distribution: str,
    size: int,
    mean: float | None = None,
    deviation: float | None = None,
    exponent: float | None = None,
) -> Segments:
    """The shape `distribution` over [0, size), `mean` and `deviation` counted from 0.

    Args:
        distribution: one of NAMES but uniform.
        size: how many numbers the range has.
        mean: of the shape before the range cuts it off; default: half of the range for normal, a
            quarter for the skewed ones.
        deviation: standard deviation of normal (default: a sixth of the range) and of log_normal
            (default: half of the mean).
        exponent: of zipf, above 0 and at most MOST_EXPONENT; ZIPF_EXPONENT by default.

    Raises:
        ParameterError: there is no such shape.
    """
    if distribution == "zipf":
        return _zipf(size, ZIPF_EXPONENT if exponent is None else exponent)
    skewed = distribution != "normal"
    mean = mean if mean is not None else max(size - 1, 1) / (4 if skewed else 2)
    if skewed and mean <= 0:
        raise ParameterError(f"mean must be above min for {distribution!r}", "mean")
    if deviation is not None and deviation <= 0:
        raise ParameterError(f"deviation={deviation!r} is not above 0", "deviation")
    if not (NEAREST if skewed else -FARTHEST) <= mean <= FARTHEST:
        raise ParameterError(f"mean={mean!r} is too far from the range", "mean")
    if deviation is not None and not NEAREST <= deviation <= FARTHEST:
        what = "small" if deviation < 1 else "large"
        raise ParameterError(f"deviation={deviation!r} is too {what}", "deviation")
    edges, mass = _SHAPES[distribution](size, mean, deviation)
    return Segments(edges[:-1], edges[-1], [mass(start, stop) for start, stop in pairwise(edges)])


def _even(first: int, last: int) -> list[int]:
    """Edges from `first` to `last`, as evenly spaced as whole numbers can be: at most BINS segments."""
    count = min(BINS, last - first)
    return [first + (last - first) * i // count for i in range(count + 1)]


def _normal(size: int, mean: float, deviation: float | None) -> "Shape":
    """The number of a bin stands for all that is rounded to it."""
    deviation = deviation or max(size - 1, 1) / 6
    whole = int(mean // 1)
    origin = min(max(whole, 0), size - 1)  # all is counted from here: large numbers lose no digits
    middle = float(whole - origin) + mean % 1
    bell = Bell(middle, deviation, -origin - 0.5, size - 1 - origin + 0.5)
    low, high = bell.window
    first, last = max(origin + math.floor(low), 0), min(origin + math.ceil(high) + 1, size)
    return _even(first, last), lambda start, stop: bell.mass(
        start - origin - 0.5, stop - origin - 0.5
    )


def _log_normal(size: int, mean: float, deviation: float | None) -> "Shape":
    """A normal shape of the logarithm, in bins of equal ratio."""
    deviation = deviation or mean / 2
    if deviation < SYMMETRIC * mean and size > 0.99 * mean:  # far tails differ
        return _normal(size, mean, deviation)
    spread, top = math.log1p((deviation / mean) ** 2), math.log(size - 0.5)
    bell = Bell(math.log(mean) - spread / 2 - top, math.sqrt(spread), -math.inf, 0.0)

    def place(edge: int) -> float:
        """Logarithm of the share of the range that lies below."""
        if 2 * edge > size:
            return math.log1p((edge - size) / (size - 0.5))
        return math.log(edge - 0.5) - top if edge else -math.inf

    return _ratios(size, *bell.window), lambda start, stop: bell.mass(place(start), place(stop))


def _ratios(size: int, low: float, high: float) -> list[int]:
    """Edges of equal ratio from exp(low) to exp(high) of the range."""
    if low > -0.5:  # so near the upper end that even ones are as good, counted from there
        first = size + math.floor(_rounded(math.expm1(low) * size, _FINE)) - 1
        return _even(
            max(first, 0), min(size + math.ceil(_rounded(math.expm1(high) * size, _FINE)) + 1, size)
        )
    low = max(low, math.log(0.5 / size))
    first = min(int(_rounded(math.exp(low) * size, _FINE)), size - 1)
    last = min(math.ceil(_rounded(math.exp(high) * size, _FINE)) + 1, size)
    if last - first <= BINS:
        return _even(first, last)
    ratios = (math.exp(low + (high - low) * i / BINS) * size for i in range(BINS))
    inner = {min(max(round(_rounded(ratio, _FINE)), first), last) for ratio in ratios}
    return sorted({first, last, *inner})


def _exponential(size: int, mean: float, deviation: float | None) -> "Shape":
    """The exponential shape of whole numbers: each has the same share of what the ones before it left.

    The share is such that the mean is the one asked for, however small.
    """
    rate = math.log1p(1 / mean)
    return _even(0, min(size, math.ceil(_EMPTY / rate) + 1)), _falling(rate)


def _falling(rate: float) -> "Callable[[int, int], float]":
    return lambda start, stop: -math.exp(-start * rate) * math.expm1((start - stop) * rate)


def _poisson(size: int, mean: float, deviation: float | None) -> "Shape":
    reach = 12 * math.sqrt(mean) + 30
    last = size - 1
    if last < mean - reach:  # each number is rarer than the next one by nearly the same factor
        rate = math.log(mean / max(last, 0.5))
        falling = _falling(rate)
        first = max(size - math.ceil(_EMPTY / rate) - 1, 0)
        return _even(first, size), lambda start, stop: falling(size - stop, size - start)
    if mean > POISSON_MEAN:
        return _normal(size, mean, math.sqrt(mean))
    first, end = max(math.floor(mean - reach), 0), min(math.ceil(mean + reach), size)
    logarithm = math.log(mean)
    return _even(first, end), lambda start, stop: math.fsum(
        math.exp(k * logarithm - mean - math.lgamma(k + 1)) for k in range(start, stop)
    )


def _zipf(size: int, exponent: float) -> Segments:
    """P(k) proportional to (k+1)**-exponent: exact for the first 4096 ranks, then segments 1/64 of their start long."""
    exact = min(size, BINS)
    starts = list(range(exact))
    masses = [(k + 1) ** -exponent for k in range(exact)]
    start = exact
    while start < size:
        stop = min(size, start + start // 64)
        starts.append(start)
        masses.append(_zipf_mass(start + 0.5, stop + 0.5, exponent))
        start = stop
    return Segments(starts, size, masses)


def _zipf_mass(start: float, stop: float, exponent: float) -> float:
    power = 1 - exponent
    if abs(power) < 1e-9:
        return math.log(stop / start)
    made: float = (stop**power - start**power) / power
    return made


_SHAPES: "dict[str, Callable[[int, float, float | None], Shape]]" = {
    "normal": _normal, "log_normal": _log_normal, "exponential": _exponential, "poisson": _poisson,
}  # fmt: skip


@lru_cache(maxsize=1024)
def between_quantiles(size: int, cuts: "tuple[int, ...]") -> Segments:
    """As many numbers of [0, size) from one of its quantiles to the next, each of which is in the part that it ends.

    A quantile that equals the one before it, or that is 0, is a number that has a part for itself.

    Args:
        size: how many numbers the range has.
        cuts: the quantiles between its ends, in order; those of k parts are k - 1.
    """
    masses: dict[tuple[int, int], float] = {}  # by first and last number
    for before, last in pairwise([-1, *cuts, size - 1]):
        part = (min(before + 1, last), last)
        masses[part] = masses.get(part, 0.0) + 1
    points = {first: mass for (first, last), mass in masses.items() if first == last}
    edges: dict[int, float] = {}  # mass by the first number of a segment
    for (first, last), mass in sorted(masses.items()):
        wide = last - first
        if not wide:
            edges.setdefault(first, mass)
        elif last in points:  # which is also the end of this part
            edges[first] = mass * wide / (wide + 1)
            edges[last] = points[last] + mass / (wide + 1)
        else:
            edges[first] = mass
    starts = sorted(edges)
    return Segments(starts, size, [edges[each] for each in starts])


@lru_cache(maxsize=256)
def child_counts(low: int, high: int, mean: float | None) -> "tuple[int, Segments | None]":
    """How many children a parent has: (low, shape over high - low + 1), the shape None for uniform.

    With a mean, a Poisson distribution cut to [low, high], its rate set by bisection so that the
    mean after the cut is the one asked for.
    """
    size = high - low + 1
    if mean is None or size == 1:
        return low, None
    if not low < mean < high:
        raise ParameterError(f"mean={mean!r} is not between {low} and {high}", "mean")
    smallest, largest = -60.0, 60.0  # natural logarithm of the rate
    factorials = [math.lgamma(k + 1) for k in range(low, high + 1)]
    for _ in range(100):
        rate = (smallest + largest) / 2
        weights = _cut_poisson(low, factorials, rate)
        if sum(k * w for k, w in enumerate(weights, low)) / math.fsum(weights) < mean:
            smallest = rate
        else:
            largest = rate
    return low, Segments(range(size), size, _cut_poisson(low, factorials, smallest))


def _cut_poisson(low: int, factorials: list[float], log_rate: float) -> list[float]:
    """Weights of a Poisson distribution from `low` on, `factorials` being the logarithms of k!."""
    logs = [k * log_rate - factorial for k, factorial in enumerate(factorials, low)]
    top = max(logs)
    return [math.exp(each - top) for each in logs]
