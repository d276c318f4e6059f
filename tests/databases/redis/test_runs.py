"""Runs into Redis: what is there behind them, behind ones that fail, are killed or meet rows that are there."""

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

import servers
from mockcraft.core.frame import batch_of
from mockcraft.core.ranges import Range, chunks
from mockcraft.database import engine_of
from mockcraft.engine import Progress, run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.schema.bind import load
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning

from .support import client_of, content, plan_of, sink

KILLS = int(os.environ.get("MOCKCRAFT_TEST_KILLS", "8"))
SERVER_KILLS = 4
USERS = {
    "id": {"generator": "sequence", "primary_key": True},
    "email": {"generator": "email", "unique": True},
    "nickname": {"generator": "username", "nulls": 0.3},
    "team": {"generator": "number", "min": 1, "max": 7},
    "points": {"generator": "number", "min": 0, "max": 500},
}


def shop(rows: int = 300) -> dict[str, Any]:
    """A table of each kind."""

    def table(options: dict[str, Any], **columns: Any) -> dict[str, Any]:
        return {"count": rows, "redis": options, "columns": columns or USERS}

    return {
        "users": table({"key": "user:{id}", "ids": "users", "lookups": ["user:email:{email}"]}),
        "documents": table({"as": "json"}),
        "sessions": table({"as": "string", "value": "{team}/{nickname}", "ttl": 100_000}),
        "feeds": table({"as": "list", "key": "feed:{team}", "value": "{id}"}),
        "teams": table({"as": "set", "key": "team:{team}", "value": "{id}"}),
        "board": table({"as": "zset", "key": "board", "value": "{id}", "score": "points"}),
        "events": table({"as": "stream", "key": "events:{team}"}),
    }


def dumped(data: Any) -> str:
    return str(yaml.safe_dump(data, sort_keys=False))


@pytest.fixture(scope="module")
def calm(redis_server: servers.Redis) -> dict[bytes, Any]:
    """The content of a run that nobody disturbs."""
    url = redis_server.new_database()
    run(plan_of(shop()), sink(url))
    found = content(url)
    redis_server.drop_database(url)
    return found


