"""What the parts of an expression evaluate to: typed columns with nulls, and how they meet.

An `Operand` holds a chunk's values in the form that computes fastest: numbers, dates and times as
int64 (days, seconds, units of a decimal), text as Arrow. Data of length 1 stands for all rows.
Whole and decimal numbers are exact: where 64 bits do not suffice, `data` holds Python ints.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.errors import DataError, ParameterError

Mask = NDArray[np.bool_]
Index = NDArray[np.int64]
Tree = tuple[Any, ...]

LARGEST = 2**63 - 1
PLACES = 18  # digits of a decimal that fits 64 bits
DAY = 86_400

WORDS = {
    "null": "NULL",
    "integer": "a whole number",
    "decimal": "a decimal number",
    "float": "a float",
    "text": "text",
    "boolean": "a boolean",
    "date": "a date",
    "timestamp": "a timestamp",
    "time": "a time",
    "days": "an interval of days",
    "months": "an interval of months",
    "seconds": "an interval of seconds",
}
NUMBERS = frozenset({"integer", "decimal", "float"})
MOMENTS = frozenset({"date", "timestamp", "time"})


class RowError(DataError):
    """A row's values cannot be computed with; `row` counts from the chunk's first."""

    def __init__(self, message: str, row: int) -> None:
        super().__init__(message, row)
        self.row = row

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True, slots=True)
class Operand:
    """Values of one kind (a key of `WORDS`), of shape (n,) or (1,).

    `valid` is None where no value is NULL; text keeps its nulls in the Arrow array. `literal` is the
    Python value of a constant that the expression spells out.
    """

    kind: str
    data: Any
    valid: Mask | None = None
    scale: int = 0
    literal: Any = None

    def take(self, index: Index) -> "Operand":
        """The rows at `index`; a constant stays one."""
        if len(self.data) == 1:
            return self
        if self.kind == "text":
            return replace(self, data=self.data.take(pa.array(index)))
        valid = None if self.valid is None else self.valid[index]
        return replace(self, data=self.data[index], valid=valid)

    def known(self) -> Mask | None:
        """Which values are not NULL, or None where all are not."""
        if self.kind != "text":
            return self.valid
        if not self.data.null_count:
            return None
        return self.data.is_valid().to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def operand(kind: str, data: Any, valid: Mask | None = None, scale: int = 0) -> Operand:
    """An Operand whose data and validity have one length."""
    if valid is not None and valid.all():
        valid = None
    if valid is not None and len(valid) != len(data):
        data, valid = np.broadcast_arrays(data, valid)
    return Operand(kind, data, valid, scale)


def null(kind: str = "null", scale: int = 0) -> Operand:
    """NULL for every row."""
    if kind == "text":
        return Operand(kind, pa.nulls(1, pa.string()))
    dtype = {"float": np.float64, "boolean": np.bool_}.get(kind, np.int64)
    return Operand(kind, np.zeros(1, dtype), np.zeros(1, np.bool_), scale)


def both(*masks: Mask | None) -> Mask | None:
    """Rows that are valid in all masks."""
    given = [mask for mask in masks if mask is not None]
    return reduce(np.logical_and, given) if given else None


# ---------------------------------------------------------------------- where an operation stands


class Rows:
    """The rows an expression is evaluated for: a chunk, or those of it that a CASE selects."""

    __slots__ = ("_operands", "column", "count", "picked")

    def __init__(
        self, column: Callable[[str], Operand], count: int, picked: Index | None = None
    ) -> None:
        self.column, self.count, self.picked = column, count, picked
        self._operands: dict[str, Operand] = {}

    def take(self, index: Index) -> "Rows":
        """The rows at `index`, in order."""
        if len(index) == self.count:
            return self
        picked = index if self.picked is None else self.picked[index]
        return Rows(self.column, len(index), picked)

    def __getitem__(self, name: str) -> Operand:
        if name not in self._operands:
            whole = self.column(name)
            self._operands[name] = whole if self.picked is None else whole.take(self.picked)
        return self._operands[name]


class Call:
    """One operation of the tree, for what it reports: its text, its operands' types, its rows."""

    __slots__ = ("node", "rows", "written")

    def __init__(self, node: Tree, rows: Rows, written: Callable[[Tree], str]) -> None:
        self.node, self.rows, self.written = node, rows, written

    def __str__(self) -> str:
        return '"' + shortened(self.written(self.node), 200).replace("\n", "\\n") + '"'

    def refuse(self, wrong: Mask | Any, message: str | Callable[[int], str]) -> None:
        """Raises RowError for the first row that is `wrong`; a callable message gets its index."""
        if not self.rows.count or not wrong.any():
            return
        first = int(np.argmax(wrong))
        said = message if isinstance(message, str) else message(first)
        row = first if self.rows.picked is None else int(self.rows.picked[first])
        raise RowError(f"{said} in {self}", row)

    def clash(self, takes: str, *operands: Operand) -> ParameterError:
        """The error for operands of types that do not go together."""
        kinds = " and ".join(dict.fromkeys(WORDS[each.kind] for each in operands))
        return ParameterError(f"{self} is given {kinds} (use {takes})")


