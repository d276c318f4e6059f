"""SQL is parsed by sqlglot in its dialect, and loaded by the sqlite3 client."""

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from hypothesis import given, settings
from sqlglot import exp

from formats.batches import (
    AWKWARD,
    batch_of,
    batches,
    encoded,
    mysql_cell,
    plan_of,
    table_of,
    text_cell,
)
from mockcraft.core.plan import Plan
from mockcraft.core.types import Type
from mockcraft.core.values import text_of
from mockcraft.errors import UserError
from mockcraft.format import FormatOptions
from mockcraft.formats.sql import STATEMENT_ROWS, Sql
from plans import files, shop, tables

TEXT, INTEGER = Type("text"), Type("integer")
GLOT = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite"}
# sqlglot's MySQL reads \b and \f as they are; the server, as we do, knows every escape.


def cells_of(sql: str, dialect: str) -> list[list[Any]]:
    """The literals of all INSERT statements; None is NULL."""
    rows = []
    for statement in sqlglot.parse(sql, dialect=GLOT[dialect]):
        assert isinstance(statement, exp.Insert)
        for row in statement.expression.expressions:
            rows.append([_literal(cell) for cell in row.expressions])
    return rows


def _literal(cell: exp.Expression) -> Any:
    if isinstance(cell, exp.Null):
        return None
    if isinstance(cell, exp.Boolean):
        return text_of(bool(cell.this))
    if isinstance(cell, exp.Neg):
        return "-" + cell.this.name
    if isinstance(cell, exp.HexString):
        return bytes.fromhex(cell.name)
    if isinstance(cell, exp.Cast):
        return bytes.fromhex(cell.this.name).decode()
    assert isinstance(cell, exp.Literal | exp.ByteString), cell
    return cell.name


