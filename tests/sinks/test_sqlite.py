"""SQLite: every way a file can be, and what is left of a run that ends badly."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Range
from mockcraft.database import engine_of
from mockcraft.databases.sqlite.connection import SqliteConnection
from mockcraft.engine import Progress, run
from mockcraft.errors import MockcraftError, SinkError, Unsupported, UserError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning
from plans import MakePlan, open_database

PEOPLE = """
  people:
    count: 300
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


def fill(
    plan: Plan, file: Path, existing: str = "refuse", create: bool = True, **options: Any
) -> None:
    run(plan, open_database(f"sqlite:///{file}", LoadOptions(create, existing)), **options)


def query(file: Path, statement: str) -> list[Any]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


def script(file: Path, statements: str) -> None:
    connection = sqlite3.connect(file)
    connection.executescript(statements)
    connection.close()


def stop_at(rows: int, error: BaseException) -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        if progress.rows >= rows:
            raise error

    return report


def refusal(plan: Plan, file: Path, **options: Any) -> str:
    with pytest.raises(MockcraftError) as caught:
        fill(plan, file, **options)
    return str(caught.value).replace(str(file), "FILE")


# ---------------------------------------------------------------------- what is stored


def test_tables_are_made_with_their_keys(make_plan: MakePlan, file: Path) -> None:
    fill(make_plan(PEOPLE + "  pets: {count: 9, columns: {owner: {ref: people.id}}}\n"), file)

    assert query(file, "SELECT name FROM pragma_table_info('people') WHERE pk") == [("id",)]
    assert query(file, "PRAGMA foreign_key_list(pets)")[0][2:5] == ("people", "owner", "id")
    assert query(file, "PRAGMA foreign_key_check") == []


def test_every_type_is_stored_as_sqlite_stores_it(make_plan: MakePlan, file: Path) -> None:
    plan = make_plan("""
  things:
    count: 20
    columns:
      whole: {value: 7}
      yes: {value: true}
      money: {value: 12.5, type: "decimal(8,2)"}
      day: {value: "2024-02-29", type: date}
      moment: {value: "2024-02-29T12:30:00", type: timestamp}
      text: {values: ["", "tab\\there", "it's", "\\"two\\nlines\\""]}
      nothing: {value: null}
      place: {fields: {city: {value: Graz}, size: {value: 3}}}
      tags: {items: {value: x}, count: 2..2}
""")
    fill(plan, file)

    row = query(file, 'SELECT whole, yes, money, day, moment, "nothing", place, tags FROM things')[
        0
    ]
    assert row == (
        7, 1, 12.5, "2024-02-29", "2024-02-29 12:30:00", None, '{"city":"Graz","size":3}', '["x","x"]'
    )  # fmt: skip
    texts = {text for (text,) in query(file, "SELECT DISTINCT text FROM things")}
    assert texts == {"", "tab\there", "it's", '"two\nlines"'}


def test_any_name_is_legal(make_plan: MakePlan, file: Path) -> None:
    plan = make_plan("""
  'or"der [x] é select':
    count: 5
    columns:
      'a "b"': {generator: sequence, primary_key: true}
      'select': {value: 1}
      "it's; [drop]": {value: 2}
      'größe': {value: 3}
""")
    fill(plan, file)

    assert query(file, 'SELECT * FROM "or""der [x] é select"')[4] == (5, 1, 2, 3)


def test_existing_columns_are_found_by_name_in_any_order_and_case(
    make_plan: MakePlan, file: Path
) -> None:
    script(
        file,
        """CREATE TABLE People (NAME TEXT NOT NULL, length AS (length(name)), born DEFAULT 'x',
                                Id INTEGER PRIMARY KEY)""",
    )
    plan = make_plan(PEOPLE)
    fill(plan, file, create=False)

    assert query(
        file, "SELECT count(*), min(id), max(id), min(born), min(length) > 0 FROM people"
    ) == [(300, 1, 300, "x", 1)]


@pytest.mark.parametrize("nulls", [0.2, 0])
def test_keys_that_go_round_in_a_circle_hold_at_the_end(
    make_plan: MakePlan, file: Path, nulls: float
) -> None:
    plan = make_plan(f"""
  teams:
    count: 20
    columns:
      id: {{generator: sequence, primary_key: true}}
      captain: {{ref: players.id, nulls: {nulls}}}
  players:
    count: 200
    columns:
      id: {{generator: sequence, primary_key: true}}
      team: {{ref: teams.id}}
""")
    assert 1 == sum(link.deferred for table in plan.tables for link in table.links)
    fill(plan, file)

    assert query(file, "PRAGMA foreign_key_check") == []
    assert query(file, "SELECT count(*) > 0 FROM teams JOIN players ON players.id = captain") == [
        (1,)
    ]


