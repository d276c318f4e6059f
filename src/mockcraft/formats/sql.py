"""SQL dumps: CREATE TABLE and INSERT statements of all tables in one transaction, in one file."""

from collections.abc import Sequence
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from mockcraft.core import compute as pc
from mockcraft.core.arrays import arrow_array, concatenated, text_array
from mockcraft.core.coded import plain_text
from mockcraft.core.conversion import hex_text
from mockcraft.core.plan import Plan, Table
from mockcraft.core.program.drawn import Lazy
from mockcraft.core.ranges import Chunk, Range
from mockcraft.core.types import Type
from mockcraft.errors import DataError
from mockcraft.format import ByteWriter, FormatOptions, Whole, Writer
from mockcraft.formats.checks import left_out
from mockcraft.formats.ddl import added_keys, create_schemas, create_table
from mockcraft.formats.dialects import Dialect, dialect_of
from mockcraft.formats.dictionaries import filled
from mockcraft.formats.identity import restarts
from mockcraft.formats.indexes import key_indexes
from mockcraft.formats.text import TextStyle, as_bytes, contains

STATEMENT_ROWS = (
    1_000  # rows of one INSERT: about 200 KB, below every server's limit for a statement
)


class SqlStyle(TextStyle):
    """SQL literals of a dialect.

    What shells change on the way is spelled out: sqlite3 and mysql drop a carriage return before a
    newline, and SQLite reads statements to the first NUL.
    """

    quote = "'"
    null = "NULL"
    booleans = ("FALSE", "TRUE")

    def __init__(self, dialect: Dialect) -> None:
        self.dialect, self.zoned, self.widens = dialect, dialect.zoned, dialect.widens
        self.name = f"sql {dialect.name}"

    def is_quoted(self, type_: Type) -> bool:
        """See TextStyle."""
        if type_.kind == "interval":
            return not self.dialect.seconds
        return super().is_quoted(type_) and type_.kind != "bytes"

    def escape(self, text: pa.StringArray) -> pa.StringArray:
        """See TextStyle."""
        if self.dialect.backslash:
            for raw, escaped in _BACKSLASHED:
                if contains(text, raw.encode()):
                    text = pc.replace_substring(text, raw, escaped)
        return pc.replace_substring(text, "'", "''") if contains(text, b"'") else text

    def escaped(self, parts: Sequence[pa.StringArray], alone: bool) -> list[pa.StringArray] | None:
        """See TextStyle: what is spelled out is a literal of another form."""
        made = list(map(self.escape, parts))
        return made if all(self._spelled(each) is None for each in made) else None

    def intervals(self, array: pa.Array) -> pa.StringArray:
        """See TextStyle."""
        if self.dialect.seconds:
            return array.view(pa.int64()).cast(pa.string())
        return super().intervals(array)

    def bytes(self, array: pa.Array) -> pa.StringArray:
        """See TextStyle."""
        return hex_text(array, *self.dialect.bytes)

    def quoted(self, text: pa.Array, type_: Type) -> tuple[str, pa.Array, str]:
        """See TextStyle."""
        spelled = None
        if type_.family in ("text", "nested"):
            plain = text.dictionary if pa.types.is_dictionary(text.type) else text
            spelled = self._spelled(plain)
        if spelled is None:
            return super().quoted(text, type_)
        if pa.types.is_dictionary(text.type):
            spelled = pa.DictionaryArray.from_arrays(text.indices, spelled)
        return "", filled(spelled, self.null), ""

    def _spelled(self, text: pa.StringArray) -> pa.StringArray | None:
        """Whole literals, some of them spelled out; None where none needs to be."""
        spell = _SPELLED.get(self.dialect.name)
        if spell is None or not contains(text, b"\r", b"\0"):
            return None
        special = pc.match_substring_regex(text, r"[\r\x00]")
        quoted = concatenated("'", text, "'")
        return pc.if_else(special, spell(text), quoted)


_BACKSLASHED = (("\\", "\\\\"), ("\r", "\\r"), ("\0", "\\0"), ("\x1a", "\\Z"))


def _spelled_postgresql(text: pa.StringArray) -> pa.StringArray:
    """Escape strings, https://www.postgresql.org/docs/current/sql-syntax-lexical.html, 4.1.2.2."""
    text = pc.replace_substring(text, "\\", "\\\\")
    return concatenated("E'", pc.replace_substring(text, "\r", "\\r"), "'")


def _spelled_sqlite(text: pa.StringArray) -> pa.StringArray:
    """The bytes in hexadecimal, as text: expressions such as a || char(13) may be 1,000 parts long only."""
    data = pc.replace_substring(text, "''", "'").cast(pa.binary())
    return hex_text(data, "CAST(X'", "' AS TEXT)")


def _refuse_nul(table: Table, batch: pa.RecordBatch, chunk: Chunk, dialect: Dialect) -> None:
    for column, array in zip(table.columns, batch.columns, strict=True):
        if isinstance(array, Lazy):
            continue  # which has none
        text = plain_text(array) if column.type.family == "text" else pa.array([], pa.string())
        row = pc.index(pc.match_substring(text, "\0"), True).as_py()
        if row >= 0:
            raise DataError(
                f"{column.place}: {table.name}.{column.name} has the character NUL, which text in "
                f"{dialect.name} cannot have (row {chunk.start + row} of {table.name})"
            )


