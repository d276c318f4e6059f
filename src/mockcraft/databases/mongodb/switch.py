"""Puts restored collections in the place of others, by renaming both.

No transaction holds several names together. So what is to be done is written down first: one that fails is
taken back, and one that was killed is finished by the next who looks.

What cannot be renamed is made anew: views, time series, which are filled from the restored ones, and on servers
that forget options of a collection which they rename, collections with options. Of these, what was there before
is gone then, but for views, and nothing is taken back.
"""

from collections.abc import Sequence
from typing import Any

from pymongo.errors import PyMongoError

from mockcraft.databases.mongodb import definitions as defined
from mockcraft.databases.mongodb.batches import documents_of
from mockcraft.databases.mongodb.connection import MongoConnection
from mockcraft.databases.mongodb.definitions import COLLECTION, HOME, VIEW, Definition
from mockcraft.databases.mongodb.documents import raw_batches, write
from mockcraft.errors import BackupError, MockcraftError

NEW, OLD = f"{HOME}_new_{{}}", f"{HOME}_old_{{}}"  # names of what is beside, by place
PROBE = f"{HOME}_probe"
_JOURNAL = {"_id": "switch"}


class Switch:
    """Some collections that take the place of others.

    Attributes:
        connection: to the database.
        old: what is there; it stands aside as OLD meanwhile.
        new: what was restored, as NEW.
        keeps: whether the server keeps the options of what it renames.
    """

    def __init__(
        self,
        connection: MongoConnection,
        old: Sequence[Definition],
        new: Sequence[Definition],
        keeps: bool,
    ) -> None:
        self.connection, self.old, self.new, self.keeps = connection, old, new, keeps
        self._database = connection.database
        self._home = connection.collection(HOME)
        self._made: set[str] = set()  # names that were made anew, by this process
        self._gone: list[str] = []  # what is gone for good

    @classmethod
    def begun(cls, connection: MongoConnection) -> "Switch | None":
        """The one that was begun in a database, and not finished."""
        found = connection.collection(HOME).find_one(_JOURNAL)
        if found is None:
            return None
        old, new = (tuple(map(Definition.read, found[word])) for word in ("old", "new"))
        return cls(connection, old, new, found["keeps"])

    def run(self) -> None:
        """Does it all; raises BackupError where it fails, and says what is left."""
        old, new = ([each.document for each in some] for some in (self.old, self.new))
        self._home.insert_one({**_JOURNAL, "old": old, "new": new, "keeps": self.keeps})
        try:
            self._forward(again=False)
            self._end()
        except (PyMongoError, MockcraftError) as error:
            self._take_back(error)

    def finish(self) -> None:
        """Does what a process that was killed has not done."""
        if not (self._home.find_one(_JOURNAL) or {}).get("done"):
            self._forward(again=True)
        self._end()

    def _end(self) -> None:
        self._home.update_one(_JOURNAL, {"$set": {"done": True}})
        for name in self._names():
            if defined.is_staged(name) and name != HOME:
                self._database.drop_collection(name)
        self._home.delete_one(_JOURNAL)

    def _forward(self, again: bool) -> None:
        there = self._names()
        for place, each in enumerate(self.old):
            if self._moves(each) and OLD.format(place) not in there and each.name in there:
                self._rename(each.name, OLD.format(place))
        self._drop_unmovable(again)
        for place, each in enumerate(self.new):
            if self._moves(each) and NEW.format(place) in there:
                self._rename(NEW.format(place), each.name)
        for place, each in enumerate(self.new):
            if not self._moves(each) and each.kind != VIEW:
                self._refill(each, NEW.format(place))
        self._make_views(self.new)
        found = defined.definitions_in(self._database)
        if defined.digest(found) != defined.digest(self.new):
            raise BackupError("what is defined is another thing once it has its name")

    def _take_back(self, error: Exception) -> None:
        """Puts all back as it was; raises BackupError."""
        why = f"{self.connection.target}: what was restored could not be put in place: {error}"
        later = "the next restore or backup of this database puts it in place, once that is mended"
        if self._gone:
            raise BackupError(
                f"{why}; {', '.join(self._gone)} went before that ({later})"
            ) from error
        try:
            self._back()
        except (PyMongoError, MockcraftError) as other:
            raise BackupError(f"{why}; nor could it be taken back ({later})") from other
        raise BackupError(f"{why} (the database is as it was)") from error

    def _back(self) -> None:
        for name in sorted(self._made):
            self._database.drop_collection(name)
        there = self._names()
        for place, each in enumerate(self.new):
            if self._moves(each) and NEW.format(place) not in there and each.name in there:
                self._rename(each.name, NEW.format(place))
        for place, each in enumerate(self.old):
            if OLD.format(place) in there:
                self._rename(OLD.format(place), each.name)
        self._make_views(self.old)
        self._home.delete_one(_JOURNAL)

    # ------------------------------------------------------------------ single steps

    def _names(self) -> set[str]:
        return set(self._database.list_collection_names())

    def _moves(self, each: Definition) -> bool:
        """Whether it is renamed."""
        return each.kind == COLLECTION and (self.keeps or not each.options)

    def _rename(self, name: str, to: str) -> None:
        rename(self.connection, name, to)

    def _drop_unmovable(self, again: bool) -> None:
        """Drops what is made anew, and was there; `again`: what was begun to be made too.

        What stands there under such a name is none that was moved aside; it may be one that has been put in place.
        """
        there = self._names()
        placed = {
            each.name
            for place, each in enumerate(self.new)
            if self._moves(each) and NEW.format(place) not in there
        }
        for each in [*self.old, *self.new] if again else self.old:
            if not self._moves(each) and each.name in there and each.name not in placed:
                if each.kind != VIEW:
                    self._gone.append(each.name)
                self._database.drop_collection(each.name)

    def _refill(self, each: Definition, source: str) -> None:
        defined.create(self._database, each, each.name)
        self._made.add(each.name)
        for batch in raw_batches(self.connection, each, source, _silent, ""):
            if documents := documents_of(batch):
                write(self.connection, each, each.name, documents)
        defined.index(self._database, each, each.name)
        defined.make_expire(self._database, each, each.name)

    def _make_views(self, some: Sequence[Definition]) -> None:
        there = self._names()
        for each in some:
            if each.kind == VIEW and each.name not in there:
                defined.create(self._database, each, each.name)
                self._made.add(each.name)


def rename(connection: MongoConnection, name: str, to: str) -> None:
    """Renames a collection; raises PyMongoError where one has the name."""
    database = connection.database.name
    connection.client.admin.command(
        {"renameCollection": f"{database}.{name}", "to": f"{database}.{to}"}
    )


def keeps_options(connection: MongoConnection) -> bool:
    """Whether the server keeps the options of a collection that it renames. MongoDB does; of those that speak its
    protocol, SecantusDB 0.7 does not.
    """
    database, to = connection.database, f"{PROBE}_renamed"
    for name in (PROBE, to):
        database.drop_collection(name)
    database.command({"create": PROBE, "validator": {"a": 1}})
    rename(connection, PROBE, to)
    (found,) = database.list_collections(filter={"name": to})
    database.drop_collection(to)
    return bool(found.get("options"))


def _silent(what: str, done: int, total: int) -> Any:
    """A report that nobody reads."""
