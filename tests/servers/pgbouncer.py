"""PgBouncer in transaction mode, from the system's package."""

import shutil
import signal
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from servers.daemon import Daemon
from servers.postgresql import PostgreSQL


class OwnPgBouncer(Daemon[PostgreSQL]):
    """A PgBouncer of our own before a PostgreSQL server, whose user and databases it has.

    Each transaction gets any of the server's connections; other settings are PgBouncer's defaults.
    """

    title = "PgBouncer"
    kind = PostgreSQL
    users = ("postgres",)
    quick = signal.SIGTERM
    at_death = signal.SIGKILL
    broken = psycopg.OperationalError

    def __init__(self, behind: PostgreSQL, *settings: str) -> None:
        super().__init__(*settings)
        self.behind = urlsplit(behind.uri)

    def make(self) -> None:
        self.data.mkdir()
        self.write("data/users", f'"{self.behind.username}" "{self.behind.password}"\n')

    def command(self) -> Sequence[str | Path]:
        settings = (
            "listen_addr=127.0.0.1", f"listen_port={self.port}", "unix_socket_dir=",
            "pool_mode=transaction", "auth_type=scram-sha-256", f"auth_file={self.data}/users",
            *self.settings,
        )  # fmt: skip
        server = f"* = host={self.behind.hostname} port={self.behind.port or 5432}"
        lines = ["[databases]", server, "[pgbouncer]", *settings, ""]
        return [self.program(), self.write("data/pgbouncer.ini", "\n".join(lines))]

    @classmethod
    def program(cls) -> Path:
        found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
        if found is None:
            raise RuntimeError("there is no pgbouncer (make servers installs it)")
        return Path(found)

    @property
    def uri(self) -> str:
        return self.before(self.behind.geturl())

    def before(self, uri: str) -> str:
        """The way through PgBouncer to a database of the server."""
        parts = urlsplit(uri)
        credentials = parts.netloc.rpartition("@")[0]
        return parts._replace(netloc=f"{credentials}@127.0.0.1:{self.port}").geturl()
