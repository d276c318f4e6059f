"""MySQL and MariaDB: what is stored, what is refused, and what is left of a run that ends badly."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.core.plan import Plan, Table
from mockcraft.core.types import Type
from mockcraft.database import engine_of
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import Progress, run
from mockcraft.errors import MockcraftError, SinkError, UserError
from mockcraft.sink import LoadOptions
from mockcraft.sinks import fitting
from mockcraft.sinks.cleaning import Cleaning
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan, rows_of
from sinks.relational import Mysql

PEOPLE = """
  people:
    count: 300
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
"""
PETS = """
  pets:
    count: 200
    columns:
      id: {generator: sequence, primary_key: true}
      owner: {ref: people.id}
"""
ALL_TYPES = r"""
  people:
    count: 400
    columns:
      id: {generator: sequence, primary_key: true}
      small: {generator: number, min: -2147483648, max: 2147483647, type: int32}
      key: {generator: uuid, unique: true}
      name: firstname
      nickname: {generator: lastname, nulls: 0.3}
      born: birth_date
      seen: datetime
      at: {generator: datetime, type: timestamptz, nulls: 0.2}
      wakes: time
      took: {generator: number, min: -90000, max: 90000, type: interval}
      active: {values: [true, false]}
      balance: {generator: price, min: 0, max: 5000}
      most: {values: ["9999999999999999.99", "-9999999999999999.99", "0.01"], type: "decimal(18,2)"}
      share: {values: ['0.5', '-2.25', '1e-300', '1.7e308'], type: float}
      real: {values: [0.5, -2.25], type: float32}
      file: {regex: '\\x(00|09|0a|27|5c|ff){4}', type: bytes, nulls: 0.2}
      chief: {ref: people.id, nulls: 0.2}
      address: {fields: {city: city, floor: {generator: number, min: 0, max: 9}}}
      tags: {items: {values: ["a b", 'q"uote', "back\\slash", "new\nline"]}, count: 0..3}
  notes:
    count: {per: people, min: 0, max: 5}
    columns:
      person: {ref: people.id, primary_key: true}
      number: {generator: number, min: 1, max: 9, primary_key: true}
      text: {values: ["", "tab\there", "back\\slash", "\\N", 'quo"te', "it's", "new\nline", "return\r",
                      "naïve ☃ 𝄞", "NULL", "\0", "\x1a", "%s", "@x"]}
  alone:
    count: 9
    columns:
      text: {values: ["", "\\N", "'"]}
