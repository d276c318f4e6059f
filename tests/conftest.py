"""Fixtures that several test modules use."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import servers
from mockcraft.core.plan import Plan
from mockcraft.schema.bind import load
from plans import MakePlan

# Thousands of processes that tests start would each compile all that they import.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

settings.register_profile("untimed", deadline=None)  # a machine that is busy is no bug
settings.load_profile("untimed")


def pytest_report_header() -> list[str]:
    return [
        servers.describe(servers.OwnPostgreSQL),
        servers.describe(servers.OwnMariaDB),
        servers.describe(servers.OwnMySQL),
        servers.describe(servers.OwnRedis),
        servers.describe(servers.OwnMongoDB),
        servers.describe(servers.OwnKafka),
        servers.describe(servers.OwnSeaweedFS),
    ]


# A server is the same one for all tests; that there is none is a failure.


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[servers.PostgreSQL]:
    with servers.running(servers.OwnPostgreSQL) as server:
        yield server


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[servers.MariaDB]:
    with servers.running(servers.OwnMariaDB) as server:
        yield server


@pytest.fixture(scope="session")
def mysql_server() -> Iterator[servers.MySQL]:
    with servers.running(servers.OwnMySQL) as server:
        yield server


@pytest.fixture(scope="session")
def mongodb_server() -> Iterator[servers.MongoDB]:
    with servers.running(servers.OwnMongoDB) as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[servers.Redis]:
    with servers.running(servers.OwnRedis) as server:
        yield server


@pytest.fixture
def kafka() -> Iterator[servers.Kafka]:
    """A broker without topics."""
    with servers.OwnKafka() as own:  # which takes a tenth of a second
        yield own.server


@pytest.fixture(scope="session")
def seaweedfs() -> Iterator[servers.SeaweedFS]:
    with servers.running(servers.OwnSeaweedFS) as server:
        yield server


@pytest.fixture(scope="session")
def certificates() -> Iterator[servers.Certificates]:
    made = servers.Certificates()
    yield made
    made.remove()


# These take connections over TCP only with TLS; their `socket` is a way in too.


@pytest.fixture(scope="session")
def postgresql_tls(certificates: servers.Certificates) -> Iterator[servers.OwnPostgreSQL]:
    with servers.OwnPostgreSQL(certificates=certificates) as own:
        yield own


@pytest.fixture(scope="session")
def mariadb_tls(certificates: servers.Certificates) -> Iterator[servers.OwnMariaDB]:
    with servers.OwnMariaDB(certificates=certificates) as own:
        yield own


@pytest.fixture(scope="session")
def mysql_tls(certificates: servers.Certificates) -> Iterator[servers.OwnMySQL]:
    with servers.OwnMySQL(certificates=certificates) as own:
        yield own


@pytest.fixture(scope="session")
def pgbouncer_server(postgresql_server: servers.PostgreSQL) -> Iterator[servers.OwnPgBouncer]:
    with servers.OwnPgBouncer(postgresql_server) as own:
        yield own


@pytest.fixture
def pgbouncer(pgbouncer_server: servers.OwnPgBouncer, postgresql: str) -> str:
    """URI of an empty database, through PgBouncer in transaction mode."""
    return pgbouncer_server.before(postgresql)


@contextmanager
def database(server: servers.Server | servers.Redis | servers.MongoDB) -> Iterator[str]:
    uri = server.new_database()
    try:
        yield uri
    finally:
        server.drop_database(uri)


@pytest.fixture
def postgresql(postgresql_server: servers.PostgreSQL) -> Iterator[str]:
    """URI of an empty database."""
    with database(postgresql_server) as uri:
        yield uri


@pytest.fixture
def mariadb(mariadb_server: servers.MariaDB) -> Iterator[str]:
    """URI of an empty database."""
    with database(mariadb_server) as uri:
        yield uri


@pytest.fixture
def mysql(mysql_server: servers.MySQL) -> Iterator[str]:
    """URI of an empty database."""
    with database(mysql_server) as uri:
        yield uri


@pytest.fixture
def mongodb(mongodb_server: servers.MongoDB) -> Iterator[str]:
    """URI of an empty database."""
    with database(mongodb_server) as uri:
        yield uri


@pytest.fixture
def bucket(seaweedfs: servers.SeaweedFS) -> str:
    """URL of an empty folder of an object store, as `--dir` takes it."""
    return seaweedfs.new_bucket()


@pytest.fixture
def redis(redis_server: servers.Redis) -> Iterator[str]:
    """URI of an empty database, for `redis.Redis.from_url`."""
    with database(redis_server) as uri:
        yield uri


@pytest.fixture
def builder(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """Imports a module of packaging/, whose programs are no part of the package."""
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "packaging")
    return import_module


@pytest.fixture
def make_plan(tmp_path: Path) -> MakePlan:
    """The plan of the `tables:` part of a schema file."""

    def make(tables: str) -> Plan:
        file = tmp_path / "schema.yaml"
        file.write_text(f"version: 1\nseed: 7\ntables:\n{tables}")
        return load(file)[1]

    return make
