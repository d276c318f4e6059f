"""Real database servers for tests: our own as an ordinary user on free ports, or given ones by URI."""

from servers.certificates import Certificates
from servers.daemon import Daemon, describe, running, runs
from servers.mariadb import MariaDB, OwnMariaDB
from servers.mysql import MySQL, OwnMySQL
from servers.pgbouncer import OwnPgBouncer
from servers.postgresql import OwnPostgreSQL, PostgreSQL
from servers.server import Server

__all__ = [
    "Certificates",
    "Daemon",
    "MariaDB",
    "MySQL",
    "OwnMariaDB",
    "OwnMySQL",
    "OwnPgBouncer",
    "OwnPostgreSQL",
    "PostgreSQL",
    "Server",
    "describe",
    "running",
    "runs",
]
