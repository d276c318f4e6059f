"""Each type is stored in a database as what it is there."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from mockcraft.core.plan import Plan
from mockcraft.engine import run
from mockcraft.errors import MockcraftError, Unsupported
from mockcraft.sink import LoadOptions
from plans import MakePlan, open_database, rows_of

TYPES = """
  t:
    count: 50
    columns:
      id: {generator: sequence, primary_key: true, type: int32}
      small: {generator: number, min: -5, max: 5, type: int32}
      real: {generator: price, type: float32}
      at: {generator: datetime, type: timestamptz, nulls: 0.2}
      took: {expr: "interval '90 seconds' * small"}
      token: {regex: '\\\\x[0-9a-f]{8}', type: bytes}
      note: {template: "ü{id}", type: bytes, nulls: 0.2}
      oid: {generator: object_id, unique: true}
      key: uuid
"""
LISTS = """
  t:
    count: 20
    columns:
      id: {generator: sequence, primary_key: true}
      numbers: {items: {generator: number, type: int32}}
      times: {items: {generator: datetime, type: timestamptz}}
      lengths: {items: {generator: number, min: -90000, max: 90000, type: interval}}
      files: {items: {regex: '\\\\x[0-9a-f]{4}', type: bytes}, count: 0..2}
"""


def expected(plan: Plan) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows_of(plan, "t").to_pylist()]


def fill(plan: Plan, url: str) -> None:
    run(plan, open_database(url, LoadOptions()))


def stored(uri: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(uri) as connection:
        connection.execute("SET TIME ZONE 'Asia/Tokyo'")
        return connection.execute("SELECT * FROM t ORDER BY id").fetchall()


def test_postgresql_stores_every_type_as_such(make_plan: MakePlan, postgresql: str) -> None:
    plan = make_plan(TYPES)
    fill(plan, postgresql)
    found = [(*row[:-1], str(row[-1])) for row in stored(postgresql)]

    assert [(*row[:2], pytest.approx(row[2]), *row[3:]) for row in expected(plan)] == found


def test_lists_of_every_type_become_arrays(make_plan: MakePlan, postgresql: str) -> None:
    plan = make_plan(LISTS)
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(
            "CREATE TABLE t (id bigint, numbers int4[], times timestamptz[], lengths interval[], files bytea[])"
        )
    fill(plan, postgresql)

    assert expected(plan) == stored(postgresql)


def test_sqlite_stores_every_type_as_what_it_computes_with(
    make_plan: MakePlan, tmp_path: Path
) -> None:
    plan = make_plan(TYPES)
    fill(plan, f"sqlite:///{tmp_path}/t.db")
    asked = "SELECT id, small, CAST(real AS TEXT), datetime(at), took, token, note, oid, key FROM t"
    with sqlite3.connect(tmp_path / "t.db") as connection:
        found = connection.execute(asked + " ORDER BY id").fetchall()

    def as_there(row: tuple[Any, ...]) -> tuple[Any, ...]:
        id, small, real, at, took, *rest = row
        clock = None if at is None else at.strftime("%Y-%m-%d %H:%M:%S")
        return (id, small, f"{real:.7g}", clock, took // timedelta(seconds=1), *rest)

    assert [as_there(row) for row in expected(plan)] == [
        (*row[:2], f"{float(row[2]):.7g}", *row[3:]) for row in found
    ]


@pytest.mark.parametrize(
    ("column", "type_"),
    [
        ("{generator: number, type: interval}", "bigint"),
        ("{generator: number, type: interval}", "timestamp"),
        ("{generator: number, type: interval}", "jsonb"),
        ("{generator: word, type: bytes}", "integer"),
        ("{generator: word, type: bytes}", "json"),
        ("{generator: datetime, type: timestamptz}", "integer"),
        ("{generator: datetime, type: timestamptz}", "interval"),
        ("{generator: number, type: float32}", "int4"),
        ("object_id", "uuid"),
        ("object_id", "bigint"),
        ("object_id", "jsonb"),
    ],
)
def test_a_column_that_cannot_hold_a_type_is_named_before_the_first_row(
    make_plan: MakePlan, postgresql: str, column: str, type_: str
) -> None:
    plan = make_plan(f"  t:\n    count: 3\n    columns:\n      a: {column}\n")
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE t (a {type_})".encode())

    with pytest.raises(Unsupported, match=r"column t\.a is .*, the schema gives it"):
        fill(plan, postgresql)


@pytest.mark.parametrize(
    ("column", "type_"),
    [
        ("{generator: number, type: interval}", "text"),
        ("{generator: number, type: interval}", "interval"),
        ("{generator: word, type: bytes}", "text"),
        ("{generator: datetime, type: timestamptz}", "timestamp"),
        ("{generator: datetime, type: timestamptz}", "date"),
        ("{generator: number, type: int32}", "smallint"),
        ("{generator: number, min: 1, max: 9, type: float32}", "numeric(9, 2)"),
    ],
)
def test_a_column_of_a_kindred_type_takes_the_values(
    make_plan: MakePlan, postgresql: str, column: str, type_: str
) -> None:
    plan = make_plan(f"  t:\n    count: 3\n    columns:\n      a: {column}\n")
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute(f"CREATE TABLE t (a {type_})".encode())
    fill(plan, postgresql)
    with psycopg.connect(postgresql) as connection:
        assert connection.execute("SELECT count(a) FROM t").fetchone() == (3,)


def test_a_zoned_time_is_the_same_moment_everywhere(make_plan: MakePlan, postgresql: str) -> None:
    value = '{value: "2026-01-31T12:00:00+02:00", type: timestamptz}'
    plan = make_plan(f"  t:\n    count: 1\n    columns:\n      id: {value}\n")
    fill(plan, postgresql)

    assert [(datetime(2026, 1, 31, 10, tzinfo=UTC),)] == stored(postgresql)
    with pytest.raises(MockcraftError):
        fill(plan, postgresql)
