"""Numbers of expressions: + - * / %, rounding; see `powers` too.

Whole and decimal numbers are exact; a float operand makes the result a float. Only operations that
IEEE 754 rounds correctly are offered for floats, so that every machine gives the same value.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mockcraft.core.expressions.operand import (
    NUMBERS,
    PLACES,
    Call,
    Operand,
    Operation,
    exactly,
    floats,
    null,
    reach,
    rescaled,
)
from mockcraft.errors import ParameterError

MOST_PLACES = 38  # of an intermediate result
MOST_DIGITS = 76  # of one: memory stays bounded, whatever is multiplied
EXTRA_PLACES = 6  # that a division adds


def numbers(call: Call, *operands: Operand) -> list[Operand]:
    """Operands that must be numbers: NULL as a whole number, all as floats where one is a float."""
    given = [null("integer") if each.kind == "null" else each for each in operands]
    if any(each.kind not in NUMBERS for each in given):
        raise call.clash("numbers", *operands)
    if any(each.kind == "float" for each in given):
        return [floats(each) for each in given]
    return given


def bounded(call: Call, data: Any) -> Any:
    """Whole numbers of at most 76 digits; RowError for a row that has more."""
    if data.dtype != object or reach(data) < 10**MOST_DIGITS:
        return data
    wide = abs(data) >= 10**MOST_DIGITS
    call.refuse(wide, f"number of more than {MOST_DIGITS} digits")
    return np.where(wide, 0, data)


def _exact_result(call: Call, data: Any, scale: int) -> Operand:
    """Whole number from whole numbers, else a decimal."""
    whole = all(each.kind == "integer" for each in call.operands)
    return call.result("integer" if whole else "decimal", bounded(call, data), scale)


def float_result(call: Call, data: Any) -> Operand:
    """A float, which must be finite."""
    call.refuse(~np.isfinite(data), "float out of range")
    return call.result("float", data)


def within(call: Call, a: Operand, low: int, high: int) -> Any:
    """Units of an exact number as int64; RowError for one outside [low, high]."""
    wrong = (a.data < low) | (a.data > high)
    if not wrong.any():
        return a.data.astype(np.int64, copy=False)
    what = "has too many digits" if a.kind == "decimal" else f"is outside {low} to {high}"
    call.refuse(wrong, lambda i: f"{digits(int(at(a.data, i)), a.scale)} {what}")
    return np.where(wrong, 0, a.data).astype(np.int64)


def at(data: Any, row: int) -> Any:
    """The value of a row; data of length 1 stands for all rows."""
    return data[row if len(data) > 1 else 0]


def digits(units: int, scale: int) -> str:
    """A decimal number as text, of any size."""
    digits = str(abs(units)).rjust(scale + 1, "0")
    point = len(digits) - scale
    return "-" * (units < 0) + digits[:point] + "." * (scale > 0) + digits[point:]


# ---------------------------------------------------------------------- sums, products, quotients


def _aligned(a: Operand, b: Operand) -> tuple[Any, Any, int]:
    scale = max(a.scale, b.scale)
    return rescaled(a, scale), rescaled(b, scale), scale


def added(operate: Callable[..., Any]) -> Operation:
    """The sum, or the difference."""

    def total(call: Call, a: Operand, b: Operand) -> Operand:
        if a.kind == "float":
            return float_result(call, operate(a.data, b.data))
        x, y, scale = _aligned(a, b)
        return _exact_result(call, exactly(operate, reach(x) + reach(y), x, y), scale)

    return total


def product(call: Call, a: Operand, b: Operand) -> Operand:
    """The product, with the decimal places of both."""
    if a.kind == "float":
        return float_result(call, a.data * b.data)
    scale = a.scale + b.scale
    if scale > MOST_PLACES:
        raise ParameterError(
            f"{call} has {scale} decimal places, at most {MOST_PLACES} can be computed with (use round)"
        )
    data = exactly(np.multiply, reach(a.data) * reach(b.data), a.data, b.data)
    return _exact_result(call, data, scale)


def _nonzero(call: Call, b: Operand) -> Any:
    """The divisor, with 1 in place of the zeros of rows that are NULL."""
    zero = b.data == 0
    if not zero.any():
        return b.data
    call.refuse(zero, "division by zero")
    return np.where(zero, 1, b.data)


def quotient(call: Call, a: Operand, b: Operand) -> Operand:
    """The quotient, with at least six decimal places where they fit."""
    divisor = _nonzero(call, b)
    if a.kind == "float":
        return float_result(call, a.data / divisor)
    scale = max(a.scale, b.scale, min(max(a.scale, b.scale) + EXTRA_PLACES, PLACES))
    dividend = rescaled(a, scale + b.scale)
    return call.result("decimal", bounded(call, _halved(dividend, divisor)), scale)


def _divided(dividend: Any, divisor: Any) -> Any:
    """Quotient of whole numbers rounded half away from zero; |2 dividend| + |divisor| must fit."""
    size = abs(divisor)
    quotient = (2 * abs(dividend) + size) // (2 * size)
    return np.where((dividend < 0) != (divisor < 0), -quotient, quotient)


def _halved(dividend: Any, divisor: Any) -> Any:
    """`_divided`, of any size; the divisor may be one int."""
    divisor = np.asarray(divisor)
    bound = 2 * max(reach(dividend), reach(divisor)) + reach(divisor)
    return exactly(_divided, bound, dividend, divisor)


def _truncated(a: Any, b: Any) -> Any:
    quotient = abs(a) // abs(b)
    return np.where((a < 0) != (b < 0), -quotient, quotient)


def remainder(call: Call, a: Operand, b: Operand) -> Operand:
    """What a division leaves, with the sign of the dividend."""
    divisor = _nonzero(call, b)
    if a.kind == "float":
        return float_result(call, np.fmod(a.data, divisor))
    x, y, scale = _aligned(a, Operand(b.kind, divisor, scale=b.scale))
    data = exactly(lambda m, n: m - _truncated(m, n) * n, reach(x) + reach(y), x, y)
    return _exact_result(call, data, scale)


def whole_quotient(call: Call, a: Operand, b: Operand) -> Operand:
    """The quotient, cut off at the point."""
    divisor = _nonzero(call, b)
    if a.kind == "float":
        return rounded(call, float_result(call, np.trunc(a.data / divisor)))
    x, y, _ = _aligned(a, Operand(b.kind, divisor, scale=b.scale))
    return call.result("integer", exactly(_truncated, max(reach(x), reach(y)), x, y))


# ---------------------------------------------------------------------- of one number


def negative(call: Call, a: Operand) -> Operand:
    """The number, or the interval, with the other sign."""
    data = -a.data if a.kind == "float" else exactly(np.negative, reach(a.data), a.data)
    return call.result(a.kind, data, a.scale)


def absolute(call: Call, a: Operand) -> Operand:
    """The number without its sign."""
    data = abs(a.data) if a.kind == "float" else exactly(abs, reach(a.data), a.data)
    return call.result(a.kind, data, a.scale)


def sign(call: Call, a: Operand) -> Operand:
    """-1, 0 or 1."""
    return call.result("integer", (a.data > 0).astype(np.int64) - (a.data < 0))


def rounded(call: Call, a: Operand, places: int = 0) -> Operand:
    """Half away from zero: a decimal of `places` places, or a whole number where there are none."""
    if a.kind == "float":
        if places < 0:  # a fraction cannot decide, but rounding it first would
            a = Operand("float", np.trunc(a.data), a.valid)
        a = _rounded_float(call, a, max(places, 0))
    scale = max(a.scale, places)
    data = rescaled(a, scale)
    if places < scale:
        data = _halved(data, 10 ** (scale - places))
    if places < 0:
        data = exactly(lambda x: x * 10**-places, max(reach(data), 1) * 10**-places, data)
    return call.result("decimal" if places > 0 else "integer", data, max(places, 0))


def _rounded_float(call: Call, a: Operand, places: int) -> Operand:
    scaled = a.data * 10.0**places
    whole = np.trunc(scaled)
    whole += np.copysign(abs(scaled - whole) >= 0.5, scaled)
    lost = ~(abs(whole) < 2.0**63)  # NaN too
    if lost.any():
        call.refuse(lost, "float too large to round")
        whole = np.where(lost, 0.0, whole)
    return Operand("decimal", whole.astype(np.int64), a.valid, places)


def floor(call: Call, a: Operand) -> Operand:
    """The next whole number below."""
    if a.kind == "float":
        return rounded(call, Operand("float", np.floor(a.data), a.valid))
    if not a.scale:
        return call.result("integer", a.data)
    unit = 10**a.scale
    return call.result("integer", exactly(lambda x: x // unit, max(reach(a.data), unit), a.data))


def ceil(call: Call, a: Operand) -> Operand:
    """The next whole number above."""
    return negative(call, floor(call, negative(call, a)))
