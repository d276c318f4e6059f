"""PostgreSQL: what is stored, what is refused, and what is left of a run that ends badly."""

import csv
import json
import sqlite3
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest

import servers
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Range
from mockcraft.core.types import Type
from mockcraft.database import engine_of
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import Progress, run
from mockcraft.errors import ConnectionLost, MockcraftError, Unsupported
from mockcraft.format import FormatOptions
from mockcraft.sink import LoadOptions, open_files
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan, open_database

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
ALL_TYPES = """
  people:
    count: 400
    columns:
      id: {generator: sequence, primary_key: true}
      key: {generator: uuid, unique: true}
      name: firstname
      nickname: {generator: lastname, nulls: 0.3}
      born: birth_date
      seen: datetime
      wakes: time
      active: {values: [true, false]}
      balance: {generator: price, min: 0, max: 5000}
      share: {values: [0.5, 2.25], type: float}
      chief: {ref: people.id, nulls: 0.2}
      address: {fields: {city: city, floor: {generator: number, min: 0, max: 9}}}
      tags: {items: {values: ["a b", 'q"uote', "back\\\\slash", "new\\nline"]}, count: 0..3}
  notes:
    count: {per: people, min: 0, max: 5}
    columns:
      person: {ref: people.id, primary_key: true}
      number: {generator: number, min: 1, max: 9, primary_key: true}
      text: {values: ["", "tab\\there", "back\\\\slash", "\\\\N", 'quo"te', "new\\nline", "naïve ☃ 𝄞"]}
"""


def fill(
    plan: Plan,
    uri: str,
    existing: str = "refuse",
    create: bool = True,
    retries: int = 5,
    **options: Any,
) -> None:
    """In small transactions, unless the sink needs one for all."""
    run(
        plan,
        DatabaseSink(
            engine_of(uri), uri, LoadOptions(create, existing, retries=retries), batch_rows=100
        ),
        batch_rows=40,
        **options,
    )


