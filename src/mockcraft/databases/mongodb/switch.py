"""Puts restored collections in the place of others, by renaming both, a pair at a time.

No transaction holds several names together. So what is to be done is written down first: one that fails is
taken back, and one that was killed is finished by the next who looks. Others may write meanwhile, and MongoDB makes
a collection for whoever writes to none: such a newcomer is moved aside, to a name that tells whose place it had.

What cannot be renamed is made anew: views, time series, which are filled from the restored ones, and on servers
that forget options of a collection which they rename, collections with options. Of these, what was there before
is gone then, but for views, and nothing is taken back.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

from pymongo.errors import OperationFailure, PyMongoError

from mockcraft.databases.mongodb import definitions as defined
from mockcraft.databases.mongodb.batches import documents_of
from mockcraft.databases.mongodb.connection import MongoConnection
from mockcraft.databases.mongodb.definitions import COLLECTION, HOME, VIEW, Definition
from mockcraft.databases.mongodb.documents import raw_batches, write
from mockcraft.databases.mongodb.messages import TAKEN, said
from mockcraft.errors import BackupError, MockcraftError, SinkError
from mockcraft.wording import first_of

PROBE = f"{HOME}_probe"
MEANWHILE = "_meanwhile"  # behind the name of a collection that was made while its name was free
NAME_BYTES = 200  # of a name that this is put behind; MongoDB takes 255 with the database's
TRIES = 50  # to have a name that others take again and again
_JOURNAL = {"_id": "switch"}


def new_name(owner: str, place: int) -> str:
    """What a restored collection is called until it has its own name; of each restore another one."""
    return f"{HOME}_new_{owner}_{place}"


def old_name(owner: str, place: int) -> str:
    """What a collection is called that was there before."""
    return f"{HOME}_old_{owner}_{place}"


class Switch:
    """Some collections that take the place of others.

    Attributes:
        connection: to the database.
        owner: of the restore, in the names of what is beside.
        old: what is there; it stands aside as `old_name` meanwhile.
        new: what was restored, as `new_name`.
        keeps: whether the server keeps the options of what it renames.
        check: raises where another restore has taken over, before each step.
        newcomers: names under which others have made collections meanwhile, and where these are.
    """

    def __init__(
        self,
        connection: MongoConnection,
        owner: str,
        old: Sequence[Definition],
        new: Sequence[Definition],
        keeps: bool,
        check: Callable[[], None],
    ) -> None:
        self.connection, self.owner, self.old, self.new = connection, owner, old, new
        self.keeps, self.check = keeps, check
        self.newcomers: list[tuple[str, str]] = []
        self._database = connection.database
        self._home = connection.collection(HOME)
        self._made: set[str] = set()  # names that were made anew, by this process
        self._gone: list[str] = []  # what is gone for good

    @classmethod
    def begun(cls, connection: MongoConnection, check: Callable[[], None]) -> "Switch | None":
        """The one that was begun in a database, and not finished."""
        found = connection.collection(HOME).find_one(_JOURNAL)
        if found is None:
            return None
        old, new = (tuple(map(Definition.read, found[word])) for word in ("old", "new"))
        return cls(connection, found["owner"], old, new, found["keeps"], check)

    @property
    def remark(self) -> str:
        """Where newcomers are, or ""."""
        if not self.newcomers:
            return ""
        told = first_of([f"into {name} is in {aside}" for name, aside in self.newcomers])
        return f"what others wrote meanwhile {told}"

    def run(self) -> None:
        """Does it all; raises BackupError where it fails, and says what is left."""
        old, new = ([each.document for each in some] for some in (self.old, self.new))
        self.check()
        self._home.insert_one(
            {**_JOURNAL, "owner": self.owner, "old": old, "new": new, "keeps": self.keeps}
        )
        try:
            self._forward()
            self._end()
        except (PyMongoError, MockcraftError) as error:
            self._take_back(error)

    def finish(self) -> None:
        """Does what a process that was killed has not done."""
        if not (self._home.find_one(_JOURNAL) or {}).get("done"):
            self._forward()
        self._end()

    def _end(self) -> None:
        self.check()
        self._home.update_one(_JOURNAL, {"$set": {"done": True}})
        for name in self._names():
            if defined.is_staged(name) and name != HOME:
                self._database.drop_collection(name)
        self._home.delete_one(_JOURNAL)

    def _forward(self) -> None:
        there, replaced = self._names(), set()
        for place, each in enumerate(self.new):
            if self._moves(each):
                replaced.add(each.name)
                if new_name(self.owner, place) in there:
                    self._place(new_name(self.owner, place), each.name)
        for each in self.old:
            if each.name not in replaced:
                self._vacate(each.name)
        for place, each in enumerate(self.new):
            if not self._moves(each) and each.kind != VIEW:
                self._vacate(each.name)
                self._refill(each, new_name(self.owner, place))
        self._make_views(self.new)
        names = {each.name for each in self.new}
        found = [each for each in defined.definitions_in(self._database) if each.name in names]
        if defined.digest(found) != defined.digest(self.new):
            raise BackupError("what is defined is another thing once it has its name")

    def _take_back(self, error: Exception) -> None:
        """Puts all back as it was; raises BackupError."""
        # Where another restore has taken over, that ends it; a connection that is lost is told of below.
        with suppress(SinkError):
            self.check()
        why = (
            f"{self.connection.target}: what was restored could not be put in place: {said(error)}"
        )
        later = "the next restore or backup of this database puts it in place, once that is mended"
        if self._gone:
            raise BackupError(
                f"{why}; {', '.join(self._gone)} went before that ({later})"
            ) from error
        try:
            self._back()
        except (PyMongoError, MockcraftError) as other:
            raise BackupError(
                f"{why}; nor could it be taken back: {said(other)} ({later})"
            ) from other
        told = "; ".join(filter(None, ["the database is as it was", self.remark]))
        raise BackupError(f"{why} ({told})") from error

    def _back(self) -> None:
        for name in sorted(self._made):
            self._database.drop_collection(name)
        there = self._names()
        for place, each in enumerate(self.new):
            if self._moves(each) and new_name(self.owner, place) not in there:
                self._rename(each.name, new_name(self.owner, place))
        for place, each in enumerate(self.old):
            if old_name(self.owner, place) in there:
                self._place(old_name(self.owner, place), each.name)
        self._make_views(self.old)
        self._home.delete_one(_JOURNAL)

    # ------------------------------------------------------------------ single steps

    def _names(self) -> set[str]:
        return set(self._database.list_collection_names())

    def _moves(self, each: Definition) -> bool:
        """Whether it is renamed."""
        return each.kind == COLLECTION and (self.keeps or not each.options)

    def _rename(self, name: str, to: str) -> None:
        self.check()
        rename(self.connection, name, to)

    def _place(self, source: str, name: str) -> None:
        """Gives a collection its name."""
        self._taking(name, lambda: self._rename(source, name))

    def _taking(self, name: str, action: Callable[[], object]) -> None:
        """Does what takes a name, which is made free for it, as often as others are quicker."""
        for left in reversed(range(TRIES)):
            self._vacate(name)
            try:
                action()
                return
            except OperationFailure as error:
                if error.code != TAKEN or not left:
                    raise

    def _vacate(self, name: str) -> None:
        """Makes a name free: what was there before is moved aside, or dropped where it cannot be; so is what was begun
        to be made there. All else is a newcomer, and is kept.
        """
        found = defined.definition_of(self._database, name)
        if found is None:
            return
        place, before = next(
            ((place, each) for place, each in enumerate(self.old) if each.name == name), (0, None)
        )
        if not self._moves(found):
            if found.kind != VIEW and before is not None and not self._moves(before):
                self._gone.append(name)
            self.check()
            self._database.drop_collection(name)
            return
        aside = old_name(self.owner, place)
        if before is None or not self._moves(before) or self._is_there(aside):
            aside = self._free_name(name)
            self.newcomers.append((name, aside))
        self._rename(name, aside)

    def _is_there(self, name: str) -> bool:
        return defined.definition_of(self._database, name) is not None

    def _free_name(self, name: str) -> str:
        begun = name.encode()[:NAME_BYTES].decode(errors="ignore") + MEANWHILE
        numbered = (f"{begun}{number}" if number > 1 else begun for number in count(1))
        return next(each for each in numbered if not self._is_there(each))

    def _refill(self, each: Definition, source: str) -> None:
        self._taking(each.name, lambda: defined.create(self._database, each, each.name))
        self._made.add(each.name)
        for batch in raw_batches(self.connection, each, source, _silent, ""):
            if documents := documents_of(batch):
                self.check()
                write(self.connection, each, each.name, documents)
        defined.index(self._database, each, each.name)
        defined.make_expire(self._database, each, each.name)

    def _make_views(self, some: Sequence[Definition]) -> None:
        for each in some:
            if each.kind == VIEW:
                self._make_view(each)

    def _make_view(self, each: Definition) -> None:
        self._taking(each.name, lambda: defined.create(self._database, each, each.name))
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
