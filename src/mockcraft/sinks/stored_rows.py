"""Rows that a database has already, and that others refer to: read once, before the plan is made."""

import re
from _blake2 import blake2b
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pyarrow as pa

from mockcraft.core.kinds import PRECISION
from mockcraft.core.list_file import ListFile
from mockcraft.core.types import Asked, cast
from mockcraft.database import Connection, engine_of
from mockcraft.errors import MockcraftError, Problem, SchemaError, SinkError, UserError, nearest
from mockcraft.schema.source import shown
from mockcraft.schema.spec import STORED, ColumnSpec, SchemaSpec, TableSpec, Word
from mockcraft.stored import StoredColumn, StoredTable
from mockcraft.traits import InspectableConnection
from mockcraft.wording import counted

MOST = 1_000_000  # rows of a table: all workers hold them
_HINTS = (
    ("bool", "boolean"), ("int", "integer"), ("datetime", "timestamp"), ("timestamp", "timestamp"),
    ("date", "date"), ("real", "float"), ("floa", "float"), ("doub", "float"), ("num", "decimal"), ("dec", "decimal"),
)  # fmt: skip
_KINDS = ("uuid", "integer", "float", "boolean", "date", "timestamp", "time", "bytes")


def wanted_tables(spec: SchemaSpec) -> dict[str, tuple[str, ...]]:
    """The tables whose rows a database has, and the paths of the references to those that it alone has."""
    known = {table.name for table in spec.tables}
    found: dict[str, tuple[str, ...]] = {t.name: (t.name,) for t in spec.tables if t.existing}
    for table in spec.tables:
        for column, path in _references(table.columns, (table.name, "columns")):
            parent = column.text.rpartition(".")[0]
            if parent and parent not in known:
                found.setdefault(parent, (*path, "ref"))
    return found


def with_stored(spec: SchemaSpec, url: str) -> SchemaSpec:
    """The specification with the rows that the database of a URL has of the tables that exist there.

    A reference to a table that is nowhere stays as it is. Raises SchemaError where a table that shall exist does
    not, or has too many rows or not the columns of the file, and UserError where the engine does not tell its rows.
    """
    wanted, declared = wanted_tables(spec), {table.name for table in spec.tables if table.existing}
    if not wanted:
        return spec
    try:
        connection = engine_of(url).connect(url, False)
    except SinkError:
        if declared:
            raise
        return spec  # whose problem is told as that of a reference to no table
    try:
        if not isinstance(connection, InspectableConnection):
            if not declared:
                return spec
            raise UserError(
                f"{connection.target}: the rows of {', '.join(sorted(declared))} cannot be read there, only those of "
                "PostgreSQL, MySQL, MariaDB and SQLite (leave existing out, and they are made)"
            )
        there = connection.catalogue(list(wanted)).tables
        read, problems = {}, []
        for name, at in wanted.items():
            if name not in there and name not in declared:
                continue
            try:
                read[name] = _read(connection, there.get(name), spec, name)
            except UserError as error:
                problems.append(Problem(spec.place(*at), str(error)))
    finally:
        connection.close()
    if problems:
        raise SchemaError(*problems)
    tables = [each for each in spec.tables if each.name not in read]
    tables += [table for table, _ in read.values()]
    files: dict[tuple[str, ...], ListFile] = {
        (STORED, name): rows for name, (_, rows) in read.items()
    }
    return replace(spec, tables=tuple(tables), files={**spec.files, **files})


def _references(
    columns: Sequence[ColumnSpec], path: tuple[str, ...]
) -> Iterator[tuple[ColumnSpec, tuple[str, ...]]]:
    for column in columns:
        if column.source == "ref":
            yield column, (*path, column.name)
        yield from _references(column.members, (*path, column.name, column.source))


