"""`mockcraft init`, and `mockcraft seed` without a schema file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from cli.conftest import Answer

Run = Callable[..., Answer]
SCRIPT = """
    CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, state TEXT CHECK (state IN ('on', 'off')));
    CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users, title TEXT NOT NULL, at DATETIME);
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "blog.db"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(SCRIPT)
    return path


def content(path: Path) -> list[Any]:
    with closing(sqlite3.connect(path)) as made:
        return [made.execute(f"SELECT * FROM {each}").fetchall() for each in ("users", "posts")]


def test_the_file_says_what_is_made_and_why(inside: Run, database: Path) -> None:
    answer = inside("init", "--db", f"sqlite:///{database}", "-o", "blog.yaml", "--count", "50")
    text = database.with_name("blog.yaml").read_text()

    assert (0, "") == (answer.code, answer.out)
    assert (
        text.partition("\n")[2]
        == """version: 1

tables:
  users:
    count: 50
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      state: {values: ["on", "off"], nulls: 0.1}  # its check lists them
  posts:
    count: 50
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
      title: title_text
      at: {generator: datetime, nulls: 0.1}
"""
    )
    assert inside("validate", "blog.yaml").code == 0


def test_a_minus_is_standard_output(inside: Run, database: Path) -> None:
    url = f"sqlite:///{database}"
    answer = inside("init", "--db", url, "-o", "-")

    assert (0, inside("init", "--db", url).out) == (answer.code, answer.out)
    assert not database.with_name("-").exists()


def test_the_file_and_the_database_alone_give_the_same_rows(inside: Run, database: Path) -> None:
    url = f"sqlite:///{database}"
    inside("init", "--db", url, "-o", "blog.yaml", "--count", "30")
    inside("seed", "--db", url, "--count", "30", "--count", "posts=60")
    direct = content(database)
    answer = inside(
        "seed", "--config", "blog.yaml", "--db", url, "--count", "posts=60", "--truncate", "--yes"
    )

    assert 0 == answer.code
    assert [30, 60] == list(map(len, direct))
    assert direct == content(database)


def test_a_second_run_finds_nothing_to_fill_and_says_what_to_do(
    inside: Run, database: Path
) -> None:
    url = f"sqlite:///{database}"
    assert 0 == inside("seed", "--db", url, "--count", "5").code
    again = inside("seed", "--db", url, "--count", "5")
    more = inside("seed", "--db", url, "--count", "5", "--append")

    assert (2, True) == (again.code, "all tables have rows (give --append" in again.err)
    assert 0 == more.code
    assert [10, 10] == list(map(len, content(database)))


def test_a_file_of_tables_that_have_rows_is_made_by_what_init_can_do(
    inside: Run, database: Path
) -> None:
    url = f"sqlite:///{database}"
    assert 0 == inside("seed", "--db", url, "--count", "5").code
    told = inside("init", "--db", url).err

    assert told.endswith("all tables have rows (give --profile for a file of what is there)\n")
    profiled = inside("init", "--db", url, "--profile").out
    assert "  users:\n    count: 5\n" in profiled and "\n  posts:\n" in profiled
    with closing(sqlite3.connect(database)) as made, made:
        made.execute("DELETE FROM posts")
        made.execute("DELETE FROM users WHERE id > 1")
    assert "# users has 1 row: left as it is\n" in inside("init", "--db", url).out


def test_a_table_that_takes_no_more_rows_is_left_out_of_an_append(
    inside: Run, database: Path
) -> None:
    with closing(sqlite3.connect(database)) as made:
        made.execute(
            "CREATE TABLE kinds (kind TEXT PRIMARY KEY NOT NULL CHECK (kind IN ('a', 'b')))"
        )
    url = f"sqlite:///{database}"
    first = inside("seed", "--db", url, "--count", "5")
    dry = inside("seed", "--db", url, "--count", "5", "--append", "--dry-run")
    more = inside("seed", "--db", url, "--count", "5", "--append")

    assert [0, 3, 3] == [first.code, dry.code, more.code]
    assert "1 of 3 tables were not filled:\n  kinds: kind has 2 values" in more.err
    assert [10, 10] == list(map(len, content(database)))


def test_a_table_may_get_no_rows(inside: Run, database: Path) -> None:
    answer = inside("seed", "--db", f"sqlite:///{database}", "--count", "4", "--count", "posts=0")

    assert 0 == answer.code
    assert [4, 0] == list(map(len, content(database)))


def test_a_dry_run_writes_nothing(inside: Run, database: Path) -> None:
    answer = inside("seed", "--db", f"sqlite:///{database}", "--count", "7", "--dry-run")

    assert 0 == answer.code
    assert "users: 7 rows of id, email, state" in answer.out
    assert [[], []] == content(database)


