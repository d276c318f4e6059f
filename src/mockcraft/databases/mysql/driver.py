"""PyMySQL, with a LOAD DATA LOCAL INFILE that is fed with bytes as they come, and never reads a file.

A server may answer any statement with the wish for a file of the client's
(https://dev.mysql.com/doc/refman/8.4/en/load-data-local-security.html). PyMySQL is told that files are not for
it, so such a wish is an error wherever no load has begun.
"""

from typing import Any, cast

from pymysql.connections import Connection, MySQLResult
from pymysql.constants import CLIENT, COMMAND, CR
from pymysql.err import OperationalError

PIECE_BYTES = 262_144  # of one packet, where the server takes as much


class LoadingConnection(Connection):  # its stubs alone give it a parameter
    """A connection of PyMySQL.

    Attributes:
        loading: whether a load has begun, so that nothing but `send` and `end_load` may come.
    """

    loading = False

    def __init__(self, **arguments: Any) -> None:
        super().__init__(client_flag=CLIENT.LOCAL_FILES, local_infile=False, **arguments)

    def begin_load(self, statement: str) -> None:
        """Runs a LOAD DATA LOCAL INFILE up to the point where the server waits for the rows."""
        driver = cast(Any, self)
        driver._execute_command(COMMAND.COM_QUERY, statement)
        packet = driver._read_packet()
        if not packet.is_load_local_packet():
            raise OperationalError(CR.CR_COMMANDS_OUT_OF_SYNC, "the server takes no rows")
        self.loading = True

    def send(self, rows: bytes | memoryview, piece: int = PIECE_BYTES) -> None:
        """Hands over some of the rows, in packets of `piece` bytes."""
        driver = cast(Any, self)
        for offset in range(0, len(rows), piece):
            driver.write_packet(rows[offset : offset + piece])

    def end_load(self) -> tuple[int, int]:
        """Waits until the server has taken the rows; returns how many it stored, and how many warnings
        it has about them.
        """
        driver = cast(Any, self)
        driver.write_packet(b"")
        self.loading = False
        result = cast(Any, MySQLResult(driver))
        result.read()
        return int(result.affected_rows), int(result.warning_count)

    def break_off(self) -> None:
        """Ends the connection at once, whatever it is in the middle of: the server takes back what was not
        committed.
        """
        self.loading = False
        cast(Any, self)._force_close()
