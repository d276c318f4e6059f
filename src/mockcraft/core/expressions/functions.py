"""Text functions and comparisons of expressions.

Text of a dictionary is computed once per entry; functions whose further arguments are constants run in
Arrow; the rest goes row by row.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.expressions.casts import OPERATIONS as CASTS
from mockcraft.core.expressions.casts import sliced, text, written
from mockcraft.core.expressions.operand import (
    Call,
    Operand,
    both,
    by_entry,
    common,
    decoded,
    null,
    operand,
)
from mockcraft.errors import ParameterError

Operation = Callable[..., Operand]

LONGEST = 100_000  # characters of one row's text, so that nested replaces stay within memory

# ---------------------------------------------------------------------- text


def _texts(call: Call, *operands: Operand) -> list[Any]:
    """Arrow arrays of operands that must be text."""
    if any(each.kind not in ("text", "null") for each in operands):
        raise call.clash("text, or cast(… as text)", *operands)
    return [null("text").data if each.kind == "null" else each.data for each in operands]


def elementwise(compute: Callable[..., Any], *arrays: Any) -> Any:
    """`compute` of arrays of shape (n,) or (1,), in Arrow."""
    arrays = tuple(decoded(each) for each in arrays)
    longer = [each for each in arrays if len(each) != 1]
    if not longer:
        return compute(*arrays)
    return compute(*(each[0] if len(each) == 1 else each for each in arrays))


def each_row(call: Call, compute: Callable[..., str], *arrays: Any) -> Any:
    """`compute` of Python values, row by row; NULL where an argument is.

    A ValueError of `compute` becomes a RowError.
    """
    lists = [each.to_pylist() for each in map(decoded, arrays)]
    sizes = {len(each) for each in lists} - {1}
    size = sizes.pop() if sizes else 1
    results: list[str | None] = []
    for row in zip(*(each * size if len(each) == 1 else each for each in lists), strict=True):
        try:
            results.append(None if None in row else compute(*row))
        except ValueError as error:
            call.refuse(np.arange(size) == len(results), str(error))
            results.append(None)
    return pa.array(results, pa.string())


def counted(array: Any) -> Operand:
    """Whole numbers of an Arrow integer array."""
    valid = array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else None
    return operand(
        "integer", pc.fill_null(array, 0).to_numpy(zero_copy_only=False).astype(np.int64), valid
    )


def answered(array: Any) -> Operand:
    """Booleans of an Arrow boolean array."""
    valid = array.is_valid().to_numpy(zero_copy_only=False) if array.null_count else None
    return operand("boolean", pc.fill_null(array, False).to_numpy(zero_copy_only=False), valid)


def _unary(compute: Callable[[Any], Any]) -> Operation:
    def applied(call: Call, a: Operand) -> Operand:
        return text(by_entry(compute, _texts(call, a)[0]))

    return applied


def _length(call: Call, a: Operand) -> Operand:
    return counted(by_entry(pc.utf8_length, _texts(call, a)[0]))


def _trim(compute: Callable[..., Any]) -> Operation:
    def trimmed(call: Call, a: Operand, characters: str = " ") -> Operand:
        if not characters:
            return a
        return text(by_entry(lambda data: compute(data, characters=characters), _texts(call, a)[0]))

    return trimmed


def _joined(handling: str) -> Operation:
    def joined(call: Call, *operands: Operand) -> Operand:
        parts = [written(call, each).data for each in operands]
        empty = pa.scalar("")
        return text(
            elementwise(
                lambda *each: pc.binary_join_element_wise(
                    *each, empty, null_handling=handling, null_replacement=""
                ),
                *parts,
            )
        )

    return joined


def _whole_numbers(call: Call, *operands: Operand) -> list[Any]:
    """Arrow arrays of whole numbers that tell a position or a length."""
    given = [null("integer") if each.kind == "null" else each for each in operands]
    if any(each.kind != "integer" for each in given):
        raise call.clash("whole numbers for positions and lengths", *operands)
    arrays = []
    for each in given:
        data = np.clip(each.data, -LONGEST, LONGEST).astype(np.int64)
        arrays.append(pa.array(data, mask=None if each.valid is None else ~each.valid))
    return arrays


def _positions(compute: Callable[..., str], fast: Callable[..., Any]) -> Operation:
    """A function of a text and whole numbers: `fast` where they are constants."""

    def applied(call: Call, a: Operand, *operands: Operand) -> Operand:
        data = _texts(call, a)[0]
        given = _whole_numbers(call, *operands)
        if all(each.literal is not None for each in operands):
            constants = [each[0].as_py() for each in given]
            return text(by_entry(lambda each: fast(each, *constants), data))
        return text(each_row(call, compute, data, *given))

    return applied


def _bounds(start: int, length: int) -> tuple[int, int]:
    """Slice of a substring: positions count from 1, those before the text take up length."""
    return max(start - 1, 0), max(start - 1 + length, 0)


def _substring(call: Call, a: Operand, start: Operand, length: Operand | None = None) -> Operand:
    if length is None:
        return _TAIL(call, a, start)
    negative = length.data < 0 if length.kind == "integer" else np.zeros(1, np.bool_)
    call.refuse(negative, "negative length of a substring")
    return _SLICE(call, a, start, length)


_TAIL = _positions(
    lambda s, start: s[max(start - 1, 0) :], lambda a, start: sliced(a, max(start - 1, 0))
)
_SLICE = _positions(
    lambda s, start, length: s[slice(*_bounds(start, length))],
    lambda a, start, length: sliced(a, *_bounds(start, length)),
)
_LEFT = _positions(lambda s, n: s[:n], lambda a, n: sliced(a, 0, n))
_RIGHT = _positions(
    lambda s, n: s[-n:] if n else "", lambda a, n: sliced(a, -n) if n else sliced(a, 0, 0)
)


def _filling(s: str, width: int, fill: str) -> str:
    missing = width - len(s)
    return (fill * (missing // len(fill) + 1))[:missing] if fill and missing > 0 else ""


def _padded(left: bool, fast: Callable[..., Any]) -> Operation:
    def pad(s: str, width: int, fill: str) -> str:
        padding = _filling(s, width, fill)
        return (padding + s if left else s + padding)[: max(width, 0)]

    def applied(call: Call, a: Operand, width: Operand, fill: Operand | None = None) -> Operand:
        fill = fill or Operand("text", pa.array([" "]), literal=" ")
        data, fills = _texts(call, a, fill)
        widths = _whole_numbers(call, width)[0]
        if width.literal is None or fill.literal is None or len(fill.literal) != 1:
            return text(each_row(call, pad, data, widths, fills))
        most = max(widths[0].as_py(), 0)
        return text(by_entry(lambda each: sliced(fast(each, most, fill.literal), 0, most), data))

    return applied


def _replaced(call: Call, a: Operand, old: Operand, new: Operand) -> Operand:
    data, olds, news = _texts(call, a, old, new)
    if old.literal and new.literal is not None and len(new.literal) <= len(old.literal):
        return text(
            by_entry(lambda each: pc.replace_substring(each, old.literal, new.literal), data)
        )
    return text(each_row(call, _replace, data, olds, news))


def _replace(s: str, old: str, new: str) -> str:
    if not old:
        return s
    if len(s) + s.count(old) * (len(new) - len(old)) > LONGEST:
        raise ValueError(f"text of more than {LONGEST:,} characters")
    return s.replace(old, new)


@lru_cache(maxsize=256)
def _pattern(like: str) -> re.Pattern[str]:
    pieces = re.findall(r"\\.|.", like, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return re.compile("".join(wild.get(each) or re.escape(each[-1]) for each in pieces), re.DOTALL)


def _matches(like: str) -> Callable[[Any], Any]:
    if "\\" not in like:
        return lambda data: pc.match_like(data, like)
    # Arrow and this module read an escaped newline differently; a pattern with escapes is rare.
    fullmatch = _pattern(like).fullmatch
    return lambda data: pa.array(
        [None if each is None else fullmatch(each) is not None for each in data.to_pylist()],
        pa.bool_(),
    )


def _like(call: Call, a: Operand, like: Operand) -> Operand:
    data, patterns = _texts(call, a, like)
    if isinstance(like.literal, str):
        if re.search(r"(?<!\\)(\\\\)*\\\Z", like.literal):
            raise ParameterError(
                f"{call} has a pattern that ends in a single backslash (double it)"
            )
        return answered(by_entry(_matches(like.literal), data))
    found = each_row(call, lambda s, p: "1" if _pattern(p).fullmatch(s) else "", data, patterns)
    return answered(pc.equal(found, "1"))


def _ilike(call: Call, a: Operand, like: Operand) -> Operand:
    data, patterns = (by_entry(pc.utf8_lower, each) for each in _texts(call, a, like))
    literal = patterns[0].as_py() if isinstance(like.literal, str) else None
    return _like(call, text(data), Operand("text", patterns, literal=literal))


# ---------------------------------------------------------------------- comparisons


def _comparison(by_number: Callable[..., Any], by_text: Callable[..., Any]) -> Operation:
    def compared(call: Call, a: Operand, b: Operand) -> Operand:
        a, b = common(call, (a, b), "values of one type")
        if a.kind != "text":
            return operand("boolean", by_number(a.data, b.data), both(a.valid, b.valid))
        if b.literal is not None:
            return answered(by_entry(lambda data: by_text(data, pa.scalar(b.literal)), a.data))
        return answered(elementwise(by_text, a.data, b.data))

    return compared


equal = _comparison(np.equal, pc.equal)


def _same(call: Call, a: Operand, b: Operand) -> Operand:
    """`is not distinct from`: NULL equals NULL."""
    equals = equal(call, a, b)
    known_a, known_b = a.known(), b.known()
    lost = [np.zeros(1, np.bool_) if each is None else ~each for each in (known_a, known_b)]
    data = equals.data if equals.valid is None else equals.data & equals.valid
    return operand("boolean", data | (lost[0] & lost[1]))


def _extreme(by_number: Callable[..., Any], by_text: Callable[..., Any]) -> Operation:
    def extreme(call: Call, *operands: Operand) -> Operand:
        result, *others = common(call, operands, "values of one type")
        for each in others:
            if result.kind == "text":
                result = text(elementwise(by_text, result.data, each.data))
            else:
                data = by_number(result.data, each.data)
                result = operand(result.kind, data, both(result.valid, each.valid), result.scale)
        return result

    return extreme


OPERATIONS: dict[str, Operation] = {
    "=": equal,
    "<>": _comparison(np.not_equal, pc.not_equal),
    "<": _comparison(np.less, pc.less),
    "<=": _comparison(np.less_equal, pc.less_equal),
    ">": _comparison(np.greater, pc.greater),
    ">=": _comparison(np.greater_equal, pc.greater_equal),
    "is not distinct from": _same,
    "least": _extreme(np.minimum, lambda a, b: pc.min_element_wise(a, b, skip_nulls=False)),
    "greatest": _extreme(np.maximum, lambda a, b: pc.max_element_wise(a, b, skip_nulls=False)),
    "||": _joined("emit_null"),
    "concat": _joined("replace"),
    "lower": _unary(pc.utf8_lower),
    "upper": _unary(pc.utf8_upper),
    "length": _length,
    "trim": _trim(pc.utf8_trim),
    "ltrim": _trim(pc.utf8_ltrim),
    "rtrim": _trim(pc.utf8_rtrim),
    "substr": _substring,
    "left": _LEFT,
    "right": _RIGHT,
    "lpad": _padded(True, pc.utf8_lpad),
    "rpad": _padded(False, pc.utf8_rpad),
    "replace": _replaced,
    "like": _like,
    "ilike": _ilike,
    **CASTS,
}