def _read(
    connection: Connection, stored: StoredTable | None, spec: SchemaSpec, name: str
) -> tuple[TableSpec, ListFile]:
    if stored is None:
        raise UserError(
            f"{connection.target} has no table {name} (fill it first, or leave existing out)"
        )
    _check_declared(connection.target, stored, spec, name)
    rows = connection.count(name)
    if rows > MOST:
        raise UserError(
            f"{connection.target}: {name} has {counted(rows, 'row')} (at most {MOST:,} can be referred to)"
        )
    columns = _named(stored, spec, name)
    assert isinstance(connection, InspectableConnection)
    texts = connection.keys(name, [each.name for each in columns], rows)
    arrays, asked = {}, {}
    by_column = zip(*texts, strict=True) if texts else [()] * len(columns)
    for column, values in zip(columns, by_column, strict=True):
        array = pa.array(values, pa.string())
        arrays[column.name], asked[column.name] = _typed(array, column)
    content = repr([(each, arrays[each].to_pylist()) for each in arrays]).encode()
    digest = blake2b(content, digest_size=16).hexdigest()
    table = TableSpec(
        name, rows, _specs(stored, columns, asked), _groups(stored, columns), existing=True,
        unread=tuple(each.name for each in stored.columns if each not in columns),
    )  # fmt: skip
    return table, ListFile(name, name, arrays, None, digest)


def _check_declared(target: str, stored: StoredTable, spec: SchemaSpec, name: str) -> None:
    """Raises UserError for a column of the file that the database does not have."""
    there = [each.name for each in stored.columns]
    for table in spec.tables:
        for column in table.columns if table.name == name else ():
            if column.name not in there:
                hint = nearest(column.name, there)
                raise UserError(f"{target}: {name} has no column {shown(column.name)}{hint}")


def _named(stored: StoredTable, spec: SchemaSpec, name: str) -> list[StoredColumn]:
    """The columns that the file names anywhere, those of the primary key first: their order is that of the rows."""
    said = repr(spec.tables)
    kept = [
        each
        for each in stored.columns
        if each.name in stored.primary_key or _names(said, each.name)
    ]
    order = {column: place for place, column in enumerate(stored.primary_key)}
    return sorted(kept, key=lambda each: order.get(each.name, len(order)))


def _names(said: str, column: str) -> bool:
    """Whether a column's name, which may have blanks, stands anywhere by itself."""
    return re.search(rf"(?<!\w){re.escape(column)}(?!\w)", said) is not None


def _typed(texts: pa.Array, column: StoredColumn) -> tuple[pa.Array, Asked | None]:
    """The values of a column, as text where no type of ours holds them, and the type that texts stand for."""
    kind = _kind(column, texts)
    if kind is None:
        return texts, None
    try:
        array = cast(texts, kind.type(), True)
    except MockcraftError:
        return texts, None
    return array, Asked("uuid") if kind.kind == "uuid" else None


def _kind(column: StoredColumn, texts: pa.Array) -> Asked | None:
    if column.kind == "decimal":
        fits = column.precision is not None and column.precision <= PRECISION
        return Asked("decimal", column.precision, column.scale or 0) if fits else None
    if column.kind == "integer" and column.highest is not None and column.highest < 2**31:
        return Asked("int32")
    if column.kind == "any":  # of SQLite, where a declared type is a hint
        found = next((Asked(kind) for word, kind in _HINTS if word in column.type.lower()), None)
        if found is None or found.kind != "decimal":
            return found
        scales = (len(each.partition(".")[2]) for each in texts.to_pylist() if each)
        return Asked("decimal", PRECISION, max(scales, default=0))
    return Asked(column.kind) if column.kind in _KINDS else None


def _specs(
    stored: StoredTable, columns: Sequence[StoredColumn], asked: dict[str, Asked | None]
) -> tuple[ColumnSpec, ...]:
    alone = {names[0] for names in stored.uniques if len(names) == 1}
    return tuple(
        ColumnSpec(
            each.name, STORED, Word(each.name, each.name), type=asked[each.name],
            primary_key=each.name in stored.primary_key, unique=each.name in alone,
        )
        for each in columns
    )  # fmt: skip


def _groups(stored: StoredTable, columns: Sequence[StoredColumn]) -> tuple[tuple[str, ...], ...]:
    names = {each.name for each in columns}
    return tuple(group for group in stored.uniques if len(group) > 1 and names >= set(group))
