"""Apache Spark: a task makes a part. Only what sessions of Spark Connect have too is used."""

import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any

import pyarrow as pa
import pyspark
from pyspark.sql import SparkSession

from mockcraft import signals
from mockcraft.cluster import Make, PartResult
from mockcraft.clusters.reaching import reach
from mockcraft.errors import SinkError, UserError, shortened

ENDING_S = 10.0  # that Java has for its end
ATTEMPTS = 4  # at a task, as Spark itself has it for all masters but local ones
RESULT = "number long, refused string"
TAG = "mockcraft"  # of what is made for a run, in a session that others use too
STANDALONE = "spark://"
_MASTER = re.compile(
    r"local(\[([0-9]+|\*)(, *[0-9]+)?\])?|local-cluster\[[0-9, ]+\]|yarn|(spark|k8s)://.+"
)
_TOLD = re.compile(r"^(?:: )?((?:\w+\.)*\w*(?:Error|Exception)\b.*)", re.MULTILINE)


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
                    made = make(chosen[place])
                    row = {"number": made.number, "refused": made.refused}
                    yield pa.RecordBatch.from_pylist([row])

        places = self.session.range(0, len(chosen), 1, len(chosen))
        self.session.addTag(TAG)
        try:
            made = places.mapInArrow(work, RESULT).collect()
        except Exception as error:  # Spark's own errors, or those of the gateway to Java
            raise SinkError(f"{self.shown}: {_reason(error)}") from error
        return [PartResult(*row) for row in made]

    def close(self) -> None:
        """See Cluster."""
        if self.owned:
            _try(self.session.stop)
            _end()
        else:
            self.session.interruptTag(TAG)
            self.session.removeTag(TAG)


def connect(master: str | None) -> Spark:
    """The session that is there, or one at that master, by default `local[*]`."""
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas")  # none is used
    there = SparkSession.getActiveSession()
    if there is not None and master is None:
        return Spark(there, _master_of(there), owned=False)
    builder: Any = SparkSession.builder
    if "SPARK_REMOTE" not in os.environ:
        master = _with_attempts(master or os.environ.get("MASTER") or "local[*]")
        _look_at(master)
        builder = builder.master(master).config("spark.ui.showConsoleProgress", "false")
        builder = builder.config("spark.log.level", "ERROR")
        if master.startswith("local"):  # else `python3`, which need not be this one
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = builder.appName("mockcraft")
    try:
        if there is None and "SPARK_REMOTE" not in os.environ:
            # A signal that came meanwhile would leave Java behind, which has no name yet.
            with signals.held():
                _begin_java(builder)
            signals.check()
        session = _session(builder, new=there is None)
    except BaseException as error:  # Java is too old, a cluster does not answer as one; or a signal
        if there is None:
            _end()
        signals.check()  # which Java may have got too
        if not isinstance(error, Exception):
            raise
        raise SinkError(f"Spark at {master} cannot be begun: {_reason(error)}") from error
    return Spark(session, _master_of(session), owned=there is None)


def _session(builder: Any, new: bool) -> SparkSession:
    """The session; a new one leaves Ctrl-C to the run.

    Spark's own handler would ask Java from within another question, and its gateway would print where.
    """
    if not new:
        return builder.getOrCreate()
    _show_questions(False)
    before = signal.getsignal(signal.SIGINT)
    try:
        return builder.getOrCreate()
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, before)


def _show_questions(shown: bool) -> None:
    """Whether the gateway to Java logs where in its code a signal has broken off a question."""
    logging.getLogger("py4j").propagate, own = shown, logging.getLogger()
    own.removeFilter(_is_told) if shown else own.addFilter(_is_told)


def _is_told(record: logging.LogRecord) -> bool:
    """Whether a record of the root logger is not the gateway's."""
    return f"{os.sep}py4j{os.sep}" not in record.pathname


def _begin_java(builder: Any) -> None:
    """Begins the Java of a session, as `getOrCreate` would."""
    conf = pyspark.SparkConf()
    for name, value in builder._options.items():
        conf.set(name, value)
    pyspark.SparkContext._ensure_initialized(conf=conf)


def _end() -> None:
    """Ends what the session of a run has begun in this process."""
    _end_java()
    _show_questions(True)


def _try(action: Callable[[], object]) -> None:
    """Has Java asked for its end: in a thread, as a question that a signal broke off can leave it without an answer."""

    def ask() -> None:
        with suppress(Exception):
            action()

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(ENDING_S)


def _end_java() -> None:
    """Ends the Java that a session of this process began, which by itself may outlive the process by a while."""
    context = getattr(pyspark, "SparkContext", None)  # which a client of Spark Connect has not
    gateway = getattr(context, "_gateway", None)
    java = getattr(gateway, "proc", None)
    if context is None or gateway is None or java is None:
        return
    context._gateway = context._jvm = None  # so that another session begins another one
    _try(gateway.shutdown)
    java.stdin.close()
    try:
        java.wait(ENDING_S)
    except subprocess.TimeoutExpired:
        java.kill()
        java.wait()


def _look_at(master: str) -> None:
    """Raises what is wrong with a master, or with this machine, which Java would tell in many lines."""
    if not _MASTER.fullmatch(master):
        raise UserError(
            f"{master!r} is no master of Spark (such as local[4], spark://host:7077, yarn or k8s://https://host:443; "
            "for Spark Connect set SPARK_REMOTE)"
        )
    home = os.environ.get("JAVA_HOME", "")
    if shutil.which(os.path.join(home, "bin", "java") if home else "java") is None:
        where = f"JAVA_HOME is {home!r}, which has none" if home else "this machine has none"
        raise UserError(f"Spark needs Java 17 or newer, and {where} (install it, or set JAVA_HOME)")
    if master.startswith(STANDALONE):
        reach(f"Spark at {master}", master.removeprefix(STANDALONE).split(","))


def _with_attempts(master: str) -> str:
    """A local master tries a task once, where a cluster tries it four times."""
    match = re.fullmatch(r"local(?:\[([0-9]+|\*)\])?", master)
    return f"local[{match[1] or 1},{ATTEMPTS}]" if match else master


def _master_of(session: SparkSession) -> str:
    return session.conf.get("spark.master", "") or "a session of Spark Connect"


def _reason(error: Exception) -> str:
    """What went wrong, in a line: the first error that the text names is that of Python, or of Java."""
    told = _TOLD.search(str(error))
    reason = shortened(told[1] if told else f"{type(error).__name__}: {error}".splitlines()[0], 300)
    if "No module named 'mockcraft" in reason:
        reason += " (install mockcraft, of this version, on every machine of the cluster)"
    return reason
