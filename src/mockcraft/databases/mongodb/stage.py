"""Collections that a backup is restored to, beside those of a database: to be verified, or before they take
the place of the others.

Their names are those of definitions.is_staged. In the collection HOME stands whose they are (a lock, which ends with the process),
and what is being put in place, see `switch`.
"""

from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

from bson import decode
from pymongo.errors import OperationFailure

from mockcraft import signals
from mockcraft.backup import Content, Contents, Report
from mockcraft.backups.compression import Files
from mockcraft.backups.digests import RowDigest
from mockcraft.backups.errors import check_empty
from mockcraft.databases.mongodb import definitions as defined
from mockcraft.databases.mongodb.connection import OPTIONS, MongoConnection
from mockcraft.databases.mongodb.definitions import HOME, VIEW, Definition
from mockcraft.databases.mongodb.documents import add, batches, raw_batches, refused, write
from mockcraft.databases.mongodb.locks import LEASE_S, Held, Locks
from mockcraft.databases.mongodb.messages import DUPLICATE
from mockcraft.databases.mongodb.switch import Switch, keeps_options, new_name
from mockcraft.errors import BackupError, MockcraftError, SinkError

CATALOGUE = "definitions.bson"
LOCK = "restore"  # what the lock is called


def file_name(place: int) -> str:
    """The file of the collection at a place of the catalogue."""
    return f"collection-{place}.bson"


class Stage:
    """Collections beside those of a database; who has made it has its lock.

    Attributes:
        connection: to the database.
        definitions: of what was loaded.
    """

    def __init__(self, connection: MongoConnection) -> None:
        self.connection = connection
        self.definitions: list[Definition] = []
        self._locks = Locks(connection, HOME)
        self._owner = str(self._locks.owner)
        connection.check_writable()
        _take(self._locks)
        try:
            clear_locked(connection, self.check)
        except BaseException:
            self._locks.release()
            raise

    def check(self) -> None:
        """Raises BackupError where another restore has taken over since, as this one was not heard of."""
        check_kept(self._locks)

    def _name(self, place: int) -> str:
        return new_name(self._owner, place)

    def fill(self, files: Files, report: Report) -> None:
        """Restores collections, in which nothing expires yet."""
        with files.reading(CATALOGUE) as source, closing(batches(source)) as found:
            self.definitions = [_definition(bytes(each.raw)) for batch in found for each in batch]
        for place, each in enumerate(self.definitions):
            self._restore(files, place, each, report)

    def _restore(self, files: Files, place: int, definition: Definition, report: Report) -> None:
        name, database = self._name(place), self.connection.database
        with self.connection.told(definition.name):
            defined.create(database, definition, name)
            if definition.kind == VIEW:
                return
            done = 0
            with files.reading(file_name(place)) as source, closing(batches(source)) as found:
                for batch in found:
                    self.check()
                    write(self.connection, definition, name, batch)
                    done += len(batch)
                    report(f"restoring {definition.name}", done, 0)
            report(f"indexing {definition.name}", 0, 0)
            try:
                defined.index(database, definition, name)
            except OperationFailure as error:
                if error.code != DUPLICATE:
                    raise
                raise refused(self.connection, definition, {"code": error.code}) from error

    def contents(self, report: Report) -> Contents:
        """What was restored, as if it had its names. From now on it expires."""
        names = {self._name(place): each for place, each in enumerate(self.definitions)}
        tables = {}
        for name, each in names.items():
            if each.kind != VIEW:
                tables[each.name] = content(self.connection, each, name, report)
        with self.connection.told():
            database = self.connection.database
            for name, each in names.items():
                defined.make_expire(database, each, name)
            found = []
            for there in database.list_collections(filter={"name": {"$in": list(names)}}):
                each = names[there["name"]]
                indexes = () if each.kind == VIEW else defined.indexes_of(database, there["name"])
                found.append(Definition(each.name, each.kind, there.get("options", {}), indexes))
        found.sort(key=lambda each: each.name)
        return Contents(tables, defined.digest(found))

    def take_place(self, replaces: bool) -> str:
        """Puts what was restored in the place of what is there; returns where others' documents are that came
        between the two, or "".

        Raises:
            BackupError: something is there and may not be replaced; or it failed: the database is as it was, or
                the error says what is left.
        """
        with signals.held(), self.connection.told():
            there = defined.definitions_in(self.connection.database)
            if not replaces:
                check_empty(self.connection.target, [each.name for each in there])
            self.check()
            keeps = keeps_options(self.connection)
            switch = Switch(
                self.connection, self._owner, there, self.definitions, keeps, self.check
            )
            switch.run()
            self.release()
            return switch.remark

    def remove(self) -> None:
        """Removes what was restored and not put in place, where it can; a switch that was cut off stays, to be
        finished.
        """
        with suppress(MockcraftError), self.connection.told():
            if Switch.begun(self.connection, self.check) is None:
                for place in range(len(self.definitions)):  # another restore may have taken over
                    self.connection.database.drop_collection(self._name(place))
        self.release()

    def release(self) -> None:
        """Gives the database to others, where it can."""
        with suppress(MockcraftError):
            self._locks.release()


def _definition(raw: bytes) -> Definition:
    document: dict[str, Any] = decode(raw, codec_options=OPTIONS)
    return Definition.read(document)


def content(
    connection: MongoConnection, definition: Definition, name: str, report: Report
) -> Content:
    """What a collection holds under a name."""
    digest = RowDigest()
    with connection.told(definition.name):
        for batch in raw_batches(connection, definition, name, report, "comparing"):
            add(digest, definition, batch)
    return digest.content()


def clear_left(connection: MongoConnection) -> None:
    """Removes what a killed restore left in a database; one that was putting things in place is finished.

    Raises BackupError where somebody is at it.
    """
    if not staged(connection):
        return
    connection.check_writable()
    locks = Locks(connection, HOME)
    _take(locks)
    try:
        clear_locked(connection, lambda: check_kept(locks))
    finally:
        locks.release()


def clear_locked(connection: MongoConnection, check: Callable[[], None]) -> None:
    """Does what `clear_left` does, where the lock is ours already; see Switch for `check`."""
    with connection.told():
        switch = Switch.begun(connection, check)
        if switch is not None:
            switch.finish()
        drop_staged(connection)


def staged(connection: MongoConnection) -> list[str]:
    """The names of all that restores have left in a database."""
    with connection.told():
        return sorted(filter(defined.is_staged, connection.database.list_collection_names()))


def drop_staged(connection: MongoConnection) -> None:
    """Drops all that restores have left but their locks."""
    for name in staged(connection):
        if name != HOME:
            connection.database.drop_collection(name)


def check_kept(locks: Locks) -> None:
    """Renews a lock; raises BackupError where another restore has it."""
    try:
        locks.renew()
    except SinkError as error:
        if not locks.lost:
            raise
        raise BackupError(
            f"{locks.connection.target}: another restore or backup has taken over, as nothing was heard of this one for "
            f"{LEASE_S:.0f} s (look at what is there, and restore again)"
        ) from error


def _take(locks: Locks) -> None:
    try:
        locks.take([LOCK])
    except Held as error:
        raise BackupError(
            f"{locks.connection.target}: a backup is being restored to it (wait until that has ended)"
        ) from error