"""


@pytest.fixture(params=["mariadb", "mysql"])
def database(request: pytest.FixtureRequest) -> Mysql:
    return Mysql(request.getfixturevalue(request.param))


@pytest.fixture
def server(request: pytest.FixtureRequest, database: Mysql) -> servers.Server:
    """That the database is on."""
    made: servers.Server = request.getfixturevalue(
        f"{request.node.callspec.params['database']}_server"
    )
    return made


@contextmanager
def variable(server: servers.Server, name: str, value: str) -> Iterator[None]:
    """The server with a global variable set."""
    ((before,),) = server.execute(f"SELECT @@GLOBAL.{name}")
    server.execute(f"SET GLOBAL {name} = {value}")
    try:
        yield
    finally:
        quoted = before if isinstance(before, int) else f"'{before}'"
        server.execute(f"SET GLOBAL {name} = {quoted}")


@pytest.fixture(params=["load", "insert"])
def way(request: pytest.FixtureRequest, server: servers.Server) -> Iterator[str]:
    """How rows go: by LOAD DATA, or by INSERT where the server forbids that."""
    with variable(server, "local_infile", str(int(request.param == "load"))):
        yield request.param


def fill(plan: Plan, database: Mysql, existing: str = "refuse", create: bool = True) -> None:
    """In small transactions, unless the sink needs one for all."""
    options = LoadOptions(create, existing)
    sink = DatabaseSink(engine_of(database.url), database.url, options, batch_rows=100)
    run(plan, sink, batch_rows=40)


def refusal(plan: Plan, database: Mysql, **options: Any) -> str:
    with pytest.raises(MockcraftError) as caught:
        fill(plan, database, **options)
    parts = urlsplit(database.url)
    assert str(parts.password) not in str(caught.value)
    return str(caught.value).replace(f"{parts.hostname}:{parts.port}{parts.path}", "DB")


def one_column(column: str, rows: int = 3) -> str:
    return f"  t:\n    count: {rows}\n    columns:\n      a: {column}\n"


# ---------------------------------------------------------------------- what is stored


def canonical(value: Any, type_: Type) -> Any:
    if value is None:
        return None
    if type_.nested:
        return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)
    if type_.kind == "boolean":
        return str(value).lower() in ("true", "1")
    if type_.kind in ("float", "float32", "decimal"):
        return (
            float(value) if type_.family == "number" and type_.kind != "decimal" else Decimal(value)
        )
    if type_.kind == "interval":
        return int(value.total_seconds()) if hasattr(value, "total_seconds") else value
    if type_.kind == "bytes":
        return bytes(value)
    return str(value).removesuffix("+00:00")


def expected(plan: Plan, table: Table) -> list[list[Any]]:
    rows = [list(row.values()) for row in rows_of(plan, table.name).to_pylist()]
    return as_there(table, rows)


def as_there(table: Table, rows: Any) -> list[list[Any]]:
    return [
        [canonical(value, column.type) for value, column in zip(row, table.columns, strict=True)]
        for row in rows
    ]


def test_every_type_is_stored_as_it_is(make_plan: MakePlan, database: Mysql, way: str) -> None:
    plan = make_plan(ALL_TYPES)
    fill(plan, database)

    assert sorted(["alone", "notes", "people"]) == database.tables()
    for table in plan.tables:
        order = ", ".join(f"`{name}`" for name in table.primary_key)
        found = database.query(f"SELECT * FROM {table.name}" + f" ORDER BY {order}" * bool(order))
        made, there = expected(plan, table), as_there(table, found)
        key = [table.columns.index(table.column(name)) for name in table.primary_key]
        assert sorted(made, key=lambda row: [int(row[k]) for k in key]) == there


STORED = [
    ("tinyint", "{values: [-128, 127]}", {-128, 127}),
    ("tinyint unsigned", "{values: [0, 255]}", {0, 255}),
    ("bigint unsigned", "{values: [0, 9223372036854775807]}", {0, 2**63 - 1}),
    ("bit(1)", "{values: [true, false]}", {b"\0", b"\1"}),
    ("bit(8)", "{values: [0, 49, 255]}", {b"\0", b"1", b"\xff"}),
    ("enum('a','it''s','1')", "{values: [\"it's\", '1']}", {"it's", "1"}),
    (r"enum('a\\b','{}','1')", r"{values: ['a\b', '{}', '1']}", {"a\\b", "{}", "1"}),
    ("set('x','y')", "{values: ['x,y', 'y', '']}", {"x,y", "y", ""}),
    ("set('2','1')", "{values: ['1', '2,1']}", {"1", "2,1"}),
    ("year", "{values: [1901, 2155]}", {1901, 2155}),
    ("json", "{fields: {b: {value: 1}}}", {'{"b":1}', '{"b": 1}'}),
    ("varbinary(4)", r"{regex: '\\x00ff5c27', type: bytes}", {b"\x00\xff\\'"}),
    ("binary(2)", "{value: ab}", {b"ab"}),
    ("char(3) character set latin1", "{value: äöü}", {"äöü"}),
    ("decimal(18,4)", '{value: "12345678901234.5678", type: "decimal(18,4)"}', {Decimal("12345678901234.5678")}),
    ("bigint", "{value: 90, type: interval}", {90}),
    ("timestamp null", "{value: 1970-01-01 00:00:01, type: timestamp}", {"1970-01-01 00:00:01"}),
    ("datetime(6)", "{value: 9999-12-31 23:59:59, type: timestamp}", {"9999-12-31 23:59:59"}),
    ("date", "{value: 1000-01-01, type: date}", {"1000-01-01"}),
    ("time", "{value: '23:59:59', type: time}", {"23:59:59"}),
    ("time(6)", "{value: '00:00:00', type: time}", {"00:00:00.000000"}),
    ("longtext", "{value: x, type: text}", {"x"}),
]  # fmt: skip


@pytest.mark.parametrize(("type_", "column", "values"), STORED)
def test_existing_columns_take_their_values(
    make_plan: MakePlan, database: Mysql, way: str, type_: str, column: str, values: set[Any]
) -> None:
    database.query(f"CREATE TABLE t (a {type_})")
    fill(make_plan(one_column(column, 60)), database)
    found = {value for (value,) in database.query("SELECT a FROM t")}

    assert found <= values | {value for value in found if str(value) in values}
    assert 60 == database.query("SELECT count(a) FROM t")[0][0]
    assert len(found) == (1 if type_ == "json" else len(values))


REFUSED = [
    ("tinyint", "{value: 128}", "Out of range value for column 'a'"),
    ("int unsigned", "{value: -1}", "Out of range value for column 'a'"),
    ("varchar(3)", "{value: abcd}", "Data too long for column 'a'"),
    ("varbinary(1)", "{value: abc, type: bytes}", "Data too long for column 'a'"),
    ("enum('a','b')", "{value: c}", "Data truncated for column 'a'"),
    ("enum('a','b')", "{value: '1'}", "Data truncated for column 'a'"),
    (r"enum('a\\','{}','2')", "{value: '1'}", "Data truncated for column 'a'"),
    ("enum('a','2')", "{value: ' +1'}", "Data truncated for column 'a'"),
    ("enum('a','b')", "{value: ''}", "Data truncated for column 'a'"),
    ("set('x','y')", "{value: 'x,z'}", "Data truncated for column 'a'"),
    ("set('x','y')", "{value: '3'}", "Data truncated for column 'a'"),
    (r"set('x\\','y')", "{value: '2'}", "Data truncated for column 'a'"),
    ("bit(2)", "{value: 4}", "Data too long for column 'a'"),
    ("year", "{value: 1900}", "Out of range value for column 'a'"),
    ("decimal(5,1)", '{value: "1.25", type: "decimal(9,2)"}', "Data truncated for column 'a'"),
    ("decimal(5,1), b decimal(9,1) AS (a * 1.19)", '{value: "1.25", type: "decimal(9,2)"}', "Data truncated for column 'a'"),
    ("decimal(5,1)", '{value: "99999.9", type: "decimal(9,1)"}', "Out of range value for column 'a'"),
    ("timestamp null", "{value: 1969-12-31 23:59:59, type: timestamp}", "Incorrect datetime value"),
    ("date", "{value: 2026-01-31 12:00:00, type: timestamp}", "a"),
    ("int", "{value: x12}", "Incorrect integer value: 'x12' for column"),
    ("int", "{value: 12x}", "a"),
    ("datetime", "{value: 2026-02-31, type: text}", "Incorrect datetime value: '2026-02-31' for column"),
    ("varchar(9) character set latin1", "{value: ☃}", "Incorrect string value"),
    ("float", "{value: '1e39', type: float}", "Out of range value for column 'a'"),
    ("int unique", "{value: 1}", "Duplicate entry '1' for key"),
    ("int, check (a < 9)", "{value: 9}", "a"),
]  # fmt: skip


@pytest.fixture
def unforeseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Values are not looked at before the first row, as if they came between the rows that are."""
    monkeypatch.setattr(fitting, "excesses", lambda *given: ())


