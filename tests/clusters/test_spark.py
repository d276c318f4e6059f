"""Runs on Spark: the bytes of one machine, whatever dies meanwhile."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

import mockcraft
from clusters.conftest import ENVIRONMENT, PARTS, Processes, Standalone, children, contents, running
from mockcraft.clusters.spark import _with_attempts
from mockcraft.parts.database import check_database

KILLS = int(os.environ.get("MOCKCRAFT_TEST_KILLS", "1"))
MANY = 60_000  # users, of which no executor makes a part before another is killed


def seed(standalone: Standalone, schema: Path, *words: str) -> tuple[str, ...]:
    return (
        sys.executable, "-m", "mockcraft", "seed", "--config", str(schema), *words,
        "--engine", "spark", "--master", standalone.url,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "master"),
    [("local", "local[1,4]"), ("local[2]", "local[2,4]"), ("local[*]", "local[*,4]"),
     ("local[2,1]", "local[2,1]"), ("spark://host:7077", "spark://host:7077")],
)  # fmt: skip
def test_a_local_master_tries_a_task_as_often_as_others(given: str, master: str) -> None:
    assert master == _with_attempts(given)


def test_a_cluster_makes_the_files_of_one_machine_again_where_they_are_missing(
    standalone: Standalone, schema: Path, alone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = seed(standalone, schema, "--output", "csv", "--dir", str(out), "--parts", str(PARTS))

    first = subprocess.run(words, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True)

    assert (0, contents(alone)) == (first.returncode, contents(out)), first.stderr
    assert (out / "_SUCCESS").exists()
    assert "all 5 parts complete" in first.stderr

    again = subprocess.run(words, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True)

    assert 2 == again.returncode
    assert "exists already (give --overwrite to replace, or --resume" in again.stderr

    (out / "users.part-2-of-5.csv").unlink()
    subprocess.run([*words, "--resume"], env={**os.environ, **ENVIRONMENT}, check=True)

    assert contents(alone) == contents(out)


def test_rows_are_neither_lost_nor_doubled_when_a_worker_an_executor_and_a_node_are_killed(
    standalone: Standalone, schema: Path, tmp_path: Path, processes: Processes
) -> None:
    for trial in range(KILLS):
        out, log = tmp_path / f"out{trial}", tmp_path / f"log{trial}"
        words = seed(standalone, schema, "--output", "csv", "--dir", str(out), "--parts", "12")
        run = processes.begin(*words, "--count", f"users={MANY}", log=log, **ENVIRONMENT)

        wait_for(lambda: parts(out) >= 1, log)  # noqa: B023
        kill("pyspark.daemon", standalone)
        wait_for(lambda: parts(out) >= 3, log)  # noqa: B023
        kill("CoarseGrainedExecutorBackend", standalone)
        wait_for(lambda: parts(out) >= 6, log)  # noqa: B023
        standalone.kill_worker()
        code = run.wait(timeout=300)
        standalone.begin_worker()

        assert 0 == code, log.read_text()
        made = mockcraft.load(schema, counts={"users": MANY})
        for name in ("users", "orders"):
            lines = [
                line for each in files(out, name) for line in each.read_text().splitlines()[1:]
            ]
            assert [str(number) for number in range(1, len(made[name]) + 1)] == [
                line.partition(",")[0] for line in lines
            ]
        assert [] == [each.name for each in out.iterdir() if "unfinished" in each.name]
        assert 12 * 4 + 1 == len(list(out.iterdir()))


def test_a_database_has_every_row_once_when_an_executor_is_killed(
    standalone: Standalone, schema: Path, tmp_path: Path, processes: Processes, postgresql: str
) -> None:
    log = tmp_path / "log"
    words = seed(standalone, schema, "--db", postgresql, "--parts", "8")
    run = processes.begin(*words, "--count", f"users={MANY}", log=log, **ENVIRONMENT)

    wait_for(lambda: begun(postgresql) >= 2, log)
    kill("CoarseGrainedExecutorBackend", standalone)
    code = run.wait(timeout=300)

    assert 0 == code, log.read_text()
    made = mockcraft.load(schema, counts={"users": MANY})
    with psycopg.connect(postgresql) as connection:
        for name in ("users", "orders"):
            query = f"SELECT count(*), count(DISTINCT id) FROM {name}"
            assert (len(made[name]),) * 2 == connection.execute(query).fetchone()
    assert ["orders", "users"] == [each.name for each in check_database(postgresql)]


def test_data_frames_have_the_rows_of_one_machine_whatever_their_parts(
    standalone: Standalone, schema: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql import SparkSession

    from mockcraft.spark import dataframe, register

    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    spark = (
        SparkSession.builder.master(standalone.url)
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        users = mockcraft.load(schema)["users"].to_arrow()
        for parts in (None, 7):
            assert users == pa.table(dataframe(spark, schema, "users", parts=parts).toArrow())
        register(spark)
        source = spark.read.format("mockcraft").option("schema", str(schema))
        orders = source.option("table", "orders").option("seed", "4").option("parts", "3").load()
        assert mockcraft.load(schema, seed=4)["orders"].to_arrow() == pa.table(orders.toArrow())
    finally:
        spark.stop()


def test_what_cannot_be_is_told_before_spark_is_begun(schema: Path, tmp_path: Path) -> None:
    def told(*words: str) -> str:
        line = [sys.executable, "-m", "mockcraft", "seed", "--config", str(schema), *words]
        made = subprocess.run(line, capture_output=True, text=True, cwd=tmp_path)
        assert 2 == made.returncode, made.stderr
        return made.stderr

    files = ("--output", "csv", "--dir", str(tmp_path / "out"))
    assert "--parts goes with --engine" in told(*files, "--parts", "3")
    assert "standard output takes no parts" in told(
        "--output", "csv", "--dir", "-", "--engine", "spark"
    )
    assert "leave --part out" in told(*files, "--engine", "spark", "--part", "1/2")


def wait_for(happens: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + 180
    while not happens():
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.02)


def parts(folder: Path) -> int:
    return len(list(folder.glob("orders.part-*.csv.manifest.json")))


def files(folder: Path, table: str) -> list[Path]:
    return sorted(folder.glob(f"{table}.part-*.csv"))


def begun(url: str) -> int:
    """How many parts have been noted as begun."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT to_regclass('mockcraft_checkpoint')").fetchone()
        if found == (None,):
            return 0
        row = connection.execute("SELECT count(*) FROM mockcraft_checkpoint").fetchone()
    return int(row[0]) if row else 0


def kill(text: str, standalone: Standalone) -> None:
    """The first process below the cluster's workers whose command line has that text."""
    below = [each for worker in standalone.processes.begun for each in children(worker.pid)]
    os.kill(running(text, below)[0], signal.SIGKILL)
