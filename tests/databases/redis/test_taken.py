"""Keys that a run would make and that are there already, somebody else's: they are told before the first row, and stay."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockcraft.core.frame import batch_of
from mockcraft.core.ranges import Range, whole
from mockcraft.engine import Progress, run
from mockcraft.errors import Unsupported
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

from .support import client_of, content, plan_of, sink

COLUMNS = {
    "id": {"generator": "sequence", "primary_key": True},
    "email": {"generator": "email", "unique": True},
    "team": {"generator": "number", "min": 1, "max": 3},
}
LED = {"key": "user:{id}", "ids": "uids", "lookups": ["by:{email}"]}


def tables(rows: int = 20, **options: Any) -> dict[str, Any]:
    return {"users": {"count": rows, "redis": options or LED, "columns": COLUMNS}}


def email(plan: Any, row: int) -> str:
    """The email of a row."""
    batch = batch_of(plan, whole(Range("users", row, row + 1)))
    return str(batch.column("email")[0].as_py())


TAKEN: list[tuple[Callable[[Any, str], Any], str]] = [
    (lambda client, email: client.set(f"by:{email}", "FOREIGN"), "has the key 'by:.*' for its lookups already"),
    (lambda client, email: client.hset(f"by:{email}", "a", "1"), "has the key 'by:.*' for its lookups, a hash and no string"),
    (lambda client, email: client.sadd("uids", "5", "77"), "has the key 'uids' for its ids already"),
    (lambda client, email: client.set("uids", "str"), "has the key 'uids' for its ids, a string and no set"),
    (lambda client, email: client.hset("user:7", "mine", "1"), "has 1 row already"),
]  # fmt: skip


@pytest.mark.parametrize(("take", "said"), TAKEN, ids=[each[1] for each in TAKEN])
def test_a_key_that_is_there_is_told_before_the_first_row_and_stays(
    redis: str, take: Callable[[Any, str], Any], said: str
) -> None:
    plan = plan_of(tables())
    with client_of(redis) as client:
        take(client, email(plan, 4))
    before = content(redis)
    refusal = sink(redis).foresee(plan, plan.ranges).refusal
    with pytest.raises(Unsupported, match=f"table users {said}") as caught:
        run(plan, sink(redis))

    assert str(caught.value) == str(refusal)
    assert before == content(redis)


def appended(path: Path, url: str, tables: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump({"seed": 3, "tables": tables}))
    prepare(SeedRequest(str(path), url, load=LoadOptions(existing="append"))).run()


SET: dict[str, Any] = {"as": "set", "key": "team:{team}", "value": "{email}"}
ZSET = {**SET, "as": "zset", "score": "team"}
MET: list[tuple[dict[str, Any], Callable[[Any, str], Any], str]] = [
    (LED, lambda client, email: client.set(f"by:{email}", "1"), "the key 'by:.*'"),
    (LED, lambda client, email: client.sadd("uids", "6001"), "the id '6001' in 'uids'"),
    (SET, lambda client, email: [client.sadd(f"team:{team}", email) for team in (1, 2, 3)], "the member '.*' of 'team:[123]'"),
    (ZSET, lambda client, email: [client.zadd(f"team:{team}", {email: 9}) for team in (1, 2, 3)], "the member '.*' of 'team:[123]'"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "take", "said"), MET, ids=["lookup", "id", "set", "zset"])
def test_an_append_is_refused_where_it_meets_keys_that_are_no_rows(
    redis: str, tmp_path: Path, options: dict[str, Any], take: Callable[[Any, str], Any], said: str
) -> None:
    """The key is behind the rows by which the append finds its begin."""
    run(plan_of(tables(1_000, **options)), sink(redis))
    more = plan_of(tables(7_000, **options))
    with client_of(redis) as client:
        take(client, email(more, 6_000))
    before = content(redis)
    with pytest.raises(Unsupported, match=f"table users: {said} is there already"):
        appended(tmp_path / "s.yaml", redis, tables(6_000, **options))

    assert before == content(redis)


def test_an_append_passes_over_members_that_are_no_numbers(redis: str, tmp_path: Path) -> None:
    listed = {"users": {"count": 5, "redis": {"as": "list", "key": "l"}, "columns": COLUMNS}}
    run(plan_of(listed), sink(redis))
    with client_of(redis) as client:
        client.rpush("l", '{"id": "N/A"}', '{"id": "NaN"}', '{"id": "Infinity"}', "no JSON")
    appended(tmp_path / "s.yaml", redis, listed)
    with client_of(redis) as client:
        assert b'"id":6,' in client.lrange("l", -5, -5)[0]


def at(rows: int, action: Callable[[], Any]) -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        if progress.rows >= rows:
            action()

    return report


def fail() -> None:
    raise RuntimeError


TAKEN_MEANWHILE: list[tuple[Callable[[Any, str], Any], str]] = [
    (lambda client, email: client.hset("user:17", "mine", "1"), "the key 'user:17'"),
    (lambda client, email: client.set(f"by:{email}", "1"), "the key 'by:.*'"),
    (lambda client, email: client.sadd("uids", "19"), "the id '19' in 'uids'"),
]


@pytest.mark.parametrize(
    ("take", "said"), TAKEN_MEANWHILE, ids=[each[1] for each in TAKEN_MEANWHILE]
)
def test_a_run_is_not_gone_on_with_over_keys_that_came_meanwhile(
    redis: str, take: Callable[[Any, str], Any], said: str
) -> None:
    plan = plan_of(tables())
    with pytest.raises(RuntimeError):
        run(plan, sink(redis, batch_rows=5, resume=True), batch_rows=5, report=at(10, fail))
    with client_of(redis) as client:
        take(client, email(plan, 16))
    before = content(redis)
    refusal = sink(redis, resume=True).foresee(plan, plan.ranges).refusal
    with pytest.raises(Unsupported, match=f"table users: {said} is there already") as caught:
        run(plan, sink(redis, resume=True))

    assert str(caught.value) == str(refusal)
    assert before == content(redis)


def test_a_run_that_fails_leaves_keys_that_came_meanwhile(redis: str) -> None:
    def comes() -> None:
        with client_of(redis) as client:
            client.hset("user:500", "mine", "1")
            client.sadd("uids", "zz")
            client.set("by:somebody", "500")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        run(plan_of(tables()), sink(redis, batch_rows=5), batch_rows=5, report=at(10, comes))

    assert {b"user:500": {b"mine": b"1"}, b"uids": [b"zz"], b"by:somebody": b"500"} == content(
        redis
    )
