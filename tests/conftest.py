"""Fixtures that several test modules use."""

import os
from collections.abc import Iterator

import pytest
import servers


def pytest_report_header() -> str:
    return f"PostgreSQL: {servers.postgresql_version()}"


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[servers.Server]:
    """A PostgreSQL server, the same one for all tests; that there is none is a failure."""
    given = os.environ.get(servers.OVERRIDE)
    if given:
        yield servers.Server(given)
        return
    own = servers.OwnServer()
    try:
        yield own.start()
    finally:
        own.remove()


@pytest.fixture
def postgresql(postgresql_server: servers.Server) -> Iterator[str]:
    """URI of an empty database."""
    uri = postgresql_server.new_database()
    yield uri
    postgresql_server.drop_database(uri)
