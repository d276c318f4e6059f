"""Means and deviations of distributions over some thousand parameters, against numeric integration.

The reference knows nothing of the module's formulas: it integrates the density, or adds up the ratios of
neighbouring probabilities, over the range and where it is not negligible.
"""

import math
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mockcraft.core.context import Context
from mockcraft.core.distributions import Segments, segments
from mockcraft.core.hashing import Rows
from mockcraft.core.vector import VectorDraw

Reals = NDArray[np.float64]
Moments = tuple[float, float]  # mean and deviation

ROWS = 4000
CELLS = 3000  # a density over so many numbers is integrated for each
NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
SIZES = (1, 2, 3, 10, 100, 1000, 4096, 10**6, 2**62 + 1)


def integrals(density: Callable[[Reals], Reals], edges: Reals) -> tuple[Reals, Reals, Reals]:
    """Mass, first and second moment of each piece between neighbouring edges."""
    half, middle = np.diff(edges)[:, None] / 2, (edges[:-1] + edges[1:])[:, None] / 2
    x = middle + half * NODES
    y = density(x) * WEIGHTS * half
    return y.sum(1), (y * x).sum(1), (y * x * x).sum(1)


def of_masses(numbers: Reals, masses: Reals) -> Moments:
    mean = float((numbers * masses).sum() / masses.sum())
    return mean, float(math.sqrt(((numbers - mean) ** 2 * masses).sum() / masses.sum()))


def finely(density: Callable[[Reals], Reals], edges: Reals) -> Reals:
    """Mass of each piece between neighbouring edges, cut into eight: the density may be narrow in it."""
    cuts = edges[:-1, None] + np.diff(edges)[:, None] * (np.arange(8) / 8)
    masses = integrals(density, np.append(cuts.ravel(), edges[-1]))[0]
    made: Reals = masses.reshape(-1, 8).sum(1)
    return made


def wide(density: Callable[[Reals], Reals], low: float, high: float) -> Moments:
    """Moments of a density on [low, high] that is rounded to whole numbers, of which there are many."""
    mass, first, second = (each.sum() for each in integrals(density, np.linspace(low, high, 400)))
    mean = first / mass
    return float(mean), math.sqrt(max(second / mass - mean**2, 0) + 1 / 12)


def celled(
    density: Callable[[Reals], Reals], low: float, high: float, cuts: Reals, only: int
) -> Moments:
    """The same, cell by cell. `cuts` are the ends of the cells 0, 1, …; `only` is meant where none is within."""
    inside = np.flatnonzero((cuts > low) & (cuts < high))
    edges = np.array([low, *cuts[inside], high])
    masses = finely(density, edges)
    numbers = np.append(inside, inside[-1] + 1) if len(inside) else np.array([only])
    return of_masses(numbers.astype(float), masses)


def curve(gap: float, deviation: float) -> tuple[Callable[[Reals], Reals], float]:
    """The normal density at u from a point that is `gap` above the mean, and how far it reaches."""

    def density(u: Reals) -> Reals:
        made: Reals = np.exp(-u * (2 * gap + u) / 2 / deviation**2)
        return made

    return density, 80 * deviation**2 / (abs(gap) + math.sqrt(gap**2 + 80 * deviation**2))


def normal(size: int, mean: float, deviation: float) -> Moments:
    near = min(max(mean, -0.5), size - 0.5)
    origin, gap = round(near), near - mean
    shift = near - origin
    density, reach = curve(gap, deviation)
    low, high = max(-reach, -0.5 - origin - shift), min(reach, size - 0.5 - origin - shift)
    if high - low > CELLS:
        mean, spread = wide(density, low, high)
        return origin + shift + mean, spread
    first = max(0, math.floor(origin + shift + low) - 1)
    cuts: Any = np.arange(first, first + CELLS + 3) - origin + 0.5 - shift
    only = {-1: size - 1, 0: origin, 1: 0}[(gap > 0) - (gap < 0)]
    mean, spread = celled(density, low, high, cuts, only - first)
    return first + mean, spread


