"""Two runs into one database at once: one fills it, the other waits or is refused."""

import subprocess
import sys
from pathlib import Path

import pytest

from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan
from sinks.relational import MakeDatabase

TABLES = """
  users:
    count: 6_000
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
  orders:
    count: 6_000
    columns:
      id: {generator: sequence, primary_key: true}
      user: {ref: users.id}
"""
# Both begin when they are told to; {batch_rows} cuts a run into several transactions.
CHILD = """
import sys
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import MockcraftError
from mockcraft.schema.bind import load
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink

plan, engine = load(sys.argv[1])[1], engine_of(sys.argv[2])
options = LoadOptions(resume=sys.argv[4] == "resume")
sink = DatabaseSink(engine, sys.argv[2], options, batch_rows=int(sys.argv[3]))
print("ready", flush=True)
sys.stdin.readline()
try:
    run(plan, sink, batch_rows=300)
except MockcraftError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("resume", ["", "resume"])
@pytest.mark.parametrize("batch_rows", [1_000, 100_000])
def test_one_of_two_runs_fills_the_tables(
    make_plan: MakePlan, make_database: MakeDatabase, tmp_path: Path, batch_rows: int, resume: str
) -> None:
    calm, database = make_database(), make_database()
    plan = make_plan(TABLES)
    run(plan, DatabaseSink(engine_of(calm.url), calm.url, LoadOptions()))
    schema = str(tmp_path / "schema.yaml")
    command = [sys.executable, "-c", CHILD, schema, database.url, str(batch_rows), resume]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    runs = [subprocess.Popen(command, text=True, **pipes) for _ in range(2)]  # type: ignore[call-overload]
    for each in runs:
        assert each.stdout.readline() == "ready\n"
    for each in runs:
        each.stdin.write("go\n")
        each.stdin.flush()
    said = [each.communicate()[1] for each in runs]

    assert sorted(each.returncode for each in runs) == [0, 1], said
    refusals = ("already", "another", "locked", "broken off")
    assert any(word in "".join(said) for word in refusals), said
    assert "Traceback" not in "".join(said)
    assert database.content() == calm.content()
