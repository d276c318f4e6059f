"""The contract of a sink: it takes payloads in order, owns the connection, and ends well or leaves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from mockcraft.core.plan import Plan
from mockcraft.core.ranges import Chunk, Range
from mockcraft.dataclass import dataclass
from mockcraft.errors import ConnectionLost, MockcraftError, UserError, nearest
from mockcraft.format import FormatOptions
from mockcraft.formats.known import PACKED
from mockcraft.selection import Selection
from mockcraft.wording import word

if TYPE_CHECKING:
    from mockcraft.database import Encoder

EXISTING = ("refuse", "append", "truncate")  # what to do with rows that are there


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would do to its target.

    Attributes:
        target: its name, without secrets.
        lines: a sentence for each thing to know.
        refusal: why the run would not begin; None where it would.
    """

    target: str
    lines: tuple[str, ...] = ()
    refusal: MockcraftError | None = None


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

        Returns a sentence for the user, which is told beside the error: of what stays all the same, such as
        rows that a run can be resumed after; after a run that ended well, of what slowed it down. Raises
        Leftover, in place of the error, where it could not take back.
        Signals wait meanwhile. Where making rows final takes long, a sink lets them in until it commits:
        `with signals.released(): …`, prepared to take back.
        """


@runtime_checkable
class RecoverableSink(Sink, Protocol):
    """A sink whose connection can be lost: its methods raise ConnectionLost, which does not end the run."""

    def recover(self, error: ConnectionLost) -> Sequence[Range]:
        """Connects again, waiting longer each time; returns the ranges that are still to be written.

        Raises the error itself where it gives up; it is ended with `finish` then.
        """


class Destination(Sink, Protocol):
    """A sink that says before a run how it holds a plan, and what the run would do."""

    def shaped(self, plan: Plan) -> Plan:
        """The plan as the target holds it: rows of embedded tables in documents, where it holds such.

        The ranges of a run are those of this plan.
        """

    def foresee(self, plan: Plan, ranges: Sequence[Range]) -> Outlook:
        """What `create` and the rows after it would do, found without writing anything."""


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What a caller wants of the tables of a database.

    Attributes:
        create: make the tables, or fill the ones that are there.
        existing: what to do with rows that are there, one of EXISTING.
        resume: go on where a run that broke off had come to.
        retries: how often in a row a lost connection is made again.
    """

    create: bool = True
    existing: str = "refuse"
    resume: bool = False
    retries: int = 5

    def __post_init__(self) -> None:
        if self.existing not in EXISTING:
            hint = nearest(self.existing, EXISTING, "one of")
            raise UserError(f"existing={self.existing!r} is not known{hint}")
        if self.resume and self.existing != "refuse":
            raise UserError(f"give {word('resume')} or {word(self.existing)}, not both")
        if self.retries < 0:
            raise UserError(f"retries={self.retries} is not possible (give a number from 0)")


def check_packed(format_name: str, compress: str) -> None:
    """Raises UserError where files of a format are not compressed, and shall be."""
    if compress and format_name not in PACKED:
        raise UserError(f"{format_name} is not compressed (leave {word('compress')} out)")


def check_filled(plan: Plan) -> None:
    """Refuses a plan for files with tables whose rows only a database has."""
    for table in plan.tables:
        if table.existing:
            raise UserError(
                f"{table.place}: {table.name} is existing: its rows are those of a database "
                "(fill a database, or leave existing out)"
            )


def open_files(
    format_name: str,
    folder: str,
    stem: str,
    options: FormatOptions,
    existing: str = "refuse",
    chosen: Selection | None = None,
    portable: bool = False,
    single: str = "",
) -> Destination:
    """The sink that writes files into a folder, also one of an object store by its URL; `-` writes one table to
    standard output.

    Files that exist are refused before the first row, unless `existing` is "truncate". Where the rows are
    `chosen` as a part, their files say so in their names, and a manifest stands beside each. `portable` changes
    names that some system does not take. `single` is the suffix of the only file, see FolderSink.
    """
    from mockcraft.format import open_format

    chosen = chosen or Selection()
    check_packed(format_name, options.compress)
    if options.compress and folder == "-":
        raise UserError(f"standard output is not compressed (write … | {options.compress})")
    format = open_format(format_name, replace(options, part=chosen.part))
    if folder == "-":
        from mockcraft.sinks.stream import StreamSink

        return StreamSink(format)
    from mockcraft.sinks.folder import FolderSink
    from mockcraft.stores import is_url, open_store

    place = open_store(folder) if is_url(folder) else Path(folder)
    return FolderSink(format, place, stem, existing, chosen, portable, options.compress, single)
