"""Rows of text: parts one after another, written by the kernel, or joined by Arrow where there is none.

A part is a literal, the texts of a column, numbers that are not text yet, or what the kernel draws. It reads
dictionaries where they are and writes numbers into the row; Arrow needs each cell as a text of its own before.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any, TypeAlias

import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, concatenated, literal, numpy_array
from mockcraft.core.kernel import kernel
from mockcraft.core.program.kind import Kind
from mockcraft.core.program.row_writer import RowWriter
from mockcraft.dataclass import dataclass
from mockcraft.formats.dictionaries import affixed, decoded
from mockcraft.formats.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers as the kernel writes them.

    Attributes:
        kind: how.
        values: int32 of shape (n,) for DATE, else int64.
        places: of a DECIMAL.
    """

    kind: Kind
    values: Any
    places: int = 0


@dataclass(frozen=True, slots=True)
class Nullable:
    """Parts that stand in the rows of `valid`, and a text that stands in the others.

    Attributes:
        parts: what stands there.
        valid: bool of shape (n,).
        null: what stands in their place.
    """

    parts: Sequence["Part"]
    valid: Any
    null: str


# Texts are plain or dictionary-encoded, without nulls.
Part: TypeAlias = "str | pa.Array | Numbers | Nullable | Drawing"


def rows_of(parts: Iterable[Part], count: int) -> pa.StringArray:
    """The rows of these parts, shape (count,).

    Raises pa.ArrowCapacityError for more than 2**31 - 1 bytes.
    """
    if not count:
        return pa.array([], pa.string())
    if kernel():
        return _written(list(parts), count)
    joined = _joined(parts)  # one text for all rows where nothing but literals is in them
    return joined if isinstance(joined, pa.Array) else pa.repeat(joined, count)


def _written(parts: Sequence[Part], count: int) -> pa.StringArray:
    """The rows by the kernel."""
    drawing = next(_drawings(parts), None)
    if drawing is None:
        return _writer(parts).rows(count)
    program, given = drawing.rows.program, drawing.rows.given
    if not all(isinstance(each, str | Drawing) for each in parts):
        return _writer(parts).rows(count, given)
    known = tuple(each.segments if isinstance(each, Drawing) else each for each in parts)
    if known not in program.written:
        program.written[known] = _writer(parts)
    return program.written[known].rows(count, given)


def _drawings(parts: Iterable[Part]) -> Iterator[Drawing]:
    for part in parts:
        if isinstance(part, Drawing):
            yield part
        elif isinstance(part, Nullable):
            yield from _drawings(part.parts)


def _writer(parts: Iterable[Part]) -> RowWriter:
    made = RowWriter()
    _add(made, parts)
    return made


def _joined(parts: Iterable[Part]) -> pa.StringArray | pa.StringScalar:
    """The rows by Arrow. A literal is written into the dictionary behind it, which is quicker than one text more."""
    segments: list[Any] = []
    waiting = ""  # literal text up to the next cell
    for part in _merged(parts):
        assert not isinstance(part, Numbers | Drawing), "they are made for the kernel alone"
        if isinstance(part, str):
            waiting = part
            continue
        if isinstance(part, Nullable):
            part = pc.if_else(arrow_array(part.valid), _joined(part.parts), literal(part.null))
        if pa.types.is_dictionary(part.type):
            segments.append(decoded(affixed(part, waiting, "")))
        else:
            segments += [waiting, part]
        waiting = ""
    return concatenated(*segments, waiting)


def _merged(parts: Iterable[Part]) -> Iterable[Part]:
    """The parts, literals beside each other as one."""
    waiting = ""
    for part in parts:
        if isinstance(part, str):
            waiting += part
            continue
        if waiting:
            yield waiting
        waiting = ""
        yield part
    if waiting:
        yield waiting


def _add(writer: RowWriter, parts: Iterable[Part]) -> None:
    for part in _merged(parts):
        if isinstance(part, str):
            writer.literal(part)
        elif isinstance(part, Drawing):
            writer.drawn(part.segments, part.rows.program.steps)
        elif isinstance(part, Numbers):
            writer.numbers(part.kind, part.values, part.places)
        elif isinstance(part, Nullable):
            writer.nullable(part.valid, part.null, partial(_add, writer, part.parts))
        elif pa.types.is_dictionary(part.type):
            writer.entries(part.dictionary, numpy_array(part.indices))
        else:
            writer.texts(part)
