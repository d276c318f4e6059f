"""Powers, roots, logarithms and angles of expressions."""

from collections.abc import Callable
from typing import Any

import numpy as np

from mockcraft.core.expressions import transcendental
from mockcraft.core.expressions.arithmetic import at, float_result, numbers, product
from mockcraft.core.expressions.operand import Call, Operand, Operation, floats

EXACT_EXPONENT = 64  # largest constant exponent of which the power is an exact product
MULTIPLIED = (
    1024  # whole exponents up to which floats are multiplied: small whole numbers stay exact
)


def _shown(a: Operand, row: int) -> str:
    return repr(float(at(a.data, row)))


def root(call: Call, a: Operand) -> Operand:
    """The square root, a float."""
    a = floats(a)
    call.refuse(a.data < 0, lambda i: f"square root of the negative number {_shown(a, i)}")
    return call.result("float", np.sqrt(abs(a.data)))


def logarithm(compute: Callable[[Any], Any]) -> Operation:
    """A logarithm of a positive number, a float."""

    def of(call: Call, a: Operand) -> Operand:
        a = floats(a)
        wrong = ~(a.data > 0)
        call.refuse(wrong, lambda i: f"logarithm of {_shown(a, i)}, which is not above 0")
        return call.result("float", compute(np.where(wrong, 1.0, a.data)))

    return of


def of_float(compute: Callable[[Any], Any]) -> Operation:
    """A function of a number that gives a float, which must be finite."""
    return lambda call, a: float_result(call, compute(floats(a).data))


def pi(call: Call) -> Operand:
    """Half a turn in radians."""
    return Operand("float", np.full(1, np.pi))


def tangent(x: Any) -> Any:
    """Sine by cosine, which is never 0: no float is exactly a quarter of a turn."""
    return transcendental.sin(x) / transcendental.cos(x)


def power(call: Call, a: Operand, exponent: Operand) -> Operand:
    """The product of `exponent` factors, exact, for a constant from 0 to 64; else a float."""
    (exponent,) = numbers(call, exponent)
    if exponent.kind == "integer" and exponent.literal in range(EXACT_EXPONENT + 1):
        return _repeated(call, a, exponent.literal)
    a, exponent = floats(a), floats(exponent)
    call.operands = (a, exponent)
    x, y = a.data, exponent.data
    call.refuse((x == 0) & (y < 0), "zero to a negative power")
    fraction = (x < 0) & (y != np.trunc(y))
    call.refuse(
        fraction, lambda i: f"the negative number {_shown(a, i)} to a power that is not whole"
    )
    return float_result(call, _powers(x, y))


def _repeated(call: Call, a: Operand, exponent: int) -> Operand:
    ones = np.ones(1, np.float64 if a.kind == "float" else np.int64)
    result = Operand("float" if a.kind == "float" else "integer", ones)
    for _ in range(exponent):
        result = product(call, result, a)
    return call.result(a.kind, result.data, result.scale)


def _powers(x: Any, y: Any) -> Any:
    """x to the power y; where that is not defined, any number."""
    size = abs(x)
    whole = np.trunc(y)
    few = abs(whole) <= MULTIPLIED
    by_factors = _whole_power(size, np.where(few, whole, 0).astype(np.int64))
    rest = np.where(few, y - whole, y)
    made = by_factors * transcendental.power(np.where(size > 0, size, 1.0), rest)
    made = np.where((size == 0) & (y > 0), 0.0, made)
    return np.where((x < 0) & (whole % 2 != 0), -made, made)


def _whole_power(x: Any, n: Any) -> Any:
    """x multiplied n times, by squaring; its reciprocal where n is negative."""
    total, left, square = np.ones(np.broadcast_shapes(x.shape, n.shape)), abs(n), x
    while left.any():
        total = np.where(left % 2 == 1, total * square, total)
        left, square = left // 2, square * square
    return np.where(n < 0, 1 / total, total)