@pytest.mark.usefixtures("unforeseen")
@pytest.mark.parametrize(("type_", "column", "said"), REFUSED)
def test_a_value_that_does_not_fit_fails_the_run_and_is_named_with_its_row(
    make_plan: MakePlan, database: Mysql, way: str, type_: str, column: str, said: str
) -> None:
    database.query(f"CREATE TABLE t (n int, a {type_})")
    columns = f"      n: {{generator: sequence}}\n      a: {column}\n"
    plan = make_plan(f"  t:\n    count: 3\n    columns:\n{columns}")

    message = refusal(plan, database)
    row = 1 if "unique" in type_ else 0
    assert f"DB: table t, row {row}: " in message
    assert said in message
    assert [] == database.query("SELECT * FROM t")
    assert ["t"] == database.tables()


@pytest.mark.parametrize(
    ("type_", "column", "said"),
    [
        ("tinyint unsigned", "{value: 256}", "column t.a is tinyint"),
        ("varchar(3)", "{value: abcd}", "row 0 gives it 'abcd', of 4 characters"),
        ("enum('a','b')", "{value: c}", "which holds a, b; row 0 gives it 'c'"),
    ],
)
def test_values_that_do_not_fit_are_told_before_the_first_row(
    make_plan: MakePlan, database: Mysql, type_: str, column: str, said: str
) -> None:
    database.query(f"CREATE TABLE t (a {type_})")

    assert said in refusal(make_plan(one_column(column)), database)


