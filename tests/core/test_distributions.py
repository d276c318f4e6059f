"""Distributions: their shapes at fixed seeds, over narrow, wide and cut ranges."""

import math
from itertools import accumulate
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from mockcraft.core.context import Context
from mockcraft.core.distributions import NAMES, Segments, child_counts, segments
from mockcraft.core.hashing import Rows, Signed
from mockcraft.core.scalar import ScalarDraw
from mockcraft.core.vector import VectorDraw
from mockcraft.errors import ParameterError
from plans import chi_square

ROWS = 100_000
SHAPES = [name for name in NAMES if name != "uniform"]
CONTEXT = Context(1, "t", "en_US", 0)


def drawn(
    distribution: str,
    low: int,
    high: int,
    mean: float | None = None,
    deviation: float | None = None,
    rows: int = ROWS,
) -> Signed:
    draw = VectorDraw(CONTEXT, 42, Rows(np.arange(rows, dtype=np.uint64)))
    made: Signed = draw.distributed(low, high, distribution, mean, deviation)  # type: ignore[assignment]
    return made


def masses(shape: Segments) -> list[float]:
    """The probability of each segment."""
    size = len(shape.starts)
    shares = [0.0] * size
    for slot, (threshold, other) in enumerate(
        zip(shape.alias.threshold, shape.alias.other, strict=True)
    ):
        shares[slot] += threshold / 2**32 / size
        shares[other] += (1 - threshold / 2**32) / size
    return shares


def mean_of(shape: Segments) -> Any:
    middles = [s + (w - 1) / 2 for s, w in zip(shape.starts, shape.widths, strict=True)]
    return math.fsum(p * m for p, m in zip(masses(shape), middles, strict=True))


@pytest.mark.parametrize("distribution", NAMES)
@pytest.mark.parametrize("size", [1, 2, 3, 10, 4095, 4097, 10**6, 2**40, 2**63])
@pytest.mark.parametrize("low", [0, -(2**62)])
def test_every_shape_fills_every_range_and_leaves_none(
    distribution: str, size: int, low: int
) -> None:
    high = low + size - 1
    made = drawn(distribution, low, high, rows=2000)

    assert low <= int(made.min()) <= int(made.max()) <= high
    assert size <= 2 or len(np.unique(made)) > 1


@given(
    distribution=st.sampled_from(SHAPES),
    size=st.integers(1, 2**63),
    mean=st.floats(1e-3, 1e18),
    deviation=st.floats(1e-3, 1e18),
    row=st.integers(0, 2**40),
)
def test_any_mean_and_deviation_stay_in_the_range(
    distribution: str, size: int, mean: float, deviation: float, row: int
) -> None:
    shape = segments(distribution, size, mean, deviation)
    number = ScalarDraw(CONTEXT, 42, row).within("x", shape)

    assert 0 <= number < size
    assert all(width > 0 for width in shape.widths)


@given(
    distribution=st.sampled_from(NAMES),
    high=st.integers(0, 2**62),
    rows=st.lists(st.integers(0, 2**40), min_size=1, max_size=5),
)
def test_both_evaluators_draw_the_same(distribution: str, high: int, rows: list[int]) -> None:
    vector = VectorDraw(CONTEXT, 42, Rows(np.array(rows, np.uint64)))
    expected = [ScalarDraw(CONTEXT, 42, row).distributed(0, high, distribution) for row in rows]

    assert expected == vector.distributed(0, high, distribution).tolist()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("low", "high"), [(0, 1000), (0, 10**6), (-(10**15), 10**15)])
def test_a_normal_distribution_has_its_mean_and_deviation(low: int, high: int) -> None:
    mean, deviation = low + 0.4 * (high - low), 0.05 * (high - low)
    made = drawn("normal", low, high, mean, deviation)

    assert mean == pytest.approx(made.mean(), abs=4 * deviation / ROWS**0.5)
    assert deviation == pytest.approx(made.std(), rel=0.01)


def test_a_normal_distribution_has_its_shape() -> None:
    normal = NormalDist(50, 10)
    counts = np.bincount(drawn("normal", 0, 100, 50, 10), minlength=101)[20:81]
    expected = [ROWS * (normal.cdf(i + 0.5) - normal.cdf(i - 0.5)) for i in range(20, 81)]

    assert chi_square(counts.tolist(), expected) < 1.6


def test_a_normal_distribution_is_centred_by_default() -> None:
    made = drawn("normal", 18, 99)

    assert 58.5 == pytest.approx(made.mean(), abs=0.2)
    assert 81 / 6 == pytest.approx(made.std(), rel=0.02)


def test_a_normal_distribution_that_is_cut_off_keeps_the_shape_of_what_is_left() -> None:
    normal = NormalDist(0, 10)
    counts = np.bincount(drawn("normal", 0, 20, 0, 10), minlength=21)
    shape = [normal.cdf(i + 0.5) - normal.cdf(i - 0.5) for i in range(21)]

    assert chi_square(counts.tolist(), [ROWS * each / sum(shape) for each in shape]) < 2.3


