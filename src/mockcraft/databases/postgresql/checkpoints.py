"""The checkpoints of PostgreSQL."""

from collections.abc import Mapping, Sequence

from mockcraft.database import Checkpoint
from mockcraft.databases.checkpoints import CHECKPOINT, SqlCheckpoints
from mockcraft.databases.postgresql.connection import PostgresqlConnection
from mockcraft.errors import SinkError


class PostgresqlCheckpoints(SqlCheckpoints):
    """See database.Checkpoints."""

    def __init__(self, connection: PostgresqlConnection) -> None:
        super().__init__(connection)
        self.pooled = connection.pooled

    def _all(self) -> list[tuple[str, str, int, bool]]:
        """See SqlCheckpoints."""
        self.connection.rows("SAVEPOINT unfinished")
        found = super()._all()
        self.connection.rows("RELEASE unfinished")
        return found

    def unfinished(self, tables: Sequence[str]) -> Mapping[str, Mapping[str, Checkpoint]]:
        """See database.Checkpoints. To go on takes several transactions, which a pooler may tear apart."""
        found = super().unfinished(tables)
        if found and self.pooled:
            raise SinkError(
                f"{self.connection.target}: a run was broken off here, and this is a pooler, which keeps no "
                "session (connect to the server itself to go on, or to begin anew)"
            )
        return found

    def possible(self) -> bool:
        """Whether this user may make the table, and locks outlive a transaction."""
        if self.pooled:
            return False
        ((may,),) = self.connection.rows("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        return bool(may)

    def look_again(self) -> None:
        """See SqlCheckpoints: a statement that fails breaks the transaction."""
        self.connection.rows("ROLLBACK TO unfinished")

    def exists(self) -> bool:
        """Whether the table is there."""
        ((found,),) = self.connection.rows(f"SELECT to_regclass('{CHECKPOINT}') IS NOT NULL")
        return bool(found)

    def hold(self) -> None:
        """Keeps other runs from making or dropping the table until the commit."""
        self.connection.rows(f"SELECT pg_advisory_xact_lock(hashtext('{CHECKPOINT}'), 0)")

    def droppable(self) -> bool:
        """Whether this user may drop the table."""
        ((may,),) = self.connection.rows(
            f"SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = '{CHECKPOINT}'::regclass"
        )
        return bool(may)
