"""`mongodb: {indexes: …}` of a table, and the first document that a dry run shows."""

import json
from typing import Any

import pytest

import servers
from mockcraft.core.plan import Plan
from mockcraft.database import engine_of
from mockcraft.databases.mongodb.indexes import other_indexes
from mockcraft.engine import run
from mockcraft.errors import SchemaError, Unsupported
from mockcraft.sink import LoadOptions
from mockcraft.sinks.database import DatabaseSink
from plans import MakePlan

TABLE = """
  users:
    count: 5
    mongodb: {indexes: %s}
    columns:
      _id: {generator: object_id, primary_key: true}
      created_at: datetime
      seen_at: {generator: datetime, after: 2090-01-01, before: 2091-01-01}
      born: birth_date
      team: {ref: teams.id}
      nick: {generator: uuid, unique: true, nulls: 0.5}
      city: city
      place: geojson_point
      address: {fields: {city: city}}
      tags: {items: word, count: 0..3}
      also: {items: {fields: {at: datetime}}, count: 1..2}
    embed: posts
  posts:
    count: {per: users, min: 0, max: 2}
    checks: [at > '1900-01-01']
    columns: {at: datetime, user: {ref: users._id}, team: {ref: teams.id}, near: {fields: {team: {ref: teams.id}}}}
  teams: {count: 2, columns: {id: {generator: sequence, primary_key: true}}}
"""


def fill(plan: Plan, uri: str) -> Any:
    """Runs the plan; the indexes of `users` by name."""
    sink = DatabaseSink(engine_of(uri), uri, LoadOptions())
    run(sink.shaped(plan), sink)
    database = servers.MongoDB(uri).database()
    with database.client:
        return database.users.index_information()


@pytest.mark.parametrize(
    ("asked", "name", "expected"),
    [
        ("[created_at]", "created_at_1", {"key": [("created_at", 1)]}),
        ("[team, -created_at]", "team_1_created_at_-1", {"key": [("team", 1), ("created_at", -1)]}),
        ("{columns: [seen_at], expire_after: 0}", "seen_at_1", {"expireAfterSeconds": 0}),
        ("{columns: [place], kind: 2dsphere}", "place_2dsphere", {"2dsphereIndexVersion": 3}),
        ("{columns: [address.city], unique: true}", "address.city_1", {"unique": True}),
        (
            "{columns: [nick, born], unique: true}",
            "nick_1_born_1",
            {"unique": True, "partialFilterExpression": {"nick": {"$type": ["binData"]}}},
        ),
    ],
)
def test_indexes_are_made(
    make_plan: MakePlan, mongodb: str, asked: str, name: str, expected: dict[str, Any]
) -> None:
    found = fill(make_plan(TABLE % f"[{asked}]"), mongodb)

    assert expected == {key: found[name][key] for key in expected}
    references = {"posts.team_1", "posts.near.team_1"}
    references |= {"team_1"} if not name.startswith("team") else set()
    assert {"_id_", "nick_1", name, *references} == set(found)


