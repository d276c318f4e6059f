"""A run that is killed again and again, and goes on each time, ends like one that nobody disturbed."""

import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.engine import Progress, run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan
from sinks.relational import MakeDatabase, Relational, Sqlite, sink

SHOP = """
  users:
    count: 6_000
    columns:
      id: {generator: sequence, primary_key: true}
      name: firstname
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
      id: {generator: sequence, primary_key: true}
      user: {ref: users.id}
      price: {generator: price, min: 1, max: 500}
"""
# Rows are reported as they are sent; commits fall between, so kills hit every state of a batch.
CHILD = """
import sys
from mockcraft.engine import run
from mockcraft.schema.bind import load
from mockcraft.sink import LoadOptions
from mockcraft.database import engine_of
from mockcraft.sinks.database import DatabaseSink

sink = DatabaseSink(engine_of(sys.argv[2]), sys.argv[2], LoadOptions(resume=True), batch_rows=1_000)
report = lambda progress: print(progress.rows, flush=True)
run(load(sys.argv[1])[1], sink, batch_rows=300, report=report)
print("done", flush=True)
"""


@pytest.fixture
def shop(make_plan: MakePlan, database: Relational) -> Plan:
    """A plan that is cut into several transactions: SQLite adds no keys that close a circle."""
    circle = "captain: {ref: members.id, nulls: 0.1}"
    row = "captain: {generator: number, min: 1, max: 3000, nulls: 0.1}"
    return make_plan(SHOP.replace(circle, row) if isinstance(database, Sqlite) else SHOP)


def break_off(plan: Plan, database: Relational, rows: int) -> None:
    """As if the run was killed after so many rows: nothing of its end is done."""

    class Killed(DatabaseSink):
        def finish(self, error: BaseException | None) -> None:
            assert self.store is not None
            self.store.close()

    def report(progress: Progress) -> None:
        if progress.rows >= rows:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(
            plan,
            Killed(engine_of(database.url), database.url, LoadOptions(), batch_rows=1_000),
            batch_rows=300,
            report=report,
        )


@pytest.fixture
def undisturbed(shop: Plan, make_database: MakeDatabase) -> Mapping[str, Any]:
    database = make_database()
    run(shop, sink(database, 1_000))
    return database.content()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_that_is_killed_and_resumed_ends_like_one_that_was_not(
    shop: Plan, database: Relational, undisturbed: Mapping[str, Any], tmp_path: Path, seed: int
) -> None:
    total = shop.rows
    chance = random.Random(seed)
    kills = 0
    while True:
        command = [sys.executable, "-c", CHILD, str(tmp_path / "schema.yaml"), database.url]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        stop = chance.randrange(300, total // 3) if kills < 4 else total + 1
        last = ""
        for line in child.stdout:
            last = line.strip()
            if last.isdigit() and int(last) >= stop:
                child.kill()
                break
        child.communicate()
        if last == "done":
            break
        assert child.returncode == -9
        kills += 1

    assert kills >= 3
    assert database.content() == undisturbed


def test_resuming_refuses_another_plan(
    make_plan: MakePlan, shop: Plan, database: Relational
) -> None:
    break_off(shop, database, 4_000)
    other = make_plan(SHOP.replace("6_000", "7_000"))

    with pytest.raises(
        Unsupported, match="a run of another plan was broken off in members, orders, teams, users"
    ):
        run(other, sink(database, 1_000, resume=True))
    assert CHECKPOINT in database.tables()


def test_a_run_that_is_not_to_resume_does_not_write_over_a_broken_one(
    shop: Plan, database: Relational
) -> None:
    break_off(shop, database, 4_000)

    with pytest.raises(Unsupported, match="a run was broken off in members, orders, teams, users"):
        run(shop, sink(database, 1_000))


def test_a_look_tells_of_a_broken_run_and_is_refused_like_the_run(
    make_plan: MakePlan, shop: Plan, database: Relational
) -> None:
    break_off(shop, database, 4_000)

    refused = sink(database, 1_000).foresee(shop, shop.ranges)
    assert "a run was broken off in members, orders, teams, users" in str(refused.refusal)
    assert "a run was broken off: " in "".join(refused.lines)
    other = make_plan(SHOP.replace("6_000", "7_000"))
    assert "a run of another plan" in str(
        sink(database, 1_000, resume=True).foresee(other, other.ranges).refusal
    )
    for allowed in (sink(database, 1_000, resume=True), sink(database, 1_000, existing="truncate")):
        assert None is allowed.foresee(shop, shop.ranges).refusal


def test_truncate_begins_anew(shop: Plan, database: Relational) -> None:
    break_off(shop, database, 4_000)
    run(shop, sink(database, 1_000, existing="truncate"))

    assert database.query("SELECT count(*) FROM users") == [(6_000,)]
    assert CHECKPOINT not in database.tables()


def test_a_run_begins_anew_when_the_tables_of_a_broken_one_are_gone(
    shop: Plan, database: Relational, undisturbed: Mapping[str, Any]
) -> None:
    break_off(shop, database, 4_000)
    database.drop("users", "teams", "members", "orders")
    run(shop, sink(database, 1_000))

    assert database.content() == undisturbed


def test_resuming_names_a_table_that_is_gone(shop: Plan, database: Relational) -> None:
    break_off(shop, database, 4_000)
    database.drop("users", "orders")

    with pytest.raises(Unsupported, match="table 'users' of the run that was broken off is gone"):
        run(shop, sink(database, 1_000, resume=True))


def test_a_run_to_be_resumed_keeps_its_rows_after_an_error(
    shop: Plan, database: Relational, undisturbed: Mapping[str, Any]
) -> None:

    def report(progress: Progress) -> None:
        if progress.rows >= 4_000:
            raise SinkError("stop")

    with pytest.raises(SinkError, match="stop"):
        run(shop, sink(database, 1_000, resume=True), batch_rows=300, report=report)
    assert CHECKPOINT in database.tables()
    done = run(shop, sink(database, 1_000, resume=True))

    assert 0 < done.rows < shop.rows
    assert sum(done.resumed.values()) + done.rows == shop.rows
    assert database.content() == undisturbed


def test_resuming_a_run_that_was_done_changes_nothing_and_says_so(
    shop: Plan, database: Relational, undisturbed: Mapping[str, Any]
) -> None:
    run(shop, sink(database, 1_000))

    with pytest.raises(Unsupported, match='no run was broken off in it: give existing="append"'):
        run(shop, sink(database, 1_000, resume=True))
    assert database.content() == undisturbed
