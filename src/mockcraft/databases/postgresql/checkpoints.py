"""The checkpoints of PostgreSQL."""

from mockcraft.databases.checkpoints import CHECKPOINT, SqlCheckpoints


class PostgresqlCheckpoints(SqlCheckpoints):
    """See database.Checkpoints."""

    def possible(self) -> bool:
        """Whether this user may make the table."""
        ((may,),) = self.connection.rows("SELECT has_schema_privilege(current_schema(), 'CREATE')")
        return bool(may)

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
