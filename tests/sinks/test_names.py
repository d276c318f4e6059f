"""Names of tables and columns in databases: schemas, and names that an engine cannot hold."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.lines import HOSTILE
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import Progress, run
from mockcraft.errors import Leftover, MockcraftError, SinkError, Unsupported
from mockcraft.format import FormatOptions
from mockcraft.sink import LoadOptions, open_files
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan
from sinks import relational

SALES = """
  crm.teams:
    count: 20
    columns:
      id: {generator: sequence, primary_key: true}
      captain: {ref: sales.leads.id, nulls: 0.2}
  sales.leads:
    count: 300
    columns:
      id: {generator: sequence, primary_key: true}
      team: {ref: crm.teams.id}
  plain:
    count: 9
    columns: {lead: {ref: sales.leads.id}}
"""


def fill(plan: Plan, url: str, existing: str = "refuse", **options: Any) -> None:
    resume = options.pop("resume", False)
    load = LoadOptions(existing=existing, resume=resume)
    run(plan, DatabaseSink(engine_of(url), url, load, batch_rows=100), batch_rows=40, **options)


def query(uri: str, statement: str) -> list[Any]:
    with psycopg.connect(uri, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def schemas(uri: str) -> list[str]:
    return [name for (name,) in query(uri, "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' "
            "AND nspname <> 'information_schema' ORDER BY 1")]  # fmt: skip


def stop(rows: int, error: BaseException) -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        if progress.rows >= rows:
            raise error

    return report


def test_tables_of_schemas_are_made_filled_linked_and_emptied(
    make_plan: MakePlan, postgresql: str
) -> None:
    plan = make_plan(SALES)
    fill(plan, postgresql)
    fill(plan, postgresql, "truncate")

    assert ["crm", "public", "sales"] == schemas(postgresql)
    assert [(300,)] == query(
        postgresql, "SELECT count(*) FROM sales.leads l JOIN crm.teams t ON t.id = l.team"
    )
    keys = "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint WHERE contype = 'f' ORDER BY 1"
    assert [("crm.teams", "sales.leads"), ("plain", "sales.leads"), ("sales.leads", "crm.teams")] == query(postgresql, keys)  # fmt: skip


def test_tables_of_schemas_that_are_there_are_found_and_their_sequences_go_on(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(postgresql, 'CREATE SCHEMA "Sales"; CREATE TABLE "Sales".leads (id serial PRIMARY KEY)')
    query(postgresql, "CREATE TABLE leads (other int)")
    plan = make_plan("  Sales.leads: {count: 50, columns: {id: {generator: sequence}}}\n")
    fill(plan, postgresql)

    assert [(51,)] == query(postgresql, 'INSERT INTO "Sales".leads DEFAULT VALUES RETURNING id')
    with pytest.raises(Unsupported, match="table Sales.leads has 51 rows already"):
        fill(plan, postgresql)


def test_schemas_that_a_run_made_vanish_with_it_unless_others_use_them(
    make_plan: MakePlan, postgresql: str
) -> None:
    plan = make_plan(SALES)
    with pytest.raises(KeyboardInterrupt):
        fill(plan, postgresql, report=stop(250, KeyboardInterrupt()))
    assert ["public"] == schemas(postgresql)

    def meanwhile(progress: Progress) -> None:
        if progress.rows >= 250:
            query(postgresql, "CREATE TABLE crm.notes (a int)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(plan, postgresql, report=meanwhile)
    assert ["crm", "public"] == schemas(postgresql)
    assert [(0,)] == query(postgresql, "SELECT count(*) FROM crm.notes")


def test_a_run_into_schemas_is_resumed(make_plan: MakePlan, postgresql: str) -> None:
    plan = make_plan(SALES)
    with pytest.raises(SinkError):
        fill(plan, postgresql, resume=True, report=stop(250, SinkError("stop")))
    assert [("crm.teams", 20), ("plain", 0)] == query(
        postgresql,
        "SELECT table_name, next_row FROM mockcraft_checkpoint WHERE table_name <> 'sales.leads' ORDER BY 1",
    )
    fill(plan, postgresql, resume=True)

    assert [(300, 300)] == query(postgresql, "SELECT count(*), count(DISTINCT id) FROM sales.leads")


def test_a_qualified_name_is_just_a_name_in_sqlite(make_plan: MakePlan, tmp_path: Path) -> None:
    import sqlite3

    fill(make_plan(SALES), f"sqlite:///{tmp_path}/x.db")
    connection = sqlite3.connect(tmp_path / "x.db")

    assert [(300,)] == connection.execute('SELECT count(*) FROM "sales.leads"').fetchall()
    connection.close()


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ("  T: {count: 1, columns: {a: {value: 1}}}\n  t: {count: 1, columns: {a: {value: 1}}}\n",
         "the tables 'T' and 't' are one name in SQLite (rename one)"),
        ("  t: {count: 1, columns: {Ab: {value: 1}, ab: {value: 2}}}\n",
         "the columns of t 'Ab' and 'ab' are one name in SQLite (rename one)"),
        ("  sqlite_t: {count: 1, columns: {a: {value: 1}}}\n", "'sqlite_t' is a name that is kept for others"),
    ],
)  # fmt: skip
def test_names_that_sqlite_takes_for_one_are_refused_before_anything_is_made(
    make_plan: MakePlan, tmp_path: Path, tables: str, said: str
) -> None:
    with pytest.raises(Unsupported) as caught:
        fill(make_plan(tables), f"sqlite:///{tmp_path}/x.db")

    assert said in str(caught.value)
    assert not (tmp_path / "x.db").exists()


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ("  mockcraft_checkpoint: {count: 1, columns: {a: {value: 1}}}\n", "is a name that is kept for others"),
        ("  t: {count: 1, columns: {xmin: {value: 1}}}\n", "t.xmin: PostgreSQL has a column of that name in every table"),
        ("  .t: {count: 1, columns: {a: {value: 1}}}\n", "'' is no name there"),
    ],
)  # fmt: skip
def test_names_that_postgresql_keeps_are_refused(
    make_plan: MakePlan, postgresql: str, tables: str, said: str
) -> None:
    with pytest.raises(MockcraftError) as caught:
        fill(make_plan(tables), postgresql)

    assert said in str(caught.value)


def test_rows_of_a_table_with_a_percent_sign_are_taken_back(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(postgresql, 'CREATE TABLE "100%s" (id int PRIMARY KEY)')
    plan = make_plan("  100%s: {count: 300, columns: {id: {generator: sequence}}}\n")
    with pytest.raises(KeyboardInterrupt):
        fill(plan, postgresql, report=stop(250, KeyboardInterrupt()))

    assert [(0,)] == query(postgresql, 'SELECT count(*) FROM "100%s"')


def test_what_cannot_be_taken_back_is_said_also_of_an_interrupt(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(postgresql, "CREATE TABLE t (id int PRIMARY KEY)")
    query(
        postgresql,
        "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no deleting'; END $$",
    )
    plan = make_plan("  t: {count: 300, columns: {id: {generator: sequence}}}\n")

    def report(progress: Progress) -> None:
        if progress.rows == 240:  # which is a commit: the table is not locked
            query(postgresql, "CREATE TRIGGER no BEFORE DELETE ON t EXECUTE FUNCTION no()")
            raise KeyboardInterrupt

    with pytest.raises(Leftover) as caught:
        fill(plan, postgresql, report=report)

    assert "the run was interrupted" in str(caught.value)
    assert "so rows of this run are left in t (go on with resume=True" in str(caught.value)
    assert [(240,)] == query(postgresql, "SELECT count(*) FROM t")


def test_a_table_and_its_full_name_are_one_in_postgresql(
    make_plan: MakePlan, postgresql: str
) -> None:
    column = "{count: 1, columns: {x: number}}"
    plan = make_plan(f"  a: {column}\n  public.a: {column}\n")

    with pytest.raises(
        Unsupported, match="the tables 'a' and 'public.a' are one name in PostgreSQL"
    ):
        fill(plan, postgresql)


@pytest.mark.parametrize(
    ("dialect", "tables", "said"),
    [
        ("postgresql", {"a": ["x"], "public.a": ["x"]}, "the tables 'a' and 'public.a' are one name in PostgreSQL"),
        ("postgresql", {"t": ["x" * 64]}, "is longer than 63 bytes"),
        ("mysql", {"t": ["Éa", "éa"]}, "the columns of t 'Éa' and 'éa' are one name in MySQL"),
        ("sqlite", {"T": ["x"], "t": ["x"]}, "the tables 'T' and 't' are one name in SQLite"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("folder", ["out", "-"])
def test_a_dump_has_no_names_that_its_database_cannot_hold(
    make_plan: MakePlan, tmp_path: Path, dialect: str, tables: Any, said: str, folder: str
) -> None:
    plan = named_plan(make_plan, tables)
    folder = folder if folder == "-" else str(tmp_path / folder)
    foreseen = open_files("sql", folder, "dump", FormatOptions(dialect)).foresee(plan, plan.ranges)
    with pytest.raises(Unsupported) as caught:
        run(plan, open_files("sql", folder, "dump", FormatOptions(dialect)))

    assert said in str(caught.value)
    assert str(caught.value) == str(foreseen.refusal)
    assert not (tmp_path / "out").exists()


def named_plan(make_plan: MakePlan, tables: dict[str, list[str]]) -> Plan:
    made = {
        name: {"count": 1, "columns": dict.fromkeys(columns, "word")}
        for name, columns in tables.items()
    }
    return make_plan("  " + json.dumps(made, ensure_ascii=False))


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"t": ["Ab", "ab"]}, "the columns of t 'Ab' and 'ab' are one name in MySQL (rename one)"),
        ({"t": ["Я", "я"]}, "the columns of t 'Я' and 'я' are one name in MySQL (rename one)"),
        ({"t": ["😀"]}, "'t': MySQL takes no '😀' in names (rename '😀')"),
        ({"😀": ["a"]}, "'😀': MySQL takes no '😀' in names (rename '😀')"),
        ({"t": ["a "]}, "'t': the name 'a ' ends in a space, which MySQL does not take (rename it)"),
        ({"a ": ["a"]}, "'a ': the name 'a ' ends in a space, which MySQL does not take (rename it)"),
    ],
)  # fmt: skip
def test_names_that_mysql_cannot_hold_are_refused_in_our_words(
    make_plan: MakePlan, mariadb: str, tables: dict[str, list[str]], said: str
) -> None:
    with pytest.raises(Unsupported) as caught:
        fill(named_plan(make_plan, tables), mariadb)

    assert said in str(caught.value)


@pytest.mark.parametrize("kind", ["postgresql", "mariadb", "mysql"])
def test_hostile_names_are_taken_or_refused_in_our_words(
    make_plan: MakePlan, request: pytest.FixtureRequest, kind: str
) -> None:
    url: str = request.getfixturevalue(kind)
    taken = 0
    for name in HOSTILE:
        try:
            fill(named_plan(make_plan, {name: [name, "n"]}), url)
            taken += 1
        except UnicodeEncodeError:  # no file has half a character
            continue
        except MockcraftError as error:
            assert 2 == error.exit_code, f"{name!r}: {error}"

    assert taken > len(HOSTILE) / 2


def test_mysql_tells_apart_what_the_check_tells_apart(make_plan: MakePlan, mariadb: str) -> None:
    tables = {"T": ["é", "e", "ß", "ss", "σ", "ς", "が", "か", " a"], "t": ["x"]}
    fill(named_plan(make_plan, tables), mariadb)

    assert [9] == [len(row) for row in relational.Mysql(mariadb).query("SELECT * FROM T")]


def test_columns_of_an_existing_mysql_table_are_found_in_either_case(
    make_plan: MakePlan, mariadb: str
) -> None:
    database = relational.Mysql(mariadb)
    database.query("CREATE TABLE t (Id int PRIMARY KEY, NAME text NOT NULL)")
    plan = make_plan(
        "  t: {count: 3, columns: {id: {generator: sequence, primary_key: true}, name: word}}\n"
    )
    fill(plan, mariadb)
    fill(plan, mariadb, existing="truncate")

    assert [(1,), (2,), (3,)] == [
        tuple(row) for row in database.query("SELECT id FROM t ORDER BY 1")
    ]


def test_a_dump_of_tables_in_schemas_makes_them(
    make_plan: MakePlan, postgresql: str, tmp_path: Path
) -> None:
    run(make_plan(SALES), open_files("sql", str(tmp_path / "out"), "dump", FormatOptions()))
    subprocess.run(
        ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", postgresql, "-f", tmp_path / "out" / "dump.sql"],
        check=True,
    )  # fmt: skip

    assert [(300,)] == query(postgresql, "SELECT count(*) FROM sales.leads")
