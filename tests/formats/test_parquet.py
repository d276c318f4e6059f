"""Parquet is read back equal, with its types; its bytes do not depend on the sizes of batches."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from formats.batches import batch_of, batches, encoded, table_of
from mockcraft.core.beside import offered
from mockcraft.core.plan import Table
from mockcraft.core.types import Type
from mockcraft.formats import parquet
from mockcraft.formats.parquet import MOST_PIECES, Parquet
from plans import files, rows_of, shop, tables

TEXT, INTEGER = Type("text"), Type("integer")


def written(table: Table, *batches: pa.RecordBatch) -> bytes:
    file = io.BytesIO()
    writer = Parquet().writer(file, table)
    for batch in batches:
        writer.write(encoded(Parquet(), table, batch, 0))
    writer.close()
    return file.getvalue()


def read(data: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(data))


@given(batches())
def test_what_is_read_is_what_was_written(made: Any) -> None:
    table, rows, batch = made
    found = read(written(table, batch))

    for i, column in enumerate(table.columns):
        assert [stored(row[i], column.type) for row in rows] == found[column.name].to_pylist()


def stored(value: Any, type_: Type) -> Any:
    """A value as Parquet has it: UUIDs as such, intervals as seconds."""
    if value is None:
        return None
    if type_.kind == "struct":
        return {name: stored(value[name], member) for name, member in type_.fields}
    if type_.kind == "list":
        assert type_.item is not None
        return [stored(each, type_.item) for each in value]
    if type_.kind == "interval":
        return value // timedelta(seconds=1)
    return UUID(value) if type_.kind == "uuid" else value


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (TEXT, pa.string()), (INTEGER, pa.int64()), (Type("boolean"), pa.bool_()), (Type("float"), pa.float64()),
        (Type("decimal", 10, 2), pa.decimal128(18, 2)), (Type("date"), pa.date32()),
        (Type("timestamp"), pa.timestamp("ms")), (Type("time"), pa.time32("ms")), (Type("uuid"), pa.uuid()),
        (Type("int32"), pa.int32()), (Type("float32"), pa.float32()), (Type("bytes"), pa.binary()),
        (Type("timestamptz"), pa.timestamp("ms", "UTC")), (Type("interval"), pa.int64()),
    ],
)  # fmt: skip
def test_a_column_has_its_type(type_: Type, expected: pa.DataType) -> None:
    table = table_of(type_)

    for rows in ([], [(None,)]):
        assert expected == read(written(table, batch_of(table, rows))).schema.field("c0").type


def test_a_table_of_no_rows_is_a_file_that_can_be_read() -> None:
    found = read(written(table_of(TEXT, INTEGER)))

    assert 0 == found.num_rows
    assert ["c0", "c1"] == found.column_names


@pytest.mark.parametrize("sizes", [[20], [1] * 20, [7, 7, 6], [8, 12], [19, 1]])
def test_row_groups_do_not_depend_on_the_sizes_of_batches(
    monkeypatch: Any, sizes: list[int]
) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 8)
    table, rows = table_of(INTEGER, TEXT), [(i, f"text {i % 3}") for i in range(20)]
    starts = [sum(sizes[:i]) for i in range(len(sizes))]
    pieces = [
        batch_of(table, rows[start : start + size], coded=i % 2 == 0)
        for i, (start, size) in enumerate(zip(starts, sizes, strict=True))
    ]
    data = written(table, *pieces)
    about = pq.ParquetFile(io.BytesIO(data)).metadata

    assert [8, 8, 4] == [about.row_group(i).num_rows for i in range(about.num_row_groups)]
    assert written(table, batch_of(table, rows)) == data


@pytest.mark.parametrize("name", ["users", "orders", "order_items"])
@pytest.mark.parametrize("threads", [0, 1, 3])
def test_a_file_is_the_one_that_arrow_writes_group_by_group(
    name: str, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 100)
    plan = shop()
    table, rows = plan.table(name), rows_of(plan, name)
    with ThreadPoolExecutor(max(1, threads)) as pool, offered((pool, threads) if threads else None):
        made = written(table, rows)

    groups = pa.Table.from_batches([encoded(Parquet(), table, rows, 0)])
    repetitive = [
        each for each in groups.schema.names if pq.ParquetFile(io.BytesIO(made)).metadata.row_group(0)
        .column(groups.schema.names.index(each)).has_dictionary_page
    ]  # fmt: skip
    file = io.BytesIO()
    with pq.ParquetWriter(
        file, groups.schema, compression="snappy", use_dictionary=repetitive, store_schema=False
    ) as writer:
        for start in range(0, len(groups), 100):
            writer.write_table(groups.slice(start, 100))
    assert file.getvalue() == made


def test_no_more_groups_wait_than_are_encoded_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 100)
    table = shop().table("orders")
    writer = parquet.ParquetWriter(io.BytesIO(), table)
    rows = encoded(Parquet(), table, rows_of(shop(), "orders"), 0)
    with ThreadPoolExecutor(8) as pool, offered((pool, 8)):
        waited = []
        for at in range(0, 900, 50):
            writer.write(rows.slice(at, 50))
            waited.append(len(writer.pieces))

    assert MOST_PIECES == max(waited)


def test_groups_stand_in_their_order_where_the_threads_are_gone_before_the_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 8)
    table, file = table_of(INTEGER), io.BytesIO()
    writer = parquet.ParquetWriter(file, table)
    with ThreadPoolExecutor(2) as pool, offered((pool, 2)):
        writer.write(encoded(Parquet(), table, batch_of(table, [(i,) for i in range(20)]), 0))
    writer.close()

    assert list(range(20)) == read(file.getvalue())["c0"].to_pylist()


def test_text_that_is_encoded_in_some_chunks_alone_gives_the_same_bytes() -> None:
    """Numbers below 10,000 in words are picked from a list; the chunk with row 9,999 has others too."""
    plan = tables(
        't:\n  count: 12000\n  columns:\n    id: sequence\n    x: {template: "{id}"}\n    y: username\n    z: {values: [a, b]}\n'
    )
    expected = files(plan, "parquet", batch_rows=12_000)

    for size in (16_384, 1000, 8192, 37):
        assert expected == files(plan, "parquet", batch_rows=size)


def test_text_that_repeats_has_a_dictionary() -> None:
    """Also one of which the same ones are neighbours, as the children of one parent are."""
    table = table_of(TEXT, TEXT, TEXT)
    rows = [(f"value {i % 5}", f"value {i}", f"value {i // 8}") for i in range(65_536)]
    data = written(table, batch_of(table, rows))
    group = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0)

    assert [True, False, True] == [group.column(i).has_dictionary_page for i in range(3)]


def test_duckdb_reads_every_table_of_the_shop(tmp_path: Any) -> None:
    plan = shop()
    for name, data in files(plan, "parquet").items():
        path = tmp_path / name
        path.write_bytes(data)
        table = plan.table(name.removesuffix(".parquet"))
        count, first = duckdb.execute(
            f"select count(*), min({table.columns[0].name})::text from '{path}'"
        ).fetchall()[0]
        cells = rows_of(plan, table.name)[table.columns[0].name].to_pylist()

        assert (table.count, str(min(cells))) == (count, first)
