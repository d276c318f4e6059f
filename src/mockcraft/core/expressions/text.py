"""Text functions of expressions.

Text of a dictionary is computed once per entry; functions whose further arguments are constants run in
Arrow; the rest goes row by row. What can grow is measured before it is made.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import NO_TEXT, arrow_array, literal, numpy_array, text_array
from mockcraft.core.expressions.operand import (
    MOST_TEXT,
    Call,
    Index,
    Operand,
    Operation,
    both,
    by_entry,
    decoded,
    exactly,
    null,
    operand,
    reach,
)
from mockcraft.errors import ParameterError

LONGEST = 100_000  # characters of one row's text that an expression makes
FAR = 2**40  # a position beyond any text

TOO_LONG = f"text of more than {LONGEST:,} characters"
TOO_MUCH = (
    f"more than {MOST_TEXT:,} characters in all (make shorter texts, or fewer rows at a time)"
)

# ---------------------------------------------------------------------- arrays


def texts(call: Call, *operands: Operand) -> list[Operand]:
    """Operands that must be text."""
    if any(each.kind not in ("text", "null") for each in operands):
        raise call.clash("text, or cast(… as text)", *operands)
    return [null("text") if each.kind == "null" else each for each in operands]


def whole_numbers(call: Call, *operands: Operand) -> list[Operand]:
    """Operands that must be whole numbers, which tell a position or a length."""
    given = [null("integer") if each.kind == "null" else each for each in operands]
    if any(each.kind != "integer" for each in given):
        raise call.clash("whole numbers for positions and lengths", *operands)
    return given


def elementwise(compute: Callable[..., Any], *arrays: Any) -> Any:
    """`compute` of arrays of shape (n,) or (1,), in Arrow."""
    arrays = tuple(decoded(each) for each in arrays)
    longer = [each for each in arrays if len(each) != 1]
    if not longer:
        return compute(*arrays)
    return compute(*(each[0] if len(each) == 1 else each for each in arrays))


def _size(*arrays: Any) -> int:
    """The length of arrays of shape (n,) or (1,) together."""
    return next((len(each) for each in arrays if len(each) != 1), 1)


def each_row(call: Call, compute: Callable[..., str], *arrays: Any) -> Any:
    """`compute` of Python values, row by row; NULL where an argument is.

    A ValueError of `compute` becomes a RowError.
    """
    lists = [
        decoded(each).to_pylist() if isinstance(each, pa.Array) else each.tolist()
        for each in arrays
    ]
    size = _size(*lists)
    results: list[str | None] = []
    for row in zip(*(each * size if len(each) == 1 else each for each in lists), strict=True):
        try:
            made = None if None in row else compute(*row)
        except ValueError as error:
            call.refuse(np.arange(size) == len(results), str(error))
            made = None
        call.rows.text_left[0] -= len(made or "")
        if call.rows.text_left[0] < 0:
            call.refuse(np.arange(size) == len(results), TOO_MUCH)
        results.append(made)
    return pa.array(results, pa.string())


def answered(array: Any, kind: str = "boolean") -> Operand:
    """An Arrow array of booleans or whole numbers as an operand."""
    valid = numpy_array(array.is_valid()) if array.null_count else None
    data = numpy_array(pc.fill_null(array, False if kind == "boolean" else 0))
    return operand(kind, data if kind == "boolean" else data.astype(np.int64), valid)


def _known_numbers(call: Call, data: Any) -> Operand:
    """Text, NULL where a number among the operands is."""
    valid = both(*(each.valid for each in call.operands if each.kind != "text"))
    if valid is None:
        return Operand("text", data)
    nothing = NO_TEXT
    return Operand(
        "text", elementwise(lambda v, d: pc.if_else(v, d, nothing), arrow_array(valid), data)
    )


# ---------------------------------------------------------------------- how long text becomes


def characters(data: Any) -> Index:
    """Characters of each text; 0 for NULL."""
    return answered(by_entry(pc.utf8_length, data), "integer").data  # type: ignore[no-any-return]


def longest(data: Any) -> int:
    """Bytes of the longest of some plain texts, which are at least its characters."""
    if not len(data):
        return 0
    ends = np.frombuffer(data.buffers()[1], np.int32)[data.offset : data.offset + len(data) + 1]
    return int((ends[1:] - ends[:-1]).max())


def spent(call: Call, most: int, count: int, made: Callable[[], Index]) -> None:
    """Refuses the row at which an evaluation has made too much text.

    Args:
        call: what makes the text.
        most: characters that no text is longer than.
        count: texts.
        made: gives the characters of each, of shape (count,); asked where `most` cannot decide.
    """
    left = call.rows.text_left
    total = most * count
    if total > left[0] // 64:
        known = call.known()
        running = np.cumsum(made() if known is None else made() * known)
        call.refuse(running > left[0], TOO_MUCH)
        total = int(running[-1]) if count else 0
    left[0] -= total


def grown(call: Call, made: Index) -> None:
    """Refuses the first row whose text is too long, before memory is spent.

    Args:
        call: what makes the text.
        made: characters of each text, of the shape of the result.

    Raises:
        ParameterError: a text of constants is too long, which is told before there are any rows.
        RowError: that of a row is.
    """
    if made.max(initial=0) > LONGEST:
        known = call.known()
        if not call.rows.count and ((made > LONGEST) & (True if known is None else known)).any():
            raise _too_long(call)
        call.refuse(made > LONGEST, TOO_LONG)
    spent(call, int(made.max(initial=0)), len(made), lambda: made)


def _too_long(call: Call) -> ParameterError:
    return ParameterError(f"{call} makes {TOO_LONG} (use a smaller number)")


def _lengths(a: Operand) -> Index:
    """Numbers that lengths follow from: not negative, 0 for NULL, and no longer than is refused."""
    return _clipped(a.data if a.valid is None else np.where(a.valid, a.data, 0), 0)


# ---------------------------------------------------------------------- functions


def unary(compute: Callable[[Any], Any]) -> Operation:
    """A function of one text."""
    return lambda call, a: Operand("text", by_entry(compute, a.data))


def length(call: Call, a: Operand) -> Operand:
    """Characters."""
    return answered(by_entry(pc.utf8_length, a.data), "integer")


def trimmed(compute: Callable[..., Any]) -> Operation:
    """The text without some characters at its ends."""

    def trim(call: Call, a: Operand, characters: str = " ") -> Operand:
        if not characters:
            return a
        return Operand("text", by_entry(lambda data: compute(data, characters=characters), a.data))

    return trim


def joined(handling: str) -> Operation:
    """`||` (NULL where one is) or concat (which leaves NULLs out) of texts."""

    def join(call: Call, *parts: Operand) -> Operand:
        if handling == "replace":
            call.operands = ()  # a NULL among them hides nothing
        arrays = [decoded(each.data) for each in parts]
        most = sum(map(longest, arrays))
        if most > LONGEST or most * _size(*arrays) > MOST_TEXT // 64:
            grown(call, np.sum(np.broadcast_arrays(*map(characters, arrays)), axis=0))
        options = {"null_handling": handling, "null_replacement": ""}
        empty = literal("")
        return Operand(
            "text",
            elementwise(
                lambda *each: pc.binary_join_element_wise(*each, empty, **options), *arrays
            ),
        )

    return join


def sliced(array: Any, start: int, stop: int | None = None) -> Any:
    """Characters [start, stop) of each text; negative positions count from the end."""
    return pc.utf8_slice_codeunits(array, start, stop)


def _positioned(
    call: Call, a: Operand, compute: Callable[..., str], fast: Callable[..., Any], *places: Any
) -> Operand:
    """A function of a text and positions: `fast` where they are the same for all rows."""
    if all(len(each) == 1 for each in places):
        constants = [int(each[0]) for each in places]
        return _known_numbers(call, by_entry(lambda data: fast(data, *constants), a.data))
    return _known_numbers(call, each_row(call, compute, a.data, *places))


def _clipped(data: Any, low: int = -FAR) -> Index:
    return np.clip(data, low, FAR).astype(np.int64)  # type: ignore[no-any-return]


def substring(call: Call, a: Operand, start: Operand, length: Operand | None = None) -> Operand:
    """Characters from a position, which counts from 1; those before the text take up length."""
    first = exactly(lambda s: s - 1, reach(start.data) + 1, start.data)
    stop = np.full(1, FAR)
    if length is not None:
        call.refuse(length.data < 0, "negative length of a substring")
        stop = exactly(lambda s, n: s + n, reach(first) + reach(length.data), first, length.data)
    compute, places = (lambda s, i, j: s[i:j]), (_clipped(first, 0), _clipped(stop, 0))
    return _positioned(call, a, compute, sliced, *places)


def left(call: Call, a: Operand, length: Operand) -> Operand:
    """The first characters; all but the last ones where the length is negative."""
    return _positioned(
        call, a, lambda s, n: s[:n], lambda data, n: sliced(data, 0, n), _clipped(length.data)
    )


def right(call: Call, a: Operand, length: Operand) -> Operand:
    """The last characters; all but the first ones where the length is negative."""
    return _positioned(
        call,
        a,
        lambda s, n: s[-n:] if n else "",
        lambda data, n: sliced(data, -n) if n else sliced(data, 0, 0),
        _clipped(length.data),
    )


def padded(before: bool) -> Operation:
    """The text filled up to a width, and cut where it is longer."""
    fast = pc.utf8_lpad if before else pc.utf8_rpad

    def pad(s: str, width: int, fill: str) -> str:
        missing = width - len(s)
        if missing <= 0 or not fill:
            return s[:width]
        padding = (fill * (missing // len(fill) + 1))[:missing]
        return padding + s if before else s + padding

    def applied(call: Call, a: Operand, width: Operand, fill: Operand | None = None) -> Operand:
        fill = fill or Operand("text", text_array([" "]), literal=" ")
        if width.literal is not None and width.literal > LONGEST:
            raise _too_long(call)
        widths = _lengths(width)
        grown(call, np.broadcast_to(widths, _size(widths, a.data, fill.data)))
        widths = np.minimum(widths, LONGEST)  # of rows that are NULL
        if len(widths) != 1 or fill.literal is None or len(fill.literal) != 1:
            return _known_numbers(call, each_row(call, pad, a.data, widths, fill.data))
        most = int(widths[0])
        data = by_entry(lambda each: sliced(fast(each, most, fill.literal), 0, most), a.data)
        return _known_numbers(call, data)

    return applied


def repeated(call: Call, a: Operand, count: Operand) -> Operand:
    """The text, several times."""
    times = np.minimum(_lengths(count), LONGEST + 1)
    made = characters(a.data) * times
    grown(call, made)
    times = np.where(made > LONGEST, 0, times)  # of rows that are NULL
    data = decoded(a.data)
    return _known_numbers(call, elementwise(pc.binary_repeat, data, arrow_array(times)))


def replaced(call: Call, a: Operand, old: Operand, new: Operand) -> Operand:
    """The text with each occurrence of `old` replaced."""
    if old.literal and new.literal is not None:
        growth = len(new.literal) - len(old.literal)
        if growth > 0:
            found = by_entry(lambda each: pc.count_substring(each, old.literal), a.data)
            grown(call, characters(a.data) + answered(found, "integer").data * growth)
        data = by_entry(lambda each: pc.replace_substring(each, old.literal, new.literal), a.data)
        return Operand("text", data)
    return Operand("text", each_row(call, _replace, a.data, old.data, new.data))


def _replace(s: str, old: str, new: str) -> str:
    if not old:
        return s
    if len(s) + s.count(old) * (len(new) - len(old)) > LONGEST:
        raise ValueError(TOO_LONG)
    return s.replace(old, new)
