"""Runs into Kafka: the messages behind them, and what is there behind ones that fail."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

import servers
from mockcraft.database import engine_of
from mockcraft.databases import kafka as engine
from mockcraft.engine import Progress, run
from mockcraft.errors import SinkError, Unsupported, UserError
from mockcraft.format import open_format
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from mockcraft.work import Work
from plans import MakePlan

USERS = """
  users:
    count: 5000
    kafka: {partitions: 3}
    columns:
      id: {generator: sequence, primary_key: true}
      email: {generator: email, unique: true}
      tags: {items: word}
"""
ORDERS = """
  orders:
    count: 3000
    columns:
      user_id: {ref: users.id}
      amount: price
"""
LINES = """
  lines:
    count: 400
    columns:
      order: {generator: sequence, primary_key: true}
      place: {generator: number, min: 1, max: 4, primary_key: true}
"""


def started(file: Path, uri: str, *flags: str) -> subprocess.Popen[str]:
    """A run of the schema file, whose output is read by `communicate`."""
    return subprocess.Popen(
        [sys.executable, "-m", "mockcraft", "seed", "--config", str(file), "--db", uri, *flags],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def sink(kafka: servers.Kafka, **options: object) -> DatabaseSink:
    return DatabaseSink(engine_of(kafka.uri), kafka.uri, LoadOptions(**options), 1_000)  # type: ignore[arg-type]


def test_each_row_is_a_message_that_has_its_key(kafka: servers.Kafka, make_plan: MakePlan) -> None:
    plan = make_plan(USERS + ORDERS)
    run(plan, sink(kafka))
    users, orders = kafka.messages("users"), kafka.messages("orders")
    work = Work(plan, open_format("jsonl"), tuple(plan.ranges), 1_000)
    lines = b"".join(bytes(work.payload(chunk)) for chunk in work.chunks()).split(b"\n")[:-1]

    assert Counter(lines) == Counter(each.value for each in [*users, *orders])
    assert {0, 1, 2} == {each.partition for each in users}
    assert all(each.key == str(json.loads(each.value or b"")["id"]).encode() for each in users)
    # Those without a key go round, so their places do not differ from run to run.
    assert {None} == {each.key for each in orders}
    for place in {each.partition for each in orders}:
        mine = [each.value for each in orders if each.partition == place]
        assert mine == [line for line in lines if line in set(mine)]


def test_a_key_goes_where_java_s_clients_send_it(kafka: servers.Kafka, make_plan: MakePlan) -> None:
    assert -973932308 & 0xFFFFFFFF == murmur2(b"21")  # a value of the tests of Java's clients
    run(make_plan(USERS), sink(kafka))

    for each in kafka.messages("users")[:500]:
        assert each.key is not None
        assert each.partition == (murmur2(each.key) & 0x7FFFFFFF) % 3


def test_keys_can_be_chosen_and_have_several_columns(
    kafka: servers.Kafka, make_plan: MakePlan
) -> None:
    chosen = ORDERS.replace("columns:", "kafka: {key: user_id}\n    columns:")
    run(make_plan(USERS + chosen + LINES), sink(kafka))

    for each in kafka.messages("orders"):
        assert each.key == str(json.loads(each.value or b"")["user_id"]).encode()
    lines = kafka.messages("lines")
    assert 400 == len({each.key for each in lines})
    assert all(each.key == each.value for each in lines)


def test_topics_that_have_messages_are_refused_or_added_to(
    kafka: servers.Kafka, make_plan: MakePlan, tmp_path: Path
) -> None:
    make_plan(USERS)
    codes, said = [], ""
    for flags in ([], [], ["--append"], ["--truncate", "--yes"]):
        process = started(tmp_path / "schema.yaml", kafka.uri, *flags)
        said += process.communicate(timeout=120)[1]
        codes.append(process.returncode)
    ids = Counter(json.loads(each.value or b"")["id"] for each in kafka.messages("users"))

    assert [0, 2, 0, 2] == codes, said
    assert "(give --append to add rows)" in said
    assert "--truncate is not possible in Kafka" in said
    assert Counter(range(1, 10_001)) == ids


def test_a_run_that_fails_leaves_no_topic(kafka: servers.Kafka, make_plan: MakePlan) -> None:
    run(make_plan(USERS), sink(kafka))

    def fail(progress: Progress) -> None:
        if progress.rows > 2_000:
            raise SinkError("stop")

    with pytest.raises(SinkError, match="stop"):
        run(make_plan(USERS.replace("users", "people") + LINES), sink(kafka), report=fail)

    assert ["users"] == kafka.topics()
    assert 5_000 == len(kafka.messages("users"))


def test_a_signal_leaves_no_topic(
    kafka: servers.Kafka, make_plan: MakePlan, tmp_path: Path
) -> None:
    make_plan(USERS.replace("5000", "5_000_000"))
    process = started(tmp_path / "schema.yaml", kafka.uri, "--rate", "2000/s")
    while not kafka.has_messages("users") and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert 130 == process.returncode, said
    assert "Traceback" not in said
    assert [] == kafka.topics()


def test_a_broker_that_goes_away_ends_the_run_in_words(make_plan: MakePlan, tmp_path: Path) -> None:
    make_plan(USERS.replace("5000", "5_000_000"))
    with servers.OwnKafka() as own:
        uri = f"{own.uri}?message.timeout.ms=2000"
        process = started(tmp_path / "schema.yaml", uri, "--rate", "2000/s")
        while not own.server.has_messages("users") and process.poll() is None:
            time.sleep(0.05)
        own.kill()
        _, said = process.communicate(timeout=120)

    assert SinkError.exit_code == process.returncode, said
    assert f"127.0.0.1:{own.port}: topic users: " in said
    assert "Traceback" not in said


def test_rows_follow_one_another_until_a_signal(
    kafka: servers.Kafka, make_plan: MakePlan, tmp_path: Path
) -> None:
    make_plan(USERS.replace("5000", "10"))
    process = started(tmp_path / "schema.yaml", kafka.uri, "--rate", "50/s", "--follow")
    while not kafka.has_messages("users", 120) and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    ids = [json.loads(each.value or b"")["id"] for each in kafka.messages("users")]

    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("name", "said"),
    [("späte", "a topic cannot be called 'späte'"), ("..", "'..'")],
)
def test_names_that_no_topic_has_are_refused(
    kafka: servers.Kafka, make_plan: MakePlan, name: str, said: str
) -> None:
    with pytest.raises(Unsupported, match=said):
        run(make_plan(USERS.replace("users", f'"{name}"')), sink(kafka))

    assert [] == kafka.topics()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("kafka://user@host", "a user or a password alone"),
        ("kafka://host/topic", "names more than brokers"),
        ("kafka://", "names no broker"),
        ("kafka://host:99999", "names no broker"),
        ("kafka://host:9092,", "names no broker"),
        ("kafka://host?acks=1", "the parameter 'acks', which is not known"),
        ("kafka://host?ssl.ca.location=a.pem", "is of TLS"),
        ("kafka://host?sasl.mechanism=PLAIN", "nobody who logs in"),
        ("kafka://a:secret@host?transaction.timeout.ms=x", "Invalid value for configuration property"),
        ("kafkas://a:secret@host?ssl.ca.location=/nowhere/ca.pem", "ssl.ca.location failed"),
    ],
)  # fmt: skip
def test_a_url_that_is_wrong_is_told_without_its_password(url: str, said: str) -> None:
    with pytest.raises(UserError) as caught:
        engine_of(url).connect(url, False)

    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


def test_an_address_of_ipv6_and_several_brokers_are_read() -> None:
    shown = engine_of("kafka://x").shown

    assert "[::1]:9092,b:9093" == shown("kafka://u:p%40@[::1],b:9093?sasl.mechanism=PLAIN")


def test_nobody_who_answers_is_told() -> None:
    with servers.OwnKafka() as own:
        uri = own.uri
    with pytest.raises(SinkError, match="no broker answers"):
        engine_of(uri).connect(uri, False)


def test_without_the_driver_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: None)

    with pytest.raises(UserError, match=r"not installed \(pip install 'mockcraft\[kafka\]'\)"):
        engine_of("kafka://host").connect("kafka://host", False)


def murmur2(data: bytes) -> int:
    """org.apache.kafka.common.utils.Utils.murmur2, of 32 bits."""
    mixer, mask = 0x5BD1E995, 0xFFFFFFFF
    whole = len(data) // 4 * 4
    value = (0x9747B28C ^ len(data)) & mask
    for place in range(0, whole, 4):
        word = int.from_bytes(data[place : place + 4], "little") * mixer & mask
        value = (value * mixer & mask) ^ ((word ^ word >> 24) * mixer & mask)
    rest = data[whole:]
    if rest:
        value = (value ^ int.from_bytes(rest, "little")) * mixer & mask
    value = (value ^ value >> 13) * mixer & mask
    return value ^ value >> 15
