"""A connection to Kafka: which topics there are, and what their last messages say."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition
from confluent_kafka.admin import AdminClient

from mockcraft.core.plan import Plan, Table
from mockcraft.databases.kafka.address import Address
from mockcraft.databases.kafka.messages import failed
from mockcraft.errors import SinkError, Unsupported, UserError
from mockcraft.stored import Catalogue, StoredTable

TIMEOUT_S = 10.0
TAIL = 100  # messages at a partition's end of which the highest key is looked for
_QUIET: dict[str, Any] = {"log_level": 0}  # what it would print goes to errors


class KafkaConnection:
    """See database.Connection. A topic keeps each message that it is sent, whatever key it has."""

    def __init__(self, address: Address) -> None:
        self.address, self.target = address, address.shown
        self._last: KafkaError | None = None  # why no broker answers, which calls call a timeout
        settings: dict[str, Any] = {**address.settings, **_QUIET, "error_cb": self._note}
        try:
            self.admin = AdminClient(settings)
        except KafkaException as error:
            raise UserError(f"the Kafka URL: {error.args[0].str()}") from error
        self._reach()

    def _reach(self) -> None:
        """Waits until a broker answers; raises SinkError where none will."""
        end = time.monotonic() + TIMEOUT_S
        while True:
            try:
                self.admin.list_topics(timeout=1.0)
                return
            except KafkaException as error:
                self.admin.poll(0)  # which calls `_note`
                if self._last is not None or time.monotonic() > end:
                    raise self.failed(error) from error

    def _note(self, error: KafkaError) -> None:
        if self._last is None or error.name() != "_ALL_BROKERS_DOWN":
            self._last = error

    def failed(self, error: KafkaException, subject: str = "") -> SinkError:
        """The error of a call, with the driver's own reason where it only says that it had no answer."""
        if self._last is not None and error.args[0].name() in ("_TRANSPORT", "_TIMED_OUT"):
            error = KafkaException(self._last)
        return failed(error, self.address, subject)

    def _topics(self) -> dict[str, list[int]]:
        """The partitions of each topic."""
        found = self.admin.list_topics(timeout=TIMEOUT_S).topics
        return {name: sorted(topic.partitions) for name, topic in found.items()}

    def partitions(self, topic: str) -> list[int]:
        """Numbers of the partitions of a topic that is there."""
        try:
            return self._topics()[topic]
        except KafkaException as error:
            raise self.failed(error) from error

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        """See database.Connection."""
        try:
            there = sorted(self._topics())
        except KafkaException as error:
            raise self.failed(error) from error
        stored = {name: StoredTable(name, open=True) for name in there if name in tables}
        others = [name for name in there if name not in tables and not name.startswith("__")]
        return Catalogue(stored, others=tuple(others))

    def count(self, table: str) -> int:
        """How many places the messages of a topic take: each message, and the end of each transaction in a partition.

        0 where there is no message, or all were taken back.
        """
        with self._consumer() as consumer:
            spans = self._spans(consumer, table)
            there = next(self._read(consumer, table, spans), None) is not None
        return sum(high - low for low, high in spans.values()) if there else 0

    def places(self, topic: str) -> int:
        """How many places its messages take, those that do not count too."""
        with self._consumer() as consumer:
            return sum(high - low for low, high in self._spans(consumer, topic).values())

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        """See database.Connection, of the last messages alone: the numbers of rows go one way."""
        with self._consumer() as consumer:
            spans = self._spans(consumer, table)
            tails = {place: (max(low, high - TAIL), high) for place, (low, high) in spans.items()}
            numbers = [
                number
                for message in self._read(consumer, table, tails)
                if (number := _number(message.value(), column)) is not None
            ]
        return (max if highest else min)(numbers, default=None)

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> Sequence[bool]:
        """None of them: a message stands beside one of the same key."""
        return [False for _ in zip(*keys.values(), strict=True)]

    def equal_rows(self, table: str) -> Literal["none", "kept", "merged"]:
        """See traits.CollectingConnection."""
        return "kept"

    def count_members(self, plan: Plan, table: Table, rows: range) -> int:
        """Raises Unsupported: single messages do not go from a topic."""
        raise Unsupported(
            f"{self.target}: messages do not go from the topic {table.name} one by one (delete the topic itself)"
        )

    def close(self) -> None:
        """See database.Connection: the driver ends what nobody holds."""

    # ------------------------------------------------------------------ messages

    def _consumer(self) -> "_Reading":
        return _Reading(self)

    def _spans(self, consumer: Consumer, topic: str) -> dict[int, tuple[int, int]]:
        """By partition the places [low, high) that its messages take."""
        return {
            number: consumer.get_watermark_offsets(TopicPartition(topic, number), timeout=TIMEOUT_S)
            for number in self.partitions(topic)
        }

    def _read(
        self, consumer: Consumer, topic: str, spans: Mapping[int, tuple[int, int]]
    ) -> Iterator[Message]:
        """The committed messages at these places, partition by partition."""
        left = {number for number, (low, high) in spans.items() if low < high}
        consumer.assign([TopicPartition(topic, number, spans[number][0]) for number in left])
        while left:
            message = consumer.poll(TIMEOUT_S)
            if message is None:
                raise SinkError(f"{self.target}: topic {topic}: its messages do not come in time")
            error = message.error()
            if error is None:
                yield message
            elif error.name() == "_PARTITION_EOF":
                left.discard(message.partition())
            else:
                raise self.failed(KafkaException(error), f"topic {topic}")


class _Reading:
    """A consumer of committed messages, while it is used."""

    def __init__(self, connection: KafkaConnection) -> None:
        self.connection = connection

    def __enter__(self) -> Consumer:
        self.consumer = Consumer({
            **self.connection.address.settings, **_QUIET, "group.id": "mockcraft",
            "isolation.level": "read_committed", "enable.auto.commit": False, "enable.partition.eof": True,
        })  # fmt: skip
        return self.consumer

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        self.consumer.close()
        if isinstance(error, KafkaException):
            raise self.connection.failed(error) from error


def _number(value: bytes | None, column: str) -> int | None:
    """A whole number in a message of a JSON object; None where there is none."""
    try:
        row = json.loads(value or b"null")
    except ValueError:
        return None
    number = row.get(column) if isinstance(row, dict) else None
    return number if type(number) is int else None