@pytest.mark.usefixtures("unforeseen")
def test_a_row_in_the_midst_is_found_and_earlier_transactions_are_taken_back(
    make_plan: MakePlan, database: Mysql, way: str
) -> None:
    database.query("CREATE TABLE t (id int primary key, a tinyint)")
    columns = "      id: {generator: sequence, primary_key: true}\n      a: {expr: 'case when id = 251 then 300 else 1 end'}\n"
    plan = make_plan(f"  t:\n    count: 400\n    columns:\n{columns}")

    assert "DB: table t, row 250: Out of range value for column 'a'" == refusal(plan, database)
    assert [] == database.query("SELECT * FROM t")
    assert ["t"] == database.tables()


def test_text_is_as_long_as_it_likes(make_plan: MakePlan, database: Mysql) -> None:
    plan = make_plan(one_column("{expr: \"repeat('ä', 70000)\"}"))
    fill(plan, database)

    assert [(70_000,)] * 3 == database.query("SELECT char_length(a) FROM t")


def test_the_largest_float32_is_stored(make_plan: MakePlan, database: Mysql, way: str) -> None:
    fill(
        make_plan(one_column('{values: ["3.4028235e38", "-3.4028235e38"], type: float32}', 20)),
        database,
    )

    edge = 3.4028234663852886e38
    found = database.query(f"SELECT count(*) FROM t WHERE a = {edge} OR a = -{edge}")
    assert [20] == [int(count) for (count,) in found]


def test_a_foreign_key_to_no_row_fails_the_run(
    make_plan: MakePlan, database: Mysql, way: str
) -> None:
    database.query("CREATE TABLE p (id int primary key)")
    database.query("CREATE TABLE t (a int, foreign key (a) references p (id))")

    message = refusal(make_plan(one_column("{value: 7}")), database)
    assert (
        "DB: table t, row 0: Cannot add or update a child row: a foreign key constraint fails"
        in message
    )


def test_texts_that_a_collation_takes_for_one_are_told(
    make_plan: MakePlan, database: Mysql, way: str
) -> None:
    database.query("CREATE TABLE t (a varchar(9) COLLATE utf8mb4_general_ci UNIQUE)")
    plan = make_plan(
        "  t:\n    count: 2\n    columns:\n      a: {values: [Ca, CA], unique: true}\n"
    )

    assert (
        "the collation utf8mb4_general_ci of a takes texts for one that differ in case or accents alone; "
        "utf8mb4_bin tells them apart"
    ) in refusal(plan, database)
    database.query("DROP TABLE t")
    fill(plan, database)
    assert {("Ca",), ("CA",)} == set(database.query("SELECT a FROM t"))


def test_columns_that_are_left_out_get_their_defaults_and_generated_ones_their_values(
    make_plan: MakePlan, database: Mysql
) -> None:
    database.query(
        "CREATE TABLE people (n int auto_increment primary key, id int unique, twice int as (id * 2) stored, "
        "name varchar(99), kind varchar(9) not null default 'new', at timestamp default current_timestamp)"
    )
    fill(make_plan(PEOPLE), database)
    found = database.query("SELECT id, twice, kind, at IS NOT NULL FROM people ORDER BY n")

    assert [(n, 2 * n, "new", 1) for n in range(1, 301)] == found


