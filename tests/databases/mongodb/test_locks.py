"""Locks: what others are told beside a run, and when the tables of one that is gone are free."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pymongo.database import Database

import servers
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.mongodb import locks
from mockcraft.databases.mongodb.connection import MongoConnection
from mockcraft.databases.mongodb.locks import Locks
from mockcraft.databases.mongodb.store import MongoStore
from mockcraft.engine import Progress, run
from mockcraft.errors import SinkError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan

TABLES = """
  users: {count: 60, columns: {_id: {generator: object_id, primary_key: true}, name: word}}
  words: {count: 60, columns: {n: {generator: sequence, unique: true}}}
"""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "WAIT_S", 0.2)


@pytest.fixture
def database(mongodb: str) -> Iterator[Database[dict[str, Any]]]:
    found = servers.MongoDB(mongodb).database()
    with found.client:
        yield found


def sink(url: str, **options: Any) -> DatabaseSink:
    return DatabaseSink(engine_of(url), url, LoadOptions(**options), batch_rows=20)


def held(url: str, *tables: str) -> MongoStore:
    """A store that has the tables, as a run has them."""
    store = MongoStore(MongoConnection(url))
    try:
        store.lock(tables)
    except SinkError:
        store.close()
        raise
    return store


def test_beside_a_run_others_are_refused_and_change_nothing(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    plan, said = make_plan(TABLES), r"another run is filling table users \(wait until it is done; "
    ways: list[dict[str, Any]] = [
        {}, {"existing": "append"}, {"existing": "truncate"}, {"resume": True},
    ]  # fmt: skip
    told: list[int] = []

    def beside(progress: Progress) -> None:
        if told or progress.rows < 40:
            return
        for way in ways:
            with pytest.raises(SinkError, match=said + r"it is process \d+ on "):
                run(plan, sink(mongodb, **way))
            assert said[:20] in str(sink(mongodb, **way).foresee(plan, plan.ranges).refusal)
        for look in (
            lambda: sink(mongodb, existing="truncate").replaced(plan, plan.ranges),
            Cleaning(engine_of(mongodb), mongodb, plan).foresee,
            Cleaning(engine_of(mongodb), mongodb, plan).run,
        ):
            with pytest.raises(SinkError, match=said):
                look()
        told.append(database.users.count_documents({}))

    run(plan, sink(mongodb), batch_rows=20, report=beside)

    assert told and 0 < told[0] <= 60
    assert 60 == database.users.count_documents({}) == database.words.count_documents({})
    assert ["users", "words"] == sorted(database.list_collection_names())


def test_runs_into_other_tables_go_side_by_side(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    other = held(mongodb, "others")
    run(make_plan(TABLES), sink(mongodb))

    assert "mockcraft_checkpoint" in database.list_collection_names()
    other.close()
    assert ["users", "words"] == sorted(database.list_collection_names())


def elsewhere(url: str, database: Database[dict[str, Any]], *tables: str) -> None:
    """A run of another host that was killed just now."""
    killed = Locks(MongoConnection(url))
    killed.take(tables)
    killed._ends.set()
    killed.connection.close()
    database.mockcraft_checkpoint.update_many({}, {"$set": {"machine": "another", "host": "db7"}})


def test_a_run_that_was_killed_on_another_host_is_free_after_its_lease(
    make_plan: MakePlan,
    mongodb: str,
    database: Database[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held(mongodb, "users").close()
    plan = make_plan(TABLES)
    elsewhere(mongodb, database, "users", "")
    with pytest.raises(SinkError, match="on db7, whose lock ends 30 s after it was killed"):
        run(plan, sink(mongodb))
    monkeypatch.setattr(locks, "LEASE_S", 0.5)
    time.sleep(0.6)
    run(plan, sink(mongodb))

    assert ["users", "words"] == sorted(database.list_collection_names())


def test_a_run_that_was_killed_on_this_host_is_free_at_once(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    """Also where another process has its number by now."""
    left = Locks(MongoConnection(mongodb))
    left.take(["users"])
    left._ends.set()
    left.connection.close()
    database.mockcraft_checkpoint.update_many({}, {"$set": {"started": "1"}})
    run(make_plan(TABLES), sink(mongodb))

    assert ["users", "words"] == sorted(database.list_collection_names())


def test_a_run_that_writes_nothing_for_long_keeps_its_lock(
    mongodb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LEASE_S", 3.0)
    monkeypatch.setattr(locks, "BEAT_S", 0.2)
    store = held(mongodb, "users")
    time.sleep(3.5)
    with pytest.raises(SinkError, match="another run is filling table users"):
        held(mongodb, "users")
    store.close()
    held(mongodb, "users").close()


def test_a_connection_that_is_made_again_keeps_its_lock(mongodb: str) -> None:
    store = held(mongodb, "users")
    owner = store.locks.owner
    store.reopen()
    with pytest.raises(SinkError, match="another run is filling table users"):
        held(mongodb, "users")
    store.lock(["users"])

    assert owner == store.locks.owner == store.checkpoints.owner
    store.close()


def stalled(plan: Plan, url: str) -> DatabaseSink:
    """A run that has begun, and was not heard of since."""
    first = sink(url, resume=True)
    first.create(plan, plan.ranges)
    assert isinstance(first.store, MongoStore)
    first.store.locks._ends.set()
    return first


def test_a_run_whose_lock_another_one_has_taken_ends_and_leaves_its_rows_alone(
    make_plan: MakePlan,
    mongodb: str,
    database: Database[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is of the same plan, so its documents are the same."""
    plan = make_plan(TABLES)
    first = stalled(plan, mongodb)
    assert isinstance(first.store, MongoStore)
    monkeypatch.setattr(locks, "LEASE_S", 0.1)
    time.sleep(0.2)
    done: list[str] = []

    def late(progress: Progress) -> None:
        if done or progress.rows < 40:
            return
        monkeypatch.setattr(locks, "LEASE_S", 30.0)
        with pytest.raises(SinkError, match="another run has taken table users, as nothing was"):
            assert isinstance(first.store, MongoStore)
            first.store.locks.renew()
        with pytest.raises(SinkError, match="another run has taken table users"):
            run_on(first, plan)
        first.finish(SinkError("another run has taken it"))
        done.append("late")

    run(plan, sink(mongodb, resume=True), batch_rows=20, report=late)

    assert done
    assert 60 == database.users.count_documents({}) == database.words.count_documents({})
    assert ["users", "words"] == sorted(database.list_collection_names())


