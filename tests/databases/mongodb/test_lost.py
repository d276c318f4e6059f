"""Servers that are gone, step down, are killed or let nobody in; runs that are killed."""

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo.errors import ServerSelectionTimeoutError

import servers
from mockcraft.database import engine_of
from mockcraft.databases.mongodb.address import address_of
from mockcraft.databases.mongodb.checkpoints import MongoCheckpoints
from mockcraft.databases.mongodb.messages import refusal
from mockcraft.engine import Progress, ignore, run
from mockcraft.errors import ConnectionLost, SinkError
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan
from sinks.test_kills import RUNNER

KILLS = int(os.environ.get("MOCKCRAFT_TEST_KILLS", "8"))
SERVER_KILLS = 3
SHOP = """
  users:
    count: 900
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      chief: {ref: users.id, nulls: 0.1}
      address: {fields: {city: city}}
  orders:
    count: {per: users, min: 0, max: 2}
    columns:
      user: {ref: users.id}
      price: {generator: price, min: 1, max: 500}
"""


@pytest.fixture(scope="module")
def testing_server() -> Iterator[servers.MongoDB]:
    """A server that fails when it is told to."""
    with servers.OwnMongoDB("enable-test-commands") as own:
        yield own.server


def content(uri: str) -> dict[str, Any]:
    """By collection its validator, its indexes, how many documents it has, and their digest."""
    database = servers.MongoDB(uri).database()
    with database.client:
        raw = database.with_options(codec_options=CodecOptions(RawBSONDocument))
        found: dict[str, Any] = {}
        for each in database.list_collections():
            documents = sorted(bytes(document.raw) for document in raw[each["name"]].find())
            digest = hashlib.sha256(b"".join(documents)).hexdigest()
            indexes = database[each["name"]].index_information()
            found[each["name"]] = each["options"], indexes, len(documents), digest
        return found


