"""The contract of backups: what an engine does for them. The folder of one, and what is done with it, is
written once for all engines, in `backups/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import field
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from mockcraft.dataclass import dataclass

if TYPE_CHECKING:
    from mockcraft.backups.compression import Files

Report = Callable[[str, int, int], None]  # what is done, how much of it, of how much (0: not known)


@dataclass(frozen=True, slots=True)
class Content:
    """What a table holds, whatever the order of its rows.

    Attributes:
        rows: how many.
        digest: of hashes of its rows that are added up, 32 hexadecimal digits; comparable within an engine.
    """

    rows: int
    digest: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a database holds.

    Attributes:
        tables: by name.
        definitions: digest of all that is defined, such as tables, views and triggers; 32 hexadecimal digits.
        wording: versions of what told the definitions, where others word them in another way; "" where none does.
    """

    tables: Mapping[str, Content] = field(default_factory=dict)
    definitions: str = ""
    wording: str = ""

    def is_worded_as(self, other: Contents) -> bool:
        """Whether their definitions can be compared."""
        return self.wording == other.wording

    def differences(self, other: Contents) -> list[str]:
        """How `other`, which should hold the same, differs: a sentence for each thing that can be compared."""
        found = []
        for name in sorted({*self.tables, *other.tables}):
            mine, theirs = self.tables.get(name), other.tables.get(name)
            if mine is None:
                found.append(f"table {name} should not be there")
            elif theirs is None:
                found.append(f"table {name} is missing")
            elif mine.rows != theirs.rows:
                found.append(f"table {name} has {theirs.rows:,} rows, not {mine.rows:,}")
            elif mine.digest != theirs.digest:
                found.append(f"table {name} has other values in its {mine.rows:,} rows")
        if self.is_worded_as(other) and self.definitions != other.definitions:
            found.append("what is defined (tables, views, triggers) differs")
        return found


@dataclass(frozen=True, slots=True)
class Dump:
    """What was written of a database.

    Attributes:
        contents: what the database held at the moment of the dump.
        server: version of what keeps the database, with its name where the engine's is another one.
        tool: what wrote it, with its version.
        caveat: what the dump does not promise, such as being of one moment; "" where it promises all.
    """

    contents: Contents
    server: str
    tool: str
    caveat: str = ""


class Archiver(Protocol):
    """Backs up one database, and puts backups of its engine into it. Everything it raises is a MockcraftError.

    Attributes:
        target: the database's name for messages, without secrets.
        name: of the database, for the names of its backups.
    """

    target: str
    name: str

    def exists(self) -> bool:
        """Whether there is a database to back up."""

    def dump(self, files: Files, report: Report) -> Dump:
        """Writes all that the database holds."""

    def load(self, files: Files, replaces: bool, report: Report) -> None:
        """Puts what `dump` wrote into the database, in place of what it holds where it `replaces`; after a
        failure the database is as it was, or the error says what is left.
        """

    def contents(self, report: Report) -> Contents:
        """What the database holds now."""

    def present(self) -> Mapping[str, int]:
        """Rows by table of what is there already, 0 for what has none, such as a view; empty for an empty database."""


@runtime_checkable
class StagedArchiver(Protocol):
    """An archiver that loads beside what is there: until `take_place`, `contents` tells what was loaded."""

    def take_place(self, report: Report) -> str:
        """Puts what was loaded in the place of what is there; returns what is to be said of it, or "". What expires
        does so from now on.
        """

    def discard(self) -> None:
        """Removes what was loaded and has not taken its place; never raises."""


@runtime_checkable
class ProductArchiver(Protocol):
    """An archiver of an engine that several products speak, of which one need not take the backups of another.

    Attributes:
        product: of the server, with its version as in `Dump.server`; "" before it was loaded to.
    """

    product: str


@runtime_checkable
class RewordingArchiver(Protocol):
    """An archiver of an engine that words some of what was loaded anew, or gives it back in another order."""

    def differences(
        self, files: Files, expected: Contents, found: Contents, report: Report
    ) -> list[str]:
        """How what is there differs from what `dump` wrote, whatever the words; as Contents.differences.

        Args:
            files: those of the backup.
            expected: what the backup says of them.
            found: what `contents` told last, which differs from that.
            report: is told how far it has come.
        """


Scratch = Callable[[], AbstractContextManager[Archiver]]
SCRATCH = "mockcraft_verify_"  # begins the names of scratch databases, on servers that have names


@dataclass(frozen=True, slots=True)
class Backups:
    """How an engine backs up its databases.

    Attributes:
        open: the archiver of the database of a URL; raises UserError for one that cannot be read.
        scratch: a new empty database, dropped in the end, on the server of a URL. It drops first what killed
            runs left.
        on_servers: whether there are servers at all; `scratch` takes any URL where there are none.
    """

    open: Callable[[str], Archiver]
    scratch: Callable[[str], AbstractContextManager[Archiver]]
    on_servers: bool = True
