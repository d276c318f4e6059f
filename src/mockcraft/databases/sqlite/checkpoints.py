"""The checkpoints of SQLite."""

from mockcraft.databases.checkpoints import CHECKPOINT, SqlCheckpoints


class SqliteCheckpoints(SqlCheckpoints):
    """See database.Checkpoints. Nobody else writes meanwhile: the lock is the file's."""

    placeholder = "?"

    def exists(self) -> bool:
        """Whether the table is there."""
        return bool(self.connection.rows("SELECT 1 FROM sqlite_schema WHERE name = ?", CHECKPOINT))
