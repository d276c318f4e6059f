"""Messages of a run, in one transaction: a consumer that reads what is committed gets all of them, each once, or none.

A run that fails aborts it, and removes the topics that it made; one that is killed is aborted by the broker, after
`transaction.timeout.ms`, and leaves topics without messages. https://kafka.apache.org/documentation/#semantics
"""

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from confluent_kafka import KafkaError, KafkaException, Message, Producer
from confluent_kafka.cimpl import NewTopic

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk
from mockcraft.database import Encoder, Written
from mockcraft.databases.kafka.connection import TIMEOUT_S, KafkaConnection
from mockcraft.databases.kafka.encoding import KafkaEncoder, Messages
from mockcraft.databases.kafka.messages import reason
from mockcraft.databases.kafka.options import options_of
from mockcraft.errors import MockcraftError, SinkError, Unsupported
from mockcraft.formats.json import JsonLines
from mockcraft.stored import Catalogue, StoredKey

LONGEST_MS = 900_000  # what brokers allow a transaction to take unless they are told otherwise
PARTITION_UA = -1  # the partitioner says which, by the key
PATIENCE_MS = 60_000  # that a message waits for a broker that is gone
QUEUE_KIB = 65_536  # of messages that wait for the broker
COMMIT_S = 60.0
_TOPIC = re.compile(r"[A-Za-z0-9._-]+")


class KafkaStore:
    """See database.Store."""

    waits = True
    checkpoints = None
    note = ""

    def __init__(self, connection: KafkaConnection) -> None:
        self.connection = connection
        self.producer: Producer | None = None
        self.made: list[str] = []
        self.sent: Counter[str] = Counter()
        self.partitions: dict[str, list[int]] = {}
        self.wrong: KafkaError | None = None

    def lock(self, tables: Sequence[str]) -> None:
        """Nothing: runs into one topic do not meet, as the messages of each are its own."""

    def format(self, plan: Plan, catalogue: Catalogue) -> Encoder:
        """See database.Store."""
        return KafkaEncoder(JsonLines())

    def check_making(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store: https://kafka.apache.org/documentation/#topicconfigs names no rule but this."""
        for table in tables:
            if not _TOPIC.fullmatch(table.name):
                raise Unsupported(
                    f"{self.connection.target}: a topic cannot be called {table.name!r} (letters of ASCII, digits, "
                    ". _ and - are taken)"
                )

    def begin(self, keys: Sequence[StoredKey]) -> None:
        """See database.Store."""
        settings = {
            "transaction.timeout.ms": LONGEST_MS,
            "message.timeout.ms": PATIENCE_MS,
            **self.connection.address.settings,
            "transactional.id": f"mockcraft-{uuid.uuid4()}",
            "partitioner": "murmur2_random",  # a key goes where Java's clients send it
            "queue.buffering.max.kbytes": QUEUE_KIB,
            "log_level": 0,
        }
        try:
            self.producer = Producer(settings)
            self.producer.init_transactions(TIMEOUT_S)
            self.producer.begin_transaction()
        except KafkaException as error:
            raise self.connection.failed(error) from error

    def empty(self, tables: Sequence[Table], catalogue: Catalogue) -> None:
        """Never asked for: see `Capabilities.empties`."""
        raise NotImplementedError

    def make(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store."""
        topics = [
            NewTopic(table.name, num_partitions=options_of(table).partitions or -1, replication_factor=-1)
            for table in tables
        ]  # fmt: skip
        for name, made in self.connection.admin.create_topics(topics).items():
            try:
                made.result(TIMEOUT_S)
            except KafkaException as error:
                raise self.connection.failed(error, f"topic {name}") from error
            self.made.append(name)

    def write(self, table: Table, chunk: Chunk, payload: Messages) -> None:
        """See database.Store."""
        producer = self._producer()
        places = self._partitions(table.name)
        for number, (key, value) in enumerate(
            zip(payload.keys, payload.values, strict=True), payload.first
        ):
            place = places[number % len(places)] if key is None else PARTITION_UA
            while True:
                try:
                    producer.produce(table.name, value, key, place, self._delivered)
                    break
                except BufferError:
                    producer.poll(0.1)
                    self._check(table.name)
                except KafkaException as error:
                    raise self.connection.failed(error, f"topic {table.name}") from error
        self.sent[table.name] += len(payload.values)
        producer.poll(0)
        self._check(table.name)

    def _partitions(self, topic: str) -> list[int]:
        if topic not in self.partitions:
            self.partitions[topic] = self.connection.partitions(topic)
        return self.partitions[topic]

    def _delivered(self, error: KafkaError | None, message: Message) -> None:
        self.wrong = self.wrong or error

    def _check(self, topic: str) -> None:
        if self.wrong is not None:
            raise SinkError(f"{self.connection.target}: topic {topic}: {reason(self.wrong)}")

    def flush(self, rows: Written) -> Written:
        """See database.Store."""
        producer = self._producer()
        while producer.flush(1.0):
            self._check(rows.table)
        self._check(rows.table)
        return rows

    def complete(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """Nothing: topics have no keys."""

    def commit(self) -> None:
        """See database.Store."""
        try:
            self._producer().commit_transaction(COMMIT_S)
        except KafkaException as error:
            raise self.connection.failed(error) from error
        self.made = []

    def rollback(self) -> None:
        """Aborts the transaction, and deletes the topics that it made, unless others have written to them too.

        Where no broker answers, the transaction ends by itself, and topics without messages are left.
        """
        if self.producer is None:
            return
        with suppress(KafkaException, MockcraftError):
            self.producer.purge()
            self.producer.abort_transaction(TIMEOUT_S)
            self.drop([name for name in self.made if self._is_ours(name)])
        self.made = []

    def _is_ours(self, topic: str) -> bool:
        partitions = len(self._partitions(topic))  # each has the end of the transaction too
        return self.connection.places(topic) <= self.sent[topic] + partitions

    def settle(self, tables: Sequence[Table]) -> None:
        """Nothing."""

    def reopen(self) -> None:
        """See database.Store."""
        self.producer = None

    def drop(self, tables: Sequence[str]) -> None:
        """Deletes topics."""
        if not tables:
            return
        for name, gone in self.connection.admin.delete_topics(list(tables)).items():
            try:
                gone.result(TIMEOUT_S)
            except KafkaException as error:
                raise self.connection.failed(error, f"topic {name}") from error

    def close(self) -> None:
        """See database.Store."""
        self.producer = None
        self.connection.close()

    def _producer(self) -> Producer:
        assert self.producer is not None, "the transaction has begun"
        return self.producer
