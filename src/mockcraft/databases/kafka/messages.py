"""What brokers and their driver say, for people."""

from confluent_kafka import KafkaError, KafkaException

from mockcraft.databases.kafka.address import Address
from mockcraft.errors import SinkError

# By the names of https://kafka.apache.org/protocol#protocol_error_codes, and those of the driver.
_SAID = {
    "_ALL_BROKERS_DOWN": "no broker answers (is one running, and are host and port right?)",
    "_TRANSPORT": "no broker answers (is one running, and are host and port right?)",
    "_TIMED_OUT": "no broker answers in time (are host and port right, and is there a firewall?)",
    "_RESOLVE": "there is no host of that name (is it right?)",
    "_SSL": "TLS fails (is it a port with TLS, and its certificate known? give ssl.ca.location)",
    "_AUTHENTICATION": "the user or the password is wrong, or another sasl.mechanism is asked for",
    "_MSG_TIMED_OUT": "messages were not taken in time",
    "TOPIC_ALREADY_EXISTS": "it was made by somebody else just now (run this again)",
    "TOPIC_AUTHORIZATION_FAILED": "this user may not do that with the topic (DESCRIBE, READ, WRITE and CREATE are needed)",
    "CLUSTER_AUTHORIZATION_FAILED": "this user may not make topics (CREATE on the cluster is needed)",
    "TRANSACTIONAL_ID_AUTHORIZATION_FAILED": "this user may not begin transactions (WRITE on transactional ids that begin with mockcraft-)",
    "MSG_SIZE_TOO_LARGE": "a message is longer than the topic takes (max.message.bytes)",
    "INVALID_TRANSACTION_TIMEOUT": "the broker keeps no transaction that long (lower transaction.timeout.ms, or raise the broker's transaction.max.timeout.ms)",
}
# The transaction is over, however its messages were sent.
_ENDED = ("INVALID_PRODUCER_EPOCH", "PRODUCER_FENCED", "_FENCED", "INVALID_TXN_STATE")


def reason(error: KafkaError) -> str:
    """What is wrong, and what to do."""
    name = error.name()
    if name in _ENDED:
        return (
            "the broker has ended the transaction, which took too long: nothing of it counts (write fewer rows a "
            "run, or raise transaction.timeout.ms in the URL up to the broker's transaction.max.timeout.ms)"
        )
    return _SAID.get(name, error.str() or name)


def failed(error: KafkaException, address: Address, subject: str = "") -> SinkError:
    """The error of a call, about the brokers, or a `subject` there such as `topic users`."""
    what = f"{subject}: " if subject else ""
    return SinkError(f"{address.shown}: {what}{reason(error.args[0])}")