def test_a_column_made_from_nulls_may_be_null(make_plan: MakePlan, file: Path) -> None:
    columns = "a: {generator: number, nulls: 0.5}, b: {expr: 'a + 1'}, c: {expr: 'coalesce(a, 1)'}"
    fill(make_plan(f"  t: {{count: 50, columns: {{{columns}}}}}\n"), file)

    assert query(file, "SELECT count(*) FROM t WHERE a IS NULL AND b IS NULL")[0][0] > 5


# ---------------------------------------------------------------------- rows that are there


def test_rows_that_are_there_are_refused(make_plan: MakePlan, file: Path) -> None:
    plan = make_plan(PEOPLE)
    fill(plan, file)

    expected = 'FILE: table people has 300 rows already (give existing="append" to add rows, or existing="truncate" to replace them)'
    assert refusal(plan, file) == expected


def test_append_adds_the_rows_behind_those_that_are_there(
    make_plan: MakePlan, file: Path, tmp_path: Path
) -> None:
    fill(make_plan(PEOPLE), file)
    grown = make_plan(PEOPLE.replace("300", "500"))
    fill(grown, file, "append", ranges=[Range("people", 300, 500)])
    fill(grown, tmp_path / "at_once.db")

    assert query(file, "SELECT * FROM people") == query(
        tmp_path / "at_once.db", "SELECT * FROM people"
    )


def test_truncate_replaces_the_rows(make_plan: MakePlan, file: Path) -> None:
    fill(make_plan(PEOPLE), file)
    fill(make_plan(PEOPLE.replace("300", "20")), file, "truncate")

    assert query(file, "SELECT count(*) FROM people") == [(20,)]


def test_truncate_refuses_to_delete_rows_of_other_tables(make_plan: MakePlan, file: Path) -> None:
    plan = make_plan(PEOPLE)
    fill(plan, file)
    script(
        file,
        "CREATE TABLE pets (owner REFERENCES people ON DELETE CASCADE); INSERT INTO pets VALUES (1)",
    )

    assert "emptying people would change table pets" in refusal(plan, file, existing="truncate")
    assert query(file, "SELECT count(*) FROM pets") == [(1,)]


# ---------------------------------------------------------------------- what cannot be filled


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            "CREATE TABLE people (id INTEGER PRIMARY KEY, nam TEXT)",
            "FILE: table people has no column 'name' (did you mean \"nam\"?)",
        ),
        (
            "CREATE TABLE people (id INTEGER PRIMARY KEY, name AS (id + 1))",
            "FILE: column people.name is generated by the database (leave it out)",
        ),
        (
            "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, born TEXT NOT NULL)",
            "FILE: column people.born is NOT NULL and has no default (give it a generator)",
        ),
        (
            "CREATE TABLE people (code TEXT PRIMARY KEY NOT NULL, id INT, name TEXT)",
            "FILE: column people.code is NOT NULL and has no default (give it a generator)",
        ),
        (
            "CREATE VIEW people AS SELECT 1 AS id, 'x' AS name",
            "FILE: people is a view (name a table, or give it an INSTEAD OF INSERT trigger)",
        ),
        ("CREATE TABLE peoples (id)", "FILE has no table 'people' (did you mean \"peoples\"?)"),
    ],
)
def test_a_table_that_does_not_fit_is_named_before_the_first_row(
    make_plan: MakePlan, file: Path, statement: str, expected: str
) -> None:
    script(file, statement)

    assert refusal(make_plan(PEOPLE), file, create=False) == expected
    with pytest.raises(Unsupported):
        fill(make_plan(PEOPLE), file, create=False)


def test_nulls_into_a_column_that_takes_none_are_refused(make_plan: MakePlan, file: Path) -> None:
    script(file, "CREATE TABLE t (a INT NOT NULL)")
    plan = make_plan("  t: {count: 3, columns: {a: {generator: number, nulls: 0.1}}}\n")

    assert refusal(plan, file) == "FILE: column t.a is NOT NULL (set its nulls to 0)"


def test_a_missing_file_is_refused_when_nothing_may_be_made(
    make_plan: MakePlan, file: Path
) -> None:
    expected = "FILE has no table 'people' (leave create=False out to make it)"
    assert refusal(make_plan(PEOPLE), file, create=False) == expected
    assert not file.exists()


def test_a_url_without_a_file_is_refused(make_plan: MakePlan) -> None:
    for url in ("sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite://file.db"):
        with pytest.raises(UserError, match="names no file"):
            open_database(url, LoadOptions())


def test_a_folder_is_no_database(make_plan: MakePlan, tmp_path: Path) -> None:
    assert refusal(make_plan(PEOPLE), tmp_path).endswith("is a folder, not a database file")


