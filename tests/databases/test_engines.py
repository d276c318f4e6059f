"""The contract of database engines: what is known of them, and one that comes from outside the package."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mockcraft import database
from mockcraft.capabilities import Capabilities
from mockcraft.database import Engine, engine_of, engines, register
from mockcraft.errors import UserError
from mockcraft.sink import LoadOptions, Sink
from mockcraft.sinks.database import DatabaseSink
from mockcraft.testing import check_sink

from . import shelf

ROOT = Path(__file__).parents[2]
SCHEMA = """\
tables:
  users:
    count: 20
    columns:
      id: {generator: sequence, primary_key: true}
      name: first_name
      tags: {items: word, count: 1..2}
"""


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(database, "_registered", [])
    register(shelf.ENGINE)
    yield


class ShelfTarget:
    """See testing.Target."""

    modes, nulls = ("refuse", "append", "truncate"), True

    def __init__(self, path: Path) -> None:
        self.url = f"shelf:///{path}"
        self.path = path

    def sink(self, existing: str) -> Sink:
        options = LoadOptions(existing=existing)
        return DatabaseSink(engine_of(self.url), self.url, options, batch_rows=25)

    def rows(self, table: str, columns: Sequence[str]) -> list[Sequence[Any]] | None:
        held = json.loads(self.path.read_text()) if self.path.exists() else {}
        if table not in held:
            return None
        return [tuple(row[c] for c in columns) for row in held[table]["rows"].values()]


def test_an_engine_from_outside_passes_the_suite_of_every_sink(
    registered: None, tmp_path: Path
) -> None:
    numbers = iter(range(100))
    check_sink(lambda: ShelfTarget(tmp_path / f"{next(numbers)}.json"))


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `mockcraft` where a package with the engine is installed."""
    info = tmp_path / "packages" / "shelf-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shelf\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[mockcraft.databases]\nshelf = shelf:ENGINE\n")
    (tmp_path / "packages" / "shelf.py").write_text(Path(shelf.__file__).read_text())
    (tmp_path / "s.yaml").write_text(SCHEMA)
    paths = [str(tmp_path / "packages"), *filter(None, [os.environ.get("PYTHONPATH")])]
    environ = {k: v for k, v in os.environ.items() if not k.startswith("MOCKCRAFT_")}

    def call(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mockcraft", *words], cwd=tmp_path, text=True,
            capture_output=True, env=environ | {"PYTHONPATH": os.pathsep.join(paths)}, timeout=60,
        )  # fmt: skip

    return call


def test_an_engine_of_an_installed_package_is_seeded_from_the_command_line(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = run("seed", "s.yaml", "--db", "shelf:///x.json")
    held = json.loads((tmp_path / "x.json").read_text())

    assert (0, 20) == (done.returncode, len(held["users"]["rows"]))
    assert list is type(held["users"]["rows"]["0"]["tags"])
    assert "jq .users x.json" in done.stderr


def test_it_refuses_appends_resumes_and_explains_itself_like_the_others(
    run: Callable[..., subprocess.CompletedProcess[str]],
) -> None:
    run("seed", "s.yaml", "--db", "shelf:///x.json")
    again = run("seed", "s.yaml", "--db", "shelf:///x.json")
    resumed = run("seed", "s.yaml", "--db", "shelf:///x.json", "--resume")
    nameless = run("seed", "s.yaml", "--db", "shelf://x.json")
    unknown = run("seed", "s.yaml", "--db", "shelv:///x.json")
    help = run("seed", "--help")

    assert "x.json: table users has 20 rows already" in again.stderr
    assert "--resume finds nothing in the shelf" in resumed.stderr
    assert "the shelf's URL names no file (give shelf:///PATH)" in nameless.stderr
    assert '(did you mean "shelf"?)' in unknown.stderr
    assert "shelf:///PATH" in help.stdout
    assert [2, 2, 2, 2, 0] == [
        each.returncode for each in (again, resumed, nameless, unknown, help)
    ]


def test_an_engine_that_does_not_load_is_named_where_it_is_asked_for(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    (tmp_path / "packages" / "shelf.py").write_text("raise ImportError('no such driver')")
    answer = run("seed", "s.yaml", "--db", "shelf:///x.json")
    other = run("seed", "s.yaml", "--db", "sqlite:///x.db")

    assert "the engine shelf:ENGINE cannot be loaded: no such driver" in answer.stderr
    assert [2, 0] == [answer.returncode, other.returncode]


def test_a_scheme_has_one_engine(registered: None) -> None:
    register(shelf.ENGINE)
    with pytest.raises(UserError, match="the scheme sqlite:// is that of SQLite"):
        register(replace(shelf.ENGINE, schemes=("sqlite",)))

    assert 1 == sum(each.name == "shelf" for each in engines())


@pytest.mark.parametrize("engine", engines(), ids=lambda engine: engine.name)
def test_every_engine_is_declared_in_full(engine: Engine) -> None:
    assert engine.example.startswith(f"{engine.schemes[0]}://")
    assert engine_of(engine.example) is engine
    assert isinstance(engine.can, Capabilities)
    assert engine.title[0].isupper()


def test_nothing_outside_its_folder_names_an_engine() -> None:
    places = ["cli", "server", "sinks"]
    files = [path for place in places for path in (ROOT / "src/mockcraft" / place).rglob("*.py")]
    files = [path for path in files if "jobs" not in path.parts]  # which has a store of its own
    files += [ROOT / "src/mockcraft" / f"{name}.py" for name in (
        "settings", "seeder", "sink", "database", "stored", "engine", "workers",
    )]  # fmt: skip
    words = [word for engine in engines() for word in (*engine.schemes, engine.title)]
    words += ["psql", "psycopg", "adbc", "sqlite3"]
    named = [
        f"{path.name}: {line.strip()}"
        for path in files
        for line in path.read_text().splitlines()
        # the server keeps jobs and rates in Redis, which is no target of its own either
        if any(f"{word}://" in line for word in words if word not in ("redis", "rediss"))
        or any(f"mockcraft.databases.{word}" in line for word in words)
        or any(word in line for word in ("psql", "psycopg", "adbc"))
        # the server keeps files of its own in SQLite, which is no target
        or ("sqlite3" in line and "server" not in path.parts)
    ]

    assert [] == named
