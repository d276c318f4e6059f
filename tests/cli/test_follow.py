"""`mockcraft seed --follow` and `--rate`: rows that keep coming, until somebody has enough."""

import csv
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from .conftest import Answer

SCHEMA = """
seed: 3
tables:
  users: {count: 60, columns: {id: {generator: sequence, primary_key: true}}}
  events:
    count: 100
    columns:
      id: {generator: sequence, primary_key: true}
      user: {ref: users.id}
      at: {generator: datetime, after: "now - interval '1 second'"}
      key: {generator: uuid, unique: true}
  visits:
    count: {per: users, min: 1, max: 1}
    columns: {id: {generator: sequence, primary_key: true}, user: {ref: users.id}}
"""
SLACK = timedelta(
    seconds=60
)  # of a busy machine, between the clock that was read and a row that is

Start = Callable[..., subprocess.Popen[Any]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Begins `mockcraft seed` with these words, and ends it after the test."""
    (tmp_path / "s.yaml").write_text(SCHEMA)
    processes = []

    def run(*words: str) -> subprocess.Popen[Any]:
        process = subprocess.Popen(
            [sys.executable, "-m", "mockcraft", "seed", "s.yaml", *words],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )  # fmt: skip
        processes.append(process)
        return process

    yield run
    for process in processes:
        process.kill()
        process.communicate()


CHUNK = 2  # rows that are written at a time at that rate
FOLLOW = ("--table", "events", "--follow", "--rate", "40/s")
STREAM = ("--output", "csv", "--dir", "-", *FOLLOW)


def test_rows_follow_one_another_and_the_clock(start: Start) -> None:
    before = datetime.now(UTC)
    process = start(*STREAM)
    assert process.stdout is not None
    reader = csv.DictReader(process.stdout)
    rows = [next(reader) for _ in range(130)]  # of four rounds, with one header
    after = datetime.now(UTC)

    assert [str(n) for n in range(1, 131)] == [row["id"] for row in rows]
    assert 130 == len({row["key"] for row in rows})
    assert {row["user"] for row in rows} <= {str(n) for n in range(1, 61)}
    times = [datetime.fromisoformat(row["at"]).replace(tzinfo=UTC) for row in rows]
    assert before - SLACK <= min(times) <= max(times) <= after
    assert min(times[-10:]) > min(times[:10])


def test_rows_that_are_counted_per_row_of_another_table_follow_without_an_end(start: Start) -> None:
    process = start("--output", "csv", "--dir", "-", "--table", "visits", *FOLLOW[2:])
    assert process.stdout is not None
    reader = csv.DictReader(process.stdout)
    rows = [next(reader) for _ in range(90)]  # of three rounds, of 60 users with one visit each

    assert [str(n) for n in range(1, 91)] == [row["id"] for row in rows]
    assert {row["user"] for row in rows} <= {str(n) for n in range(1, 61)}


def test_a_reader_that_goes_away_ends_it_quietly(start: Start) -> None:
    process = start(*STREAM)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()

    assert "" == process.stderr.read()
    assert 0 == process.wait(60)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_it_says_how_far_it_came(start: Start, number: signal.Signals) -> None:
    process = start(*STREAM)
    assert process.stdout is not None and process.stderr is not None
    for _ in range(5):
        process.stdout.readline()
    process.send_signal(number)
    rows = 4 + len(process.stdout.readlines())
    err = process.stderr.read()

    assert 128 + number == process.wait(60)
    # A signal may come when a chunk has been written, and not been counted yet.
    told = [f"mockcraft: stopped after {each} rows of events\n" for each in (rows, rows - CHUNK)]
    assert err in told


def count(path: Path) -> int:
    if not path.exists():
        return 0
    database = sqlite3.connect(path)
    try:
        return int(database.execute("SELECT count(*) FROM events").fetchone()[0])
    except sqlite3.OperationalError:  # a run has just made the file, or holds it
        return 0
    finally:
        database.close()


def test_a_database_gets_whole_seconds_until_it_is_stopped(
    start: Start, inside: Callable[..., Answer], tmp_path: Path
) -> None:
    path = tmp_path / "x.db"
    assert 0 == start("--db", "sqlite:///x.db", "-q").wait(60)
    process = start("--db", "sqlite:///x.db", *FOLLOW)
    ends = time.monotonic() + 60
    while count(path) < 180 and time.monotonic() < ends:
        time.sleep(0.05)
    process.terminate()
    _, err = process.communicate(timeout=60)

    rows = count(path)
    assert rows >= 180
    assert 20 == rows % 40  # of the first run's 100
    assert 143 == process.returncode
    assert (
        f"stopped after {rows - 100} rows of events; those of the last second were taken back"
        in err
    )
    database = sqlite3.connect(path)
    assert [] == database.execute("PRAGMA foreign_key_check").fetchall()
    assert (rows, rows) == database.execute(
        "SELECT count(DISTINCT id), count(DISTINCT key) FROM events"
    ).fetchone()
    database.close()


def test_a_rate_is_kept_and_changes_no_byte(start: Start) -> None:
    words = ("--output", "csv", "--dir", "-", "--table", "events", "--now", "2026-01-01", "-q")
    fast, _ = start(*words).communicate(timeout=60)
    begun = time.monotonic()
    slow, _ = start(*words, "--rate", "50/s").communicate(timeout=60)

    assert time.monotonic() - begun > 1.8  # 100 rows, of which the first come at once
    assert fast == slow
    assert 101 == fast.count("\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--output", "csv", "--dir", "-", "--follow", "--rate", "1/s"), "choose one with --table"),
        (("--output", "csv", "--dir", "-", "--table", "events", "--follow"), "say how fast"),
        (("--output", "csv", *FOLLOW), "--follow writes to standard output"),
        (("--output", "sql", "--dir", "-", *FOLLOW), "rows of sql cannot follow on"),
        ((*STREAM, "--now", "2026-01-01"), "leave --now out"),
        ((*STREAM, "--part", "1/2"), "leave --rows and --part out"),
        ((*STREAM, "--dry-run"), "leave --dry-run out"),
        (("--db", "sqlite:///x.db", "--truncate", *FOLLOW), "leave --truncate and --resume out"),
        (("--db", "sqlite:///x.db", "--backup", *FOLLOW), "leave --backup out"),
        (FOLLOW, "say where to"),
        ((*STREAM[:-1], "0/s"), "--rate '0/s' is not a number of rows a second"),
        ((*STREAM[:-1], "nan"), "--rate 'nan' is not a number of rows a second"),
        ((*STREAM[:-1], "9999999999"), "--rate '9999999999' is not"),
    ],
)  # fmt: skip
def test_what_cannot_go_on_is_a_mistake_of_the_caller(
    inside: Callable[..., Answer], tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "s.yaml").write_text(SCHEMA)
    answer = inside("seed", "s.yaml", *words)

    assert 2 == answer.code
    assert said in answer.err
    assert ["s.yaml"] == os.listdir(tmp_path)
