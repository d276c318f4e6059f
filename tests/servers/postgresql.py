"""PostgreSQL, from the binaries of the system's packages."""

import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import psycopg

from servers.daemon import Daemon
from servers.server import Server

# Nothing in a test must outlive the machine's power: the server need not wait for its disk.
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")

ENCRYPTED = """\
local all all scram-sha-256
hostssl all certified all cert
hostssl all all all scram-sha-256
"""
CERTIFIED = """
DO $$ BEGIN CREATE ROLE certified SUPERUSER LOGIN; EXCEPTION WHEN duplicate_object THEN END $$
"""


@dataclass(frozen=True)
class PostgreSQL(Server):
    """A PostgreSQL server; `uri` names a superuser and a database."""

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        connection = psycopg.connect(self.uri, autocommit=True)
        with connection, connection.cursor() as cursor:
            yield cursor

    def create(self, name: str) -> None:
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")

    def drop(self, name: str) -> None:
        self.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


class OwnPostgreSQL(Daemon[PostgreSQL]):
    """A PostgreSQL of our own; its user is `tester`."""

    title = "PostgreSQL"
    users = ("postgres",)
    quick = signal.SIGINT
    at_death = signal.SIGQUIT
    broken = psycopg.OperationalError
    kind = PostgreSQL
    copied = True
    rules: ClassVar[str] = ENCRYPTED
    """Who may come in, where it has certificates."""

    def make(self) -> None:
        secret = self.write("password", self.password)
        self.run(
            self.program().with_name("initdb"), "--pgdata", self.data, "--username", "tester", "--no-sync",
            "--auth", "scram-sha-256", "--pwfile", secret, "--encoding", "UTF8", "--locale", "C.UTF-8",
        )  # fmt: skip

    def start(self) -> PostgreSQL:
        server = super().start()
        if self.certificates:
            server.execute(CERTIFIED)
        return server

    @property
    def socket(self) -> Path:
        """The folder of its socket."""
        return self.folder

    def command(self) -> Sequence[str | Path]:
        where = ("listen_addresses=127.0.0.1", f"port={self.port}")
        settings = (*where, f"unix_socket_directories={self.socket}", *SPEED, *self.settings)
        if self.certificates:
            self.write("data/pg_hba.conf", self.rules)
            files = f"ssl_cert_file={self.certificate}", f"ssl_key_file={self.key}"
            settings = (*settings, "ssl=on", *files, f"ssl_ca_file={self.authority}")
        words = [word for setting in settings for word in ("-c", setting)]
        return [self.program(), "-D", self.data, *words]

    @classmethod
    def program(cls) -> Path:
        """The newest one, which Debian does not put on the PATH."""
        found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
        newest = max(found, key=lambda path: float(path.parts[4]), default=None)
        on_path = shutil.which("postgres")
        if newest is None and on_path is None:
            raise RuntimeError("there is no server (make servers installs one)")
        return newest or Path(str(on_path))

    @property
    def uri(self) -> str:
        return f"{super().uri}postgres"
