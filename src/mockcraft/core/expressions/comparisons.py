"""Values of several operands brought to one type, compared and chosen among."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array
from mockcraft.core.expressions.calendar import read_moment
from mockcraft.core.expressions.operand import (
    DAY,
    NUMBERS,
    WORDS,
    Call,
    Index,
    Operand,
    Operation,
    by_entry,
    decoded,
    floats,
    null,
    operand,
    rescaled,
)
from mockcraft.core.expressions.text import answered, characters, elementwise, longest, spent
from mockcraft.core.kinds import DATED, MOMENTS
from mockcraft.errors import ParameterError, shortened

# ---------------------------------------------------------------------- one type


def common(call: Call, operands: Sequence[Operand], takes: str) -> list[Operand]:
    """The operands as one kind and scale; ParameterError where they have none in common."""
    kinds = {each.kind for each in operands} - {"null"}
    if len(kinds) > 1 and "text" in kinds and kinds - {"text"} <= MOMENTS:
        kinds = _without_literals(operands, kinds)
    if kinds <= NUMBERS:
        return _numbers(operands)
    if kinds == DATED:
        kinds = {"timestamp"}
    if len(kinds) > 1:
        raise call.clash(takes, *(each for each in operands if each.kind != "null"))
    return [_converted(call, each, next(iter(kinds))) for each in operands]


def _without_literals(operands: Sequence[Operand], kinds: set[str]) -> set[str]:
    """Kinds apart from text literals, which take the type of the date or time they stand by."""
    spelled = all(each.literal is not None for each in operands if each.kind == "text")
    return kinds - {"text"} if spelled else kinds


def _numbers(operands: Sequence[Operand]) -> list[Operand]:
    if any(each.kind == "float" for each in operands):
        return [null("float") if each.kind == "null" else floats(each) for each in operands]
    kinds = {each.kind for each in operands}
    kind = "null" if kinds == {"null"} else "decimal" if "decimal" in kinds else "integer"
    scale = max(each.scale for each in operands)
    return [Operand(kind, rescaled(each, scale), each.valid, scale) for each in operands]


def _converted(call: Call, value: Operand, kind: str) -> Operand:
    """A NULL, a date or a spelled-out text as the kind of the values it stands by."""
    if value.kind == kind:
        return value
    if value.kind == "null":
        return null(kind)
    if value.kind == "text":
        return _moment(call, value, kind)
    return Operand("timestamp", value.data * DAY, value.valid)


def _moment(call: Call, value: Operand, kind: str) -> Operand:
    """A spelled-out text as a date, timestamp or time."""
    parsed = read_moment(value.literal, kind)
    if parsed is None:
        raise ParameterError(
            f"{shortened(value.literal)!r} is not {WORDS[kind]} in {call} (write it like {_LIKE[kind]!r})"
        )
    return Operand(kind, np.array([parsed], np.int64))


_LIKE = {"date": "2026-01-31", "timestamp": "2026-01-31 12:30:00", "time": "12:30:00"}


def merged(call: Call, pieces: Sequence[tuple[Index, Operand]], count: int) -> Operand:
    """One operand from operands of several disjoint sets of rows that make up all rows."""
    operands = common(call, [piece for _, piece in pieces], "results of one type")
    for (index, _), piece in zip(pieces, operands, strict=True):
        if len(index) == count:
            return replace(piece, literal=None)  # whatever the other rows get
    position, start = np.zeros(count, np.int64), 0
    for (index, _), piece in zip(pieces, operands, strict=True):
        size = len(piece.data)
        position[index] = start if size == 1 else np.arange(start, start + size)
        start += size
    first = operands[0]
    if first.kind == "text":
        texts = [decoded(each.data) for each in operands]
        most = max(map(longest, texts))
        spent(call, most, count, lambda: np.concatenate([*map(characters, texts)])[position])
        return Operand("text", pa.concat_arrays(texts).take(arrow_array(position)))
    valid = np.concatenate(
        [
            np.ones(len(each.data), np.bool_) if each.valid is None else each.valid
            for each in operands
        ]
    )
    data = np.concatenate([each.data for each in operands])
    return operand(first.kind, data[position], valid[position], first.scale)


# ---------------------------------------------------------------------- comparisons


def compared(by_number: Callable[..., Any], by_text: Callable[..., Any]) -> Operation:
    """A comparison: with numpy, of text with Arrow."""

    def comparison(call: Call, a: Operand, b: Operand) -> Operand:
        call.operands = a, b = common(call, (a, b), "values of one type")
        if a.kind != "text":
            return call.result("boolean", by_number(a.data, b.data))
        if b.literal is not None:
            return answered(by_entry(lambda data: by_text(data, pa.scalar(b.literal)), a.data))
        return answered(elementwise(by_text, a.data, b.data))

    return comparison


equal = compared(np.equal, pc.equal)
less = compared(np.less, pc.less)
greater = compared(np.greater, pc.greater)


def same(call: Call, a: Operand, b: Operand) -> Operand:
    """`is not distinct from`: NULL equals NULL."""
    equals = equal(call, a, b)
    known_a, known_b = a.known(), b.known()
    lost = [np.zeros(1, np.bool_) if each is None else ~each for each in (known_a, known_b)]
    return operand("boolean", certain(equals) | (lost[0] & lost[1]))


def certain(condition: Operand) -> Any:
    """Rows for which a condition is true, and not NULL."""
    return condition.data if condition.valid is None else condition.data & condition.valid


def extreme(by_number: Callable[..., Any], by_text: Callable[..., Any]) -> Operation:
    """The smallest or the largest; NULL where one is."""

    def chosen(call: Call, *operands: Operand) -> Operand:
        call.operands = common(call, operands, "values of one type")
        result, *others = call.operands
        for each in others:
            if result.kind == "text":
                result = Operand("text", elementwise(by_text, result.data, each.data))
            else:
                data = by_number(result.data, each.data)
                result = Operand(result.kind, data, scale=result.scale)
        return (
            result if result.kind == "text" else call.result(result.kind, result.data, result.scale)
        )

    return chosen


least = extreme(np.minimum, lambda a, b: pc.min_element_wise(a, b, skip_nulls=False))
greatest = extreme(np.maximum, lambda a, b: pc.max_element_wise(a, b, skip_nulls=False))


def any_of(call: Call, answers: Sequence[Operand]) -> Operand:
    """Whether one of the conditions is true; NULL where one is NULL and none is true."""
    true, unknown = np.zeros(call.rows.count, np.bool_), np.zeros(call.rows.count, np.bool_)
    for each in answers:
        true |= certain(each)
        unknown |= False if each.valid is None else ~each.valid
    return operand("boolean", true, true | ~unknown)


def among(call: Call, sought: Operand, *values: Operand) -> Operand:
    """`x in (a, b, …)`."""
    return any_of(call, [equal(call, sought, each) for each in values])


def between(call: Call, value: Operand, low: Operand, high: Operand) -> Operand:
    """`x between low and high`, both inclusive."""
    outside = any_of(call, (less(call, value, low), greater(call, value, high)))
    return operand("boolean", ~outside.data, outside.valid)
