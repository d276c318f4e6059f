"""Distributions over whole numbers: a weighted choice of segments, and a uniform place within one.

Every shape, continuous or discrete, becomes an alias table over segments of a range. What is drawn
is then made by integer arithmetic alone and is the same on every machine: `log` and `exp`, whose last
bit differs between machines, only set the weights, which are rounded to 24 bits.
"""

import math
from functools import lru_cache
from itertools import pairwise

from mockcraft.core.pool import Alias
from mockcraft.errors import ParameterError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

NAMES = ("uniform", "normal", "log_normal", "exponential", "zipf", "poisson")
BINS = 4096  # bins of equal width a wide range is cut into; a narrower range has one a number
ZIPF_EXPONENT = 1.1  # rank-frequency slope of word and popularity data is 1.0 to 1.2 (Newman 2005)
POISSON_MEAN = 100_000  # above, it is normal to within 1/300, and its logarithms lose digits
_RESOLUTION = 2**24


class Segments:
    """Weighted segments of [0, size): a number is uniform within the segment that is chosen."""

    __slots__ = ("alias", "arrays", "starts", "widths")

    def __init__(self, starts: "Sequence[int]", end: int, masses: "Sequence[float]") -> None:
        total = math.fsum(masses)
        weights = [round(mass / total * _RESOLUTION) for mass in masses]
        if not any(weights):
            weights[max(range(len(masses)), key=masses.__getitem__)] = 1
        self.starts = list(starts)
        self.widths = [stop - start for start, stop in zip(starts, [*starts[1:], end], strict=True)]
        self.alias = Alias(weights)
        self.arrays: Any = None  # the vector evaluator's copy


@lru_cache(maxsize=1024)
def segments(
    distribution: str, size: int, mean: float | None = None, deviation: float | None = None
) -> Segments:
    """The shape `distribution` over [0, size), `mean` and `deviation` counted from 0.

    Args:
        distribution: one of NAMES but uniform.
        size: how many numbers the range has.
        mean: of the shape before the range cuts it off; default: half of the range for normal, a
            quarter for the skewed ones.
        deviation: standard deviation of normal (default: a sixth of the range) and of log_normal
            (default: half of the mean).
    """
    if distribution == "zipf":
        return _zipf(size)
    skewed = distribution != "normal"
    mean = mean if mean is not None else max(size - 1, 1) / (4 if skewed else 2)
    if skewed and mean <= 0:
        raise ParameterError(f"mean must be above min for {distribution!r}", "mean")
    if deviation is not None and deviation <= 0:
        raise ParameterError(f"deviation={deviation!r} is not above 0", "deviation")
    edges, mass = _shape(distribution, size, mean, deviation)
    bounds = sorted({min(max(round(edge), 0), size) for edge in edges})
    if len(bounds) < 2:  # the whole range lies in a far tail: its nearest end stands for it
        bounds = [0, 1] if bounds[0] == 0 else [size - 1, size]
    masses = [max(mass(start, stop), 0.0) for start, stop in pairwise(bounds)]
    if not math.fsum(masses) > 0:
        masses[0 if mean < bounds[0] else -1] = 1.0
    return Segments(bounds[:-1], bounds[-1], masses)


def _shape(
    distribution: str, size: int, mean: float, deviation: float | None
) -> "tuple[list[float], Callable[[int, int], float]]":
    """Edges of bins that cover all but a negligible tail, and the probability of [start, stop)."""
    from statistics import NormalDist

    steps = [i / BINS for i in range(BINS + 1)]
    if distribution == "normal":
        normal = NormalDist(mean, deviation or max(size - 1, 1) / 6)
        low, high = max(mean - 8 * normal.stdev, 0), min(mean + 8 * normal.stdev + 1, size)
        return (
            [low + step * (high - low) for step in steps],
            lambda start, stop: normal.cdf(stop - 0.5) - normal.cdf(start - 0.5),
        )
    if distribution == "log_normal":
        spread = math.log1p(((deviation or mean / 2) / mean) ** 2)
        logarithm = NormalDist(math.log(mean) - spread / 2, math.sqrt(spread))
        return (
            [0.0]
            + [_coarse(math.exp(logarithm.mean + (16 * s - 8) * logarithm.stdev)) for s in steps],
            lambda start, stop: (
                logarithm.cdf(math.log(stop)) - (logarithm.cdf(math.log(start)) if start else 0.0)
            ),
        )
    if distribution == "poisson" and mean > POISSON_MEAN:
        return _shape("normal", size, mean, math.sqrt(mean))
    if distribution == "poisson":
        reach = 12 * math.sqrt(mean) + 30
        low, high = max(mean - reach, 0), min(mean + reach, size)
        return [low + step * (high - low) for step in steps], _poisson_mass(mean)
    high = min(40 * mean, size)
    return (
        [step * high for step in steps] + [size],
        lambda start, stop: math.exp(-start / mean) - math.exp(-stop / mean),
    )


def _coarse(edge: float) -> float:
    """The edge to 24 bits, which the last bit of `exp` does not reach."""
    fraction, exponent = math.frexp(edge)
    return math.ldexp(round(fraction * _RESOLUTION) / _RESOLUTION, exponent)


def _poisson_mass(mean: float) -> "Callable[[int, int], float]":
    def mass(start: int, stop: int) -> float:
        middle = (
            start + stop - 1
        ) / 2  # a bin is narrow beside the deviation: its middle stands for it
        logarithm = middle * math.log(mean) - mean - math.lgamma(middle + 1)
        return (stop - start) * math.exp(logarithm)

    return mass


def _zipf(size: int) -> Segments:
    """P(k) proportional to (k+1)**-1.1: exact for the first 4096 ranks, then segments 1/64 of their start long."""
    exact = min(size, BINS)
    starts = list(range(exact))
    masses = [(k + 1) ** -ZIPF_EXPONENT for k in range(exact)]
    start = exact
    while start < size:
        stop = min(size, start + start // 64)
        starts.append(start)
        power = 1 - ZIPF_EXPONENT
        masses.append(((start + 0.5) ** power - (stop + 0.5) ** power) / -power)
        start = stop
    return Segments(starts, size, masses)


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
    for _ in range(100):
        rate = (smallest + largest) / 2
        weights = _cut_poisson(low, high, rate)
        if sum(k * w for k, w in enumerate(weights, low)) / math.fsum(weights) < mean:
            smallest = rate
        else:
            largest = rate
    return low, Segments(range(size), size, _cut_poisson(low, high, smallest))


def _cut_poisson(low: int, high: int, log_rate: float) -> list[float]:
    logs = [k * log_rate - math.lgamma(k + 1) for k in range(low, high + 1)]
    top = max(logs)
    return [math.exp(each - top) for each in logs]
