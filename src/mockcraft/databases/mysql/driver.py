"""PyMySQL, with a LOAD DATA LOCAL INFILE that is fed with bytes as they come, and never reads a file.

A server may answer any statement with the wish for a file of the client's
(https://dev.mysql.com/doc/refman/8.4/en/load-data-local-security.html). PyMySQL is told that files are not for
it, so such a wish is an error wherever no load has begun.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from pymysql.connections import Connection, MySQLResult
from pymysql.constants import CLIENT, COMMAND, CR
from pymysql.err import OperationalError

PIECE_BYTES = 262_144  # of one packet, where the server takes as much


class LoadingConnection(Connection):  # its stubs alone give it a parameter
    """A connection of PyMySQL.

    Attributes:
        loading: whether a load has begun, so that nothing but `send` and `end_load` may come.
        midway: whether a statement or the answer to it is half way, which an interrupt leaves it at: nothing
            more can be said then.
    """

    loading = midway = False

    def __init__(self, **arguments: Any) -> None:
        super().__init__(client_flag=CLIENT.LOCAL_FILES, local_infile=False, **arguments)

    def connect(self, sock: Any = None) -> None:
        """See PyMySQL, which leaves a Unix socket open that nobody listens at."""
        if sock is None and self.unix_socket:
            sock = _unix_socket(str(self.unix_socket), self.connect_timeout)
            cast(Any, self)._secure = True  # a password may go as it is
        super().connect(sock)

    def begin_load(self, statement: str) -> None:
        """Runs a LOAD DATA LOCAL INFILE up to the point where the server waits for the rows."""
        driver = cast(Any, self)
        with self._whole():
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
        result = cast(Any, MySQLResult(cast(Any, self)))
        with self._whole():
            cast(Any, self).write_packet(b"")
            self.loading = False
            result.read()
        return int(result.affected_rows), int(result.warning_count)

    def store(self, statement: bytes) -> tuple[int, int]:
        """Runs an INSERT; returns how many rows it stored, and how many warnings there are about them."""
        stored = self.query(statement)
        return int(stored), int(cast(Any, self)._result.warning_count)

    def query(self, sql: str | bytes, unbuffered: bool = False) -> int:
        """See PyMySQL."""
        with self._whole():
            return int(super().query(sql, unbuffered))

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """An error ends what it surrounds: the server has answered, or is gone. An interrupt does not."""
        self.midway = True
        try:
            yield
        except Exception:
            self.midway = False
            raise
        self.midway = False

    def break_off(self) -> None:
        """Ends the connection at once, whatever it is in the middle of: the server takes back what was not
        committed.
        """
        self.loading = self.midway = False
        cast(Any, self)._force_close()


def _unix_socket(path: str, timeout: float | None) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.settimeout(timeout)
        made.connect(path)
    except OSError:
        made.close()
        raise
    return made
