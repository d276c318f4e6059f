"""Casts of expressions, and every type written as text."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mockcraft.core.expressions.arithmetic import numbers, rounded
from mockcraft.core.expressions.operand import (
    DAY,
    NUMBERS,
    PLACES,
    WORDS,
    Call,
    Operand,
    by_entry,
    decoded,
    floats,
    narrowed,
    null,
    operand,
    read_moment,
    rescaled,
    shortened,
)
from mockcraft.core.kinds import read_boolean
from mockcraft.errors import ParameterError

Operation = Callable[..., Operand]


def text(data: Any) -> Operand:
    """Operand of an Arrow string array."""
    return Operand("text", data)


def sliced(array: Any, start: int, stop: int | None = None) -> Any:
    """Characters [start, stop) of each text; negative positions count from the end."""
    return pc.utf8_slice_codeunits(array, start, stop)


# ---------------------------------------------------------------------- values as text


def written(call: Call, a: Operand) -> Operand:
    """Any value as text, the way every text format writes it (`values.text_of`)."""
    if a.kind == "text":
        return a
    if a.kind == "null":
        return null("text")
    if a.kind not in _TEXT_OF:
        raise call.clash("text, numbers, booleans, dates or times", a)
    array = _TEXT_OF[a.kind](a)
    return text(
        array
        if a.valid is None
        else pc.if_else(pa.array(a.valid), array, pa.scalar(None, pa.string()))
    )


def _number_text(a: Operand) -> Any:
    data, scale = a.data, a.scale
    if data.dtype == object:
        return pa.array([digits(each, scale) for each in data.tolist()], pa.string())
    if not scale:
        return pa.array(data).cast(pa.string())
    size = abs(data).view(np.uint64)  # right for -2**63 too
    padded = pc.utf8_lpad(pa.array(size).cast(pa.string()), scale + 1, "0")
    sign = pa.array(["", "-"]).take(pa.array((data < 0).astype(np.int8)))
    parts = sign, pc.utf8_slice_codeunits(padded, 0, -scale), pa.scalar(".")
    return pc.binary_join_element_wise(
        *parts, pc.utf8_slice_codeunits(padded, -scale, None), pa.scalar("")
    )


def digits(units: int, scale: int) -> str:
    """A decimal number as text, of any size."""
    digits = str(abs(units)).rjust(scale + 1, "0")
    point = len(digits) - scale
    return "-" * (units < 0) + digits[:point] + "." * (scale > 0) + digits[point:]


_TEXT_OF: dict[str, Callable[[Operand], Any]] = {
    "integer": _number_text,
    "decimal": _number_text,
    "float": lambda a: pa.array(list(map(str, a.data.tolist())), pa.string()),
    "boolean": lambda a: pa.array(["false", "true"]).take(pa.array(a.data.astype(np.int8))),
    "date": lambda a: pa.array(a.data.astype(np.int32)).view(pa.date32()).cast(pa.string()),
    "timestamp": lambda a: pa.array(a.data).view(pa.timestamp("s")).cast(pa.string()),
    "time": lambda a: pa.array(a.data.astype(np.int32)).view(pa.time32("s")).cast(pa.string()),
}

# ---------------------------------------------------------------------- casts


def read_each(call: Call, a: Operand, read: Callable[[str], Any], target: str) -> Operand:
    """Values read from text, each distinct text once; RowError names one that cannot be read."""
    entries = decoded(a.data).dictionary_encode()
    codes = pc.fill_null(entries.indices, 0).to_numpy(zero_copy_only=False)
    texts = entries.dictionary.to_pylist() or [""]
    values = [read(each) for each in texts]
    if a.literal is not None and values == [None]:
        raise ParameterError(f"{shortened(a.literal)!r} is not {target} in {call}")
    valid = a.known()
    wrong = np.array([each is None for each in values])[codes]
    wrong = wrong if valid is None else wrong & valid
    call.refuse(wrong, lambda i: f"{shortened(texts[codes[i]])!r} is not {target}")
    data = np.array([0 if each is None else each for each in values], object)[codes]
    return operand("null", data, valid)


def _read_units(scale: int) -> Callable[[str], int | None]:
    def read(s: str) -> int | None:
        match = re.fullmatch(r"\s*([+-]?)(\d*)(?:\.(\d*))?\s*", s, re.ASCII)
        if not match or not (match[2] or match[3]) or len(s) > 100:
            return None
        digits = (match[3] or "").ljust(scale + 1, "0")
        units = int(match[2] + digits[:scale] or "0") + (digits[scale] >= "5")
        return -units if match[1] == "-" else units

    return read


def _to_number(call: Call, a: Operand, kind: str, scale: int) -> Operand:
    if a.kind == "text":
        read = read_each(call, a, _read_units(scale), "a number")
        return Operand(kind, narrowed(read.data), read.valid, scale)
    if a.kind == "boolean" and kind == "integer":
        return Operand(kind, a.data.astype(np.int64), a.valid)
    if a.kind not in NUMBERS:
        raise call.clash("numbers or text for a cast to a number", a)
    if a.kind == "float" or a.scale > scale:
        a = rounded(call, a, scale)
    return Operand(kind, rescaled(call, a, scale), a.valid, scale)


def _to_integer(call: Call, a: Operand) -> Operand:
    result = _to_number(call, a, "integer", 0)
    return operand("integer", within(call, result, -(2**63), 2**63 - 1), result.valid)


def _to_decimal(
    call: Call, a: Operand, digits: int | None = None, scale: int | None = None
) -> Operand:
    if digits is None and a.kind in ("integer", "decimal"):
        return Operand("decimal", a.data, a.valid, a.scale)
    if digits is None and a.kind in ("float", "text"):
        raise ParameterError(f"{call} does not say how many decimals (write decimal(10, 2))")
    result = _to_number(call, a, "decimal", scale or 0)
    if digits is None:
        return result
    most = 10 ** min(digits, PLACES) - 1
    return operand("decimal", within(call, result, -most, most), result.valid, result.scale)


def within(call: Call, a: Operand, low: int, high: int) -> Any:
    """Units of an exact number as int64; RowError for one outside [low, high]."""
    wrong = (a.data < low) | (a.data > high)
    if not wrong.any():
        return a.data.astype(np.int64, copy=False)
    refused = wrong if a.valid is None else wrong & a.valid
    call.refuse(refused, lambda i: f"{digits(int(a.data[i]), a.scale)} has too many digits")
    return np.where(wrong, 0, a.data).astype(np.int64)


def _to_float(call: Call, a: Operand) -> Operand:
    if a.kind == "text":
        read = read_each(call, a, _read_float, "a number")
        return Operand("float", read.data.astype(np.float64), read.valid)
    return floats(numbers(call, a)[0])


def _read_float(s: str) -> float | None:
    shape = r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*"
    value = float(s) if re.fullmatch(shape, s, re.ASCII | re.IGNORECASE) else None
    return value if value is not None and abs(value) != float("inf") else None


def _to_text(call: Call, a: Operand, longest: int | None = None) -> Operand:
    result = written(call, a)
    if longest is None:
        return result
    return text(by_entry(lambda data: sliced(data, 0, longest), result.data))


def _to_boolean(call: Call, a: Operand) -> Operand:
    if a.kind == "boolean":
        return a
    if a.kind == "integer":
        return Operand("boolean", a.data != 0, a.valid)
    if a.kind != "text":
        raise call.clash("a boolean, a whole number or text", a)
    read = read_each(call, a, read_boolean, "a boolean")
    return Operand("boolean", read.data.astype(np.bool_), read.valid)


def _to_moment(kind: str) -> Operation:
    def cast(call: Call, a: Operand) -> Operand:
        if a.kind == "text":
            read = read_each(call, a, lambda s: read_moment(s, kind), f"{WORDS[kind]} in ISO 8601")
            return Operand(kind, read.data.astype(np.int64), read.valid)
        if a.kind == kind:
            return a
        if (a.kind, kind) not in _MOMENTS:
            raise call.clash("a date, a timestamp or text", a)
        return Operand(kind, _MOMENTS[a.kind, kind](a.data), a.valid)

    return cast


_MOMENTS: dict[tuple[str, str], Callable[[Any], Any]] = {
    ("timestamp", "date"): lambda seconds: seconds // DAY,
    ("timestamp", "time"): lambda seconds: seconds % DAY,
    ("date", "timestamp"): lambda days: days * DAY,
}

CASTS: dict[str, Operation] = {
    "integer": _to_integer,
    "decimal": _to_decimal,
    "float": _to_float,
    "text": _to_text,
    "boolean": _to_boolean,
    "date": _to_moment("date"),
    "timestamp": _to_moment("timestamp"),
    "time": _to_moment("time"),
}


def _cast(call: Call, a: Operand, kind: str, *sizes: int) -> Operand:
    if a.kind == "null":
        return null(kind, sizes[1] if len(sizes) > 1 else 0)
    return CASTS[kind](call, a, *sizes)


OPERATIONS: dict[str, Operation] = {"cast": _cast}
