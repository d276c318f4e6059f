"""Fixtures that several test modules use."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.schema.bind import load

MakePlan = Callable[[str], Plan]


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


@pytest.fixture
def make_plan(tmp_path: Path) -> MakePlan:
    """The plan of the `tables:` part of a schema file."""

    def make(tables: str) -> Plan:
        file = tmp_path / "schema.yaml"
        file.write_text(f"version: 1\nseed: 7\ntables:\n{tables}")
        return load(file)[1]

    return make
