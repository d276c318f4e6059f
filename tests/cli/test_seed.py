"""`mockcraft seed`: into databases, files and pipes, with every flag."""

import csv
import json
import os
import pty
import re
import shlex
import signal
import sqlite3
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from mockcraft.database import examples

from .conftest import Answer

Inside = Callable[..., Answer]
Run = Callable[..., "subprocess.CompletedProcess[str]"]

SHOP = """\
seed: 42
now: 2026-01-01
tables:
  users:
    count: 60
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      name: first_name
      boss_id: {ref: users.id, nulls: 0.2}
  orders:
    count: {per: users, min: 0, max: 4, mean: 2}
    unique: [[user_id, line]]
    columns:
      id: {generator: uuid, primary_key: true}
      user_id: {ref: users.id}
      line: {generator: number, min: 1, max: 9}
      tags: {items: word, count: 0..2}
      placed_at: datetime
"""
USERS = ["id", "email", "name", "boss_id"]


@pytest.fixture
def shop(tmp_path: Path) -> str:
    (tmp_path / "shop.yaml").write_text(SHOP)
    return "shop.yaml"


@pytest.fixture
def seed(inside: Inside, shop: str) -> Inside:
    """Runs `mockcraft seed` on the shop, with these words more."""
    return lambda *words, **variables: inside("seed", "--config", shop, *words, **variables)


def fetch(path: Path, query: str) -> list[Any]:
    database = sqlite3.connect(path)
    rows = database.execute(query).fetchall()
    database.close()
    return rows


def is_sound(path: Path) -> bool:
    checks = fetch(path, "PRAGMA foreign_key_check") + fetch(path, "PRAGMA integrity_check")
    return checks == [("ok",)]


# ---------------------------------------------------------------------- files


