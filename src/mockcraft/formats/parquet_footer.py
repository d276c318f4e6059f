"""Footers of Parquet files, of which one is made of several: row groups that were encoded each as a file of its own.

A footer is a structure of Thrift in its compact protocol, see
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md and
https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift (Apache-2.0).
"""

from collections.abc import Callable
from typing import Any, BinaryIO, TypeAlias

MAGIC = b"PAR1"
TAIL = 8  # bytes behind a footer: its size, and MAGIC

# Kinds of values.
TRUE, FALSE, BYTE, INT16, INT32, INT64, DOUBLE, BINARY, LIST, SET, _, STRUCT = range(1, 13)
# Fields: of a file, of a row group, of its columns, and of what is told of these.
NUM_ROWS, ROW_GROUPS = 3, 4
COLUMNS, GROUP_OFFSET, ORDINAL = 1, 5, 7
CHUNK_OFFSET, META_DATA = 2, 3
PAGE_OFFSETS = (9, 10, 11)  # of data, of an index, of a dictionary

# Kind and value by the number of the field, in order.
Struct: TypeAlias = "dict[int, tuple[int, Any]]"


class Footer:
    """Of a file: all but its row groups from the first piece, and these from all of them."""

    def __init__(self) -> None:
        self._file: Struct = {}
        self._rows = 0
        self._groups: list[bytes] = []

    def add(self, piece: bytes, offset: int) -> None:
        """The footer of a piece, whose first byte behind MAGIC stands at `offset` in the file."""
        read = _Reader(piece).struct()
        self._file = self._file or read
        self._rows += read[NUM_ROWS][1]
        for group in read[ROW_GROUPS][1][1]:
            self._groups.append(_struct(_moved(group, offset - len(MAGIC), len(self._groups))))

    def bytes(self) -> bytes:
        """What ends the file."""
        groups = _list_head(STRUCT, len(self._groups)) + b"".join(self._groups)
        fields = self._file | {NUM_ROWS: (INT64, self._rows), ROW_GROUPS: (LIST, groups)}
        made = _struct(fields)
        return made + len(made).to_bytes(4, "little") + MAGIC


class Piece:
    """A file that Arrow writes, of which only the rows go into another file.

    Attributes:
        file: the other one.
        size: bytes of the rows.
        ends: whether all rows have been written.
    """

    closed = False  # what Arrow wants to know of a file

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.size, self.ends = file, 0, False
        self._head, self._tail = len(MAGIC), bytearray()

    def write(self, data: Any) -> int:
        """What Arrow calls."""
        view = memoryview(data).cast("B")
        if self.ends:
            self._tail += view
            return len(view)
        skipped = min(self._head, len(view))
        self._head -= skipped
        self.size += self.file.write(view[skipped:])
        return len(view)

    def flush(self) -> None:
        """What Arrow calls."""

    @property
    def footer(self) -> bytes:
        """Its footer, once it has been written."""
        size = int.from_bytes(self._tail[-TAIL:-4], "little")
        assert len(self._tail) == size + TAIL, "there are rows behind the last ones"
        return bytes(self._tail[:size])


def _moved(group: Struct, by: int, number: int) -> Struct:
    """A row group that stands so many bytes later, as this one of the file."""
    for column in group[COLUMNS][1][1]:
        _move(column, by, CHUNK_OFFSET)
        _move(column[META_DATA][1], by, *PAGE_OFFSETS)
    _move(group, by, GROUP_OFFSET)
    if ORDINAL in group:  # 16 bits with a sign; where Arrow's own is below 0, it has none
        group[ORDINAL] = INT16, number % 2**16
        if number % 2**16 >= 2**15:
            del group[ORDINAL]
    return group


def _move(struct: Struct, by: int, *fields: int) -> None:
    for field in fields:
        kind, offset = struct.get(field, (INT64, 0))
        if offset:  # 0 stands for none
            struct[field] = kind, offset + by


class _Reader:
    """Reads values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def struct(self) -> Struct:
        fields: Struct = {}
        number = 0
        while head := self._byte():
            delta, kind = head >> 4, head & 15
            number = number + delta if delta else self._signed()
            fields[number] = kind, self._value(kind)
        return fields

    def _value(self, kind: int) -> Any:
        if kind in (TRUE, FALSE):
            return None
        if kind in (INT16, INT32, INT64):
            return self._signed()
        if kind == LIST:
            return self._list()
        if kind == STRUCT:
            return self.struct()
        assert kind in (BYTE, DOUBLE, BINARY), f"no footer has values of kind {kind}"
        return self._take({BYTE: 1, DOUBLE: 8}.get(kind) or self._number())

    def _list(self) -> tuple[int, list[Any]]:
        head = self._byte()
        count, kind = head >> 4, head & 15
        count = self._number() if count == 15 else count
        make: Callable[[], Any] = self._byte if kind in (TRUE, FALSE) else lambda: self._value(kind)
        return kind, [make() for _ in range(count)]

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def _number(self) -> int:
        number = shift = 0
        while True:
            byte = self._byte()
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number

    def _signed(self) -> int:
        number = self._number()
        return number >> 1 ^ -(number & 1)


def _struct(fields: Struct) -> bytes:
    made = bytearray()
    before = 0
    for number, (kind, value) in fields.items():
        delta = number - before
        made += bytes([delta << 4 | kind]) if 0 < delta < 16 else bytes([kind]) + _signed(number)
        made += _value(kind, value)
        before = number
    return bytes(made + b"\0")


def _value(kind: int, value: Any) -> bytes:
    if kind in (TRUE, FALSE):
        return b""
    if kind in (INT16, INT32, INT64):
        return _signed(value)
    if kind == STRUCT:
        return _struct(value)
    if kind == LIST and not isinstance(value, bytes):
        inner, members = value
        flags = inner in (TRUE, FALSE)
        each = (bytes([one]) if flags else _value(inner, one) for one in members)
        return _list_head(inner, len(members)) + b"".join(each)
    return _number(len(value)) + value if kind == BINARY else bytes(value)


def _list_head(kind: int, count: int) -> bytes:
    return bytes([count << 4 | kind]) if count < 15 else bytes([15 << 4 | kind]) + _number(count)


def _number(number: int) -> bytes:
    made = bytearray()
    while number >= 128:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])


def _signed(number: int) -> bytes:
    return _number(number * 2 if number >= 0 else -number * 2 - 1)
