"""Schemas that are read again: all or none, and no row of what one was is shown or written afterwards."""

import json
from pathlib import Path

import pytest
from starlette.requests import Request

from mockcraft.errors import UserError
from mockcraft.server.config import ServerConfig
from mockcraft.server.tables.read_endpoints import ReadEndpoints
from mockcraft.server.tables.served import Served
from mockcraft.server.tables.store import ReadAgain
from mockcraft.server.tables.worlds import World

SCHEMA = "seed: {seed}\ntables: {{t: {{count: 9000, columns: {{id: {{generator: sequence, primary_key: true}}, name: first_name}}}}}}\n"


def wrote(folder: Path, seed: int, *names: str) -> tuple[str, ...]:
    """Files of schemas, with rows by the seed."""
    paths = tuple(str(folder / f"{name}.yaml") for name in names)
    for path in paths:
        Path(path).write_text(SCHEMA.format(seed=seed))
    return paths


def write(served: Served, world: World) -> None:
    assert served.store is not None
    with served.store.writing(world):
        served.store.put(world, world.table("t"), 3, json.dumps({"id": 4, "name": "new"}))


def test_of_two_schemas_none_is_taken_where_one_has_been_written_to(tmp_path: Path) -> None:
    config = ServerConfig(
        schemas=wrote(tmp_path, 1, "one", "two"), writes=True, changes=str(tmp_path / "changes.db")
    )
    served = Served(config)
    write(served, served.worlds.world("two"))
    wrote(tmp_path, 2, "one", "two")

    with pytest.raises(UserError, match="has changes of another schema two"):
        served.reload()
    wrote(tmp_path, 1, "one", "two")
    write(served, served.worlds.world("one"))
    again = Served(config)  # as after a restart: the changes are of the schemas that were served
    for name in ("one", "two"):
        assert again.reading(again.worlds.world(name)).row(again.worlds.world(name).table("t"), 3)[
            "name"
        ] == "new"  # fmt: skip


def test_a_write_to_a_schema_that_has_become_another_one_is_refused(tmp_path: Path) -> None:
    config = ServerConfig(schemas=wrote(tmp_path, 1, "one"), writes=True)
    served = Served(config)
    before = served.worlds.world("one")
    wrote(tmp_path, 2, "one")
    assert served.reload() == ["one"]

    with pytest.raises(ReadAgain, match="the schema one has just been read again"):
        write(served, before)
    write(served, served.worlds.world("one"))


def page(number: int) -> Request:
    return Request(
        {
            "type": "http", "method": "GET", "path": "/api/tables/one/t", "headers": [],
            "query_string": f"page={number}&limit=50".encode(),
            "path_params": {"schema": "one", "table": "t"},
        }
    )  # fmt: skip


def test_pages_begun_before_a_reload_leave_no_rows_to_those_behind_it(tmp_path: Path) -> None:
    config = ServerConfig(schemas=wrote(tmp_path, 1, "one"))
    reads = ReadEndpoints(Served(config))
    world, table = reads.served.table(page(1))
    reading = reads.served.reading(world)
    begun = [
        reads._listing(reading, table, reads._query(reading, table, page(number)), page(number))
        for number in (1, 2)
    ]
    wrote(tmp_path, 2, "one")
    assert reads.reload() == ["one"]
    for each in begun:
        reads._listed(each)

    fresh = ReadEndpoints(Served(config))
    for number in (3, 4, 1):
        shown, expected = reads.rows(page(number)), fresh.rows(page(number))
        assert (shown.headers["etag"], shown.body) == (expected.headers["etag"], expected.body)
