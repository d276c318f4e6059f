"""Worker processes: what they import, and what becomes of a run when they are killed."""

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from mockcraft.engine import Progress
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.workers import REPLACED
from sinks.relational import Postgresql

KILLS = int(os.environ.get("MOCKCRAFT_TEST_KILLS", "1"))  # runs in which a worker is killed

SCRIPT = "from mockcraft import boot, engine; engine.FROM_ROWS = 0; raise SystemExit(boot.main())"
SCHEMA = "tables:\n  t:\n    count: 40_000\n    columns: {id: sequence, mail: email}\n"
# Python reads these itself for `-m`, before anything of ours runs.
EARLY = {
    "importlib", "warnings", "contextlib", "collections", "keyword", "operator", "reprlib",
    "functools", "types", "abc",
}  # fmt: skip
LIBRARIES = {"numpy", "pyarrow", "click", "yaml", "rich", "sqlglot", "psycopg", "cffi"}


@pytest.mark.parametrize("start", [["-m", "mockcraft"], ["-c", SCRIPT]], ids=["module", "script"])
def test_nothing_is_imported_from_the_current_folder(start: list[str], tmp_path: Path) -> None:
    """The script is like what pip makes, which Python starts with the script's folder in place of the current
    one; its rows are made by processes.
    """  # fmt: skip
    (tmp_path / "s.yaml").write_text(SCHEMA)
    for name in {*sys.stdlib_module_names, *LIBRARIES} - EARLY - {"__future__"}:
        (tmp_path / f"{name}.py").write_text(f"raise SystemExit('{name} was imported')")
    flags = ["-P"] if start[0] == "-c" else []
    done = subprocess.run(
        [sys.executable, *flags, *start, "seed", "s.yaml", "--output", "csv", "--workers", "2"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip

    assert 0 == done.returncode, done.stderr
    assert 40_001 == (tmp_path / "t.csv").read_text().count("\n")


def test_files_and_a_database_are_those_of_one_process_when_workers_are_killed(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At random moments: while one starts, makes rows, waits for a slot or has ended."""
    monkeypatch.setattr("mockcraft.engine.FROM_ROWS", 0)
    schema, moments, kills = tmp_path / "s.yaml", Random(1), [0]
    schema.write_text(SCHEMA)
    database = Postgresql(postgresql)
    alone, out = tmp_path / "alone", tmp_path / "out"
    prepare(SeedRequest(str(schema), output="csv", folder=str(alone))).run()
    prepare(SeedRequest(str(schema), postgresql)).run()
    calm = database.content()

    def kill(progress: Progress) -> None:
        there = multiprocessing.active_children()
        if there and kills[-1] < REPLACED and moments.random() < 0.1:
            moments.choice(there).kill()
            kills[-1] += 1

    for _ in range(KILLS):
        for path in out.glob("*"):
            path.unlink()
        database.drop(*database.tables())
        for request in (
            SeedRequest(str(schema), output="csv", folder=str(out)),
            SeedRequest(str(schema), postgresql),
        ):
            kills.append(0)
            prepare(request).run(2, batch_rows=1000, report=kill)

        assert ["t.csv"] == os.listdir(out)
        assert (alone / "t.csv").read_bytes() == (out / "t.csv").read_bytes()
        assert calm == database.content()
        assert [] == multiprocessing.active_children()
    assert sum(kills) >= KILLS
