"""What stands beside a file of BSON for `mongorestore`: the validator and the indexes of its collection."""

from typing import Any

from bson.json_util import CANONICAL_JSON_OPTIONS, dumps

from mockcraft.core.plan import Plan, Table
from mockcraft.databases.mongodb.indexes import other_indexes, unique_indexes
from mockcraft.databases.mongodb.types import json_schema
from mockcraft.formats.ddl import MARK

SUFFIX = ".metadata.json"
VERSION = 2  # of indexes, since MongoDB 3.4


def metadata(plan: Plan, table: Table) -> dict[str, bytes]:
    """See database.Engine.beside: canonical Extended JSON, as `mongodump` writes it.

    Raises:
        Unsupported: the schema file names an index that cannot be.
    """
    own: dict[str, Any] = {"key": {"_id": 1}, "name": "_id_"}
    made = [each.document for each in (*unique_indexes(plan, table), *other_indexes(plan, table))]
    document = {
        "options": {"validator": {"$jsonSchema": json_schema(table, MARK.format(plan.digest))}},
        "indexes": [{"v": VERSION, **each} for each in (own, *made)],
        "collectionName": table.name,
        "type": "collection",
    }
    text = dumps(document, json_options=CANONICAL_JSON_OPTIONS, ensure_ascii=False)
    return {SUFFIX: f"{text}\n".encode()}
