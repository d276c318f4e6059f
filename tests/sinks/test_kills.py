"""Killed at fifty random moments, and gone on with each time, a run ends like one that nobody disturbed."""

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
from mockcraft.database import engine_of
from mockcraft.engine import Progress, run
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from sinks.relational import MakeDatabase, Mysql, Postgresql, Relational, Sqlite

MakePlan = Callable[[str], Plan]
KILLS = 50
SERVER_KILLS = 5
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
# their work. Each goes on where the one before was killed; prints how many were.
RUNNER = """
import os, signal, sys, time
from random import Random
from typing import Any
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.schema.bind import load
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink

schema, url, kills, seed = sys.argv[1:]
plan, chance, left = load(schema)[1], Random(int(seed)), int(kills)
engine_of(url).connect(url, False).close()
while True:
    child = os.fork()
    if child == 0:
        try:
            sink = DatabaseSink(engine_of(url), url, LoadOptions(resume=True), batch_rows=1_000)
            run(plan, sink, batch_rows=300)
        except BaseException as error:
            print(error, flush=True)
            os._exit(1)
        os._exit(0)
    if left:
        time.sleep(chance.uniform(0.0, 0.3))
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left -= status == -signal.SIGKILL
    if status != -signal.SIGKILL:
        break
print(int(kills) - left)
sys.exit(status)
"""


def shop_of(make_plan: MakePlan, database: Relational) -> Plan:
    """A plan that is cut into several transactions: SQLite adds no keys that close a circle."""
    circle = "captain: {ref: members.id, nulls: 0.1}"
    row = "captain: {generator: number, min: 1, max: 3000}"
    return make_plan(SHOP.replace(circle, row) if isinstance(database, Sqlite) else SHOP)


def fill(plan: Plan, database: Relational, report: Callable[[Progress], None]) -> Progress:
    options = LoadOptions(retries=20)
    sink = DatabaseSink(engine_of(database.url), database.url, options, batch_rows=1_000)
    return run(plan, sink, batch_rows=300, report=report)


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_was_not(
    make_plan: MakePlan, make_database: MakeDatabase, tmp_path: Path
) -> None:
    database = make_database()
    plan = shop_of(make_plan, database)
    fill(plan, database, lambda progress: None)
    undisturbed = database.content()
    killed, seed = 0, 0
    while killed < KILLS:
        database = make_database()
        command = [str(tmp_path / "schema.yaml"), database.url, str(KILLS - killed), str(seed)]
        done = subprocess.run(
            [sys.executable, "-c", RUNNER, *command], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert database.content() == undisturbed
        assert database.sessions() == 0
        killed, seed = killed + int(done.stdout.split()[-1]), seed + 1

    left = {path.suffix for path in tmp_path.iterdir()}
    assert left <= {".db", ".yaml"}


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
        fill(plan, calm, lambda progress: None)
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