def test_a_moment_is_the_same_whatever_the_servers_time_zone(
    make_plan: MakePlan, database: Mysql, server: servers.Server
) -> None:
    database.query("CREATE TABLE t (a timestamp null, b datetime)")
    with variable(server, "time_zone", "'+09:00'"):
        value = '{value: "2026-03-29T02:30:00+02:00", type: timestamptz}'
        plan = make_plan(f"  t:\n    count: 1\n    columns:\n      a: {value}\n      b: {value}\n")
        fill(plan, database)
    found = database.query("SELECT unix_timestamp(a), cast(b as char) FROM t")

    assert [(1774744200, "2026-03-29 00:30:00")] == [(int(n), text) for n, text in found]


@pytest.mark.parametrize("mode", ["ANSI_QUOTES,NO_BACKSLASH_ESCAPES", "", "PIPES_AS_CONCAT"])
def test_the_servers_modes_change_nothing(
    make_plan: MakePlan, database: Mysql, server: servers.Server, mode: str
) -> None:
    plan = make_plan(ALL_TYPES)
    with variable(server, "sql_mode", f"'{mode}'"):
        fill(plan, database)
    found = database.query("SELECT text FROM notes ORDER BY person, number")

    assert len(found) == plan.table("notes").count
    assert {("back\\slash",), ("\\N",), ("it's",)} <= set(found)


def test_a_database_of_another_character_set_takes_all_text(
    make_plan: MakePlan, database: Mysql
) -> None:
    database.query(f"ALTER DATABASE {urlsplit(database.url).path[1:]} CHARACTER SET latin1")
    fill(make_plan(one_column("{value: 'naïve ☃ 𝄞'}")), database)

    assert [("naïve ☃ 𝄞",)] * 3 == database.query("SELECT a FROM t")


# ---------------------------------------------------------------------- tables


def test_names_have_up_to_64_characters(make_plan: MakePlan, database: Mysql) -> None:
    name = "ü" * 64
    fill(make_plan(PEOPLE.replace("people", name)), database)

    assert [name] == database.tables()
    assert "is longer than 64 characters (shorten it)" in refusal(
        make_plan(PEOPLE.replace("people", name + "x")), database
    )


def test_a_schema_is_a_database_which_is_made_and_goes_with_a_run_that_fails(
    make_plan: MakePlan, database: Mysql, server: servers.Server
) -> None:
    other = urlsplit(database.url).path[1:] + "_sales"
    plan = make_plan(PEOPLE.replace("people", f"{other}.leads"))
    try:
        with pytest.raises(RuntimeError):
            _failing(plan, database)
        assert [] == server.execute(f"SHOW DATABASES LIKE '{other}'")
        fill(plan, database)
        assert [(300,)] == database.query(f"SELECT count(*) FROM {other}.leads")
        assert [] == database.tables()
    finally:
        server.execute(f"DROP DATABASE IF EXISTS {other}")


def _failing(plan: Plan, database: Mysql) -> None:
    def report(progress: Progress) -> None:
        if progress.rows > 150:
            raise RuntimeError

    options = LoadOptions()
    sink = DatabaseSink(engine_of(database.url), database.url, options, batch_rows=100)
    run(plan, sink, batch_rows=40, report=report)


def test_a_table_that_keeps_no_rows_is_refused_before_the_first_one(
    make_plan: MakePlan, database: Mysql
) -> None:
    database.query("CREATE TABLE people (id bigint, name char(9)) ENGINE=MRG_MyISAM")
    message = (
        "DB: table people is stored by MRG_MyISAM, which keeps rows elsewhere, or none "
        "(ALTER TABLE `people` ENGINE=InnoDB)"
    )

    assert message.lower() == refusal(make_plan(PEOPLE), database).lower()
    sink = DatabaseSink(engine_of(database.url), database.url, LoadOptions())
    plan = make_plan(PEOPLE)
    assert "is stored by MRG_M" in str(sink.foresee(plan, plan.ranges).refusal)


