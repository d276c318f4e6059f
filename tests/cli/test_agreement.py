"""`seed --truncate` deletes no rows of a database before somebody has agreed to it."""

import fcntl
import os
import pty
import signal
import sqlite3
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from mockcraft.core.plan import Plan
from mockcraft.engine import run
from mockcraft.errors import Unsupported
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from plans import open_database, tables

from .conftest import Answer

Inside = Callable[..., Answer]
SCHEMA = """
version: 1
tables:
  users:
    count: 1200
    columns:
      id: {generator: sequence, primary_key: true}
      name: full_name
  orders:
    count: 30
    columns:
      id: {generator: sequence, primary_key: true}
      user_id: {ref: users.id}
  empty:
    count: 5
    columns: {id: {generator: sequence, primary_key: true}}
"""
SEED = ("seed", "--config", "shop.yaml", "--db", "sqlite:///shop.db")


@pytest.fixture
def filled(inside: Inside, tmp_path: Path) -> Path:
    """A database whose rows are of another seed; the table `empty` has none."""
    (tmp_path / "shop.yaml").write_text(SCHEMA)
    assert 0 == inside(*SEED, "--seed", "1").code
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.execute("DELETE FROM empty")
    return tmp_path / "shop.db"


def names(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        return [each for (each,) in connection.execute("SELECT name FROM users ORDER BY id")]


class Terminal:
    """`mockcraft` at a terminal: what it shows, and what is typed at its question."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.ours, theirs = pty.openpty()
        variables = {k: v for k, v in os.environ.items() if not k.startswith("MOCKCRAFT_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mockcraft", *words], stdin=theirs, stdout=theirs, stderr=theirs,
            cwd=folder, env=variables | {"PYTHONPATH": os.pathsep.join(sys.path)}, start_new_session=True,
            preexec_fn=_take_terminal,
        )  # fmt: skip
        os.close(theirs)
        self.shown = ""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self.ours, 4096)
            except OSError:  # Linux's end of a terminal
                return
            self.shown += data.decode()

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + 60
        while text not in self.shown:
            assert self.process.poll() is None and time.monotonic() < deadline, self.shown
            time.sleep(0.02)

    def type(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def end(self) -> int:
        code = self.process.wait(60)
        time.sleep(0.1)
        os.close(self.ours)
        return code


def _take_terminal() -> None:
    """Ctrl-C reaches who owns the terminal, and listens to it: workers of pytest do not."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("answer", ["y", "Y", "yes"])
def test_a_terminal_is_told_the_tables_and_asked(filled: Path, answer: str) -> None:
    before = names(filled)
    terminal = Terminal(filled.parent, *SEED, "--truncate")
    terminal.wait_for("Go on? [y/N]")
    shown = terminal.shown.replace("\r\n", "\n")
    assert before == names(filled)
    terminal.type(f"{answer}\n")

    assert 0 == terminal.end()
    assert (
        "shop.db: --truncate deletes\n  users           1,200 rows\n  orders             30 rows\n"
        in shown
    )
    assert "empty" not in shown
    assert before != names(filled)


@pytest.mark.parametrize(
    ("answer", "code"), [("\n", 2), ("n\n", 2), ("perhaps\n", 2), ("\x04", 2), ("\x03", 130)]
)
def test_any_other_answer_leaves_the_rows(filled: Path, answer: str, code: int) -> None:
    before = filled.read_bytes()
    terminal = Terminal(filled.parent, *SEED, "--truncate")
    terminal.wait_for("Go on? [y/N]")
    terminal.type(answer)

    assert code == terminal.end()
    assert code == 130 or "nothing was deleted, and nothing written" in terminal.shown
    assert before == filled.read_bytes()


def test_without_a_terminal_it_is_refused(filled: Path, inside: Inside) -> None:
    before = filled.read_bytes()
    answer = inside(*SEED, "--truncate")

    assert 2 == answer.code
    assert (
        "mockcraft: shop.db: --truncate would delete 1,200 rows of users and 30 rows of orders (give --yes to "
        "agree to that: there is no terminal to ask on)\n"
    ) == answer.err
    assert before == filled.read_bytes()


@pytest.mark.parametrize(("words", "variables"), [(["--yes"], {}), ([], {"MOCKCRAFT_YES": "true"})])
def test_yes_answers_it(
    filled: Path, inside: Inside, words: list[str], variables: dict[str, str]
) -> None:
    before = names(filled)

    assert 0 == inside(*SEED, "--truncate", *words, **variables).code
    assert before != names(filled)


def test_the_settings_file_answers_it_too(filled: Path, inside: Inside) -> None:
    (filled.parent / "mockcraft.yaml").write_text("yes: true\n")

    assert 0 == inside(*SEED, "--truncate").code


def test_empty_tables_need_no_yes(filled: Path, inside: Inside) -> None:
    assert 0 == inside(*SEED, "--truncate", "--table", "empty").code
    assert 0 == inside(*SEED[:-1], "sqlite:///new.db", "--truncate").code


def test_files_need_no_yes(filled: Path, inside: Inside) -> None:
    for _ in range(2):
        assert 0 == inside("seed", "--config", "shop.yaml", "--output", "csv", "--truncate").code
    refused = inside("seed", "--config", "shop.yaml", "--output", "csv", "--truncate", "--yes")
    assert "--yes is about the rows of a database" in refused.err


def test_a_look_needs_no_yes(filled: Path, inside: Inside) -> None:
    assert 0 == inside(*SEED, "--truncate", "--dry-run").code


def test_rows_that_came_since_the_question_are_not_deleted(filled: Path) -> None:
    request = SeedRequest(
        str(filled.parent / "shop.yaml"),
        f"sqlite:///{filled}",
        load=LoadOptions(existing="truncate"),
    )
    seeding = prepare(request)
    replaced = seeding.replaced()
    seeding.agree(replaced)
    with sqlite3.connect(filled) as connection:
        connection.execute("INSERT INTO empty VALUES (1)")

    assert {"users": {"row": 1200}, "orders": {"row": 30}} == replaced
    with pytest.raises(Unsupported, match="empty has 1 row, and had 0 when it was looked at"):
        seeding.run()
    with sqlite3.connect(filled) as connection:
        assert [(1200,)] == connection.execute("SELECT count(*) FROM users").fetchall()


PLAN = "t:\n  count: 5\n  columns: {id: {generator: sequence, primary_key: true}}\n"


def emptied(url: str, plan: Plan) -> None:
    """The table, filled anew by --truncate from the Python interface's options, which ask nobody."""
    run(plan, open_database(url, LoadOptions(existing="truncate", create=False)))


def test_an_autoincrement_of_sqlite_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "t.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE T (id INTEGER PRIMARY KEY AUTOINCREMENT)")
        connection.execute("CREATE TABLE other (id INTEGER PRIMARY KEY AUTOINCREMENT)")
        connection.execute("INSERT INTO other VALUES (7)")
        connection.execute("INSERT INTO T VALUES (1000)")
    emptied(f"sqlite:///{path}", tables(PLAN))
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO t DEFAULT VALUES")

        assert [(6,)] == connection.execute("SELECT max(id) FROM t").fetchall()
        assert [(7,)] == connection.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'other'"
        ).fetchall()