def shortened(text: str, most: int = 60) -> str:
    """`text`, cut where it is longer than `most` characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


# ---------------------------------------------------------------------- exact numbers


def reach(data: Any) -> int:
    """Largest absolute value."""
    return max(-int(data.min(initial=0)), int(data.max(initial=0)))


def exactly(call: Call, operate: Callable[..., Any], bound: int, *data: Any) -> Any:
    """`operate(*data)` on int64 where no result can pass `bound`, else on Python ints.

    Args:
        call: what an error names.
        operate: numpy operation that works on arrays of both.
        bound: a number that no result, and no step to it, exceeds in absolute value.
        data: arrays.
    """
    if bound <= LARGEST:
        return operate(*data)
    wide = operate(*(each.astype(object) for each in data))
    if reach(wide) >= 10**76:  # keeps memory bounded, whatever is multiplied
        call.refuse(abs(wide) >= 10**76, "number of more than 76 digits")
        wide = np.where(abs(wide) >= 10**76, 0, wide)
    return narrowed(wide)


def narrowed(data: Any) -> Any:
    """Python ints as int64 where all of them fit."""
    return data.astype(np.int64) if reach(data) <= LARGEST else data


def rescaled(call: Call, value: Operand, scale: int) -> Any:
    """Units of a number at a larger or equal scale."""
    factor = 10 ** (scale - value.scale)
    if factor == 1:
        return value.data
    bound = max(reach(value.data), 1) * factor  # numpy wants the factor itself to fit, too
    return exactly(call, lambda x: x * factor, bound, value.data)


def divided(dividend: Any, divisor: Any) -> Any:
    """Quotient of whole numbers rounded half away from zero; |2 dividend| + |divisor| must fit."""
    size = abs(divisor)
    quotient = (2 * abs(dividend) + size) // (2 * size)
    return np.where((dividend < 0) != (divisor < 0), -quotient, quotient)


def halved(call: Call, dividend: Any, divisor: Any) -> Any:
    """`divided`, of any size; the divisor may be one int."""
    divisor = np.asarray(divisor)
    bound = 2 * max(reach(dividend), reach(divisor)) + reach(divisor)
    return exactly(call, divided, bound, dividend, divisor)


def floats(value: Operand) -> Operand:
    """A number as float64."""
    if value.kind == "float":
        return value
    data = value.data.astype(np.float64)
    return Operand("float", data / 10.0**value.scale if value.scale else data, value.valid)


# ---------------------------------------------------------------------- operands meeting


def common(call: Call, operands: Sequence[Operand], takes: str) -> list[Operand]:
    """The operands as one kind and scale; ParameterError where they have none in common."""
    kinds = {each.kind for each in operands} - {"null"}
    if len(kinds) > 1 and "text" in kinds and kinds - {"text"} <= MOMENTS:
        kinds = _without_literals(operands, kinds)
    if kinds <= NUMBERS:
        return _numbers(call, operands)
    if kinds == {"date", "timestamp"}:
        kinds = {"timestamp"}
    if len(kinds) > 1:
        raise call.clash(takes, *(each for each in operands if each.kind != "null"))
    return [converted(call, each, next(iter(kinds))) for each in operands]


def _without_literals(operands: Sequence[Operand], kinds: set[str]) -> set[str]:
    """Kinds apart from text literals, which take the type of the date or time they stand by."""
    spelled = all(each.literal is not None for each in operands if each.kind == "text")
    return kinds - {"text"} if spelled else kinds


def _numbers(call: Call, operands: Sequence[Operand]) -> list[Operand]:
    if any(each.kind == "float" for each in operands):
        return [null("float") if each.kind == "null" else floats(each) for each in operands]
    kinds = {each.kind for each in operands}
    kind = "null" if kinds == {"null"} else "decimal" if "decimal" in kinds else "integer"
    scale = max(each.scale for each in operands)
    return [Operand(kind, rescaled(call, each, scale), each.valid, scale) for each in operands]


def converted(call: Call, value: Operand, kind: str) -> Operand:
    """A NULL, a date or a spelled-out text as the kind of the values it stands by."""
    if value.kind == kind:
        return value
    if value.kind == "null":
        return null(kind)
    if value.kind == "text":
        return moment(call, value, kind)
    return Operand("timestamp", value.data * DAY, value.valid)


def moment(call: Call, value: Operand, kind: str) -> Operand:
    """A spelled-out text as a date, timestamp or time."""
    parsed = read_moment(value.literal, kind)
    if parsed is None:
        raise ParameterError(
            f"{shortened(value.literal)!r} is not {WORDS[kind]} in {call} (write it like {LIKE[kind]!r})"
        )
    return Operand(kind, np.array([parsed], np.int64))


LIKE = {"date": "2026-01-31", "timestamp": "2026-01-31 12:30:00", "time": "12:30:00"}


_DATE, _CLOCK = r"\d{4}-\d\d-\d\d", r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?"
_SHAPES = {
    "date": re.compile(_DATE, re.ASCII),
    "timestamp": re.compile(f"{_DATE}([ T]{_CLOCK})?", re.ASCII),
    "time": re.compile(_CLOCK, re.ASCII),
}


def read_moment(text: str, kind: str) -> int | None:
    """Days or seconds of an ISO 8601 date, timestamp or time; None where it is none."""
    text = text.strip()
    if not _SHAPES[kind].fullmatch(text):
        return None
    if kind == "time":
        text = "1970-01-01 " + text
    try:
        passed = datetime.fromisoformat(text) - datetime(1970, 1, 1)
    except ValueError:  # a day that its month lacks
        return None
    return passed.days if kind == "date" else passed.days * DAY + passed.seconds


def merged(call: Call, pieces: Sequence[tuple[Index, Operand]], count: int) -> Operand:
    """One operand from operands of several disjoint sets of rows that make up all rows."""
    operands = common(call, [piece for _, piece in pieces], "results of one type")
    for (index, _), piece in zip(pieces, operands, strict=True):
        if len(index) == count:
            return piece
    first = operands[0]
    position, start = np.zeros(count, np.int64), 0
    for (index, _), piece in zip(pieces, operands, strict=True):
        size = len(piece.data)
        position[index] = start if size == 1 else np.arange(start, start + size)
        start += size
    if first.kind == "text":
        data = pa.concat_arrays([decoded(each.data) for each in operands])
        return Operand("text", data.take(pa.array(position)))
    valid = np.concatenate(
        [
            np.ones(len(each.data), np.bool_) if each.valid is None else each.valid
            for each in operands
        ]
    )
    data = np.concatenate([each.data for each in operands])
    return operand(first.kind, data[position], valid[position], first.scale)


def decoded(data: Any) -> Any:
    """Text as a plain Arrow string array."""
    return data.dictionary_decode() if isinstance(data, pa.DictionaryArray) else data


def by_entry(compute: Callable[[Any], Any], data: Any) -> Any:
    """`compute` of text, once per entry of a dictionary."""
    if not isinstance(data, pa.DictionaryArray):
        return compute(data)
    if len(data.dictionary) > len(data):
        return compute(decoded(data))
    return compute(data.dictionary).take(data.indices)