def test_views_are_refused(make_plan: MakePlan, database: Mysql) -> None:
    database.query("CREATE VIEW people AS SELECT 1 AS id, 'x' AS name")

    assert "DB: people is a view (name a table)" == refusal(make_plan(PEOPLE), database)


def test_triggers_work_and_what_they_wrote_goes_with_a_run_that_fails(
    make_plan: MakePlan, database: Mysql
) -> None:
    database.query("CREATE TABLE log (n bigint)")
    database.query("CREATE TABLE people (id bigint primary key, name text)")
    database.query(
        "CREATE TRIGGER copy AFTER INSERT ON people FOR EACH ROW INSERT INTO log VALUES (NEW.id)"
    )
    plan = make_plan(PEOPLE)
    with pytest.raises(RuntimeError):
        _failing(plan, database)
    assert [(0,)] == database.query("SELECT count(*) FROM log")
    fill(plan, database)

    assert [(300,)] == database.query("SELECT count(*) FROM log")


@pytest.mark.parametrize("when", ["BEFORE", "AFTER"])
def test_the_row_that_a_trigger_refuses_is_named(
    make_plan: MakePlan, database: Mysql, when: str
) -> None:
    """It ends a LOAD DATA as a whole, which says neither the row nor the trigger."""
    database.query("CREATE TABLE people (id bigint primary key, name text)")
    database.query(
        f"CREATE TRIGGER audit {when} INSERT ON people FOR EACH ROW IF NEW.id = 250 THEN "
        "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no such id'; END IF"
    )

    assert "DB: table people, row 249: no such id" == refusal(make_plan(PEOPLE), database)
    assert [(0,)] == database.query("SELECT count(*) FROM people")


def test_rows_go_on_behind_the_last_one_and_truncate_begins_anew(
    make_plan: MakePlan, database: Mysql
) -> None:
    database.query("CREATE TABLE people (id bigint auto_increment primary key, name text)")
    fill(make_plan(PEOPLE), database)
    database.query("INSERT INTO people (name) VALUES ('own')")
    assert [(301,)] == database.query("SELECT max(id) FROM people")

    fill(make_plan(PEOPLE.replace("300", "100")), database, existing="truncate")
    database.query("INSERT INTO people (name) VALUES ('own')")
    assert [(101, 101)] == database.query("SELECT max(id), count(*) FROM people")


def test_a_number_0_is_a_number(make_plan: MakePlan, database: Mysql, way: str) -> None:
    database.query("CREATE TABLE t (id bigint auto_increment primary key)")
    plan = make_plan(
        "  t:\n    count: 3\n    columns:\n      id: {generator: sequence, start: 0, primary_key: true}\n"
    )
    fill(plan, database)

    assert [(0,), (1,), (2,)] == database.query("SELECT id FROM t ORDER BY id")


def test_tables_whose_rows_refer_to_one_another_are_emptied(
    make_plan: MakePlan, database: Mysql
) -> None:
    plan = make_plan(ALL_TYPES)
    fill(plan, database)
    fill(plan, database, existing="truncate")

    assert [(400,)] == database.query("SELECT count(*) FROM people")


def test_a_truncate_that_fails_keeps_the_rows(make_plan: MakePlan, database: Mysql) -> None:
    fill(make_plan(PEOPLE + PETS), database)
    database.query("ALTER TABLE pets ADD CHECK (owner <= 300)")
    before = database.content()
    more = make_plan((PEOPLE + PETS).replace("300", "500"))

    assert re.search(r"DB: table pets, row \d+: ", refusal(more, database, existing="truncate"))
    assert before == database.content()


def test_rows_of_tables_outside_the_plan_are_not_deleted(
    make_plan: MakePlan, database: Mysql
) -> None:
    fill(make_plan(PEOPLE), database)
    database.query(
        "CREATE TABLE other (person bigint, FOREIGN KEY (person) REFERENCES people (id) ON DELETE CASCADE)"
    )
    database.query("INSERT INTO other VALUES (1)")

    assert (
        "emptying people would change table other, which refers to it with ON DELETE CASCADE"
        in refusal(make_plan(PEOPLE), database, existing="truncate")
    )
    assert [(1,)] == database.query("SELECT * FROM other")