def log_normal(size: int, mean: float, deviation: float) -> Moments:
    """In the logarithm's coordinate."""
    spread = math.log1p((deviation / mean) ** 2)
    middle, top = math.log(mean) - spread / 2, math.log(size - 0.5)
    near = min(middle, top)
    density, reach = curve(near - middle, math.sqrt(spread))
    low, high = -reach, min(reach, top - near)
    if near == top and (math.exp(top) * -math.expm1(low) > CELLS or top > 30):
        edges = np.linspace(low, high, 2000)
        masses, middles = integrals(density, edges)[0], (edges[:-1] + edges[1:]) / 2
        mean, deviation = of_masses(np.expm1(middles) * math.exp(top), masses)
        return math.exp(top) + mean, math.hypot(deviation, 1 / 12**0.5)
    first = max(0, math.floor(math.exp(low + near)) - 1)
    numbers = np.arange(first, first + CELLS + 3, dtype=float)
    cuts: Reals = np.log(numbers + 0.5) - near
    if near == top:
        cuts = np.log1p((numbers + 1 - size) / (size - 0.5))
    if cuts[-1] >= high:
        only = size - 1 if near == top else round(math.exp(near))
        mean, deviation = celled(density, low, high, cuts, only - first)
        return first + mean, deviation
    cuts = np.append(low, cuts[cuts > low])
    ends = np.linspace(cuts[-1], high, 3000)
    edges = np.concatenate([cuts, ends[1:]])
    beyond = np.exp((ends[:-1] + ends[1:]) / 2 + near)
    numbers = np.concatenate([numbers[len(numbers) + 1 - len(cuts) :], beyond])
    return of_masses(numbers, finely(density, edges))


def exponential(size: int, mean: float, deviation: float) -> Moments:
    """P(k + 1) / P(k) = mean / (1 + mean)."""
    rate = -math.log(mean / (1 + mean)) if mean < 1 else math.log1p(1 / mean)
    count = min(size, math.ceil(45 / rate) + 1)
    if count <= 10**5:
        numbers = np.arange(count, dtype=float)
        return of_masses(numbers, np.exp(-numbers * rate))
    found = wide(lambda x: np.exp(-x * rate), 0.0, float(count))
    return found[0] - 0.5, found[1]


def poisson(size: int, mean: float, deviation: float) -> Moments:
    """P(k) / P(k - 1) = mean / k, added up from the most frequent number of the range."""
    peak = min(int(mean), size - 1)
    reach = int(14 * math.sqrt(mean) + 50)
    up = np.arange(peak + 1, min(peak + reach, size - 1) + 1, dtype=float)
    down = np.arange(peak, max(peak - reach, 0), -1, dtype=float)
    above, below = np.cumsum(np.log(mean / up)), np.cumsum(np.log(down / mean))
    numbers = np.concatenate([down[::-1] - 1, [peak], up])
    found = of_masses(numbers - peak, np.exp(np.concatenate([below[::-1], [0.0], above])))
    return peak + found[0], found[1]


def drawn(shape: Segments) -> Moments:
    """Moments of the segments with their weights: what endlessly many rows would show."""
    count = len(shape.starts)
    masses = np.zeros(count)
    threshold = np.array(shape.alias.threshold, float) / 2**32
    np.add.at(masses, np.arange(count), threshold / count)
    np.add.at(masses, np.array(shape.alias.other), (1 - threshold) / count)
    origin = shape.starts[int(masses.argmax())]
    starts = np.array([start - origin for start in shape.starts], float)
    widths = np.array(shape.widths, float)
    middles = starts + (widths - 1) / 2
    mean = float((masses * middles).sum() / masses.sum())
    variance = (masses * ((middles - mean) ** 2 + (widths**2 - 1) / 12)).sum() / masses.sum()
    return origin + mean, math.sqrt(max(variance, 0.0))


