"""The tool that writes: refused, allowed, cancelled."""

import sqlite3
import subprocess
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path
from typing import Any

import pytest

from .conftest import SCHEMA, Agent, command, environment, serving

BIG = "tables: {t: {count: 50_000_000, columns: {id: {generator: sequence, primary_key: true}, e: email}}}"
PASSWORD = "hunter2-of-nobody"


def rows(path: Path, table: str) -> int:
    with sqlite3.connect(path) as connection:
        (count,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    connection.close()
    assert isinstance(count, int)
    return count


def test_it_is_refused_without_permission(reader: Agent) -> None:
    said = reader.refusal("seed", schema=SCHEMA, db="sqlite:///shop.db")

    assert (
        "seed writes, which this service may not (start it as mockcraft mcp --allow-write)" == said
    )
    assert not (reader.folder / "shop.db").exists()


def test_it_is_offered_as_destructive(writer: Agent) -> None:
    tool = {each.name: each for each in writer.ask("list_tools").tools}["seed"]

    assert (False, True) == (tool.annotations.read_only_hint, tool.annotations.destructive_hint)
    assert "db" in tool.input_schema["properties"]


@pytest.mark.parametrize("line", ["allow_write: true", "dir: /", "db: sqlite:///other.db"])
def test_no_settings_file_that_merely_lies_about_widens_its_reach(
    tmp_path: Path, line: str
) -> None:
    (tmp_path / "mockcraft.yaml").write_text(f"locale: de_DE\n{line}\n", encoding="utf-8")
    if line.startswith("allow_write"):
        made = subprocess.run(
            command("mcp"), cwd=tmp_path, env=environment(), capture_output=True, text=True
        )
        assert (2, "") == (made.returncode, made.stdout)
        assert "mockcraft.yaml:2:1: " in made.stderr
        return
    with serving("mcp", "--allow-write", folder=tmp_path) as agent:
        assert "de_DE" == agent.call("generate", type="email")["locale"]
        assert "is outside" in agent.refusal("validate", schema_file="/etc/passwd")
        assert "say where to" in agent.refusal("seed", schema=SCHEMA)


def test_a_database_is_filled(writer: Agent) -> None:
    answer = writer.call(
        "seed", schema_file="shop.yaml", db="sqlite:///filled.db", counts="users=30"
    )

    assert ("filled.db", True, 30) == (
        answer["target"],
        answer["written"],
        answer["tables"]["users"],
    )
    assert answer["tables"] == {
        n: rows(writer.folder / "filled.db", n) for n in ("users", "orders")
    }
    assert answer["rows"] == sum(answer["tables"].values())


def test_rows_that_are_there_go_only_with_agreement(writer: Agent) -> None:
    target = {"schema": SCHEMA, "db": "sqlite:///agreed.db"}
    writer.call("seed", **target)

    assert "has 20 rows" in writer.refusal("seed", **target)
    said = writer.refusal("seed", **target, existing="truncate", seed=9)
    assert 'existing="truncate" would delete 20 rows of users' in said
    assert "(ask the user, then give yes=true)" in said
    writer.call("seed", **target, existing="truncate", seed=9, yes=True)
    writer.call("seed", **target, existing="append")
    assert 40 == rows(writer.folder / "agreed.db", "users")


def test_a_dry_run_writes_nothing(writer: Agent) -> None:
    answer = writer.call("seed", schema=SCHEMA, db="sqlite:///dry.db", dry_run=True)

    assert (False, 20) == (answer["written"], answer["tables"]["users"])
    assert answer["notes"]
    assert not (writer.folder / "dry.db").exists()


def test_files_are_written_and_not_overwritten_unasked(writer: Agent) -> None:
    target = {"schema": SCHEMA, "output": "csv", "dir": "made", "tables": ["users"]}
    answer = writer.call("seed", **target)

    lines = (writer.folder / "made" / "users.csv").read_text(encoding="utf-8").splitlines()
    assert (21, {"users": 20}) == (len(lines), answer["tables"])
    assert 'existing="truncate"' in writer.refusal("seed", **target)
    writer.call("seed", **target, existing="truncate")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "say where to: db, the URL of a database, or output, a format of files"),
        ({"db": "sqlite:///x.db", "output": "csv"}, "db is about a database, and does not go with"),
        ({"db": "sqlite:///x.db", "dir": "made"}, "dir is about files"),
        ({"output": "csv", "resume": True}, "resume is about a database"),
        ({"output": "csv", "existing": "append"}, "files are made anew"),
        ({"output": "csv", "dialect": "mysql"}, "dialect is that of SQL files, not of csv"),
        ({"output": "csv", "dir": "../made"}, "dir='../made' is outside"),
        ({"output": "cvs"}, "output='cvs' is not one of"),
        ({"db": "sqlite:////tmp/x.db"}, "the file of db='/tmp/x.db' is outside"),
        ({"db": "sqlite:///../x.db"}, "the file of db='../x.db' is outside"),
        ({"db": "shop.db"}, "give sqlite:///shop.db"),
        ({"db": "sqlite:///x.db", "tables": ["user"]}, "no table 'user'"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_written(
    writer: Agent, arguments: dict[str, Any], sentence: str
) -> None:
    before = sorted(writer.folder.iterdir())

    assert sentence in writer.refusal("seed", schema=SCHEMA, **arguments)
    assert before == sorted(writer.folder.iterdir())


def test_passwords_are_said_nowhere(writer: Agent) -> None:
    for url in (
        f"postgresql://me:{PASSWORD}@127.0.0.1:1/shop",
        f"mysql://me:{PASSWORD}@127.0.0.1:1/shop",
        f"psotgresql://me:{PASSWORD}@127.0.0.1:1/shop",
        f"postgresql://me:{PASSWORD}@127.0.0.1:1/shop?sslmod=x",
    ):
        assert PASSWORD not in writer.refusal("seed", schema=SCHEMA, db=url)
    assert PASSWORD not in writer.log


def test_the_user_may_choose_the_database_and_the_agent_never_sees_it(tmp_path: Path) -> None:
    flags = ("mcp", "--allow-write", "--log-level", "debug")
    with serving(*flags, folder=tmp_path, MOCKCRAFT_DB="sqlite:///own.db") as agent:
        tool = {each.name: each for each in agent.ask("list_tools").tools}["seed"]
        assert "db" not in tool.input_schema["properties"]
        said = agent.refusal("seed", schema=SCHEMA, db="sqlite:///other.db")
        assert "seed has no parameter 'db'" in said
        agent.call("seed", schema=SCHEMA)
    assert 20 == rows(tmp_path / "own.db", "users")


def test_progress_is_told_and_a_cancelled_run_takes_back_what_it_wrote(writer: Agent) -> None:
    told: list[tuple[float, float | None, str | None]] = []
    running = threading.Event()

    async def report(progress: float, total: float | None, message: str | None) -> None:
        told.append((progress, total, message))
        if progress:
            running.set()

    future = writer.begin("seed", {"schema": BIG, "db": "sqlite:///big.db"}, report)
    assert running.wait(60)
    future.cancel()
    with pytest.raises(CancelledError):
        future.result(60)

    # The service goes on, and has taken back what was written before it answers the next run.
    assert writer.call("generate", type="email", seed=1)["values"]
    wait_until(lambda: not (writer.folder / "big.db").exists())
    assert told[-1][1:] == (50_000_000, "t")


def wait_until(condition: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_postgresql_is_filled(postgresql: str, tmp_path: Path) -> None:
    with serving("mcp", "--allow-write", folder=tmp_path, MOCKCRAFT_DB=postgresql) as agent:
        answer = agent.call("seed", schema=SCHEMA)
        again = agent.refusal("seed", schema=SCHEMA)

    assert 20 == answer["tables"]["users"]
    assert "has 20 rows" in again
