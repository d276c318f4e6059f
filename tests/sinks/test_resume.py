"""A run that is killed again and again, and goes on each time, ends like one that nobody disturbed."""

import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.postgresql.checkpoint import CHECKPOINT
from mockcraft.engine import Progress, run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink

MakePlan = Callable[[str], Plan]

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


def query(uri: str, statement: str) -> list[Any]:
    with psycopg.connect(uri, autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def tables(uri: str) -> list[str]:
    return [name for (name,) in query(uri, "SELECT relname FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace ORDER BY 1")]  # fmt: skip


def content(uri: str) -> dict[str, Any]:
    """Rows, digest and keys of each table."""
    found = {}
    for name in tables(uri):
        (digest,) = query(
            uri, f"""SELECT count(*), sum(hashtextextended(t::text, 0)::numeric) FROM "{name}" t"""
        )
        keys = query(
            uri,
            f"""SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '"{name}"'::regclass ORDER BY 1""",
        )
        found[name] = (digest, keys)
    return found


def sink(uri: str, resume: bool = False, existing: str = "refuse") -> DatabaseSink:
    return DatabaseSink(
        engine_of(uri), uri, LoadOptions(existing=existing, resume=resume), batch_rows=1_000
    )


def break_off(plan: Plan, uri: str, rows: int) -> None:
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
            Killed(engine_of(uri), uri, LoadOptions(), batch_rows=1_000),
            batch_rows=300,
            report=report,
        )


@pytest.fixture
def undisturbed(make_plan: MakePlan, postgresql_server: servers.Server) -> Iterator[dict[str, Any]]:
    uri = postgresql_server.new_database()
    run(make_plan(SHOP), sink(uri))
    yield content(uri)
    postgresql_server.drop_database(uri)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_that_is_killed_and_resumed_ends_like_one_that_was_not(
    make_plan: MakePlan, postgresql: str, undisturbed: dict[str, Any], tmp_path: Path, seed: int
) -> None:
    total = make_plan(SHOP).rows
    chance = random.Random(seed)
    kills = 0
    while True:
        command = [sys.executable, "-c", CHILD, str(tmp_path / "schema.yaml"), postgresql]
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
    assert content(postgresql) == undisturbed


def test_resuming_refuses_another_plan(make_plan: MakePlan, postgresql: str) -> None:
    break_off(make_plan(SHOP), postgresql, 4_000)
    other = make_plan(SHOP.replace("6_000", "7_000"))

    with pytest.raises(
        Unsupported, match="a run of another plan was broken off in members, orders, teams, users"
    ):
        run(other, sink(postgresql, resume=True))
    assert CHECKPOINT in tables(postgresql)


def test_a_run_that_is_not_to_resume_does_not_write_over_a_broken_one(
    make_plan: MakePlan, postgresql: str
) -> None:
    plan = make_plan(SHOP)
    break_off(plan, postgresql, 4_000)

    with pytest.raises(Unsupported, match="a run was broken off in members, orders, teams, users"):
        run(plan, sink(postgresql))


def test_a_look_tells_of_a_broken_run_and_is_refused_like_the_run(
    make_plan: MakePlan, postgresql: str
) -> None:
    plan = make_plan(SHOP)
    break_off(plan, postgresql, 4_000)

    refused = sink(postgresql).foresee(plan, plan.ranges)
    assert "a run was broken off in members, orders, teams, users" in str(refused.refusal)
    assert "a run was broken off: " in "".join(refused.lines)
    other = make_plan(SHOP.replace("6_000", "7_000"))
    assert "a run of another plan" in str(
        sink(postgresql, resume=True).foresee(other, other.ranges).refusal
    )
    for allowed in (sink(postgresql, resume=True), sink(postgresql, existing="truncate")):
        assert None is allowed.foresee(plan, plan.ranges).refusal


def test_truncate_begins_anew(make_plan: MakePlan, postgresql: str) -> None:
    plan = make_plan(SHOP)
    break_off(plan, postgresql, 4_000)
    run(plan, sink(postgresql, existing="truncate"))

    assert query(postgresql, "SELECT count(*) FROM users") == [(6_000,)]
    assert CHECKPOINT not in tables(postgresql)


def test_a_run_begins_anew_when_the_tables_of_a_broken_one_are_gone(
    make_plan: MakePlan, postgresql: str, undisturbed: dict[str, Any]
) -> None:
    plan = make_plan(SHOP)
    break_off(plan, postgresql, 4_000)
    query(postgresql, "DROP TABLE users, teams, members, orders")
    run(plan, sink(postgresql))

    assert content(postgresql) == undisturbed


def test_resuming_names_a_table_that_is_gone(make_plan: MakePlan, postgresql: str) -> None:
    plan = make_plan(SHOP)
    break_off(plan, postgresql, 4_000)
    query(postgresql, "DROP TABLE orders")

    with pytest.raises(Unsupported, match="table 'orders' of the run that was broken off is gone"):
        run(plan, sink(postgresql, resume=True))


def test_a_run_to_be_resumed_keeps_its_rows_after_an_error(
    make_plan: MakePlan, postgresql: str, undisturbed: dict[str, Any]
) -> None:
    plan = make_plan(SHOP)

    def report(progress: Progress) -> None:
        if progress.rows >= 4_000:
            raise SinkError("stop")

    with pytest.raises(SinkError, match="stop"):
        run(plan, sink(postgresql, resume=True), batch_rows=300, report=report)
    assert CHECKPOINT in tables(postgresql)
    done = run(plan, sink(postgresql, resume=True))

    assert 0 < done.rows < plan.rows
    assert sum(done.resumed.values()) + done.rows == plan.rows
    assert content(postgresql) == undisturbed


def test_resuming_a_run_that_was_done_changes_nothing_and_says_so(
    make_plan: MakePlan, postgresql: str, undisturbed: dict[str, Any]
) -> None:
    run(make_plan(SHOP), sink(postgresql))

    with pytest.raises(Unsupported, match='no run was broken off in it: give existing="append"'):
        run(make_plan(SHOP), sink(postgresql, resume=True))
    assert content(postgresql) == undisturbed