def literal(value: Any, type_: Type, dialect: str) -> Any:
    """What the literal of a value reads as."""
    if dialect == "postgresql":
        return text_cell(value, type_)
    if type_.kind == "interval":
        return str(value // timedelta(seconds=1))
    if type_.kind == "bytes":
        return value
    return mysql_cell(value, type_) if dialect == "mysql" else text_cell(value, type_)


@pytest.mark.parametrize("dialect", sorted(GLOT))
def test_every_literal_is_read_as_it_was_written(dialect: str) -> None:
    @settings(max_examples=40)
    @given(batches())
    def check(made: Any) -> None:
        table, rows, batch = made
        read = cells_of(
            bytes(encoded(Sql(FormatOptions(dialect)), table, batch, 0)).decode().rstrip(",\n"),
            dialect,
        )
        assert len(rows) == len(read)
        for row, cells in zip(rows, read, strict=True):
            for value, cell, column in zip(row, cells, table.columns, strict=True):
                assert (value is None) == (cell is None)
                if value is not None and not column.type.nested:
                    assert literal(value, column.type, dialect) == cell

    check()


@pytest.mark.parametrize("dialect", sorted(GLOT))
def test_a_whole_dump_parses(dialect: str) -> None:
    (data,) = files(shop(users=40), "sql", dialect=dialect).values()
    statements = sqlglot.parse(data.decode(), dialect=GLOT[dialect])
    kinds = [type(each).__name__ for each in statements if each is not None]

    assert 4 == data.count(b"CREATE TABLE")
    assert 4 + data.count(b"CREATE INDEX") == kinds.count("Create")
    assert {"Create", "Insert", "Transaction", "Commit"} <= set(kinds)
    unknown = [str(each) for each in statements if type(each).__name__ == "Command"]
    # sqlglot has no word for RESTART WITH.
    assert not [each for each in unknown if "RESTART WITH" not in each]


def sqlite(path: Path, script: bytes) -> str:
    made = subprocess.run(
        ["sqlite3", "-bail", str(path)], input=script, capture_output=True, check=False
    )
    assert (0, b"") == (made.returncode, made.stderr)
    return made.stdout.decode()


def test_the_sqlite_client_loads_a_dump_and_finds_every_key(tmp_path: Path) -> None:
    plan = shop()
    (data,) = files(plan, "sql").values()
    sqlite(tmp_path / "shop.db", data)
    asked = b"".join(b"select count(*) from %s;\n" % table.name.encode() for table in plan.tables)

    assert [str(table.count) for table in plan.tables] == sqlite(
        tmp_path / "shop.db", asked
    ).split()
    assert "" == sqlite(tmp_path / "shop.db", b"pragma foreign_key_check; ")
    assert "ok" == sqlite(tmp_path / "shop.db", b"pragma integrity_check;").strip()


def test_the_sqlite_client_loads_awkward_names_and_texts(tmp_path: Path) -> None:
    texts = [*AWKWARD, "a\0b", "'\r'", "\r" * 5000]
    table = table_of(INTEGER, TEXT, names=('a "b"', "select"), count=len(texts))
    format = Sql(FormatOptions("sqlite"))
    plan = plan_of(table)
    data = format.opening(plan, plan.tables) + bytes(
        encoded(format, table, batch_of(table, list(enumerate(texts))), 0)
    )
    sqlite(tmp_path / "t.db", data + format.closing(plan, plan.tables))
    read = sqlite(tmp_path / "t.db", b'select hex("select") from t order by "a ""b""";')

    assert [each.encode().hex().upper() for each in texts] == read.split("\n")[:-1]


def test_tables_that_refer_to_one_another_load(tmp_path: Path) -> None:
    plan = tables("""
a:
  count: 40
  columns:
    id: {generator: sequence, primary_key: true}
    b_id: {ref: b.id, nulls: 0.2}
    boss: {ref: a.id, nulls: 0.1}
b:
  count: 30
  columns:
    id: {generator: uuid, primary_key: true}
    a_id: {ref: a.id}
""")
    (data,) = files(plan, "sql").values()
    sqlite(tmp_path / "t.db", data)

    assert "" == sqlite(tmp_path / "t.db", b"pragma foreign_key_check;")


def test_what_is_made_from_missing_values_loads(tmp_path: Path) -> None:
    plan = tables("""
t:
  count: 60
  columns:
    id: {generator: sequence, primary_key: true}
    a: {generator: date, nulls: 0.5}
    after_a: {generator: date, after: a}
    of_a: {expr: "a + interval '1 day'"}
    maybe: {expr: "nullif(id, 3)"}
    words: {values: [x, null]}
    numbers: {values: [1, null]}
    boss: {ref: t.id, nulls: 0.1}
    of_boss: {expr: "boss.a"}
u:
  count: 60
  columns:
    t_a: {ref: t.a}
""")
    (data,) = files(plan, "sql").values()
    sqlite(tmp_path / "t.db", data)

    assert ["60", "60"] == sqlite(
        tmp_path / "t.db", b"select count(*) from t; select count(*) from u;"
    ).split()


@pytest.mark.parametrize("size", [1, 7, 999, 1000, 1001, 2500])
def test_statements_end_at_the_same_rows_wherever_batches_end(size: int) -> None:
    count = 2 * STATEMENT_ROWS + 500
    table = table_of(INTEGER, count=count)
    format, rows = Sql(FormatOptions("sqlite")), [(i,) for i in range(count)]
    whole = bytes(encoded(format, table, batch_of(table, rows), 0))
    pieces = [
        bytes(encoded(format, table, batch_of(table, rows[at : at + size]), at))
        for at in range(0, count, size)
    ]

    assert whole == b"".join(pieces)
    assert 3 == whole.count(b"INSERT INTO") == whole.count(b";\n")


@pytest.mark.parametrize("count", [1, STATEMENT_ROWS, STATEMENT_ROWS + 1])
def test_the_last_row_ends_its_statement(count: int) -> None:
    table = table_of(INTEGER, count=count)
    data = bytes(encoded(Sql(FormatOptions("sqlite")), table, batch_of(table, [(1,)] * count), 0))

    assert data.endswith(b"(1);\n")
    assert count == data.count(b"(1)")


@pytest.mark.parametrize(
    ("dialect", "expected"),
    [("mysql", b"('a\\\\b''c')"), ("postgresql", b"('a\\b''c')"), ("sqlite", b"('a\\b''c')")],
)
@pytest.mark.parametrize("coded", [False, True])
def test_a_backslash_is_doubled_for_mysql_alone(dialect: str, expected: bytes, coded: bool) -> None:
    table = table_of(TEXT, count=1)

    assert bytes(
        encoded(Sql(FormatOptions(dialect)), table, batch_of(table, [("a\\b'c",)], coded), 0)
    ).endswith(expected + b";\n")


def test_a_dialect_that_is_not_known_is_refused() -> None:
    with pytest.raises(UserError, match=r'dialect .* is not known .*"postgresql"'):
        Sql(FormatOptions("postgres"))


def test_a_dump_does_not_depend_on_the_sizes_of_chunks() -> None:
    plan: Plan = shop()

    assert files(plan, "sql", batch_rows=16_384) == files(plan, "sql", batch_rows=333)