@pytest.mark.parametrize(("mean", "nearest"), [(-1000.0, 0), (2000.0, 100)])
def test_a_range_in_a_far_tail_is_its_nearest_end(mean: float, nearest: int) -> None:
    assert {nearest} == set(drawn("normal", 0, 100, mean, 1, rows=100).tolist())


@pytest.mark.parametrize("high", [10**4, 10**7, 10**12])
def test_a_log_normal_distribution_has_its_mean_and_deviation(high: int) -> None:
    made = drawn("log_normal", 0, high, high / 100, high / 200)

    assert high / 100 == pytest.approx(made.mean(), rel=0.02)
    assert high / 200 == pytest.approx(made.std(), rel=0.05)
    assert np.median(made) < made.mean()


@pytest.mark.parametrize("high", [10**4, 10**9, 2**62])
def test_an_exponential_distribution_has_its_mean_and_shape(high: int) -> None:
    made = drawn("exponential", 0, high, high / 100)

    assert high / 100 == pytest.approx(made.mean(), rel=0.02)
    assert high / 100 == pytest.approx(made.std(), rel=0.02)
    assert high / 100 * math.log(2) == pytest.approx(float(np.median(made)), rel=0.02)


@pytest.mark.parametrize("mean", [0.5, 4.0, 30.0])
def test_a_poisson_distribution_has_its_shape(mean: float) -> None:
    last = int(mean + 4 * mean**0.5)
    counts = np.bincount(drawn("poisson", 0, 1000, mean), minlength=1001)[: last + 1]
    expected = [
        ROWS * math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(last + 1)
    ]

    assert chi_square(counts.tolist(), expected) < 4.2 if last < 10 else 1.8


def test_a_wide_poisson_distribution_has_its_mean_and_deviation() -> None:
    made = drawn("poisson", 0, 10**9, 10**8)

    assert 10**8 == pytest.approx(made.mean(), abs=4 * 10**4 / ROWS**0.5)
    assert 10**4 == pytest.approx(made.std(), rel=0.02)


@pytest.mark.parametrize("size", [50, 10_000])
def test_the_first_ranks_of_zipf_are_as_popular_as_its_law_says(size: int) -> None:
    counts = np.bincount(drawn("zipf", 0, size - 1), minlength=size)[:50]
    total = sum((k + 1) ** -1.1 for k in range(size))

    assert chi_square(counts.tolist(), [ROWS * (k + 1) ** -1.1 / total for k in range(50)]) < 1.7


def test_the_tail_of_a_long_zipf_falls_by_its_law() -> None:
    shape = segments("zipf", 10**9)
    reached = list(accumulate(masses(shape)))
    places = [np.searchsorted(shape.starts, 10**power) - 1 for power in (5, 6, 7, 8)]

    def law(k: float) -> Any:
        return (0.5**-0.1 - (k + 0.5) ** -0.1) / 0.1

    whole = 1 - reached[places[0]]
    expected = [(law(1e9) - law(10**p)) / (law(1e9) - law(1e5)) for p in (5, 6, 7, 8)]

    assert expected == pytest.approx([(1 - reached[place]) / whole for place in places], rel=0.02)


def test_a_longer_zipf_leaves_the_popular_popular() -> None:
    top = [int(np.bincount(drawn("zipf", 0, size - 1)).argmax()) for size in (10, 1000, 10**7)]

    assert [0, 0, 0] == top


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        (("normal", 100, 50.0, 0.0), "deviation"),
        (("normal", 100, 50.0, -1.0), "deviation"),
        (("log_normal", 100, 0.0), "mean"),
        (("exponential", 100, -1.0), "mean"),
        (("poisson", 100, 0.0), "mean"),
    ],
)
def test_a_shape_that_does_not_exist_names_its_parameter(
    parameters: tuple[str, int, float], name: str
) -> None:
    with pytest.raises(ParameterError) as raised:
        segments(*parameters)

    assert name == raised.value.parameter


@given(low=st.integers(0, 20), size=st.integers(2, 60), share=st.floats(0.02, 0.98))
def test_the_mean_of_child_counts_is_the_one_asked_for(low: int, size: int, share: float) -> None:
    mean = low + share * (size - 1)
    start, shape = child_counts(low, low + size - 1, mean)
    assume(shape is not None)

    assert shape is not None
    assert mean == pytest.approx(start + mean_of(shape), abs=1e-4 * size)


@pytest.mark.parametrize("bounds", [(0, 8, None), (3, 3, None), (3, 3, 3.0)])
def test_child_counts_without_a_mean_are_uniform(bounds: tuple[int, int, float | None]) -> None:
    assert (bounds[0], None) == child_counts(*bounds)


@pytest.mark.parametrize("mean", [0.0, 8.0, -1.0, 9.0])
def test_a_mean_of_child_counts_outside_the_bounds_is_refused(mean: float) -> None:
    with pytest.raises(ParameterError, match="is not between 0 and 8"):
        child_counts(0, 8, mean)
