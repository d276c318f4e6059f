"""A MongoDB database with a bit of everything, and what there is in one, as the driver tells it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pymongo
from bson import encode
from bson.binary import Binary
from bson.code import Code
from bson.codec_options import CodecOptions
from bson.dbref import DBRef
from bson.decimal128 import Decimal128
from bson.int64 import Int64
from bson.max_key import MaxKey
from bson.min_key import MinKey
from bson.objectid import ObjectId
from bson.raw_bson import RawBSONDocument
from bson.regex import Regex
from bson.timestamp import Timestamp
from pymongo import IndexModel
from pymongo.database import Database

FAR = datetime(2100, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
ODD = "odd 'name\" ü/x.y \U0001f600"
COLLECTIONS = (
    "capped", "clustered", "empty", "expiring", "german", ODD, "rules", "series", "types", "users",
)  # fmt: skip
_VALUES: tuple[Any, ...] = (
    Decimal128("0.1"), Decimal128("-0E+3"), Decimal128("9.999999999999999999999999999999999E+6144"),
    Decimal128("NaN"), Decimal128("-Infinity"), ObjectId("0123456789abcdef01234567"), 0, -(2**31), Int64(1),
    2**63 - 1, 1.0, -0.0, float("inf"), float("nan"), 5e-324, True, None, "", "\x00 ä \U0001f600 \u2028", b"",
    Binary(b"\x00\xff", 0x80), Binary(b"0123456789abcdef", 4), Binary(b"0123456789abcdef", 3), FAR,
    datetime(1, 1, 1, tzinfo=UTC), Regex("^a.*$", "im"), Timestamp(4_000_000_000, 7), Code("x => 1"),
    Code("x => y", {"y": Int64(2)}), MinKey(), MaxKey(), DBRef("users", 1), [], {}, [[1, [2.0, []], {"a": []}], None],
    {"b": {"a": 1}, "a": {"": {"x": ["y"]}}},
)  # fmt: skip
_IDS: tuple[Any, ...] = (
    None,
    1.5,
    "text",
    {"b": 1, "a": [2]},
    Decimal128("7.70"),
    Binary(b"x", 5),
    FAR,
    False,
)


@contextmanager
def database(uri: str) -> Iterator[Database[dict[str, Any]]]:
    """The database of a URL, through a client of its own."""
    with pymongo.MongoClient[dict[str, Any]](uri, tz_aware=True) as client:
        yield client.get_default_database()


def fill(uri: str, rows: int = 60) -> None:
    """Collections of all kinds, with indexes of all kinds, and views."""
    with database(uri) as there:
        there.types.insert_many([{"_id": n, "value": each} for n, each in enumerate(_VALUES)])
        there.types.insert_many([{"_id": each} for each in _IDS])
        there.create_collection("empty", changeStreamPreAndPostImages={"enabled": True})
        there.create_collection("rules", validationLevel="moderate", validationAction="error",
            validator={"$jsonSchema": {"bsonType": "object", "required": ["x"], "properties": {"x": {"minimum": 3}}}})  # fmt: skip
        there.rules.insert_one({"x": 5})
        there.rules.insert_one({"older": "than the rule"}, bypass_document_validation=True)
        there.create_collection("capped", capped=True, size=1_000_000, max=100)
        there.capped.insert_many([{"_id": 7 * n % 31} for n in range(31)])
        there.create_collection("german", collation={"locale": "de", "strength": 2})
        there.german.insert_many([{"name": "Äpfel"}, {"name": "apfel"}])
        there.german.create_index("name")
        there.create_collection("clustered", clusteredIndex={"key": {"_id": 1}, "unique": True})
        there.clustered.insert_many([{"_id": f"{n}"} for n in range(20)])
        there.create_collection("series", timeseries={"timeField": "t", "metaField": "m", "granularity": "hours"})  # fmt: skip
        there.series.insert_many([{"t": FAR, "m": {"at": n}, "z": n, "a": 1} for n in range(30)])
        there.expiring.insert_many([{"seen": FAR}, {"seen": [FAR]}, {}])
        there.expiring.create_index("seen", expireAfterSeconds=3600)
        there[ODD].insert_many([{"n": n} for n in range(10)])
        there.users.insert_many([
            {"email": f"u{n}@example.com", "age": n % 90, "at": {"type": "Point", "coordinates": [n % 90, 1.5]},
             "orders": [{"sku": f"s{n}", "price": Decimal128(f"{n}.50")}] * (n % 3), "nick": f"n{n}"}
            for n in range(rows)
        ])  # fmt: skip
        there.users.insert_many([{"age": n} for n in range(3)])
        there.users.create_indexes([
            IndexModel([("email", 1)], unique=True, partialFilterExpression={"email": {"$exists": True}}, name="e-mail"),
            IndexModel([("age", -1), ("nick", 1)]),
            IndexModel([("nick", 1)], unique=True, sparse=True),
            IndexModel([("orders.sku", 1)], hidden=True),
            IndexModel([("at", "2dsphere")]),
            IndexModel([("name", 1)], collation={"locale": "en", "strength": 2}, name="by name"),
            IndexModel([("$**", 1)], name="all"),
        ])  # fmt: skip
        there.create_collection(
            "old ones", viewOn="users", pipeline=[{"$match": {"age": {"$gt": 70}}}]
        )
        there.create_collection("names", viewOn="old ones", pipeline=[{"$project": {"nick": 1}}])


def held(uri: str) -> dict[str, Any]:
    """By name: options, indexes and documents, byte by byte; sorted, but where order is kept."""
    with database(uri) as there:
        raw = there.with_options(codec_options=CodecOptions(RawBSONDocument))
        found: dict[str, Any] = {}
        for each in there.list_collections():
            name, options = each["name"], each.get("options", {})
            if each["type"] == "view":
                found[name] = (options, [], [])
                continue
            indexes = sorted(map(_index, there[name].list_indexes()))
            documents = [bytes(document.raw) for document in raw[name].find()]
            ordered = documents if options.get("capped") else sorted(documents)
            found[name] = (options, indexes, ordered)
        return found


def _index(index: Any) -> bytes:
    """Byte by byte, but for the collation that goes without saying, which SecantusDB says."""
    simple = index.get("collation") == {"locale": "simple"}
    return encode({word: index[word] for word in index if not (simple and word == "collation")})