def test_a_folder_that_is_missing_is_named(make_plan: MakePlan, tmp_path: Path) -> None:
    message = refusal(make_plan(PEOPLE), tmp_path / "no" / "shop.db")
    assert message == f"FILE: the folder {tmp_path / 'no'} does not exist (make it first)"


def test_another_kind_of_file_stays_as_it_is(make_plan: MakePlan, file: Path) -> None:
    file.write_text("name,age\n" * 200)

    assert refusal(make_plan(PEOPLE), file) == (
        "FILE: file is not a database (give a SQLite file, or a new name)"
    )
    assert file.read_text() == "name,age\n" * 200


# A child, because two copies of SQLite in one process do not see each other's locks.
CHILD = """
import os, resource, sys
from mockcraft.core.ranges import Range
from mockcraft.engine import run
from mockcraft.errors import MockcraftError
from mockcraft.schema.bind import load
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from mockcraft.database import engine_of

def report(progress):
    print(progress.rows, flush=True)

url = "sqlite:///" + sys.argv[2]
sink = DatabaseSink(engine_of(url), url, LoadOptions(existing="append"))
plan = load(sys.argv[1])[1]
exec(sys.argv[3])
try:
    run(plan, sink, [Range("people", 1, plan.rows)], batch_rows=100, report=report)
except MockcraftError as error:
    print(error)
"""


def child(file: Path, before: str, *prefix: str) -> "subprocess.Popen[str]":
    schema = file.parent / "schema.yaml"
    command = [*prefix, sys.executable, "-c", CHILD, str(schema), str(file), before]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def last_line(process: "subprocess.Popen[str]") -> str:
    output, _ = process.communicate(timeout=60)
    return output.splitlines()[-1]


def test_a_file_that_is_read_only_is_refused(make_plan: MakePlan, file: Path) -> None:
    make_plan(PEOPLE)
    script(file, "CREATE TABLE t (a)")
    file.chmod(0o444)
    # Root may write to any file, unless it has no capabilities.
    powerless = () if os.getuid() else ("setpriv", "--bounding-set=-all", "--inh-caps=-all")

    expected = f"{file}: {file} is read-only (give a file you may write to)"
    assert last_line(child(file, "", *powerless)) == expected


def test_a_file_that_is_locked_is_refused(make_plan: MakePlan, file: Path) -> None:
    make_plan(PEOPLE)
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    impatient = "import mockcraft.databases.sqlite.connection as s; s.LOCK_WAIT_S = 0.1"

    assert last_line(child(file, impatient)) == (
        f"{file}: database is locked (another program is using it: close that and try again)"
    )
    holder.close()


def test_a_reader_at_the_commit_is_waited_for(make_plan: MakePlan, file: Path) -> None:
    make_plan(PEOPLE)
    script(
        file,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES (1, 'x')",
    )
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM people").fetchall()
    process = child(file, "")
    assert process.stdout is not None
    assert any(line.strip() == "299" for line in iter(process.stdout.readline, ""))
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(0.3)
    reader.close()
    process.communicate(timeout=60)

    assert query(file, "SELECT count(*) FROM people") == [(300,)]


# ---------------------------------------------------------------------- runs that end badly


@pytest.mark.parametrize(
    ("value", "noted"), [("9999999999999.99", False), ("9999999999999999.99", True)]
)
def test_decimals_that_a_number_of_64_bits_does_not_hold_are_told(
    make_plan: MakePlan, file: Path, value: str, noted: bool
) -> None:
    plan = make_plan(
        f"  t:\n    count: 2\n    columns:\n      d: {{value: \"{value}\", type: 'decimal(18,2)'}}\n"
    )
    progress = run(plan, open_database(f"sqlite:///{file}", LoadOptions()))

    assert noted == ("some values have more: t.d (" in progress.note)


def test_a_full_disk_leaves_the_database_as_it_was(make_plan: MakePlan, file: Path) -> None:
    make_plan(PEOPLE.replace("300", "50_000"))
    script(
        file,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES (1, 'x')",
    )
    small = "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))"

    assert "disk" in last_line(child(file, small))
    assert query(file, "SELECT * FROM people") == [(1, "x")]
    assert query(file, "PRAGMA integrity_check") == [("ok",)]


