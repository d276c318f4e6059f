"""The tables that runs and dumps make, read back from the database: keys, groups, NULL, indexes."""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

import servers
from dumps import dumps, mariadb_shell, psql, sqlite3_shell
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.sink import LoadOptions
from mockcraft.stored import StoredTable
from plans import open_database, tables

Columns = tuple[str, ...]
SCHEMA = """
firms:
  count: 20
  columns:
    id: {generator: sequence, primary_key: true}
    code: {regex: '[A-Z]{6}', unique: true}
    chief: {ref: staff.id, nulls: 0.2}
    note: {generator: word, nulls: 0.5}
sites:
  count: 60
  columns:
    firm_id: {ref: firms.id, primary_key: true}
    no: {generator: number, min: 1, max: 99, primary_key: true}
    city: city
    street: street
  unique: [[city, street, no]]
staff:
  count: 200
  columns:
    id: {generator: sequence, primary_key: true}
    firm_code: {ref: firms.code}
    boss: {ref: staff.id, nulls: 0.1}
    site_firm: {ref: sites.firm_id, nulls: 0.3}
    site_no: {ref: sites.no, with: site_firm}
    email: {generator: email, unique: true}
badges:
  count: 200
  columns:
    staff_id: {ref: staff.id, primary_key: true}
    issued: date
desks:
  count: 150
  columns:
    id: {generator: uuid, primary_key: true}
    firm_id: {ref: sites.firm_id}
    site_no: {ref: sites.no, with: firm_id}
    firm_again: {ref: firms.id}
"""
NULL = {
    "firms": {"chief", "note"}, "sites": set(), "staff": {"boss", "site_firm", "site_no"},
    "badges": set(), "desks": set(),
}  # fmt: skip
PRIMARY = {
    "firms": ("id",), "sites": ("firm_id", "no"), "staff": ("id",), "badges": ("staff_id",),
    "desks": ("id",),
}  # fmt: skip
UNIQUE: dict[str, set[Columns]] = {
    "firms": {("code",)}, "sites": {("city", "street", "no")}, "staff": {("email",)}, "badges": set(),
    "desks": set(),
}  # fmt: skip
KEYS = {
    "firms": {("chief",): "staff(id)"},
    "sites": {("firm_id",): "firms(id)"},
    "staff": {
        ("firm_code",): "firms(code)",
        ("boss",): "staff(id)",
        ("site_firm", "site_no"): "sites(firm_id,no)",
    },
    "badges": {("staff_id",): "staff(id)"},
    "desks": {("firm_id", "site_no"): "sites(firm_id,no)", ("firm_again",): "firms(id)"},
}
# None for sites and badges, whose primary keys begin with the column.
INDEXES = {
    "desks_firm_again_idx": ("firm_again",),
    "desks_firm_id_site_no_idx": ("firm_id", "site_no"),
    "firms_chief_idx": ("chief",),
    "staff_boss_idx": ("boss",),
    "staff_firm_code_idx": ("firm_code",),
    "staff_site_firm_site_no_idx": ("site_firm", "site_no"),
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return tables(SCHEMA)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    return str(request.getfixturevalue(request.param))


def stored(url: str) -> Mapping[str, StoredTable]:
    connection = engine_of(url).connect(url, False)
    try:
        return connection.catalogue(list(KEYS)).tables
    finally:
        connection.close()


def indexes(url: str) -> dict[str, Columns]:
    """Columns of the indexes that no constraint has made, by name."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        found = connection.execute(
            "SELECT i.name, c.name FROM sqlite_schema i, pragma_index_info(i.name) c "
            "WHERE i.type = 'index' AND i.sql IS NOT NULL ORDER BY i.name, c.seqno"
        ).fetchall()
        connection.close()
    else:
        with psycopg.connect(url) as opened:
            found = opened.execute(
                "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = indexrelid "
                "JOIN pg_attribute a ON a.attrelid = indexrelid JOIN pg_class t ON t.oid = indrelid "
                "WHERE t.relnamespace = 'public'::regnamespace AND NOT EXISTS "
                "(SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u')) "
                "ORDER BY 1, attnum"
            ).fetchall()
    made: dict[str, Columns] = {}
    for name, column in found:
        made[name] = (*made.get(name, ()), column)
    return made


def check_made(url: str) -> None:
    found = stored(url)
    keys = {
        name: {key.columns: f"{key.parent}({','.join(key.parent_columns)})" for key in table.keys}
        for name, table in found.items()
    }

    assert keys == KEYS
    assert PRIMARY == {name: table.primary_key for name, table in found.items()}
    assert UNIQUE == {name: set(table.uniques) for name, table in found.items()}
    assert NULL == {
        name: {each.name for each in table.columns if not each.not_null}
        for name, table in found.items()
    }
    if not url.startswith(("mariadb", "mysql")):  # which index keys by themselves
        assert INDEXES == indexes(url)


def counted(url: str) -> dict[str, int]:
    connection = engine_of(url).connect(url, False)
    try:
        return {name: connection.count(name) for name in KEYS}
    finally:
        connection.close()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "mariadb", "mysql"])
def test_a_run_makes_every_key_and_every_index(
    engine: str, plan: Plan, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    sqlite = f"sqlite:///{tmp_path / 'shop.db'}"
    url = sqlite if engine == "sqlite" else request.getfixturevalue(engine)
    run(plan, open_database(url, LoadOptions()))

    check_made(url)
    assert {table.name: table.count for table in plan.tables} == counted(url)


def test_an_index_passes_over_a_name_that_is_taken(url: str, plan: Plan) -> None:
    statement = 'CREATE TABLE "Staff_Boss_IDX" (id int)'
    if url.startswith("sqlite"):
        sqlite3.connect(url.removeprefix("sqlite:///")).execute(statement).connection.close()
    else:
        with psycopg.connect(url, autocommit=True) as opened:
            opened.execute(statement.lower().encode())
    run(plan, open_database(url, LoadOptions()))
    found = indexes(url)
    (name,) = found.keys() - INDEXES.keys()

    assert name.startswith("staff_boss_")
    assert ("boss",) == found[name]


@pytest.mark.parametrize("parts", [1, 2])
def test_a_dump_in_postgresql_makes_the_same(postgresql: str, plan: Plan, parts: int) -> None:
    for dump in dumps(plan, "postgresql", parts):
        psql(postgresql, dump)

    check_made(postgresql)
    assert {table.name: table.count for table in plan.tables} == counted(postgresql)


@pytest.mark.parametrize("parts", [1, 2])
def test_a_dump_in_sqlite_makes_the_same(tmp_path: Path, plan: Plan, parts: int) -> None:
    for dump in dumps(plan, "sqlite", parts):
        sqlite3_shell(tmp_path / "t.db", dump)
    url = f"sqlite:///{tmp_path / 't.db'}"

    check_made(url)
    assert {table.name: table.count for table in plan.tables} == counted(url)


@pytest.mark.parametrize("parts", [1, 2])
def test_a_dump_in_mysql_makes_the_same(
    mariadb: str, mariadb_server: servers.MariaDB, plan: Plan, parts: int
) -> None:
    for dump in dumps(plan, "mysql", parts):
        mariadb_shell(mariadb, dump)
    schema = urlsplit(mariadb).path[1:]
    keys: dict[str, dict[Columns, str]] = {name: {} for name in KEYS}
    for table, columns, parent, theirs in mariadb_server.execute(
        "SELECT table_name, group_concat(column_name ORDER BY ordinal_position), referenced_table_name, "
        "group_concat(referenced_column_name ORDER BY ordinal_position) "
        f"FROM information_schema.key_column_usage WHERE table_schema = '{schema}' "
        "AND referenced_table_name IS NOT NULL "
        "GROUP BY table_name, constraint_name, referenced_table_name"
    ):
        keys[table][tuple(columns.split(","))] = f"{parent}({theirs})"
    counts = {
        name: mariadb_server.execute(f"SELECT count(*) FROM {schema}.{name}")[0][0] for name in KEYS
    }
    alike = mariadb_server.execute(
        "SELECT table_name, columns FROM (SELECT table_name, index_name, "
        "group_concat(column_name ORDER BY seq_in_index) AS columns FROM information_schema.statistics "
        f"WHERE table_schema = '{schema}' GROUP BY table_name, index_name) AS i "
        "GROUP BY table_name, columns HAVING count(*) > 1"
    )
    numbered = mariadb_server.execute(
        f"INSERT INTO {schema}.firms (code) VALUES ('own') RETURNING id"
    )

    assert keys == KEYS
    assert {table.name: table.count for table in plan.tables} == counts
    assert [] == alike  # no index twice
    assert [(21,)] == numbered