def normals() -> Iterator[tuple[int, float, float]]:
    places = (-100.0, -2.0, -0.01, 0.0, 0.1, 0.5, 0.731, 1.0, 1.03, 4.0, 1e6)
    shares = (1e-15, 1e-9, 1e-5, 1e-3, 0.05, 0.3, 1.0, 30.0, 1e7)
    for size, place, share in product(SIZES, places, shares):
        yield size, place * size, share * size
    for size, place, deviation in product(SIZES, places, (1e-12, 0.1, 0.5, 1.7)):
        yield size, place * size, deviation


def log_normals() -> Iterator[tuple[int, float, float]]:
    for size, place, share in product(
        SIZES,
        (1e-12, 1e-3, 0.05, 0.25, 0.9, 1.3, 40.0, 1e9),
        (1e-9, 1e-4, 2e-3, 0.1, 0.5, 1.0, 2.0),
    ):
        yield size, place * size, share * place * size
    for size, mean, deviation in product(SIZES, (0.01, 0.3, 1.0, 2.5, 40.0), (1e-6, 0.2, 1.0)):
        if deviation <= 20 * mean:  # see the module: of heavier tails not all is drawn
            yield size, mean, deviation


def one_parameter() -> Iterator[tuple[int, float, float]]:
    places = (1e-12, 1e-6, 1e-3, 0.05, 0.25, 0.5, 0.9, 1.0, 1.3, 40.0, 1e4)
    means = (1e-30, 1e-9, 0.01, 0.3, 1.0, 2.5, 40.0, 1e4, 3e5)
    for size in SIZES:
        for mean in (*(place * size for place in places), *means):
            yield size, mean, 0.0


def check(shape: Segments, expected: Moments, say: str) -> None:
    """The stated tolerance: the mean to 1/100 of the deviation or 1/1000, the deviation to 1/50."""
    mean, deviation = drawn(shape)
    slack = 0.01 * expected[1] + 1e-3 + 1e-12 * abs(expected[0])
    assert abs(mean - expected[0]) <= slack, f"{say}: mean {mean}, not {expected[0]}"
    slack = 0.02 * expected[1] + 1e-3 + 1e-9 * abs(expected[0]) ** 0.5
    assert abs(deviation - expected[1]) <= slack, f"{say}: deviation {deviation}, not {expected[1]}"


GRIDS: dict[str, tuple[Any, Callable[[int, float, float], Moments]]] = {
    "normal": (normals, normal),
    "log_normal": (log_normals, log_normal),
    "exponential": (one_parameter, exponential),
    "poisson": (lambda: (each for each in one_parameter() if each[1] < 1e10), poisson),
}


@pytest.mark.parametrize("distribution", GRIDS)
def test_mean_and_deviation_are_those_of_the_cut_shape(distribution: str) -> None:
    grid, reference = GRIDS[distribution]
    for size, mean, deviation in grid():
        shape = segments.__wrapped__(distribution, size, mean, deviation or None)
        check(shape, reference(size, mean, deviation), f"{distribution} {size} {mean} {deviation}")
        assert 0 <= shape.starts[0] and shape.starts[-1] + shape.widths[-1] <= size


@pytest.mark.parametrize("distribution", GRIDS)
def test_rows_have_the_mean_and_the_deviation(distribution: str) -> None:
    grid, reference = GRIDS[distribution]
    draw = VectorDraw(Context(7, "t", "en_US", 0), 42, Rows(np.arange(ROWS, dtype=np.uint64)))
    for number, (size, mean, deviation) in enumerate(grid()):
        if number % 5 or size > 2**53 or (distribution == "log_normal" and deviation > mean):
            continue
        low = -(size // 3) if distribution == "normal" else 0  # a small mean would be lost
        made: Any = draw[str(number)].distributed(
            low, low + size - 1, distribution, mean + low, deviation or None
        )
        expected = reference(size, (mean + low) - low, deviation)
        error = abs(float((made - low).astype(float).mean()) - expected[0])
        spread = abs(float(made.astype(float).std()) - expected[1])
        say = f"{distribution} {size} {mean} {deviation}"

        assert low <= made.min() and made.max() < low + size
        assert error <= 5.5 * expected[1] / ROWS**0.5 + 0.01 * expected[1] + 2e-3, say
        assert spread <= 0.35 * expected[1] + 0.06, say