def fill(
    uri: str, plan: Any, report: Callable[[Progress], None] = ignore, **options: Any
) -> Progress:
    sink = DatabaseSink(engine_of(uri), uri, LoadOptions(**options), batch_rows=100)
    return run(plan, sink, batch_rows=50, report=report)


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_was_not(
    make_plan: MakePlan, mongodb_server: servers.MongoDB, tmp_path: Path
) -> None:
    plan = make_plan(SHOP)
    calm = mongodb_server.new_database()
    fill(calm, plan)
    undisturbed = content(calm)
    mongodb_server.drop_database(calm)
    runner = RUNNER.replace("batch_rows=1_000", "batch_rows=100").replace("=300", "=50")
    killed, seed = 0, 0
    while killed < KILLS:
        uri = mongodb_server.new_database()
        words = [str(tmp_path / "schema.yaml"), uri, str(KILLS - killed), str(seed), "refuse"]
        done = subprocess.run(
            [sys.executable, "-c", runner, *words], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        killed += int(done.stdout.split()[-1])
        assert undisturbed == content(uri)
        mongodb_server.drop_database(uri)
        seed += 1


def test_a_server_that_is_killed_in_the_midst_of_a_run_has_all_documents_in_the_end(
    make_plan: MakePlan,
) -> None:
    plan, chance = make_plan(SHOP), Random(1)
    # What is acknowledged is on the disk, as it is with MongoDB itself, whose majority has it in the journal.
    with servers.OwnMongoDB("sync-on-commit") as own:
        calm, uri = own.server.new_database(), own.server.new_database()
        fill(calm, plan)
        filled, read = threading.Event(), threading.Event()
        kills: list[int] = []

        def kill() -> None:
            while len(kills) < SERVER_KILLS and not filled.wait(chance.uniform(0.1, 0.5)):
                own.kill()
                own.start()
                kills.append(1)
            read.wait()  # a server ends with the thread that has started it

        killer = threading.Thread(target=kill)

        def report(progress: Progress) -> None:
            if progress.rows and not killer.ident:
                killer.start()

        try:
            progress = fill(uri, plan, report, retries=20)
            filled.set()
            while killer.is_alive() and len(kills) < 1:
                time.sleep(0.01)
            assert progress.lost > 0
            assert content(calm) == content(uri)
        finally:
            filled.set()
            read.set()
            killer.join()


@pytest.mark.parametrize(("step", "retries"), [("advance", 2), ("advance", 0), ("forget", 2)])
def test_rows_stay_whose_checkpoint_was_moved_by_a_command_that_had_no_answer(
    make_plan: MakePlan,
    mongodb_server: servers.MongoDB,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    retries: int,
) -> None:
    plan = make_plan(SHOP.replace("900", "300"))
    uri, calm = mongodb_server.new_database(), mongodb_server.new_database()
    fill(calm, plan)
    done = getattr(MongoCheckpoints, step)
    lost: list[str] = []

    def unanswered(*words: Any) -> None:
        done(*words)
        if not lost:
            lost.append(step)
            raise ConnectionLost("no answer")

    monkeypatch.setattr(MongoCheckpoints, step, unanswered)
    if retries:
        fill(uri, plan, retries=retries)
    else:
        with pytest.raises(ConnectionLost):
            fill(uri, plan, retries=0, resume=True)
        fill(uri, plan, resume=True)

    assert lost
    assert content(calm) == content(uri)


@pytest.mark.parametrize("code", [10107, 189, 91])
def test_a_primary_that_steps_down_is_waited_for(
    make_plan: MakePlan, testing_server: servers.MongoDB, code: int
) -> None:
    """NotWritablePrimary, PrimarySteppedDown, ShutdownInProgress: of two inserts, in the midst of the run."""
    plan, uri = make_plan(SHOP.replace("900", "300")), testing_server.new_database()
    failed: list[int] = []

    def report(progress: Progress) -> None:
        if progress.rows and not failed:
            failed.append(code)
            fail(testing_server, {"times": 2}, errorCode=code)

    progress = fill(uri, plan, report, retries=3)
    calm = testing_server.new_database()
    fill(calm, plan)

    assert progress.lost > 0
    assert content(calm) == content(uri)


def test_one_that_takes_no_writes_for_good_is_told_and_nothing_is_left(
    make_plan: MakePlan, testing_server: servers.MongoDB
) -> None:
    uri = f"{testing_server.new_database()}?heartbeatFrequencyMS=500"

    def report(progress: Progress) -> None:
        if progress.rows:
            fail(testing_server, {"times": 1}, errorCode=189)

    with pytest.raises(
        ConnectionLost, match=r"table users, rows \d+ to \d+: the connection is lost"
    ):
        fill(uri, make_plan(SHOP), report, retries=0)

    fail(testing_server, "off")
    assert {} == content(uri)


def fail(server: servers.MongoDB, mode: Any, **how: Any) -> None:
    """Has inserts fail so often."""
    with server.client() as client:
        data = {"failCommands": ["insert"], **how}
        client.admin.command("configureFailPoint", "failCommand", mode=mode, data=data)


def test_a_wrong_password_or_none_is_told(make_plan: MakePlan) -> None:
    plan = make_plan("  t: {count: 3, columns: {n: sequence}}\n")
    with servers.OwnMongoDB() as own:
        own.require_login()
        uri = own.server.new_database()
        fill(uri, plan)
        wrong = uri.replace(own.password, "not-it")
        nobody = uri.replace(own.login, "")
        with pytest.raises(
            SinkError, match="the server does not let user 'tester' in: wrong user, password"
        ):
            fill(wrong, plan)
        with pytest.raises(SinkError, match="the server asks for a user and a password"):
            fill(nobody, plan)

        assert 3 == content(uri)["t"][2]


def test_no_server_and_no_host_are_told(make_plan: MakePlan) -> None:
    plan = make_plan("  t: {count: 3, columns: {n: sequence}}\n")
    short = "serverSelectionTimeoutMS=300"
    with pytest.raises(SinkError, match="127.0.0.1:1/x: nobody listens there") as caught:
        fill(f"mongodb://u:secret@127.0.0.1:1/x?{short}", plan)
    assert SinkError is type(caught.value)  # a connection that was never made is none that is lost
    assert "secret" not in str(caught.value)


def test_tls_is_used_and_told_where_it_fails(
    make_plan: MakePlan, certificates: servers.Certificates
) -> None:
    plan = make_plan("  t: {count: 3, columns: {n: sequence}}\n")
    with servers.OwnMongoDB(certificates=certificates) as own:
        uri = own.server.new_database()
        fill(uri, plan)
        place, _, options = uri.partition("?")
        limit = "serverSelectionTimeoutMS="
        with pytest.raises(SinkError, match="there is no TLS connection: .*certificate"):
            fill(f"{place}?tls=true&{limit}3000", plan)  # a busy machine begins none in less
        with pytest.raises(SinkError, match="no server answers"):
            fill(f"{place}?{limit}500", plan)

        assert "tls=true" in options
        assert 3 == content(uri)["t"][2]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mongodb://no-such-host.invalid/x", "no-such-host.invalid/x: the host is not known"),
        ("mongodb://a..b/x", "the host is not known"),
        ("mongodb+srv://no-such.example.invalid/x", "DNS names no servers for the host"),
    ],
)
def test_a_host_that_no_resolver_knows_is_told(make_plan: MakePlan, url: str, said: str) -> None:
    plan = make_plan("  t: {count: 3, columns: {n: sequence}}\n")
    with pytest.raises(SinkError, match=said) as caught:
        fill(f"{url}?serverSelectionTimeoutMS=300", plan)

    assert SinkError is type(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "h:27017: [Errno -2] Name or service not known",
        "h:27017: [Errno -3] Temporary failure in name resolution",
        "h:27017: [Errno -5] No address associated with hostname",
        "h:27017: [Errno 8] nodename nor servname provided, or not known",
        "h:27017: [Errno 11001] getaddrinfo failed",
    ],
)
def test_what_resolvers_say_is_one_sentence(text: str) -> None:
    address = address_of("mongodb://h/x")

    assert "the host is not known (mend the URL)" == refusal(
        ServerSelectionTimeoutError(text), address
    )


@pytest.mark.parametrize("concern", ["nosuch", "3"])
def test_a_write_concern_that_cannot_be_met_is_told_before_the_first_row(
    make_plan: MakePlan, mongodb_server: servers.MongoDB, concern: str
) -> None:
    """Also by a dry run; nothing is left."""
    plan, uri = make_plan(SHOP), mongodb_server.new_database()
    asked = f"{uri}{'&' if '?' in uri else '?'}w={concern}"
    sink = DatabaseSink(engine_of(asked), asked, LoadOptions())
    said = "the server cannot meet the write concern"

    assert said in str(sink.foresee(plan, plan.ranges).refusal)
    with pytest.raises(SinkError, match=said):
        fill(asked, plan)
    assert {} == content(uri)
