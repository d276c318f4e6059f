"""Where a URL leads: kafka://, kafkas:// (TLS), each with one broker or several.

No message quotes a URL: one that is misread has the password in the wrong place.
"""

from dataclasses import field
from urllib.parse import parse_qsl, unquote

from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, nearest

PORT = 9092
ADVICE = (
    "give kafka://host:9092, kafka://one:9092,two:9092 for several brokers, kafkas:// for TLS, "
    "kafka://user:password@host:9092; in a password write @ as %40, / as %2F, ? as %3F, # as %23, % as %25"
)
# Names of https://github.com/confluentinc/librdkafka/blob/master/CONFIGURATION.md, and which need TLS.
TLS = ("ssl.ca.location", "ssl.certificate.location", "ssl.key.location")
PARAMETERS = (
    "compression.type", "message.timeout.ms", "sasl.mechanism", "transaction.timeout.ms", *TLS,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """Where brokers are, and as whom they are asked.

    Attributes:
        brokers: `host:port` of each that is asked first for the others.
        user: that logs in; "" for nobody.
        password: of the user.
        tls: whether connections are encrypted.
        parameters: of librdkafka, by name.
    """

    brokers: tuple[str, ...]
    user: str
    password: str = field(repr=False)
    tls: bool
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> str:
        """The brokers, for messages."""
        return ",".join(self.brokers)

    @property
    def settings(self) -> dict[str, str | int | float | bool]:
        """What a client of librdkafka takes."""
        protocol = ("SASL_" if self.user else "") + ("SSL" if self.tls else "PLAINTEXT")
        login: dict[str, str] = (
            {"sasl.mechanism": "PLAIN", "sasl.username": self.user, "sasl.password": self.password}
            if self.user
            else {}
        )
        return {
            "bootstrap.servers": self.shown, "security.protocol": protocol, "client.id": "mockcraft",
            **login, **dict(self.parameters),
        }  # fmt: skip


def address_of(url: str) -> Address:
    """Where a URL leads; raises UserError for one that cannot be read."""
    scheme, _, rest = url.partition("://")
    rest, _, query = rest.partition("?")
    login, _, places = rest.rpartition("@")
    user, _, password = login.partition(":")
    tls = scheme == "kafkas"
    places = places.removesuffix("/")
    if "#" in url or any(each in places for each in "/ "):
        raise UserError(f"the Kafka URL names more than brokers ({ADVICE})")
    if bool(user) != bool(password):
        raise UserError(f"the Kafka URL has a user or a password alone ({ADVICE})")
    return Address(
        brokers=tuple(_broker(each) for each in places.split(",")),
        user=unquote(user),
        password=unquote(password),
        tls=tls,
        parameters=_parameters(query, tls, bool(user)),
    )


def _broker(text: str) -> str:
    """host:port; raises UserError where it is none."""
    host, separator, port = text.rpartition(":")
    if not separator or text.endswith("]"):  # an IPv6 address without a port
        host, port = text, str(PORT)
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port[:6]) < 65_536:
        raise UserError(f"the Kafka URL names no broker ({ADVICE})")
    return f"{host}:{int(port)}"


def _parameters(query: str, tls: bool, login: bool) -> tuple[tuple[str, str], ...]:
    try:
        given = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise UserError(f"the Kafka URL cannot be read ({ADVICE})") from None
    for name, _ in given:
        if name not in PARAMETERS:
            known = nearest(name.lower(), PARAMETERS, "known")
            raise UserError(f"the Kafka URL has the parameter {name!r}, which is not known{known}")
        if name in TLS and not tls:
            raise UserError(f"the Kafka URL has {name}, which is of TLS (give kafkas:// for that)")
        if name == "sasl.mechanism" and not login:
            raise UserError(
                "the Kafka URL has sasl.mechanism and nobody who logs in (give kafka://user:password@host)"
            )
    return tuple(given)
