"""Numbers of expressions: + - * / %, rounding, powers.

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
    both,
    exactly,
    floats,
    halved,
    null,
    operand,
    reach,
    rescaled,
)
from mockcraft.errors import ParameterError

Operation = Callable[..., Operand]

MOST_PLACES = 38  # of an intermediate result
EXTRA_PLACES = 6  # that a division adds
INTERVALS = frozenset({"days", "months", "seconds"})

# ---------------------------------------------------------------------- numbers


def numbers(call: Call, *operands: Operand) -> list[Operand]:
    """Operands that must be numbers: NULL as a whole number, all as floats where one is a float."""
    given = [null("integer") if each.kind == "null" else each for each in operands]
    if any(each.kind not in NUMBERS for each in given):
        raise call.clash("numbers", *operands)
    if any(each.kind == "float" for each in given):
        return [floats(each) for each in given]
    return given


def exact_result(a: Operand, b: Operand, data: Any, scale: int) -> Operand:
    """Whole number from whole numbers, else a decimal."""
    kind = "integer" if a.kind == b.kind == "integer" else "decimal"
    return operand(kind, data, both(a.valid, b.valid), scale)


def float_result(call: Call, data: Any, *operands: Operand) -> Operand:
    """A float, which must be finite."""
    valid = both(*(each.valid for each in operands))
    lost = ~np.isfinite(data)
    call.refuse(lost if valid is None else lost & valid, "float out of range")
    return operand("float", data, valid)


def _aligned(call: Call, a: Operand, b: Operand) -> tuple[Any, Any, int]:
    scale = max(a.scale, b.scale)
    return rescaled(call, a, scale), rescaled(call, b, scale), scale


def _sum(operate: Callable[..., Any]) -> Operation:
    def total(call: Call, a: Operand, b: Operand) -> Operand:
        a, b = numbers(call, a, b)
        if a.kind == "float":
            with np.errstate(all="ignore"):
                return float_result(call, operate(a.data, b.data), a, b)
        x, y, scale = _aligned(call, a, b)
        return exact_result(a, b, exactly(call, operate, reach(x) + reach(y), x, y), scale)

    return total


def _product(call: Call, a: Operand, b: Operand) -> Operand:
    a, b = numbers(call, a, b)
    if a.kind == "float":
        with np.errstate(all="ignore"):
            return float_result(call, a.data * b.data, a, b)
    scale = _bounded(call, a.scale + b.scale)
    bound = reach(a.data) * reach(b.data)
    return exact_result(a, b, exactly(call, np.multiply, bound, a.data, b.data), scale)


def _bounded(call: Call, scale: int) -> int:
    if scale > MOST_PLACES:
        raise ParameterError(
            f"{call} has {scale} decimal places, at most {MOST_PLACES} can be computed with (use round)"
        )
    return scale


def _nonzero(call: Call, a: Operand, b: Operand) -> Any:
    """The divisor, with 1 in place of the zeros of rows that are NULL."""
    zero = b.data == 0
    if not zero.any():
        return b.data
    valid = both(a.valid, b.valid)
    call.refuse(zero if valid is None else zero & valid, "division by zero")
    return np.where(zero, 1, b.data)


def _quotient(call: Call, a: Operand, b: Operand) -> Operand:
    a, b = numbers(call, a, b)
    divisor = _nonzero(call, a, b)
    if a.kind == "float":
        with np.errstate(all="ignore"):
            return float_result(call, a.data / divisor, a, b)
    scale = max(a.scale, b.scale, min(max(a.scale, b.scale) + EXTRA_PLACES, PLACES))
    dividend = rescaled(call, a, scale + b.scale)
    return operand("decimal", halved(call, dividend, divisor), both(a.valid, b.valid), scale)


def _truncated(a: Any, b: Any) -> Any:
    quotient = abs(a) // abs(b)
    return np.where((a < 0) != (b < 0), -quotient, quotient)


def _remainder(call: Call, a: Operand, b: Operand) -> Operand:
    a, b = numbers(call, a, b)
    divisor = _nonzero(call, a, b)
    if a.kind == "float":
        return float_result(call, np.fmod(a.data, divisor), a, b)
    x, y, scale = _aligned(call, a, Operand(b.kind, divisor, b.valid, b.scale))
    data = exactly(call, lambda m, n: m - _truncated(m, n) * n, reach(x) + reach(y), x, y)
    return exact_result(a, b, data, scale)


def _whole_quotient(call: Call, a: Operand, b: Operand) -> Operand:
    a, b = numbers(call, a, b)
    divisor = _nonzero(call, a, b)
    if a.kind == "float":
        return _whole(call, float_result(call, np.trunc(a.data / divisor), a, b))
    x, y, _ = _aligned(call, a, Operand(b.kind, divisor, b.valid, b.scale))
    data = exactly(call, _truncated, max(reach(x), reach(y)), x, y)
    return operand("integer", data, both(a.valid, b.valid))


def _negative(call: Call, a: Operand) -> Operand:
    if a.kind in INTERVALS:
        return Operand(a.kind, -a.data, a.valid)
    (a,) = numbers(call, a)
    if a.kind == "float":
        return Operand("float", -a.data, a.valid)
    data = exactly(call, np.negative, reach(a.data), a.data)
    return Operand(a.kind, data, a.valid, a.scale)


def _absolute(call: Call, a: Operand) -> Operand:
    (a,) = numbers(call, a)
    if a.kind == "float":
        return Operand("float", abs(a.data), a.valid)
    return Operand(a.kind, exactly(call, abs, reach(a.data), a.data), a.valid, a.scale)


def _sign(call: Call, a: Operand) -> Operand:
    (a,) = numbers(call, a)
    data = (a.data > 0).astype(np.int64) - (a.data < 0)
    return operand("integer", data, a.valid)


def rounded(call: Call, a: Operand, places: int | None = None) -> Operand:
    """Half away from zero: a decimal of `places` places, or a whole number where there are none."""
    (a,) = numbers(call, a)
    wanted = places or 0
    if a.kind == "float":
        if wanted < 0:  # a fraction cannot decide, but rounding it first would
            a = Operand("float", np.trunc(a.data), a.valid)
        a = _rounded_float(call, a, max(wanted, 0))
    scale = max(a.scale, wanted)
    data = rescaled(call, a, scale)
    if wanted < scale:
        data = halved(call, data, 10 ** (scale - wanted))
    if wanted < 0:
        data = exactly(call, lambda x: x * 10**-wanted, reach(data) * 10**-wanted, data)
    return operand("decimal" if wanted > 0 else "integer", data, a.valid, max(wanted, 0))


def _rounded_float(call: Call, a: Operand, places: int) -> Operand:
    with np.errstate(all="ignore"):
        scaled = a.data * 10.0**places
        whole = np.trunc(scaled)
        whole += np.copysign(abs(scaled - whole) >= 0.5, scaled)
    lost = ~(abs(whole) < 2.0**63)  # NaN too
    if lost.any():
        call.refuse(lost if a.valid is None else lost & a.valid, "float too large to round")
        whole = np.where(lost, 0.0, whole)
    return Operand("decimal", whole.astype(np.int64), a.valid, places)


def _whole(call: Call, a: Operand) -> Operand:
    return rounded(call, a)


def _floor(call: Call, a: Operand) -> Operand:
    (a,) = numbers(call, a)
    if a.kind == "float":
        return _whole(call, Operand("float", np.floor(a.data), a.valid))
    unit = 10**a.scale
    data = (
        exactly(call, lambda x: x // unit, max(reach(a.data), unit), a.data) if a.scale else a.data
    )
    return operand("integer", data, a.valid)


def _ceil(call: Call, a: Operand) -> Operand:
    return _negative(call, _floor(call, _negative(call, *numbers(call, a))))


def _power(call: Call, a: Operand, exponent: int) -> Operand:
    (a,) = numbers(call, a)
    ones = np.ones(1, np.float64 if a.kind == "float" else np.int64)
    result = Operand("float" if a.kind == "float" else "integer", ones, a.valid)
    for _ in range(exponent):
        result = _product(call, result, a)
    return operand(a.kind, result.data, a.valid, result.scale)


def _root(call: Call, a: Operand) -> Operand:
    (a,) = numbers(call, a)
    a = floats(a)
    negative = a.data < 0
    if negative.any():
        valid = negative if a.valid is None else negative & a.valid
        call.refuse(valid, lambda i: f"square root of the negative number {a.data[i]!s}")
    return Operand("float", np.sqrt(abs(a.data)), a.valid)


OPERATIONS: dict[str, Operation] = {
    "+": _sum(np.add),
    "-": _sum(np.subtract),
    "*": _product,
    "/": _quotient,
    "%": _remainder,
    "div": _whole_quotient,
    "negative": _negative,
    "abs": _absolute,
    "sign": _sign,
    "round": rounded,
    "floor": _floor,
    "ceil": _ceil,
    "power": _power,
    "sqrt": _root,
}
