"""Locks of the tables that a run fills: documents beside the checkpoints, which the run renews.

The time of a lock is the server's, so the clocks of hosts may differ. Who has not renewed it for LEASE_S, or is
known to have ended, has it no longer. `_id` is `{lock: table}`.

The collection goes with the last of them. Who drops it holds the lock of no table, DROPPING, meanwhile; who takes
a lock looks for that one behind it, and then whether its own is still there.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pymongo
from bson.objectid import ObjectId
from pymongo.collection import Collection
from pymongo.errors import DuplicateKeyError, PyMongoError

from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.databases.mongodb.connection import OPTIONS, MongoConnection
from mockcraft.databases.mongodb.holders import is_gone, is_here, this_process
from mockcraft.errors import MockcraftError, SinkError

LEASE_S = 30.0  # that a lock is held without being renewed
BEAT_S = 5.0  # between two renewals, and that one of them may take
WAIT_S, STEP_S = 5.0, 0.1  # for another run
DROPPING = ""  # in place of a table's name


class Held(SinkError):
    """Another run has the lock."""


class Locks:
    """The locks of a run.

    Attributes:
        connection: to the database; another one when it was lost.
        home: the collection in which they stand.
        owner: tells runs apart; it is no part of the data.
        names: of the tables that it has taken.
        lost: the table that another run has taken since, as this one was not heard of for LEASE_S; "" for none.
    """

    def __init__(self, connection: MongoConnection, home: str = CHECKPOINT) -> None:
        self.connection, self.home, self.owner = connection, home, ObjectId()
        self.names: list[str] = []
        self.lost = ""
        self._ends = Event()
        self._beat: Thread | None = None

    @property
    def _all(self) -> Collection[dict[str, Any]]:
        return self.connection.collection(self.home)

    def take(self, tables: Sequence[str]) -> None:
        """Takes the tables, or renews what is held of them; their checkpoints are this run's from then on.

        Raises:
            Held: another run has one of them for longer than WAIT_S.
        """
        self.check_kept()
        until, wanted = time.monotonic() + WAIT_S, sorted(tables)
        with self.connection.told(self.home):
            while True:
                held = next((name for name in wanted if not self._taken(name)), None)
                if held is None and self._holder(DROPPING) is None and self._has(wanted):
                    break
                if time.monotonic() > until:
                    raise self._refusal(held or wanted[0])
                time.sleep(STEP_S)
            self._all.update_many({"_id": {"$in": wanted}}, {"$set": {"owner": self.owner}})
        if self._beat is None:
            self._ends.clear()
            self._beat = Thread(target=self._renew_until_end, daemon=True)
            self._beat.start()

    def check_free(self, tables: Sequence[str]) -> None:
        """Raises Held where another run has one of the tables; writes nothing."""
        with self.connection.told(self.home):
            held = next((name for name in sorted(tables) if self._holder(name)), None)
            if held is not None:
                raise self._refusal(held)

    def check_kept(self) -> None:
        """Raises SinkError where another run has taken a table of this one."""
        if self.lost:
            raise SinkError(
                f"{self.connection.target}: another run has taken table {self.lost}, as nothing was heard of this one "
                f"for {LEASE_S:.0f} s (run them one by one)"
            )

    def renew(self) -> None:
        """Renews the locks; raises SinkError where another run has taken one."""
        with self.connection.told(self.home):
            self._renew()
        self.check_kept()

    def give_back(self, tables: Sequence[str]) -> None:
        """Gives some tables to others. One that is not heard of is given when its time is over."""
        self.names = [name for name in self.names if name not in tables]
        with self.connection.told(self.home):
            self._give(tables)

    def release(self) -> None:
        """Gives the tables to others, and drops the collection where nothing is left in it."""
        self._ends.set()
        if self._beat is not None:
            self._beat.join()
            self._beat = None
        names, self.names = self.names, []
        if not names:
            return
        with pymongo.timeout(BEAT_S), self.connection.told(self.home):
            self._give(names)
            if self._is_empty() and self._taken(DROPPING):
                try:
                    if self._is_empty():
                        self._all.drop()
                finally:
                    self._give([DROPPING])

    def _is_empty(self) -> bool:
        return self._all.find_one({"_id": {"$ne": _id(DROPPING)}}) is None

    # ------------------------------------------------------------------ one lock

    def _taken(self, name: str) -> bool:
        """Takes a lock that nobody has; whether it is ours."""
        lock = {"owner": self.owner, **this_process()}
        found = self._all.find_one({"_id": _id(name)})
        if found is not None and found["owner"] != self.owner and self._lives(found):
            return False
        former = found["owner"] if found is not None else self.owner
        renewed = {"$set": lock, "$currentDate": {"renewed": True}}
        try:
            done = self._all.update_one(
                {"_id": _id(name), "owner": former}, renewed, upsert=found is None
            )
        except DuplicateKeyError:  # another run was quicker
            return False
        if not (done.matched_count or done.upserted_id is not None):
            return False
        if name not in self.names and name != DROPPING:
            self.names.append(name)
        return True

    def _holder(self, name: str) -> dict[str, Any] | None:
        """The lock of another run that lives."""
        found = self._all.find_one({"_id": _id(name)})
        if found is None or found["owner"] == self.owner or not self._lives(found):
            return None
        return found

    def _lives(self, lock: Any) -> bool:
        now = self.connection.database.command("hello", codec_options=OPTIONS)["localTime"]
        return now - lock["renewed"] < timedelta(seconds=LEASE_S) and not is_gone(lock)

    def _has(self, names: Sequence[str]) -> bool:
        return self._all.count_documents(self._own(names)) == len(set(names))

    def _give(self, names: Sequence[str]) -> None:
        self._all.delete_many(self._own(names))

    def _own(self, names: Sequence[str]) -> dict[str, Any]:
        return {"_id": {"$in": [_id(name) for name in names]}, "owner": self.owner}

    def _refusal(self, name: str) -> Held:
        found = self._all.find_one({"_id": _id(name)})
        who = f"; it is process {found['process']} on {found['host']}" if found is not None else ""
        if found is not None and not is_here(found):
            who += f", whose lock ends {LEASE_S:.0f} s after it was killed"
        return Held(
            f"{self.connection.target}: another run is filling table {name} (wait until it is done{who})"
        )

    # ------------------------------------------------------------------ in a thread of its own

    def _renew_until_end(self) -> None:
        """A server that does not answer is asked again."""
        while not self._ends.wait(BEAT_S):
            with suppress(PyMongoError, MockcraftError), pymongo.timeout(BEAT_S):
                self._renew()

    def _renew(self) -> None:
        """One that another run has taken is lost for good, also where that one has ended: its rows may be there."""
        renewed = self._all.update_many(self._own(self.names), {"$currentDate": {"renewed": True}})
        if renewed.matched_count < len(self.names) and not self.lost:
            self.lost = next((name for name in self.names if not self._has([name])), "")


def _id(name: str) -> dict[str, str]:
    return {"lock": name}
