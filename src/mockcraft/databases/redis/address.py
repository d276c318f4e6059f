"""Where a URL leads: redis://, rediss:// (TLS), unix:// (a socket), and the same of Valkey.

No message quotes a URL: one that is misread has the password in the wrong place.
"""

import os
from dataclasses import field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from mockcraft.dataclass import dataclass
from mockcraft.errors import UserError, nearest

ADVICE = (
    "give redis://user:password@host:6379/0, rediss:// for TLS, unix:///path/of/socket?db=0; in a password write @ "
    "as %40, / as %2F, ? as %3F, # as %23, % as %25"
)
PORT = 6379
TIMEOUT_S = 10
TLS = {"ssl_ca_certs": "--cacert", "ssl_certfile": "--cert", "ssl_keyfile": "--key"}
CHECKS = ("none", "optional", "required")
PARAMETERS = ("db", *TLS, "ssl_cert_reqs")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a database is, and as whom it is opened.

    Attributes:
        host: name or IP address of the server.
        port: of the server.
        socket: path of its Unix socket, used in place of host and port; "" for none.
        database: its number.
        user: that logs in; "" for the default one.
        password: "" for none.
        tls: parameters of TLS; None for a connection without.
    """

    host: str
    port: int
    socket: str
    database: int
    user: str
    password: str = field(repr=False)
    tls: dict[str, str] | None = None

    @property
    def shown(self) -> str:
        """host:port/database, for messages."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.socket or f'{host}:{self.port}'}/{self.database}"

    @property
    def words(self) -> list[str]:
        """The options of redis-cli that lead there, without the password, which it asks for."""
        where = ["-s", self.socket] if self.socket else ["-h", self.host, "-p", str(self.port)]
        user = ["--user", self.user] if self.user else []
        ask = ["--askpass"] if self.password and not os.environ.get("REDISCLI_AUTH") else []
        tls = ["--tls"] if self.tls is not None else []
        tls += [
            word
            for name, flag in TLS.items()
            if name in (self.tls or {})
            for word in (flag, (self.tls or {})[name])
        ]
        return [*where, "-n", str(self.database), *user, *ask, *tls]

    @property
    def options(self) -> dict[str, Any]:
        """What a connection of the driver takes."""
        where: dict[str, Any] = (
            {"path": self.socket} if self.socket else {"host": self.host, "port": self.port}
        )
        if not self.socket:
            where["socket_connect_timeout"] = TIMEOUT_S
        return {
            **where, **(self.tls or {}), "db": self.database, "username": self.user or None,
            "password": self.password or None, "protocol": 2,
        }  # fmt: skip


def address_of(url: str) -> Address:
    """Where a URL leads; raises UserError for one that cannot be read."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
        given = dict(
            parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        )
    except ValueError:
        raise UserError(f"the Redis URL cannot be read ({ADVICE})") from None
    for name in given:
        if name not in PARAMETERS:
            raise UserError(
                f"the Redis URL has the parameter {name!r}, which is not known{nearest(name.lower(), PARAMETERS, 'known')}"
            )
    if parts.fragment:
        raise UserError(f"the Redis URL cannot be read ({ADVICE})")
    socket = unquote(parts.path) if parts.scheme == "unix" else ""
    if parts.scheme == "unix" and (not socket or parts.hostname):
        raise UserError(f"the Redis URL names no socket ({ADVICE})")
    return Address(
        host=parts.hostname or "localhost",
        port=port,
        socket=socket,
        database=_database(given, "" if socket else unquote(parts.path[1:]), bool(socket)),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or "") or os.environ.get("REDISCLI_AUTH", ""),
        tls=_tls(given, parts.scheme in ("rediss", "valkeys")),
    )


def _database(given: dict[str, str], path: str, socket: bool) -> int:
    """The number of the database, in the path or the parameter `db`, which is taken out of those that are given."""
    number = path or given.pop("db", "")
    if not socket and "db" in given:
        raise UserError("the Redis URL names two databases (leave db out)")
    return _number(number or "0")


def _tls(given: dict[str, str], wanted: bool) -> dict[str, str] | None:
    """The parameters of TLS, which are all but `db`; None where it is not wanted."""
    if not wanted:
        if given:
            raise UserError(
                f"the Redis URL has {min(given)}, which is of TLS (give rediss:// for that)"
            )
        return None
    if given.get("ssl_cert_reqs", "required") not in CHECKS:
        raise UserError(f"the Redis URL has an ssl_cert_reqs that is none of {', '.join(CHECKS)}")
    return given


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 9:
        raise UserError(f"the Redis URL names a database that is no number from 0 ({ADVICE})")
    return int(text)
