"""Backups of MongoDB: every document and all that is defined, on the server it came from, and never half restored."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import bson
import pytest
from pymongo import monitoring

import servers
from mockcraft.backup import SCRATCH
from mockcraft.backups.compression import Files
from mockcraft.backups.restoring import foresee, restore
from mockcraft.databases.mongodb import definitions, locks, stage
from mockcraft.databases.mongodb.archiver import MongoArchiver, scratch
from mockcraft.databases.mongodb.connection import MongoConnection
from mockcraft.databases.mongodb.definitions import HOME, is_staged
from mockcraft.databases.mongodb.stage import Stage
from mockcraft.databases.mongodb.switch import MEANWHILE, Switch, new_name
from mockcraft.errors import BackupError

from .children import Moments, killed_at_each, killed_by_itself
from .common import Commands, quiet
from .mongo import COLLECTIONS, ODD, database, fill, held

COMMANDS = Commands("mongodb", MongoArchiver, scratch)
backup, put_back = COMMANDS.backup, COMMANDS.put_back
STEPS = ("_rename", "_refill", "_vacate", "_make_view", "_end")


def clear(uri: str) -> None:
    with database(uri) as there:
        there.client.drop_database(there.name)


def some(uri: str, rows: int) -> None:
    """Two collections and a view; quickly made."""
    with database(uri) as there:
        there.users.insert_many([{"_id": n, "text": "x" * (n % 50)} for n in range(rows)])
        there.users.create_index("text")
        there["more"].insert_many([{"_id": n} for n in range(rows)])
        there.create_collection("view", viewOn="users", pipeline=[])


def mine(uri: str) -> dict[str, Any]:
    """Something else, under names that `some` has too; returns what is there then."""
    clear(uri)
    with database(uri) as there:
        there.users.insert_one({"_id": "mine"})
        there.view.insert_one({"_id": "mine"})
        there.create_collection("more", viewOn="users", pipeline=[{"$limit": 1}])
    return held(uri)


def left(uri: str) -> list[str]:
    """What verifications have left on the server, and restores in the database."""
    with database(uri) as there:
        names = there.client.list_database_names() + there.list_collection_names()
    return [name for name in names if name.startswith((SCRATCH, HOME))]


@pytest.fixture
def other(mongodb_server: servers.MongoDB) -> Iterator[str]:
    """URI of another empty database."""
    uri = mongodb_server.new_database()
    yield uri
    mongodb_server.drop_database(uri)


def test_what_is_restored_is_what_was_there(mongodb: str, other: str, tmp_path: Path) -> None:
    fill(mongodb)
    taken = backup(mongodb, tmp_path)
    clear(other)
    put_back(taken.folder, other)

    assert held(mongodb) == held(other)
    tables = taken.manifest.contents.tables
    assert COLLECTIONS == tuple(tables)
    assert (31, 63, 0) == tuple(tables[name].rows for name in ("capped", "users", "empty"))
    assert "not of one moment" in taken.manifest.caveat
    assert taken.folder.name.startswith(urlsplit(mongodb).path[1:])
    assert [] == left(mongodb)
    assert [] == left(other)


@pytest.mark.parametrize("compression", ["gzip", "none"])
def test_a_backup_is_compressed_as_asked(
    mongodb: str, other: str, tmp_path: Path, compression: str
) -> None:
    some(mongodb, 300)
    taken = backup(mongodb, tmp_path, compression=compression)
    put_back(taken.folder, other)

    assert held(mongodb) == held(other)
    parts = urlsplit(other)
    for server in (other, parts._replace(path="").geturl(), parts._replace(path="/").geturl()):
        assert taken.manifest == COMMANDS.verify(taken.folder, server)


def test_the_files_are_bson_as_other_tools_read_it(mongodb: str, tmp_path: Path) -> None:
    fill(mongodb)
    folder = backup(mongodb, tmp_path, compression="none", verify=False).folder
    defined = bson.decode_all((folder / "definitions.bson").read_bytes())
    for place, each in enumerate(defined):
        if each["kind"] != "view":
            stored = (folder / f"collection-{place}.bson").read_bytes()
            documents = [bson.encode(found) for found in bson.decode_all(stored)]
            assert len(held(mongodb)[each["name"]][2]) == len(documents)


def test_all_that_is_there_is_replaced(mongodb: str, other: str, tmp_path: Path) -> None:
    fill(mongodb)
    folder = backup(mongodb, tmp_path, verify=False).folder
    before = mine(other)
    with database(other) as there:
        there.create_collection(ODD, capped=True, size=5000)
    before = held(other)
    with pytest.raises(BackupError, match=r"holds more, odd .* already \(give --clean"):
        put_back(folder, other)
    assert before == held(other)
    assert {"more": 0, ODD: 0, "users": 1, "view": 1} == MongoArchiver(other).present()

    put_back(folder, other, replaces=True)

    assert held(mongodb) == held(other)
    assert [] == left(other)


@pytest.mark.parametrize("begun", [False, True])
def test_what_comes_into_an_empty_target_is_not_replaced(
    mongodb: str, other: str, tmp_path: Path, begun: bool
) -> None:
    some(mongodb, 20)
    folder = backup(mongodb, tmp_path, verify=False).folder

    def come() -> None:
        with database(other) as there:
            there["mine"].insert_one({"_id": 1})

    COMMANDS.check_newcomers(folder, other, come, of_users, begun)
    assert {"mine"} == set(held(other))


def of_users(uri: str) -> dict[str, Any]:
    return {name: each for name, each in held(uri).items() if not is_staged(name)}


def test_what_users_have_named_as_restores_do_is_theirs(
    mongodb: str, other: str, tmp_path: Path
) -> None:
    names = [f"{HOME}d_orders", f"{HOME}_newest_3", f"{HOME}_old_one"]
    with database(mongodb) as there:
        for name in names:
            there[name].insert_one({"_id": name})
        there[new_name("0" * 24, 7)].insert_one({"_id": "left by one that was killed"})
        there.client[f"{SCRATCH}notes"]["mine"].insert_one({"_id": 1})
    taken = backup(mongodb, tmp_path)
    put_back(taken.folder, other)
    put_back(taken.folder, other, replaces=True)

    assert sorted(names) == sorted(held(mongodb)) == sorted(held(other))
    with database(mongodb) as there:
        assert 1 == there.client[f"{SCRATCH}notes"]["mine"].count_documents({})
        there.client.drop_database(f"{SCRATCH}notes")


def test_nothing_else_happens_to_a_database_that_is_being_restored(
    mongodb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "WAIT_S", 0.2)
    some(mongodb, 20)
    folder = backup(mongodb, tmp_path, verify=False).folder
    connection = MongoConnection(mongodb)
    stage = Stage(connection)
    for action in (
        lambda: backup(mongodb, tmp_path),
        lambda: put_back(folder, mongodb, replaces=True),
    ):
        with pytest.raises(BackupError, match="a backup is being restored to it"):
            action()
    stage.remove()
    connection.close()
    put_back(folder, mongodb, replaces=True)
    assert [] == left(mongodb)


def test_the_digest_depends_on_documents_and_not_on_their_order(mongodb: str) -> None:
    with database(mongodb) as there:
        for name, order in (("a", range(9)), ("b", reversed(range(9)))):
            there[name].insert_many([{"_id": n, "v": n} for n in order])
        for name, value in (("int", 1), ("double", 1.0), ("long", bson.Int64(1)), ("text", "1")):
            there[name].insert_one({"_id": 0, "v": value})
        there["order"].insert_one({"_id": 0, "v": {"a": 1, "b": 1}})
        there["orders"].insert_one({"_id": 0, "v": {"b": 1, "a": 1}})
    found = MongoArchiver(mongodb).contents(quiet).tables
    digests = {name: each.digest for name, each in found.items()}

    assert digests.pop("a") == digests.pop("b")
    assert 6 == len(set(digests.values()))


def test_what_is_not_as_it_was_is_told(mongodb: str) -> None:
    fill(mongodb)
    with database(mongodb) as there:

        def change(command: dict[str, Any]) -> Callable[[], object]:
            return lambda: there.command(command)

        defined = "what is defined (tables, views, triggers) differs"
        changes: list[tuple[Callable[[], object], str]] = [
            (lambda: there.types.update_one({"_id": 0}, {"$set": {"value": 1}}), "table types has other values"),
            (lambda: there.clustered.delete_one({}), "table clustered has 19 rows, not 20"),
            (lambda: there.users.drop_index("e-mail"), defined),
            (change({"collMod": "rules", "validationLevel": "strict"}), defined),
            (lambda: there.drop_collection("names"), defined),
            (lambda: there.empty.create_index("a", expireAfterSeconds=5), defined),
        ]  # fmt: skip
        before = MongoArchiver(mongodb).contents(quiet)
        for action, wanted in changes:
            action()
            now = MongoArchiver(mongodb).contents(quiet)
            (told,) = before.differences(now)
            assert wanted in told
            before = now


def test_a_flipped_byte_is_found(mongodb: str, tmp_path: Path) -> None:
    some(mongodb, 300)
    folder = backup(mongodb, tmp_path, verify=False).folder
    assert 4 == len(list(folder.iterdir()))
    COMMANDS.check_flips(folder, mongodb)


def test_documents_that_cannot_be_restored_are_told(
    mongodb: str, other: str, tmp_path: Path
) -> None:
    with database(mongodb) as there:
        there.a.insert_one({"_id": 1, "n": 1})
        there.a.create_index("n", unique=True)
    folder = backup(mongodb, tmp_path, compression="none", verify=False).folder
    path = folder / "collection-0.bson"
    whole = path.read_bytes()
    for data, message in (
        (whole * 2, "a: two documents have the same key: they were changed while"),
        (whole + bson.encode({"_id": 2, "n": 1}), "a: two documents have the same key"),
        (whole + whole[:-3], "the documents in the backup are damaged"),
        (b"\xff" * 8, "the documents in the backup are damaged"),
    ):
        path.write_bytes(data)
        archiver = MongoArchiver(other)
        with pytest.raises(BackupError, match=message):
            archiver.load(Files(folder, "none"), False, quiet)
        archiver.discard()
        assert {} == held(other)


def test_documents_come_and_go_while_a_backup_is_taken(mongodb: str, tmp_path: Path) -> None:
    some(mongodb, 600)
    ended = threading.Event()

    def write() -> None:
        with database(mongodb) as there:
            n = 0
            while not ended.is_set():
                n += 1
                there.users.delete_one({"_id": n % 600})
                there.users.insert_one({"_id": n % 600, "text": f"again {n}"})
                there.users.insert_one({"_id": -n})

    thread = threading.Thread(target=write)
    thread.start()
    try:
        taken = [backup(mongodb, tmp_path) for _ in range(2)]
    finally:
        ended.set()
        thread.join()
    assert all(each.manifest.verified for each in taken)


def test_a_backup_that_was_killed_is_none(mongodb: str, other: str, tmp_path: Path) -> None:
    some(mongodb, 100)
    parent = tmp_path / "b"
    COMMANDS.check_kills(mongodb, parent)

    taken = backup(mongodb, parent)

    put_back(taken.folder, other)
    assert held(mongodb) == held(other)
    assert not list(parent.glob("*.unfinished"))
    assert [] == left(mongodb)


def test_a_scratch_database_of_another_is_left_alone(mongodb: str) -> None:
    with scratch(mongodb):
        (name,) = left(mongodb)
        with scratch(mongodb):
            assert name in left(mongodb)
        assert [name] == left(mongodb)
    assert [] == left(mongodb)


def test_a_restore_that_was_killed_leaves_the_database_as_it_was(
    mongodb: str, other: str, tmp_path: Path
) -> None:
    some(mongodb, 100)
    folder = backup(mongodb, tmp_path, verify=False).folder
    after = held(mongodb)
    before = mine(other)

    def filled(moments: Moments) -> None:
        for name in ("create", "index", "make_expire"):
            moments.watch(definitions, name)
        moments.watch(stage, "write")
        moments.watch(Stage, "take_place")
        put_back(folder, other, replaces=True)

    kills = 0
    for _ in killed_at_each(filled, step=2):
        kills += 1
        assert before == of_users(other)
        MongoArchiver(other).present()  # as the next backup or restore asks
        assert before == held(other)
    assert kills > 3
    assert after == held(other)
    assert [] == left(other)


def test_one_that_is_killed_as_it_puts_things_in_place_is_finished_by_the_next(
    mongodb: str, other: str, tmp_path: Path
) -> None:
    some(mongodb, 10)
    with database(mongodb) as there:
        there.create_collection("capped", capped=True, size=5000)
        there.capped.insert_many([{"_id": n} for n in (3, 1, 2)])
    folder = backup(mongodb, tmp_path, verify=False).folder
    after = held(mongodb)

    def switch(moments: Moments) -> None:
        watch_switch(moments)
        put_back(folder, other, replaces=True)

    mine(other)
    number = -1
    for number in killed_at_each(switch):
        if not number % 4:  # what finishes it is killed too
            killed_by_itself(lambda: finish(other))
        MongoArchiver(other).present()
        assert after == held(other)
        assert [] == left(other)
        mine(other)
    assert number > 4
    assert after == held(other)


def watch_switch(moments: Moments) -> None:
    for name in STEPS:
        moments.watch(Switch, name)


def finish(uri: str) -> None:
    watch_switch(Moments(1))
    MongoArchiver(uri).present()


@contextmanager
def writing(uri: str, names: Sequence[str]) -> Iterator[list[str]]:
    """Somebody inserts one document after another meanwhile, without a pause; gives what was written."""
    written: list[str] = []
    ends = threading.Event()

    def write() -> None:
        with database(uri) as there:
            while not ends.is_set():
                for name in names:
                    there[name].insert_one({"_id": f"app {len(written)}"})
                    written.append(name)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield written
    finally:
        ends.set()
        thread.join()


def test_a_restore_under_a_live_application_is_put_in_place_whole(
    mongodb: str, other: str, tmp_path: Path
) -> None:
    names = [f"c{number}" for number in range(8)]
    with database(mongodb) as there:
        for name in names:
            there[name].insert_many([{"_id": n} for n in range(20)])
    folder = backup(mongodb, tmp_path, verify=False).folder
    with database(other) as there:
        there.c0.insert_one({"_id": "before"})
    with writing(other, names):
        for _ in range(2):
            put_back(folder, other, replaces=True)
    with database(other) as there:
        for name in names:
            assert 20 == there[name].count_documents({"_id": {"$type": "number"}})
    assert [] == left(other)


@pytest.mark.parametrize(("at", "kept"), [(1, 1), (3, 2)])
def test_one_that_was_killed_is_finished_though_others_have_written(
    mongodb: str, other: str, tmp_path: Path, at: int, kept: int
) -> None:
    some(mongodb, 10)
    after = held(mongodb)
    folder = backup(mongodb, tmp_path, verify=False).folder
    with database(other) as there:
        for name in ("more", "users"):
            there[name].insert_one({"_id": "mine"})

    def switch() -> None:
        Moments(at).watch(Switch, "_rename")
        put_back(folder, other, replaces=True)

    killed_by_itself(switch)
    with database(other) as there:
        for name in ("more", "users"):
            there[name].insert_one({"_id": "newcomer"})
    MongoArchiver(other).present()
    found = held(other)
    assert [] == left(other)
    newcomers = 0
    for name in ("more", "users"):
        documents = set(found[name][2])
        assert set(after[name][2]) <= documents <= {*after[name][2], NEWCOMER}
        aside = found.pop(name + MEANWHILE, (None, None, []))[2]
        newcomers += (NEWCOMER in documents) + (aside == [NEWCOMER])
    assert after.keys() == found.keys()
    assert kept == newcomers


NEWCOMER = bson.encode({"_id": "newcomer"})


def test_what_others_wrote_meanwhile_is_kept_and_told(
    mongodb: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(mongodb, 10)
    folder = backup(mongodb, tmp_path, verify=False).folder
    with database(other) as there:
        there.users.insert_one({"_id": "mine"})
        vacate = Switch._vacate

        def taken(switch: Switch, name: str) -> None:
            vacate(switch, name)
            if name == "users" and not switch.newcomers:
                there.users.insert_one({"_id": "newcomer"})

        monkeypatch.setattr(Switch, "_vacate", taken)
        archiver = MongoArchiver(other)
        remark = restore(archiver, foresee(archiver, "mongodb", folder, quiet), True, quiet)
    assert f"what others wrote meanwhile into users is in users{MEANWHILE}" == remark
    assert [NEWCOMER] == held(other).pop(f"users{MEANWHILE}")[2]


def test_one_that_was_not_heard_of_puts_nothing_of_another_in_place(
    mongodb: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(mongodb, 50)
    folder = backup(mongodb, tmp_path, verify=False).folder
    before = mine(other)
    monkeypatch.setattr(
        locks.Locks, "_renew_until_end", lambda self: None
    )  # as one that is stopped
    monkeypatch.setattr(locks, "LEASE_S", 0.0)
    connection = MongoConnection(other)
    later: list[Stage] = []
    archiver = MongoArchiver(other)
    restoring = foresee(archiver, "mongodb", folder, quiet)

    def report(what: str, done: int, total: int) -> None:
        if what == "putting it in place":
            later.append(Stage(connection))
            later[0].fill(Files(folder, "zstd"), quiet)

    with pytest.raises(BackupError, match="another restore or backup has taken over"):
        restore(archiver, restoring, True, report)
    assert before == of_users(other)
    assert {"users": 50, "more": 50} == {
        name: each.rows for name, each in later[0].contents(quiet).tables.items()
    }
    later[0].remove()
    connection.close()
    assert [] == left(other)


class _Found(monitoring.CommandListener):
    """The read concerns of what is asked for."""

    def __init__(self) -> None:
        self.concerns: list[Any] = []

    def started(self, event: Any) -> None:
        if event.command_name == "find" and not event.command["find"].startswith(HOME):
            self.concerns.append(event.command.get("readConcern"))

    def succeeded(self, event: Any) -> None:
        """Is of no matter."""

    def failed(self, event: Any) -> None:
        """Is of no matter."""


class _ReplicaSet(servers.OwnMongoDB):
    """One that says it is a replica set, and takes sessions with snapshots."""

    def command(self) -> Sequence[str | Path]:
        return [word for word in super().command() if word != "--standalone"]


@pytest.fixture(scope="module")
def replica_set() -> Iterator[str]:
    """URI of a replica set's database, with a login."""
    with _ReplicaSet("enable-test-commands") as own:
        own.require_login()
        yield own.server.new_database()


