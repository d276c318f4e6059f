"""How far runs have come: a row of `mockcraft_checkpoint` for each table of a run.

The table (plan, table_name, next_row, made) is there while a run is under way or has been broken off. The
run that ends last drops it.
"""

from collections.abc import Mapping, Sequence

from mockcraft.database import Progress, Written
from mockcraft.databases.postgresql.connection import PostgresqlConnection
from mockcraft.errors import SinkError

CHECKPOINT = "mockcraft_checkpoint"


class PostgresqlCheckpoints:
    """See database.Checkpoints."""

    def __init__(self, connection: PostgresqlConnection) -> None:
        self.connection = connection

    def possible(self) -> bool:
        """Whether this user may make the table."""
        ((may,),) = self.connection.rows("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        return bool(may)

    def unfinished(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, Progress]]:
        """See database.Checkpoints."""
        if not self._exists():
            return {}
        found: dict[str, dict[str, Progress]] = {}
        for run, name, next_row, made in self.connection.rows(
            f"SELECT plan, table_name, next_row, made FROM {CHECKPOINT} WHERE plan IN "
            f"(SELECT plan FROM {CHECKPOINT} WHERE table_name = ANY(%s::text[]))",
            list(tables),
        ):
            found.setdefault(run, {})[name] = Progress(next_row, made)
        return found

    def begin(self, run: str, tables: Mapping[str, Progress]) -> None:
        """See database.Checkpoints."""
        self._hold()
        self.connection.rows(
            f"CREATE TABLE IF NOT EXISTS {CHECKPOINT} (plan text, table_name text, next_row bigint NOT NULL, "
            "made boolean NOT NULL, PRIMARY KEY (plan, table_name))"
        )
        self.connection.rows(
            f"INSERT INTO {CHECKPOINT} SELECT %s, * FROM unnest(%s::text[], %s::bigint[], %s::boolean[])",
            run,
            list(tables),
            [each.next_row for each in tables.values()],
            [each.made for each in tables.values()],
        )

    def advance(self, run: str, rows: Written) -> None:
        """See database.Checkpoints."""
        moved = self.connection.rows(
            f"UPDATE {CHECKPOINT} SET next_row = %s WHERE plan = %s AND table_name = %s AND next_row = %s "
            "RETURNING true",
            rows.stop,
            run,
            rows.table,
            rows.start,
        )
        if not moved:
            raise SinkError(
                f"{self.connection.target}: another run has moved the checkpoint of {rows.table} "
                "(run them one by one)"
            )

    def forget(self, tables: Sequence[str]) -> None:
        """See database.Checkpoints. Drops the table when it is empty."""
        if not self._exists():
            return
        self._hold()
        self.connection.rows(
            f"DELETE FROM {CHECKPOINT} WHERE plan IN "
            f"(SELECT plan FROM {CHECKPOINT} WHERE table_name = ANY(%s::text[]))",
            list(tables),
        )
        ((droppable,),) = self.connection.rows(
            f"SELECT pg_has_role(relowner, 'USAGE') AND NOT EXISTS (SELECT FROM {CHECKPOINT}) "
            f"FROM pg_class WHERE oid = '{CHECKPOINT}'::regclass"
        )
        if droppable:
            self.connection.rows(f"DROP TABLE {CHECKPOINT}")

    def _hold(self) -> None:
        """Until the commit no other run makes or drops the table."""
        self.connection.rows(f"SELECT pg_advisory_xact_lock(hashtext('{CHECKPOINT}'), 0)")

    def _exists(self) -> bool:
        ((found,),) = self.connection.rows(f"SELECT to_regclass('{CHECKPOINT}') IS NOT NULL")
        return bool(found)
