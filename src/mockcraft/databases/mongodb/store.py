"""MongoDB: ready-made documents go in unordered bulk writes; `_id`s make a repeated one harmless.

No transaction holds the rows of a run together. What was written since the last checkpoint is made again where
it is to be taken back: of documents that are there, those alone go that equal ours.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from bson import decode
from bson.json_util import RELAXED_JSON_OPTIONS, dumps

from mockcraft.core.frame import batch_of
from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.database import Encoder, Written
from mockcraft.databases.mongodb.batches import documents_of, insert, remove
from mockcraft.databases.mongodb.checkpoints import MongoCheckpoints
from mockcraft.databases.mongodb.connection import MongoConnection, ids_of
from mockcraft.databases.mongodb.indexes import asked_indexes, other_indexes, unique_indexes
from mockcraft.databases.mongodb.locks import Locks
from mockcraft.databases.mongodb.types import json_schema
from mockcraft.errors import ConnectionLost, MockcraftError, SinkError
from mockcraft.formats.bson import Bson
from mockcraft.formats.ddl import MARK
from mockcraft.stored import Catalogue, StoredKey


class MongoStore:
    """See database.Store and ledger.SharedStore.

    Attributes:
        keys_follow: no key is checked.
        pending: chunks that were written since the last flush.
    """

    waits, note = True, ""
    keys_follow = False

    def __init__(self, connection: MongoConnection) -> None:
        self.connection = connection
        self.locks = Locks(connection)
        self.checkpoints = MongoCheckpoints(connection, self.locks.owner)
        self.pending: list[Chunk] = []
        self.plan: Plan | None = None

    def lock(self, tables: Sequence[str]) -> None:
        """See database.Store."""
        self.connection.check_writable()
        self.locks.take(tables)

    def unlock(self, tables: Sequence[str]) -> None:
        """See ledger.SharedStore."""
        self.locks.give_back(tables)

    def share(self) -> None:
        """See ledger.SharedStore. References are let in as they are."""

    def check_free(self, tables: Sequence[str]) -> None:
        """See traits.WatchfulStore."""
        self.locks.check_free(tables)

    def check_rows(self, plan: Plan, ranges: Sequence[Range], kept: Sequence[str]) -> None:
        """See traits.WatchfulStore. Documents come in any order, and a full disk is told by the server."""

    def format(self, plan: Plan, catalogue: Catalogue) -> Encoder:
        """See database.Store."""
        self.plan = plan
        return Bson()

    def begin(self, keys: Sequence[StoredKey]) -> None:
        """See database.Store. There is nothing to begin."""

    def empty(self, tables: Sequence[Table], catalogue: Catalogue) -> None:
        """See database.Store. Validators and indexes stay."""
        for table in tables:
            with self.connection.told(table.name):
                self.connection.collection(table.name).delete_many({})

    def check_making(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store."""
        self.connection.check_writable()
        for table in tables:
            asked_indexes(plan, table)

    def make(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See database.Store."""
        there = self.connection.catalogue([table.name for table in tables]).tables
        for table in tables:
            with self.connection.told(table.name):
                if table.name not in there:
                    rules = json_schema(table, MARK.format(plan.digest))
                    self.connection.database.create_collection(
                        table.name, validator={"$jsonSchema": rules}
                    )
                if indexes := unique_indexes(plan, table):
                    self.connection.collection(table.name).create_indexes(indexes)

    def make_shared(self, plan: Plan, tables: Sequence[Table]) -> None:
        """See ledger.SharedStore."""
        self.make(plan, tables)

    def write(self, table: Table, chunk: Chunk, payload: Any) -> None:
        """See database.Store."""
        self.pending.append(chunk)
        insert(self.connection, table.name, chunk.start, documents_of(payload))

    def flush(self, rows: Written) -> Written:
        """See database.Store. They are there when `write` returns.

        From here on the checkpoint may be moved past them, also by a command whose answer is lost, so they stay.
        """
        self.locks.check_kept()
        self.pending = []
        return rows

    def complete(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See database.Store. Unique indexes are there, but where a run was killed between a collection and its own."""
        for table in tables:
            if table.name not in made:
                continue
            if indexes := [*unique_indexes(plan, table), *other_indexes(plan, table)]:
                with self.connection.told(f"indexes of {table.name}"):
                    self.connection.collection(table.name).create_indexes(indexes)

    def complete_shared(self, plan: Plan, tables: Sequence[Table], made: Sequence[str]) -> None:
        """See ledger.SharedStore."""
        self.complete(plan, tables, made)

    def commit(self) -> None:
        """See database.Store. There is nothing to commit."""

    def rollback(self) -> None:
        """See database.Store. Rows that were flushed are known to the sink. What a lost connection keeps from it is done when there is a new one."""
        with suppress(SinkError):
            self._take_back()

    def _take_back(self) -> None:
        """Deletes what no checkpoint has passed; nothing where another run of the same rows may have written it."""
        if self.locks.lost:
            self.pending = []
        while self.pending and self.plan is not None:
            chunk = self.pending[-1]
            table = self.plan.table(chunk.table)
            documents = documents_of(Bson().encode(table, batch_of(self.plan, chunk), chunk))
            with self.connection.told(table.name):
                remove(self.connection.raw(table.name), documents)
            self.pending.pop()

    def settle(self, tables: Sequence[Table]) -> None:
        """See database.Store. Nothing is numbered."""

    def reopen(self) -> None:
        """See database.Store. The locks are kept."""
        self.connection.close()
        self.connection = MongoConnection(self.connection.url)
        if not self.connection.writable:
            raise ConnectionLost(f"{self.connection.target}: the server takes no writes just now")
        self.checkpoints.connection = self.locks.connection = self.connection
        self.locks.renew()
        self._take_back()

    def drop(self, tables: Sequence[str]) -> None:
        """See database.Store."""
        for name in tables:
            with self.connection.told(name):
                self.connection.collection(name).drop()

    def sample(self, table: Table, batch: Any, chunk: Chunk) -> str:
        """See traits.ShowingStore: as MongoDB's Extended JSON (relaxed)."""
        document = decode(bytes(Bson().encode(table, batch, chunk)))
        text = dumps(document, json_options=RELAXED_JSON_OPTIONS, ensure_ascii=False)
        return f"the first document is {text}"

    def delete_rows(self, plan: Plan, table: Table, rows: range) -> None:
        """See traits.NumberedStore."""
        with self.connection.told(table.name):
            wanted = {"_id": {"$in": ids_of(plan, table, rows)}}
            self.connection.collection(table.name).delete_many(wanted)

    def close(self) -> None:
        """See database.Store."""
        with suppress(MockcraftError):
            self.locks.release()
        self.connection.close()