def test_a_run_has_the_content_of_the_files(
    redis: str, calm: dict[bytes, Any], tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(dumped({"seed": 3, "tables": shop()}))
    prepare(SeedRequest(str(path), output="resp", folder=str(tmp_path / "out"))).run()
    files = sorted((tmp_path / "out").glob("*.resp"))
    payload = b"".join(file.read_bytes() for file in files)
    done = subprocess.run(
        ["redis-cli", "-u", redis, "--pipe"], input=payload, capture_output=True, timeout=60
    )

    assert b"errors: 0" in done.stdout
    assert 7 == len(files)
    assert calm == content(redis)


def test_no_lock_and_no_checkpoint_stays(redis: str) -> None:
    run(plan_of(shop(40)), sink(redis, batch_rows=7), batch_rows=5)
    with client_of(redis) as client:
        assert [] == [key for key in client.scan_iter() if key.startswith(b"mockcraft")]


def test_batches_of_any_size_have_the_same_content(redis: str, calm: dict[bytes, Any]) -> None:
    run(plan_of(shop()), sink(redis, batch_rows=100), batch_rows=33, workers=2)

    assert calm == content(redis)


def at(rows: int, error: BaseException) -> Callable[[Progress], None]:
    def report(progress: Progress) -> None:
        if progress.rows >= rows:
            raise error

    return report


@pytest.mark.parametrize("rows", [50, 500, 1_000, 1_500, 2_050])
def test_a_run_that_fails_leaves_nothing(redis: str, rows: int) -> None:
    with client_of(redis) as client:
        client.set("user:7:orders", "somebody's")
        client.hset("user:x", "name", "somebody")
    before = content(redis)
    with pytest.raises(RuntimeError):
        run(
            plan_of(shop()),
            sink(redis, batch_rows=100),
            batch_rows=50,
            report=at(rows, RuntimeError()),
        )

    assert before == content(redis)


@pytest.mark.parametrize("rows", [20, 120, 170, 230, 280])
def test_an_append_that_fails_leaves_what_was_there(redis: str, rows: int) -> None:
    plan = plan_of(shop(80))
    first = [Range(each.name, 0, 40) for each in plan.tables]
    run(plan, sink(redis), first)
    before = content(redis)
    rest = [Range(each.name, 40, 80) for each in plan.tables]
    with pytest.raises(RuntimeError):
        run(plan, sink(redis, "append", 10), rest, batch_rows=5, report=at(rows, RuntimeError()))
    assert before == content(redis)
    run(plan, sink(redis, "append"), rest)
    whole = content(redis)
    run(plan, sink(redis, "truncate"))

    assert whole == content(redis)


def test_truncating_removes_the_keys_of_the_plan_and_no_others(redis: str) -> None:
    run(plan_of(shop(60), seed=8), sink(redis))
    others = {
        b"user:7:orders": b"1", b"users:": b"2", b"user": b"3", b"session:7": b"4", b"documents:x": b"5", b"board2": b"6",
        b"*": b"7",
    }  # fmt: skip
    with client_of(redis) as client:
        client.mset(others)
        client.hset("user:7:cart", "a", "b")
    run(plan_of(shop(30)), sink(redis, "truncate"))
    found = content(redis)
    kept = {key: found.pop(key) for key in [*others, b"user:7:cart"]}
    with client_of(redis) as client:
        client.flushdb()
    run(plan_of(shop(30)), sink(redis))

    assert {**others, b"user:7:cart": {b"a": b"b"}} == kept
    assert content(redis) == found


def test_rows_that_are_there_are_refused_and_counted(redis: str) -> None:
    run(plan_of(shop(30)), sink(redis))
    for name, options in shop(30).items():
        rows = (
            r"\d\d" if name == "sessions" else 30
        )  # of which those without a nickname have no key
        with pytest.raises(Unsupported, match=f"table {name} has {rows} rows already"):
            run(plan_of({name: options}), sink(redis))


def test_an_append_goes_on_behind_the_highest_key(redis: str, tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    tables = {name: each for name, each in shop(50).items() if name != "sessions"}
    path.write_text(dumped({"seed": 3, "tables": tables}))
    prepare(SeedRequest(str(path), redis)).run()
    more = prepare(SeedRequest(str(path), redis, load=LoadOptions(existing="append")))
    assert {50} == {each.start for each in more.ranges}
    more.run()
    with client_of(redis) as client:
        assert [100, 100, 100] == [
            client.scard("users"),
            client.zcard("board"),
            len([*client.scan_iter("documents:*")]),
        ]
        assert 100 == sum(client.xlen(f"events:{team}") for team in range(1, 8))


def test_an_append_behind_one_that_was_killed_comes_behind_its_rows(
    redis: str, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    tables = {"users": shop(50)["users"], "board": shop(50)["board"]}
    path.write_text(dumped({"seed": 3, "tables": tables}))
    request = SeedRequest(str(path), redis, load=LoadOptions(existing="append"))
    prepare(request).run()
    killed = prepare(request)
    killed.sink.batch_rows = 10  # type: ignore[attr-defined]
    (users, *_) = killed.sink.create(killed.plan, killed.ranges)
    for chunk in list(chunks([users], 10))[:3]:
        batch = batch_of(killed.plan, chunk)
        killed.sink.write(
            chunk, killed.sink.format.encode(killed.plan.table("users"), batch, chunk)
        )
    killed.sink.store.connection.close()  # type: ignore[attr-defined]
    prepare(request).run()
    with client_of(redis) as client:
        assert 130 == client.scard("users") == len([*client.scan_iter("user:[0-9]*")])
        assert 100 == client.zcard("board")
        assert [] == [key for key in client.scan_iter("mockcraft_checkpoint*")]


def test_an_append_to_rows_without_numbers_begins_behind_their_count(
    redis: str, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    columns = {"code": {"generator": "uuid", "unique": True}, "word": "word"}
    tables = {
        "codes": {"count": 20, "columns": columns},
        "words": {"count": 20, "columns": {"word": "word"}},
    }
    path.write_text(dumped({"seed": 3, "tables": tables}))
    for _ in range(2):
        prepare(SeedRequest(str(path), redis, load=LoadOptions(existing="append"))).run()

    assert 80 == len(content(redis))


def test_cleaning_removes_the_rows_of_the_plan(redis: str) -> None:
    plan = plan_of(shop(40))
    with client_of(redis) as client:
        client.rpush("feed:3", "somebody's")
        client.hset("user:999", "name", "somebody")
    before = content(redis)
    first = [each for each in plan.ranges if each.table not in ("feeds", "users")]
    run(plan, sink(redis), first)
    run(plan, sink(redis, "append"), [each for each in plan.ranges if each not in first])
    cleaning = Cleaning(engine_of(redis), redis, plan)
    removals = {each.table: each.rows for each in cleaning.foresee()[0]}
    cleaning.run()

    assert before == content(redis)
    assert {name: 40 for name in shop() if name != "sessions"} == {
        name: rows for name, rows in removals.items() if name != "sessions"
    }


SHARED: dict[str, dict[str, Any]] = {
    "lists": {"as": "list", "key": "l:{a}"},
    "sets": {"as": "set", "key": "s:{a}"},
    "words": {"as": "set", "key": "w:{a}", "value": "{w}"},
    "boards": {"as": "zset", "key": "z:{a}", "score": "a"},
    "streams": {"as": "stream", "key": "st:{a}"},
    "one": {"as": "list"},
    "values": {"as": "list", "key": "v:{a}", "value": "{a}"},
}


def test_cleaning_removes_rows_that_share_keys_and_have_none_of_their_own(redis: str) -> None:
    columns = {"a": {"generator": "number", "min": 1, "max": 4}, "w": "spice"}
    tables = {
        name: {"count": 60, "redis": options, "columns": columns}
        for name, options in SHARED.items()
    }
    plan = plan_of(tables)
    run(plan, sink(redis))
    there = [len(found) for found in content(redis).values()]
    others = {"l:2": ("RPUSH",), "s:2": ("SADD",), "z:2": ("ZADD", "5"), "st:2": ("XADD", "*", "a")}
    with client_of(redis) as client:
        for key, (verb, *words) in others.items():
            client.execute_command(verb, key, *words, "somebody's")
    cleaning = Cleaning(engine_of(redis), redis, plan)
    removals = {each.table: each.rows for each in cleaning.foresee()[0]}
    cleaning.run()

    assert sum(there) == sum(removals.values())
    kept = set(SHARED) - {"sets", "words", "boards"}
    assert {60} == {removals[name] for name in kept}
    assert removals["words"] < 60
    assert {key.encode() for key in others} == set(content(redis))
    with client_of(redis) as client:
        assert [1, 1, 1, 1] == [
            client.llen("l:2"), client.scard("s:2"), client.zcard("z:2"), client.xlen("st:2"),
        ]  # fmt: skip
    assert [] == cleaning.foresee()[0]


def test_parents_of_a_run_are_looked_for(redis: str) -> None:
    tables = {
        "users": {"count": 20, "redis": {"key": "user:{id}"}, "columns": USERS},
        "orders": {"count": 30, "columns": {"user": {"ref": "users.id"}}},
    }
    plan = plan_of(tables)
    orders = [each for each in plan.ranges if each.table == "orders"]
    with pytest.raises(Unsupported, match="refers to users, which is no part of this run"):
        run(plan, sink(redis), orders)
    run(plan, sink(redis), [each for each in plan.ranges if each.table == "users"])
    run(plan, sink(redis), orders)
    with client_of(redis) as client:
        client.delete("user:5")
    with pytest.raises(Unsupported, match="19 rows of the 20"):
        run(plan, sink(redis, "truncate"), orders)


def test_a_second_run_waits_and_is_refused(redis: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockcraft.databases.redis.locks.WAIT_S", 0.3)
    plan = plan_of(shop(40))
    errors: list[Exception] = []

    def second(progress: Progress) -> None:
        if not errors:
            said = r"another run is filling table \w+ \(wait until it is done; it is connected from \S+\)"
            with pytest.raises(SinkError, match=said) as caught:
                run(plan, sink(redis))
            errors.append(caught.value)
            truncating = sink(redis, "truncate")
            for refusal in (
                sink(redis).foresee(plan, plan.ranges).refusal,
                truncating.foresee(plan, plan.ranges).refusal,
            ):
                assert re.search(said, str(refusal))
            for look in (
                lambda: truncating.replaced(plan, plan.ranges),
                Cleaning(engine_of(redis), redis, plan).foresee,
            ):
                with pytest.raises(SinkError, match=said):
                    look()

    run(plan, sink(redis), report=second)

    assert 1 == len(errors)
    assert sink(redis, "truncate").foresee(plan, plan.ranges).refusal is None


# ---------------------------------------------------------------------- kills

RUNNER = """
import os, signal, sys, time
from random import Random
from typing import Any
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.schema.bind import load
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink

schema, url, kills, seed = sys.argv[1:]
plan, chance, left = load(schema)[1], Random(int(seed)), int(kills)

def fill():
    run(plan, DatabaseSink(engine_of(url), url, LoadOptions(resume=True), batch_rows=100), batch_rows=40)

def ended():
    connection = engine_of(url).connect(url, False)
    return bool(connection.run("EXISTS", "user:1")) and not connection.run("EXISTS", "mockcraft_checkpoint")

while True:
    child = os.fork()
    if child == 0:
        try:
            fill()
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    if left:
        time.sleep(chance.uniform(0.0, 0.25))
        os.kill(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left -= status == -signal.SIGKILL
    if status == -signal.SIGKILL and not ended():
        continue
    break
print(int(kills) - left)
sys.exit(max(status, 0))
"""


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_was_not(
    redis_server: servers.Redis, tmp_path: Path
) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(dumped({"seed": 3, "tables": shop(1_200)}))
    calm = redis_server.new_database()
    run(load(path)[1], sink(calm))
    undisturbed, killed, seed = content(calm), 0, 0
    redis_server.drop_database(calm)
    while killed < KILLS:
        url = redis_server.new_database()
        words = [str(path), url, str(KILLS - killed), str(seed)]
        done = subprocess.run(
            [sys.executable, "-c", RUNNER, *words], capture_output=True, text=True, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        killed += int(done.stdout.split()[-1])
        seed += 1
        assert undisturbed == content(url)
        redis_server.drop_database(url)


def test_a_server_that_is_killed_again_and_again_has_the_rows_all_the_same() -> None:
    daemon, chance = servers.OwnRedis("appendfsync=always"), Random(1)
    filled, calmed, read = (threading.Event() for _ in range(3))

    def kill() -> None:
        for _ in range(SERVER_KILLS):
            if filled.wait(chance.uniform(0.1, 0.4)):
                break
            daemon.kill()
            daemon.start()
        calmed.set()
        read.wait()  # a server ends with the thread that has started it

    killer = threading.Thread(target=kill)

    def report(progress: Progress) -> None:
        time.sleep(0.01)
        if not progress.lost and not killer.ident:
            killer.start()

    try:
        server = daemon.start()
        calm, url = server.new_database(), server.new_database()
        plan = plan_of(shop(2_000))
        run(plan, sink(calm))
        undisturbed = content(calm)
        progress = run(plan, sink(url, batch_rows=200, retries=20), batch_rows=100, report=report)
        filled.set()
        calmed.wait()
        found = content(url)
    finally:
        filled.set()
        read.set()
        if killer.ident:
            killer.join()
        daemon.remove()

    assert progress.lost > 0
    assert undisturbed == found


def test_a_run_of_other_options_is_not_gone_on_with(redis: str) -> None:
    tables = {"users": {"count": 60, "redis": {"key": "user:{id}"}, "columns": USERS}}
    plan = plan_of(tables)
    with pytest.raises(RuntimeError):
        run(
            plan,
            sink(redis, batch_rows=20, resume=True),
            batch_rows=10,
            report=at(30, RuntimeError()),
        )
    other = plan_of({"users": {**tables["users"], "redis": {"key": "user:{id}", "ttl": 60}}})
    with pytest.raises(Unsupported, match="a run of another plan was broken off in users"):
        run(other, sink(redis, resume=True))
    with pytest.raises(Unsupported, match="a run was broken off in users"):
        run(plan, sink(redis))
    run(plan, sink(redis, resume=True))
    with client_of(redis) as client:
        assert 60 == client.dbsize()
    run(other, sink(redis, "truncate"))
    with client_of(redis) as client:
        assert 60 == client.dbsize()
        assert 0 < client.ttl("user:1") <= 60


def test_the_example_of_the_page_is_seeded_as_it_says(redis: str, tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "databases.md").read_text(encoding="utf-8")
    path = tmp_path / "s.yaml"
    path.write_text(page.split("## Redis\n")[1].split("```yaml\n")[1].split("```")[0])
    prepare(SeedRequest(str(path), redis)).run()
    with client_of(redis) as client:
        email = client.hget("user:7", "email").decode()
        orders = [key for key in client.scan_iter("user:{*}:orders")]
        assert b"7" == client.get(f"user:email:{email}")
        assert [1_000, True] == [client.scard("users"), 0 < client.ttl("user:7") <= 86_400]
        assert sum(client.llen(key) for key in orders) == len(set(
            member for key in orders for member in client.lrange(key, 0, -1)
        ))  # fmt: skip


def test_embedded_rows_stand_in_documents_and_are_keys_beside_hashes(redis: str) -> None:
    def tables(as_: str) -> dict[str, Any]:
        return {
            "users": {"count": 20, "embed": "orders", "redis": {"as": as_}, "columns": USERS},
            "orders": {
                "count": {"per": "users", "min": 1, "max": 3},
                "columns": {"no": {"generator": "sequence", "primary_key": True}, "user": {"ref": "users.id"}},
            },
        }  # fmt: skip

    kept = sink(redis)
    run(kept.shaped(plan_of(tables("json"))), kept)
    found = content(redis)
    documents = [json.loads(value) for value in found.values()]
    assert [f"users:{row}".encode() for row in sorted(range(1, 21), key=str)] == [*found]
    assert {each["id"] for each in documents} == {
        o["user"] for each in documents for o in each["orders"]
    }
    kept = sink(redis, "truncate")
    run(kept.shaped(plan_of(tables("json"))), kept)
    assert found == content(redis)
    kept = sink(redis, "truncate")
    with client_of(redis) as client:
        client.flushdb()
    run(kept.shaped(plan_of(tables("hash"))), kept)
    assert {b"users", b"orders"} == {key.partition(b":")[0] for key in content(redis)}


def test_equal_members_of_lists_are_counted_as_often_as_they_are_there(redis: str) -> None:
    options = {"as": "list", "key": "li:{k}", "value": "{v}"}
    columns = {"k": {"values": ["a"]}, "v": {"values": ["x"]}}
    plan = plan_of({"li": {"count": 10, "redis": options, "columns": columns}})
    with client_of(redis) as client:
        client.rpush("li:a", "x", "x", "mine")
    cleaning = Cleaning(engine_of(redis), redis, plan)
    (removal,), _ = cleaning.foresee()
    cleaning.run([removal])

    assert 2 == removal.rows
    assert {b"li:a": [b"mine"]} == content(redis)


def test_a_dry_run_of_resuming_shows_what_comes_next(redis: str) -> None:
    def stop(progress: Progress) -> None:
        if progress.rows >= 50:
            raise RuntimeError

    tables = {name: {"count": 40, "columns": {"id": USERS["id"]}} for name in ("a", "b")}
    plan = plan_of(tables)
    with pytest.raises(RuntimeError):
        run(plan, sink(redis, resume=True, batch_rows=10), batch_rows=10, report=stop)
    lines = sink(redis, resume=True).foresee(plan, plan.ranges).lines

    assert ["b: HSET b:11 id 11"] == [line for line in lines if "HSET" in line]