def test_a_server_that_holds_a_moment_is_read_as_of_it(
    replica_set: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = _Found()
    everyone = monitoring._LISTENERS._replace(command_listeners=[listener])
    monkeypatch.setattr(monitoring, "_LISTENERS", everyone)
    fill(replica_set, 10)
    listener.concerns.clear()
    taken = backup(replica_set, tmp_path, verify=False)

    assert "" == taken.manifest.caveat
    assert 11 == len(listener.concerns)  # one asks whether capped ones can be read so
    assert 1 == len({str(each) for each in listener.concerns})
    assert {"level", "atClusterTime"} == set(listener.concerns[0])


@contextmanager
def failing(uri: str, command: str, after: int, times: int = 1, code: int = 8) -> Iterator[None]:
    """Has the server refuse a command some times, after some that it takes."""
    mode = {"skip": after, "times": times}
    data = {"failCommands": [command], "errorCode": code, "appName": "mockcraft"}
    with database(uri) as there:
        there.client.admin.command("configureFailPoint", "failCommand", mode=mode, data=data)
        try:
            yield
        finally:
            there.client.admin.command("configureFailPoint", "failCommand", mode="off")


def new(uri: str, name: str) -> str:
    """URI of a database of this name, which is new."""
    parts = urlsplit(uri)
    made = parts._replace(path=f"/{name}").geturl()
    clear(made)
    return made


# What is renamed, in order: a probe; users and view aside; more and users into place. What is made: three and the
# probe beside, then the view.
@pytest.mark.parametrize(
    ("command", "after"), [*(("renameCollection", n) for n in range(1, 5)), ("create", 4)]
)
def test_one_that_fails_as_it_puts_things_in_place_is_taken_back(
    replica_set: str, tmp_path: Path, command: str, after: int
) -> None:
    source, target = new(replica_set, "source"), new(replica_set, "target")
    some(source, 20)
    folder = backup(source, tmp_path, verify=False).folder
    before = mine(target)
    with (
        failing(replica_set, command, after),
        pytest.raises(
            BackupError, match=r"could not be put in place: .* .the database is as it was"
        ),
    ):
        put_back(folder, target, replaces=True)
    assert before == held(target)
    assert [] == left(target)


def test_one_that_can_be_neither_finished_nor_taken_back_is_finished_by_the_next(
    replica_set: str, tmp_path: Path
) -> None:
    source, target = new(replica_set, "source"), new(replica_set, "target")
    some(source, 20)
    folder = backup(source, tmp_path, verify=False).folder
    mine(target)
    with (
        failing(replica_set, "renameCollection", 4, times=2),
        pytest.raises(
            BackupError, match="nor could it be taken back: .* .the next restore or backup"
        ),
    ):
        put_back(folder, target, replaces=True)
    taken = backup(target, tmp_path, verify=False)
    assert held(source) == held(target)
    assert ["more", "users"] == list(taken.manifest.contents.tables)


def test_what_cannot_be_renamed_and_is_gone_is_named(replica_set: str, tmp_path: Path) -> None:
    source, target = new(replica_set, "source"), new(replica_set, "target")
    some(source, 20)
    folder = backup(source, tmp_path, verify=False).folder
    with database(target) as there:
        there.create_collection("times", timeseries={"timeField": "t"})
    with (
        failing(replica_set, "create", 4),  # three beside, and a probe
        pytest.raises(BackupError, match="times went before that .the next restore or backup"),
    ):
        put_back(folder, target, replaces=True)
    MongoArchiver(target).present()
    assert held(source) == held(target)
    assert [] == left(target)


def test_what_a_server_does_not_hold_a_moment_of_is_told(replica_set: str, tmp_path: Path) -> None:
    source = new(replica_set, "source")
    some(source, 20)
    with (
        failing(source, "find", 1, code=239),
        pytest.raises(BackupError, match="raise minSnapshotHistoryWindowInSeconds"),
    ):
        backup(source, tmp_path, verify=False)
    with database(source) as there:
        there.create_collection("a log", capped=True, size=5000)
    with failing(source, "find", 1, code=246):
        taken = backup(source, tmp_path, verify=False)
    assert taken.manifest.caveat.endswith("are not of the same moment as all others: a log")


def test_a_user_who_may_make_no_database_is_told(replica_set: str, tmp_path: Path) -> None:
    source = new(replica_set, "source")
    some(source, 20)
    with database(source) as there:
        roles = [{"role": role, "db": "source"} for role in ("readWrite", "dbAdmin")]
        there.client.admin.command("createUser", "one", pwd="pw-word", roles=roles)
    parts = urlsplit(source)
    uri = parts._replace(netloc=f"one:pw-word@{parts.hostname}:{parts.port}").geturl()
    with pytest.raises(
        BackupError, match="connect as a user with readWriteAnyDatabase .*--no-verify"
    ):
        backup(uri, tmp_path)
    taken = backup(uri, tmp_path, verify=False)
    put_back(taken.folder, uri, replaces=True)
    assert [] == left(source)


def test_what_cannot_be_connected_to_is_told_without_the_password(
    replica_set: str, tmp_path: Path
) -> None:
    parts = urlsplit(replica_set)
    password, where = str(parts.password), f"{parts.hostname}:{parts.port}"
    some(replica_set.replace(parts.path, "/shop"), 10)
    taken = backup(replica_set.replace(parts.path, "/shop"), tmp_path / "a", verify=False)
    written = b"".join(path.read_bytes() for path in sorted(taken.folder.iterdir()))
    assert password.encode() not in written
    for uri, message in (
        ("mongodb://u:pw-word@127.0.0.1:1/shop?serverSelectionTimeoutMS=300", "127.0.0.1:1/shop: nobody listens there"),
        (f"mongodb://tester:pw-word@{where}/shop?authSource=admin", "wrong user, password or authSource"),
        (f"mongodb://{where}/shop", "the server asks for a user and a password"),
    ):  # fmt: skip
        with pytest.raises(BackupError, match=message) as caught:
            backup(uri, tmp_path / "b")
        assert "pw-word" not in str(caught.value)
        assert not (tmp_path / "b").exists()


def test_a_full_disk_and_a_folder_that_is_none_leave_nothing(mongodb: str, tmp_path: Path) -> None:
    with database(mongodb) as there:
        there.large.insert_one({"data": os.urandom(100_000)})
    COMMANDS.check_disk(mongodb, tmp_path)
