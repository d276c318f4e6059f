"""Batches of ready-made documents, written so that a repeated one is harmless."""

from collections.abc import Iterator, Sequence
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from mockcraft.databases.mongodb.connection import MongoConnection
from mockcraft.databases.mongodb.messages import DUPLICATE, INVALID, is_lost, said
from mockcraft.errors import SinkError

Documents = list[RawBSONDocument]
LOOKED_UP = 1_000  # documents that are asked for at once


def documents_of(payload: bytes | memoryview) -> Documents:
    """The documents that stand in a payload one after another; a copy, as the payload is lent."""
    data, place, found = bytes(payload), 0, []
    while place < len(data):
        size = int.from_bytes(data[place : place + 4], "little")
        found.append(RawBSONDocument(data[place : place + size]))
        place += size
    return found


def insert(connection: MongoConnection, table: str, first: int, documents: Documents) -> None:
    """Writes documents, the first of which is row `first`; those that are there, byte by byte, are passed over.

    Raises:
        SinkError: another document has the `_id` or a unique value, the validator refuses one, or one is too
            large: with its row. The others may have been written.
        ConnectionLost: the server is gone; some may have been written.
    """
    for place, each in enumerate(documents):
        if len(each.raw) > connection.largest:
            raise SinkError(
                f"{connection.target}: table {table}, row {first + place}: the document has {len(each.raw):,} bytes, "
                f"the server takes {connection.largest:,} at most (make fewer or shorter items)"
            )
    collection = connection.raw(table)
    with connection.told(f"table {table}, rows {first} to {first + len(documents) - 1}"):
        details: Any = None
        try:
            collection.insert_many(documents, ordered=False)
        except BulkWriteError as error:
            if is_lost(error):
                raise
            details = error.details
        if details:
            _explain(connection, collection, details, first=first, documents=documents)


def _explain(
    connection: MongoConnection,
    collection: Collection[RawBSONDocument],
    details: Any,
    *,
    first: int,
    documents: Documents,
) -> None:
    """Raises SinkError for the first document that is refused for good."""
    errors: list[Any] = details.get("writeErrors", [])
    again = [documents[each["index"]] for each in errors if each["code"] == DUPLICATE]
    ours = {bytes(each.raw) for each in same(collection, again)}
    for each in errors:
        document = documents[each["index"]]
        if each["code"] == DUPLICATE and document.raw in ours:
            continue
        where = f"{connection.target}: table {collection.name}, row {first + each['index']}"
        if each["code"] == DUPLICATE:
            raise SinkError(f"{where}: another document has its {_key(each)}")
        if each["code"] == INVALID:
            raise SinkError(f"{where}: the validator of the collection refuses it: {_rule(each)}")
        raise SinkError(f"{where}: {each['errmsg']}")
    for concern in details.get("writeConcernErrors", []):
        raise SinkError(f"{connection.target}: {said(Exception(concern.get('errmsg', concern)))}")


def _key(error: Any) -> str:
    value = error.get("keyValue", {})
    return ", ".join(f"{name} {each!r}" for name, each in value.items()) or error["errmsg"]


def _rule(error: Any) -> str:
    """What does not hold, by the names of the fields, as far as the server says."""
    details = error.get("errInfo", {}).get("details", {})
    named = []
    for rule in details.get("schemaRulesNotSatisfied", ()):
        named += [each.get("propertyName", "") for each in rule.get("propertiesNotSatisfied", ())]
        named += rule.get("missingProperties", ())
    fields = ", ".join(filter(None, named))
    return fields or str(details.get("operatorName", error["errmsg"]))


def same(collection: Collection[RawBSONDocument], documents: Documents) -> Documents:
    """Those of the documents that the collection has, byte by byte."""
    found: Documents = []
    for some in _pieces(documents):
        wanted = {bytes(each.raw) for each in some}
        there = collection.find({"_id": {"$in": [each["_id"] for each in some]}})
        found += [each for each in there if bytes(each.raw) in wanted]
    return found


def remove(collection: Collection[RawBSONDocument], documents: Documents) -> None:
    """Deletes those of the documents that the collection has, byte by byte."""
    for some in _pieces(same(collection, documents)):
        collection.delete_many({"_id": {"$in": [each["_id"] for each in some]}})


def _pieces(documents: Sequence[RawBSONDocument]) -> Iterator[Sequence[RawBSONDocument]]:
    for start in range(0, len(documents), LOOKED_UP):
        yield documents[start : start + LOOKED_UP]
