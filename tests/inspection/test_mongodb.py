"""Collections that exist: filled by their validators, their indexes, and the shapes of documents that are there."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from bson import Decimal128, ObjectId
from bson.binary import Binary
from pymongo import MongoClient
from pymongo.database import Database

from inspection.databases import filled
from mockcraft.inspection.reading import inspect
from mockcraft.inspection.source import database
from mockcraft.inspection.writing import text_of
from mockcraft.seeder import SeedRequest, prepare
from mockcraft.sink import LoadOptions

AUTHORS = {
    "required": ["name", "country"],
    "properties": {
        "name": {"bsonType": "string", "minLength": 3, "maxLength": 30},
        "country": {"enum": ["DE", "FR"]},
        "score": {"bsonType": "double", "minimum": 5.25, "maximum": 9.5},
        "code": {"bsonType": "string", "pattern": "^[A-Z]{3}-[0-9]{2}$"},
        "level": {"bsonType": "int", "enum": [1, 2, 3]},
    },
}
BOOKS = {
    "required": ["title", "author_id", "isbn", "meta"],
    "additionalProperties": False,
    "properties": {
        "_id": {"bsonType": "objectId"},
        "title": {"bsonType": "string"},
        "author_id": {"bsonType": "objectId"},
        "isbn": {"bsonType": "string"},
        "pages": {"bsonType": "int", "minimum": 1, "maximum": 5000},
        "meta": {
            "bsonType": "object",
            "required": ["lang", "mark"],
            "properties": {
                "lang": {"enum": ["en", "de"]},
                "mark": {"bsonType": "string", "maxLength": 20},
                "weight": {"bsonType": ["double", "null"]},
            },
        },
        "genres": {"bsonType": "array", "items": {"bsonType": "string"}},
    },
}
Mongo = Database[dict[str, Any]]


@pytest.fixture
def there(mongodb: str) -> Iterator[Mongo]:
    """The database, by its driver."""
    with MongoClient[dict[str, Any]](mongodb, tz_aware=True) as client:
        yield client.get_default_database()


def test_validators_and_indexes_say_what_documents_are_like(mongodb: str, there: Mongo) -> None:
    there.create_collection("authors", validator={"$jsonSchema": AUTHORS})
    there.authors.create_index("code", unique=True, sparse=True)
    there.create_collection("books", validator={"$jsonSchema": BOOKS})
    there.books.create_index("isbn", unique=True)
    there.books.create_index("meta.mark", unique=True)
    there.create_collection("empty")
    there.create_collection("recent", capped=True, size=10_000)
    there.create_collection("shown", viewOn="books", pipeline=[])
    plan = {
        "bsonType": "object",
        "required": ["plan"],
        "properties": {"plan": {"enum": ["x", "y"]}},
    }
    there.create_collection(
        "few", validator={"$jsonSchema": {"required": ["of"], "properties": {"of": plan}}}
    )
    there.few.create_index("of.plan", unique=True)

    made = filled(mongodb, 200)

    assert {"empty", "few", "recent"} == set(made.document.refused)
    assert "few.of.plan is unique by the index" in made.document.refused["few"]
    assert (200, 200) == (there.authors.count_documents({}), there.books.count_documents({}))
    for name, rules in (("authors", AUTHORS), ("books", BOOKS)):
        assert there[name].count_documents({"$jsonSchema": rules}) == 200, name
    assert there.books.count_documents({"pages": {"$exists": False}}) > 0  # it is not required
    assert there.books.count_documents({"meta.weight": None}) > 0
    known = set(there.authors.distinct("_id"))
    assert known.issuperset(there.books.distinct("author_id"))
    assert len(there.books.distinct("author_id")) > 50


def shop(there: Mongo) -> None:
    """Documents of a shop, whose texts nothing else has."""
    users, products = ([ObjectId() for _ in range(n)] for n in (30, 5))
    there.users.insert_many([
        {
            "_id": key, "email": f"zorblax{n}@hidden.test", "firstName": "Wibblefrotz", "balance": 1.5 * n,
            "createdAt": datetime(2024, 1, 1 + n, tzinfo=UTC), "uid": Binary(uuid.UUID(int=n).bytes, 4),
            "address": {"street": "Quxiple", "geo": {"lat": 1.5}}, "tags": ["Flurb"],
            **({"nickname": "Grax", "deletedAt": None} if n % 2 else {}),
        }
        for n, key in enumerate(users)
    ])  # fmt: skip
    there.users.create_index("email", unique=True)
    there.products.insert_many([{"_id": key, "name": "Flurb"} for key in products])
    there.orders.insert_many([
        {
            "user": users[n % 30], "status": "Grax", "placedAt": datetime(2024, 5, 1 + n % 9, tzinfo=UTC),
            "items": [{"productId": products[n % 5], "qty": 2, "price": Decimal128("2.00")}],
        }
        for n in range(60)
    ])  # fmt: skip


def types_of(document: Any) -> Any:
    """The types of a document's values, those within it too."""
    if isinstance(document, dict):
        return {name: types_of(value) for name, value in document.items()}
    if isinstance(document, list):
        return [types_of(document[0])] if document else []
    return type(document).__name__


def test_documents_that_are_there_say_what_others_are_like(mongodb: str, there: Mongo) -> None:
    shop(there)
    before = types_of(there.users.find_one({"nickname": {"$exists": True}}))
    made = inspect(database(mongodb), 300, kept=False)
    request = SeedRequest(made.spec, mongodb, load=LoadOptions(create=False, existing="append"))

    prepare(request).run()

    assert (330, 305, 360) == tuple(
        there[name].count_documents({}) for name in ("users", "products", "orders")
    )
    new = {"email": {"$not": {"$regex": "zorblax"}}}
    some = there.users.find_one({**new, "nickname": {"$exists": True}, "deletedAt": {"$exists": True},
                                 "tags.0": {"$exists": True}})  # fmt: skip
    assert before == types_of(some)
    assert 0.3 < there.users.count_documents({**new, "nickname": {"$exists": True}}) / 300 < 0.7
    assert set(there.users.distinct("_id")).issuperset(there.orders.distinct("user"))
    assert set(there.products.distinct("_id")).issuperset(there.orders.distinct("items.productId"))


@pytest.mark.parametrize("labels", [False, True])
def test_a_profile_of_documents_has_their_shape_and_no_text(
    mongodb: str, there: Mongo, labels: bool
) -> None:
    shop(there)
    odd = {"": 1, "$a": 1, "b.c": {"$d": 1}}  # names that MongoDB keeps, and has no way to ask for
    there.notes.insert_many([{"text": n if n % 2 else "Grax" * n, **odd} for n in range(40)])

    made = inspect(database(mongodb), kept=False, profiled=True, labels=labels)

    tables = made.document.tables
    assert set(tables["notes"]["columns"]) == {"_id", "text"}
    assert tables["orders"]["count"] == {"per": "users", "min": 2, "max": 2}
    assert tables["users"]["columns"]["createdAt"] == {
        "generator": "datetime", "after": "2024-01-01", "before": "2024-01-31",
    }  # fmt: skip
    assert tables["users"]["columns"]["nickname"]["absent"] == 0.5
    file = text_of(made.document, made.target)
    found = {
        each for each in ("zorblax", "Wibblefrotz", "Quxiple", "Flurb", "Grax") if each in file
    }
    assert found == ({"Grax", "Flurb", "Wibblefrotz"} if labels else set())
