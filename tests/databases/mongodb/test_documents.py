"""What a run into MongoDB leaves: documents, validators and indexes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bson
import pytest
from bson.codec_options import CodecOptions
from bson.int64 import Int64
from bson.objectid import ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo.database import Database
from pymongo.errors import WriteError

import servers
from mockcraft.boot import main
from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan
from mockcraft.core.ranges import whole
from mockcraft.database import engine_of
from mockcraft.engine import run
from mockcraft.errors import SinkError, Unsupported
from mockcraft.formats.bson import Bson
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions
from mockcraft.sinks.cleaning import Cleaning
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan

SHOP = """
  users:
    count: 60
    columns:
      _id: {generator: object_id, primary_key: true}
      number: {generator: sequence, unique: true}
      email: {generator: email, unique: true, nulls: 0.5}
      score: {generator: number, min: 0, max: 9, absent: 0.4, nulls: 0.2}
      born: birth_date
      seen: datetime
      balance: {generator: price, min: -5, max: 500}
      key: uuid
      wakes: time
      small: {values: [1, 2], type: int32}
      raw: {values: ["abc"], type: bytes}
      address:
        fields:
          city: city
          floor: {generator: number, min: 0, max: 9, absent: 0.5}
      tags: {items: word, count: 0..3}
  orders:
    count: {per: users, min: 0, max: 2}
    columns:
      number: {generator: sequence, primary_key: true}
      user: {ref: users._id}
      by: {ref: users.number, nulls: 0.3}
      lines: {items: {fields: {buyer: {ref: users._id}, n: {generator: number, min: 1, max: 5}}}, count: 0..2}
