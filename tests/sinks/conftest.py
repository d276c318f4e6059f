"""Fixtures that hold for every relational engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sinks.relational import KINDS, MakeDatabase, Relational, Sqlite, databases_of


@pytest.fixture(params=["sqlite", *KINDS])
def make_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeDatabase]:
    """Makes empty databases of an engine."""
    made: list[str] = []
    if request.param == "sqlite":

        def make() -> Relational:
            made.append(f"sqlite:///{tmp_path / str(len(made))}.db")
            return Sqlite(made[-1])

        yield make
        return
    with databases_of(request) as make_on_server:
        yield make_on_server


@pytest.fixture
def database(make_database: MakeDatabase) -> Relational:
    """An empty database of an engine."""
    return make_database()