@pytest.mark.parametrize(
    ("asked", "key"),
    [("nick", {"nick": "hashed"}), ("address.city, -born", {"address.city": "hashed", "born": -1})],
)
def test_hashed_indexes_are_asked_for_as_mongodb_takes_them(
    make_plan: MakePlan, asked: str, key: dict[str, Any]
) -> None:
    """By what is sent: SecantusDB has none."""
    plan = make_plan(TABLE % f"[{{columns: [{asked}], kind: hashed}}]")
    first = other_indexes(plan, plan.table("users"))[0].document

    assert key == dict(first["key"])
    assert {"key", "name"} == set(first)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("address.city", r"rows \d+ and \d+ both give it '.+' \(choose another generator, or do"),
        ("tags", r"users.tags is unique by the index of tags; rows \d+ and \d+ both give it '"),
    ],
)
def test_members_that_are_the_same_are_told_before_anything_is_deleted(
    make_plan: MakePlan, mongodb: str, path: str, said: str
) -> None:
    """They cannot be unique: the rows are compared."""
    asked = f"[{{columns: [{path}], unique: true}}]"
    plan = make_plan(TABLE.replace("count: 5", "count: 1500").replace("word,", "city,") % asked)
    database = servers.MongoDB(mongodb).database()
    with database.client:
        database.teams.insert_one({"_id": 1, "id": 7})
        sink = DatabaseSink(engine_of(mongodb), mongodb, LoadOptions(existing="truncate"))
        plan = sink.shaped(plan)
        refusal = sink.foresee(plan, plan.ranges).refusal
        with pytest.raises(Unsupported, match=said) as caught:
            run(plan, sink)
        left = list(database.teams.find())

    assert str(caught.value) == str(refusal)
    assert [{"_id": 1, "id": 7}] == left


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("[[createdat]]", "users has no column 'createdat' (did you mean \"created_at\"?)"),
        ("[[team, -team]]", "a field stands twice in the index"),
        ("[{columns: [nick], expire_after: 60}]", "nick is uuid: documents expire by a date"),
        ("[{columns: [born, seen_at], expire_after: 60}]", "documents expire by one field"),
        ("[{columns: [born], expire_after: 60, unique: true}]", "is not unique"),
        ("[{columns: [nick], kind: 2dsphere}]", "nick is uuid: a 2dsphere index is of places"),
        (
            "[{columns: [place], kind: 2dsphere, unique: true}]",
            "of the kind 2dsphere is not unique",
        ),
        ("[{columns: [nick], kind: tree}]", "is not one of plain, 2dsphere, hashed"),
        (
            "[{columns: [nick, tags, also], kind: plain}]",
            "also and tags are arrays: MongoDB has no index of two",
        ),
        ("[{columns: [tags], kind: hashed}]", "tags is an array: MongoDB hashes none"),
        ("[{columns: [nick], kind: hashed, unique: true}]", "of the kind hashed is not unique"),
        (
            "[{columns: [team], unique: true}]",
            "two documents of users may have the same team (give team unique: true, or leave unique out)",
        ),
        (
            "[{columns: [-team, born], unique: true}]",
            "may have the same team, born (name a unique column too",
        ),
        ("[[nick], {columns: [nick]}]", "the index stands there twice"),
        ("[[_id]]", "MongoDB makes the index of _id by itself"),
        ("[[address.cty]]", "address has no member 'cty' (did you mean \"city\"?)"),
        ("[[nick.first]]", "nick has no member 'first' (name the column alone)"),
        (
            "[{columns: [address.city], expire_after: 60}]",
            "address.city is text: documents expire by a date",
        ),
        (
            "[{columns: [place.coordinates], expire_after: 60}]",
            "place.coordinates is JSON: documents",
        ),
        (
            "[[posts.at]]",
            "posts are the rows of the table posts (name the index there: tables.posts.mongodb.indexes, of at)",
        ),
        ("[{columns: [born], expire_after: -1}]", "is outside 0..2147483647"),
    ],
)
def test_indexes_that_cannot_be_are_told_with_their_place(
    make_plan: MakePlan, asked: str, said: str
) -> None:
    with pytest.raises(SchemaError) as caught:
        make_plan(TABLE % asked)

    assert said in str(caught.value)
    assert "schema.yaml:7:" in str(caught.value)


def test_problems_of_indexes_are_told_together(make_plan: MakePlan) -> None:
    with pytest.raises(SchemaError) as caught:
        make_plan(
            TABLE % "[[zz], {columns: [born], expire_after: -1}, {columns: [born], kind: foo}]"
        )

    said = [str(each).partition(": ")[2] for each in caught.value.problems]
    assert 3 == len(said)
    assert said[0].startswith("users has no column 'zz'")
    assert said[1].startswith("expire_after='-1' is outside")


def test_a_dry_run_shows_the_first_document_and_writes_nothing(
    make_plan: MakePlan, mongodb: str
) -> None:
    plan = make_plan(TABLE % "[]")
    sink = DatabaseSink(engine_of(mongodb), mongodb, LoadOptions())
    plan = sink.shaped(plan)
    outlook = sink.foresee(plan, plan.ranges)
    (line,) = (each for each in outlook.lines if each.startswith("users: the first document is "))
    shown = json.loads(line.partition(" is ")[2])

    assert outlook.refusal is None
    assert "posts: every row meets its 1 check, which MongoDB does not keep" in outlook.lines
    assert "Point" == shown["place"]["type"]
    assert {"$date"} == set(shown["seen_at"])
    database = servers.MongoDB(mongodb).database()
    with database.client:
        assert [] == database.list_collection_names()


def test_places_are_found_by_their_index(make_plan: MakePlan, mongodb: str) -> None:
    fill(make_plan(TABLE % "[{columns: [place], kind: 2dsphere}]"), mongodb)
    database = servers.MongoDB(mongodb).database()
    with database.client:
        (some, *_) = database.users.find()
        near = {"$geometry": some["place"], "$maxDistance": 10}
        found = list(database.users.find({"place": {"$near": near}}))

    assert some["_id"] in [each["_id"] for each in found]


def test_options_change_no_value(make_plan: MakePlan) -> None:
    assert make_plan(TABLE % "[]").digest == make_plan(TABLE % "[[born]]").digest