def test_csv_files_have_a_header_and_every_row(seed: Inside, tmp_path: Path) -> None:
    answer = seed("--output", "csv", "--dir", "out")

    with open(tmp_path / "out" / "users.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (0, "") == (answer.code, answer.out)
    assert ["orders.csv", "users.csv"] == sorted(os.listdir(tmp_path / "out"))
    assert (USERS, [str(i) for i in range(1, 61)]) == (list(rows[0]), [row["id"] for row in rows])


def test_json_and_json_lines_hold_the_same_rows(seed: Inside, tmp_path: Path) -> None:
    assert [0, 0] == [seed("--output", name).code for name in ("json", "jsonl")]

    lines = (tmp_path / "orders.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == json.loads(
        (tmp_path / "orders.json").read_text()
    )


def test_rows_and_parts_of_tables_are_written(seed: Inside, tmp_path: Path) -> None:
    assert 0 == seed("--output", "csv", "--dir", "all").code
    whole = (tmp_path / "all" / "users.csv").read_text().splitlines()
    assert 0 == seed("--output", "csv", "--dir", "some", "--rows", "users=7..9").code
    assert 0 == seed("--output", "csv", "--dir", "part", "--part", "2/3").code

    assert ["users.csv"] == os.listdir(tmp_path / "some")
    assert [whole[0], *whole[8:11]] == (tmp_path / "some" / "users.csv").read_text().splitlines()
    part = (tmp_path / "part" / "users.part-2-of-3.csv").read_text().splitlines()
    assert [whole[0], *whole[21:41]] == part


@pytest.mark.parametrize("words", [[], ["--dialect", "sqlite"]])
def test_sql_is_one_file_that_a_database_runs(
    seed: Inside, tmp_path: Path, words: list[str]
) -> None:
    assert 0 == seed("--output", "sql", *words).code
    text = (tmp_path / "shop.sql").read_text()

    if words:
        database = sqlite3.connect(tmp_path / "x.db")
        database.executescript(text)
        database.close()
        assert is_sound(tmp_path / "x.db")
        assert [(60,)] == fetch(tmp_path / "x.db", "SELECT count(*) FROM users")
    assert "BEGIN;\nCREATE TABLE" in text or "BEGIN;\nPRAGMA" in text
    assert ["shop.sql", "shop.yaml"] == sorted({*os.listdir(tmp_path)} - {"x.db"})


def test_parquet_files_keep_types_and_nesting(seed: Inside, tmp_path: Path) -> None:
    assert 0 == seed("--output", "parquet").code
    table = pq.read_table(tmp_path / "orders.parquet")

    assert ["int64", "list<"] == [str(table.schema.field(n).type)[:5] for n in ("user_id", "tags")]
    assert table.num_rows > 60


def test_one_table_goes_to_standard_output(seed: Inside) -> None:
    answer = seed("--output", "jsonl", "--dir", "-", "--table", "users")

    assert [*range(1, 61)] == [json.loads(line)["id"] for line in answer.out.splitlines()]
    assert "60 rows in" in answer.err
    assert "Look further" not in answer.err


def test_a_run_of_no_rows_names_none_to_look_at(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("tables: {t: {count: 0, columns: {a: word}}}")

    for flags, looks in (((), False), (("--count", "t=1"), True)):
        answer = inside("seed", "--config", "s.yaml", "--output", "csv", "--overwrite", *flags)
        assert (0, looks) == (answer.code, "Look further" in answer.err)


@pytest.mark.parametrize(
    ("table", "flags"),
    [
        ("users", ["--seed", "9", "--locale", "de_DE", "--now", "2030-01-01", "--rows", "users=3..4"]),
        ("orders", ["--count", "users=7", "--rows", "orders=3..4"]),
        ("orders", ["--scale", "1.25", "--rows", "orders=3..4"]),
    ],
)  # fmt: skip
def test_the_command_to_look_further_shows_the_rows_of_the_run(
    seed: Inside, inside: Inside, tmp_path: Path, table: str, flags: list[str]
) -> None:
    said = seed("--output", "jsonl", "--dir", "out", *flags).err
    line = next(each for each in said.splitlines() if " preview " in each)
    words = shlex.split(line)
    shown = inside(*words[words.index("preview") :], "--format", "json").out

    file = tmp_path / "out" / f"{table}.jsonl"
    written = [json.loads(each) for each in file.read_text().splitlines()]
    assert 2 == len(written)
    assert written == json.loads(shown)


def test_the_command_to_look_further_names_the_plugin_and_the_settings_of_the_run(
    mockcraft: Run, tmp_path: Path
) -> None:
    (tmp_path / "own word.py").write_text(
        "from mockcraft.generator import Draw, Text, generator\n"
        "@generator('person')\n"
        "def own_word(draw: Draw) -> Text:\n"
        "    'A word of our own.'\n"
        "    return draw.chars('ab', 3)\n"
    )
    (tmp_path / "s.yaml").write_text("dir: out\n")
    (tmp_path / "own.yaml").write_text("tables: {t: {count: 2, columns: {w: own_word}}}\n")
    group = ["--settings", "s.yaml", "--plugin", "own word.py"]
    said = mockcraft(*group, "seed", "own.yaml", "--output", "csv").stderr
    line = next(each for each in said.splitlines() if " preview " in each)

    words = shlex.split(line)
    words = words[words.index("mockcraft") + 1 :]
    assert group == words[:4]
    assert mockcraft(*words).returncode == 0


def test_an_append_names_no_preview_which_would_show_other_rows(seed: Inside) -> None:
    first = seed("--db", "sqlite:///x.db").err
    second = seed("--db", "sqlite:///x.db", "--append").err

    assert [True, False] == [" preview " in each for each in (first, second)]


def test_several_tables_to_standard_output_are_refused_unless_it_is_sql(seed: Inside) -> None:
    answer = seed("--output", "csv", "--dir", "-")
    sql = seed("--output", "sql", "--dir", "-")

    assert (2, "") == (answer.code, answer.out)
    assert "takes one table, the schema has users, orders (choose one with --table)" in answer.err
    assert (0, True) == (sql.code, "\nBEGIN;\n" in sql.out)


def test_chosen_tables_are_written_and_the_others_only_looked_up(
    seed: Inside, tmp_path: Path
) -> None:
    assert 0 == seed("--output", "csv", "--table", "orders").code

    assert ["orders.csv", "shop.yaml"] == sorted(os.listdir(tmp_path))


def test_files_are_the_same_for_any_workers_and_batch_size(seed: Inside, tmp_path: Path) -> None:
    for folder, words in {"a": [], "b": ["--workers", "3", "--batch-size", "7"]}.items():
        assert 0 == seed("--output", "csv", "--dir", folder, *words).code

    for name in ("users.csv", "orders.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_seed_and_locale_of_the_caller_go_before_those_of_the_file(seed: Inside) -> None:
    words = ("--output", "csv", "--dir", "-", "--table", "users")
    plain, same, other, german = (
        seed(*words, *more).out
        for more in ([], ["--seed", "42"], ["--seed", "43"], ["--locale", "de_DE"])
    )

    assert plain == same
    assert len({plain, other, german}) == 3


def test_scale_and_count_change_how_many_rows_there_are(seed: Inside) -> None:
    scaled = seed("--scale", "0.5", "--dry-run").out.splitlines()
    counted = seed("--count", "users=7", "--scale", "3", "--dry-run").out.splitlines()

    assert ["users: 30 rows", "users: 7 rows"] == [
        lines[0].split(" of ")[0] for lines in (scaled, counted)
    ]
    assert "nothing was written" in scaled[-1]


# ---------------------------------------------------------------------- a database


def test_a_database_is_made_filled_and_sound(seed: Inside, tmp_path: Path) -> None:
    answer = seed("--db", "sqlite:///shop.db")

    assert (0, "") == (answer.code, answer.out)
    assert is_sound(tmp_path / "shop.db")
    assert [(60, 60)] == fetch(tmp_path / "shop.db", "SELECT count(*), max(id) FROM users")
    assert re.search(r"^  users +60 rows$", answer.err, re.MULTILINE)
    assert "sqlite3 -box shop.db 'SELECT * FROM \"users\" LIMIT 5'" in answer.err


def test_resuming_where_no_run_was_broken_off_begins_one_and_says_so(seed: Inside) -> None:
    done = seed("--db", "sqlite:///shop.db", "--resume")

    assert 0 == done.code, done.err
    assert "no rows were there to resume: the run began with the first one\n" in done.err


def test_tables_with_rows_are_left_alone_without_a_word(seed: Inside, tmp_path: Path) -> None:
    seed("--db", "sqlite:///shop.db")
    before = (tmp_path / "shop.db").read_bytes()
    answer = seed("--db", "sqlite:///shop.db")

    assert 2 == answer.code
    assert (
        "users has 60 rows already (give --append to add rows, or --truncate to replace them)"
        in answer.err
    )
    assert before == (tmp_path / "shop.db").read_bytes()


def test_rows_appended_twice_go_on_and_every_key_holds(seed: Inside, tmp_path: Path) -> None:
    seed("--db", "sqlite:///shop.db")
    first = fetch(tmp_path / "shop.db", "SELECT * FROM orders ORDER BY rowid")
    for _ in range(2):
        assert 0 == seed("--db", "sqlite:///shop.db", "--append").code
    users = fetch(tmp_path / "shop.db", "SELECT id, email FROM users ORDER BY id")
    orders = fetch(tmp_path / "shop.db", "SELECT * FROM orders ORDER BY rowid")

    assert [*range(1, 181)] == [key for key, _ in users]
    assert 180 == len({email for _, email in users})
    assert first == orders[: len(first)]
    assert (
        len(orders) == len({order[0] for order in orders}) == len({order[1:3] for order in orders})
    )
    assert all(order[1] > 60 for order in orders[len(first) :])
    assert is_sound(tmp_path / "shop.db")


def test_an_append_leaves_what_is_there_and_refers_to_rows_of_its_own(
    seed: Inside, tmp_path: Path
) -> None:
    def rows(query: str) -> list[tuple[object, ...]]:
        return fetch(tmp_path / "shop.db", query)

    users, orders = (
        "SELECT * FROM users ORDER BY id",
        "SELECT * FROM orders ORDER BY user_id, id",
    )
    seed("--db", "sqlite:///shop.db")
    before = rows(users), rows(orders)
    seed("--db", "sqlite:///shop.db", "--append")
    count = len(before[0])

    assert 2 * count == len(rows(users))
    assert before[0] == rows(f"SELECT * FROM users WHERE id <= {count} ORDER BY id")
    assert before[1] == rows(f"SELECT * FROM orders WHERE user_id <= {count} ORDER BY user_id, id")
    assert [(0,)] != rows(f"SELECT count(*) FROM orders WHERE user_id > {count}")
    assert is_sound(tmp_path / "shop.db")


def test_truncate_replaces_the_rows(seed: Inside, tmp_path: Path) -> None:
    seed("--db", "sqlite:///shop.db", "--seed", "1")
    assert 0 == seed("--db", "sqlite:///shop.db", "--truncate", "--yes").code
    seed("--db", "sqlite:///new.db")

    query = "SELECT * FROM users ORDER BY id"
    assert fetch(tmp_path / "new.db", query) == fetch(tmp_path / "shop.db", query)
    assert is_sound(tmp_path / "shop.db")


@pytest.mark.parametrize("indexed", [True, False])
def test_truncating_many_rows_of_a_table_that_refers_to_itself_is_quick(
    seed: Inside, tmp_path: Path, indexed: bool
) -> None:
    seed("--db", "sqlite:///shop.db", "--count", "users=20000")
    if not indexed:
        with sqlite3.connect(tmp_path / "shop.db") as connection:
            connection.execute("DROP INDEX users_boss_id_idx")
    begun = time.monotonic()
    assert 0 == seed("--db", "sqlite:///shop.db", "--truncate", "--yes").code

    assert time.monotonic() - begun < 4  # without an index: 20 s


def test_without_create_a_missing_table_is_told(seed: Inside, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "shop.db").execute("CREATE TABLE user (id)").connection.close()
    answer = seed("--db", "sqlite:///shop.db", "--no-create")

    assert (2, "") == (answer.code, answer.out)
    assert "has no table 'users' (did you mean \"user\"?)" in answer.err


def test_unique_keys_of_growing_parents_can_be_appended(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "tables:\n  p: {count: 9, columns: {id: {generator: sequence, primary_key: true}}}\n"
        "  q: {count: 5, columns: {p_id: {ref: p.id, primary_key: true}}}\n"
    )
    for more in ([], ["--append"], ["--append"]):
        assert 0 == inside("seed", "s.yaml", "--db", "sqlite:///s.db", *more).code

    keys = [key for (key,) in fetch(tmp_path / "s.db", "SELECT p_id FROM q ORDER BY p_id")]
    assert [5, 5, 5] == [sum(low < key <= low + 9 for key in keys) for low in (0, 9, 18)]
    assert [(27,)] == fetch(tmp_path / "s.db", "SELECT count(*) FROM p")


def test_a_row_that_fails_leaves_neither_database_nor_files(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(
        "tables:\n  a: {count: 9, columns: {id: {generator: sequence}}}\n"
        "  t: {count: 50, columns: {n: {generator: sequence}, x: {expr: 1 / (n - 40)}}}\n"
    )
    for target in (["--db", "sqlite:///s.db"], ["--output", "csv", "--dir", "out"]):
        answer = inside("seed", "s.yaml", *target)
        assert (2, "") == (answer.code, answer.out)
        assert 's.yaml:3:54: division by zero in "1 / (n - 40)" (row 39 of t)' in answer.err
    assert ["s.yaml"] == os.listdir(tmp_path)


# ---------------------------------------------------------------------- what is asked for


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "say where to: --db URL for a database, or --output FORMAT for files"),
        (["--db", "sqlite:///x.db", "--output", "csv"], "give --db or --output, not both"),
        (["--db", "sqlite:///x.db", "--table", "orders"], "orders.user_id refers to users, which is no part of this run, and the database has no such table (seed it first, or add --table users)"),
        (["--output", "csv", "--table", "user"], "--table user: the schema has no table 'user' (did you mean \"users\"?)"),
        (["--db", "x.db"], "'x.db' is the name of a file, not a URL (give sqlite:///x.db)"),
        (["--db", "/a/x.sqlite"], "is the name of a file, not a URL (give sqlite:////a/x.sqlite)"),
        (["--db", "secret"], f"what was given, which is not known (give {examples()})"),
        (["--db", "sqlit:///x.db"], '(did you mean "sqlite"?)'),
        (["--output", "cvs"], '(did you mean "csv"?)'),
        (["--db", "sqlite:///x.db", "--append", "--resume"], "give --resume or --append, not both"),
        (["--count", "users"], "--count 'users' is not TABLE=N with N a whole number from 0 (such as users=1000)"),
        (["--count", "users=00"], "--count 'users=00' is not TABLE=N"),
        (["--count", "users=-5"], "--count 'users=-5' is not TABLE=N"),
        (["--count", "users=1", "--count", "users=2"], "--count users is given twice (keep one)"),
        (["--count", f"users={2**63}"], "--count users: more than 2**62 rows cannot be numbered"),
        (["--count", "users=" + "9" * 5000], "--count users: more than 2**62 rows cannot be numbered"),
        (["--count", "orders=5", "--dry-run"], "--count orders: its rows are counted per row of users (set the count of users)"),
        (["--count", "usrs=5", "--dry-run"], "shop.yaml has no table 'usrs' (did you mean \"users\"?)"),
        (["--scale", "0"], "--scale='0' is not a number in 1e-09..1000000000.0"),
        (["--scale", "x"], "--scale='x' is not a number in 1e-09..1000000000.0"),
        (["--seed", "-1"], "--seed='-1' is not a whole number in 0..18446744073709551615"),
        (["--locale", "xx", "--dry-run"], "--locale: locale 'xx' is not known"),
        (["--workers", "0"], "--workers='0' is not a whole number in 1..256"),
        (["--seed", "1", "--seed", "2"], "--seed is given twice (keep one)"),
        (["--append", "--truncate"], "give --append or --truncate, not both"),
        (["--dry-run", "--dry-run"], "--dry-run is given twice (keep one)"),
        (["other.yaml"], "'other.yaml' and --config both name a schema file (give one)"),
        (["--bach-size", "5"], "there is no option --bach-size"),
    ],
)  # fmt: skip
def test_a_mistake_of_the_caller_is_told_and_nothing_is_made(
    seed: Inside, tmp_path: Path, words: list[str], said: str
) -> None:
    answer = seed(*words)

    assert (2, "") == (answer.code, answer.out)
    assert said in answer.err
    assert answer.err.startswith("mockcraft: ")
    assert ["shop.yaml"] == os.listdir(tmp_path)


def test_what_to_seed_must_be_said(inside: Inside) -> None:
    answer = inside("seed", "--output", "csv")

    assert (2, "mockcraft: say what to seed: --config FILE, a schema file\n") == (
        answer.code,
        answer.err,
    )


def test_all_problems_of_the_file_are_told(inside: Inside, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("tables: {t: {count: x, columns: {a: wrd}}}")
    answer = inside("seed", "s.yaml", "--db", "sqlite:///x.db")

    assert 2 == answer.code
    assert [":1:21", ":1:37"] == re.findall(r":\d+:\d+", answer.err)
    assert not (tmp_path / "x.db").exists()


def test_a_flag_goes_before_a_variable_before_a_settings_file(
    inside: Inside, shop: str, tmp_path: Path
) -> None:
    (tmp_path / "mockcraft.yaml").write_text(f"config: {shop}\nscale: 2\noutput: csv\n")

    def users(*words: str, **variables: str) -> str:
        return inside("seed", "--dry-run", *words, **variables).out.split(" of ")[0]

    assert "users: 120 rows" == users()
    assert "users: 180 rows" == users(MOCKCRAFT_SCALE="3")
    assert "users: 240 rows" == users("--scale", "4", MOCKCRAFT_SCALE="3")


def test_the_schema_file_can_come_from_a_variable(inside: Inside, shop: str) -> None:
    assert 0 == inside("seed", "--dry-run", MOCKCRAFT_CONFIG=shop).code


def test_the_database_of_the_file_is_used_with_its_variables(
    inside: Inside, tmp_path: Path
) -> None:
    (tmp_path / "s.yaml").write_text("database: ${SHOP_URL}\n" + SHOP)
    missing = inside("seed", "s.yaml")
    found = inside("seed", "s.yaml", SHOP_URL="sqlite:///own.db")
    given = inside("seed", "s.yaml", "--db", "sqlite:///given.db", SHOP_URL="sqlite:///own.db")
    files = inside("seed", "s.yaml", "--output", "csv", "--dir", "out")

    assert 2 == missing.code
    assert "s.yaml:1:11: the variable SHOP_URL is not set (set it, or give --db)" in missing.err
    assert [0, 0, 0] == [found.code, given.code, files.code]
    assert ["given.db", "out", "own.db", "s.yaml"] == sorted(os.listdir(tmp_path))


# ---------------------------------------------------------------------- targets that fail


@pytest.mark.parametrize(
    "url",
    ["postgresql://u:secret@127.0.0.1:1/x", "postgresql://127.0.0.1:1/x?user=u&password=secret"],
)
def test_a_server_that_is_not_there_is_exit_3_and_no_password_is_shown(
    seed: Inside, url: str
) -> None:
    answer = seed("--db", url)

    assert (3, "") == (answer.code, answer.out)
    assert "127.0.0.1:1/x" in answer.err
    assert "secret" not in answer.err


@pytest.mark.parametrize(
    "url",
    [
        "mysq://u:secret@h/x",
        "secret",
        "postgresql://u:se@cret@h/x",
        "postgresql://u:secret@h:port/x",
    ],
)
def test_a_wrong_url_shows_no_password(seed: Inside, url: str) -> None:
    answer = seed("--db", url)

    assert answer.code in (2, 3)
    assert "secret" not in answer.err
    assert "cret" not in answer.err


def test_a_target_that_cannot_be_written_is_exit_3(seed: Inside, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "not.db").write_text("no database, but text that is long enough to be none" * 50)

    for words in (
        ["--db", "sqlite:///missing/x.db"], ["--db", "sqlite:///not.db"], ["--output", "csv", "--dir", "file"],
    ):  # fmt: skip
        answer = seed(*words)
        assert (3, "") == (answer.code, answer.out)
        assert answer.err.startswith("mockcraft: ")
    assert ["file", "not.db", "shop.yaml"] == sorted(os.listdir(tmp_path))


# ---------------------------------------------------------------------- terminals and signals


@pytest.fixture
def start(tmp_path: Path, shop: str) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts `mockcraft seed` as a process."""
    running: list[subprocess.Popen[bytes]] = []

    def begin(*words: str, **streams: Any) -> subprocess.Popen[bytes]:
        kept = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith("MOCKCRAFT_") and key not in ("COLUMNS", "LINES")
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "mockcraft", "seed", *words],
            env=kept | {
                "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", "MOCKCRAFT_CONFIG": shop,
            },
            cwd=tmp_path, start_new_session=True, **streams,
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.communicate()


def shown_on_terminal(
    start: Callable[..., subprocess.Popen[bytes]], columns: int, *words: str
) -> bytes:
    """What a run that is done has shown on a terminal so wide."""
    terminal, end = pty.openpty()
    termios.tcsetwinsize(end, (24, columns))
    process = start(*words, stdout=subprocess.PIPE, stderr=end)
    os.close(end)
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)

    assert 0 == process.wait(60)
    assert b"" == (process.stdout.read() if process.stdout else b"")
    return shown


def test_progress_bars_are_drawn_on_a_terminal_and_only_there(
    start: Callable[..., subprocess.Popen[bytes]], seed: Inside
) -> None:
    words = ("--output", "csv", "--dir", "out", "--scale", "300")
    shown = shown_on_terminal(start, 100, *words)

    assert b"\x1b[" in shown and "━".encode() in shown
    assert "\x1b" not in seed("--output", "csv", "--dir", "plain").err
    assert b"\x1b" not in shown_on_terminal(start, 100, *words[:3], "quiet", "-q")


def test_progress_fits_a_narrow_terminal_and_shows_the_rows_done(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    (tmp_path / "long.yaml").write_text(
        "tables:\n"
        f"  {'a_very_long_name_' * 5}: {{count: 1_500_000, columns: {{a: word}}}}\n"
        "  '[bold]x[/nothing]': {count: 3, columns: {a: word}}\n"
    )
    shown = shown_on_terminal(start, 60, "long.yaml", "--db", "sqlite:///x.db")
    bars = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown.decode()).replace("\r", "\n").split("\n")
    rows = [
        int(each.replace(",", "")) for each in re.findall(r"([\d,]+)/1,500,000", "\n".join(bars))
    ]

    assert [] == [line for line in bars if "/1,500,000" in line and len(line) > 60]
    assert rows == sorted(rows)
    assert any(0 < each < 1_500_000 for each in rows)
    assert any(line.startswith("a_very_long_name_a_…") for line in bars)
    assert any(line.startswith("[bold]x[/nothing] ") for line in bars)


@pytest.mark.parametrize(
    ("words", "made"),
    [(["--db", "sqlite:///x.db"], "x.db"), (["--output", "csv", "--dir", "out", "--workers", "2"], "out")],
    ids=["database", "files"],
)  # fmt: skip
def test_ctrl_c_ends_with_one_line_and_nothing_half_done(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, words: list[str], made: str
) -> None:
    process = start(*words, "--scale", "300000", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    deadline = time.monotonic() + 120  # a machine that is busy begins late
    while not written(tmp_path / made):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to workers too
    out, err = process.communicate(timeout=60)

    assert (130, b"") == (process.returncode, out)
    assert 1 == err.count(b"\n")
    assert err.startswith(b"mockcraft: stopped after ")
    assert err.endswith(b" rows; what this run wrote was taken back\n")
    assert ["shop.yaml"] == os.listdir(tmp_path)


def written(path: Path) -> bool:
    """Whether a run has begun to write there."""
    if path.is_dir():
        return any(each.is_file() and each.stat().st_size for each in path.rglob("*"))
    return path.exists() and path.stat().st_size > 0


def test_a_pipe_that_is_closed_early_ends_the_run_quietly(
    start: Callable[..., subprocess.Popen[bytes]],
) -> None:
    process = start(
        "--output", "csv", "--dir", "-", "--table", "users", "--scale", "3000",
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()

    assert b"" == process.stderr.read()
    assert 0 == process.wait(60)
