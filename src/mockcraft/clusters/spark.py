"""Apache Spark: a task makes a part. Only what Spark Connect has too is used, so Databricks and EMR do as well."""

import os
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any

import pyarrow as pa
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

from mockcraft.cluster import Make, PartResult
from mockcraft.errors import SinkError, shortened

ATTEMPTS = 4  # at a task, as Spark itself has it for all masters but local ones
RESULT = "number long, rows long, refused string"


class Spark:
    """See cluster.Cluster. `owned` says whether the session was begun for the run."""

    def __init__(self, session: SparkSession, master: str, owned: bool) -> None:
        self.session, self.owned = session, owned
        self.shown = f"Spark {session.version}, {master}"

    def run(self, make: Make, numbers: Sequence[int]) -> list[PartResult]:
        """See Cluster."""
        chosen = list(numbers)

        def work(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                for place in batch["id"].to_pylist():
                    number, rows, refused = astuple(make(chosen[place]))
                    made = {"number": [number], "rows": [rows], "refused": [refused]}
                    yield pa.RecordBatch.from_pydict(made)

        places = self.session.range(0, len(chosen), 1, len(chosen))
        try:
            made = places.mapInArrow(work, RESULT).collect()
        except PySparkException as error:
            raise SinkError(f"{self.shown}: {_reason(error)}") from error
        return [PartResult(*row) for row in made]

    def close(self) -> None:
        """See Cluster."""
        if self.owned:
            self.session.stop()
        else:
            self.session.interruptAll()


def open(master: str | None) -> Spark:
    """The session that is there, or one at that master, by default `local[*]`."""
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")  # none is used
    there = SparkSession.getActiveSession()
    if there is not None and master is None:
        return Spark(there, _master_of(there), owned=False)
    builder: Any = SparkSession.builder
    if "SPARK_REMOTE" not in os.environ:
        master = _with_attempts(master or os.environ.get("MASTER") or "local[*]")
        builder = builder.master(master).config("spark.ui.showConsoleProgress", "false")
        builder = builder.config("spark.log.level", "ERROR")
        if master.startswith("local") and "PYSPARK_PYTHON" not in os.environ:
            builder = builder.config("spark.pyspark.python", sys.executable)
    try:
        session = builder.appName("mockcraft").getOrCreate()
    except Exception as error:  # Java is missing, or a master that is none
        raise SinkError(f"Spark at {master} cannot be begun: {_reason(error)}") from error
    return Spark(session, _master_of(session), owned=True)


def _with_attempts(master: str) -> str:
    """A local master tries a task once, where a cluster tries it four times."""
    match = re.fullmatch(r"local(?:\[([0-9]+|\*)\])?", master)
    return f"local[{match[1] or 1},{ATTEMPTS}]" if match else master


def _master_of(session: SparkSession) -> str:
    return session.conf.get("spark.master", "") or "a session of Spark Connect"


def _reason(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return shortened(lines[0] if lines else type(error).__name__, 300)
