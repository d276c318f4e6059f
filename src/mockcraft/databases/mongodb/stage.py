"""Collections that a backup is restored to, beside those of a database: to be verified, or before they take
the place of the others.

Their names are those of definitions.is_staged. In the collection HOME stands whose they are (a lock, which ends with the process),
and what is being put in place, see `switch`.
"""

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
from mockcraft.databases.mongodb.locks import Held, Locks
from mockcraft.databases.mongodb.messages import DUPLICATE
from mockcraft.databases.mongodb.switch import NEW, Switch, keeps_options
from mockcraft.errors import BackupError, MockcraftError

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
        connection.check_writable()
        _take(self._locks)
        try:
            finish_left(connection)
        except BaseException:
            self._locks.release()
            raise

    def fill(self, files: Files, report: Report) -> None:
        """Restores collections, in which nothing expires yet."""
        with files.reading(CATALOGUE) as source, closing(batches(source)) as found:
            self.definitions = [_definition(bytes(each.raw)) for batch in found for each in batch]
        for place, each in enumerate(self.definitions):
            self._restore(files, place, each, report)

    def _restore(self, files: Files, place: int, definition: Definition, report: Report) -> None:
        name, database = NEW.format(place), self.connection.database
        with self.connection.told(definition.name):
            defined.create(database, definition, name)
            if definition.kind == VIEW:
                return
            done = 0
            with files.reading(file_name(place)) as source, closing(batches(source)) as found:
                for batch in found:
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
        names = {NEW.format(place): each for place, each in enumerate(self.definitions)}
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

    def settle(self, replaces: bool) -> None:
        """Puts what was restored in the place of what is there.

        Raises:
            BackupError: something is there and may not be replaced; or it failed: the database is as it was, or
                the error says what is left.
        """
        with signals.held(), self.connection.told():
            there = defined.definitions_in(self.connection.database)
            if not replaces:
                check_empty(self.connection.target, [each.name for each in there])
            Switch(self.connection, there, self.definitions, keeps_options(self.connection)).run()
            self.release()

    def remove(self) -> None:
        """Removes what was restored and not put in place, where it can; a switch that was cut off stays, to be
        finished.
        """
        with suppress(MockcraftError), self.connection.told():
            if Switch.begun(self.connection) is None:
                drop_staged(self.connection)
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
        finish_left(connection)
    finally:
        locks.release()


def finish_left(connection: MongoConnection) -> None:
    """Does what `clear_left` does, where the lock is ours already."""
    with connection.told():
        switch = Switch.begun(connection)
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


def _take(locks: Locks) -> None:
    try:
        locks.take([LOCK])
    except Held as error:
        raise BackupError(
            f"{locks.connection.target}: a backup is being restored to it (wait until that has ended)"
        ) from error