def test_sequences_of_postgresql_begin_anew(postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (id serial PRIMARY KEY)")
        connection.execute("INSERT INTO t VALUES (1000)")
        connection.execute("SELECT setval('t_id_seq', 1000)")
    emptied(postgresql, tables(PLAN))
    with psycopg.connect(postgresql, autocommit=True) as connection:
        assert (6,) == connection.execute("INSERT INTO t DEFAULT VALUES RETURNING id").fetchone()


def test_a_sequence_of_somebody_else_is_left_alone(postgresql: str) -> None:
    with psycopg.connect(postgresql, autocommit=True) as connection:
        connection.execute("CREATE TABLE t (id serial PRIMARY KEY)")
        connection.execute("INSERT INTO t VALUES (1000)")
        connection.execute("SELECT setval('t_id_seq', 1000)")
        connection.execute("CREATE ROLE limited LOGIN PASSWORD 'x'")
        connection.execute("GRANT ALL ON t TO limited")
        connection.execute("GRANT ALL ON SEQUENCE t_id_seq TO limited")
    try:
        start, _, place = postgresql.partition("@")
        emptied(f"{start.partition('://')[0]}://limited:x@{place}", tables(PLAN))
        with psycopg.connect(postgresql, autocommit=True) as opened:
            assert (5,) == opened.execute("SELECT count(*) FROM t").fetchone()
            assert (1001,) == opened.execute("INSERT INTO t DEFAULT VALUES RETURNING id").fetchone()
    finally:
        with psycopg.connect(postgresql, autocommit=True) as connection:
            connection.execute("DROP OWNED BY limited; DROP ROLE limited")
