"""Real servers for tests: our own as an ordinary user on free ports, or given ones by URI."""

from servers import templates
from servers.certificates import Certificates
from servers.daemon import Daemon, describe, running, runs
from servers.kafka import Kafka, OwnKafka
from servers.mariadb import MariaDB, OwnMariaDB
from servers.mongodb import MongoDB, OwnMongoDB
from servers.mysql import MySQL, OwnMySQL
from servers.pgbouncer import OwnPgBouncer
from servers.postgresql import OwnPostgreSQL, PostgreSQL
from servers.redis import OwnRedis, Redis
from servers.seaweedfs import OwnSeaweedFS, SeaweedFS
from servers.server import Answering, Server

__all__ = [
    "Answering",
    "Certificates",
    "Daemon",
    "Kafka",
    "MariaDB",
    "MongoDB",
    "MySQL",
    "OwnKafka",
    "OwnMariaDB",
    "OwnMongoDB",
    "OwnMySQL",
    "OwnPgBouncer",
    "OwnPostgreSQL",
    "OwnRedis",
    "OwnSeaweedFS",
    "PostgreSQL",
    "Redis",
    "SeaweedFS",
    "Server",
    "describe",
    "running",
    "runs",
    "templates",
]
