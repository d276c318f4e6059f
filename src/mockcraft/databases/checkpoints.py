"""How far runs have come, in any SQL database: a row of `mockcraft_checkpoint` for each table of a run.

The table (plan, table_name, next_row, made) is there while a run is under way or has been broken off, and
holds the ledger of parts (`mockcraft.ledger`) until their tables go. The run that ends last drops it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from mockcraft.database import Checkpoint, Written
from mockcraft.errors import SinkError
from mockcraft.ledger import Share, share_of

CHECKPOINT = "mockcraft_checkpoint"


class Session(Protocol):
    """What statements go through."""

    @property
    def target(self) -> str:
        """The database's name for messages."""

    def rows(self, statement: str, *parameters: Any) -> Sequence[Any]:
        """The rows that a statement gives."""


class SqlCheckpoints:
    """See database.Checkpoints and ledger.Ledger. An engine's own says how it is done there.

    Attributes:
        placeholder: of a parameter.
        text: type of names, which are part of the primary key.
        ending: of CREATE TABLE.
    """

    placeholder = "%s"
    text = "text"
    ending = ""

    def __init__(self, connection: Session) -> None:
        self.connection = connection

    def possible(self) -> bool:
        """Whether this user may make the table, and note places in it."""
        return True

    def exists(self) -> bool:
        """Whether the table is there."""
        raise NotImplementedError

    def look_again(self) -> None:
        """Makes the transaction whole again after a statement that failed."""

    def hold(self) -> None:
        """Keeps other runs from making or dropping the table until the commit."""

    def droppable(self) -> bool:
        """Whether this user may drop the table."""
        return True

    @property
    def creation(self) -> str:
        """The statement that makes the table where it is not there."""
        return (
            f"CREATE TABLE IF NOT EXISTS {CHECKPOINT} (plan {self.text} NOT NULL, "
            f"table_name {self.text} NOT NULL, next_row bigint NOT NULL, made boolean NOT NULL, "
            f"PRIMARY KEY (plan, table_name)){self.ending}"
        )

    def unfinished(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, Checkpoint]]:
        """See database.Checkpoints."""
        found: dict[str, dict[str, Checkpoint]] = {}
        for run, name, next_row, made in self._all():
            if share_of(run, name, next_row, made) is None:
                found.setdefault(run, {})[name] = Checkpoint(next_row, made)
        wanted = set(tables)
        return {run: made for run, made in found.items() if wanted & set(made)}

    def shares(self) -> list[Share]:
        """See ledger.Ledger."""
        return [share for row in self._all() if (share := share_of(*row))]

    def _all(self) -> list[tuple[str, str, int, bool]]:
        """All rows. Another run may drop the table between the two looks at it."""
        try:
            return self._read() if self.exists() else []
        except SinkError:
            self.look_again()
            if self.exists():
                raise
            return []

    def _read(self) -> list[tuple[str, str, int, bool]]:
        found = self.connection.rows(
            f"SELECT plan, table_name, next_row, made FROM {CHECKPOINT} ORDER BY plan, table_name"
        )
        return [(run, name, next_row, bool(made)) for run, name, next_row, made in found]

    def begin(self, run: str, tables: Mapping[str, Checkpoint]) -> None:
        """See database.Checkpoints."""
        self._insert([(run, name, each.next_row, each.made) for name, each in tables.items()])

    def note(self, shares: Sequence[Share]) -> None:
        """See ledger.Ledger."""
        self._insert([(each.noted, each.table, each.next_row, each.made) for each in shares])

    def _insert(self, rows: Sequence[tuple[str, str, int, bool]]) -> None:
        self.hold()
        self.connection.rows(self.creation)
        one = self.placeholder
        for run, name, next_row, made in rows:
            self.connection.rows(
                f"INSERT INTO {CHECKPOINT} VALUES ({one}, {one}, {one}, {str(made).lower()})",
                run,
                name,
                next_row,
            )

    def advance(self, run: str, rows: Written) -> None:
        """See database.Checkpoints."""
        one = self.placeholder
        where = f"WHERE plan = {one} AND table_name = {one} AND next_row = {one}"
        self.connection.rows(
            f"UPDATE {CHECKPOINT} SET next_row = {one} {where}",
            rows.stop,
            run,
            rows.table,
            rows.start,
        )
        moved = self.connection.rows(
            f"SELECT 1 FROM {CHECKPOINT} {where}", run, rows.table, rows.stop
        )
        if not moved:
            raise SinkError(
                f"{self.connection.target}: another run has moved the checkpoint of {rows.table} "
                "(run them one by one)"
            )

    def complete(self, shares: Sequence[Share]) -> None:
        """See ledger.Ledger."""
        one = self.placeholder
        for each in shares:
            self.connection.rows(
                f"UPDATE {CHECKPOINT} SET plan = {one} WHERE plan = {one} AND table_name = {one}",
                replace(each, complete=True).noted,
                each.noted,
                each.table,
            )

    def forget(self, tables: Sequence[str]) -> None:
        """See database.Checkpoints. Drops the table when it is empty."""
        self._delete([(name, None) for name in sorted(self.unfinished(tables))])

    def strike(self, shares: Sequence[Share]) -> None:
        """See ledger.Ledger."""
        self._delete([(each.noted, each.table) for each in shares])

    def _delete(self, runs: Sequence[tuple[str, str | None]]) -> None:
        """Ends runs, in one table or in all; drops the table when it is empty."""
        if not self.exists():
            return
        self.hold()
        one = self.placeholder
        for run, table in runs:
            where = f" AND table_name = {one}" * (table is not None)
            statement = f"DELETE FROM {CHECKPOINT} WHERE plan = {one}{where}"
            self.connection.rows(statement, run, *([table] if table is not None else []))
        left = self.connection.rows(f"SELECT 1 FROM {CHECKPOINT} LIMIT 1")
        if not left and self.droppable():
            self.connection.rows(f"DROP TABLE {CHECKPOINT}")
