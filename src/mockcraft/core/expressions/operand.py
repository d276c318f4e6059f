"""What the parts of an expression evaluate to: typed columns with nulls, and the rows they are for.

An `Operand` holds a chunk's values in the form that computes fastest: numbers, dates and times as
int64 (days, seconds, units of a decimal), text as Arrow. Data of length 1 stands for all rows.
Whole and decimal numbers are exact: where 64 bits do not suffice, `data` holds Python ints.

To add a kind: its words here, its Arrow type in `arrow`, its text and casts in `casts`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from mockcraft.core.arrays import arrow_array, numpy_array
from mockcraft.dataclass import dataclass
from mockcraft.errors import DataError, ParameterError, shortened

Mask = NDArray[np.bool_]
Index = NDArray[np.int64]
Tree = tuple[Any, ...]
Operation = Callable[..., "Operand"]  # of a Call and its operands

LARGEST = 2**63 - 1
PLACES = 18  # digits of a decimal that fits 64 bits
DAY = 86_400
MOST_TEXT = 2**28  # characters that one evaluation makes, in all rows and steps: memory is bounded

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
EXACT = frozenset({"integer", "decimal"})
INTERVALS = frozenset({"days", "months", "seconds"})


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
        """The rows at `index`; a constant stays one, but of no rows a column of one row is none."""
        if len(self.data) == 1 and len(index):
            return self
        if self.kind == "text":
            return replace(self, data=self.data.take(arrow_array(index)))
        valid = None if self.valid is None else self.valid[index]
        return replace(self, data=self.data[index], valid=valid)

    def known(self) -> Mask | None:
        """Which values are not NULL, or None where all are not."""
        if self.kind != "text":
            return self.valid
        if not self.data.null_count:
            return None
        return numpy_array(self.data.is_valid())


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


class Language(NamedTuple):
    """What trees mean: their values for some rows, and whether they can fail for one."""

    evaluate: "Callable[[Tree, RowValues], Operand]"
    may_fail: Callable[[Tree], bool]


class RowValues:
    """The rows an expression is evaluated for: a chunk, or those of it that a CASE selects.

    `text_left` is how many characters may still be made, in the one item that all rows taken from one
    chunk share.
    """

    __slots__ = ("_operands", "column", "count", "language", "picked", "text_left")

    def __init__(
        self,
        column: Callable[[str], Operand],
        count: int,
        language: Language | None = None,
    ) -> None:
        self.column, self.count, self.language = column, count, language
        self.picked: Index | None = None
        self.text_left = [MOST_TEXT]
        self._operands: dict[str, Operand] = {}

    def take(self, index: Index) -> "RowValues":
        """The rows at `index`, in order."""
        if len(index) == self.count:
            return self
        taken = RowValues(self.column, len(index), self.language)
        taken.picked = index if self.picked is None else self.picked[index]
        taken.text_left = self.text_left
        return taken

    def evaluate(self, tree: Tree) -> Operand:
        """The values of a tree for these rows."""
        assert self.language is not None
        return self.language.evaluate(tree, self)

    def may_fail(self, tree: Tree) -> bool:
        """Whether a tree fails for some rows; False is certain."""
        assert self.language is not None
        return self.language.may_fail(tree)

    def __getitem__(self, name: str) -> Operand:
        if name not in self._operands:
            whole = self.column(name)
            self._operands[name] = whole if self.picked is None else whole.take(self.picked)
        return self._operands[name]


class Call:
    """One operation of the tree: its operands, and what it reports: its text and its rows."""

    __slots__ = ("node", "operands", "rows", "written")

    def __init__(self, node: Tree, rows: RowValues, written: Callable[[Tree], str]) -> None:
        self.node, self.rows, self.written = node, rows, written
        self.operands: Sequence[Operand] = ()

    def __str__(self) -> str:
        return '"' + shortened(self.written(self.node), 200).replace("\n", "\\n") + '"'

    def known(self) -> Mask | None:
        """Rows in which no operand is NULL, or None where that is all."""
        return both(*(each.known() for each in self.operands))

    def result(self, kind: str, data: Any, scale: int = 0) -> Operand:
        """Values that are NULL where an operand is."""
        return operand(kind, data, self.known(), scale)

    def refuse(self, wrong: Any, message: str | Callable[[int], str]) -> None:
        """Raises RowError for the first row that is `wrong` and has no NULL among the operands.

        Args:
            wrong: bool of shape (n,) or (1,).
            message: what is wrong, or a function of the row's index that says it.
        """
        if not self.rows.count or not wrong.any():
            return
        known = self.known()
        wrong = wrong if known is None else wrong & known
        if not wrong.any():
            return
        first = int(np.argmax(wrong))
        said = message if isinstance(message, str) else message(first)
        row = first if self.rows.picked is None else int(self.rows.picked[first])
        raise RowError(f"{said} in {self}", row)

    def clash(self, takes: str, *operands: Operand) -> ParameterError:
        """The error for operands of types that do not go together."""
        kinds = " and ".join(dict.fromkeys(WORDS[each.kind] for each in operands))
        return ParameterError(f"{self} is given {kinds} (use {takes})")


# ---------------------------------------------------------------------- exact numbers


def reach(data: Any) -> int:
    """Largest absolute value."""
    return max(-int(data.min(initial=0)), int(data.max(initial=0)))


def exactly(operate: Callable[..., Any], bound: int, *data: Any) -> Any:
    """`operate(*data)` on int64 where no result can pass `bound`, else on Python ints.

    Args:
        operate: numpy operation that works on arrays of both.
        bound: a number that no result, and no step to it, exceeds in absolute value.
        data: arrays.
    """
    if bound <= LARGEST:
        return operate(*data)
    return narrowed(operate(*(each.astype(object) for each in data)))


def narrowed(data: Any) -> Any:
    """Python ints as int64 where all of them fit."""
    return data.astype(np.int64) if reach(data) <= LARGEST else data


def rescaled(value: Operand, scale: int) -> Any:
    """Units of a number at a larger or equal scale."""
    factor = 10 ** (scale - value.scale)
    if factor == 1:
        return value.data
    bound = max(reach(value.data), 1) * factor  # numpy wants the factor itself to fit, too
    return exactly(lambda x: x * factor, bound, value.data)


def floats(value: Operand) -> Operand:
    """A number as float64."""
    if value.kind == "float":
        return value
    data = value.data.astype(np.float64)
    return Operand("float", data / 10.0**value.scale if value.scale else data, value.valid)


# ---------------------------------------------------------------------- text


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
