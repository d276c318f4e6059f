"""What MariaDB and MySQL share."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.parse import unquote, urlsplit

import pymysql

from servers.daemon import Daemon
from servers.server import Server

SETTINGS = (
    # Without option files MariaDB begins with latin1.
    "character-set-server=utf8mb4",
    "local-infile=1",
    # Nothing in a test must outlive the machine's power: the server need not wait for its disk.
    "innodb-flush-log-at-trx-commit=0",
    "innodb-flush-method=nosync",
    "skip-innodb-doublewrite",
    "skip-log-bin",
    # The kernel's asynchronous requests are few, and the same for all servers of a machine.
    "innodb-use-native-aio=0",
)


@dataclass(frozen=True)
class FamilyServer(Server):
    """A MariaDB or MySQL server."""

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        parts = urlsplit(self.uri)
        connection = pymysql.connect(
            host=str(parts.hostname), port=parts.port or 3306, database=parts.path[1:] or None,
            user=unquote(parts.username or ""), password=unquote(parts.password or ""),
            autocommit=True,
        )  # fmt: skip
        with connection, connection.cursor() as cursor:
            yield cursor

    def create(self, name: str) -> None:
        self.execute(f"CREATE DATABASE {name}")

    def drop(self, name: str) -> None:
        with self.cursor() as cursor:
            cursor.execute("SHOW PROCESSLIST")
            for number in [number for number, _, _, used, *_ in cursor.fetchall() if used == name]:
                with suppress(pymysql.OperationalError):  # it has just ended by itself
                    cursor.execute(f"KILL {number}")
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")


AnyFamilyServer = TypeVar("AnyFamilyServer", bound=FamilyServer)


class OwnFamilyServer(Daemon[AnyFamilyServer]):
    """A server of our own; its user `tester` may do everything, and comes from anywhere."""

    users = ("mysql",)
    quick = signal.SIGTERM
    at_death = signal.SIGKILL
    broken = pymysql.OperationalError
    copied = True
    special: ClassVar[tuple[str, ...]]
    """Settings that the other of the two does not know."""

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    def command(self) -> Sequence[str | Path]:
        statements = [_user("tester", f"IDENTIFIED BY '{self.password}'")]
        if self.certificates:
            statements += [_user("certified", "REQUIRE X509")]
        users = self.write("users.sql", "".join(statements))
        where = ("bind-address=127.0.0.1", f"port={self.port}", f"socket={self.socket}")
        files = (f"datadir={self.data}", f"pid-file={self.folder}/pid", f"init-file={users}")
        settings = (*where, *files, *SETTINGS, *self.special, *self.settings)
        if self.certificates:
            keys = f"ssl-cert={self.certificate}", f"ssl-key={self.key}"
            settings = (*settings, "require-secure-transport=1", *keys, f"ssl-ca={self.authority}")
        return [self.program(), "--no-defaults", *(f"--{setting}" for setting in settings)]


def _user(name: str, secret: str) -> str:
    """Statements that make a user, one a line, as an init file has them."""
    return (
        f"CREATE USER IF NOT EXISTS {name}@'%' {secret};\n"
        f"GRANT ALL PRIVILEGES ON *.* TO {name}@'%' WITH GRANT OPTION;\n"
    )
