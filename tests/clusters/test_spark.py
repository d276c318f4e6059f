"""Runs on Spark: the bytes of one machine, whatever dies meanwhile."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread

import pyarrow as pa
import pytest
from pyspark.sql import SparkSession

import mockcraft
from clusters.conftest import (
    ENVIRONMENT,
    KILLS,
    MANY,
    PARTS,
    Processes,
    Standalone,
    begun,
    contents,
    parts_are_in,
    wait_for,
    without_ledger,
    write_alone,
)
from mockcraft.cluster import Make, PartResult, open_cluster
from mockcraft.clusters.running import SUCCESS, prepare_run
from mockcraft.clusters.spark import _with_attempts
from mockcraft.errors import MockcraftError, SinkError, Unsupported
from mockcraft.parts.database import check_database
from mockcraft.schema.bind import Overrides
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from mockcraft.spark import dataframe, register
from sinks.relational import Postgresql

WORKER, EXECUTOR = "pyspark.daemon", "CoarseGrainedExecutorBackend"  # words of their command lines


@pytest.mark.parametrize(
    ("given", "master"),
    [("local", "local[1,4]"), ("local[2]", "local[2,4]"), ("local[*]", "local[*,4]"),
     ("local[2,1]", "local[2,1]"), ("spark://host:7077", "spark://host:7077")],
)  # fmt: skip
def test_a_local_master_tries_a_task_as_often_as_others(given: str, master: str) -> None:
    assert master == _with_attempts(given)


@pytest.mark.parametrize(
    ("engine", "master", "said"),
    [("spark", "foo://x", "is no master of Spark"), ("spark", "local[x]", "is no master of Spark"),
     ("spark", "spark://h", "'h' is not HOST:PORT"), ("spark", "spark://127.0.0.1:1,[::1]:1", "nothing listens there"),
     ("spark", "spark://none.invalid:7077", "no host of the name 'none.invalid'"), ("spark", "local[1]", "Java 17 or newer"),
     ("ray", "127.0.0.1:1", "nothing listens there"), ("ray", "ray://h", "'h' is not HOST:PORT")],
)  # fmt: skip
def test_a_cluster_that_is_not_there_is_told_at_once(
    engine: str, master: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "JAVA_HOME", "/nowhere" if "Java" in said else os.environ.get("JAVA_HOME", "")
    )
    with pytest.raises(MockcraftError, match=re.escape(said)):
        open_cluster(engine, master)


def test_files_are_those_of_one_machine_when_a_worker_an_executor_and_a_node_are_killed(
    standalone: Standalone, schema: Path, tmp_path: Path, processes: Processes
) -> None:
    alone = write_alone(schema, tmp_path / "alone", users=MANY)
    for trial in range(KILLS):
        out, log = tmp_path / f"out{trial}", tmp_path / f"log{trial}"
        words = [sys.executable, "-m", "mockcraft", "seed", "--config", str(schema)]
        words += ["--output", "csv", "--dir", str(out), "--count", f"users={MANY}"]
        words += ["--engine", "spark", "--master", standalone.url, "--parts", str(PARTS)]
        run = processes.begin(*words, log=log, **ENVIRONMENT)

        for ready, text in ((1, WORKER), (3, EXECUTOR)):
            wait_for(partial(parts_are_in, out, ready), log)
            standalone.kill(text)
        wait_for(partial(parts_are_in, out, 6), log)
        standalone.kill_worker()
        code = run.wait(timeout=300)
        standalone.begin_workers()

        assert 0 == code, log.read_text()
        assert contents(alone) == contents(out)
        assert f"all {PARTS} parts complete" in log.read_text()


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas")
def test_a_session_that_is_there_makes_files_databases_and_data_frames(
    standalone: Standalone,
    schema: Path,
    tmp_path: Path,
    postgresql: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    spark = (
        SparkSession.builder.master(standalone.url)
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    try:
        make_what_is_missing(schema, tmp_path)
        fill_database(standalone, schema, postgresql)
        make_data_frames(spark, schema)
    finally:
        spark.stop()


class Broken:
    """Spark, on machines where what makes the parts cannot be imported."""

    shown = "Spark"

    def run(self, make: Make, numbers: Sequence[int]) -> list[PartResult]:
        def gone(number: int) -> PartResult:
            import_module("mockcraft_gone")
            return make(number)

        return open_cluster("spark", None).run(gone, numbers)

    def close(self) -> None:
        open_cluster("spark", None).close()


def make_what_is_missing(schema: Path, folder: Path) -> None:
    alone, out = write_alone(schema, folder / "alone"), folder / "out"
    shutil.copytree(alone, out)
    whole = SeedRequest(str(schema), output="csv", folder=str(out))
    with pytest.raises(Unsupported, match="exists already"):
        prepare_run(whole, PARTS)
    with pytest.raises(Unsupported, match=f"is one of {PARTS} parts, and this run has 3"):
        prepare_run(replace(whole, load=LoadOptions(existing="truncate")), 3)
    (out / f"users.part-02-of-{PARTS}.csv").unlink()
    (out / SUCCESS).touch()  # of a run before, which no longer holds
    run = prepare_run(replace(whole, load=LoadOptions(resume=True)), PARTS)
    assert [2] == run.left

    with pytest.raises(SinkError, match="No module named 'mockcraft_gone'"):
        run.run(Broken())
    assert not (out / SUCCESS).exists()
    run.run(open_cluster("spark", None))

    assert contents(alone) == contents(out)
    assert (out / SUCCESS).exists()


def fill_database(standalone: Standalone, schema: Path, url: str) -> None:
    """Again and again, and each time an executor, a worker or a node is killed as soon as two parts have begun."""
    request = SeedRequest(str(schema), url, overrides=Overrides(counts={"users": MANY}))
    database = Postgresql(url)
    prepare(request).run()
    calm = database.content()
    victims: list[Callable[[], None]] = [
        partial(standalone.kill, EXECUTOR), partial(standalone.kill, WORKER), standalone.kill_worker
    ]  # fmt: skip
    for trial in range(KILLS):
        database.drop(*database.tables())
        victim = victims[trial % len(victims)]

        def kill(victim: Callable[[], None] = victim) -> None:
            wait_for(lambda: begun(url) >= 2)
            victim()

        killer = Thread(target=kill)
        killer.start()
        prepare_run(request, 8).run(open_cluster("spark", None))
        killer.join()
        if victim == standalone.kill_worker:
            standalone.begin_workers()

        assert calm == without_ledger(database)
        assert ["orders", "users"] == [each.name for each in check_database(url)]
        wait_for(lambda: database.sessions() == 0)


def make_data_frames(spark: SparkSession, schema: Path) -> None:
    users = mockcraft.load(schema)["users"].to_arrow()
    for parts in (None, 7):
        assert users == pa.table(dataframe(spark, schema, "users", parts=parts).toArrow())
    register(spark)
    source = spark.read.format("mockcraft").option("schema", str(schema))
    orders = source.option("table", "orders").option("seed", "4").option("parts", "3").load()
    assert mockcraft.load(schema, seed=4)["orders"].to_arrow() == pa.table(orders.toArrow())


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
    assert "--dry-run looks at a run of one machine" in told(*files, "--engine", "ray", "--dry-run")
