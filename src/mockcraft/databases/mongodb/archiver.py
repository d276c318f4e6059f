"""Backups of MongoDB: the documents of all collections as BSON, restored beside the database's and renamed.

They are of one moment where the server holds one: in a session with snapshots, as replica sets have them
(https://www.mongodb.com/docs/manual/reference/read-concern-snapshot/).
"""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress

import bson
import pymongo
from pymongo.client_session import ClientSession
from pymongo.errors import ConfigurationError, OperationFailure

from mockcraft.backup import SCRATCH, Content, Contents, Dump, Report
from mockcraft.backups.compression import Files
from mockcraft.backups.digests import RowDigest
from mockcraft.backups.errors import backup_errors
from mockcraft.databases.mongodb.address import address_of, on_server
from mockcraft.databases.mongodb.connection import MongoConnection
from mockcraft.databases.mongodb.definitions import HOME, VIEW, Definition, definitions_in, digest
from mockcraft.databases.mongodb.documents import add, raw_batches
from mockcraft.databases.mongodb.locks import Locks
from mockcraft.databases.mongodb.messages import DENIED, is_lost, said
from mockcraft.databases.mongodb.stage import (
    CATALOGUE,
    LOCK,
    Stage,
    clear_left,
    content,
    file_name,
)
from mockcraft.errors import BackupError, MockcraftError, SinkError

SCRATCH_NAME = re.compile(rf"{SCRATCH}[0-9a-f]{{16}}")  # to the letter: users have databases too
CAVEAT = "documents were read one after another while others could write: it is not of one moment"
APART = "capped collections are not of the same moment as all others"
# A server that keeps a moment for minSnapshotHistoryWindowInSeconds only, and one whose collections have changed.
TOO_OLD, UNAVAILABLE = 239, 246


class MongoArchiver:
    """See backup.Archiver, backup.StagedArchiver."""

    def __init__(self, url: str, stage: Stage | None = None) -> None:
        self.url, self.stage, self.replaces = url, stage, False
        address = address_of(url)
        self.target, self.name = address.shown, address.database

    def exists(self) -> bool:
        """See backup.Archiver. A database without collections does not exist to MongoDB."""
        with self._connected() as connection:
            return bool(definitions_in(connection.database))

    def dump(self, files: Files, report: Report) -> Dump:
        """See backup.Archiver."""
        with self._connected() as connection:
            clear_left(connection)
            definitions = definitions_in(connection.database)
            with files.writing(CATALOGUE) as target:
                for each in definitions:
                    target.write(bson.encode(each.document))
            tables, apart = {}, []
            with _moment(connection) as (session, caveat):
                for place, each in enumerate(definitions):
                    if each.kind == VIEW:
                        continue
                    own = session if session and _is_of_it(connection, each, session) else None
                    if session and own is None:
                        apart.append(each.name)
                    tables[each.name] = _written(connection, each, files, place, own, report)
            if apart:
                caveat = f"{APART}: {', '.join(apart)}"
            if definitions != definitions_in(connection.database):
                raise BackupError(
                    f"{self.target}: collections or their indexes were made, changed or dropped while they were backed "
                    "up (back it up again)"
                )
            server = connection.client.server_info()["version"]
        made_by = f"find, pymongo {pymongo.version}"
        return Dump(Contents(tables, digest(definitions)), server, made_by, caveat)

    def load(self, files: Files, replaces: bool, report: Report) -> None:
        """See backup.Archiver, backup.StagedArchiver."""
        self.replaces = replaces
        with backup_errors():
            if self.stage is None:
                connection = MongoConnection(self.url)
                try:
                    self.stage = Stage(connection)
                except BaseException:
                    connection.close()
                    raise
            self.stage.fill(files, report)

    def contents(self, report: Report) -> Contents:
        """See backup.Archiver, backup.StagedArchiver."""
        if self.stage is not None:
            with backup_errors():
                return self.stage.contents(report)
        with self._connected() as connection:
            definitions = definitions_in(connection.database)
            tables = {
                each.name: content(connection, each, each.name, report)
                for each in definitions
                if each.kind != VIEW
            }
            return Contents(tables, digest(definitions))

    def take_place(self, report: Report) -> str:
        """See backup.StagedArchiver."""
        assert self.stage is not None
        with backup_errors():
            report("putting it in place", 0, 0)
            remark = self.stage.take_place(self.replaces)
        self.stage.connection.close()
        self.stage = None
        return remark

    def discard(self) -> None:
        """See backup.StagedArchiver."""
        if self.stage is not None:
            self.stage.remove()
            self.stage.connection.close()
            self.stage = None

    def present(self) -> Mapping[str, int]:
        """See backup.Archiver. What a killed restore left goes, or is finished."""
        with self._connected() as connection:
            clear_left(connection)
            return {
                each.name: 0 if each.kind == VIEW else connection.count(each.name)
                for each in definitions_in(connection.database)
            }

    @contextmanager
    def _connected(self) -> Iterator[MongoConnection]:
        with (
            backup_errors(),
            closing(MongoConnection(self.url)) as connection,
            connection.told(),
        ):
            yield connection