CIRCLE = """
  teams:
    count: 50
    columns:
      id: {generator: sequence, primary_key: true}
      captain: {ref: members.id, nulls: 0.1}
  members:
    count: 200
    columns:
      id: {generator: sequence, primary_key: true}
      team: {ref: teams.id}
"""


def test_keys_that_close_a_circle_are_added_behind_the_rows(
    make_plan: MakePlan, database: Mysql
) -> None:
    fill(make_plan(CIRCLE), database)
    ((_, statement),) = database.query("SHOW CREATE TABLE teams")

    assert "FOREIGN KEY (`captain`) REFERENCES `members` (`id`)" in statement


@pytest.mark.parametrize("existing", ["append", "truncate"])
def test_tables_in_a_circle_are_removed_and_seeded_anew(
    make_plan: MakePlan, database: Mysql, existing: str
) -> None:
    """Their keys are checked at once, so rows can be put into them by one way alone, which is told."""
    plan = make_plan(CIRCLE)
    fill(plan, database)

    assert (
        "is checked at once (mockcraft clean removes the tables, with the file and seed that made them: then seed "
        "anew)"
    ) in refusal(plan, database, existing=existing)
    Cleaning(engine_of(database.url), database.url, plan).run()
    fill(make_plan(CIRCLE.replace("200", "300")), database)
    assert [(300,)] == database.query("SELECT count(*) FROM members")


def test_tables_in_a_circle_of_others_are_filled_without_their_key(
    make_plan: MakePlan, database: Mysql
) -> None:
    database.query(
        "CREATE TABLE teams (id bigint PRIMARY KEY, captain bigint NOT NULL)",
        "CREATE TABLE members (id bigint PRIMARY KEY, team bigint NOT NULL REFERENCES teams (id))",
        "ALTER TABLE teams ADD CONSTRAINT led FOREIGN KEY (captain) REFERENCES members (id)",
    )
    plan = make_plan(CIRCLE.replace(", nulls: 0.1", ""))
    message = refusal(plan, database)

    drop = "ALTER TABLE `teams` DROP FOREIGN KEY `led`"
    assert (
        f"its foreign key led is checked at once ({drop}, and add it again afterwards; or end the URL with "
        "?keys=later" in message
    )
    database.query(drop)
    fill(plan, database)
    fill(plan, database, existing="truncate")
    database.query("ALTER TABLE teams ADD FOREIGN KEY (captain) REFERENCES members (id)")


def test_two_runs_at_once_do_not_meet(make_plan: MakePlan, database: Mysql) -> None:
    plan = make_plan(PEOPLE)
    fill(plan, database)
    first = DatabaseSink(engine_of(database.url), database.url, LoadOptions(existing="truncate"))
    first.create(plan, plan.ranges)
    try:
        message = refusal(plan, database, existing="truncate")
    finally:
        first.finish(RuntimeError())

    assert (
        "DB: another run is filling table people (wait until it is done; it is connection "
        in message
    )
    fill(plan, database, existing="truncate")


def test_rows_that_others_have_locked_are_told_and_so_is_what_is_left(
    make_plan: MakePlan, database: Mysql, server: servers.Server, way: str
) -> None:
    database.query("CREATE TABLE people (id bigint primary key, name text)")
    with (
        variable(server, "innodb_lock_wait_timeout", "1"),
        type(server)(database.url).cursor() as theirs,
    ):
        theirs.execute("BEGIN")
        theirs.execute("INSERT INTO people VALUES (250, 'theirs')")
        message = refusal(make_plan(PEOPLE), database)
        theirs.execute("COMMIT")

    said = "Lock wait timeout exceeded; try restarting transaction (another program has locked it: try again"
    assert said in message
    assert "so rows of this run are left in people" in message
    assert CHECKPOINT in database.tables()
    fill(make_plan(PEOPLE), database, existing="truncate")
    assert [(300,)] == database.query("SELECT count(*) FROM people")
    assert ["people"] == database.tables()


