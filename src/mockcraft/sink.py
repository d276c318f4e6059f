"""The contract of a sink: it takes payloads in order, owns the connection, and ends well or leaves nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from mockcraft.core.plan import Plan, Table
from mockcraft.core.ranges import Chunk, Range
from mockcraft.errors import UserError, did_you_mean


class Encoder(Protocol):
    """The part of a format that a sink needs: a batch becomes a payload, in any worker."""

    def encode(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> Any:
        """The payload of a batch, which holds the rows of the chunk."""


class Sink(Protocol):
    """Where rows go. The engine calls create, then write for each chunk in order, then finish once."""

    @property
    def waits(self) -> bool:
        """Whether `write` waits for a server: rows are then made in a thread of their own meanwhile."""

    @property
    def format(self) -> Encoder:
        """Makes the payloads that `write` takes."""

    def create(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[Range]:
        """Makes tables or files ready; raises Unsupported or SinkError before the first row.

        Returns the ranges that are to be written: the given ones, less what a run has written already
        that is being resumed.
        """

    def write(self, chunk: Chunk, payload: Any) -> None:
        """Takes the rows of a chunk."""

    def finish(self, error: BaseException | None) -> str | None:
        """Makes the rows final; after an error, takes back what the run did.

        Returns a sentence of what stays all the same, such as rows that a run can be resumed after; that is
        told beside the error. Raises SinkError, in place of the error, where it could not take back.
        Signals wait meanwhile; without an error they are raised, but within `signals.held`.
        """


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What a caller wants of the tables of a database.

    Attributes:
        create: make the tables, or fill the ones that are there.
        existing: what to do with rows that are there: "refuse", "append" or "truncate".
        resume: go on where a run that broke off had come to.
    """

    create: bool = True
    existing: str = "refuse"
    resume: bool = False


SCHEMES = {
    "sqlite": "mockcraft.sinks.sqlite",
    "postgresql": "mockcraft.sinks.postgresql",
    "postgres": "mockcraft.sinks.postgresql",
}
FILE_SUFFIXES = (
    ".db",
    ".db3",
    ".sqlite",
    ".sqlite3",
)  # what is given in place of a URL now and then


def open_database(url: str, options: LoadOptions) -> Sink:
    """The sink of a database URL; raises UserError for a scheme that is not known."""
    from importlib import import_module

    scheme, separator, _ = url.partition("://")
    if not separator and url.endswith(FILE_SUFFIXES) and "@" not in url:
        raise UserError(f"{url!r} is the name of a file, not a URL (give sqlite:///{url})")
    if not separator or scheme not in SCHEMES:
        hint = did_you_mean(scheme, list(SCHEMES)) if separator else ""
        known = "sqlite:///file.db, postgresql://user@host/database"
        shown = f"{scheme}://" if separator else "what was given"
        raise UserError(
            f"the database URL begins with {shown}, which is not known{hint} (give {known})"
        )
    sink: Sink = import_module(SCHEMES[scheme]).open_sink(url, options)
    return sink


def existing_rows(url: str, tables: list[str]) -> dict[str, int]:
    """Rows that these tables of a database have; 0 for one that does not exist."""
    from importlib import import_module

    open_database(url, LoadOptions())  # refuses a URL that is not known
    found: dict[str, int] = import_module(SCHEMES[url.partition("://")[0]]).existing_rows(
        url, tables
    )
    return found


def open_files(
    format_name: str,
    folder: str,
    stem: str,
    dialect: str,
    existing: str = "refuse",
    part: tuple[int, int] | None = None,
) -> Sink:
    """The sink that writes files into a folder; `-` writes one table to standard output.

    Files that exist are refused before the first row, unless `existing` is "truncate". `part` (K, N) says
    that the rows are part K of N: their files say so in their names.
    """
    from mockcraft.format import FormatOptions, open_format
    from mockcraft.sinks.folder import FolderSink
    from mockcraft.sinks.stream import StreamSink

    format = open_format(format_name, FormatOptions(dialect, part))
    if folder == "-":
        return StreamSink(format)
    return FolderSink(format, Path(folder), stem, existing, part)
