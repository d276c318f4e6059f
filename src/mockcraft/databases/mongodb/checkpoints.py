"""How far runs into MongoDB have come: a document of `mockcraft_checkpoint` for each table of a run.

Its `_id` is the table, so that a table is in one run at a time. No transaction holds rows and checkpoint
together: a checkpoint moves behind its rows, and rows that are written again are found by their `_id`s. Beside
them stand the locks, see `locks`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bson.objectid import ObjectId
from pymongo import ReplaceOne
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from mockcraft.database import Checkpoint, Written
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.databases.mongodb.connection import MongoConnection
from mockcraft.databases.mongodb.messages import is_lost
from mockcraft.errors import SinkError


class MongoCheckpoints:
    """See database.Checkpoints.

    Attributes:
        connection: to the database; another one when it was lost.
        owner: of the locks, who alone moves the checkpoints.
    """

    def __init__(self, connection: MongoConnection, owner: ObjectId) -> None:
        self.connection, self.owner = connection, owner

    @property
    def _all(self) -> Collection[dict[str, Any]]:
        return self.connection.collection(CHECKPOINT)

    def possible(self) -> bool:
        """See database.Checkpoints."""
        return True

    def unfinished(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, Checkpoint]]:
        """See database.Checkpoints."""
        found: dict[str, dict[str, Checkpoint]] = {}
        with self.connection.told(CHECKPOINT):
            for each in self._all.find({"run": {"$exists": True}}, sort=[("run", 1), ("place", 1)]):
                point = Checkpoint(each["next_row"], each["made"])
                found.setdefault(each["run"], {})[each["_id"]] = point
        return {run: made for run, made in found.items() if set(tables) & set(made)}

    def begin(self, run: str, tables: Mapping[str, Checkpoint]) -> None:
        """See database.Checkpoints."""
        documents = [
            {
                "_id": name,
                "run": run,
                "place": place,
                "next_row": each.next_row,
                "made": each.made,
                "owner": self.owner,
            }
            for place, (name, each) in enumerate(tables.items())
        ]
        with self.connection.told(CHECKPOINT):
            try:
                self._all.bulk_write(
                    [
                        ReplaceOne({"_id": each["_id"], "owner": self.owner}, each, upsert=True)
                        for each in documents
                    ]
                )
            except BulkWriteError as error:
                if is_lost(error):
                    raise
                raise SinkError(
                    f"{self.connection.target}: another run has begun in {', '.join(tables)} (run them one by one)"
                ) from None

    def advance(self, run: str, rows: Written) -> None:
        """See database.Checkpoints. One that stands where it should be was moved by us, and not acknowledged;
        between two ranges of a table it stands before the start.
        """
        with self.connection.told(CHECKPOINT):
            moved = self._all.update_one(
                {
                    "_id": rows.table,
                    "run": run,
                    "owner": self.owner,
                    "next_row": {"$lte": rows.stop},
                },
                {"$set": {"next_row": rows.stop}},
            )
        if not moved.matched_count:
            raise SinkError(
                f"{self.connection.target}: another run has moved the checkpoint of {rows.table} "
                "(run them one by one)"
            )

    def forget(self, tables: Sequence[str]) -> None:
        """See database.Checkpoints. The collection goes with the locks."""
        with self.connection.told(CHECKPOINT):
            runs = self._all.distinct("run", {"_id": {"$in": list(tables)}})
            self._all.delete_many({"run": {"$in": runs}})
