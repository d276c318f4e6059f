"""Logarithms, powers and angles: as exact as they say, and the same bits on every machine."""

import hashlib
import math
from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

from mockcraft.core.expressions import transcendental


def spread(low: float, high: float, count: int = 2_000) -> Any:
    """Numbers between two, which any machine makes alike: the golden ratio's multiples, modulo one."""
    return low + (high - low) * (np.arange(1, count) * 0.6180339887498949 % 1)


POSITIVE = np.concatenate(
    [
        spread(0.4, 3),
        spread(1 - 1e-6, 1 + 1e-6),
        np.ldexp(spread(0.5, 1), np.arange(1, 2_000) - 1_000),
        [1.0, 2.0, 10.0, 5e-324, 2.3e-308, 1.7e308],
    ]
)
EXPONENTS = np.concatenate([spread(-700, 700), spread(-1, 1), [0.0, 1.0, -1.0, 709.7, 1e-300]])
ANGLES = np.concatenate(
    [spread(-10, 10), spread(-1e6, 1e6), spread(-1e15, 1e15, 300), np.arange(-200, 200) * (math.pi / 2), [0.0, 1e22, 1e300]]
)  # fmt: skip
FUNCTIONS = {
    "ln": (transcendental.ln, POSITIVE, "900c4cd01252105c"),
    "log10": (transcendental.log10, POSITIVE, "4ef6c15051b54bfb"),
    "exp": (transcendental.exp, EXPONENTS, "7553db26130ae9be"),
    "sin": (transcendental.sin, ANGLES, "7ae1142921042b69"),
    "cos": (transcendental.cos, ANGLES, "544e7a4d073be238"),
}


def distance(made: Any, exact: Any) -> Any:
    """Floats that lie between two, at most."""
    return abs(made - exact) / np.spacing(np.maximum(abs(exact), 2.3e-308))


@pytest.mark.parametrize(
    ("name", "of"), [("ln", Decimal.ln), ("log10", Decimal.log10), ("exp", Decimal.exp)]
)
def test_a_logarithm_or_a_power_is_the_nearest_float_or_the_next_one(
    name: str, of: Callable[[Decimal], Decimal]
) -> None:
    compute, numbers, _ = FUNCTIONS[name]
    with localcontext(prec=40):
        exact = np.array([float(of(Decimal(each))) for each in numbers.tolist()])

    far = distance(compute(numbers), exact)

    assert far.max() <= 1
    assert (far > 0).mean() < 0.01


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_a_sine_lies_beside_the_one_of_the_machine(name: str) -> None:
    compute, angles, _ = FUNCTIONS[name]
    by_libm = np.array([getattr(math, name)(each) for each in angles.tolist()])

    assert distance(compute(angles), by_libm).max() <= 2  # each may be one float off


@pytest.mark.parametrize(("compute", "numbers", "digest"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_every_machine_gives_the_same_bits(compute: Any, numbers: Any, digest: str) -> None:
    assert digest == hashlib.sha256(compute(numbers).astype("<f8").tobytes()).hexdigest()[:16]


@pytest.mark.parametrize(("compute", "numbers", "_"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_number_alone_gives_what_it_gives_among_others(
    compute: Any, numbers: Any, _: str
) -> None:
    together = compute(numbers)

    assert all(compute(numbers[i : i + 1])[0] == together[i] for i in range(0, len(numbers), 37))


def test_powers_of_ten_have_whole_logarithms() -> None:
    tens = np.array([float(10**n) for n in range(23)])

    assert list(range(23)) == transcendental.log10(tens).tolist()


def test_a_power_is_exact_to_some_floats() -> None:
    bases, exponents = spread(0.01, 100), spread(-100, 100)[::-1]
    with localcontext(prec=40):
        pairs = zip(bases.tolist(), exponents.tolist(), strict=True)
        exact = np.array([float(Decimal(x) ** Decimal(y)) for x, y in pairs])

    assert distance(transcendental.power(bases, exponents), exact).max() <= 20


def test_what_is_too_large_is_infinite_and_what_is_too_small_zero() -> None:
    with np.errstate(over="ignore"):
        assert [math.inf, math.inf, 0.0] == transcendental.exp(
            np.array([710.0, 1e300, -1e300])
        ).tolist()
