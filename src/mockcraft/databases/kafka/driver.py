"""The driver of Kafka, confluent-kafka, which is an extra: 10 MB that few need."""

from importlib.util import find_spec

from mockcraft.errors import UserError


def check_driver() -> None:
    """Raises UserError where it is not installed."""
    if find_spec("confluent_kafka") is None:
        raise UserError(
            "kafka:// needs confluent-kafka, which is not installed (pip install 'mockcraft[kafka]')"
        )
