"""Streams, which take only ids behind the last one: what is refused before the first row, and how runs end."""

from typing import Any

import pytest

from mockcraft.core.ranges import Range
from mockcraft.database import engine_of
from mockcraft.databases.redis.store import RedisStore
from mockcraft.engine import Progress, run
from mockcraft.errors import ConnectionLost, SinkError, Unsupported

from .support import client_of, content, plan_of, sink

EVENTS: dict[str, Any] = {
    "events": {
        "count": 60,
        "redis": {"as": "stream", "key": "ev:{kind}"},
        "columns": {
            "kind": {"generator": "number", "min": 1, "max": 3},
            "size": {"generator": "number", "min": 1, "max": 9},
        },
    }
}
LATER = "1795924832078-0"


def add_later(url: str, key: str = "ev:1") -> None:
    with client_of(url) as client:
        client.xadd(key, {"x": "y"}, id=LATER)


def refused(url: str, first: int, rest: list[Range], **options: Any) -> str:
    """What a run of rows from `first` on says, and what a dry run says, which is the same; nothing is written."""
    before = content(url)
    plan = plan_of(EVENTS)
    made = sink(url, **options)
    foreseen = made.foresee(plan, rest).refusal
    with pytest.raises(Unsupported) as caught:
        run(plan, made, rest)
    assert before == content(url)
    assert str(foreseen) == str(caught.value)
    assert f"has come to the id {LATER}" in str(caught.value)
    assert f"from {first + 1}-0" in str(caught.value)
    return str(caught.value)


def test_an_append_behind_a_later_entry_is_refused_before_the_first_row(redis: str) -> None:
    run(plan_of(EVENTS), sink(redis), [Range("events", 0, 30)])
    add_later(redis)
    said = refused(redis, 30, [Range("events", 30, 60)], existing="append")

    assert "the stream 'ev:1'" in said
    assert 'or replace its entries by existing="truncate"' in said
    run(plan_of(EVENTS), sink(redis, "truncate"))
    with client_of(redis) as client:
        assert 60 == sum(client.xlen(f"ev:{kind}") for kind in (1, 2, 3))


@pytest.mark.parametrize("existing", ["refuse", "append", "truncate"])
def test_an_empty_stream_that_had_later_entries_is_refused(redis: str, existing: str) -> None:
    add_later(redis)
    with client_of(redis) as client:
        client.xdel("ev:1", LATER)
    said = refused(redis, 0, [Range("events", 0, 60)], existing=existing)

    assert "or delete the stream" in said


def test_a_run_that_is_resumed_behind_a_later_entry_says_so(redis: str) -> None:
    def stop(progress: Progress) -> None:
        if progress.rows >= 20:
            raise RuntimeError

    plan = plan_of(EVENTS)
    with pytest.raises(RuntimeError):
        run(plan, sink(redis, batch_rows=10, resume=True), batch_rows=5, report=stop)
    add_later(redis)
    with client_of(redis) as client:
        next_row = int(client.hgetall("mockcraft_checkpoint").popitem()[1].split()[0])

    refused(redis, next_row, plan.ranges, resume=True)


def test_a_later_entry_that_comes_meanwhile_ends_the_run_at_once(redis: str) -> None:
    def intrude(progress: Progress) -> None:
        if progress.rows == 20:
            add_later(redis)

    plan = plan_of(EVENTS)
    run(plan, sink(redis), [Range("events", 0, 10)])
    before = content(redis)
    with pytest.raises(SinkError, match="an entry with a later id") as caught:
        run(
            plan, sink(redis, "append", 10), [Range("events", 10, 60)], batch_rows=5, report=intrude
        )

    assert not isinstance(caught.value, ConnectionLost)
    before[b"ev:1"].append((LATER.encode(), {b"x": b"y"}))
    assert before == content(redis)


def test_rows_that_go_leave_what_applications_have_made_of_streams(redis: str) -> None:
    """A stream with a group of consumers, and a key that is no stream any more."""
    plan = plan_of(EVENTS)
    with client_of(redis) as client:
        client.xgroup_create("ev:1", "readers", mkstream=True)
        run(plan, sink(redis, "append"))
        client.delete("ev:2")
        client.set("ev:2", "somebody's")
        store = RedisStore(engine_of(redis).opened(redis, True, plan.tables))  # type: ignore[arg-type]
        store.delete_rows(plan, plan.table("events"), range(60))
        store.close()

        assert {b"ev:1": [], b"ev:2": b"somebody's"} == content(redis)
        assert [b"readers"] == [each["name"] for each in client.xinfo_groups("ev:1")]
        assert b"0-0" == client.xinfo_stream("ev:1")["last-generated-id"]
