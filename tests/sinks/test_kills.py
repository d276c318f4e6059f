"""Killed at fifty random moments, and gone on with each time, a run ends like one that nobody disturbed."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import Progress, ignore, run
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from plans import MakePlan
from sinks.relational import MakeDatabase, Mysql, Postgresql, Relational, Sqlite, sink

KILLS = int(os.environ.get("MOCKCRAFT_TEST_KILLS", "8"))
KILLS_ONTO_ROWS = 4
SERVER_KILLS = 3
SHOP = """
  users:
    count: 6_000
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      born: birth_date
      chief: {ref: users.id, nulls: 0.1}
  teams:
    count: 900
    columns:
      id: {generator: sequence, primary_key: true}
      captain: {ref: members.id, nulls: 0.1}
  members:
    count: 3_000
    columns:
      id: {generator: sequence, primary_key: true}
      team: {ref: teams.id}
  orders:
    count: {per: users, min: 0, max: 4}
    columns:
      user: {ref: users.id}
      number: {generator: sequence, unique: true}
      price: {generator: price, min: 1, max: 500}
"""
# Its children are copies of a process that has imported all, so most of them are killed in the midst of
# their work. Each goes on where the one before was killed, or adds to the rows that were there, or replaces them,
# unless the one before was killed behind its commit. Prints how many were killed.
RUNNER = """
import os, signal, sys, time
from random import Random
from typing import Any
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.schema.bind import load
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink

schema, url, kills, seed, existing = sys.argv[1:]
plan, chance, left = load(schema)[1], Random(int(seed)), int(kills)

def fill():
    if existing == "refuse":
        sink = DatabaseSink(engine_of(url), url, LoadOptions(resume=True), batch_rows=1_000)
        run(plan, sink, batch_rows=300)
    else:
        prepare(SeedRequest(schema, url, load=LoadOptions(existing=existing))).run(batch_rows=300)

def state():
    "How many users there are and whether a run is broken off, when nobody writes any more."
    names = [table.name for table in plan.tables]
    store = engine_of(url).store(engine_of(url).connect(url, True))
    store.lock(names)
    there = "users" in store.connection.catalogue(names).tables
    found = store.connection.count("users") if there else 0, bool(store.checkpoints.unfinished(names))
    store.close()
    return found

engine_of(url).connect(url, False).close()
before = state()
while True:
    child = os.fork()
    if child == 0:
        try:
            fill()
        except BaseException as error:
            print(error, flush=True)
            os._exit(1)
        os._exit(0)
    if left:
        time.sleep(chance.uniform(0.0, 0.3))
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left -= status == -signal.SIGKILL
    if status == -signal.SIGKILL and (state() == before or state()[1]):
        continue
    status = max(status, 0)
    break
print(int(kills) - left)
sys.exit(status)
"""


# A kill at the first write of a transaction leaves a journal that SQLite passes over, and the next one removes.
JOURNAL = ".db-journal"


def shop_of(make_plan: MakePlan, database: Relational) -> Plan:
    """A plan that is cut into several transactions: SQLite adds no keys that close a circle."""
    circle = "captain: {ref: members.id, nulls: 0.1}"
    row = "captain: {generator: number, min: 1, max: 3000}"
    return make_plan(SHOP.replace(circle, row) if isinstance(database, Sqlite) else SHOP)


def fill(plan: Plan, database: Relational, report: Callable[[Progress], None]) -> Progress:
    return run(plan, sink(database, 1_000, retries=20), batch_rows=300, report=report)


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_was_not(
    make_plan: MakePlan, make_database: MakeDatabase, tmp_path: Path
) -> None:
    database = make_database()
    plan = shop_of(make_plan, database)
    fill(plan, database, ignore)
    undisturbed = database.content()
    killed, seed = 0, 0
    while killed < KILLS:
        database = make_database()
        killed += kill(tmp_path / "schema.yaml", database, KILLS - killed, seed)
        assert database.content() == undisturbed
        seed += 1

    left = {path.suffix for path in tmp_path.iterdir()}
    assert left <= {".db", ".yaml", JOURNAL}


def kill(
    schema: Path, database: Relational, kills: int, seed: int, existing: str = "refuse"
) -> int:
    """Kills so many runs, or fewer where one is quicker, has one come to its end, and returns how many."""
    words = [str(schema), database.url, str(kills), str(seed), existing]
    done = subprocess.run([sys.executable, "-c", RUNNER, *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert database.sessions() == 0
    return int(done.stdout.split()[-1])


@pytest.mark.parametrize("existing", ["append", "truncate"])
def test_runs_onto_rows_that_are_there_are_killed_and_leave_them_as_they_were(
    make_plan: MakePlan, make_database: MakeDatabase, tmp_path: Path, existing: str
) -> None:
    """A kill leaves nothing: whoever runs it again has the content of a run that nobody disturbed."""
    tables = SHOP.replace("captain: {ref: members.id", "captain: {generator: number, min: 1")
    tables, schema = tables.replace("6_000", "3_000"), tmp_path / "schema.yaml"
    calm, database = make_database(), make_database()
    for each in (calm, database):
        fill(make_plan(tables.replace("3_000", "200").replace("900", "100")), each, ignore)
    make_plan(tables)
    request = SeedRequest(str(schema), calm.url, load=LoadOptions(existing=existing))
    prepare(request).run(batch_rows=300)
    killed = kill(schema, database, KILLS_ONTO_ROWS, 1, existing)

    assert killed > 0
    assert database.content() == calm.content()
    assert CHECKPOINT not in database.tables()


# With what is needed for committed rows to stay.
SERVERS = [
    (servers.OwnPostgreSQL, Postgresql, "synchronous_commit=on"),
    (servers.OwnMariaDB, Mysql, "innodb-flush-log-at-trx-commit=1"),
    (servers.OwnMySQL, Mysql, "innodb-flush-log-at-trx-commit=1"),
]


@pytest.mark.parametrize(("own", "kind", "durable"), SERVERS)
def test_a_server_that_is_killed_again_and_again_has_the_rows_all_the_same(
    make_plan: MakePlan,
    own: type[servers.Daemon[Any]],
    kind: Callable[[str], Relational],
    durable: str,
) -> None:
    daemon, chance = own(durable), Random(1)
    filled, calmed, read = (threading.Event() for _ in range(3))
    kills = 0

    def kill() -> None:
        nonlocal kills
        while kills < SERVER_KILLS and not filled.wait(chance.uniform(0.1, 0.6)):
            daemon.kill()
            daemon.start()
            kills += 1
        calmed.set()
        read.wait()  # a server ends with the thread that has started it

    killer = threading.Thread(target=kill)

    def report(progress: Progress) -> None:
        """A run that finds no server at its start does not try again."""
        time.sleep(0.01)
        if not progress.lost and not killer.ident:
            killer.start()

    try:
        server = daemon.start()
        plan = make_plan(SHOP.replace("6_000", "20_000"))
        calm, database = (kind(server.new_database()) for _ in range(2))
        fill(plan, calm, ignore)
        undisturbed = calm.content()
        progress = fill(plan, database, report)
        filled.set()
        calmed.wait()
        content = database.content()
    finally:
        filled.set()
        read.set()
        if killer.ident:
            killer.join()
        daemon.remove()

    assert progress.lost > 0
    assert kills > 1
    assert content == undisturbed