def test_a_table_that_is_not_filled_is_named_at_the_end(inside: Run, database: Path) -> None:
    with closing(sqlite3.connect(database)) as made:
        made.executescript(
            "CREATE TABLE strange (id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n * n < 0));"
        )
    answer = inside("seed", "--db", f"sqlite:///{database}", "--count", "9")

    assert 3 == answer.code
    assert "1 of 3 tables were not filled:\n  strange: " in answer.err
    assert [9, 9] == list(map(len, content(database)))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("init",), "say what to read: --db URL"),
        (("init", "blog.sql", "--db", "DB"), "one thing is read: blog.sql, or the database of --db (leave one out)"),
        (("init", "none.sql"), "none.sql: no such file or directory (give the path of an SQL file)"),
        (("init", "--db", "DB", "-o", "blog.db"), "blog.db exists (give a new name, or remove it)"),
        (("init", "--db", "redis://127.0.0.1:1"), "127.0.0.1:1"),
        (("seed", "--db", "DB", "--count", "5", "--count", "6"), "the rows of every table are given twice"),
        (("seed", "--db", "DB", "--count", "user=6"), '--count user: '),
        (("seed", "--db", "DB", "--count", "x"), "--count 'x' is not TABLE=N, nor N, a whole number from 1"),
        (("init", "--db", "DB", "--count", "0"), "--count '0' is not TABLE=N, nor N"),
        (("init", "--db", "DB", "--count", "users=0"), "--count users: 0 rows say nothing of a table (--skip users "),
        (("seed", "--output", "csv"), "say what to seed: --config FILE"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(
    inside: Run, database: Path, words: tuple[str, ...], message: str
) -> None:
    answer = inside(*(f"sqlite:///{database}" if each == "DB" else each for each in words))

    assert answer.code in (2, 3)
    assert message in answer.err
    assert "Traceback" not in answer.err


def test_an_sql_file_stands_for_its_database(inside: Run, database: Path) -> None:
    database.with_name("blog.sql").write_text(SCRIPT + "CREATE TABLE users (id INT);")
    inside("init", "--db", f"sqlite:///{database}", "-o", "database.yaml")
    elsewhere = {"MOCKCRAFT_DB": "postgresql://127.0.0.1:1/none"}  # no database is asked
    answer = inside("init", "blog.sql", "-o", "file.yaml", **elsewhere)
    texts = [
        database.with_name(f"{each}.yaml").read_text().partition("\n")[2]
        for each in ("database", "file")
    ]

    assert texts[0] == texts[1]
    assert "blog.sql is read as SQLite" in answer.err
    assert "blog.sql, line 4: CREATE TABLE users (id INT): table users already exists" in answer.err


def test_what_triggers_refuse_is_known_before_the_first_row(inside: Run, database: Path) -> None:
    script = """
        CREATE TABLE audit (what TEXT);
        CREATE TABLE never (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users);
        CREATE TABLE of_never (id INTEGER PRIMARY KEY, never_id INTEGER NOT NULL REFERENCES never);
        CREATE TRIGGER closed BEFORE INSERT ON never BEGIN SELECT RAISE(ABORT, 'not today'); END;
        CREATE TRIGGER noted AFTER INSERT ON posts BEGIN INSERT INTO audit VALUES (NEW.title); END;
        CREATE TRIGGER named BEFORE INSERT ON users WHEN NEW.email IS NULL BEGIN SELECT RAISE(ABORT, 'nameless'); END;
    """
    with closing(sqlite3.connect(database)) as made:
        made.executescript(script)
    url = f"sqlite:///{database}"
    counted = ("--db", url, "--count", "40", "--count", "audit=7")
    first = inside("init", *counted, "-o", "blog.yaml")
    assert [[], []] == content(database)  # what was put in is taken back
    answer = inside("seed", *counted)
    with closing(sqlite3.connect(database)) as made:
        counts = [
            made.execute(f"SELECT count(*) FROM {each}").fetchone()[0]
            for each in ("users", "posts", "audit", "never", "of_never")
        ]

    assert [40, 40, 47, 0, 0] == counts
    assert 3 == answer.code
    assert "again, without what was refused" not in answer.err
    assert "not today (it has the trigger closed)" in answer.err
    assert "of_never: it refers to never, which is not filled" in answer.err
    assert "never is not filled: " in first.err
    assert "not today (it has the trigger closed)" in first.err

    direct = content(database)
    assert 0 == inside("seed", "--config", "blog.yaml", "--db", url, "--truncate", "--yes").code
    assert direct == content(database)


def test_a_database_that_can_only_be_read_is_not_rehearsed(inside: Run, postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as made:
        made.execute(
            """CREATE TABLE users (id int PRIMARY KEY, name text);
            CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
            CREATE TRIGGER idle BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION idle();
            DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET default_transaction_read_only = on'; END $$"""
        )
    answer = inside("init", "--db", postgresql)

    assert 0 == answer.code
    assert "users:" in answer.out
    assert "as no row can be put in: " in answer.err


def test_an_update_adds_what_is_new_and_keeps_every_line(inside: Run, database: Path) -> None:
    url, file = f"sqlite:///{database}", database.with_name("blog.yaml")
    inside("init", "--db", url, "-o", "blog.yaml", "--count", "30")
    edited = (
        file.read_text().replace("email: {generator: email,", "email: {regex: '[a-z]{9}@x\\.org',")
        + "\n  # the end\n"
    )
    file.write_text(edited, newline="\r\n")
    with closing(sqlite3.connect(database)) as made:
        made.executescript(
            """
            INSERT INTO users (email) VALUES ('a@b.c');
            CREATE TABLE tags (id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL REFERENCES posts);
            ALTER TABLE users ADD COLUMN phone VARCHAR(40);
            ALTER TABLE posts ADD COLUMN tag_id INTEGER REFERENCES tags;
            ALTER TABLE posts DROP COLUMN at;
            """
        )
    answer = inside("init", "--db", url, "--update", "blog.yaml")
    written, lines = file.read_bytes(), file.read_text().splitlines()
    again = inside("init", "--db", url, "--update", "blog.yaml")
    rest = iter(lines)

    assert (0, 0) == (answer.code, again.code)
    assert all(line in rest for line in edited.splitlines())  # each of them, in their order
    assert "      phone: {generator: phone, nulls: 0.1}" == lines[lines.index("  posts:") - 1]
    assert ["users.phone is new", "posts.tag_id is new", "tags is new"] == answer.err.splitlines()[
        :3
    ]
    assert "posts.at is not in the database any more (remove it)" in answer.err
    assert "nothing is new for blog.yaml" in again.err
    assert written == file.read_bytes()
    assert written.count(b"\r\n") == written.count(b"\n") == len(lines)

    file.write_text("\n".join(line for line in lines if not line.startswith("      at:")))
    seeded = inside("seed", "--config", "blog.yaml", "--db", url, "--truncate", "--yes")
    assert (0, "") == (seeded.code, seeded.out)
    assert 9 == len(content(database)[0][0][1].partition("@")[0])


def test_a_profile_has_the_shape_of_the_rows_and_no_text_of_them(
    inside: Run, database: Path
) -> None:
    with closing(sqlite3.connect(database)) as made, made:
        made.execute("ALTER TABLE users ADD COLUMN score INTEGER")
        made.execute("ALTER TABLE users ADD COLUMN paid NUMERIC(8, 2)")
        made.execute("ALTER TABLE users ADD COLUMN left_on DATE DEFAULT '2021-02-31'")
        made.execute("ALTER TABLE users ADD COLUMN valid_to DATETIME DEFAULT '9999-12-31'")
        for n in range(1, 41):
            state = "on" if n % 4 else None
            made.execute(
                "INSERT INTO users (id, email, state, score, paid) VALUES (?, ?, ?, ?, ?)",
                (n, f"secret{n}@hidden.test", state, 500 + n, n / 8),
            )
            made.execute(
                "INSERT INTO posts VALUES (?, ?, ?, ?)",
                (n, n, f"Confidential {n}", f"2021-03-{n % 28 + 1:02} 10:00:00"),
            )
    answer = inside("init", "--db", f"sqlite:///{database}", "--profile", "-o", "blog.yaml")
    text = database.with_name("blog.yaml").read_text()

    assert 0 == answer.code
    for secret in ("secret", "hidden", "Confidential"):
        assert secret not in text + answer.err + answer.out
    assert "score: {generator: number, min: 501, max: 540}" in text
    assert "paid: {generator: decimal, min: 0.13, max: 5, scale: 2}" in text
    assert "at: {generator: datetime, after: 2021-03-01, before: 2021-03-29}" in text
    assert "left_on: date\n" in text  # of a day that is none, and of one that none is behind
    assert "valid_to: {generator: datetime" not in text
    assert "nulls: 0.25" in text and 1 == text.count("count: 40\n")
    assert "count: {per: users, min: 1, max: 1}" in text

    database.unlink()
    seeded = inside("seed", "--config", "blog.yaml", "--db", f"sqlite:///{database}")
    assert 0 == seeded.code
