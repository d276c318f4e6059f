"""The documents of a backup: as the server has them, one behind another, as `bsondump` reads them too."""

import io
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from typing import IO, Any, cast

import bson
from bson.codec_options import DatetimeConversion
from bson.raw_bson import RawBSONDocument
from pymongo.client_session import ClientSession
from pymongo.errors import BulkWriteError

from mockcraft.backup import Report
from mockcraft.backups.digests import RowDigest
from mockcraft.databases.checkpoints import CHECKPOINT
from mockcraft.databases.mongodb.batches import Documents
from mockcraft.databases.mongodb.connection import RAW, MongoConnection
from mockcraft.databases.mongodb.definitions import COLLECTION, NO_LOCKS, SERIES, Definition
from mockcraft.databases.mongodb.messages import DUPLICATE, is_lost
from mockcraft.errors import BackupError

BUFFER = 1 << 20
READ_DOCUMENTS = 2_000  # that the server sends at once, 16 MiB at most
BATCH_DOCUMENTS, BATCH_BYTES = 2_000, 4 << 20  # that are written together
# Bytes of a document; the server takes 16 MiB and what it needs for itself.
SMALLEST, LARGEST = 5, 17 << 20
_PLAIN = RAW.with_options(datetime_conversion=DatetimeConversion.DATETIME_AUTO)


def raw_batches(
    connection: MongoConnection,
    definition: Definition,
    name: str,
    report: Report,
    what: str,
    session: ClientSession | None = None,
) -> Iterator[bytes]:
    """All documents of a collection, some at once.

    Those of one that others write to come in the order of `_id`s: none comes twice, though it may be changed
    meanwhile. A capped one has an order of its own.

    Args:
        connection: to the database.
        definition: of the collection.
        name: under which it is there.
        report: is told how far it has come.
        what: is done with it.
        session: that they are read in.
    """
    collection = connection.raw(name)
    total, done = collection.estimated_document_count(), 0
    options: dict[str, Any] = {}
    plain = definition.kind == COLLECTION and "clusteredIndex" not in definition.options
    if plain and not definition.options.get("capped"):
        options["hint"] = [("_id", 1)]
    wanted = NO_LOCKS if definition.name == CHECKPOINT else {}
    for batch in collection.find_raw_batches(
        wanted, batch_size=READ_DOCUMENTS, session=session, **options
    ):
        yield cast(bytes, batch)
        done += min(READ_DOCUMENTS, max(total - done, 0))
        report(f"{what} {definition.name}", done, total)


def add(digest: RowDigest, definition: Definition, batch: bytes) -> None:
    """Adds documents to a digest. Those of a time series have their fields in no order of their own."""
    place = 0
    while place < len(batch):
        raw = batch[place : place + int.from_bytes(batch[place : place + 4], "little")]
        place += len(raw)
        if definition.kind == SERIES:
            fields = bson.decode(raw, codec_options=_PLAIN)
            raw = bson.encode(dict(sorted(fields.items())))
        digest.add_written(raw)


def batches(stream: IO[bytes]) -> Generator[Documents]:
    """The documents in a file, some at once; raises BackupError where they are none."""
    reader: io.BufferedReader[Any] = io.BufferedReader(cast(Any, stream), BUFFER)
    found: Documents = []
    size = 0
    try:
        while head := reader.read(4):
            length = int.from_bytes(head, "little")
            if not SMALLEST <= length <= LARGEST:
                raise ValueError(length)
            raw = head + reader.read(length - 4)
            if len(raw) != length or raw[-1]:
                raise ValueError(length)
            found.append(RawBSONDocument(raw))
            size += length
            if len(found) == BATCH_DOCUMENTS or size > BATCH_BYTES:
                yield found
                found, size = [], 0
        if found:
            yield found
    except (ValueError, bson.errors.InvalidBSON) as error:
        raise BackupError("the documents in the backup are damaged (use another backup)") from error
    finally:
        with suppress(ValueError):  # it is closed already where the rest was not wanted
            reader.detach()


def write(
    connection: MongoConnection, definition: Definition, name: str, documents: Documents
) -> None:
    """Writes documents to a collection under a name; a validator lets them in, as they were there before it.

    Raises BackupError for one that the server refuses.
    """
    options: Mapping[str, Any] = definition.options
    try:
        connection.raw(name).insert_many(
            documents,
            ordered=bool(options.get("capped")),
            bypass_document_validation=True if "validator" in options else None,
        )
    except BulkWriteError as error:
        if is_lost(error):
            raise
        details: Any = error.details
        said = [*details.get("writeErrors", ()), *details.get("writeConcernErrors", ())]
        raise refused(connection, definition, said[0]) from error


def refused(connection: MongoConnection, definition: Definition, error: Any) -> BackupError:
    """What a server says of a document, or of two that a unique index cannot hold."""
    where = f"{connection.target}: {definition.name}"
    if error.get("code") == DUPLICATE:
        return BackupError(
            f"{where}: two documents have the same key: they were changed while they were backed up (back it up "
            "again, while nobody writes)"
        )
    return BackupError(f"{where}: a document cannot be restored: {error.get('errmsg', error)}")
