"""How far runs have come, in any SQL database: a row of `mockcraft_checkpoint` for each table of a run.

The table (plan, table_name, next_row, made) is there while a run is under way or has been broken off. The
run that ends last drops it.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from mockcraft.database import Checkpoint, Written
from mockcraft.errors import SinkError

CHECKPOINT = "mockcraft_checkpoint"


class Session(Protocol):
    """What statements go through."""

    @property
    def target(self) -> str:
        """The database's name for messages."""

    def rows(self, statement: str, *parameters: Any) -> Sequence[Any]:
        """The rows that a statement gives."""


class SqlCheckpoints:
    """See database.Checkpoints. An engine's own says how it is done there.

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
        """See database.Checkpoints. Another run may drop the table between the two looks at it."""
        try:
            found = self._all() if self.exists() else {}
        except SinkError:
            self.look_again()
            if self.exists():
                raise
            found = {}
        wanted = set(tables)
        return {run: made for run, made in found.items() if wanted & set(made)}

    def _all(self) -> dict[str, dict[str, Checkpoint]]:
        found: dict[str, dict[str, Checkpoint]] = {}
        for run, name, next_row, made in self.connection.rows(
            f"SELECT plan, table_name, next_row, made FROM {CHECKPOINT} ORDER BY plan, table_name"
        ):
            found.setdefault(run, {})[name] = Checkpoint(next_row, bool(made))
        return found

    def begin(self, run: str, tables: Mapping[str, Checkpoint]) -> None:
        """See database.Checkpoints."""
        self.hold()
        self.connection.rows(self.creation)
        one = self.placeholder
        for name, each in tables.items():
            self.connection.rows(
                f"INSERT INTO {CHECKPOINT} VALUES ({one}, {one}, {one}, {str(each.made).lower()})",
                run,
                name,
                each.next_row,
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

    def forget(self, tables: Sequence[str]) -> None:
        """See database.Checkpoints. Drops the table when it is empty."""
        if not self.exists():
            return
        self.hold()
        for run in self.unfinished(tables):
            self.connection.rows(f"DELETE FROM {CHECKPOINT} WHERE plan = {self.placeholder}", run)
        left = self.connection.rows(f"SELECT 1 FROM {CHECKPOINT} LIMIT 1")
        if not left and self.droppable():
            self.connection.rows(f"DROP TABLE {CHECKPOINT}")
