"""How far runs into MongoDB have come: a document of `mockcraft_checkpoint` for each table of a run.

Its `_id` is the table, so that a table is in one run at a time; of a part of a table it is what locks the part.
No transaction holds rows and checkpoint together: a checkpoint moves behind its rows, and rows that are written
again are found by their `_id`s. Beside them stand the locks, see `locks`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from mockcraft.ledger import Share, share_of


class MongoCheckpoints:
    """See database.Checkpoints and ledger.Ledger.

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
        for each in self._noted():
            if _share(each) is None:
                point = Checkpoint(each["next_row"], each["made"])
                found.setdefault(each["run"], {})[each["_id"]] = point
        return {run: made for run, made in found.items() if set(tables) & set(made)}

    def shares(self) -> list[Share]:
        """See ledger.Ledger."""
        return [share for each in self._noted() if (share := _share(each))]

    def _noted(self) -> list[dict[str, Any]]:
        with self.connection.told(CHECKPOINT):
            return list(self._all.find({"run": {"$exists": True}}, sort=[("run", 1), ("place", 1)]))

    def begin(self, run: str, tables: Mapping[str, Checkpoint]) -> None:
        """See database.Checkpoints."""
        self._write(
            [
                {
                    "_id": name,
                    "run": run,
                    "place": place,
                    "next_row": each.next_row,
                    "made": each.made,
                }
                for place, (name, each) in enumerate(tables.items())
            ],
            list(tables),
        )

    def note(self, shares: Sequence[Share]) -> None:
        """See ledger.Ledger."""
        self._write(
            [
                {"_id": each.lock, "run": each.noted, "table": each.table, "place": place,
                 "next_row": each.next_row, "made": each.made}
                for place, each in enumerate(shares)
            ],
            list(dict.fromkeys(each.table for each in shares)),
        )  # fmt: skip

    def _write(self, documents: Sequence[dict[str, Any]], tables: Sequence[str]) -> None:
        """Writes documents, each in the place of one of ours or of none."""
        with self.connection.told(CHECKPOINT):
            try:
                self._all.bulk_write(
                    [
                        ReplaceOne(
                            {"_id": each["_id"], "owner": self.owner},
                            {**each, "owner": self.owner},
                            upsert=True,
                        )
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
        share = share_of(run, rows.table, rows.start, False)
        place = {"_id": share.lock if share else rows.table, "run": run, "owner": self.owner}
        with self.connection.told(CHECKPOINT):
            moved = self._all.update_one(
                {**place, "next_row": {"$lte": rows.stop}}, {"$set": {"next_row": rows.stop}}
            )
        if not moved.matched_count:
            raise self._moved(rows.table)

    def complete(self, shares: Sequence[Share]) -> None:
        """See ledger.Ledger. Of a part, its owner alone does so."""
        for each in shares:
            owner = {"owner": self.owner} if each.number else {}
            done = {"$set": {"run": replace(each, complete=True).noted}}
            with self.connection.told(CHECKPOINT):
                found = self._all.update_one(_place(each) | owner, done)
            if not found.matched_count:
                raise self._moved(each.table)

    def _moved(self, table: str) -> SinkError:
        return SinkError(
            f"{self.connection.target}: another run has moved the checkpoint of {table} (run them one by one)"
        )

    def strike(self, shares: Sequence[Share]) -> None:
        """See ledger.Ledger. The collection goes with the locks."""
        if shares:
            with self.connection.told(CHECKPOINT):
                self._all.delete_many({"$or": [_place(each) for each in shares]})

    def forget(self, tables: Sequence[str]) -> None:
        """See database.Checkpoints. The collection goes with the locks."""
        with self.connection.told(CHECKPOINT):
            runs = self._all.distinct("run", {"_id": {"$in": list(tables)}})
            self._all.delete_many({"run": {"$in": runs}})


def _place(share: Share) -> dict[str, Any]:
    return {"_id": share.lock, "run": share.noted}


def _share(document: Mapping[str, Any]) -> Share | None:
    """A document of the checkpoints as a share; None where it is that of a run of all rows."""
    table = document.get("table", document["_id"])
    return share_of(document["run"], table, document["next_row"], document["made"])