def test_rows_that_refer_to_one_another_are_taken_back(
    make_plan: MakePlan, database: Mysql
) -> None:
    database.query(
        "CREATE TABLE people (id bigint primary key, chief bigint, FOREIGN KEY (chief) REFERENCES people (id))"
    )
    columns = "      chief: {ref: people.id, nulls: 0.1}"
    plan = make_plan(PEOPLE.replace("      name: firstname", columns))
    with pytest.raises(RuntimeError):
        _failing(plan, database)

    assert [] == database.query("SELECT * FROM people")
    assert ["people"] == database.tables()


def test_rows_that_others_add_meanwhile_stay_when_a_run_is_taken_back(
    make_plan: MakePlan, database: Mysql, way: str
) -> None:
    database.query("CREATE TABLE people (id bigint primary key, name text)")
    theirs = ["INSERT INTO people VALUES (250, 'theirs'), (900, 'theirs')"]

    def report(progress: Progress) -> None:
        if theirs and progress.rows >= 150:
            database.query(theirs.pop())

    sink = DatabaseSink(engine_of(database.url), database.url, LoadOptions(), batch_rows=100)
    with pytest.raises(SinkError, match="table people, row 249: Duplicate entry '250'"):
        run(make_plan(PEOPLE), sink, batch_rows=40, report=report)

    assert [(250, "theirs"), (900, "theirs")] == database.query("SELECT * FROM people")


# ---------------------------------------------------------------------- connections


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda uri: uri.replace("tester:", "nobody:"), "the user 'nobody' or the password is refused"),
        (lambda uri: uri.replace("tester:", "tester:not"), "the user 'tester' or the password is refused"),
        (lambda uri: uri + "x", "' does not exist (create it first, or correct the URL)"),
        (lambda uri: uri.replace("127.0.0.1", "no.such.invalid"), "the host 'no.such.invalid' is not known"),
        (lambda uri: f"{uri}?socket=/no/socket", "the socket cannot be opened: no such file or directory"),
    ],
)  # fmt: skip
def test_a_connection_that_is_refused_says_what_is_to_blame(
    make_plan: MakePlan, database: Mysql, change: Callable[[str], str], said: str
) -> None:
    url = change(database.url)
    with pytest.raises(SinkError) as caught:
        DatabaseSink(engine_of(url), url, LoadOptions()).create(make_plan(PEOPLE), [])

    assert said in str(caught.value)
    assert str(urlsplit(database.url).password) not in str(caught.value)
    assert 3 == caught.value.exit_code


def test_a_certificate_that_is_not_there_is_a_mistake_of_the_caller(
    make_plan: MakePlan, mariadb: str
) -> None:
    url = f"{mariadb}?ssl-ca=/none.pem"
    with pytest.raises(UserError) as caught:
        DatabaseSink(engine_of(url), url, LoadOptions()).create(make_plan(PEOPLE), [])

    assert str(caught.value).endswith(": there is no ssl-ca /none.pem (correct its path)")
    assert 2 == caught.value.exit_code


def test_no_server_is_told(make_plan: MakePlan) -> None:
    url = "mysql://u:secret@127.0.0.1:1/d"
    with pytest.raises(SinkError) as caught:
        DatabaseSink(engine_of(url), url, LoadOptions()).create(make_plan(PEOPLE), [])

    said = "127.0.0.1:1/d: connection refused (is the server running, and is this its port?)"
    assert said == str(caught.value)


def test_the_user_is_told_that_rows_go_by_insert(
    make_plan: MakePlan, database: Mysql, way: str, tmp_path: Path
) -> None:
    make_plan(PEOPLE)
    command = [
        sys.executable,
        "-m",
        "mockcraft",
        "seed",
        str(tmp_path / "schema.yaml"),
        "--db",
        database.url,
    ]
    done = subprocess.run(command, capture_output=True, text=True)

    assert 0 == done.returncode
    said = (
        "the rows went by INSERT, which takes about half as long again: the server takes no LOAD DATA LOCAL, as its "
        "variable local_infile is OFF (SET GLOBAL local_infile = 1)"
    )
    assert (way == "insert") == (said in done.stderr)
    assert str(urlsplit(database.url).password) not in done.stderr
