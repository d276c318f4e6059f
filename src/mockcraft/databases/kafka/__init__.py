"""Kafka: a topic a table, a message a row, all messages of a run in one transaction: see `store`."""

import shlex
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

from mockcraft.capabilities import Capabilities, Limits
from mockcraft.database import Connection, Engine, Store
from mockcraft.databases.kafka.options import KafkaOptions
from mockcraft.errors import UserError
from mockcraft.extras import without

if TYPE_CHECKING:
    from mockcraft.databases.kafka.address import Address


def _connect(url: str, writable: bool) -> Connection:
    address = _address(url)
    if find_spec("confluent_kafka") is None:
        raise UserError(f"kafka:// needs confluent-kafka, which is {without('kafka')}")
    from mockcraft.databases.kafka.connection import KafkaConnection

    return KafkaConnection(address)


def _store(connection: Connection) -> Store:
    from mockcraft.databases.kafka.connection import KafkaConnection
    from mockcraft.databases.kafka.store import KafkaStore

    assert isinstance(connection, KafkaConnection)
    return KafkaStore(connection)


def _address(url: str) -> "Address":
    from mockcraft.databases.kafka.address import address_of

    return address_of(url)


def _look(url: str, table: str) -> str:
    """The command of kcat, where a broker asks for no password."""
    address = _address(url)
    if shutil.which("kcat") is None or address.password:
        return ""
    return shlex.join(["kcat", "-b", address.shown, "-C", "-t", table, "-c", "5", "-e"])


ENGINE = Engine(
    name="kafka",
    title="Kafka",
    schemes=("kafka", "kafkas"),
    example="kafka://host:9092",
    can=Capabilities(
        empties=False,
        documents=True,
        keys_wait=True,
        limits=Limits(
            name_bytes=249,
            tables_taken=(".", "..", "__consumer_offsets", "__transaction_state"),
        ),
    ),
    connect=_connect,
    store=_store,
    shown=lambda url: _address(url).shown,
    look=_look,
    options=KafkaOptions,
)
