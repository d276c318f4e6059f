"""Real database servers for tests: our own as an ordinary user on free ports, or given ones by URI."""

from servers.daemon import Daemon, describe, running
from servers.mariadb import MariaDB, OwnMariaDB
from servers.mysql import MySQL, OwnMySQL
from servers.postgresql import OwnPostgreSQL, PostgreSQL
from servers.server import Server

__all__ = [
    "Daemon",
    "MariaDB",
    "MySQL",
    "OwnMariaDB",
    "OwnMySQL",
    "OwnPostgreSQL",
    "PostgreSQL",
    "Server",
    "describe",
    "running",
]
