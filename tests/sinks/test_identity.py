"""Primary keys that count: an application can insert rows without one after a run."""

import sqlite3
from pathlib import Path
from typing import Any

import psycopg
import pytest

from dumps import dumps, psql, sqlite3_shell
from mockcraft.core.plan import Plan
from mockcraft.engine import run
from mockcraft.formats.ddl import create_table
from mockcraft.formats.dialects import DIALECTS
from mockcraft.schema.bind import Overrides, load
from mockcraft.seeder import seed_database
from mockcraft.sink import LoadOptions
from plans import open_database, tables

# The key after the last of three rows, where the database goes on with the step.
KEYS = {
    "plain": ("", "integer", 4),
    "step": ("start: 10, step: 10, ", "integer", 40),
    "zero": ("start: 0, ", "integer", 3),
    "below": ("start: -7, step: 2, ", "integer", -1),
    "down": ("start: -1, step: -1, ", "integer", -4),
    "fall": ("start: 50, step: -20, ", "int32", -10),
    "small": ("start: 5, ", "int32", 8),
}
PLAN = "\n".join(
    f"{name}:\n  count: 3\n  columns:\n"
    f"    id: {{generator: sequence, {options}type: {kind}, primary_key: true}}\n"
    "    note: {value: made}"
    for name, (options, kind, _) in KEYS.items()
)
# Not numbered by the database: no whole key, no number, no key at all.
OTHERS = """
pair:
  count: 3
  columns:
    id: {generator: sequence, primary_key: true}
    kind: {values: [a, b], primary_key: true}
text:
  count: 3
  columns:
    id: {generator: sequence, type: text, primary_key: true}
beside:
  count: 3
  columns:
    id: {generator: sequence, unique: true}
random:
  count: 3
  columns:
    id: {generator: number, min: 1, max: 1000, primary_key: true}
"""


def inserted(url: str, names: Any) -> dict[str, int]:
    """The key that each table gives to a row without one."""
    statements = {n: f"INSERT INTO \"{n}\" (note) VALUES ('own') RETURNING id" for n in names}
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        made = {n: connection.execute(s).fetchall()[0][0] for n, s in statements.items()}
        connection.commit()
        connection.close()
        return made
    with psycopg.connect(url) as opened:
        return {n: opened.execute(s.encode()).fetchall()[0][0] for n, s in statements.items()}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    return str(request.getfixturevalue(request.param))


def after_highest(plan: Plan) -> dict[str, int]:
    """What databases give that know no step: one more than the highest key."""
    found = {}
    for name in KEYS:
        identity = plan.table(name).identity
        assert identity is not None
        _, start, step = identity
        found[name] = max(start, start + 2 * step) + 1
    return found


def test_a_row_without_a_key_gets_the_one_behind_the_last_row(url: str) -> None:
    plan = tables(PLAN)
    run(plan, open_database(url, LoadOptions()))

    steps = url.startswith("postgresql")
    expected = {name: key for name, (_, _, key) in KEYS.items()} if steps else after_highest(plan)
    assert expected == inserted(url, KEYS)


@pytest.mark.parametrize("family", ["mariadb", "mysql"])
def test_the_mysql_family_goes_on_behind_the_highest_key(
    family: str, request: pytest.FixtureRequest
) -> None:
    url, server = request.getfixturevalue(family), request.getfixturevalue(f"{family}_server")
    plan, found = tables(PLAN), {}
    run(plan, open_database(url, LoadOptions()))
    with server.cursor() as cursor:
        for name in KEYS:
            cursor.execute(f"INSERT INTO {url.rpartition('/')[2]}.{name} (note) VALUES ('own')")
            found[name] = cursor.lastrowid

    assert {name: max(key, 1) for name, key in after_highest(plan).items()} == found


def test_an_append_goes_on_behind_rows_of_the_application_and_it_behind_those(
    url: str, tmp_path: Path
) -> None:
    schema = "version: 1\ntables:\n" + "".join(f"  {line}\n" for line in PLAN.splitlines())
    file = tmp_path / "schema.yaml"
    file.write_text(schema)
    run(load(file)[1], open_database(url, LoadOptions()))
    inserted(url, ["plain", "small"])
    spec, _ = load(file)
    options = LoadOptions(existing="append")
    seed_database(spec, Overrides(counts=dict.fromkeys(KEYS, 3)), url, options).run()

    # Rows 1 to 3, one of the application, three appended.
    assert {"plain": 8, "small": 12} == inserted(url, ["plain", "small"])


@pytest.mark.parametrize("name", ["pair", "text", "beside", "random"])
def test_other_columns_are_no_identities(name: str) -> None:
    plan = tables(OTHERS)

    assert plan.table(name).identity is None
    assert "IDENTITY" not in create_table(plan, plan.table(name), DIALECTS["postgresql"])
    assert "AUTO_INCREMENT" not in create_table(plan, plan.table(name), DIALECTS["mysql"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plain", '"id" bigint NOT NULL GENERATED BY DEFAULT AS IDENTITY,'),
        ("step", "AS IDENTITY (INCREMENT BY 10 START WITH 10),"),
        ("zero", "AS IDENTITY (MINVALUE 0 START WITH 0),"),
        ("below", "AS IDENTITY (INCREMENT BY 2 MINVALUE -7 START WITH -7),"),
        ("down", "AS IDENTITY (INCREMENT BY -1),"),
        ("fall", '"id" integer NOT NULL GENERATED BY DEFAULT AS IDENTITY (INCREMENT BY -20 MAXVALUE 50 START WITH 50),'),
    ],
)  # fmt: skip
def test_postgresql_is_told_start_and_step(name: str, expected: str) -> None:
    plan = tables(PLAN)

    assert expected in create_table(plan, plan.table(name), DIALECTS["postgresql"])


def test_mysql_numbers_the_rows_behind_the_highest() -> None:
    plan = tables(PLAN)

    assert "`id` int NOT NULL AUTO_INCREMENT,\n" in create_table(
        plan, plan.table("small"), DIALECTS["mysql"]
    )


@pytest.mark.parametrize("parts", [1, 2])
def test_a_dump_in_postgresql_goes_on_behind_its_rows(postgresql: str, parts: int) -> None:
    for dump in dumps(tables(PLAN), "postgresql", parts):
        psql(postgresql, dump)

    assert {name: key for name, (_, _, key) in KEYS.items()} == inserted(postgresql, KEYS)


def test_a_dump_in_sqlite_goes_on_behind_its_rows(tmp_path: Path) -> None:
    plan = tables(PLAN)
    for dump in dumps(plan, "sqlite"):
        sqlite3_shell(tmp_path / "t.db", dump)

    assert after_highest(plan) == inserted(f"sqlite:///{tmp_path / 't.db'}", KEYS)


def test_a_key_at_the_end_of_its_type_is_the_last_one(postgresql: str) -> None:
    end = 2**31 - 1
    plan = tables(
        f"t:\n  count: 20\n  columns:\n    id: {{generator: sequence, start: {end - 19}, type: int32, primary_key: true}}"
        "\n    note: {value: made}"
    )
    for dump in dumps(plan, "postgresql"):
        psql(postgresql, dump)

    with pytest.raises(psycopg.errors.UniqueViolation):
        inserted(postgresql, ["t"])