_SPELLED = {"postgresql": _spelled_postgresql, "sqlite": _spelled_sqlite}


class Sql:
    """See format.Format. A statement ends with each 1,000th row, wherever batches begin and end.

    Of N parts, the first makes the tables, and the last adds all foreign keys, for rows of one part refer to rows
    of others, makes indexes and moves identities past their rows.
    """

    suffix, key, form = ".sql", "", ""
    single_file = lazy = True

    def __init__(self, options: FormatOptions) -> None:
        self.dialect = dialect_of(options.dialect)
        self.sql = self.dialect.name
        number, self.parts = options.part or (1, 1)
        self.first, self.last = number == 1, number == self.parts
        self.style = SqlStyle(self.dialect)

    def holds(self, table: Table) -> bool:
        """See format.Format: nested values are JSON text."""
        return False

    def check(self, plan: Plan, ranges: Sequence[Range]) -> None:
        """See format.Format: all of them."""

    def whole(self, file: BinaryIO, plan: Plan, tables: Sequence[Table]) -> Whole:
        """See format.Format."""
        return Script(self, file, plan, tables)

    def opening(self, plan: Plan, tables: Sequence[Table]) -> bytes:
        """Begins the transaction and makes the tables; a comment says which checks they do not get."""
        dialect, apart = self.dialect, self.parts > 1
        schemas = create_schemas(tables, dialect)
        made = [
            create_table(plan, each, dialect, tables=tables, keys_later=apart) for each in tables
        ]
        statements = "".join(f"{each};\n" for each in [*schemas, *made] if self.first)
        notes = "".join(f"-- {each}\n" for each in left_out(tables, dialect) if self.first)
        # SQLite can add no keys, and checks them at the end of each part unless it is told not to.
        unchecked = "PRAGMA foreign_keys = OFF;\n" * (apart and not dialect.adds_keys)
        # MySQL commits at every CREATE TABLE, so there the transaction begins after them.
        parts = (dialect.begin, statements)
        parts = parts if dialect.makes_tables_within else parts[::-1]
        return "".join((notes, dialect.before_tables, unchecked, *parts)).encode()

    def closing(self, plan: Plan, tables: Sequence[Table]) -> bytes:
        """Adds the keys that close a circle, or all, and what else comes after the rows, and commits."""
        added = added_keys(plan, self.dialect, tables, all_keys=self.parts > 1)
        added += [*key_indexes(self.dialect, tables), *restarts(self.dialect, tables)]
        statements = "".join(f"{each};\n" for each in added if self.last)
        parts = (statements, "COMMIT;\n")
        parts = parts if self.dialect.makes_tables_within else parts[::-1]
        return "".join(parts).encode()

    def header(self, table: Table) -> bytes:
        """Nothing: the statements come with the rows."""
        return b""

    def footer(self, table: Table) -> bytes:
        """Nothing: the last row ends its statement."""
        return b""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> memoryview:
        """INSERT statements; the first and the last may be pieces that other batches complete."""
        names = self.dialect.identifiers([column.name for column in table.columns])
        insert = f"INSERT INTO {self.dialect.table(table.name)} ({names}) VALUES\n"
        begins, ends = _statements(chunk, batch.num_rows)
        before = [_edge("(", insert + "(", begins), *[", "] * (len(table.columns) - 1)]
        after = _edge("),\n", ");\n", ends)
        made = as_bytes(self.style.literal_rows(table, batch, before, after))
        if not self.dialect.holds_nul and not np.frombuffer(made, np.uint8).all():
            _refuse_nul(table, batch, chunk, self.dialect)
        return made

    def writer(self, file: BinaryIO, table: Table) -> Writer:
        """See format.Format."""
        return ByteWriter(self, file, table)


def _statements(chunk: Chunk, rows: int) -> tuple[Any, Any]:
    """Which of its first rows begin a statement and which end one, of shape (rows,) each."""
    numbers = np.arange(chunk.start, chunk.start + rows)
    begins, ends = numbers % STATEMENT_ROWS == 0, (numbers + 1) % STATEMENT_ROWS == 0
    begins[:1] |= chunk.start == chunk.range.start
    ends[-1:] |= chunk.start + rows == chunk.range.stop
    return begins, ends


def _edge(usual: str, other: str, rows: Any) -> pa.DictionaryArray:
    """What stands at one end of rows: something else in these ones."""
    return pa.DictionaryArray.from_arrays(
        arrow_array(rows.astype(np.int8)), text_array([usual, other])
    )


class Script:
    """See format.Whole."""

    def __init__(self, format: Sql, file: BinaryIO, plan: Plan, tables: Sequence[Table]) -> None:
        self.format, self.file, self.plan, self.tables = format, file, plan, tables
        file.write(format.opening(plan, tables))

    def writer(self, table: Table) -> Writer:
        """See format.Whole."""
        return self.format.writer(self.file, table)

    def close(self) -> None:
        """See format.Whole."""
        self.file.write(self.format.closing(self.plan, self.tables))

    def give_up(self) -> None:
        """See format.Whole."""
