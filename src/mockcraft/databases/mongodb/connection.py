"""A connection to MongoDB, whose errors are for people, and never hold a password."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
from bson.binary import UUID_SUBTYPE, Binary, UuidRepresentation
from bson.codec_options import CodecOptions
from bson.objectid import ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo import ASCENDING, MongoClient, WriteConcern
from pymongo.collection import Collection

from mockcraft.core.frame import Frame
from mockcraft.core.plan import Plan, Table
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.databases.mongodb.address import address_of
from mockcraft.databases.mongodb.catalogue import collections, read
from mockcraft.databases.mongodb.keys import candidates, comparable
from mockcraft.databases.mongodb.messages import told
from mockcraft.databases.mongodb.profiling import MongoProfiler
from mockcraft.errors import SinkError
from mockcraft.formats.bson import document_ids
from mockcraft.stored import Catalogue

SELECTION_MS = (
    10_000  # that a server may take to be found, unless the URL says serverSelectionTimeoutMS
)
OPTIONS: CodecOptions[dict[str, Any]] = CodecOptions(
    tz_aware=True, uuid_representation=UuidRepresentation.UNSPECIFIED
)
RAW: CodecOptions[RawBSONDocument] = CodecOptions(
    RawBSONDocument, tz_aware=True, uuid_representation=UuidRepresentation.UNSPECIFIED
)


class MongoConnection:
    """See database.Connection.

    Attributes:
        url: that it was opened with; never to be shown.
        address: where it leads.
        client: pymongo's.
        database: that collections are in.
        largest: bytes of the largest document that the server takes.
        begun: whether the server has answered.
    """

    def __init__(self, url: str) -> None:
        self.url, self.address, self.begun = url, address_of(url), False
        with self.told():
            self.client: MongoClient[dict[str, Any]] = MongoClient(
                url, appname="mockcraft", **self._defaults()
            )
            try:
                self.database = self.client.get_database(
                    self.address.database, codec_options=OPTIONS
                )
                if self.client.write_concern.is_server_default:
                    concern = WriteConcern(w="majority")
                    self.database = self.database.with_options(write_concern=concern)
                hello = self.database.command("hello")
                self.database.list_collection_names(filter={"name": ""})  # as whoever logs in
            except BaseException:
                self.client.close()
                raise
        self.begun = True
        self.largest = int(hello.get("maxBsonObjectSize", 16 * 2**20))
        self.writable = bool(hello.get("isWritablePrimary"))

    def _defaults(self) -> dict[str, Any]:
        given = self.url.partition("?")[2].lower()
        named = {"serverSelectionTimeoutMS": SELECTION_MS, "connectTimeoutMS": SELECTION_MS}
        return {name: value for name, value in named.items() if name.lower() not in given}

    @property
    def target(self) -> str:
        """See database.Connection."""
        return self.address.shown

    def told(self, place: str = "") -> AbstractContextManager[None]:
        """Turns pymongo's errors into those for people."""
        return told(self.target, self.address, self.begun, place)

    def collection(self, table: str) -> Collection[dict[str, Any]]:
        """The collection of a table."""
        return self.database.get_collection(table)

    def raw(self, table: str) -> Collection[RawBSONDocument]:
        """The collection of a table, whose documents stay bytes."""
        return self.database.with_options(codec_options=RAW).get_collection(table)

    def at(self, database: str) -> "MongoConnection":
        """The same connection, to another database of the server; it is closed with this one."""
        other = copy(self)
        other.address = replace(self.address, database=database)
        concern = self.database.write_concern
        other.database = self.client.get_database(database, OPTIONS, write_concern=concern)
        return other

    def catalogue(self, tables: Sequence[str]) -> Catalogue:
        """See database.Connection."""
        with self.told():
            return read(self.database, tables)

    def tables(self) -> list[str]:
        """See traits.InspectableConnection: collections, without views and time series."""
        with self.told():
            return collections(self.database)

    def keys(self, table: str, columns: Sequence[str], most: int) -> list[tuple[str | None, ...]]:
        """See traits.InspectableConnection."""
        order = [(name, ASCENDING) for name in columns]
        with self.told(table):
            found = list(self.collection(table).find({}, dict(order), sort=order, limit=most))
        return [tuple(_text(document.get(name)) for name in columns) for document in found]

    def count(self, table: str) -> int:
        """See database.Connection. All are counted: after a crash, what the server has noted may be wrong."""
        with self.told(table):
            return self.collection(table).count_documents({})

    def profiler(self) -> MongoProfiler:
        """See traits.ProfiledConnection."""
        return MongoProfiler(self.database, self.told)

    def extreme(self, table: str, column: str, highest: bool) -> int | None:
        """See database.Connection."""
        with self.told(table):
            found = self.collection(table).find_one(
                {column: {"$type": "number"}}, {column: 1}, sort=[(column, -1 if highest else 1)]
            )
        if found is None:
            return None
        value = found[column]
        number = value.to_decimal() if hasattr(value, "to_decimal") else value
        return int(number) if number == number // 1 else None

    def known(self, table: str, keys: Mapping[str, Sequence[Any]]) -> Sequence[bool]:
        """See database.Connection."""
        names = list(keys)
        rows = [
            [tuple(map(comparable, each)) for each in product(*map(candidates, row))]
            for row in zip(*keys.values(), strict=True)
        ]
        wanted = {name: {"$in": _distinct(keys[name])} for name in names}
        with self.told(table):
            found = {
                tuple(comparable(document.get(name)) for name in names)
                for document in self.collection(table).find(wanted, dict.fromkeys(names, 1))
            }
        return [any(each in found for each in row) for row in rows]

    def count_rows(self, plan: Plan, table: Table, rows: range) -> int:
        """See traits.NumberedConnection."""
        with self.told(table.name):
            wanted = {"_id": {"$in": ids_of(plan, table, rows)}}
            return self.collection(table.name).count_documents(wanted)

    def is_free(self, plan: Plan, table: Table, rows: range) -> bool:
        """See traits.NumberedConnection."""
        return not self.count_rows(plan, table, rows)

    def check_writable(self) -> None:
        """Raises SinkError where the server takes no writes, or none with the write concern of the URL."""
        if not self.writable:
            raise SinkError(
                f"{self.target}: the server is no primary (name all members and replicaSet in the URL, and leave "
                "directConnection out)"
            )
        if not self.client.write_concern.is_server_default:
            with self.told():
                self.collection(CHECKPOINT).delete_one(
                    {"_id": ObjectId()}
                )  # there is none of this number

    def close(self) -> None:
        """See database.Connection."""
        self.client.close()


def ids_of(plan: Plan, table: Table, rows: range) -> list[Any]:
    """The `_id`s of rows of a table."""
    frame = Frame(plan, table, np.arange(rows.start, rows.stop, dtype=np.uint64))
    return document_ids(table, frame)


def _text(value: Any) -> str | None:
    """A key as text, a UUID with its dashes; None for none."""
    if isinstance(value, Binary) and value.subtype == UUID_SUBTYPE:
        return str(value.as_uuid())
    return None if value is None else str(value)


def _distinct(values: Sequence[Any]) -> list[Any]:
    found = {comparable(each): each for value in values for each in candidates(value)}
    return list(found.values())
