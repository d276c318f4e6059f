"""Logarithms, powers of e and angles, the same on every machine.

The mathematical libraries of machines differ in the last digit of these. So they are made here from sums,
products and quotients alone, which IEEE 754 rounds alike everywhere: with the polynomials of fdlibm
(Sun Microsystems 1993, freely usable, netlib.org/fdlibm: e_log.c, k_sin.c, k_cos.c) and with the digits
that large terms lose, so that nearly all results are the nearest float and none is further than the next.
"""

from functools import cache
from math import factorial
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Constants as a float whose products with small whole numbers are exact, and the rest.
_LN2 = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_LOG10_E = 4.34294481903251816668e-01, 1.09831965021676506e-17
_LN = (
    6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
    1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01,
)  # fmt: skip
_EXP = tuple(
    1 / factorial(n) for n in range(3, 15)
)  # for at most ln(2) / 2, the rest is below 2**-60
_SIN = (
    -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
    2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10,
)  # fmt: skip
_COS = (
    4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
    -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11,
)  # fmt: skip

# A quarter of a turn in three pieces of 33 bits, whose products with numbers below 2**20 are exact, and a rest.
_QUARTER = (1.57079632673412561417e00, 6.07710050630396597660e-11, 2.02226624871116645580e-21, 8.47842766036889956997e-32)  # fmt: skip
_TURNED = 2.0**20  # radians up to which they suffice
_BITS = 1_250  # of a quarter of a turn: the largest float has 1024, and 150 stay behind the point


def _polynomial(x: Any, coefficients: tuple[float, ...]) -> Any:
    """c0 + c1 x + c2 x² + …, by Horner's rule."""
    total: Any = 0.0
    for each in reversed(coefficients):
        total = total * x + each
    return total


def _sum(a: Any, b: Any) -> tuple[Any, Any]:
    """a + b rounded, and what the rounding lost (Knuth 1969)."""
    made = a + b
    added = made - a
    return made, (a - (made - added)) + (b - added)


def _product(a: Any, b: Any) -> tuple[Any, Any]:
    """a * b rounded, and what the rounding lost (Veltkamp 1968, Dekker 1971)."""
    made = a * b
    (a_high, a_low), (b_high, b_low) = _split(a), _split(b)
    return made, a_low * b_low - (((made - a_high * b_high) - a_low * b_high) - a_high * b_low)


def _split(a: Any) -> tuple[Any, Any]:
    """A float as the sum of two of 26 bits."""
    high = a * 134_217_729.0
    high = high - (high - a)
    return high, a - high


# ---------------------------------------------------------------------- logarithms and powers


def ln(x: Floats) -> Floats:
    """The natural logarithm of positive numbers."""
    return _ln(x)[0]


def _ln(x: Floats) -> tuple[Floats, Floats]:
    """The natural logarithm rounded, and about what the rounding lost."""
    m, k = np.frexp(x)  # x = m * 2**k, with m from sqrt(1/2) to sqrt(2)
    low = m < 0.5**0.5
    f, k = np.where(low, m * 2, m) - 1, (k - low).astype(np.float64)
    s = f / (2 + f)
    square, lost = _product(f, f)
    tail = s * (0.5 * square + s * s * _polynomial(s * s, _LN))
    total, first = _sum(k * _LN2[0], f)
    total, second = _sum(total, -0.5 * square)
    return _sum(total, first + second + (k * _LN2[1] - 0.5 * lost + tail))


def log10(x: Floats) -> Floats:
    """The logarithm to base ten of positive numbers; exact for powers of ten up to 10**22."""
    high, low = _ln(x)
    made, lost = _product(high, _LOG10_E[0])
    total: Floats = made + (lost + high * _LOG10_E[1] + low * _LOG10_E[0])
    return total


def exp(x: Floats, low: Any = 0.0) -> Floats:
    """The power of e to x + low, where `low` is next to nothing; infinite beyond about 709."""
    x = np.clip(x, -800.0, 800.0)
    k = np.rint(x / (_LN2[0] + _LN2[1]))
    rest, lost = _sum(x - k * _LN2[0], -k * _LN2[1])
    lost = lost + low
    square, more = _product(rest, rest)
    tail = rest * square * _polynomial(rest, _EXP)
    total, first = _sum(1.0, rest)
    total, second = _sum(total, 0.5 * square)
    made: Floats = total + (first + second + (0.5 * more + lost * (1 + rest) + tail))
    return np.ldexp(made, k.astype(np.int64))


def power(x: Floats, y: Floats) -> Floats:
    """Positive numbers to some power."""
    high, low = _ln(x)
    product, lost = _product(high, np.clip(y, -(2.0**60), 2.0**60))
    return exp(product, lost + low * y)


# ---------------------------------------------------------------------- angles


def sin(x: Floats) -> Floats:
    """The sine of an angle in radians."""
    return _turned(x, 0)


def cos(x: Floats) -> Floats:
    """The cosine of an angle in radians."""
    return _turned(x, 1)


def _turned(x: Floats, quarters: int) -> Floats:
    """The sine of an angle and some quarters of a turn."""
    n, rest, low = _reduced(x)
    square = rest * rest
    cubic = square * rest
    sine = rest - (
        (square * (0.5 * low - cubic * _polynomial(square, _SIN[1:])) - low) - cubic * _SIN[0]
    )
    half = 0.5 * square
    one = 1 - half
    tail = square * square * _polynomial(square, _COS)
    cosine = one + ((1 - one - half) + (tail - rest * low))
    place = (n + quarters) % 4
    made = np.where(place % 2 == 1, cosine, sine)
    signed: Floats = np.where(place > 1, -made, made)
    return signed


def _reduced(x: Floats) -> tuple[Any, Floats, Floats]:
    """Whole quarters of a turn, and what is left of an angle as the sum of two floats, at most an eighth."""
    n = np.rint(np.where(abs(x) < _TURNED, x, 0.0) / _QUARTER[0])
    first: Any = x - n * _QUARTER[0]
    lost: Any = 0.0
    for piece in _QUARTER[1:3]:
        first, more = _sum(first, -n * piece)
        lost = lost + more
    lost = lost - n * _QUARTER[3]
    rest = first + lost
    low = first - rest + lost
    for i in np.flatnonzero(abs(x) >= _TURNED).tolist():
        n[i], rest[i], low[i] = _reduced_exactly(float(x[i]))
    return n, rest, low


def _reduced_exactly(x: float) -> tuple[int, float, float]:
    """`_reduced` of a large angle, in whole numbers: it needs as many digits of pi as it has itself."""
    numerator, denominator = x.as_integer_ratio()
    units = (numerator << _BITS) // denominator
    n, left = divmod(2 * units + _quarter(), 2 * _quarter())
    left = (left - _quarter()) // 2
    rest = left / (1 << _BITS)
    numerator, denominator = rest.as_integer_ratio()
    return n % 4, rest, (left - (numerator << _BITS) // denominator) / (1 << _BITS)


@cache
def _quarter() -> int:
    """A quarter of a turn in units of 2**-1250, by Machin's formula: pi / 4 = 4 atan(1/5) - atan(1/239)."""
    spare = _BITS + 20

    def arctangent(whole: int) -> int:
        power, total, n = (1 << spare) // whole, 0, 1
        while power:
            total += power // n if n % 4 == 1 else -(power // n)
            power, n = power // (whole * whole), n + 2
        return total

    return 2 * (4 * arctangent(5) - arctangent(239)) >> 20