"""


@pytest.fixture
def database(mongodb: str) -> Iterator[Database[dict[str, Any]]]:
    found = servers.MongoDB(mongodb).database()
    with found.client:
        yield found


def sink(url: str, batch_rows: int = 25, **options: Any) -> DatabaseSink:
    return DatabaseSink(engine_of(url), url, LoadOptions(**options), batch_rows=batch_rows)


def fill(plan: Plan, url: str, **options: Any) -> None:
    run(plan, sink(url, **options), batch_rows=20)


def stored(database: Database[dict[str, Any]], table: str) -> list[bytes]:
    raw = database.with_options(codec_options=CodecOptions(RawBSONDocument))
    return [bytes(each.raw) for each in raw[table].find()]


def made(plan: Plan, table: str) -> list[bytes]:
    (rows,) = (whole(each) for each in plan.ranges if each.table == table)
    data = Bson().encode(plan.table(table), batch_of(plan, rows), rows)
    return [bytes(each.raw) for each in bson.decode_all(data, CodecOptions(RawBSONDocument))]


def test_documents_are_those_of_the_plan_byte_by_byte(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    plan = make_plan(SHOP)
    fill(plan, mongodb)

    for table in ("users", "orders"):
        assert sorted(made(plan, table)) == sorted(stored(database, table))
    assert ["orders", "users"] == sorted(database.list_collection_names())
    users = list(database.users.find())
    assert {True, False} == {"score" in each for each in users}
    assert {True, False} == {"floor" in each["address"] for each in users}


def test_a_lookup_finds_no_orphan(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    fill(make_plan(SHOP), mongodb)

    def orphans(local: str, foreign: str, *before: Any) -> list[Any]:
        link = {"from": "users", "localField": local, "foreignField": foreign, "as": "found"}
        given = {"$match": {local: {"$ne": None}}}
        stages = [*before, given, {"$lookup": link}, {"$match": {"found": []}}]
        return list(database.orders.aggregate(stages))

    assert [] == orphans("user", "_id") == orphans("by", "number")
    assert [] == orphans("lines.buyer", "_id", {"$unwind": "$lines"})
    assert 0 < database.orders.count_documents({"lines.0": {"$exists": True}})


def test_the_validator_takes_every_document_and_refuses_broken_ones(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    fill(make_plan(SHOP), mongodb)
    (options,) = (each["options"] for each in database.list_collections(filter={"name": "users"}))
    rules = options["validator"]["$jsonSchema"]
    good = database.users.find_one() or {}
    good |= {"_id": ObjectId(), "number": Int64(1_000), "email": "x@example.com"}

    assert "score" not in rules["required"]
    assert "email" in rules["required"]
    assert ["string", "null"] == rules["properties"]["email"]["bsonType"]
    assert "decimal" == rules["properties"]["balance"]["bsonType"]
    assert ["city"] == rules["properties"]["address"]["required"]
    for broken in (
        {"born": "2020-01-01"}, {"balance": 1.5}, {"address": {"floor": 1}}, {"tags": [1]},
        {"score": "1"}, {"number": None},
    ):  # fmt: skip
        with pytest.raises(WriteError) as caught:
            database.users.insert_one(good | broken)
        assert 121 == caught.value.code
    without = {name: value for name, value in good.items() if name != "key"}
    with pytest.raises(WriteError):
        database.users.insert_one(without)
    database.users.insert_one(good | {"more": "of an application"})


def test_keys_are_unique_and_references_have_an_index(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    fill(make_plan(SHOP), mongodb)
    users, orders = (database[name].index_information() for name in ("users", "orders"))

    assert {"_id_", "number_1", "email_1"} == set(users)
    assert users["number_1"]["unique"]
    assert {"email": {"$type": ["string"]}} == users["email_1"]["partialFilterExpression"]
    assert {"_id_", "number_1", "user_1", "by_1", "lines.buyer_1"} == set(orders)
    assert "unique" not in orders["user_1"]


def test_another_document_with_the_same_key_is_told_and_stays(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    plan = make_plan(SHOP.replace("count: 60", "count: 30"))
    theirs = bson.decode(made(plan, "users")[22], CodecOptions(tz_aware=True)) | {"small": 9}
    database.users.insert_one(theirs)
    with pytest.raises(SinkError, match=r"table users, row 22: another document has its _id"):
        fill(plan, mongodb, existing="append")

    assert [theirs] == list(database.users.find())
    assert ["users"] == database.list_collection_names()


def test_a_document_that_the_validator_refuses_is_told_with_its_row(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    rules = {"$jsonSchema": {"properties": {"n": {"bsonType": "long", "not": {"enum": [28]}}}}}
    database.create_collection("t", validator=rules)
    plan = make_plan("  t: {count: 40, columns: {n: sequence}}\n")
    with pytest.raises(
        SinkError, match=r"table t, row 27: the validator of the collection refuses it: n"
    ):
        fill(plan, mongodb)

    assert 0 == database.t.count_documents({})


def test_a_document_that_is_too_large_is_told_with_its_row(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    long = "x" * 90_000
    plan = make_plan(
        f"  t: {{count: 2, columns: {{a: sequence, b: {{items: {{value: {long}}}, count: 190..190}}}}}}\n"
    )
    with pytest.raises(SinkError, match=r"table t, row 0: the document has 17,\d{3},\d{3} bytes"):
        fill(plan, mongodb)

    assert [] == database.list_collection_names()


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"n": "text"}, "column t.n is string, the schema gives it integer"),
        ({"n": 1, "at": 5}, "column t.at is int, the schema gives it timestamp"),
    ],
)
def test_a_plan_is_checked_against_what_documents_are_like(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]], document: Any, said: str
) -> None:
    database.t.insert_one(dict(document))
    plan = make_plan("  t: {count: 2, columns: {n: sequence, at: datetime, free: word}}\n")
    with pytest.raises(Unsupported, match=said):
        fill(plan, mongodb, existing="append")

    assert 1 == database.t.count_documents({})


def test_a_plan_is_checked_against_the_validator(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    properties = {"_id": {}, "n": {"bsonType": ["long"]}, "m": {"bsonType": "string"}}
    rules = {"required": ["n", "m"], "properties": properties, "additionalProperties": False}
    database.create_collection("t", validator={"$jsonSchema": rules})
    with pytest.raises(Unsupported, match="column t.m is required by the validator"):
        fill(make_plan("  t: {count: 2, columns: {n: sequence}}\n"), mongodb)
    database.command("collMod", "t", validator={"$jsonSchema": rules | {"required": ["n"]}})
    with pytest.raises(Unsupported, match="has no column 'k'"):
        fill(make_plan("  t: {count: 2, columns: {n: sequence, k: word}}\n"), mongodb)
    fill(make_plan("  t: {count: 2, columns: {n: sequence}}\n"), mongodb)

    assert [1, 2] == [each["n"] for each in database.t.find(sort=[("n", 1)])]


def test_all_that_does_not_fit_a_validator_is_told_before_the_first_row(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    """`required` names fields whether or not `properties` knows them; null and absence are told apart."""
    rules = {
        "required": ["_id", "at", "free", "sparse"],
        "properties": {
            "at": {"bsonType": "date"},
            "kept": {"bsonType": ["string"]},
            "sparse": {"bsonType": ["string", "null"]},
            "n": {"bsonType": "long", "maximum": 25},
            "code": {"enum": ["a", "b"]},
            "name": {"maxLength": 1},
        },
    }
    database.create_collection("t", validator={"$jsonSchema": rules})
    columns = "{n: sequence, at: word, kept: {generator: word, nulls: 0.5}, sparse: {generator: word, absent: 0.5}}"
    with pytest.raises(Unsupported) as caught:
        fill(make_plan(f"  t: {{count: 40, columns: {columns}}}\n"), mongodb)

    said = str(caught.value).splitlines()
    for line, wanted in zip(
        said,
        (
            "column t.at is date, the schema gives it text (",
            "column t.kept takes no null (set its nulls to 0)",
            "column t.sparse is required by the validator (set its absent to 0)",
            "column t.free is required by the validator (give it a generator)",
            "column t.n: row 25 gives it 26, and the validator's maximum is 25 (",
        ),
        strict=True,
    ):
        assert wanted in line
    columns = "{at: datetime, free: word, sparse: {generator: word, nulls: 0.5}, kept: {generator: word, absent: 0.5}, %s}"
    for column, wanted in (
        ("n: sequence", "row 25 gives it 26, and the validator's maximum is 25"),
        ("code: {values: [a, c]}", "gives it 'c', and the validator's enum is a, b \\("),
        ("name: {values: [xy]}", "gives it 'xy', of 2 characters"),
    ):
        with pytest.raises(Unsupported, match=wanted):
            fill(make_plan(f"  t: {{count: 40, columns: {columns % column}}}\n"), mongodb)
    assert 0 == database.t.count_documents({})
    fill(make_plan(f"  t: {{count: 20, columns: {columns % 'n: sequence'}}}\n"), mongodb)
    assert 20 == database.t.count_documents({})


KEYS = [
    ("{generator: object_id, unique: true, nulls: 0.1}", "can be null, .* (set its nulls to 0"),
    ("{generator: object_id, unique: true, absent: 0.1}", "can be null, .* (set its absent to 0"),
    ("word", "may be the same in two rows, .* (give it primary_key: true"),
    ("{items: word, count: 1..2}", "is an array, which is no key (rename it)"),
]


@pytest.mark.parametrize(("column", "said"), KEYS)
def test_an_id_that_is_no_key_is_told_before_the_first_row(
    make_plan: MakePlan, mongodb: str, tmp_path: Path, column: str, said: str
) -> None:
    """In a file of BSON too."""
    plan = make_plan(f"  t: {{count: 3, columns: {{_id: {column}}}}}\n")
    match = "t._id " + said.replace("(", r"\(").replace(")", r"\)")
    with pytest.raises(Unsupported, match=match):
        fill(plan, mongodb)
    with pytest.raises(Unsupported, match=f"BSON: {match}"):
        prepare(
            SeedRequest(str(tmp_path / "schema.yaml"), output="bson", folder=str(tmp_path / "out"))
        ).run()
    assert re.search(match, str(sink(mongodb).foresee(plan, plan.ranges).refusal))


def test_what_is_absent_alone_takes_no_null(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    fill(make_plan("  t: {count: 9, columns: {a: {generator: word, absent: 0.5}}}\n"), mongodb)
    with pytest.raises(WriteError):
        database.t.insert_one({"a": None})
    database.t.insert_one({})


def test_views_and_capped_collections_are_refused(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    database.create_collection("c", capped=True, size=10_000)
    database.command("create", "v", viewOn="c", pipeline=[])
    for name, said in (("c", "is capped"), ("v", "is a view")):
        with pytest.raises(Unsupported, match=said):
            fill(make_plan(f"  {name}: {{count: 2, columns: {{n: sequence}}}}\n"), mongodb)


@pytest.mark.parametrize("existing", ["refuse", "append"])
def test_an_append_tells_values_beside_types_as_every_run_does(
    make_plan: MakePlan,
    mongodb: str,
    tmp_path: Path,
    database: Database[dict[str, Any]],
    existing: str,
) -> None:
    rules = {
        "n": {"bsonType": "date"},
        "addr": {"bsonType": "object", "properties": {"city": {"enum": ["Rome"]}}},
    }
    database.create_collection("t", validator={"$jsonSchema": {"properties": rules}})
    columns = "{n: sequence, addr: {fields: {city: {values: [Oslo]}}}}"
    make_plan(f"  t: {{count: 4, columns: {columns}}}\n")
    options = LoadOptions(existing=existing)
    with pytest.raises(Unsupported) as caught:
        prepare(SeedRequest(str(tmp_path / "schema.yaml"), mongodb, load=options)).run()

    types, values = str(caught.value).splitlines()
    assert "column t.n is date, the schema gives it integer" in types
    assert "column t.addr.city: row 0 gives it 'Oslo', and the validator's enum is Rome" in values


def test_all_names_that_a_database_does_not_take_are_told_at_once(
    make_plan: MakePlan, mongodb: str
) -> None:
    names = ("a$b", "system.users", "mockcraft_checkpoint")
    tables = [f"  {name}: {{count: 2, columns: {{n: sequence}}}}\n" for name in names]
    columns = "  t: {count: 2, columns: {a.b: sequence, $x: sequence, _id: word}}\n"
    with pytest.raises(Unsupported) as caught:
        fill(make_plan("".join([*tables, columns])), mongodb)

    found = ("'a$b': ", "'system.users' ", "'mockcraft_checkpoint' ", "t.a.b: ", "t.$x: ", "t._id ")
    for line, wanted in zip(str(caught.value).splitlines(), found, strict=True):
        assert f": {wanted}" in line


def test_a_run_that_was_killed_before_its_first_checkpoint_moved_is_told_so(
    make_plan: MakePlan, mongodb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = make_plan("  t: {count: 5, columns: {n: sequence}}\n")
    broken = sink(mongodb, resume=True)
    broken.create(plan, plan.ranges)
    assert broken.store is not None
    broken.store.close()
    code = main(["seed", str(tmp_path / "schema.yaml"), "--db", mongodb, "--resume"])
    said = capsys.readouterr().err

    assert 0 == code, said
    assert "the checkpoint of the run that was broken off stood at its first row" in said
    assert "no rows were there" not in said


@pytest.mark.parametrize(
    ("table", "column"), [("a$b", "n"), ("system.x", "n"), ("t", "$n"), ("t", "a.b")]
)
def test_names_that_a_database_does_not_take_are_told(
    make_plan: MakePlan, mongodb: str, table: str, column: str
) -> None:
    with pytest.raises(Unsupported, match="rename it"):
        fill(make_plan(f"  '{table}': {{count: 2, columns: {{'{column}': sequence}}}}\n"), mongodb)


def test_a_broken_run_is_gone_on_with_and_rows_that_are_there_are_passed_over(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    """The checkpoint stands behind the rows: the last batch is written again."""
    plan = make_plan(SHOP)

    class Killed(BaseException):
        pass

    broken = sink(mongodb, resume=True)
    checkpoints = broken._opened(plan, ["users", "orders"]).checkpoints
    assert checkpoints is not None

    def killed(run: str, rows: Any) -> None:
        raise Killed

    checkpoints.advance = killed  # type: ignore[method-assign]
    broken.finish = lambda error: None  # type: ignore[method-assign]
    with pytest.raises(Killed):
        run(plan, broken, batch_rows=20)
    assert broken.store is not None
    broken.store.close()
    assert 40 == database.users.count_documents({})
    with pytest.raises(Unsupported, match="a run was broken off in"):
        fill(plan, mongodb)
    fill(plan, mongodb, resume=True)

    for table in ("users", "orders"):
        assert sorted(made(plan, table)) == sorted(stored(database, table))
    assert ["orders", "users"] == sorted(database.list_collection_names())


def test_clean_drops_what_runs_made_and_deletes_rows_elsewhere(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    """Also those of tables without a key."""
    plan = make_plan("  a: {count: 30, columns: {n: word}}\n  b: {count: 30, columns: {n: word}}\n")
    database.a.insert_one({"n": "theirs"})
    fill(plan, mongodb, existing="append")
    removed = Cleaning(engine_of(mongodb), mongodb, plan).run()

    assert [("b", 30, True), ("a", 30, False)] == [(r.table, r.rows, r.drops) for r in removed]
    assert ["theirs"] == [each["n"] for each in database.a.find()]
    assert ["a"] == database.list_collection_names()


def test_an_append_gives_no_key_twice_though_documents_were_deleted(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]], tmp_path: Path
) -> None:
    """Without a key in the file, `_id`s alone tell which rows are there."""
    fill(make_plan("  t: {count: 30, columns: {n: word}}\n"), mongodb)
    gone = [each["_id"] for each in database.t.find(sort=[("_id", 1)], limit=12)]
    database.t.delete_many({"_id": {"$in": gone}})
    request = SeedRequest(
        str(tmp_path / "schema.yaml"), mongodb, load=LoadOptions(existing="append")
    )
    prepare(request).run()

    assert 18 + 30 == database.t.count_documents({})


def test_a_batch_that_fails_is_taken_back_and_what_others_have_stays(
    make_plan: MakePlan, mongodb: str, database: Database[dict[str, Any]]
) -> None:
    """Unordered: the documents behind the one that is refused were written."""
    plan = make_plan("  t: {count: 40, columns: {n: {generator: sequence, unique: true}}}\n")
    database.create_collection("t")
    database.t.create_index("n", unique=True)
    database.t.insert_one({"_id": "theirs", "n": Int64(28)})
    with pytest.raises(SinkError, match="table t, row 27: another document has its n 28"):
        fill(plan, mongodb, existing="append")

    assert ["theirs"] == [each["_id"] for each in database.t.find()]