def test_a_kill_leaves_the_database_as_it_was(make_plan: MakePlan, file: Path) -> None:
    make_plan(PEOPLE.replace("300", "500_000"))
    script(
        file,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES (1, 'x')",
    )
    process = child(file, "")
    assert process.stdout is not None
    assert any(int(line) >= 100_000 for line in process.stdout)
    process.send_signal(signal.SIGKILL)
    process.communicate()

    assert query(file, "SELECT * FROM people") == [(1, "x")]
    assert query(file, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a bug")])
def test_a_file_that_the_run_made_vanishes_after_an_error(
    make_plan: MakePlan, file: Path, error: BaseException
) -> None:
    with pytest.raises(type(error)):
        fill(make_plan(PEOPLE), file, batch_rows=50, report=stop_at(200, error))

    assert list(file.parent.glob("shop.db*")) == []


@pytest.mark.parametrize("existing", ["append", "truncate"])
def test_rows_that_were_there_survive_an_error(
    make_plan: MakePlan, file: Path, existing: str
) -> None:
    script(
        file,
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO people VALUES (-1, 'x')",
    )
    with pytest.raises(KeyboardInterrupt):
        stop = stop_at(200, KeyboardInterrupt())
        fill(make_plan(PEOPLE), file, existing, batch_rows=50, report=stop)

    assert query(file, "SELECT * FROM people") == [(-1, "x")]


def test_a_broken_constraint_names_table_rows_and_reason(make_plan: MakePlan, file: Path) -> None:
    script(file, "CREATE TABLE people (id INTEGER PRIMARY KEY CHECK (id < 120), name TEXT)")

    assert refusal(make_plan(PEOPLE), file, batch_rows=50) == (
        "FILE: table people, rows 100 to 149: CHECK constraint failed: id < 120"
    )
    assert query(file, "SELECT count(*) FROM people") == [(0,)]


def test_a_broken_foreign_key_names_table_and_row(make_plan: MakePlan, file: Path) -> None:
    script(
        file,
        """CREATE TABLE cities (id INTEGER PRIMARY KEY);
           CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT REFERENCES cities (id))""",
    )
    with pytest.raises(
        SinkError, match="table people, rowid 1 refers to no row of cities: FOREIGN KEY"
    ):
        fill(make_plan(PEOPLE), file)

    assert query(file, "SELECT count(*) FROM people") == [(0,)]


def test_a_file_that_another_program_makes_meanwhile_is_never_passed_over(
    make_plan: MakePlan, file: Path
) -> None:
    plan = make_plan("  t: {count: 5, columns: {x: number}}\n")
    connection = SqliteConnection(file, writable=True)
    fill(plan, file)

    with pytest.raises(SinkError, match="has just been made by another program"):
        connection.make_file()
    connection.close()
    assert [(5,)] == query(file, "SELECT count(*) FROM t")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:x.db", "give sqlite:///x.db"),
        ("x.db", "give sqlite:///x.db"),
        ("sqlite:///x.db?mode=ro", "which nothing is read behind"),
    ],
)
def test_a_url_that_is_nearly_one_is_explained(url: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        open_database(url, LoadOptions()).create(Plan(0, 0, ()), [])

    assert said in str(caught.value)


@pytest.fixture
def killed(file: Path) -> Path:
    """A file with the table `t`, in the midst of filling which a program was killed."""
    program = (
        "import os, signal, sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('pragma cache_size = 1')\n"
        "c.execute('create table t (x)')\n"
        "c.execute('begin')\n"
        "for i in range(5000): c.execute('insert into t values (?)', ('x' * 500,))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(file)])
    assert Path(f"{file}-journal").exists()
    return file


def test_a_look_beside_the_journal_of_a_killed_program_sees_what_was_committed(
    make_plan: MakePlan, killed: Path
) -> None:
    plan, url = make_plan("  t: {count: 200, columns: {x: uuid}}\n"), f"sqlite:///{killed}"
    outlook = open_database(url, LoadOptions()).foresee(plan, plan.ranges)

    assert (None, ("t: has 0 rows, 200 are asked for",)) == (outlook.refusal, tuple(outlook.lines))


def test_clean_looks_at_what_a_killed_program_left(make_plan: MakePlan, killed: Path) -> None:
    plan, url = make_plan("  t: {count: 200, columns: {x: uuid}}\n"), f"sqlite:///{killed}"

    assert ([], []) == Cleaning(engine_of(url), url, plan).foresee()


def test_a_look_at_what_a_killed_program_left_says_so_where_it_may_not_be_written(
    killed: Path,
) -> None:
    killed.chmod(0o444)
    powerless = () if os.getuid() else ("setpriv", "--bounding-set=-all", "--inh-caps=-all")
    program = (
        "import sys; from pathlib import Path\n"
        "from mockcraft.databases.sqlite.connection import SqliteConnection\n"
        "try: SqliteConnection(Path(sys.argv[1]), False)\n"
        "except Exception as error: print(error)"
    )
    done = subprocess.run(
        [*powerless, sys.executable, "-c", program, str(killed)], capture_output=True, text=True
    )

    assert "a program that was killed has left a journal beside it" in done.stdout