@contextmanager
def scratch(url: str) -> Iterator[MongoArchiver]:
    """See backup.Backups: a database `mockcraft_verify_…` of the server."""
    url = on_server(url)
    with backup_errors():
        connection = MongoConnection(url)
        try:
            with _advised():
                _sweep(connection)
                there = connection.at(f"{SCRATCH}{secrets.token_hex(8)}")
                stage = Stage(there)
        except BaseException:
            connection.close()
            raise
    try:
        yield MongoArchiver(url, stage)
    finally:
        stage.release()
        with suppress(MockcraftError), there.told():
            there.client.drop_database(there.database.name)
        connection.close()


@contextmanager
def _advised() -> Iterator[None]:
    """Says what a user needs who may not make databases."""
    try:
        yield
    except SinkError as error:
        cause = error.__cause__
        if not (isinstance(cause, OperationFailure) and cause.code == DENIED):
            raise
        raise BackupError(
            f"{error}: a backup is verified in a scratch database (connect as a user with readWriteAnyDatabase and "
            "dbAdminAnyDatabase, or leave that out with --no-verify)"
        ) from error


def _sweep(connection: MongoConnection) -> None:
    """Drops the scratch databases that verifications which were killed have left."""
    with connection.told():
        names = connection.client.list_database_names()
    for name in names:
        if SCRATCH_NAME.fullmatch(name):
            left = connection.at(name)
            with suppress(MockcraftError), left.told():
                Locks(left, HOME).check_free([LOCK])
                left.client.drop_database(name)


def _written(
    connection: MongoConnection,
    definition: Definition,
    files: Files,
    place: int,
    session: ClientSession | None,
    report: Report,
) -> Content:
    digest = RowDigest()
    with connection.told(definition.name), files.writing(file_name(place)) as target:
        for batch in raw_batches(
            connection, definition, definition.name, report, "dumping", session
        ):
            target.write(batch)
            add(digest, definition, batch)
    return digest.content()


def _is_of_it(connection: MongoConnection, definition: Definition, session: ClientSession) -> bool:
    """Whether a collection can be read in a session of a moment; capped ones cannot before MongoDB 8.0."""
    if not definition.options.get("capped"):
        return True
    try:
        connection.raw(definition.name).find_one({}, session=session)
    except OperationFailure as error:
        if is_lost(error) or error.code == DENIED:
            raise
        return False
    return True


@contextmanager
def _moment(connection: MongoConnection) -> Iterator[tuple[ClientSession | None, str]]:
    """A session in which all is read of one moment; none where the server holds none, and what that means."""
    with connection.client.start_session(snapshot=True) as session:
        try:
            connection.raw(HOME).find_one({}, session=session)
        except (OperationFailure, ConfigurationError) as error:
            if is_lost(error) or getattr(error, "code", 0) == DENIED:
                raise
            yield None, f"{CAVEAT} ({said(error)})"
            return
        try:
            yield session, ""
        except SinkError as error:
            code = getattr(error.__cause__, "code", 0)
            advice = {
                TOO_OLD: "the server keeps a moment for a while only: raise minSnapshotHistoryWindowInSeconds",
                UNAVAILABLE: "collections or indexes were made meanwhile: back it up again",
            }
            if code not in advice:
                raise
            raise BackupError(f"{error} ({advice[code]})") from error
