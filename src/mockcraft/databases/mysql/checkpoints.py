"""How far runs into MySQL and MariaDB have come."""

from contextlib import suppress

from mockcraft.databases.checkpoints import CHECKPOINT, SqlCheckpoints
from mockcraft.databases.mysql.connection import MysqlConnection
from mockcraft.databases.mysql.locks import give_back, lock_name, take
from mockcraft.errors import ConnectionLost, SinkError


class MysqlCheckpoints(SqlCheckpoints):
    """See database.Checkpoints. To drop the table would commit, so `committed` does it.

    Attributes:
        held: whether this session keeps other runs from making or dropping the table.
        empty: whether the table was empty, so that it can go.
    """

    text = "varchar(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    ending = " ENGINE=InnoDB"

    def __init__(self, connection: MysqlConnection) -> None:
        super().__init__(connection)
        self.session, self.held, self.empty = connection, False, False

    def possible(self) -> bool:
        """See SqlCheckpoints."""
        try:
            for statement in (
                self.creation,
                f"INSERT INTO {CHECKPOINT} (plan) VALUES ('')",
                f"UPDATE {CHECKPOINT} SET next_row = 0",
                f"DELETE FROM {CHECKPOINT}",
            ):
                self.session.check_privileges(statement)
        except ConnectionLost:
            raise
        except SinkError:
            return False
        return True

    def exists(self) -> bool:
        """See SqlCheckpoints."""
        return bool(
            self.session.rows(
                "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s",
                self.session.database,
                CHECKPOINT,
            )
        )

    def hold(self) -> None:
        """See SqlCheckpoints."""
        if not self.held:
            take(self.session, lock_name(self.session, CHECKPOINT), CHECKPOINT)
            self.held = True

    def droppable(self) -> bool:
        """See SqlCheckpoints."""
        self.empty = True
        return False

    def committed(self) -> None:
        """Drops the table where it is still empty, and lets other runs have it; called after a commit."""
        empty, held, self.empty, self.held = self.empty, self.held, False, False
        with suppress(SinkError):  # the commit stands; an empty table is in nobody's way
            if empty and not self.session.rows(f"SELECT 1 FROM {CHECKPOINT} LIMIT 1"):
                self.session.rows(f"DROP TABLE {CHECKPOINT}")
            if held:
                give_back(self.session, lock_name(self.session, CHECKPOINT))
            if empty or held:
                self.session.commit()
