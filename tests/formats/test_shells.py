"""SQL dumps through the shells that people load them with: every byte of a text arrives."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.batches import AWKWARD, PLAIN, batch_of, encoded, plan_of, table_of
from mockcraft.core.types import Type
from mockcraft.errors import DataError
from mockcraft.format import FormatOptions
from mockcraft.formats.sql import Sql

TEXT, INTEGER, JSON = Type("text"), Type("integer"), Type("json")
NASTY = st.text(st.sampled_from("ab\r\n\\'\"\x1a\t;:#-%._$"), max_size=12) | st.sampled_from(
    AWKWARD
)
HEX = b"select encode(convert_to(x, 'UTF8'), 'hex') from t order by id;\n"
ROWS = st.lists(NASTY, min_size=1, max_size=40)
SLOW = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def dump_of(texts: list[str], dialect: str, coded: bool, type_: Type = TEXT) -> bytes:
    table = table_of(INTEGER, type_, names=("id", "x"), count=len(texts))
    plan, format = plan_of(table), Sql(FormatOptions(dialect))
    rows = encoded(format, table, batch_of(table, list(enumerate(texts)), coded), 0)
    return b"".join((format.opening(plan, plan.tables), rows, format.closing(plan, plan.tables)))


def sqlite3_shell(path: Path, script: bytes) -> list[str]:
    made = subprocess.run(
        ["sqlite3", "-bail", str(path)], input=script, capture_output=True, check=False
    )
    assert (0, b"") == (made.returncode, made.stderr), script
    return made.stdout.decode().split()


def psql(uri: str, script: bytes) -> list[str]:
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", uri, "-f", "-"]
    quiet = b"set client_min_messages = warning;\n"
    made = subprocess.run(command, input=quiet + script, capture_output=True, check=False)
    assert (0, b"") == (made.returncode, made.stderr), script
    return made.stdout.decode().split("\n")[:-1]


@SLOW
@given(st.lists(NASTY | st.text(st.sampled_from("a\0\r'")), min_size=1, max_size=40), st.booleans())
def test_sqlite3_reads_every_byte(tmp_path: Path, texts: list[str], coded: bool) -> None:
    script = b"drop table if exists t;\n" + dump_of(texts, "sqlite", coded)
    read = sqlite3_shell(
        tmp_path / "t.db", script + b"select 'x' || hex(x) || typeof(x) from t order by id;\n"
    )

    assert [f"x{each.encode().hex().upper()}text" for each in texts] == read


@SLOW
@given(ROWS, st.booleans())
def test_psql_reads_every_byte(postgresql: str, texts: list[str], coded: bool) -> None:
    script = b"drop table if exists t;\n" + dump_of(texts, "postgresql", coded)
    read = psql(postgresql, script + HEX)

    assert [each.encode().hex() for each in texts] == read


def test_psql_reads_a_dump_in_a_terminal_of_another_encoding(
    postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    read = psql(postgresql, dump_of(["é", "日本"], "postgresql", False) + HEX)

    assert ["é".encode().hex(), "日本".encode().hex()] == read


@pytest.mark.parametrize("coded", [False, True])
def test_a_json_document_with_a_carriage_return_stays_json(postgresql: str, coded: bool) -> None:
    documents = ['{"a":\r\n1}', '{"a": "\\r"}']
    read = psql(
        postgresql, dump_of(documents, "postgresql", coded, JSON) + b"select x from t order by id;"
    )

    assert ['{"a": 1}', '{"a": "\\r"}'] == read


@pytest.mark.parametrize("coded", [False, True])
def test_a_nul_is_refused_where_text_cannot_have_one(coded: bool) -> None:
    with pytest.raises(
        DataError, match=r"t\.x has the character NUL, .* postgresql .*\(row 1 of t\)"
    ):
        dump_of(["a", "b\0"], "postgresql", coded)


NEW: dict[str, Any] = {
    "int32": -(2**31), "float32": 0.5, "timestamptz": datetime(2026, 1, 31, 12, tzinfo=UTC),
    "interval": timedelta(days=-2, seconds=5), "bytes": b"\0\xff'\\", "uuid": "123e4567-e89b-12d3-a456-426614174000",
}  # fmt: skip


def of_every_type(dialect: str, row: dict[str, Any]) -> bytes:
    types = [Type(kind) for kind in row]
    table = table_of(*types, names=tuple(row), count=2)
    plan, format = plan_of(table), Sql(FormatOptions(dialect))
    batch = batch_of(table, [tuple(row.values()), (None,) * len(row)])
    rows = encoded(format, table, batch, 0)
    return b"".join((format.opening(plan, plan.tables), rows, format.closing(plan, plan.tables)))


def test_postgresql_has_every_type_as_such(postgresql: str) -> None:
    psql(postgresql, of_every_type("postgresql", NEW))
    with psycopg.connect(postgresql) as connection:
        connection.execute("SET TIME ZONE 'Asia/Tokyo'")
        first, second = connection.execute("SELECT * FROM t").fetchall()

    assert [*NEW.values()] == [*first[:-1], str(first[-1])]
    assert {None} == set(second)


def test_sqlite_has_every_type_as_what_it_computes_with(tmp_path: Path) -> None:
    sqlite3_shell(tmp_path / "t.db", of_every_type("sqlite", NEW))
    asked = b"select int32, float32, datetime(timestamptz, interval || ' seconds'), hex(bytes) from t limit 1;"

    expected = "-2147483648|0.5|2026-01-29 12:00:05|00FF275C"
    assert expected.split() == sqlite3_shell(tmp_path / "t.db", asked)


@SLOW
@given(st.lists(st.tuples(*PLAIN.values()), min_size=1, max_size=8))
def test_psql_takes_any_value_of_any_type(postgresql: str, rows: list[tuple[Any, ...]]) -> None:
    table = table_of(*map(Type, PLAIN), names=tuple(PLAIN), count=len(rows))
    plan, format = plan_of(table), Sql(FormatOptions("postgresql"))
    data = b"".join((
        b"drop table if exists t;\n",
        format.opening(plan, plan.tables), encoded(format, table, batch_of(table, rows), 0),
        format.closing(plan, plan.tables),
    ))  # fmt: skip
    psql(postgresql, data)
    with psycopg.connect(postgresql) as connection:
        found = connection.execute("SELECT int32, bytes, interval FROM t").fetchall()
    wanted = [
        tuple(row[[*PLAIN].index(kind)] for kind in ("int32", "bytes", "interval")) for row in rows
    ]

    assert wanted == found
