"""Casts of expressions: one table, from each type to each other that it can become."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import NO_TEXT, arrow_array, concatenated, numpy_array, text_array
from mockcraft.core.expressions.arithmetic import digits, rounded, within
from mockcraft.core.expressions.calendar import read_moment
from mockcraft.core.expressions.operand import (
    DAY,
    EXACT,
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
    rescaled,
)
from mockcraft.core.expressions.text import sliced
from mockcraft.core.kinds import MOMENTS, read_boolean
from mockcraft.errors import ParameterError, shortened

Cast = Callable[[Call, Operand, int], Operand]  # of a value and the decimal places asked for

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
    if a.valid is not None:
        array = pc.if_else(arrow_array(a.valid), array, NO_TEXT)
    return Operand("text", array)


def as_texts(call: Call, *operands: Operand) -> list[Operand]:
    """Operands of any type, each as text."""
    return [written(call, each) for each in operands]


def _number_text(a: Operand) -> Any:
    data, scale = a.data, a.scale
    if data.dtype == object:
        return text_array(digits(each, scale) for each in data.tolist())
    if not scale:
        return arrow_array(data).cast(pa.string())
    size = abs(data).view(np.uint64)  # right for -2**63 too
    padded = pc.utf8_lpad(arrow_array(size).cast(pa.string()), scale + 1, "0")
    sign = text_array(["", "-"]).take(arrow_array((data < 0).astype(np.int8)))
    return concatenated(sign, sliced(padded, 0, -scale), ".", sliced(padded, -scale))


def _moment_text(dtype: type, type_: pa.DataType) -> Callable[[Operand], Any]:
    return lambda a: arrow_array(a.data.astype(dtype, copy=False)).view(type_).cast(pa.string())


_TEXT_OF: dict[str, Callable[[Operand], Any]] = {
    "integer": _number_text,
    "decimal": _number_text,
    "float": lambda a: text_array(map(str, a.data.tolist())),
    "boolean": lambda a: text_array(["false", "true"]).take(arrow_array(a.data.astype(np.int8))),
    "date": _moment_text(np.int32, pa.date32()),
    "timestamp": _moment_text(np.int64, pa.timestamp("s")),
    "time": _moment_text(np.int32, pa.time32("s")),
}

# ---------------------------------------------------------------------- values from text


def _read_units(s: str, scale: int) -> int | None:
    match = re.fullmatch(r"\s*([+-]?)(\d*)(?:\.(\d*))?\s*", s, re.ASCII)
    if not match or not (match[2] or match[3]) or len(s) > 100:
        return None
    digits = (match[3] or "").ljust(scale + 1, "0")
    units = int(match[2] + digits[:scale] or "0") + (digits[scale] >= "5")
    return -units if match[1] == "-" else units


def _read_float(s: str, scale: int) -> float | None:
    shape = r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*"
    value = float(s) if re.fullmatch(shape, s, re.ASCII | re.IGNORECASE) else None
    return value if value is not None and abs(value) != float("inf") else None


def _reader(kind: str) -> Callable[[str, int], int | None]:
    return lambda s, scale: read_moment(s, kind)


_READERS: dict[str, tuple[Callable[[str, int], Any], str]] = {
    "integer": (_read_units, "a number"),
    "decimal": (_read_units, "a number"),
    "float": (_read_float, "a number"),
    "boolean": (lambda s, scale: read_boolean(s), "a boolean"),
    **{kind: (_reader(kind), f"{WORDS[kind]} in ISO 8601") for kind in sorted(MOMENTS)},
}


def _from_text(kind: str) -> Cast:
    """Reads each distinct text once; RowError names one that cannot be read."""
    read, target = _READERS[kind]

    def cast(call: Call, a: Operand, scale: int) -> Operand:
        entries = decoded(a.data).dictionary_encode()
        codes = numpy_array(pc.fill_null(entries.indices, 0))
        texts = entries.dictionary.to_pylist() or [""]
        values = [read(each, scale) for each in texts]
        if a.literal is not None and values == [None]:
            raise ParameterError(f"{shortened(a.literal)!r} is not {target} in {call}")
        wrong = np.array([each is None for each in values])[codes]
        call.refuse(wrong, lambda i: f"{shortened(texts[codes[i]])!r} is not {target}")
        data = np.array([0 if each is None else each for each in values], object)[codes]
        if kind in EXACT:
            return call.result(kind, narrowed(data), scale)
        return call.result(kind, data.astype(null(kind).data.dtype), scale)

    return cast


# ---------------------------------------------------------------------- casts


def _unchanged(call: Call, a: Operand, scale: int) -> Operand:
    return a


def _to_exact(kind: str) -> Cast:
    def cast(call: Call, a: Operand, scale: int) -> Operand:
        if a.kind == "float" or a.scale > scale:
            a = rounded(call, a, scale)
        return Operand(kind, rescaled(a, scale), a.valid, scale)

    return cast


def _by(kind: str, convert: Callable[[Any], Any]) -> Cast:
    return lambda call, a, scale: Operand(kind, convert(a.data), a.valid)


CASTS: dict[tuple[str, str], Cast] = {
    **{("text", kind): _from_text(kind) for kind in _READERS},
    **{(a, b): _to_exact(b) for a in sorted(NUMBERS) for b in sorted(EXACT)},
    **{(kind, "float"): lambda call, a, scale: floats(a) for kind in sorted(NUMBERS)},
    **{(kind, "text"): lambda call, a, scale: written(call, a) for kind in ("text", *_TEXT_OF)},
    **{(kind, kind): _unchanged for kind in ("boolean", *sorted(MOMENTS))},
    ("boolean", "integer"): _by("integer", lambda data: data.astype(np.int64)),
    ("integer", "boolean"): _by("boolean", lambda data: data != 0),
    ("timestamp", "date"): _by("date", lambda seconds: seconds // DAY),
    ("timestamp", "time"): _by("time", lambda seconds: seconds % DAY),
    ("date", "timestamp"): _by("timestamp", lambda days: days * DAY),
}


def cast(call: Call, a: Operand, kind: str, *sizes: int) -> Operand:
    """A value as another type.

    Args:
        call: what an error names.
        a: the value.
        kind: of the result.
        sizes: of an integer its bits (64 where none are given), of a decimal its digits and decimal
            places, of text the characters that are kept.
    """
    scale = sizes[1] if len(sizes) > 1 else 0
    if a.kind == "null":
        return null(kind, scale)
    if (a.kind, kind) not in CASTS:
        sources = [WORDS[source] for source, target in CASTS if target == kind]
        raise call.clash(f"{', '.join(sources[:-1])} or {sources[-1]}", a)
    if kind == "decimal" and not sizes:
        if a.kind not in EXACT:
            raise ParameterError(f"{call} does not say how many decimals (write decimal(10, 2))")
        scale = a.scale
    return _limited(call, CASTS[a.kind, kind](call, a, scale), sizes)


def _limited(call: Call, result: Operand, sizes: tuple[int, ...]) -> Operand:
    """The result within the sizes asked for: a number that is larger is an error, text is cut."""
    if result.kind == "integer":
        bits = sizes[0] if sizes else 64
        data = within(call, result, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
        return operand("integer", data, result.valid)
    if result.kind == "decimal" and sizes:
        most = 10 ** min(sizes[0], PLACES) - 1
        return operand("decimal", within(call, result, -most, most), result.valid, result.scale)
    if result.kind == "text" and sizes:
        return Operand("text", by_entry(lambda data: sliced(data, 0, sizes[0]), result.data))
    return result