def run_on(first: DatabaseSink, plan: Plan) -> None:
    """Writes the rows of a run that has begun."""
    from mockcraft.core.frame import batch_of
    from mockcraft.core.ranges import whole

    for each in plan.ranges:
        chunk = whole(each)
        table = plan.table(each.table)
        first.write(chunk, first.format.encode(table, batch_of(plan, chunk), chunk))


def test_checkpoints_move_for_who_has_the_lock_alone(make_plan: MakePlan, mongodb: str) -> None:
    """Before the one that was taken by surprise knows of it."""
    plan = make_plan(TABLES)
    first = stalled(plan, mongodb)
    second = held_by_force(mongodb, "users", "words")
    with pytest.raises(SinkError, match="another run has moved the checkpoint of users"):
        run_on(first, plan)
    second.close()
    assert first.store is not None
    first.store.close()


def test_a_lock_that_was_lost_stays_lost_when_the_other_run_has_ended(
    make_plan: MakePlan, mongodb: str
) -> None:
    first = stalled(make_plan(TABLES), mongodb)
    held_by_force(mongodb, "users").close()
    assert isinstance(first.store, MongoStore)
    mine = first.store.locks
    for _ in range(2):
        with pytest.raises(SinkError, match="another run has taken table users"):
            mine.renew()
    with pytest.raises(SinkError, match="another run has taken table users"):
        mine.take(["users"])
    first.store.close()

    held(mongodb, "users").close()


def held_by_force(url: str, *tables: str) -> MongoStore:
    before, locks.LEASE_S = locks.LEASE_S, 0.0
    try:
        return held(url, *tables)
    finally:
        locks.LEASE_S = before


def test_the_collection_goes_with_the_last_lock_and_never_with_one_that_is_held(
    mongodb: str, database: Database[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WAIT_S", 30.0)
    wrong: list[str] = []

    def often(table: str) -> None:
        mine = Locks(MongoConnection(mongodb))
        for _ in range(25):
            mine.take([table])
            if not mine._has([table]):
                wrong.append(table)
            mine.release()
        mine.connection.close()

    threads = [threading.Thread(target=often, args=(name,)) for name in ("a", "b", "c", "a")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert [] == wrong
    assert [] == database.list_collection_names()
