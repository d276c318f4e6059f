"""Locks of tables in Redis: runs that end leave none, however they end."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

import servers
from mockcraft.core.ranges import Range
from mockcraft.database import engine_of
from mockcraft.databases.redis.connection import RedisConnection
from mockcraft.databases.redis.locks import Locks
from mockcraft.databases.redis.store import RedisStore
from mockcraft.engine import Progress, run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.sinks.cleaning import Cleaning, Removal

from .support import client_of, content, plan_of, sink

COLUMNS = {"id": {"generator": "sequence", "primary_key": True}, "name": "first_name"}


def plan(count: int = 100) -> Any:
    return plan_of({name: {"count": count, "columns": COLUMNS} for name in ("a", "b")})


def locks(url: str) -> list[bytes]:
    with client_of(url) as client:
        return sorted(client.scan_iter(match="mockcraft_lock:*"))


@pytest.fixture
def own() -> Iterator[servers.Redis]:
    daemon = servers.OwnRedis()
    try:
        yield daemon.start()
    finally:
        daemon.remove()


def test_a_run_that_is_refused_leaves_no_lock(redis: str) -> None:
    run(plan(), sink(redis))
    before = content(redis)
    with pytest.raises(Unsupported, match="table a has 100 rows already"):
        run(plan(), sink(redis))

    assert [] == locks(redis)
    assert before == content(redis)


def test_a_run_that_is_left_to_be_resumed_leaves_no_lock(redis: str) -> None:
    def fail(progress: Progress) -> None:
        if progress.rows >= 60:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        run(plan(), sink(redis, batch_rows=20, resume=True), batch_rows=10, report=fail)

    assert [] == locks(redis)
    assert b"mockcraft_checkpoint" in content(redis)


def test_a_run_that_finds_one_of_its_tables_taken_leaves_no_lock(
    redis: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockcraft.databases.redis.locks.WAIT_S", 0.2)
    other = RedisConnection(redis, True)
    Locks(other).take(["b"])
    with pytest.raises(SinkError, match="another run is filling table b"):
        run(plan(), sink(redis))

    assert [b"mockcraft_lock:b"] == locks(redis)
    other.close()


def test_cleaning_that_is_refused_leaves_no_lock(redis: str) -> None:
    run(plan(), sink(redis))
    with pytest.raises(Unsupported, match="is not as it was"):
        Cleaning(engine_of(redis), redis, plan()).run([Removal("a", 3, False)])

    assert [] == locks(redis)


def test_what_another_run_has_taken_meanwhile_stays_its_own(redis: str) -> None:
    first, second = RedisConnection(redis, True), RedisConnection(redis, True)
    ours, theirs = Locks(first), Locks(second)
    ours.take(["a", "b"])
    first.close()
    theirs.take(["b"])
    ours.release()

    assert [b"mockcraft_lock:b"] == locks(redis)
    theirs.release()
    assert [] == locks(redis)
    first.close()
    second.close()


def test_a_user_who_may_not_see_others_is_not_held_up_by_a_run_that_was_refused(
    own: servers.Redis,
) -> None:
    own.execute("ACL SETUSER blind on >pw ~* &* +@all -client|list")
    url = urlsplit(own.uri)
    blind = f"redis://blind:pw@{url.hostname}:{url.port}/0"
    run(plan(), sink(blind))
    for _ in range(2):
        with pytest.raises(Unsupported, match="table a has 100 rows already"):
            run(plan(), sink(blind))
    with client_of(blind) as client:
        client.set("mockcraft_lock:a", f"{client.info('server')['run_id']} 999999")
    refusal = sink(blind).foresee(plan(), [Range("a", 0, 100)]).refusal

    assert "if it was killed, that is over in 10 minutes: this user may not ask who" in str(refusal)


def test_a_run_whose_lock_another_one_has_taken_ends_and_prolongs_no_lock(redis: str) -> None:
    def taken(progress: Progress) -> None:
        if progress.rows == 40:
            with client_of(redis) as client:
                client.set("mockcraft_lock:a", "another run", px=5_000)

    with pytest.raises(SinkError, match="another run has taken the tables"):
        run(plan(), sink(redis, batch_rows=20, resume=True), batch_rows=10, report=taken)
    with client_of(redis) as client:
        assert b"another run" == client.get("mockcraft_lock:a")
        assert client.pttl("mockcraft_lock:a") <= 5_000


def test_a_failed_batch_under_a_full_memory_is_taken_back_and_what_fails_is_told(
    own: servers.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    undo = RedisStore._undo

    def full(store: RedisStore, *args: Any) -> None:
        own.execute("CONFIG SET maxmemory 1")
        undo(store, *args)

    def intrude(progress: Progress) -> None:
        if progress.rows == 10:
            with client_of(own.uri) as client:
                client.rpush("a:35", "somebody's")

    monkeypatch.setattr(RedisStore, "_undo", full)
    with pytest.raises(SinkError, match="another type") as caught:
        run(plan(), sink(own.uri, batch_rows=20, resume=True), batch_rows=10, report=intrude)

    (note, *_) = caught.value.__notes__
    assert "the checkpoint stands behind these rows, begin anew: " in note
    assert "its memory is full" in note
    assert {b"a:35": [b"somebody's"]} == {
        key: value
        for key, value in content(own.uri).items()
        if key.startswith(b"a:") and int(key[2:]) > 20
    }
