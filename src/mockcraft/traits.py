"""What connections, stores and options of some database engines can do besides the contract, which a run asks of those."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    import pyarrow as pa

    from mockcraft.core.plan import Plan, Table
    from mockcraft.core.ranges import Chunk, Range
    from mockcraft.stored import StoredColumn, StoredUnique, Unread


@runtime_checkable
class KeyedStore(Protocol):
    """A store that knows rows by the columns of their keys."""

    def delete(self, table: Table, keys: Mapping[str, Sequence[Any]]) -> None:
        """Deletes the rows that have these keys, values by column as for database.Connection.known."""


@runtime_checkable
class JoiningStore(Protocol):
    """A store that can bring rows of several tables by one statement, see `Capabilities.joins_tables`."""

    def join(self, tables: Sequence[Table]) -> None:
        """Has the rows of these tables, which follow one another, go in together, behind the last of them.

        The run is one transaction then.
        """


@runtime_checkable
class MarkedStore(Protocol):
    """A store that knows rows by the marks of what wrote them, see `database.Written`."""

    def delete_marked(self, table: str, marks: Sequence[str]) -> None:
        """Deletes the rows that have these marks."""


@runtime_checkable
class NumberedConnection(Protocol):
    """A connection to an engine that makes keys from the numbers of rows, and so knows those of tables without one."""

    def count_rows(self, plan: Plan, table: Table, rows: range) -> int:
        """How many of these rows of the plan the table has."""

    def is_free(self, plan: Plan, table: Table, rows: range) -> bool:
        """Whether nothing is there that these rows of the plan would make."""


@runtime_checkable
class NumberedStore(Protocol):
    """A store of such an engine."""

    def delete_rows(self, plan: Plan, table: Table, rows: range) -> None:
        """Deletes these rows of the plan."""


@runtime_checkable
class CollectingConnection(Protocol):
    """A connection to an engine in which rows can be equal members of one key."""

    def equal_rows(self, table: str) -> Literal["none", "kept", "merged"]:
        """Whether rows of a table can be equal, and are then kept one by one, or merged into one."""

    def count_members(self, plan: Plan, table: Table, rows: range) -> int:
        """How many members are there that these rows of such a table are; each is counted once."""


@runtime_checkable
class InspectableConnection(Protocol):
    """A connection to a database whose catalogue says which tables there are, and what their rows must be."""

    def tables(self) -> Sequence[str]:
        """Names of all tables that a user has made, as `Connection.catalogue` takes them, in their order."""

    def keys(
        self, table: str, columns: Sequence[str], most: int
    ) -> Sequence[tuple[str | None, ...]]:
        """These columns of the first rows, as text, in the order of their values; at most `most` rows."""


@runtime_checkable
class AnsweringConnection(InspectableConnection, Protocol):
    """A connection to a database that can be asked about rows that it has not."""

    def passing(
        self,
        conditions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> Sequence[Sequence[bool]]:
        """For each row, whether it meets each condition of the database's SQL; nothing is written.

        A row has texts that are turned into the types of the columns. A condition that is NULL is met. Raises
        SinkError where one cannot be computed for a row.
        """

    def computed(
        self,
        expressions: Sequence[str],
        columns: Sequence[StoredColumn],
        rows: Sequence[Sequence[str | None]],
    ) -> Sequence[Sequence[str | None]]:
        """For each row, what the database makes of each expression, as text; otherwise as `passing`."""


class Profiler(Protocol):
    """Asks a database what the rows of its tables look like; columns are named, values are texts."""

    def extents(
        self, table: str, columns: Sequence[str], ordered: Collection[str]
    ) -> Sequence[tuple[int, str | None, str | None]]:
        """For each of the columns, how many rows have a value, and of those that are `ordered` the least and the greatest one."""

    def at(
        self, table: str, column: str, places: Sequence[int], lengths: bool = False
    ) -> Sequence[str]:
        """The values at these places, from 1 on, of all that there are in order; or the `lengths` of its texts."""

    def distinct(self, table: str, column: str) -> int:
        """How many values there are."""

    def weights(self, table: str, column: str, most: int) -> Sequence[int]:
        """How many rows have each value, of those that most rows have; no value is read."""

    def labels(self, table: str, column: str, most: int) -> Sequence[tuple[str, int]]:
        """The values that most rows have, each with how many these are."""

    def alike(self, table: str, columns: Sequence[str]) -> Sequence[tuple[int, int]]:
        """(n, m): so many rows have the same values in these columns, so many times; in the order of n."""


@runtime_checkable
class ProfiledConnection(Protocol):
    """A connection to a database that can be asked what its rows look like."""

    def count(self, table: str) -> int:
        """See database.Connection."""

    def profiler(self) -> Profiler:
        """What asks it."""


@runtime_checkable
class DescribedConnection(InspectableConnection, Protocol):
    """What an SQL file defines, as a database without rows."""

    @property
    def unread(self) -> Sequence[Unread]:
        """The statements that were not understood."""


@runtime_checkable
class WatchfulStore(Protocol):
    """A store that sees more in the way of a run than its catalogue says, and takes nothing to see it."""

    def check_free(self, tables: Sequence[str]) -> None:
        """Raises SinkError where another run is filling one of these tables."""

    def check_rows(self, plan: Plan, ranges: Sequence[Range], kept: Sequence[str]) -> None:
        """Raises SinkError where these rows cannot go in, for what is there or for want of room.

        `kept` names the tables that keep what they have, beside which these rows come.
        """


@runtime_checkable
class ShowingStore(Protocol):
    """A store in which rows become something else: documents, commands."""

    def sample(self, table: Table, batch: pa.RecordBatch, chunk: Chunk) -> str:
        """What the row of a batch becomes; "" for nothing."""


@runtime_checkable
class TellingStore(Protocol):
    """A store in which some rows may not be there one by one in the end."""

    def tell(self, plan: Plan, ranges: Sequence[Range]) -> Sequence[str]:
        """Sentences about what becomes of these rows, as far as the first of them tell; reads alone."""


@runtime_checkable
class ApartOptions(Protocol):
    """Options of a table, see `options.Options`, by which it takes some values once when a run makes it."""

    def told_apart(self, table: Table) -> Sequence[StoredUnique]:
        """The unique indexes of which the plan alone does not say that its rows meet them; they are compared."""


@runtime_checkable
class InformedConnection(Protocol):
    """A connection to a database in which the plan alone says where the rows of a table are."""

    def inform(self, tables: Sequence[Table]) -> None:
        """Tells it of the tables that it will be asked about, by their names."""