def query(uri: str, statement: str) -> list[Any]:
    with psycopg.connect(uri, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def tables(uri: str) -> list[str]:
    return [name for (name,) in query(uri, "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace ORDER BY 1")]  # fmt: skip


def refusal(plan: Plan, uri: str, **options: Any) -> str:
    with pytest.raises(MockcraftError) as caught:
        fill(plan, uri, **options)
    return str(caught.value).replace(shown(uri), "DB")


def shown(uri: str) -> str:
    parts = urlsplit(uri)
    return f"{parts.hostname}:{parts.port}{parts.path}"


def at(rows: int, act: Callable[[], Any]) -> Callable[[Progress], None]:
    """A report that acts once, when so many rows are written."""
    done: list[bool] = []

    def report(progress: Progress) -> None:
        if progress.rows >= rows and not done:
            done.append(True)
            act()

    return report


def throw(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


# ---------------------------------------------------------------------- what is stored


def canonical(value: Any, type_: Type) -> str:
    if value is None or value == "":
        return ""
    if type_.nested:
        return json.dumps(json.loads(value) if isinstance(value, str) else value, sort_keys=True)
    if type_.kind == "boolean":
        return str(str(value).lower() in ("true", "t", "1"))
    if type_.kind in ("decimal", "float"):
        return format(Decimal(str(value)), ".6f")
    return str(value)


def rows_of(table: Table, rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    types = [column.type for column in table.columns]
    return sorted([canonical(v, t) for v, t in zip(row, types, strict=True)] for row in rows)


def test_a_plan_gives_the_same_values_in_postgresql_sqlite_and_csv(
    make_plan: MakePlan, postgresql: str, tmp_path: Path
) -> None:
    plan = make_plan(ALL_TYPES)
    fill(plan, postgresql)
    run(plan, open_database(f"sqlite:///{tmp_path}/all.db", LoadOptions()))
    run(plan, open_files("csv", str(tmp_path), "all", FormatOptions()))
    sqlite = sqlite3.connect(tmp_path / "all.db")

    for table in plan.tables:
        with (tmp_path / f"{table.name}.csv").open(newline="") as file:
            expected = rows_of(table, list(csv.reader(file))[1:])
        assert len(expected) == table.count > 0
        assert rows_of(table, query(postgresql, f"SELECT * FROM {table.name}")) == expected
        assert rows_of(table, sqlite.execute(f"SELECT * FROM {table.name}").fetchall()) == expected
    assert sqlite.execute("PRAGMA foreign_key_check").fetchall() == []
    sqlite.close()


def test_tables_are_made_with_their_keys(make_plan: MakePlan, postgresql: str) -> None:
    fill(make_plan(ALL_TYPES), postgresql)

    keys = query(
        postgresql,
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text IN ('people', 'notes') ORDER BY 1",
    )
    assert [definition for (definition,) in keys] == [
        "FOREIGN KEY (chief) REFERENCES people(id)",
        "FOREIGN KEY (person) REFERENCES people(id)",
        "PRIMARY KEY (id)",
        "PRIMARY KEY (person, number)",
        "UNIQUE (key)",
    ]


def test_a_run_that_is_done_leaves_no_checkpoint(make_plan: MakePlan, postgresql: str) -> None:
    seen = []
    fill(make_plan(PEOPLE), postgresql, report=at(200, lambda: seen.extend(tables(postgresql))))

    assert seen == [CHECKPOINT, "people"]
    assert tables(postgresql) == ["people"]


def test_any_name_is_legal(make_plan: MakePlan, postgresql: str) -> None:
    plan = make_plan("""
  'or"der %s [x] é select':
    count: 500
    columns:
      'a "b" %(x)s': {generator: sequence, primary_key: true}
      'select': {value: 1}
      "it's; {drop}": {value: 2}
      'größe': {value: 3}
""")
    fill(plan, postgresql)

    assert query(postgresql, 'SELECT * FROM "or""der %s [x] é select" ORDER BY 1')[4] == (
        5,
        1,
        2,
        3,
    )


def test_a_name_that_the_server_would_cut_off_is_refused(
    make_plan: MakePlan, postgresql: str
) -> None:
    message = refusal(
        make_plan(f"  {'é' * 32}: {{count: 1, columns: {{a: {{value: 1}}}}}}\n"), postgresql
    )

    name = repr("é" * 32)
    assert message == f"DB: {name}: the name {name} is longer than 63 bytes (shorten it)"


def test_existing_columns_are_found_by_name_and_defaults_stay(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(
        postgresql,
        """CREATE TABLE people (name varchar(40) NOT NULL, size int GENERATED ALWAYS AS (length(name)) STORED,
                                born date NOT NULL DEFAULT '2000-01-01', id int PRIMARY KEY)""",
    )
    fill(make_plan(PEOPLE), postgresql, create=False)

    assert query(
        postgresql, "SELECT count(*), min(id), max(id), min(born)::text, min(size) > 1 FROM people"
    ) == [(300, 1, 300, "2000-01-01", True)]


def test_lists_become_arrays_where_the_column_is_one(make_plan: MakePlan, postgresql: str) -> None:
    query(postgresql, "CREATE TABLE t (a text[], b int[], c timestamp[], d jsonb, e boolean[])")
    plan = make_plan("""
  t:
    count: 200
    columns:
      a: {items: {values: ['a,b', 'q"uote', "back\\\\slash", "new\\nline", "NULL", ""], nulls: 0.2}, count: 0..4}
      b: {items: {value: 7}, count: 2..2, nulls: 0.1}
      c: {items: {value: "2024-02-29T12:30:00", type: timestamp}, count: 1..1}
      d: {items: {value: 1}, count: 2..2}
      e: {items: {values: [true, false]}, count: 3..3}
""")
    fill(plan, postgresql)

    found = {item for (items,) in query(postgresql, "SELECT a FROM t") for item in items}
    assert found == {"a,b", 'q"uote', "back\\slash", "new\nline", "NULL", "", None}
    assert query(postgresql, "SELECT DISTINCT b, c::text, d FROM t WHERE b IS NOT NULL") == [
        ([7, 7], '{"2024-02-29 12:30:00"}', [1, 1])
    ]
    assert query(postgresql, "SELECT count(*) > 1 FROM t WHERE b IS NULL AND e[1] IS NOT NULL") == [
        (True,)
    ]


def test_times_are_utc_whatever_the_time_zone_of_the_user(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(postgresql, "CREATE TABLE t (a timestamptz)")
    query(postgresql, f"ALTER DATABASE {urlsplit(postgresql).path[1:]} SET timezone = 'Asia/Tokyo'")
    fill(
        make_plan(
            '  t: {count: 1, columns: {a: {value: "2024-02-29T12:30:00", type: timestamp}}}\n'
        ),
        postgresql,
    )

    assert query(postgresql, "SELECT (a AT TIME ZONE 'UTC')::text FROM t") == [
        ("2024-02-29 12:30:00",)
    ]


@pytest.mark.parametrize(
    "column",
    [
        "id serial PRIMARY KEY",
        "id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "id bigint DEFAULT nextval('numbers') PRIMARY KEY",
    ],
)
def test_the_next_number_of_a_sequence_is_behind_the_rows(
    make_plan: MakePlan, postgresql: str, column: str
) -> None:
    query(postgresql, "CREATE SEQUENCE numbers")
    query(postgresql, f"CREATE TABLE people ({column}, name text)")
    fill(make_plan(PEOPLE), postgresql)

    assert query(postgresql, "INSERT INTO people (name) VALUES ('x') RETURNING id") == [(301,)]


def test_a_sequence_never_goes_back(make_plan: MakePlan, postgresql: str) -> None:
    query(postgresql, "CREATE TABLE people (id serial PRIMARY KEY, name text)")
    query(postgresql, "SELECT setval('people_id_seq', 5000)")
    fill(make_plan(PEOPLE), postgresql)

    assert query(postgresql, "SELECT nextval('people_id_seq')") == [(5001,)]


CIRCLE = """
  teams:
    count: 20
    columns:
      id: {generator: sequence, primary_key: true}
      captain: {ref: players.id, nulls: 0.2}
  players:
    count: 300
    columns:
      id: {generator: sequence, primary_key: true}
      team: {ref: teams.id}
"""
CIRCLE_TABLES = """
    CREATE TABLE teams (id int PRIMARY KEY, captain int);
    CREATE TABLE players (id int PRIMARY KEY, team int NOT NULL REFERENCES teams);
    ALTER TABLE teams ADD CONSTRAINT "the captain" FOREIGN KEY (captain) REFERENCES players
"""


@pytest.mark.parametrize("tables", [CIRCLE, CIRCLE.replace(", nulls: 0.2", "")])
def test_keys_that_go_round_in_a_circle_are_added_behind_the_rows(
    make_plan: MakePlan, postgresql: str, tables: str
) -> None:
    fill(make_plan(tables), postgresql)

    assert (
        len(query(postgresql, "SELECT 1 FROM pg_constraint WHERE contype = 'f' AND convalidated"))
        == 2
    )
    assert query(
        postgresql, "SELECT count(*) > 0 FROM teams JOIN players ON players.id = captain"
    ) == [(True,)]


@pytest.mark.parametrize("tables", [CIRCLE, CIRCLE.replace(", nulls: 0.2", "")])
def test_an_existing_circle_is_filled_when_its_key_can_wait(
    make_plan: MakePlan, postgresql: str, tables: str
) -> None:
    query(postgresql, CIRCLE_TABLES + " DEFERRABLE")
    query(postgresql, "ALTER TABLE players ALTER CONSTRAINT players_team_fkey DEFERRABLE")
    fill(make_plan(tables), postgresql, create=False)

    assert query(
        postgresql, "SELECT count(*) > 0 FROM teams JOIN players ON players.id = captain"
    ) == [(True,)]


@pytest.mark.parametrize("tables", [CIRCLE, CIRCLE.replace(", nulls: 0.2", "")])
def test_an_existing_circle_whose_key_cannot_wait_goes_in_by_one_statement(
    make_plan: MakePlan, postgresql: str, tables: str
) -> None:
    query(postgresql, CIRCLE_TABLES)
    plan = make_plan(tables)
    fill(plan, postgresql, create=False)
    fill(plan, postgresql, "truncate", create=False)

    assert query(
        postgresql, "SELECT count(*) > 0 FROM teams JOIN players ON players.id = captain"
    ) == [(True,)]
    assert query(postgresql, "SELECT count(*) FROM teams") == [(plan.table("teams").count,)]
    assert query(postgresql, "SELECT 1 FROM pg_class WHERE relname LIKE 'mockcraft_joined%'") == []


# ---------------------------------------------------------------------- rows that are there


def test_rows_that_are_there_are_refused(make_plan: MakePlan, postgresql: str) -> None:
    plan = make_plan(PEOPLE)
    fill(plan, postgresql)

    assert refusal(plan, postgresql) == (
        'DB: table people has 300 rows already (give existing="append" to add rows, or existing="truncate" to replace them)'
    )


def test_append_adds_the_rows_behind_those_that_are_there(
    make_plan: MakePlan, postgresql: str, postgresql_server: servers.Server
) -> None:
    fill(make_plan(PEOPLE), postgresql)
    grown = make_plan(PEOPLE.replace("300", "700"))
    fill(grown, postgresql, "append", ranges=[Range("people", 300, 700)])
    at_once = postgresql_server.new_database()
    fill(grown, at_once)

    everything = "SELECT * FROM people ORDER BY id"
    assert query(postgresql, everything) == query(at_once, everything)
    postgresql_server.drop_database(at_once)


def test_truncate_replaces_the_rows(make_plan: MakePlan, postgresql: str) -> None:
    fill(make_plan(PEOPLE + PETS), postgresql)
    fill(make_plan(PEOPLE.replace("300", "20") + PETS), postgresql, "truncate")

    assert query(postgresql, "SELECT count(*), max(owner) <= 20 FROM pets") == [(200, True)]
    assert query(postgresql, "SELECT count(*) FROM people") == [(20,)]


def test_truncate_refuses_to_break_the_keys_of_other_tables(
    make_plan: MakePlan, postgresql: str
) -> None:
    plan = make_plan(PEOPLE)
    fill(plan, postgresql)
    query(postgresql, "CREATE TABLE pets (owner int REFERENCES people ON DELETE CASCADE)")

    assert refusal(plan, postgresql, existing="truncate") == (
        "DB: emptying people would change table pets, which refers to it with ON DELETE CASCADE "
        "(add pets to the schema, or empty the tables by hand)"
    )
    assert query(postgresql, "SELECT count(*) FROM people") == [(300,)]


def test_truncate_empties_a_table_with_its_partitions_and_their_keys(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(
        postgresql,
        """CREATE TABLE people (id int PRIMARY KEY, name text);
           CREATE TABLE pets (id int, owner int REFERENCES people) PARTITION BY RANGE (owner);
           CREATE TABLE few PARTITION OF pets FOR VALUES FROM (0) TO (9);
           CREATE TABLE many PARTITION OF pets DEFAULT;
           ALTER TABLE many ADD FOREIGN KEY (owner) REFERENCES people ON DELETE CASCADE""",
    )
    fill(make_plan(PEOPLE + PETS), postgresql, create=False)
    fill(make_plan(PEOPLE + PETS), postgresql, "truncate")

    assert query(
        postgresql, "SELECT count(*), count(DISTINCT tableoid), count(DISTINCT owner) > 1 FROM pets"
    ) == [(200, 2, True)]


# ---------------------------------------------------------------------- what cannot be filled


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "CREATE TABLE people (id int, nam text)",
            "DB: table people has no column 'name' (did you mean \"nam\"?)",
        ),
        (
            "CREATE TABLE people (id int, name text GENERATED ALWAYS AS ('x') STORED)",
            "DB: column people.name is generated by the database (leave it out)",
        ),
        (
            "CREATE TABLE people (id int, name text, born date NOT NULL)",
            "DB: column people.born is NOT NULL and has no default (give it a generator)",
        ),
        (
            "CREATE DOMAIN day AS date NOT NULL; CREATE TABLE people (id date, name text)",
            "DB: column people.id is date, the schema gives it integer (choose another generator, or set its type)",
        ),
        (
            "CREATE DOMAIN code AS uuid; CREATE TABLE people (id code, name text)",
            "DB: column people.id is code, the schema gives it integer (choose another generator, or set its type)",
        ),
        (
            "CREATE VIEW people AS SELECT 1 AS id, 'x' AS name",
            "DB: people is a view (name a table, or give it an INSTEAD OF INSERT trigger)",
        ),
        ("CREATE TABLE peoples (id int)", "DB has no table 'people' (did you mean \"peoples\"?)"),
        ("SELECT 1", "DB has no table 'people' (leave create=False out to make it)"),
    ],
)
def test_a_table_that_does_not_fit_is_named_before_the_first_row(
    make_plan: MakePlan, postgresql: str, statement: str, expected: str
) -> None:
    query(postgresql, statement)

    assert refusal(make_plan(PEOPLE), postgresql, create=False) == expected
    with pytest.raises(Unsupported):
        fill(make_plan(PEOPLE), postgresql, create=False)


def test_nulls_into_a_column_that_takes_none_are_refused(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(postgresql, "CREATE TABLE t (a int NOT NULL)")
    plan = make_plan("  t: {count: 3, columns: {a: {generator: number, nulls: 0.1}}}\n")

    assert refusal(plan, postgresql) == "DB: column t.a is NOT NULL (set its nulls to 0)"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (
            "CONSTRAINT small CHECK (id < 250)",
            'row 249: new row for relation "people" violates check constraint "small": '
            "Failing row contains (250, Kyle)",
        ),
        (
            "half int GENERATED ALWAYS AS (abs(id - 200)) STORED UNIQUE",
            'row 200: duplicate key value violates unique constraint "people_half_key": Key (half)=(1) already exists',
        ),
    ],
)
def test_a_broken_constraint_names_table_and_row_and_leaves_nothing(
    make_plan: MakePlan, postgresql: str, condition: str, expected: str
) -> None:
    query(postgresql, f"CREATE TABLE people (id int PRIMARY KEY, name text, {condition})")

    assert refusal(make_plan(PEOPLE + PETS), postgresql) == f"DB: table people, {expected}"
    assert query(postgresql, "SELECT count(*) FROM people") == [(0,)]
    assert tables(postgresql) == ["people"]


def test_a_value_that_a_column_does_not_take_names_the_column(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(postgresql, "CREATE TABLE people (id int PRIMARY KEY, name date)")
    plan = make_plan(PEOPLE.replace("firstname", '{value: "2024-02-31"}'))

    assert "table people, row 0, column name: date/time field value out of range" in refusal(
        plan, postgresql
    )


def test_a_broken_foreign_key_is_told_with_its_detail(make_plan: MakePlan, postgresql: str) -> None:
    query(postgresql, "CREATE TABLE cities (name text PRIMARY KEY)")
    query(postgresql, "CREATE TABLE people (id int PRIMARY KEY, name text REFERENCES cities)")
    message = refusal(make_plan(PEOPLE), postgresql)

    assert message.startswith(
        'DB: table people, rows 0 to 119: insert or update on table "people" violates'
    )
    assert 'is not present in table "cities"' in message


# ---------------------------------------------------------------------- servers and their users


@pytest.fixture
def clerk(postgresql: str, postgresql_server: servers.Server) -> Any:
    """URI of the database for a user who owns nothing in it."""
    postgresql_server.execute("CREATE ROLE clerk LOGIN PASSWORD 'pen'")
    parts = urlsplit(postgresql)
    yield f"postgresql://clerk:pen@{parts.hostname}:{parts.port}{parts.path}"
    query(postgresql, "DROP OWNED BY clerk")
    postgresql_server.execute("DROP ROLE clerk")


def test_a_user_who_may_not_make_tables_is_told(make_plan: MakePlan, clerk: str) -> None:
    assert refusal(make_plan(PEOPLE), clerk) == (
        "DB: permission denied for schema public (ask the owner for the privilege)"
    )


def test_a_user_who_may_not_insert_is_told_before_the_first_row(
    make_plan: MakePlan, postgresql: str, clerk: str
) -> None:
    query(
        postgresql,
        "CREATE TABLE people (id int PRIMARY KEY, name text); GRANT SELECT ON people TO clerk",
    )

    assert refusal(make_plan(PEOPLE), clerk) == (
        'DB: permission denied to insert into people.id (GRANT INSERT ON "people")'
    )


def test_a_user_who_may_insert_and_no_more_fills_a_table(
    make_plan: MakePlan, postgresql: str, clerk: str
) -> None:
    query(
        postgresql,
        "CREATE TABLE people (id int PRIMARY KEY, name text); GRANT SELECT, INSERT ON people TO clerk",
    )
    fill(make_plan(PEOPLE), clerk)

    assert query(postgresql, "SELECT count(*) FROM people") == [(300,)]


def test_row_level_security_is_named_before_the_first_row(
    make_plan: MakePlan, postgresql: str, clerk: str
) -> None:
    query(
        postgresql,
        "CREATE TABLE people (id int PRIMARY KEY, name text); GRANT ALL ON people TO clerk",
    )
    query(postgresql, "ALTER TABLE people ENABLE ROW LEVEL SECURITY")

    assert "table people has row-level security" in refusal(make_plan(PEOPLE), clerk)


def test_a_second_run_on_the_same_tables_is_refused(
    make_plan: MakePlan, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.databases.postgresql.locks.LOCK_WAIT_S", 0.1)
    plan = make_plan(PEOPLE)
    messages: list[str] = []
    fill(plan, postgresql, report=at(100, lambda: messages.append(refusal(plan, postgresql))))

    assert messages[0].startswith(
        "DB: another run is filling table people (wait until it is done; it is server process "
    )
    assert query(postgresql, "SELECT count(*) FROM people") == [(300,)]


def test_runs_on_other_tables_do_not_meet(make_plan: MakePlan, postgresql: str) -> None:
    other = make_plan(PEOPLE.replace("people", "cats"))
    fill(make_plan(PEOPLE), postgresql, report=at(100, lambda: fill(other, postgresql)))

    assert tables(postgresql) == ["cats", "people"]


# ---------------------------------------------------------------------- runs that end badly


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a bug")])
def test_tables_that_the_run_made_vanish_after_an_error(
    make_plan: MakePlan, postgresql: str, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        fill(make_plan(PEOPLE + PETS), postgresql, report=at(400, throw(error)))

    assert tables(postgresql) == []


def test_only_the_rows_of_the_run_are_taken_back(make_plan: MakePlan, postgresql: str) -> None:
    query(postgresql, "CREATE TABLE people (id int PRIMARY KEY, name text)")

    def meanwhile() -> None:
        query(postgresql, "INSERT INTO people VALUES (-1, 'somebody else')")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill(make_plan(PEOPLE + PETS), postgresql, report=at(400, meanwhile))

    assert query(postgresql, "SELECT * FROM people") == [(-1, "somebody else")]
    assert tables(postgresql) == ["people"]


@pytest.mark.parametrize("existing", ["append", "truncate"])
def test_rows_that_were_there_survive_an_error(
    make_plan: MakePlan, postgresql: str, existing: str
) -> None:
    query(
        postgresql,
        "CREATE TABLE people (id int PRIMARY KEY, name text); INSERT INTO people VALUES (-1, 'x')",
    )
    with pytest.raises(KeyboardInterrupt):
        fill(make_plan(PEOPLE), postgresql, existing, report=at(200, throw(KeyboardInterrupt())))

    assert query(postgresql, "SELECT * FROM people") == [(-1, "x")]
    assert tables(postgresql) == ["people"]


def test_what_triggers_did_is_undone_after_an_error(make_plan: MakePlan, postgresql: str) -> None:
    query(
        postgresql,
        """CREATE TABLE people (id int PRIMARY KEY, name text);
           CREATE TABLE log (id int);
           CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN INSERT INTO log VALUES (new.id); RETURN new; END $$;
           CREATE TRIGGER note AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION note()""",
    )
    with pytest.raises(KeyboardInterrupt):
        fill(make_plan(PEOPLE), postgresql, report=at(200, throw(KeyboardInterrupt())))

    assert query(postgresql, "SELECT count(*) FROM log") == [(0,)]
    fill(make_plan(PEOPLE), postgresql)
    assert query(postgresql, "SELECT count(*) FROM log") == [(300,)]


@pytest.mark.parametrize(("when", "place"), [("BEFORE", "row 249"), ("AFTER", "rows 240 to 299")])
def test_the_function_of_a_trigger_that_refuses_a_row_is_named(
    make_plan: MakePlan, postgresql: str, when: str, place: str
) -> None:
    query(
        postgresql,
        f"""CREATE TABLE people (id int PRIMARY KEY, name text);
           CREATE FUNCTION check_id(id int) RETURNS void LANGUAGE plpgsql AS
               $$ BEGIN IF id = 250 THEN RAISE 'no such id'; END IF; END $$;
           CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN PERFORM check_id(new.id); RETURN new; END $$;
           CREATE TRIGGER audit {when} INSERT ON people FOR EACH ROW EXECUTE FUNCTION audit()""",
    )

    assert f"DB: table people, {place}, in the function audit(): no such id" == refusal(
        make_plan(PEOPLE), postgresql
    )


KILL = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'mockcraft'"


def test_a_connection_that_is_lost_at_the_commit_is_told_as_such(
    make_plan: MakePlan, postgresql: str
) -> None:
    """Nobody knows how it ended: the rows are not sent again, which might double them."""
    query(
        postgresql,
        """CREATE TABLE people (id int PRIMARY KEY, name text);
           CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS
               $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN new; END $$;
           CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED
               FOR EACH ROW WHEN (new.id = 250) EXECUTE FUNCTION cut()""",
    )
    with pytest.raises(ConnectionLost) as caught:
        fill(make_plan(PEOPLE), postgresql)

    target = urlsplit(postgresql)
    place = f"{target.hostname}:{target.port}{target.path}"
    assert [f"{place}: it was the commit: all rows are there, or none"] == caught.value.__notes__
    assert query(postgresql, "SELECT count(*) FROM people") == [(0,)]


def test_a_connection_that_is_cut_is_told_and_all_is_taken_back(
    make_plan: MakePlan, postgresql: str
) -> None:
    query(postgresql, "CREATE TABLE people (id int PRIMARY KEY, name text)")
    kill = KILL + " AND datname = current_database()"
    cut = at(350, lambda: query(postgresql, kill))
    message = refusal(make_plan(PEOPLE + PETS), postgresql, retries=0, report=cut)

    assert (
        "terminating connection due to administrator command" in message
        or "connection was lost" in message
    )
    assert query(postgresql, "SELECT count(*) FROM people") == [(0,)]
    assert tables(postgresql) == ["people"]


def test_a_server_that_goes_away_leaves_what_the_message_says(make_plan: MakePlan) -> None:
    own = servers.OwnPostgreSQL()
    try:
        uri = own.start().uri
        plan = make_plan(PEOPLE + PETS)
        message = refusal(plan, uri, retries=1, report=at(350, own.stop))

        assert message.splitlines()[-1] == (
            'DB: so rows of this run are left in people, pets (go on with resume=True, or begin anew with existing="truncate")'
        )
    finally:
        own.remove()


def test_a_table_in_use_is_not_waited_for_without_end(
    make_plan: MakePlan, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.databases.postgresql.locks.TABLE_WAIT_S", 0.2)
    query(postgresql, "CREATE TABLE people (id int PRIMARY KEY, name text)")
    with psycopg.connect(postgresql) as other:
        other.execute("LOCK TABLE people")
        message = refusal(make_plan(PEOPLE), postgresql)

    assert message == (
        "DB: canceling statement due to lock timeout (another program has locked it: try again when it is done)"
    )
