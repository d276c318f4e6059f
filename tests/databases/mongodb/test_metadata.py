"""Files of BSON, loaded as `mongorestore` does it, leave what a run leaves."""

from pathlib import Path
from typing import Any

import bson
import pytest
from bson import json_util
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument

import servers
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import Unsupported
from mockcraft.format import open_format
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from mockcraft.sinks.folder import FolderSink
from plans import MakePlan

SHOP = """
  users:
    count: 40
    embed: orders
    mongodb: {indexes: [{columns: [seen_at], expire_after: 90000}, [nick, -seen_at]]}
    columns:
      _id: {generator: object_id, primary_key: true}
      nick: {generator: username, nulls: 0.5, unique: true}
      seen_at: {generator: datetime, after: 2090-01-01, before: 2091-01-01}
      team: {ref: teams.id}
  orders:
    count: {per: users, min: 0, max: 3}
    columns: {user: {ref: users._id}, team: {ref: teams.id}}
  teams: {count: 4, columns: {id: {generator: sequence, primary_key: true}}}
"""


def restore(folder: Path, url: str) -> None:
    """What mongorestore does: the collection with its options, the documents, then the indexes."""
    database = servers.MongoDB(url).database()
    with database.client:
        for path in sorted(folder.glob("*.bson")):
            said = json_util.loads((folder / f"{path.stem}.metadata.json").read_text())
            assert path.stem == said["collectionName"]
            collection = database.create_collection(path.stem, **said["options"])
            documents = bson.decode_all(path.read_bytes(), CodecOptions(RawBSONDocument))
            collection.insert_many(documents)
            others = [each for each in said["indexes"] if each["name"] != "_id_"]
            if others:
                database.command("createIndexes", path.stem, indexes=others)


def left(url: str) -> dict[str, Any]:
    """Documents, options and indexes by collection."""
    database = servers.MongoDB(url).database()
    with database.client:
        return {
            each["name"]: (
                sorted(map(repr, database[each["name"]].find())),
                each["options"],
                database[each["name"]].index_information(),
            )
            for each in database.list_collections()
        }


def test_restored_files_are_what_a_run_leaves(
    make_plan: MakePlan, mongodb: str, mongodb_server: servers.MongoDB, tmp_path: Path
) -> None:
    url = mongodb_server.new_database()
    into = DatabaseSink(engine_of(mongodb), mongodb, LoadOptions())
    plan = into.shaped(make_plan(SHOP))
    run(plan, into)
    files = FolderSink(open_format("bson"), tmp_path / "dump", "dump")
    run(plan, files)
    restore(tmp_path / "dump", url)

    assert left(mongodb) == left(url)
    names = {
        f"{table}{suffix}" for table in ("users", "teams") for suffix in (".bson", ".metadata.json")
    }
    assert names == {each.name for each in (tmp_path / "dump").iterdir()}
    mongodb_server.drop_database(url)


def test_a_file_beside_is_named_replaced_and_in_the_way_like_any_other(
    make_plan: MakePlan, tmp_path: Path
) -> None:
    plan = make_plan("  t: {count: 3, columns: {n: sequence}}\n")
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "t.metadata.json").write_text("theirs")
    asks = FolderSink(open_format("bson"), folder, "dump")

    assert "t.metadata.json exists already" in str(asks.foresee(plan, plan.ranges).refusal)
    with pytest.raises(Unsupported, match="metadata.json exists already"):
        run(plan, FolderSink(open_format("bson"), folder, "dump"))
    assert ["t.metadata.json"] == [each.name for each in folder.iterdir()]
    replaces = FolderSink(open_format("bson"), folder, "dump", "truncate")
    lines = replaces.foresee(plan, plan.ranges).lines
    assert ("t.bson: will be made", "t.metadata.json: will be replaced") == lines
    run(plan, replaces)
    said = json_util.loads((folder / "t.metadata.json").read_text())
    assert [{"v": 2, "key": {"_id": 1}, "name": "_id_"}] == said["indexes"]
    assert '{"$numberInt":"1"}' in (folder / "t.metadata.json").read_text().replace(" ", "")
