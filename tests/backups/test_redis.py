"""Backups of Redis: every key as it was, on the server it came from or another, and never half restored."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import redis as driver

import servers
from mockcraft.backups.compression import Files
from mockcraft.databases.redis import stage
from mockcraft.databases.redis.archiver import RedisArchiver, scratch
from mockcraft.databases.redis.connection import RedisConnection
from mockcraft.databases.redis.stage import SCRATCH, Stage
from mockcraft.errors import BackupError
from mockcraft.formats.own_keys import LOCK

from .children import Moments, killed_at_each
from .common import Commands, quiet

COMMANDS = Commands("redis", RedisArchiver, scratch)
backup, put_back = COMMANDS.backup, COMMANDS.put_back
FAR_MS = 4_102_444_800_123  # in 2100


def client(uri: str) -> Any:
    return driver.Redis.from_url(uri, protocol=2)


def fill(uri: str, rows: int = 300) -> None:
    """Keys of every type, in each of the forms that the server keeps it in, and with times."""
    with client(uri) as connection, connection.pipeline(transaction=False) as there:
        there.set(b"raw \x00\xff'\" \r\n", b"\x00\xff" * 50)
        there.set("number", 2**63 - 1)
        there.set("empty", "")
        there.set("ГОРОД 😀", "ä")
        there.set("far", "x", pxat=FAR_MS)
        there.setbit("bits", 12345, 1)
        there.pfadd("hyper", *range(1000))
        there.hset("hash small", mapping={"a": 1, b"\xff": ""})
        there.hset("hash large", mapping={f"f{n}": "v" * 70 for n in range(rows)})
        there.rpush("list", *[f"e{n % 7}" for n in range(rows)], "x" * 9000)
        there.sadd("set of numbers", *range(-5, 5), 2**62)
        there.sadd("set", *[f"m{n}" for n in range(rows)])
        there.zadd(
            "zset", {"a": 1.5, "b": float("inf"), "c": -0.0, "d": 5e-324, "é": float("-inf")}
        )
        there.zadd("zset large", {f"m{n}": n / 3 for n in range(rows)})
        there.geoadd("places", (13.4, 52.5, "Berlin"))
        for n in range(rows):
            there.xadd("stream", {"n": n, "text": "x" * 10}, id=f"{n + 1}-0")
        there.xdel("stream", "5-0")
        there.xgroup_create("stream", "readers", id="0")
        there.xreadgroup("readers", "ann", {"stream": ">"}, count=10)
        there.xreadgroup("readers", "bob", {"stream": ">"}, count=5)
        there.xack("stream", "readers", "1-0", "2-0")
        there.xgroup_create("stream", "a second one", id="7-0")
        there.xgroup_createconsumer("stream", "a second one", "idle")
        there.pexpireat("hash small", FAR_MS + 1)
        for n in range(rows):
            there.set(f"user:{n}", "x" * (n % 50), pxat=FAR_MS + n if n % 3 else None)
        there.execute()


def held(uri: str) -> dict[bytes, Any]:
    """All keys, with their times and values as the driver tells them."""
    with client(uri) as there:
        names = there.keys("*")
        with there.pipeline(transaction=False) as asked:
            for name in names:
                asked.type(name).pexpiretime(name)
            told = asked.execute()
            kinds, times = told[::2], told[1::2]
            readers: dict[bytes, Callable[[bytes], Any]] = {
                b"string": asked.get,
                b"hash": asked.hgetall,
                b"list": lambda name: asked.lrange(name, 0, -1),
                b"set": asked.smembers,
                b"zset": lambda name: asked.zrange(name, 0, -1, withscores=True),
                b"stream": asked.exists,
            }
            for name, kind in zip(names, kinds, strict=True):
                readers[kind](name)
            values = asked.execute()
        return {
            name: (kind, time, stream(there, name) if kind == b"stream" else value)
            for name, kind, time, value in zip(names, kinds, times, values, strict=True)
        }


def stream(there: Any, key: bytes) -> list[Any]:
    """What a stream has, with its groups, consumers and what waits for them; without times of delivery."""
    told = there.xinfo_stream(key)
    groups = [each["name"] for each in there.xinfo_groups(key)]
    waiting = [there.xpending_range(key, each, "-", "+", 10_000) for each in groups]
    for each in (entry for group in waiting for entry in group):
        del each["time_since_delivered"]
    consumers = [
        sorted(each["name"] for each in there.xinfo_consumers(key, name)) for name in groups
    ]
    kept = ("length", "last-generated-id", "max-deleted-entry-id", "entries-added", "groups")
    says = {name: told[name] for name in kept}
    return [there.xrange(key), says, there.xinfo_groups(key), waiting, consumers]


def left(uri: str, numbers: int = servers.redis.DATABASES) -> list[bytes]:
    """What scratch databases have left on the server, by asking each number."""
    with client(uri) as connection, connection.pipeline(transaction=False) as there:
        for number in range(numbers):
            there.execute_command("SELECT", number)
            there.keys(f"{SCRATCH}*")
        return [name for names in there.execute()[1::2] for name in names]


@pytest.fixture
def other(redis_server: servers.Redis) -> Iterator[str]:
    """URI of another empty database."""
    uri = redis_server.new_database()
    yield uri
    redis_server.drop_database(uri)


def test_what_is_restored_is_what_was_there(redis: str, other: str, tmp_path: Path) -> None:
    fill(redis)
    taken = backup(redis, tmp_path)
    put_back(taken.folder, other)

    assert held(redis) == held(other)
    assert {"hash": 2, "list": 1, "set": 2, "stream": 1, "string": 307, "zset": 3} == {
        name: each.rows for name, each in taken.manifest.contents.tables.items()
    }
    assert taken.manifest == COMMANDS.verify(taken.folder, other)
    assert "not of one moment" in taken.manifest.caveat
    assert [] == left(redis)
    password = str(urlsplit(redis).password)
    assert password not in (taken.folder / "manifest.json").read_text()


def test_the_file_is_one_that_the_tool_of_redis_reads(
    redis: str, other: str, tmp_path: Path
) -> None:
    fill(redis)
    folder = backup(redis, tmp_path, compression="none").folder
    parts = urlsplit(other)
    piped = subprocess.run(
        ["redis-cli", "-p", str(parts.port), "-n", parts.path[1:], "--user", str(parts.username), "--pipe"],
        input=(folder / "keys.resp").read_bytes(), capture_output=True, check=True,
        env={**os.environ, "REDISCLI_AUTH": str(parts.password)},
    )  # fmt: skip

    assert b"errors: 0" in piped.stdout
    assert held(redis) == held(other)


def test_a_backup_is_restored_on_another_server(redis: str, tmp_path: Path) -> None:
    fill(redis)
    folder = backup(redis, tmp_path).folder
    with servers.OwnRedis('save=""') as daemon:
        put_back(folder, f"{daemon.uri}0")
        assert held(redis) == held(f"{daemon.uri}0")


def test_all_that_is_there_is_replaced_at_once(redis: str, other: str, tmp_path: Path) -> None:
    fill(redis)
    folder = backup(redis, tmp_path, verify=False).folder
    with client(other) as there:
        there.set("mine", 1)
        there.rpush("my list", 1)
    with pytest.raises(BackupError, match=r"holds list, string already \(give --clean"):
        put_back(folder, other)
    assert {b"mine", b"my list"} == set(held(other))

    put_back(folder, other, replaces=True)

    assert held(redis) == held(other)
    assert [] == left(redis)


@pytest.mark.parametrize("begun", [False, True])
def test_a_key_that_comes_into_an_empty_target_is_not_replaced(
    redis: str, other: str, tmp_path: Path, begun: bool
) -> None:
    fill(redis)
    folder = backup(redis, tmp_path, verify=False).folder

    def come() -> None:
        with client(other) as there:
            there.set("mine", 1)

    COMMANDS.check_newcomers(folder, other, come, held, begun)
    assert {b"mine"} == set(held(other))
    assert [] == left(redis)


def test_locks_of_a_run_that_was_killed_are_in_nobodys_way(
    redis: str, other: str, tmp_path: Path
) -> None:
    fill(redis, 10)
    folder = backup(redis, tmp_path, verify=False).folder
    with client(other) as there:
        there.set(f"{LOCK}users", "a run 1")
    assert {} == RedisArchiver(other).present()
    put_back(folder, other)
    assert held(redis) == held(other)


@pytest.mark.parametrize("begun", [False, True])
def test_a_number_that_another_one_restores_to_is_left_alone(
    redis: str, other: str, tmp_path: Path, begun: bool
) -> None:
    fill(redis, 10)
    folder = backup(redis, tmp_path, verify=False).folder
    archiver = RedisArchiver(other)
    if begun:
        archiver.load(Files(folder, "zstd"), True, quiet)
    within = Stage.within(other)
    assert within is not None
    with pytest.raises(BackupError, match="a backup is being restored to it"):
        archiver.take_place(quiet) if begun else put_back(folder, other, replaces=True)
    archiver.discard()
    within.remove()
    assert [] == left(redis)


def test_keys_whose_time_is_up_are_verified_and_not_restored(
    redis: str, other: str, tmp_path: Path
) -> None:
    with client(redis) as there:
        there.set("short", 1, px=400)
        there.set("long", 1)
        there.set("ever", 1)
        there.pexpireat("ever", 2**63 - 1)
    folder = backup(redis, tmp_path).folder
    time.sleep(0.5)

    assert 3 == COMMANDS.verify(folder, redis).contents.tables["string"].rows
    put_back(folder, other)
    assert {b"ever", b"long"} == set(held(other))
    with client(other) as there:
        assert 2**63 - 1 == there.pexpiretime("ever")


def test_without_an_empty_database_an_empty_one_is_restored_in_its_place(
    redis: str, tmp_path: Path
) -> None:
    fill(redis, 100)
    folder = backup(redis, tmp_path, verify=False).folder
    with servers.OwnRedis("databases=1") as daemon:
        uri = f"{daemon.uri}0"
        put_back(folder, uri)
        assert held(redis) == held(uri)
        with pytest.raises(BackupError, match="no empty database on the server to restore beside"):
            put_back(folder, uri, replaces=True)
        with pytest.raises(BackupError, match="to verify in .*--no-verify"):
            backup(uri, tmp_path / "b")
        assert held(redis) == held(uri)
        assert not (tmp_path / "b").exists()

        with client(uri) as there:
            there.flushdb()
        whole = held(redis)
        outcomes = []
        for _ in killed_at_each(lambda moments: put_back_anew(folder, uri, moments)):
            outcomes.append(bool(left(uri, 1)))
            assert {} == RedisArchiver(uri).present()
        assert {False, True} == set(outcomes)
        assert whole == held(uri)


def put_back_anew(folder: Path, uri: str, moments: Moments) -> None:
    with client(uri) as there:
        there.flushdb()
    watched(folder, uri, moments)


def watched(folder: Path, uri: str, moments: Moments, replaces: bool = False) -> None:
    """A restore, with moments in which it changes something."""
    stage.BATCH_KEYS = 100
    moments.watch(RedisConnection, "answers", lambda _, commands: commands[0][0] in CHANGES)
    put_back(folder, uri, replaces)


CHANGES = ("SET", "SADD", "RESTORE", "PEXPIREAT", "UNLINK", "EVAL")


def test_a_stage_that_others_use_loses_nothing_of_theirs(redis: str, tmp_path: Path) -> None:
    fill(redis)
    folder = backup(redis, tmp_path, verify=False).folder
    with scratch(redis) as copy:
        copy.load(Files(folder, "zstd"), False, quiet)
        assert copy.stage is not None
        number = copy.stage.number
        uri = urlsplit(redis)._replace(path=f"/{number}").geturl()
        with client(uri) as there:
            there.set("of another", 1)
    try:
        assert {b"of another"} == set(held(uri))
    finally:
        with client(uri) as there:
            there.flushdb()


def test_a_server_that_would_drop_other_keys_is_not_filled(redis: str, tmp_path: Path) -> None:
    with client(redis) as there:
        for n in range(40):
            there.set(f"k{n}", os.urandom(200_000))
    folder = backup(redis, tmp_path, verify=False).folder
    for policy, message in (
        ("allkeys-lru", r"would drop other keys \(maxmemory-policy allkeys-lru\)"),
        ("noeviction", "its memory is full"),
    ):
        with servers.OwnRedis("maxmemory=6mb", f"maxmemory-policy={policy}") as daemon:
            uri = f"{daemon.uri}3"
            with client(uri) as there:
                there.set("of another", 1)
            with pytest.raises(BackupError, match=message):
                put_back(folder, f"{daemon.uri}0")
            assert {b"of another"} == set(held(uri))
            assert {} == held(f"{daemon.uri}0")
            assert [] == left(uri)


def test_keys_come_and_go_while_a_backup_is_taken(redis: str, tmp_path: Path) -> None:
    fill(redis, 900)
    ended = threading.Event()

    def write() -> None:
        with client(redis) as there:
            n = 0
            while not ended.is_set():
                n += 1
                there.set(f"new:{n}", n, px=1 + n % 50)
                there.delete(f"user:{n % 900}")
                there.rpush(f"user:{n % 900}", n)
                there.hset("hash large", f"f{n % 1200}", n)
                there.xadd("stream", {"n": n})

    thread = threading.Thread(target=write)
    thread.start()
    try:
        taken = [backup(redis, tmp_path) for _ in range(2)]
    finally:
        ended.set()
        thread.join()
    assert all(each.manifest.verified for each in taken)


def test_a_flipped_byte_is_found(redis: str, tmp_path: Path) -> None:
    fill(redis)
    COMMANDS.check_flips(backup(redis, tmp_path, verify=False).folder, redis)


@pytest.mark.parametrize(
    ("words", "difference"),
    [
        (("SET", "number", 1), "table string has other values in its 307 rows"),
        (("DEL", "number"), "table string has 306 rows, not 307"),
        (("PEXPIREAT", "far", FAR_MS + 1), "table string has other values"),
        (("PERSIST", "far"), "table string has other values"),
        (("HSET", "hash large", "f7", "w"), "table hash has other values"),
        (("LMOVE", "list", "list", "LEFT", "RIGHT"), "table list has other values"),
        (("SREM", "set", "m1"), "table set has other values"),
        (("ZADD", "zset", 1.25, "a"), "table zset has other values"),
        (("XACK", "stream", "readers", "3-0"), "table stream has other values"),
        (("XGROUP", "SETID", "stream", "readers", "3-0"), "table stream has other values"),
        (("XDEL", "stream", "20-0"), "table stream has other values"),
        (("DEL", "places", "zset", "zset large"), "table zset is missing"),
    ],
)  # fmt: skip
def test_what_is_not_as_it_was_is_told(
    redis: str, tmp_path: Path, words: tuple[Any, ...], difference: str
) -> None:
    fill(redis)
    wanted = backup(redis, tmp_path, verify=False).manifest.contents
    with client(redis) as there:
        assert [] == wanted.differences(RedisArchiver(redis).contents(quiet))
        there.execute_command(*words)
    (told,) = wanted.differences(RedisArchiver(redis).contents(quiet))
    assert difference in told


def test_a_backup_of_a_newer_server_is_refused(redis: str, tmp_path: Path) -> None:
    with client(redis) as there:
        there.set("a", 1)
    folder = backup(redis, tmp_path, compression="none", verify=False).folder
    data = folder / "keys.resp"
    whole = data.read_bytes()
    at = whole.index(b"\r\n$6\r\nABSTTL") - 10
    data.write_bytes(whole[:at] + b"\xff\x00" + whole[at + 2 :])
    archiver = RedisArchiver(redis)
    with pytest.raises(BackupError, match="of a newer server: its keys are of the RDB version 255"):
        archiver.load(Files(folder, "none"), True, quiet)
    archiver.discard()
    assert {b"a"} == set(held(redis))
    assert [] == left(redis)


def test_a_backup_that_was_killed_is_none(redis: str, other: str, tmp_path: Path) -> None:
    fill(redis, 200)
    parent = tmp_path / "b"
    COMMANDS.check_kills(redis, parent)

    taken = backup(redis, parent)

    put_back(taken.folder, other)
    assert held(redis) == held(other)
    assert not list(parent.glob("*.unfinished"))
    assert [] == left(redis)


def test_a_restore_that_was_killed_leaves_the_database_as_it_was(
    redis: str, other: str, tmp_path: Path
) -> None:
    fill(redis, 200)
    folder = backup(redis, tmp_path, verify=False).folder
    after = held(redis)
    with client(other) as there:
        there.set("mine", 1)
    before = held(other)
    kills = 0
    for _ in killed_at_each(lambda moments: watched(folder, other, moments, True)):
        kills += 1
        assert before == held(other)
    assert kills > 6
    assert after == held(other)
    assert [] == left(redis)


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("redis://u:pw-word@127.0.0.1:1/0", r"127.0.0.1:1/0: nothing listens there \([^()]*\)$"),
        ("redis://{user}:pw-word@{where}/1", "the password of the user 'tester' is wrong"),
        ("redis://{user}:{password}@{where}/99999", "there is no database 99999"),
    ],
)
def test_what_cannot_be_connected_to_is_told_without_the_password(
    redis: str, tmp_path: Path, uri: str, message: str
) -> None:
    parts = urlsplit(redis)
    where = f"{parts.hostname}:{parts.port}"
    made = uri.format(user=parts.username, password=parts.password, where=where)
    with pytest.raises(BackupError, match=message) as caught:
        backup(made, tmp_path / "b")
    assert "pw-word" not in str(caught.value)
    assert str(parts.password) not in str(caught.value)
    assert not (tmp_path / "b").exists()


def test_a_full_disk_and_a_folder_that_is_none_leave_nothing(redis: str, tmp_path: Path) -> None:
    with client(redis) as there:
        there.set("large", os.urandom(100_000))
    COMMANDS.check_disk(redis, tmp_path)
